"""How what is bought together is read."""

from datetime import date

from django.db.models import Q

from common.append_only import AppendOnlyQuerySet
from programmes.querysets import InProgrammeQuerySet

from .choices import MandateState


class OfProcurementQuerySet(InProgrammeQuerySet):
    """Rows that belong to a procurement."""

    programme_path = "procurement__programme"


class JoiningDecisionQuerySet(AppendOnlyQuerySet, OfProcurementQuerySet):
    """Decisions about taking part in procurements.

    Whatever is worked out from them is worked out from those ``in_force``.
    """

    def in_force(self) -> "JoiningDecisionQuerySet":
        """Without those that were written down by mistake."""
        return self.filter(annulment__isnull=True)

    def standing(self, procurement_id: int, organisation_id: int):
        """The decision that holds of an organisation, or None; one query."""
        own = self.in_force().filter(procurement=procurement_id, organisation=organisation_id)
        return own.order_by("decided_on", "pk").last()

    def before(self, decision):
        """What would hold of the organisation without the decision that holds, or None; one
        query."""
        others = self.exclude(pk=decision.pk)
        return others.standing(decision.procurement_id, decision.organisation_id)

    def for_record(self) -> "JoiningDecisionQuerySet":
        """With whose each is, who decided, and whether and by whom it is annulled; one query.

        Whoever tells of rows begins here: ``annulled`` costs a query a row otherwise.
        """
        return self.select_related("organisation", "body", "annulment__annulled_by")


class MandateQuerySet(OfProcurementQuerySet):
    """Powers of attorney."""

    def of(self, organisation_id: int) -> "MandateQuerySet":
        """Those that an organisation has given or buys by."""
        return self.filter(Q(principal=organisation_id) | Q(agent=organisation_id))

    def in_force_on(self, day: date) -> "MandateQuerySet":
        """Those asked for or given that have not ended before a day."""
        standing = self.exclude(state=MandateState.WITHDRAWN)
        return standing.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class VolumeQuerySet(InProgrammeQuerySet):
    """Volumes of organisations."""

    programme_path = "price_item__lot__procurement__programme"

    def of(self, procurement) -> "VolumeQuerySet":
        """Those of one procurement."""
        return self.filter(price_item__lot__procurement=procurement)


class StanceQuerySet(InProgrammeQuerySet):
    """What organisations say of requirements."""

    programme_path = "requirement__catalogue__programme"
