"""What the grid's script sends, read and checked: a wrong form is told, never guessed at."""

import json
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.directions import straight
from common.history import chunks
from common.keys import LARGEST_KEY

from ..actions.cells import Cell
from ..cell_values import CellRefused, Directory
from ..choices import ChangeSetKind
from ..fields import Field
from ..models import Catalogue

# What one request may hold. A paste of 2,000 rows with ten columns fits.
MOST_CELLS = 20_000
MOST_BYTES = 8 * 1024 * 1024
ACTIONS = {
    "edit": ChangeSetKind.EDIT,
    "fill": ChangeSetKind.EDIT,
    "clear": ChangeSetKind.EDIT,
    "mine": ChangeSetKind.EDIT,
    "paste": ChangeSetKind.PASTE,
}


class Unreadable(ValueError):
    """What was sent is not what the grid sends; the text says so to a person."""


@dataclass(frozen=True)
class SentCell:
    """A cell as it was sent: the words written, and the stored value that was seen before."""

    row: int
    field: str
    text: str
    expected: object


def read_json(request: HttpRequest) -> dict:
    """The body as an object; Unreadable when it is none, or too long."""
    try:
        body = request.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(_("Begäran bröts. Försök igen.")) from error
    if len(body) > MOST_BYTES:
        raise Unreadable(_("Det är för mycket på en gång. Dela upp ändringen."))
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("Begäran är inte läsbar JSON.")) from error
    if not isinstance(sent, dict):
        raise Unreadable(_("Begäran är inte läsbar JSON."))
    return sent


def read_cells(sent: dict) -> tuple[str, list[SentCell]]:
    """What was done ("edit", "paste" …) and its cells, each of them once."""
    action, cells = sent.get("action"), sent.get("cells")
    if not isinstance(action, str) or action not in ACTIONS or not isinstance(cells, list):
        raise Unreadable(_("Begäran saknar celler."))
    if len(cells) > MOST_CELLS:
        raise Unreadable(
            _("%(count)d celler är fler än de %(most)d som sparas på en gång.")
            % {"count": len(cells), "most": MOST_CELLS}
        )
    found = {}
    for cell in cells:
        if not isinstance(cell, list) or len(cell) != 4:
            raise Unreadable(_("En cell skrivs som rad, fält, text och tidigare värde."))
        row, field, text, expected = cell
        is_key = type(row) is int and 0 < row <= LARGEST_KEY
        if not is_key or not isinstance(field, str) or not isinstance(text, str):
            raise Unreadable(_("En cell skrivs som rad, fält, text och tidigare värde."))
        found[row, field] = SentCell(row, field, straight(text), expected)
    return action, list(found.values())


def read_since(sent: dict) -> int:
    """The newest record of history that the grid has shown; 0 where that is not told."""
    since = sent.get("since", 0)
    if type(since) is not int or not 0 <= since <= LARGEST_KEY:
        raise Unreadable(_("Begäran är inte läsbar JSON."))
    return since


def read_reason(sent: dict) -> str:
    """Why something is pasted over approved requirements; empty where nobody has been asked."""
    reason = sent.get("reason", "")
    if not isinstance(reason, str):
        raise Unreadable(_("Begäran är inte läsbar JSON."))
    return " ".join(reason.replace("\0", "").split())[:100]


def without_headings(
    catalogue: Catalogue, cells: list[SentCell]
) -> tuple[list[SentCell], dict[tuple[int, str], str]]:
    """The cells of requirements, and of each cell of a heading why it is passed over; one query.

    A block that is pasted runs over whatever stands between its first row and its last.
    """
    rows = {cell.row for cell in cells}
    found: dict[int, str] = {}
    for part in chunks(sorted(rows), 5000):
        headings = catalogue.requirements.headings().filter(pk__in=part)
        found |= dict(headings.values_list("pk", "title"))
    refused = {
        (cell.row, cell.field): _("Rubriken ”%(title)s” ändras inte av en inklistring.")
        % {"title": found[cell.row]}
        for cell in cells
        if cell.row in found
    }
    return [cell for cell in cells if cell.row not in found], refused


def valued(
    cells: list[SentCell], fields: dict[str, Field], directory: Directory
) -> tuple[list[Cell], dict[tuple[int, str], str]]:
    """The cells with stored values, and why each of the others cannot be read."""
    read, refused = [], {}
    for cell in cells:
        field = fields.get(cell.field)
        if field is None:
            refused[cell.row, cell.field] = _("Fältet finns inte i katalogen.")
            continue
        try:
            value = directory.read(field, cell.text)
        except CellRefused as refusal:
            refused[cell.row, cell.field] = str(refusal)
        else:
            read.append(Cell(cell.row, cell.field, value, cell.expected))
    return read, refused


def label_of(action: str, cells: list[SentCell], fields: dict[str, Field]) -> str:
    """What was done, in words for the one who may undo it."""
    names = {cell.field for cell in cells}
    rows = len({cell.row for cell in cells})
    if action == "paste":
        label = ngettext("Inklistring i %(count)d rad", "Inklistring i %(count)d rader", rows)
        return label % {"count": rows}
    if action == "fill":
        label = ngettext("Fyllde nedåt i %(count)d rad", "Fyllde nedåt i %(count)d rader", rows)
        return label % {"count": rows}
    if action == "clear":
        label = ngettext("Tömde %(count)d cell", "Tömde %(count)d celler", len(cells))
        return label % {"count": len(cells)}
    if len(names) == 1 and (field := fields.get(names.pop())):
        return _("Ändrade %(field)s") % {"field": field.label}
    label = ngettext("Ändrade %(count)d cell", "Ändrade %(count)d celler", len(cells))
    return label % {"count": len(cells)}
