"""What a signed contract holds in place."""

from django.utils.translation import gettext_lazy as _

from evaluation.models import Evaluation
from programmes.registered_holds import Hold, add_hold
from programmes.roles import Permission

from .choices import ContractState
from .models import Contract


def _signed_after(evaluation: Evaluation) -> list[Contract]:
    """The signed contracts that the scores have led to; one query."""
    return list(
        Contract.objects.filter(
            procurement=evaluation.procurement_id, state=ContractState.SIGNED
        ).order_by("pk")
    )


add_hold(Evaluation, Hold(_("Avtal"), Permission.VIEW_PROCUREMENT, _signed_after))
