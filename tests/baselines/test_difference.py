"""The difference of two snapshots: what is called what, and that it says everything."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baselines.difference import (
    ADDED,
    CHANGED,
    KIND,
    MOVED,
    REMOVED,
    RENUMBERED,
    Row,
    Snapshot,
    difference,
    longest_increasing,
)
from baselines.seal import SealedRow, seal_of
from common.canonical import digest
from tests.baselines.applying import apply, apply_fields


def snapshot(tree: dict, contents: dict | None = None) -> Snapshot:
    """A snapshot of nested dicts: uid → rows below; contents are the uid as text if not given."""
    contents = contents or {}
    rows: list[Row] = []
    read: dict[str, dict] = {}

    def walk(level, parent, number, depth):
        for count, (uid, below) in enumerate(level.items(), start=1):
            own = f"{number}.{count}" if number else str(count)
            read[uid] = contents.get(uid, {"text": uid, "extra": {}})
            rows.append(Row(uid, digest(read[uid]), own, parent, depth, len(rows)))
            walk(below, uid, own, depth + 1)

    walk(tree, "", "", 0)
    return Snapshot(rows, lambda wanted: {row.uid: read[row.uid] for row in wanted})


def ways(before, after) -> dict[str, set]:
    return {one.uid: set(one.ways) for one in difference(before, after).changes}


def test_nothing_differs_from_itself():
    one = snapshot({"a": {"b": {}}, "c": {}})
    assert not difference(one, snapshot({"a": {"b": {}}, "c": {}}))
    assert set(difference(one, one).counts.values()) == {0}


def test_added_removed_changed_and_renumbered():
    before = snapshot({"a": {}, "b": {}, "c": {}})
    after = snapshot({"a": {}, "x": {}, "c": {}, "d": {}}, {"a": {"text": "ny", "extra": {}}})
    # c is third in both: b went before it and x came.
    assert ways(before, after) == {"a": {CHANGED}, "b": {REMOVED}, "x": {ADDED}, "d": {ADDED}}
    fewer = snapshot({"a": {}, "c": {}})
    assert ways(before, fewer) == {"b": {REMOVED}, "c": {RENUMBERED}}
    assert [one.uid for one in difference(before, after).changes] == ["a", "b", "x", "d"]


def test_one_move_marks_one_row():
    before = snapshot({"a": {}, "b": {}, "c": {}, "d": {}})
    last_first = snapshot({"d": {}, "a": {}, "b": {}, "c": {}})
    assert ways(before, last_first) == {
        "d": {MOVED}, "a": {RENUMBERED}, "b": {RENUMBERED}, "c": {RENUMBERED},
    }  # fmt: skip


def test_to_another_heading_is_moved_with_what_is_below_it_renumbered():
    before = snapshot({"a": {"a1": {"a11": {}}, "a2": {}}, "b": {}})
    after = snapshot({"a": {"a2": {}}, "b": {"a1": {"a11": {}}}})
    found = difference(before, after)
    assert {one.uid: set(one.ways) for one in found.changes} == {
        "a2": {RENUMBERED}, "a1": {MOVED}, "a11": {RENUMBERED},
    }  # fmt: skip
    moved = next(one for one in found.changes if one.uid == "a1")
    assert moved.is_to_another_heading
    assert (moved.before.number, moved.after.number) == ("1.1", "2.1")


def test_fields_own_fields_links_and_kind():
    before = snapshot(
        {"a": {}},
        {"a": {"text": "Ska A", "kind": "mandatory", "needs": ["N1", "N2"],
               "extra": {"risk": "1", "k.l": "x"}}},
    )  # fmt: skip
    after = snapshot(
        {"a": {}},
        {"a": {"text": "Ska A", "kind": "desirable", "needs": ["N2", "N3"], "max_points": "5",
               "extra": {"k.l": "y"}}},
    )  # fmt: skip
    (change,) = difference(before, after).changes
    assert change.ways == {CHANGED, KIND}
    found = {one.name: (one.before, one.after) for one in change.fields}
    assert found == {
        "kind": ("mandatory", "desirable"),
        "needs": (["N1", "N2"], ["N2", "N3"]),
        "extra.risk": ("1", None),
        "extra.k.l": ("x", "y"),
        "max_points": (None, "5"),
    }
    needs = next(one for one in change.fields if one.name == "needs")
    assert (needs.came, needs.went) == (["N3"], ["N1"])


@pytest.mark.parametrize(
    ("values", "kept"),
    [([], set()), ([1, 2, 3], {0, 1, 2}), ([3, 1, 2], {1, 2}), ([2, 0, 1, 4, 3], {1, 2, 4})],
)
def test_longest_run(values, kept):
    assert longest_increasing(values) == kept


# ---------------------------------------------------------------- properties

UIDS = [f"u{number}" for number in range(14)]
TEXTS = st.text(alphabet="aåö x", max_size=4)


@st.composite
def snapshots(draw, contents=None):
    """Any tree over some of the uids, each with any content."""
    chosen = draw(st.permutations(UIDS))[: draw(st.integers(0, len(UIDS)))]
    tree: dict = {}
    nodes: list[dict] = [tree]
    for uid in chosen:
        below: dict = {}
        nodes[draw(st.integers(0, len(nodes) - 1))][uid] = below
        nodes.append(below)
    read = {
        uid: {
            "text": draw(TEXTS),
            "needs": draw(st.lists(st.sampled_from("ABC"), unique=True).map(sorted)),
            "extra": draw(st.dictionaries(st.sampled_from(["p", "q.r"]), TEXTS, max_size=2)),
            **draw(st.sampled_from([{}, {"scale": "1–5"}])),
        }
        for uid in chosen
    }
    return snapshot(tree, read)


@given(snapshots(), snapshots())
@settings(max_examples=150, deadline=None)
def test_the_difference_applied_to_the_older_gives_the_newer(before, after):
    found = difference(before, after)
    assert apply(found, before) == list(after.rows)
    contents = before.contents([row.uid for row in before.rows])
    for change in found.changes:
        contents[change.uid] = apply_fields(change.fields, contents.get(change.uid, {"extra": {}}))
    expected = after.contents([row.uid for row in after.rows])
    assert {uid: contents[uid] for uid in expected} == expected


@given(snapshots(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_only_moved_rows_are_reported_as_moved_and_nothing_else(before, random):
    """One row is lifted out with its branch and put down elsewhere."""
    if len(before.rows) < 2:
        return
    chosen = random.choice(before.rows)
    branch = {chosen.uid}
    for row in before.rows:
        if row.parent in branch:
            branch.add(row.uid)
    parent = random.choice(["", *(row.uid for row in before.rows if row.uid not in branch)])
    children: dict[str, list[str]] = {}
    for row in before.rows:
        if row.uid != chosen.uid:
            children.setdefault(row.parent, []).append(row.uid)
    siblings = children.setdefault(parent, [])
    siblings.insert(random.randint(0, len(siblings)), chosen.uid)

    def tree(uid):
        return {child: tree(child) for child in children.get(uid, [])}

    after = snapshot(tree(""), before.contents([row.uid for row in before.rows]))
    found = difference(before, after)
    assert found.counts[ADDED] == found.counts[REMOVED] == found.counts[CHANGED] == 0
    assert found.counts[MOVED] <= 1
    if [(*row[:2], row.parent) for row in before.rows] != [
        (*row[:2], row.parent) for row in after.rows
    ]:
        assert found.counts[MOVED] == 1
    assert all(one.ways in ({MOVED}, {RENUMBERED}) for one in found.changes)


CONTENTS = st.dictionaries(
    st.sampled_from(["code", "title", "text", "kind", "scale"]), TEXTS, min_size=1
)
OWN = st.dictionaries(st.text(alphabet="abcå.", min_size=1, max_size=4), TEXTS, min_size=1)


@given(CONTENTS, OWN, st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order_of_writing(content, own, random):
    def shuffled(mapping):
        pairs = list(mapping.items())
        random.shuffle(pairs)
        return dict(pairs)

    one = {**content, "extra": own}
    other = shuffled({**shuffled(content), "extra": shuffled(own)})
    assert digest(one) == digest(other)
    # The same by the standard library alone, as anybody can work it out.
    text = json.dumps(other, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest(one) == hashlib.sha256(text.encode()).hexdigest()


@given(CONTENTS, OWN, st.data())
def test_the_seal_changes_with_every_field(content, own, data):
    def seal(changed):
        return seal_of([SealedRow("u", digest(changed), "1", "")])

    whole = {**content, "extra": own}
    name = data.draw(st.sampled_from(sorted(content)))
    assert seal(whole) != seal({**whole, name: content[name] + "."})
    key = data.draw(st.sampled_from(sorted(own)))
    assert seal(whole) != seal({**whole, "extra": {**own, key: own[key] + "."}})
    without = {name: value for name, value in own.items() if name != key}
    assert seal(whole) != seal({**whole, "extra": without})


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_the_seal_changes_with_every_part_of_a_row(place):
    row = ["u1", "0" * 64, "1.1", "u0"]
    other = [*row]
    other[place] += "x"
    assert seal_of([SealedRow(*row)]) != seal_of([SealedRow(*other)])
    two = [SealedRow("a", "0", "1", ""), SealedRow("b", "0", "2", "")]
    assert seal_of(two) != seal_of(two[::-1])
