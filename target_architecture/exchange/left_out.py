"""What is left out of a file, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.archimate import Concept, Model

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
    """Properties of what is read that nothing here is called, each name once."""
    concepts = {**model.elements, **model.relationships}
    having: dict[str, list[Concept]] = {}
    for rows in wanted.values():
        for one in (concepts[row.identifier] for row in rows if not row.is_only_named):
            for name in dict.fromkeys(name for name, _value in one.properties):
                if name.strip().casefold() not in words.READ:
                    having.setdefault(name, []).append(one)
    return [_unread(name, some) for name, some in having.items()]


def _unread(name: str, having: Sequence[Concept]) -> Unread:
    why = ngettext(
        "Ingen uppgift här heter så. Egenskapen står på %(count)d rad som läses in.",
        "Ingen uppgift här heter så. Egenskapen står på %(count)d rader som läses in.",
        len(having),
    ) % {"count": len(having)}
    return Unread(_("egenskap"), name, "", having[0].line, why)
