"""A valid row of every register, and what its form is sent to make another."""

from collections.abc import Callable

from programmes.models import Body, Decision, GoalMeasurement, Stream
from requirements_catalog.models import Module
from target_architecture.models import (
    ArchitectureState,
    InformationClass,
    Interface,
    LockIn,
    Principle,
    Replacement,
)
from tests.factories import GoalFactory, MilestoneFactory, ModuleFactory


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


def _body(programme) -> Body:
    return Body.objects.create(programme=programme, name="Styrgruppen", kind="decides")


ROWS: dict[str, Callable] = {
    "goals": lambda programme: GoalFactory(programme=programme),
    "measurements": lambda programme: GoalMeasurement.objects.create(
        goal=GoalFactory(programme=programme), measured_on="2026-03-01", value="12.5"
    ),
    "milestones": lambda programme: MilestoneFactory(programme=programme),
    "streams": lambda programme: Stream.objects.create(
        programme=programme, code="A", name="Upphandling"
    ),
    "bodies": _body,
    "decisions": lambda programme: Decision.objects.create(
        programme=programme, title="Inriktning", body=_body(programme), decided_on="2026-03-01"
    ),
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
    "goals": (
        lambda _: {"code": "E-9", "kind": "outcome", "title": "Färre fel", "position": 1},
        "indicator",
        "Antal fel",
    ),
    "measurements": (
        lambda programme: {
            "goal": GoalFactory(programme=programme).pk,
            "measured_on": "2026-09-01",
            "value": "14",
        },
        "source",
        "Enkät",
    ),
    "milestones": (
        lambda _: {"title": "Driftstart", "lane": "programme", "planned_on": "2029-03-12"},
        "decided_by",
        "Styrgruppen",
    ),
    "streams": (
        lambda _: {"code": "B", "name": "Lösning", "status": "on_track", "position": 2},
        "lead",
        "Lösningsledaren",
    ),
    "bodies": (
        lambda _: {"name": "Referensgruppen", "kind": "prepares", "position": 3},
        "chair",
        "Ordföranden",
    ),
    "decisions": (
        lambda programme: {
            "title": "Paketering",
            "body": Body.objects.create(
                programme=programme, name="Regionstyrelsen", kind="decides"
            ).pk,
            "decided_on": "2026-05-17",
        },
        "document_reference",
        "RS 2026-0001 § 12",
    ),
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
