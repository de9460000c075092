"""What contracts tell the stage strip: that there is a draft, or that all are signed."""

from procurements.models import Procurement
from programmes.access import permissions_in
from programmes.register import REGISTERS
from programmes.roles import Permission
from programmes.stages import CURRENT, DONE, TODO, StageNow, register

from .choices import ContractState


def _contract(programme, user) -> StageNow | None:
    """Of the newest procurement; done when none of its contracts is a draft. Two queries."""
    if Permission.VIEW_PROCUREMENT not in permissions_in(user, programme):
        return None
    newest = Procurement.objects.filter(programme=programme).order_by("-pk").first()
    if newest is None:
        return StageNow(TODO)
    states = set(newest.contracts.order_by().values_list("state", flat=True))
    if not states:
        return StageNow(TODO)
    url = REGISTERS["contracts"].url("list", programme)
    if ContractState.DRAFT in states:
        return StageNow(CURRENT, ContractState.DRAFT.label, url)
    return StageNow(DONE, ContractState.SIGNED.label, url)


register("contract", _contract)
