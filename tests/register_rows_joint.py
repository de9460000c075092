"""A valid row of every register of those who buy together, and what its form is sent."""

from collections.abc import Callable

from joint_procurement.models import FixedPart, JoiningOption, Mandate, OwnUpgrade
from procurements.models import Procurement
from programmes.models import Organisation, Participation


def _region() -> Organisation:
    return Organisation.objects.get_or_create(name="Region Norr")[0]


def _procurement(programme) -> Procurement:
    return Procurement.objects.get_or_create(
        programme=programme, slug=f"{programme.slug}-vis", defaults={"title": "Vårdsystem"}
    )[0]


def agent(programme) -> Organisation:
    """An organisation that takes part."""
    Participation.objects.get_or_create(
        programme=programme, organisation=_region(), defaults={"role": "buyer"}
    )
    return _region()


def _municipality() -> Organisation:
    return Organisation.objects.get_or_create(name="Kommunen", kind="municipality")[0]


JOINT_ROWS: dict[str, Callable] = {
    "participants": lambda programme: Participation.objects.create(
        programme=programme, organisation=_region(), role="prospective"
    ),
    "mandates": lambda programme: Mandate.objects.create(
        procurement=_procurement(programme), principal=_municipality(), agent=agent(programme)
    ),
    "joining-options": lambda programme: JoiningOption.objects.create(
        procurement=_procurement(programme), name="Option 1", holder="Kommunerna"
    ),
    "fixed-parts": lambda programme: FixedPart.objects.create(
        procurement=_procurement(programme), percent=10, applies_from="2026-01-01", reason="Grund"
    ),
    "own-upgrades": lambda programme: OwnUpgrade.objects.create(
        programme=programme,
        title="Journal plus",
        organisation=_region(),
        system="Journalen",
        why="Brådskar",
        ground="neg-wo-call",
        legal_ground="Bara en kan",
    ),
}

JOINT_SENT: dict[str, tuple[Callable, str, object]] = {
    "participants": (
        lambda _: {"organisation": _region().pk, "role": "prospective"},
        "role",
        "buyer",
    ),
    "mandates": (
        lambda programme: {
            "procurement": _procurement(programme).pk,
            "principal": _municipality().pk,
            "agent": agent(programme).pk,
            "state": "asked",
        },
        "document_reference",
        "KS 2026-0042",
    ),
    "joining-options": (
        lambda programme: {
            "procurement": _procurement(programme).pk,
            "name": "Option 2",
            "holder": "Privata vårdgivare",
            "state": "offered",
        },
        "trigger",
        "Avtal om vård",
    ),
    "fixed-parts": (
        lambda programme: {
            "procurement": _procurement(programme).pk,
            "percent": "12,5",
            "applies_from": "2026-01-01",
            "reason": "Grund",
        },
        "reason",
        "Uppsättning",
    ),
    "own-upgrades": (
        lambda programme: {
            "title": "Journal plus",
            "organisation": agent(programme).pk,
            "system": "Journalen",
            "ground": "neg-wo-call",
            "why": "Brådskar",
            "legal_ground": "Bara en kan",
        },
        "decided_by",
        "Regionstyrelsen",
    ),
}
