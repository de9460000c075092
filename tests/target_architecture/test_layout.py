"""The map is legible: nothing that is read lies on anything else, whatever is drawn."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_architecture.drawing.layout import lay_out
from target_architecture.drawing.routes import assign_tracks
from target_architecture.drawing.shapes import NARROW, WIDE, Layout, Link, Part, rounded_path

LAYERS = ["Appar", "Vårdens system", "Information", "Integration"]


@st.composite
def architectures(draw) -> tuple[list[Part], list[Link]]:
    """Up to 30 modules in any layers, with up to 60 links between any two."""
    count = draw(st.integers(2, 30))
    parts = [
        Part(key, draw(st.sampled_from(LAYERS)), draw(st.integers(0, 5)) == 0)
        for key in range(count)
    ]
    pairs = draw(
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
                lambda pair: pair[0] != pair[1]
            ),
            max_size=60,
        )
    )
    label = st.sampled_from(["", "FHIR R4", "standard saknas", "RIV-TA 2.1 +3"])
    return parts, [Link(key, *pair, draw(label)) for key, pair in enumerate(pairs)]


def rectangles(layout: Layout) -> list[tuple[float, float, float, float]]:
    return [(box.x, box.y, box.x + box.width, box.y + box.height) for box in layout.boxes]


def labels(layout: Layout) -> list[tuple[float, float, float, float]]:
    return [
        (one.left, one.top, one.left + one.width, one.top + one.height)
        for line in layout.lines
        if (one := line.label)
    ]


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def stretches(line) -> list[tuple[float, float, float, float]]:
    """The straight parts of a line, each as left, top, right, bottom."""
    corners = zip(line.points, line.points[1:], strict=False)
    return [(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in corners]


@settings(max_examples=60, deadline=None)
@given(architectures(), st.sampled_from([WIDE, NARROW]))
def test_nothing_that_is_read_lies_on_anything_else(drawn, style):
    assert_legible(*drawn, style)


@pytest.mark.parametrize("style", [WIDE, NARROW])
def test_a_landscape_of_sixty_modules_is_legible(style):
    """150 interfaces, a third of them with one of three hubs."""
    parts = [Part(key, f"Lager {key // 12}", key > 52) for key in range(60)]
    links = [
        Link(key, 5 + 14 * (key % 3) if key < 50 else key % 60, (key * 7 + 3) % 60, "HL7 FHIR +1")
        for key in range(160)
    ]
    links = [link for link in links if link.source != link.target][:150]
    assert len(links) == 150
    assert_legible(parts, links, style)


def assert_legible(parts, links, style) -> None:
    layout = lay_out(parts, links, style)
    boxes, texts = rectangles(layout), labels(layout)
    assert len(boxes) == len(parts) and len(layout.lines) == len(links)
    assert not any(overlap(*pair) for pair in combinations(boxes, 2))
    assert not any(overlap(*pair) for pair in combinations(texts, 2))
    assert not any(overlap(text, box) for text in texts for box in boxes)
    for text, line in zip(texts, (one for one in layout.lines if one.label), strict=True):
        # On its own line, and on nobody else's: a plate that hides what it lies on is no way out.
        own = stretches(line)
        assert any(left <= text[0] and text[2] <= right and top == bottom == (text[1] + text[3]) / 2
                   for left, top, right, bottom in own)  # fmt: skip
        for other in layout.lines:
            if other.key != line.key:
                assert not any(overlap(stretch, text) for stretch in stretches(other))
    assert sum(bool(one.label) for one in layout.lines) == sum(bool(one.label) for one in links)
    for line in layout.lines:
        for left, top, right, bottom in stretches(line):
            # A stretch has no width: one that only touches a box's edge is not in it.
            assert not any(overlap((left, top, right, bottom), box) for box in boxes)


@settings(max_examples=60, deadline=None)
@given(architectures(), st.sampled_from([WIDE, NARROW]))
def test_no_line_lies_along_another(drawn, style):
    layout = lay_out(*drawn, style)
    level, upright = {}, {}
    for line in layout.lines:
        for left, top, right, bottom in stretches(line):
            if top == bottom and left != right:
                level.setdefault(top, []).append((left, right, line.key))
            elif left == right and top != bottom:
                upright.setdefault(left, []).append((top, bottom, line.key))
    for rows in (*level.values(), *upright.values()):
        for (start, end, key), (other_start, other_end, other) in combinations(rows, 2):
            assert key == other or end <= other_start or other_end <= start
    # Nor so near that two would be read as one.
    ways = [(x, *way) for x, found in upright.items() for way in found]
    for (x, start, end, key), (near, other_start, other_end, other) in combinations(ways, 2):
        if key != other and start < other_end and other_start < end:
            assert abs(x - near) >= style.upright


@settings(max_examples=40, deadline=None)
@given(architectures())
def test_everything_is_inside_the_drawing(drawn):
    layout = lay_out(*drawn)
    corners = [corner for line in layout.lines for corner in line.points]
    corners += [(one[2], one[3]) for one in (*rectangles(layout), *labels(layout))]
    assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in corners)


def test_the_same_is_always_drawn_the_same():
    parts = [Part(key, LAYERS[key % 4], key > 9) for key in range(12)]
    links = [
        Link(key, key % 12, (key * 5 + 1) % 12, "FHIR") for key in range(30) if key * 4 % 12 != 11
    ]
    assert lay_out(parts, links) == lay_out(parts, links)


def test_a_link_to_what_is_not_drawn_is_left_out():
    layout = lay_out([Part(1, "A"), Part(2, "A")], [Link(1, 1, 2), Link(2, 1, 3)])
    assert [line.key for line in layout.lines] == [1]


def test_nothing_gives_an_empty_drawing():
    assert lay_out([], []).boxes == ()


def test_layers_stand_in_the_order_of_their_first_module():
    layout = lay_out([Part(1, "Över"), Part(2, "Under"), Part(3, "Över")], [])
    assert [band.name for band in layout.bands] == ["Över", "Under"]
    top = {box.key: box.y for box in layout.boxes}
    assert top[1] == top[3] < top[2]


def test_nine_modules_stand_as_five_and_four():
    # Six fit in a row; two rows of nine are as even as they can be.
    layout = lay_out([Part(key, "A") for key in range(9)], [])
    rows = sorted({box.y for box in layout.boxes})
    assert [sum(box.y == row for box in layout.boxes) for row in rows] == [5, 4]


def test_tracks_are_as_few_as_they_can_be():
    # 0–4 and 5–9 share a track; 3–6 touches both; 10–12 fits after 5–9.
    tracks, count = assign_tracks([(5, 9, 1), (0, 4, 2), (3, 6, 3), (10, 12, 4)])
    assert count == 2
    assert tracks == {2: 0, 3: 1, 1: 0, 4: 0}


def test_corners_are_rounded_where_there_is_room():
    assert rounded_path([(0, 0), (0, 10), (10, 10)]) == "M0 0L0 6Q0 10 4 10L10 10"
