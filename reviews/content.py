"""What a round asks about: the rows that are chosen, or those of a baseline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baselines.content import rows_to_publish
from requirements_catalog.models import Requirement, RequirementVersion
from requirements_catalog.numbering import all_numbers_in_outline
from requirements_catalog.versions import capture_versions

from .models import ReviewItem, ReviewRound


@dataclass(frozen=True)
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
    rows = rows_to_publish(review.catalogue, review.selection, by=review.created_by)
    return sum(not row.is_heading for row in rows)


def items_of(review: ReviewRound, *, by) -> list[ReviewItem]:
    """The requirements of the round with their versions of this moment, unsaved, in order.

    Raises ValidationError as ``count_of``. Costs a fixed number of queries for each 5,000 rows.
    """
    rows = _of_baseline(review) if review.baseline_id else _of_catalogue(review, by)
    known = {row.key: row for row in rows}
    asked = [row for row in rows if not row.is_heading]
    return [
        ReviewItem(
            round=review,
            requirement_id=row.key,
            version=row.version,
            place=place,
            number=row.number,
            path=" › ".join(heading.title for heading in above),
            chapter_id=above[0].key if above else None,
        )
        for place, row in enumerate(asked, start=1)
        for above in [_above(row, known)]
    ]


def _of_catalogue(review: ReviewRound, by) -> list[_Row]:
    # Whoever opens it: "mine" in the selection means the one who chose it.
    rows = rows_to_publish(review.catalogue, review.selection, by=review.created_by)
    numbers = all_numbers_in_outline(review.catalogue)
    versions = capture_versions([row for row in rows if not row.is_heading], by=by)
    return [_live_row(row, numbers, versions.get(row.pk)) for row in rows]


def _live_row(row: Requirement, numbers: Mapping[int, str], version) -> _Row:
    number = numbers.get(row.pk, "")
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


def _above(row: _Row, known: Mapping[int, _Row]) -> list[_Row]:
    """The headings above a row, the uppermost first."""
    found: list[_Row] = []
    above = known.get(row.parent) if row.parent else None
    while above is not None:
        found.insert(0, above)
        above = known.get(above.parent) if above.parent else None
    return found


def chapters_of(items: Iterable[ReviewItem]) -> dict[int | None, str]:
    """The uppermost headings of items whose ``chapter`` is read, in order: key and title."""
    return {item.chapter_id: item.chapter.title if item.chapter else "" for item in items}
