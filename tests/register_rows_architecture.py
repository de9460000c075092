"""Rows of the registers of the architecture and its packaging; part of ``register_rows.py``."""

from collections.abc import Callable

from packages.models import ModuleEstimate, OrderConstraint
from requirements_catalog.models import Module, Requirement
from target_architecture.models import (
    ArchitectureState,
    InformationClass,
    Interface,
    LockIn,
    Principle,
    Replacement,
    Safeguard,
)
from tests.factories import CatalogueFactory, ModuleFactory, RequirementFactory


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


def _order(programme):
    before, after = _two_modules(programme)
    return OrderConstraint.objects.create(before=before, after=after, reason="Grunden först.")


def _requirement(programme, code) -> Requirement:
    return RequirementFactory(catalogue=CatalogueFactory(programme=programme), code=code)


def _sent_order(programme) -> dict:
    before, after = _two_modules(programme)
    return {"before": before.pk, "after": after.pk, "reason": "Grunden först."}


def _sent_safeguard(programme) -> dict:
    return {
        "module": ModuleFactory(programme=programme).pk,
        "requirement": _requirement(programme, "S-2").code,
        "purpose": "data_export",
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


ARCHITECTURE_ROWS: dict[str, Callable] = {
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
    "safeguards": lambda programme: Safeguard.objects.create(
        module=ModuleFactory(programme=programme),
        requirement=_requirement(programme, "S-1"),
        purpose="exit",
    ),
    "estimates": lambda programme: ModuleEstimate.objects.create(
        module=ModuleFactory(programme=programme),
        low=80,
        likely=100,
        high=130,
        source="RFI",
        estimated_on="2026-02-20",
    ),
    "orders": _order,
}

ARCHITECTURE_SENT: dict[str, tuple] = {
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
    "safeguards": (_sent_safeguard, "purpose", "escrow"),
    "estimates": (
        lambda programme: {
            "module": ModuleFactory(programme=programme).pk,
            "low": "80",
            "likely": "100",
            "high": "130",
            "source": "RFI",
            "estimated_on": "2026-02-20",
        },
        "note",
        "Utan licenser.",
    ),
    "orders": (_sent_order, "reason", "Annars blir kopplingarna dubbla."),
}
