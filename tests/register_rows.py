"""A valid row of every register, and what its form is sent to make another."""

from collections.abc import Callable

from requirements_catalog.models import Module
from target_architecture.models import (
    ArchitectureState,
    InformationClass,
    Interface,
    LockIn,
    Principle,
    Replacement,
)
from tests.factories import ModuleFactory


def _two_modules(programme) -> tuple[Module, Module]:
    return ModuleFactory(programme=programme), ModuleFactory(programme=programme)


def _interface(programme):
    source, target = _two_modules(programme)
    return Interface.objects.create(
        programme=programme, code="G-1", name="Remisser", source=source, target=target
    )


def _replacement(programme):
    old, new = _two_modules(programme)
    return Replacement.objects.create(old=old, new=new)


ROWS: dict[str, Callable] = {
    "interfaces": _interface,
    "information": lambda programme: InformationClass.objects.create(
        programme=programme, code="PAT", name="Patientuppgifter"
    ),
    "principles": lambda programme: Principle.objects.create(
        programme=programme, code="P-1", title="Öppna gränssnitt"
    ),
    "states": lambda programme: ArchitectureState.objects.create(
        programme=programme, kind="to_be", name="Målbild", year=2032
    ),
    "replacements": _replacement,
    "lock-in": lambda programme: LockIn.objects.create(module=ModuleFactory(programme=programme)),
}


def _sent_interface(programme) -> dict:
    source, target = _two_modules(programme)
    return {
        "code": "G-2",
        "name": "Svar",
        "source": source.pk,
        "target": target.pk,
        "direction": "one_way",
        "criticality": "high",
    }


def _sent_replacement(programme) -> dict:
    old, new = _two_modules(programme)
    return {"old": old.pk, "new": new.pk, "planned_on": "2030-01-31"}


# What makes another row, and a field that is changed afterwards with its new value.
SENT: dict[str, tuple[Callable, str, object]] = {
    "interfaces": (_sent_interface, "name", "Remissvar"),
    "information": (lambda _: {"code": "LKM", "name": "Läkemedel"}, "name", "Ordinationer"),
    "principles": (lambda _: {"code": "P-2", "title": "Utbytbara delar"}, "text", "Var för sig."),
    "states": (
        lambda _: {"kind": "as_is", "name": "Nuläge", "year": 2026},
        "description",
        "Så är det.",
    ),
    "replacements": (_sent_replacement, "note", "Journaler flyttas."),
    "lock-in": (
        lambda programme: {
            "module": ModuleFactory(programme=programme).pk,
            "third_country_access": "none",
        },
        "data_location",
        "Sverige",
    ),
}
