"""How tenders are read: never by others than those the law appoints (LOU 12:8–12:10)."""

from programmes.querysets import InProgrammeQuerySet
from programmes.roles import Permission

from .appointments import readable


class ByAppointmentQuerySet(InProgrammeQuerySet):
    """Rows that belong to a procurement, read by role or by appointment to it."""

    procurement_path = "procurement"

    def visible_to(self, user, needs: Permission = Permission.VIEW_TENDERS):
        """Rows of procurements whose tenders the person may read (OSL 19:3)."""
        if not user.is_authenticated:
            return self.none()
        paths = {"programme": self.programme_path, "procurement": self.procurement_path}
        return self.filter(readable(user, needs, **paths))


class OperatorQuerySet(ByAppointmentQuerySet):
    """Suppliers known to a programme: their names tell who has tendered."""

    procurement_path = "tenders__procurement"

    def visible_to(self, user, needs: Permission = Permission.VIEW_TENDERS):
        """Suppliers, each once: by appointment those with a tender in the procurement."""
        return super().visible_to(user, needs).distinct()


class OwnerChangeQuerySet(InProgrammeQuerySet):
    """Changes of owner of suppliers."""

    programme_path = "operator__programme"


class TenderQuerySet(ByAppointmentQuerySet):
    """Tenders of procurements."""

    programme_path = "procurement__programme"


class ResponseQuerySet(ByAppointmentQuerySet):
    """Answers to requirements."""

    programme_path = "tender__procurement__programme"
    procurement_path = "tender__procurement"


class PriceLineQuerySet(InProgrammeQuerySet):
    """Offered prices."""

    programme_path = "tender__procurement__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_RESULT):
        """Prices, for those who may see the result; evaluators do not."""
        return super().visible_to(user, needs)
