"""What a round asks about: the rows that are chosen, or those of a baseline."""

from collections.abc import Sequence
from dataclasses import dataclass

from baselines.content import rows_to_publish
from requirements_catalog.models import Requirement, RequirementVersion
from requirements_catalog.numbering import all_numbers_in_outline
from requirements_catalog.versions import capture_versions

from .models import ReviewItem, ReviewRound


@dataclass
class _Row:
    """A row of what is asked: whose it is, under which heading, and what it says."""

    key: int
    parent: int | None
    is_heading: bool
    title: str
    number: str
    version: RequirementVersion | None = None


def count_of(review: ReviewRound) -> int:
    """How many requirements the round would ask about just now.

    Raises ValidationError when the selection cannot be understood any more.
    """
    if review.baseline_id:
        return review.baseline.requirement_count
    return sum(not row.is_heading for row in _live_rows(review))


def items_of(review: ReviewRound, *, by) -> list[ReviewItem]:
    """The requirements of the round with their versions of this moment, unsaved, in order.

    Raises ValidationError as ``count_of``. Costs a fixed number of queries for each 5,000 rows.
    """
    if review.baseline_id:
        rows = _of_baseline(review)
    else:
        found = _live_rows(review)
        numbers = all_numbers_in_outline(review.catalogue)
        versions = capture_versions([row for row in found if not row.is_heading], by=by)
        rows = [_live_row(row, numbers.get(row.pk, ""), versions.get(row.pk)) for row in found]
    paths = _paths(rows)
    level = _level_of_chapters(paths)
    return [
        ReviewItem(
            round=review,
            requirement_id=row.key,
            version=row.version,
            place=place,
            number=row.number,
            path=" › ".join(heading.title for heading in above),
            chapter_id=_chapter(above, level),
        )
        for place, (row, above) in enumerate(paths, start=1)
    ]


def chapters_of(review: ReviewRound) -> list[int]:
    """Keys of the headings that the round's requirements would be shared by, in order.

    These are the uppermost headings that part them: where all stand under one heading, those
    below it.
    """
    if review.baseline_id:
        rows = _of_baseline(review)
    else:
        rows = [_live_row(row) for row in _live_rows(review)]
    paths = _paths(rows)
    level = _level_of_chapters(paths)
    keys = (_chapter(above, level) for _row, above in paths)
    return [key for key in dict.fromkeys(keys) if key is not None]


def _live_rows(review: ReviewRound) -> list[Requirement]:
    # Whoever asks: "mine" in the selection means the one who chose it.
    return rows_to_publish(review.catalogue, review.selection, by=review.created_by)


def _live_row(
    row: Requirement, number: str = "", version: RequirementVersion | None = None
) -> _Row:
    return _Row(row.pk, row.parent_id, row.is_heading, row.title, number, version)


def _of_baseline(review: ReviewRound) -> list[_Row]:
    entries = review.baseline.entries.select_related("version", "parent")
    return [
        _Row(
            entry.version.requirement_id,
            entry.parent.requirement_id if entry.parent else None,
            entry.version.content["is_heading"],
            entry.version.content["title"],
            entry.number,
            entry.version,
        )
        for entry in entries
    ]


def _paths(rows: Sequence[_Row]) -> list[tuple[_Row, list[_Row]]]:
    """The requirements among the rows, each with the headings above it, the uppermost first."""
    known = {row.key: row for row in rows}
    found = []
    for row in rows:
        if row.is_heading:
            continue
        above: list[_Row] = []
        heading = known.get(row.parent) if row.parent else None
        while heading is not None:
            above.insert(0, heading)
            heading = known.get(heading.parent) if heading.parent else None
        found.append((row, above))
    return found


def _level_of_chapters(paths: Sequence[tuple[_Row, list[_Row]]]) -> int:
    """How many headings all requirements have in common; those just below part them."""
    shared = 0
    ways = [[heading.key for heading in above] for _row, above in paths]
    while ways and all(len(way) > shared and way[shared] == ways[0][shared] for way in ways):
        shared += 1
    return shared


def _chapter(above: Sequence[_Row], level: int) -> int | None:
    """The heading at a level, or the last one above a requirement that stands higher up."""
    if not above:
        return None
    return above[min(level, len(above) - 1)].key
