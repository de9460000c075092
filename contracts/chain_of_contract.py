"""The chain of a contract's page: through what its own lots ask for, and nothing of others."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from procurements.choices import ItemRole
from procurements.models import ProcurementRequirement
from requirements_catalog.models import Requirement
from requirements_catalog.registered_chain import Marked, Start, chain_of

from .models import Contract, ContractClause


def contract_chain(request: HttpRequest, contract: Contract) -> dict | None:
    """The chain through what its lots ask for and its clauses answer to; None without either.

    What a lot asks for stands in it although it has been withdrawn from the catalogue since.
    """
    lots = _lots_of(contract)
    items = ProcurementRequirement.objects.for_lots(lots).exclude(role=ItemRole.HEADING)
    asked = items.order_by().values("version__requirement")
    clauses = ContractClause.requirements.through.objects.filter(
        contractclause__contract=contract
    ).values("requirement")
    live = Requirement.objects.live().filter(pk__in=clauses).order_by().values("pk")
    requirements = Requirement.objects.filter(Q(pk__in=asked) | Q(pk__in=live))
    if not requirements.exists():
        return None
    behind = Marked(clauses, _("bakom ett villkor"))
    outside = live.exclude(pk__in=asked).values("pk")
    unasked = Marked(outside, _("ställs inte i avtalets delkontrakt"))
    start = Start(
        contract.programme,
        requirements,
        contract=contract.pk,
        lots=lots,
        marked=[behind, unasked] if lots else [],
        lists={"requirements": _address(contract, lots)} if lots else {},
    )
    return {
        "programme": contract.programme,
        "chain": chain_of(request, start),
        "chain_told": _told(contract),
    }


def _lots_of(contract: Contract) -> list[int]:
    """The keys of its lots: all of its procurement where it names none."""
    lots = list(contract.lots.all())
    if not lots and contract.procurement:
        lots = list(contract.procurement.lots.all())
    return [lot.pk for lot in lots]


def _told(contract: Contract) -> str:
    """Which requirements the chain goes through."""
    if contract.procurement is None:
        return _(
            "Kraven är de som avtalets villkor svarar mot. Avtalet kommer inte ur någon "
            "upphandling."
        )
    if contract.lots.all():
        return _(
            "Kraven är de som ställs i avtalets delkontrakt och de som dess villkor svarar mot. De "
            "senare står först."
        )
    return _(
        "Kraven är de som ställs i upphandlingens delkontrakt och de som avtalets villkor svarar "
        "mot. De senare står först."
    )


def _address(contract: Contract, lots: list[int]) -> str:
    """The list of what is asked, narrowed where the contract is for one lot."""
    slugs = [contract.programme.slug, contract.procurement.slug]
    page = reverse("procurements:item-list", args=slugs)
    return f"{page}?lot={lots[0]}" if len(lots) == 1 else page
