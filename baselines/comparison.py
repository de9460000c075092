"""Two moments of a catalogue that are compared, and which of their differences are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from requirements_catalog.models import Catalogue

from .difference import RENUMBERED, Difference, Row, RowChange, Snapshot, difference
from .models import Baseline
from .snapshot import of_baseline, of_live

# How an address names the catalogue as it is now.
NOW = "now"
# Differences that stand in the list when nothing else is asked for: the rest follow from a move.
EVERYTHING = ""


@dataclass(frozen=True)
class Moment:
    """A baseline, or now."""

    baseline: Baseline | None
    at: datetime

    @classmethod
    def of(cls, baseline: Baseline) -> "Moment":
        """When a baseline was published."""
        return cls(baseline, baseline.published_at)

    @classmethod
    def now(cls) -> "Moment":
        """The catalogue as it is."""
        return cls(None, timezone.now())

    @property
    def word(self) -> str:
        """How addresses name it."""
        return str(self.baseline.number) if self.baseline else NOW

    @property
    def code(self) -> str:
        """How people name it in a few letters."""
        return self.baseline.code if self.baseline else _("Nu")

    def __str__(self) -> str:
        return str(self.baseline) if self.baseline else _("Katalogen nu")


class Comparison:
    """What differs between two moments of a catalogue, the older first."""

    def __init__(self, catalogue: Catalogue, one: Moment, other: Moment) -> None:
        """Raises ValidationError when now is asked for and the selection is not understood."""
        self.catalogue = catalogue
        self.older, self.newer = sorted((one, other), key=_age)
        known = self.older.baseline
        self.before = _snapshot(catalogue, self.older, known)
        self.after = _snapshot(catalogue, self.newer, known)
        self._headings = {row.parent for row in (*self.before.rows, *self.after.rows) if row.parent}
        self.before.contents(self._headings)
        self.after.contents(self._headings)
        self.difference: Difference = difference(self.before, self.after)

    @property
    def are_of_different_selections(self) -> bool:
        """Whether rows may be missing only because they were not chosen."""
        one, other = self.older.baseline, self.newer.baseline
        return bool(one and other and one.selection != other.selection)

    def content(self, change: RowChange) -> dict:
        """The newest content of a row that differs; of one that went, its last."""
        snapshot = self.before if change.after is None else self.after
        return snapshot.contents([change.uid]).get(change.uid, {})

    def read(self, changes: Iterable[RowChange]) -> None:
        """Have the contents of rows at hand: at most one reading from each side."""
        changes = list(changes)
        self.after.contents([one.uid for one in changes if one.after])
        self.before.contents([one.uid for one in changes if not one.after])

    def heading(self, snapshot: Snapshot, row: Row) -> dict:
        """The content of the heading above a row; empty at the top."""
        return snapshot.contents([row.parent]).get(row.parent, {}) if row.parent else {}

    @cached_property
    def chapters(self) -> list[tuple[str, str]]:
        """Outermost headings of either side: (uid, number and title), in the newer's order."""
        found: dict[str, str] = {}
        for snapshot in (self.after, self.before):
            for row in snapshot.rows:
                if not row.parent and row.uid in self._headings and row.uid not in found:
                    content = snapshot.contents([row.uid]).get(row.uid, {})
                    found[row.uid] = f"{row.number} {content.get('title', '')}".strip()
        return list(found.items())

    def chapter(self, change: RowChange) -> str:
        """Number and title of the outermost heading above a row that differs; empty for none."""
        return dict(self.chapters).get(self._roots.get(change.uid, ""), "")

    @cached_property
    def _roots(self) -> dict[str, str]:
        """The outermost heading above each row, of the newer where it is there."""
        roots: dict[str, str] = {}
        for snapshot in (self.before, self.after):
            own: dict[str, str] = {}
            for row in snapshot.rows:
                own[row.uid] = own.get(row.parent, row.parent) if row.parent else row.uid
            roots |= own
        return roots

    def narrowed(
        self, *, way: str = EVERYTHING, text: str = "", chapter: str = "", module: str = ""
    ) -> Sequence[RowChange]:
        """The differences that meet every condition; renumbered rows only when asked for."""
        found: Iterable[RowChange] = self.difference.changes
        if way:
            found = [one for one in found if way in one.ways]
        else:
            found = [one for one in found if one.ways != {RENUMBERED}]
        if chapter:
            found = [one for one in found if self._roots.get(one.uid) == chapter]
        if text or module:
            self.read(found)
        if module:
            found = [one for one in found if module in self._modules(one)]
        words = text.casefold().split()
        if words:
            found = [one for one in found if _holds(words, self.content(one), one)]
        return list(found)

    def _modules(self, change: RowChange) -> set[str]:
        """Modules of a row before or after."""
        found = set(self.content(change).get("modules", []))
        for one in change.fields:
            if one.name == "modules" and isinstance(one.before, list):
                found |= set(one.before)
        return found


def _holds(words: Sequence[str], content: dict, change: RowChange) -> bool:
    """Whether every word stands somewhere in the content, or in what it was."""
    values = [*content.values(), *content.get("extra", {}).values()]
    values += [one.before for one in change.fields]
    text = "\n".join(value for value in values if isinstance(value, str)).casefold()
    return all(word in text for word in words)


def _age(moment: Moment) -> tuple[bool, int]:
    return moment.baseline is None, moment.baseline.number if moment.baseline else 0


def _snapshot(catalogue: Catalogue, moment: Moment, known: Baseline | None) -> Snapshot:
    """A baseline's rows; those of now that the baseline's selection would find today."""
    if moment.baseline:
        return of_baseline(moment.baseline)
    selection = known.selection if known else ""
    return of_live(catalogue, selection, by=known.published_by if known else None, known=known)
