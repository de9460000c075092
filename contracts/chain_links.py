"""The chain's last column: the clauses that say the same, and the contracts it is bought by."""

from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.ordering import swedish
from procurements.models import ProcurementRequirement
from programmes.register import REGISTERS
from programmes.roles import Permission
from requirements_catalog.registered_chain import (
    MOST,
    ChainEntry,
    ChainLink,
    Found,
    Start,
    first_of,
    register,
    register_dependents,
)

from .models import Contract, ContractClause


def _contracts(_user, start: Start) -> Found:
    """Contracts with clauses that say the same first, then those without; two queries."""
    clauses = (
        ContractClause.objects.in_programme(start.programme)
        .filter(pk__in=_linked(start))
        .select_related("contract__operator")
        .in_order()
        .defer("text")
    )
    if start.bought:
        clauses = clauses.for_module(start.bought)
    if start.contract is not None:
        clauses = clauses.filter(contract=start.contract)
    by_contract = [(one, list(said)) for one, said in groupby(clauses, lambda row: row.contract)]
    having = {contract.pk for contract, _said in by_contract}
    others = _bought_by(start).select_related("operator").order_by(swedish("title"), "pk")
    by_contract += [(one, []) for one in others if one.pk not in having]
    return Found(
        [_entry(start, *pair) for pair in by_contract[:MOST]],
        len(by_contract),
        REGISTERS["contracts"].url("list", start.programme),
    )


def _linked(start: Start) -> QuerySet:
    """The keys of clauses that are linked to the requirements."""
    links = ContractClause.requirements.through.objects
    return links.filter(requirement__in=start.keys).values("contractclause")


def _bought_by(start: Start) -> QuerySet[Contract]:
    """Contracts of the procurements, and of the lots, in which the requirements are asked.

    A requirement without lots is asked in all of them, and a contract without lots is for all; a
    bör-requirement stands in its criterion's lot. Of a module that is procured, those that cover
    it; of a contract that one alone.
    """
    if start.contract is not None:
        return Contract.objects.filter(pk=start.contract)
    if start.bought:
        return Contract.objects.in_programme(start.programme).covering(start.bought)
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


def _entry(start: Start, contract: Contract, clauses: list[ContractClause]) -> ChainEntry:
    """The one clause of a contract, or the contract with the numbers of its clauses."""
    words = [contract.get_state_display(), *([str(contract.operator)] if contract.operator else [])]
    if len(clauses) == 1:
        url = REGISTERS["clauses"].url("detail", start.programme, clauses[0].pk)
        note = f"{contract} ({', '.join(words)})"
        return ChainEntry(clauses[0].heading, clauses[0].number, url, note)
    if clauses:
        numbers = ", ".join(clause.number for clause in clauses)
        words.append(_("villkor %(numbers)s") % {"numbers": numbers})
    url = REGISTERS["contracts"].url("detail", start.programme, contract.pk)
    return ChainEntry(contract.title, url=url, note=", ".join(words))


register(
    ChainLink(
        "contracts",
        pgettext_lazy("flera", "Avtal"),
        70,
        Permission.VIEW_PROCUREMENT,
        gettext_lazy("Inget avtal och inget villkor."),
        _contracts,
    )
)


def _clauses(_user, start: Start) -> Found:
    """Clauses that are linked to the requirements; two queries."""
    rows = ContractClause.objects.in_programme(start.programme).filter(pk__in=_linked(start))

    def entry(row: ContractClause) -> ChainEntry:
        url = REGISTERS["clauses"].url("detail", start.programme, row.pk)
        return ChainEntry(row.heading, row.number, url, str(row.contract))

    rows = rows.select_related("contract").in_order()
    return first_of(rows, entry, REGISTERS["clauses"].url("list", start.programme))


register_dependents(
    ChainLink(
        "clauses",
        gettext_lazy("Avtalsvillkor"),
        70,
        Permission.VIEW_PROCUREMENT,
        "",
        _clauses,
    )
)
