"""How what is bought together is read."""

from common.append_only import AppendOnlyQuerySet
from programmes.querysets import InProgrammeQuerySet


class OfProcurementQuerySet(InProgrammeQuerySet):
    """Rows that belong to a procurement."""

    programme_path = "procurement__programme"


class JoiningDecisionQuerySet(AppendOnlyQuerySet, OfProcurementQuerySet):
    """Decisions about taking part in procurements."""


class VolumeQuerySet(InProgrammeQuerySet):
    """Volumes of organisations."""

    programme_path = "price_item__lot__procurement__programme"

    def of(self, procurement) -> "VolumeQuerySet":
        """Those of one procurement."""
        return self.filter(price_item__lot__procurement=procurement)


class StanceQuerySet(InProgrammeQuerySet):
    """What organisations say of requirements."""

    programme_path = "requirement__catalogue__programme"
