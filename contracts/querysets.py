"""How contracts and their parts are read."""

from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce

from common.ordering import natural, swedish
from programmes.querysets import InProgrammeQuerySet

from .choices import ContractState


class ContractQuerySet(InProgrammeQuerySet):
    """Contracts and drafts of them."""

    def for_list(self) -> "ContractQuerySet":
        """With procurement, supplier, lots and what is bought; six queries."""
        return self.select_related("procurement", "operator").prefetch_related(
            "modules", "lots__modules", "procurement__lots__modules"
        )

    def binding(self, on: date) -> "ContractQuerySet":
        """Those that bind on a day: signed, not ended, and not run out.

        One with a right to extend binds until the last day of that, for whether it was used is not
        kept; one without a last day until it is ended.
        """
        signed = self.filter(state=ContractState.SIGNED)
        last = Coalesce("extended_until", "runs_until")
        return signed.alias(last=last).filter(Q(last=None) | Q(last__gte=on))

    def covering(self, module) -> "ContractQuerySet":
        """Those that a module is bought or kept by: named, or in a lot of theirs.

        A contract without lots is for every lot of its procurement.
        """
        named = Q(modules=module) | Q(lots__modules=module)
        whole = Q(lots=None, procurement__lots__modules=module)
        keys = self.model._default_manager.filter(named | whole).values("pk")
        return self.filter(pk__in=keys)


class ClauseQuerySet(InProgrammeQuerySet):
    """Clauses of contracts."""

    programme_path = "contract__programme"

    def for_list(self) -> "ClauseQuerySet":
        """With the contract and what it is linked to; four queries."""
        return self.select_related("contract").prefetch_related("requirements", "modules", "risks")

    def for_module(self, module) -> "ClauseQuerySet":
        """Those that name the module, or no module in a contract that covers it."""
        contracts = self.model._meta.get_field("contract").related_model.objects
        whole = Q(modules=None, contract__in=contracts.covering(module).values("pk"))
        found = self.model._default_manager.filter(Q(modules=module) | whole)
        return self.filter(pk__in=found.values("pk"))

    def in_order(self) -> "ClauseQuerySet":
        """By contract, then by number as people count."""
        return self.order_by(swedish("contract__title"), "contract_id", natural("number"), "pk")


class CallOffQuerySet(InProgrammeQuerySet):
    """Call-offs under frameworks."""

    programme_path = "contract__programme"
