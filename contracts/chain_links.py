"""The chain's last column: the clauses that say the same, and the contracts it is bought by."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurements.models import ProcurementRequirement
from programmes.register import REGISTERS
from programmes.roles import Permission
from requirements_catalog.registered_chain import (
    MOST,
    ChainEntry,
    ChainLink,
    Found,
    Start,
    register,
)

from .models import Contract, ContractClause


def _contracts(_user, start: Start) -> Found:
    """Clauses first, then contracts without one; four queries."""
    clauses = (
        ContractClause.objects.in_programme(start.programme)
        .filter(pk__in=_linked(start))
        .select_related("contract")
        .order_by("contract", "number", "pk")
    )
    contracts = (
        _bought_by(start)
        .exclude(pk__in=clauses.order_by().values("contract"))
        .select_related("operator")
        .order_by("title", "pk")
    )
    entries = [_clause_entry(start, clause) for clause in clauses[:MOST]]
    entries += [_contract_entry(start, one) for one in contracts[:MOST]]
    total = clauses.count() + contracts.count()
    return Found(entries[:MOST], total, REGISTERS["contracts"].url("list", start.programme))


def _linked(start: Start):
    """The keys of clauses that are linked to the requirements."""
    links = ContractClause.requirements.through.objects
    return links.filter(requirement__in=start.keys).values("contractclause")


def _bought_by(start: Start) -> QuerySet[Contract]:
    """Contracts of the procurements, and of the lots, in which the requirements are asked.

    A requirement without lots is asked in all of them, and a contract without lots is for all; a
    bör-requirement stands in its criterion's lot.
    """
    items = ProcurementRequirement.objects.filter(version__requirement__in=start.keys).order_by()
    common = items.filter(lots=None, criterion=None)
    found = (
        Q(procurement__in=common.values("procurement"))
        | Q(lots__in=items.filter(lots__isnull=False).values("lots"))
        | Q(lots__in=items.filter(criterion__isnull=False).values("criterion__lot"))
        | Q(lots=None, procurement__in=items.values("procurement"))
    )
    if start.module is not None:
        found |= Q(pk__in=Contract.objects.covering(start.module).values("pk"))
    return Contract.objects.in_programme(start.programme).filter(found).distinct()


def _clause_entry(start: Start, clause: ContractClause) -> ChainEntry:
    url = REGISTERS["clauses"].url("detail", start.programme, clause.pk)
    contract = clause.contract
    note = f"{contract} ({contract.get_state_display()})"
    return ChainEntry(clause.heading, clause.number, url, note)


def _contract_entry(start: Start, contract: Contract) -> ChainEntry:
    url = REGISTERS["contracts"].url("detail", start.programme, contract.pk)
    words = [contract.get_state_display(), *([str(contract.operator)] if contract.operator else [])]
    return ChainEntry(contract.title, url=url, note=", ".join(words))


register(
    ChainLink(
        "contracts",
        pgettext_lazy("flera", "Avtal"),
        70,
        Permission.VIEW_PROCUREMENT,
        _("Inget avtal och inget villkor."),
        _contracts,
    )
)
