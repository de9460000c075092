"""What contracts tell the stage strip: that there is a draft, or that all are signed."""

from procurements.models import Procurement
from programmes.access import permissions_in
from programmes.register import REGISTERS
from programmes.roles import Permission
from programmes.stages import CURRENT, DONE, TODO, StageNow, register

from .choices import ContractState
from .models import Contract


def _contract(programme, user) -> StageNow | None:
    """Of the newest procurement; done when none of its contracts is a draft. Two queries."""
    if Permission.VIEW_PROCUREMENT not in permissions_in(user, programme):
        return None
    newest = Procurement.objects.filter(programme=programme).order_by("-pk").first()
    states = set(Contract.objects.filter(procurement=newest).values_list("state", flat=True))
    if newest is None or not states:
        return StageNow(TODO)
    state = CURRENT if ContractState.DRAFT in states else DONE
    label = ContractState.DRAFT.label if state == CURRENT else ContractState.SIGNED.label
    return StageNow(state, label, REGISTERS["contracts"].url("list", programme))


register("contract", _contract)
