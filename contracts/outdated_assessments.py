"""An assessment of lock-in is outdated when a supplier has got a new owner in a third country."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from target_architecture.outdated import register

from .models import Contract
from .protection import to_third_country


def _owner_is_new() -> Q:
    """That there is something of what ``new_owners`` tells on the page of the assessment.

    One without a day is not from before anything.
    """
    # From the contracts' keys two steps out to the change, and a third to the assessment.
    module = OuterRef(OuterRef(OuterRef("module")))
    contracts = Contract.objects.covering(module).binding(timezone.localdate())
    changes = to_third_country().filter(changed_on__gt=OuterRef("assessed_on"))
    return Q(Exists(changes.filter(operator__in=contracts.order_by().values("operator"))))


register(_owner_is_new)
