"""What is left out of a file, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.archimate import Concept, Model

from ..choices import ExchangeKind
from . import words
from .properties import Wanted


@dataclass(frozen=True)
class Unread:
    """An element, a relationship or a property that is left out of a file, and why."""

    type: str
    name: str
    identifier: str
    line: int
    why: str


def unread_properties(model: Model, wanted: Mapping[str, Sequence[Wanted]]) -> list[Unread]:
    """Properties that are not read of the rows that have them, each name once.

    One that is read of other kinds is told once for each kind that it is left out of.
    """
    concepts = {**model.elements, **model.relationships}
    having: dict[tuple[str, str], list[Concept]] = {}
    for kind, rows in wanted.items():
        for row in rows:
            if row.is_only_named:
                continue
            one = concepts[row.identifier]
            for name in dict.fromkeys(name for name, _value in one.properties):
                if not _is_read(name, row):
                    where = kind if _is_known(name) else ""
                    having.setdefault((name, where), []).append(one)
    return [_unread(name, kind, some) for (name, kind), some in having.items()]


def _is_read(name: str, row: Wanted) -> bool:
    plain = name.strip().casefold()
    if plain in words.READ[row.kind]:
        return True
    if row.kind != ExchangeKind.INTERFACE or plain not in words.OF_STANDARDS:
        return False
    # Where each of its standards is an element of the file, that one tells it.
    standards = row.references.get("standards", ())
    return bool(standards) and not any(key.startswith("=") for key in standards)


def _is_known(name: str) -> bool:
    return any(name.strip().casefold() in names for names in words.READ.values())


def _unread(name: str, kind: str, having: Sequence[Concept]) -> Unread:
    count = len(having)
    if kind:
        why = ngettext(
            "Uppgiften finns inte för slaget %(kind)s. Egenskapen står på %(count)d rad "
            "som läses in.",
            "Uppgiften finns inte för slaget %(kind)s. Egenskapen står på %(count)d rader "
            "som läses in.",
            count,
        ) % {"kind": ExchangeKind(kind).label, "count": count}
    else:
        why = ngettext(
            "Ingen uppgift här heter så. Egenskapen står på %(count)d rad som läses in.",
            "Ingen uppgift här heter så. Egenskapen står på %(count)d rader som läses in.",
            count,
        ) % {"count": count}
    return Unread(_("egenskap"), name, "", having[0].line, why)
