"""The contracts that come of a procurement, on a page of the procurement."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procurements.access import get_procurement
from procurements.models import Procurement
from procurements.views_shared import frame_of
from programmes.access import permissions_in
from programmes.register import REGISTERS
from programmes.roles import Permission

from .models import Contract, ContractClause
from .registers import state_tag


@require_safe
def procurement_contracts(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Each contract or draft with its clauses and what requirements they answer to."""
    procurement = get_procurement(request.user, programme_slug, slug)
    clauses = ContractClause.objects.in_order().prefetch_related("requirements")
    contracts = (
        Contract.objects.filter(procurement=procurement)
        .select_related("operator")
        .prefetch_related("lots", Prefetch("clauses", clauses))
    )
    allowed = permissions_in(request.user, procurement.programme)
    context = frame_of(
        request,
        procurement,
        "contracts",
        contracts=[(row, state_tag(row)) for row in contracts],
        create_url=_create_url(procurement) if Permission.EDIT_TENDERS in allowed else None,
    )
    return render(request, "contracts/procurement_contracts.html", context)


def _create_url(procurement: Procurement) -> str:
    """Where a contract of the procurement is written; who may is told by the register."""
    page = REGISTERS["contracts"].url("create", procurement.programme)
    return f"{page}?procurement={procurement.pk}"
