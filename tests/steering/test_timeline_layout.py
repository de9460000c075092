"""The timeline is legible: no text on another, everything within its lane, whatever is planned."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.drawing.axis import ROOM, parts_of, years_of
from steering.drawing.layout import (
    ABOVE,
    APART,
    BAND,
    BAR,
    HEAD,
    LEFT,
    MARGIN,
    MARK,
    NOTE_LETTER,
    PAD,
    RIGHT,
    ROW,
    Event,
    Span,
    lay_out,
    window_of,
)
from steering.drawing.letters import width_of, width_within
from tests.architecture.source import ROOT

pytestmark = pytest.mark.once
LANES = 7
# Two of the lanes have days of their own.
SPANS = {
    1: Span(date(2010, 1, 1), date(2050, 1, 1), "2010-01-01 – 2050-01-01"),
    4: Span(date(2016, 1, 5), date(2016, 3, 1), "2016-01-05 – 2016-03-01"),
}


@st.composite
def plans(draw) -> list[Event]:
    """Two hundred events in seven lanes over some years, some of them moved."""
    random = draw(st.randoms(use_true_random=False))
    span = draw(st.integers(30, 9000))
    found = []
    for key in range(200):
        day = date(2016, 1, 1) + timedelta(random.randrange(span))
        moved = random.choice([None, None, day + timedelta(random.randrange(-900, 900))])
        label = "Milstolpe"[: random.randrange(4, 10)] * random.randrange(1, 12)
        found.append(Event(key, random.randrange(LANES), day, label, "2026-11-26 · klar", moved))
    return found


def lie_on_each_other(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def boxes_of_marks(mark):
    """The marks of an event, as rectangles."""
    xs = [mark.x] if mark.before_x is None else [mark.x, mark.before_x]
    return [(x - MARK, mark.y - MARK, x + MARK, mark.y + MARK) for x in xs]


def line_of(mark):
    """The thin line from where it stood, as a rectangle."""
    low, high = min(mark.x, mark.before_x), max(mark.x, mark.before_x)
    return low, mark.y - 1, high, mark.y + 1


@settings(max_examples=25, deadline=None)
@given(plans(), st.sampled_from([None, 3, 1]))
def test_nothing_that_is_read_lies_on_anything_else(events, years):
    end = date(2016 + years, 1, 1) if years else max(event.day for event in events)
    window = window_of(date(2016, 1, 1), max(end, date(2016, 1, 20)))
    (layout,) = lay_out([2] * LANES, events, window, spans=SPANS)
    strips = {strip.lane: strip for strip in layout.strips}
    assert len(strips) == LANES
    assert [lane for lane, strip in strips.items() if strip.bar] == [1, 4]
    for mark in layout.marks:
        strip, (left, top, right, bottom) = strips[mark.event.lane], mark.text_box
        assert strip.y <= top and bottom <= strip.y + strip.height <= layout.height
        assert left >= LEFT and right <= RIGHT
        assert not strip.bar or strip.bar.y + BAR <= top
        assert not any(lie_on_each_other(mark.text_box, box) for box in boxes_of_marks(mark))
    for one, other in combinations(layout.marks, 2):
        if one.y == other.y:
            assert not lie_on_each_other(one.text_box, other.text_box)
            for box in [*boxes_of_marks(other), *([line_of(other)] if other.before_x else [])]:
                assert not lie_on_each_other(one.text_box, box)
        else:
            assert abs(one.y - other.y) >= ROW


@settings(max_examples=10, deadline=None)
@given(plans())
def test_names_above_the_lanes_have_a_line_to_themselves(events):
    window = window_of(date(2016, 1, 1), date(2041, 1, 1), MARGIN)
    (layout,) = lay_out([0] * LANES, events, window, spans=SPANS, above=ABOVE)
    strips = {strip.lane: strip for strip in layout.strips}
    for strip in layout.strips:
        assert not strip.bar or strip.bar.y - BAND + BAR >= strip.y + ABOVE
    for mark in layout.marks:
        left, top, right, _bottom = mark.text_box
        assert top >= strips[mark.event.lane].y + ABOVE and left >= MARGIN and right <= RIGHT


@settings(max_examples=25, deadline=None)
@given(plans(), st.integers(300, 900))
def test_sheets_hold_everything_once_and_are_no_higher_than_asked(events, high):
    window = window_of(date(2016, 1, 1), date(2041, 1, 1))
    sheets = lay_out([2] * LANES, events, window, high, SPANS)
    assert all(sheet.height <= high + 12 for sheet in sheets)
    keys = [mark.event.key for sheet in sheets for mark in sheet.marks]
    assert sorted(keys) == list(range(200))
    first = [strip.lane for sheet in sheets for strip in sheet.strips if not strip.is_continued]
    assert first == list(range(LANES))
    assert [strip.lane for sheet in sheets for strip in sheet.strips if strip.bar] == [1, 4]


def test_what_was_and_is_outside_is_left_out_and_what_moved_away_points_there():
    window = window_of(date(2026, 1, 1), date(2027, 1, 1))
    events = [
        Event(1, 0, date(2025, 5, 1), "Före"),
        Event(2, 0, date(2027, 3, 1), "Flyttad", before=date(2026, 7, 1)),
    ]
    (layout,) = lay_out([1], events, window)
    (mark,) = layout.marks
    # Half the year: 181 of 365 days.
    assert (mark.event.key, mark.beyond, mark.x) == (2, 1, RIGHT)
    assert mark.before_x == round(LEFT + 181 / 365 * (RIGHT - LEFT), 1)


def test_a_lane_with_days_has_a_bar_as_far_as_it_is_within_the_years():
    window = window_of(date(2026, 1, 1), date(2027, 1, 1))
    label = "2026-07-01 – 2027-06-30"
    spans = {
        0: Span(date(2026, 7, 1), date(2027, 6, 30), label),
        1: Span(date(2025, 1, 1), date(2025, 12, 31), "ett annat år"),
    }
    (layout,) = lay_out([1, 1], [], window, spans=spans)
    first, second = layout.strips
    # From 181 of 365 days to the end; its days stand where it begins.
    x = round(LEFT + 181 / 365 * (RIGHT - LEFT), 1)
    assert (first.bar.x, first.bar.x + first.bar.width, first.bar.text_x) == (x, RIGHT, x)
    # Without events the bar takes the place of the row: 32, with 8 above and below.
    assert (first.height, second.height, second.bar) == (BAND + 2 * PAD, 54, None)
    late = {0: Span(date(2026, 12, 20), date(2027, 6, 30), label)}
    (layout,) = lay_out([1], [], window, spans=late)
    assert layout.strips[0].bar.text_x == round(RIGHT - len(label) * NOTE_LETTER, 1)


def test_a_lane_may_last_to_the_last_of_all_days():
    endless = {0: Span(date(2026, 1, 1), date.max, "utan slut")}
    (layout,) = lay_out([1], [], window_of(date(2026, 1, 1), date(2027, 1, 1)), spans=endless)
    bar = layout.strips[0].bar
    assert (bar.x, bar.x + bar.width) == (LEFT, RIGHT)


def test_a_lane_without_events_has_room_for_its_name():
    (layout,) = lay_out([3, 1], [], window_of(date(2026, 1, 1), date(2027, 1, 1)))
    # Three lines of 18 and one row of 38, with 8 above and below.
    assert [(strip.y, strip.height) for strip in layout.strips] == [(HEAD, 70), (HEAD + 70, 54)]


@pytest.mark.parametrize(
    ("first", "end", "years", "unit", "parts"),
    [
        # 1 000 px: a year has months of 83 px, three years of 28 px and so quarters.
        (2026, 2027, ["2026"], "month", 12),
        (2026, 2029, ["2026", "2027", "2028"], "quarter", 12),
        (2025, 2032, [str(year) for year in range(2025, 2032)], "quarter", 28),
        (2016, 2032, [str(year) for year in range(2016, 2032)], "", 0),
        (2000, 2060, [str(year) for year in range(2000, 2060, 5)], "", 0),
    ],
)
def test_the_axis_is_divided_as_finely_as_its_names_have_room(first, end, years, unit, parts):
    window = window_of(date(first, 1, 1), date(end, 1, 1))
    assert [str(tick.start.year) for tick in years_of(window)] == years
    found = parts_of(window)
    assert len(found) == parts and {tick.unit for tick in found} <= {unit}
    assert all(tick.width >= ROOM[unit] - 3 for tick in found)


def test_a_title_is_cut_only_where_something_stands_beside_it():
    """66 letters have more than the 288 px of the first place; a lane alone has 1 000."""
    window = window_of(date(2026, 1, 1), date(2027, 1, 1))
    title = "Beslut om fortsatt införande efter första etappen i alla regioner"
    early, late = date(2026, 2, 1), date(2026, 11, 20)
    for day in (early, late):
        (layout,) = lay_out([1], [Event(0, 0, day, title)], window)
        (mark,) = layout.marks
        assert mark.letters == len(title) and mark.text_width == round(width_of(title), 1) > 288
        # To the right of its mark, and to the left where the axis ends.
        assert (mark.text_x > mark.x) == (day == early)
        assert mark.text_x >= LEFT and mark.text_x + mark.text_width <= RIGHT
    # 1 000 px are 365 days, so 150 days after it the next takes what is beyond 411 px.
    other = Event(1, 0, date(2026, 7, 1), "Nästa")
    (layout,) = lay_out([1], [Event(0, 0, early, title), other], window)
    first, second = layout.marks
    assert first.y == second.y and 288 < first.text_width < width_of(title)
    assert first.right + APART <= second.left
    assert width_within(title, first.letters + 1) > first.text_width


def test_no_letter_is_wider_than_it_is_reckoned():
    """Against the font itself: each letter of it at weight 600 and 13 px."""
    font = TTFont(ROOT / "static/vendor/source-sans-3/source-sans-3-latin-normal.woff2")
    font = instantiateVariableFont(font, {"wght": 600})
    scale = 13 / font["head"].unitsPerEm
    names = font.getBestCmap()
    wide = {
        chr(code): font["hmtx"][name][0] * scale
        for code, name in names.items()
        if chr(code).isprintable()
    }
    assert len(wide) > 150 and "å" in wide
    assert {letter: it for letter, it in wide.items() if it > width_of(letter)} == {}


def test_few_events_of_a_lane_are_read_downwards_by_day():
    """Texts to the right, and to the left where the axis ends: the order is that of the days."""
    window = window_of(date(2025, 1, 1), date(2032, 1, 1))
    days = [date(2028, 10, 2), date(2029, 3, 12), date(2029, 10, 1), date(2030, 3, 11),
            date(2030, 4, 8), date(2030, 10, 7), date(2031, 3, 17)]  # fmt: skip
    events = [Event(key, 0, day, "Etapp med ett långt namn") for key, day in enumerate(days)]
    (layout,) = lay_out([1], events, window)
    heights = [mark.y for mark in sorted(layout.marks, key=lambda mark: mark.event.key)]
    assert heights == sorted(heights)
