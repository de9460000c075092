"""What a contract that has been signed holds in place."""

from django.utils.translation import gettext_lazy as _

from evaluation.models import Evaluation
from programmes.registered_holds import Hold, add_hold
from programmes.roles import Permission

from .choices import ContractState
from .models import Contract


def _signed_after(evaluation: Evaluation) -> list[Contract]:
    """The contracts that the scores have led to; one query.

    One that has ended too: that its supplier won is as public as before.
    """
    contracts = Contract.objects.filter(procurement=evaluation.procurement_id)
    return list(contracts.exclude(state=ContractState.DRAFT).order_by("pk"))


add_hold(Evaluation, Hold(_("Avtal"), Permission.VIEW_PROCUREMENT, _signed_after))
