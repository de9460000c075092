"""The rows of a baseline as its page shows them."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from .difference import Row, Snapshot
from .forms import EntryFilter
from .models import Baseline, BaselineEntry
from .snapshot import of_baseline
from .words import kind_word

PER_PAGE = 100


@dataclass(frozen=True)
class ShownEntry:
    """A row of a baseline with its content, and whether it is new or changed since the last."""

    entry: BaselineEntry
    content: dict
    kind_word: str
    is_new: bool
    is_changed: bool


def page_of(
    baseline: Baseline, previous: Baseline | None, chosen: EntryFilter, number: object
) -> Page:
    """A page of the rows that meet the filter; all of them, headings too, when there is none."""
    snapshot = of_baseline(baseline)
    before = {row.uid: row.digest for row in of_baseline(previous).rows} if previous else None
    page = Paginator(_narrowed(snapshot, before, chosen), PER_PAGE).get_page(number)
    rows = list(page.object_list)
    entries = baseline.entries.filter(place__in=[row.place for row in rows])
    by_place = {one.place: one for one in entries.select_related("approval__approved_by")}
    contents = snapshot.contents([row.uid for row in rows])
    page.object_list = [
        ShownEntry(
            entry=by_place[row.place],
            content=contents[row.uid],
            kind_word=kind_word(contents[row.uid].get("kind")),
            is_new=before is not None and row.uid not in before,
            is_changed=before is not None and before.get(row.uid, row.digest) != row.digest,
        )
        for row in rows
    ]
    return page


def _narrowed(snapshot: Snapshot, before: dict[str, str] | None, chosen: EntryFilter) -> list[Row]:
    rows = list(snapshot.rows)
    asked = chosen.cleaned_data
    if asked.get("changed") and before is not None:
        rows = [row for row in rows if before.get(row.uid) != row.digest]
    kind, words = asked.get("kind"), asked.get("q", "").casefold().split()
    if not (kind or words):
        return rows
    contents = snapshot.contents([row.uid for row in rows])
    if kind:
        rows = [row for row in rows if contents[row.uid].get("kind") == kind]
    return [row for row in rows if all(word in _text(contents[row.uid]) for word in words)]


def _text(content: dict) -> str:
    values = [*content.values(), *content.get("extra", {}).values()]
    return "\n".join(value for value in values if isinstance(value, str)).casefold()
