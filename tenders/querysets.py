"""How tenders are read: never by others than those the law appoints (LOU 12:8–12:10)."""

from programmes.querysets import InProgrammeQuerySet
from programmes.roles import Permission


class OperatorQuerySet(InProgrammeQuerySet):
    """Suppliers known to a programme."""

    def visible_to(self, user, needs: Permission = Permission.VIEW_TENDERS):
        """Suppliers, for those who may see tenders: their names tell who has tendered."""
        return super().visible_to(user, needs)


class TenderQuerySet(InProgrammeQuerySet):
    """Tenders of procurements."""

    programme_path = "procurement__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_TENDERS):
        """Tenders, for those who may see them (OSL 19:3)."""
        return super().visible_to(user, needs)


class ResponseQuerySet(InProgrammeQuerySet):
    """Answers to requirements."""

    programme_path = "tender__procurement__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_TENDERS):
        """Answers, for those who may see tenders."""
        return super().visible_to(user, needs)


class PriceLineQuerySet(InProgrammeQuerySet):
    """Offered prices."""

    programme_path = "tender__procurement__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_RESULT):
        """Prices, for those who may see the result; evaluators do not."""
        return super().visible_to(user, needs)
