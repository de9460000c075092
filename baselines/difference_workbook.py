"""The difference of two moments as a workbook: a summary, and a row for every changed field."""

from collections.abc import Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.workbook_writer import CELL_CHARACTERS, Table, write_xlsx

from .difference import ADDED, MOVED, REMOVED, RENUMBERED
from .difference_file import DifferenceFile
from .shown import ShownChange


def difference_workbook(file: DifferenceFile) -> bytes:
    """The workbook's bytes, in the active language."""
    figures = [*file.figures, (_("Rader i bladet Ändringar"), sum(1 for _row in _rows(file)))]
    summary = Table(
        _("Sammanfattning"),
        [_("Uppgift"), _("Värde")],
        [*file.facts, *figures],
        widths=[34, 90],
    )
    changes = Table(
        _("Ändringar"),
        [
            _("Nr före"),
            _("Nr efter"),
            _("Krav-id"),
            _("Rubrik"),
            _("Typ"),
            _("Slag av ändring"),
            _("Fält"),
            _("Före"),
            _("Efter"),
            _("Skäl"),
        ],
        _rows(file),
        widths=[10, 10, 14, 36, 14, 20, 24, 60, 60, 50],
    )
    return write_xlsx([summary, changes])


def _rows(file: DifferenceFile) -> Iterator[list[str]]:
    for change in file.changes:
        numbers = ("" if ADDED in change.change.ways else change.numbers[0],
                   "" if REMOVED in change.change.ways else change.numbers[1])  # fmt: skip
        ways = ", ".join(word for _kind, word in change.tags)
        head = [*numbers, change.code, change.title, change.kind_word, ways]
        reasons = "\n".join(
            f"{localtime(one.at):%Y-%m-%d %H.%M} {one.by}: {one.text or '–'}"
            for one in change.reasons
        )
        for name, before, after in _fields(change):
            yield [_fitting(text) for text in (*head, name, before, after, reasons)]


def _fields(change: ShownChange) -> list[tuple[str, str, str]]:
    """(field, before, after), the place and the number among them; at least one."""
    found = [(one.label, one.before, one.after) for one in change.fields]
    ways, (before, after) = change.change.ways, change.numbers
    if MOVED in ways:
        found.insert(0, (_("Plats"), before, f"{after}\n{change.place}"))
    if RENUMBERED in ways:
        found.insert(0, (_("Nummer"), before, after))
    return found or [("", "", "")]


def _fitting(text: str) -> str:
    """A text that a cell can hold; what is cut off is told."""
    if len(text) <= CELL_CHARACTERS:
        return text
    note = _(" … (hela texten finns på sidan)")
    return text[: CELL_CHARACTERS - len(note)] + note
