"""What a contract that has been signed holds in place."""

from evaluation.models import Evaluation
from programmes.registered_holds import add_hold

from .choices import ContractState
from .models import Contract


def _signed_after(evaluation: Evaluation) -> list[Contract]:
    """The contracts that the scores have led to; one query.

    One that has ended too: that its supplier won is as public as before.
    """
    contracts = Contract.objects.filter(procurement=evaluation.procurement_id)
    return list(contracts.exclude(state=ContractState.DRAFT).order_by("pk"))


add_hold(Evaluation, _signed_after)
