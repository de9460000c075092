"""What the elements and relationships of a file become: the first guess, and what can be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from common.archimate import Concept, Model
from requirements_catalog.choices import ModuleKind

from ..choices import ExchangeKind
from . import words

NOTHING = ""
LAYER = "layer"
MODULE = ExchangeKind.MODULE
SAMPLES = 3
ELEMENTS, RELATIONSHIPS = "elements", "relationships"
# What tells layers, plateaus, owners and what flows, and therefore is read whatever it becomes.
TELLING = ("Aggregation", "Assignment", "Association", "Composition", "Realization")
# What each type is taken for until somebody says otherwise. Types that are not named are left out.
_GUESS = {
    "ApplicationComponent": f"{MODULE}:{ModuleKind.TO_PROCURE}",
    "ApplicationCollaboration": f"{MODULE}:{ModuleKind.TO_PROCURE}",
    "SystemSoftware": f"{MODULE}:{ModuleKind.SHARED_PLATFORM}",
    "DataObject": ExchangeKind.INFORMATION,
    "Principle": ExchangeKind.PRINCIPLE,
    "Plateau": ExchangeKind.STATE,
    "Grouping": LAYER,
    "Flow": ExchangeKind.INTERFACE,
    "Serving": ExchangeKind.INTERFACE,
}


@dataclass(frozen=True)
class FoundType:
    """A type of a file: how many there are, and the names of some."""

    group: str
    type: str
    count: int
    samples: list[str]

    @property
    def field(self) -> str:
        """What the choice is called in the form."""
        return f"{self.group}-{self.type}"


def types_of(model: Model) -> list[FoundType]:
    """The types of a file, elements first, in the order of the alphabet."""
    found = []
    for group in (ELEMENTS, RELATIONSHIPS):
        by_type: dict[str, list[Concept]] = {}
        for one in getattr(model, group).values():
            by_type.setdefault(one.type, []).append(one)
        for name in sorted(by_type):
            telling = (one for one in by_type[name] if _tells(model, one))
            samples = [model.called(one) for one in islice(telling, SAMPLES)]
            found.append(FoundType(group, name, len(by_type[name]), samples))
    return found


def _tells(model: Model, one: Concept) -> bool:
    """Whether what it is called says something: its own name, or those of the elements it joins."""
    ends = [model.elements.get(key) for key in (one.source, one.target)]
    return bool(one.name or all(end and end.name for end in ends))


def first_mapping(model: Model) -> dict[str, str]:
    """What each type is taken for, by the name of its field.

    A service is a national one and a constraint a standard where they say so themselves, as in
    files of ours; elsewhere the words mean other things.
    """
    guess: dict[str, str] = {}
    for found in types_of(model):
        guess[found.field] = str(_GUESS.get(found.type, NOTHING))
    if any(one.values(*words.KIND) for one in _of_type(model, "ApplicationService")):
        guess[f"{ELEMENTS}-ApplicationService"] = f"{MODULE}:{ModuleKind.NATIONAL}"
    if any(one.values(*words.OPEN) for one in _of_type(model, "Constraint")):
        guess[f"{ELEMENTS}-Constraint"] = ExchangeKind.STANDARD.value
    return guess


def _of_type(model: Model, name: str) -> list[Concept]:
    return [one for one in model.elements.values() if one.type == name]


def choices_for(found: FoundType) -> list[tuple[str, str]]:
    """What elements, or relationships, of a type can become."""
    if found.group == RELATIONSHIPS:
        said = _("säger vad som hör ihop") if found.type in TELLING else _("läses inte in")
        return [
            (NOTHING, said),
            (ExchangeKind.INTERFACE.value, _("gränssnitt")),
        ]
    return [
        (NOTHING, _("läses inte in")),
        *(
            (f"{MODULE}:{kind.value}", _("modul: %(kind)s") % {"kind": kind.label})
            for kind in ModuleKind
        ),
        (LAYER, _("lager för modulerna i den")),
        *(
            (kind.value, str(kind.label))
            for kind in (
                ExchangeKind.INFORMATION,
                ExchangeKind.STANDARD,
                ExchangeKind.PRINCIPLE,
                ExchangeKind.STATE,
            )
        ),
    ]


def target_of(mapping: Mapping[str, str], group: str, concept: Concept) -> tuple[str, str]:
    """(what a concept becomes, the kind of module); both empty when nothing."""
    kind, _sep, module_kind = mapping.get(f"{group}-{concept.type}", NOTHING).partition(":")
    return kind, module_kind
