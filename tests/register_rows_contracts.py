"""Rows of the registers of contracts and suppliers; part of ``register_rows.py``."""

from collections.abc import Callable

from contracts.models import CallOff, Contract, ContractClause
from tenders.models import EconomicOperator, OwnerChange


def _operator(programme) -> EconomicOperator:
    return EconomicOperator.objects.get_or_create(programme=programme, name="Nordljus AB")[0]


def _contract(programme) -> Contract:
    return Contract.objects.create(programme=programme, title="Avtal om journal")


def _framework(programme) -> Contract:
    return Contract.objects.create(
        programme=programme,
        title="Ramavtal",
        kind="framework",
        state="signed",
        operator=_operator(programme),
        signed_on="2024-02-01",
    )


CONTRACT_ROWS: dict[str, Callable] = {
    "contracts": _contract,
    "clauses": lambda programme: ContractClause.objects.create(
        contract=_contract(programme), number="12", heading="Avveckling"
    ),
    "call-offs": lambda programme: CallOff.objects.create(
        contract=_framework(programme),
        title="Apputveckling",
        opened_on="2025-03-03",
        answers_due_on="2025-03-24",
    ),
    "suppliers": _operator,
    "owner-changes": lambda programme: OwnerChange.objects.create(
        operator=_operator(programme), to_owner="Ägaren Inc.", country="US", changed_on="2025-03-01"
    ),
}

CONTRACTS_SENT: dict[str, tuple[Callable, str, object]] = {
    "contracts": (
        lambda _: {"title": "Ramavtal om stöd", "kind": "framework", "state": "draft"},
        "registry_number",
        "RS 2026-14",
    ),
    "clauses": (
        lambda programme: {
            "contract": _contract(programme).pk,
            "number": "14",
            "heading": "Uttag av uppgifter",
            "purpose": "data_export",
        },
        "text",
        "Alla uppgifter lämnas ut.",
    ),
    "call-offs": (
        lambda programme: {
            "contract": _framework(programme).pk,
            "title": "Migrering",
            "opened_on": "2025-04-01",
            "answers_due_on": "2025-04-22",
            "outcome": "open",
        },
        "area",
        "Konsulter",
    ),
    "suppliers": (
        lambda _: {"name": "Fjällvind AB", "country": "SE"},
        "contact_email",
        "anbud@exempel.test",
    ),
    "owner-changes": (
        lambda programme: {
            "operator": _operator(programme).pk,
            "to_owner": "Holding AS",
            "country": "NO",
            "changed_on": "2025-05-01",
        },
        "from_owner",
        "Grundarna",
    ),
}
