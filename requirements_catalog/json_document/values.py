"""Requirements as plain JSON, and values of JSON as the stored values of fields.

The API and the JSON file use the same form: people by e-mail address, modules, needs and
standards by code, numbers as text with a point, levels as whole numbers (docs/api.md).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from common.keys import row_keys

from ..cell_values import CellRefused, Directory, value_in
from ..fields import CHOICE, LEVEL, LINKS, NUMBER, PERSON, YES_NO, Field
from ..linkable import keys_by_code
from ..models import Requirement

# Fields that are empty by null, not by an empty text.
MAY_BE_NULL = (LEVEL, NUMBER, PERSON)
NUMBER_TEXT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


def emails_in(rows: Iterable[Requirement], fields: dict[str, Field]) -> dict[int, str]:
    """Key → address of the people whom extra fields name; one query when there are such fields."""
    own = [known.extra_key for known in fields.values() if known.extra_key and known.kind == PERSON]
    texts = (str(row.extra.get(key, "")) for row in rows for key in own)
    keys = set(row_keys(texts)) if own else set()
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "email")) if keys else {}


def row_as_json(
    row: Requirement,
    fields: dict[str, Field],
    emails: dict[int, str],
    *,
    all_extra: bool = True,
    links: Mapping[str, Mapping[int, Sequence[str]]] | None = None,
) -> dict:
    """A row as the API and the JSON file show it.

    ``emails`` are those of ``emails_in``, ``links`` the codes of each field by the row's key. Costs
    no query when owner, assignee, parent and, without ``links``, the links are read with the row
    (``for_api``).
    """
    shown: dict = {
        "uid": str(row.uid),
        "parent": str(row.parent.uid) if row.parent else None,
        "is_heading": row.is_heading,
    }
    extra = {}
    for name, known in fields.items():
        if known.extra_key:
            value = _shown_extra(known, value_in(row, known), emails)
            if value != "":
                extra[known.extra_key] = value
        elif known.kind == PERSON:
            person = getattr(row, name)
            shown[name] = person.email if person else None
        elif known.kind == LINKS:
            shown[name] = sorted(
                (linked.code for linked in getattr(row, name).all())
                if links is None
                else links[name].get(row.pk, ())
            )
        else:
            shown[name] = value_in(row, known)
    if all_extra:
        # What no field describes any longer is still the row's own.
        described = {known.extra_key for known in fields.values()}
        extra |= {key: text for key, text in row.extra.items() if key not in described}
    return {**shown, "extra": extra}


def _shown_extra(known: Field, value: object, emails: dict[int, str]) -> object:
    if known.kind == YES_NO and value in ("yes", "no"):
        return value == "yes"
    if known.kind == PERSON and str(value).isdecimal():
        return emails.get(int(str(value)), "")
    return value


def empty_value(known: Field) -> object:
    """What JSON says of a field that is empty."""
    if known.kind == LINKS:
        return []
    if known.kind == YES_NO and not known.extra_key:
        return False
    return None if known.kind in MAY_BE_NULL else ""


def stored_value(known: Field, value: object, directory: Directory) -> object:
    """The stored form of a value of JSON; CellRefused says what is wrong with it."""
    if value is None or (value == "" and known.extra_key):
        if not known.extra_key and known.kind not in MAY_BE_NULL:
            raise CellRefused(_("Får inte vara null."))
        return directory.read(known, "")
    if known.kind == LINKS:
        return _stored_links(known, value, directory)
    if known.kind == YES_NO:
        if not isinstance(value, bool):
            raise CellRefused(_("Ska vara true eller false."))
        if known.extra_key:
            return "yes" if value else "no"
        return value
    if known.kind == LEVEL:
        if isinstance(value, bool) or not isinstance(value, int):
            raise CellRefused(_("Ska vara ett heltal."))
        return directory.read(known, str(value))
    if known.kind == NUMBER:
        return directory.read(known, _number_text(value))
    if not isinstance(value, str):
        raise CellRefused(_("Ska vara text."))
    if known.kind == PERSON and not value.strip():
        raise CellRefused(_("Ska vara en e-postadress eller null."))
    may_be_empty = not known.is_required and value == ""
    if known.kind == CHOICE and value not in dict(known.choices) and not may_be_empty:
        words = ", ".join(str(word) for word, _label in known.choices)
        raise CellRefused(_("Ska vara något av: %(choices)s.") % {"choices": words})
    if len(value) > known.limit:
        raise CellRefused(
            _("Texten är %(length)d tecken lång. Högst %(limit)d får plats.")
            % {"length": len(value), "limit": known.limit}
        )
    return directory.read(known, value)


def _number_text(value: object) -> str:
    """A number, or a number in text, as ``Directory.read`` takes it."""
    if isinstance(value, str) and NUMBER_TEXT.fullmatch(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CellRefused(_("Ska vara ett tal."))
    if abs(value) >= 10**15:
        raise CellRefused(_("Talet är för stort."))
    return f"{Decimal(repr(value)):f}"


def _stored_links(known: Field, value: object, directory: Directory) -> list[int]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise CellRefused(_("Ska vara en lista med beteckningar."))
    by_code = keys_by_code(directory.linkables(known.name))
    unknown = [word for word in value if word not in by_code]
    if unknown:
        raise CellRefused(directory.unknown_link(known.name, unknown[0]))
    return sorted({by_code[word] for word in value})
