"""The workbook of an external referral: its sheets, its columns, and how rows are known again.

A row carries an id of its own that no other party's workbook has, so that a row that was copied
from another workbook is never taken for one's own. The comment that is written in a place of the
workbook gets an identity that follows from the row and the place: the same file read twice finds
what it brought the first time.
"""

import uuid

from django.utils.translation import gettext as _

from .choices import CommentKind

STAMP_SHEET = "fvm-remiss"
MARK, VERSION = "fvm-remiss", "1"
# Places for comments on each row; further ones come of rows that are copied.
GROUPS = 3
MOST_COMMENTS = 30

ROW = "row"
LOCKED = ("number", "code", "title", "text", "motive")
# Words that are taken for a kind whatever language the workbook was written in.
KIND_WORDS: dict[str, str] = {
    "fråga": CommentKind.QUESTION,
    "question": CommentKind.QUESTION,
    "invändning": CommentKind.OBJECTION,
    "objection": CommentKind.OBJECTION,
    "förslag": CommentKind.PROPOSAL,
    "proposal": CommentKind.PROPOSAL,
    "språk": CommentKind.EDITORIAL,
    "språk och form": CommentKind.EDITORIAL,
    "language": CommentKind.EDITORIAL,
}


def row_id(party: uuid.UUID, requirement: uuid.UUID) -> uuid.UUID:
    """What a requirement's row is known by in one party's workbook."""
    return uuid.uuid5(party, f"row:{requirement}")


def whole_id(party: uuid.UUID, review: uuid.UUID) -> uuid.UUID:
    """What the row for the referral as a whole is known by in one party's workbook."""
    return uuid.uuid5(party, f"whole:{review}")


def comment_uid(row: uuid.UUID, place: int) -> uuid.UUID:
    """The identity of the comment in a place of a row, from 1."""
    return uuid.uuid5(row, f"comment:{place}")


def kind_choices() -> list[str]:
    """The words of the drop-down, in the language of the workbook."""
    return [_("Fråga"), _("Invändning"), _("Förslag"), _("Språk")]


def columns() -> dict[str, str]:
    """What each column holds → its heading, in the order of the sheet."""
    found = {
        ROW: _("Fast id (ändra inte)"),
        "number": _("Nr"),
        "code": _("Krav-id"),
        "title": _("Rubrik"),
        "text": _("Kravtext"),
        "motive": _("Motiv"),
    }
    for group in range(1, GROUPS + 1):
        number = {"number": group}
        found[f"kind{group}"] = _("Typ av synpunkt %(number)d") % number
        found[f"comment{group}"] = _("Synpunkt %(number)d") % number
        found[f"wording{group}"] = _("Föreslagen ny lydelse %(number)d") % number
    return found
