"""The overview's panel of procurements: state, next date and what each waits for."""

from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.panels import Panel, register
from programmes.roles import Permission

from .choices import ProcurementState
from .models import Procurement

SHOWN = 5


def _build(programme, user) -> dict:
    procurements = list(Procurement.objects.in_programme(programme)[: SHOWN + 1])
    for procurement in procurements:
        procurement.next_date = _next_date(procurement)
    return {
        "procurements": procurements[:SHOWN],
        "has_more": len(procurements) > SHOWN,
        "programme": programme,
    }


def _next_date(procurement: Procurement) -> tuple[str, object] | None:
    """The words and the day of what comes next, None when nothing is dated."""
    now = timezone.now()
    if procurement.state == ProcurementState.OPENED:
        return None
    for words, moment in (
        (_("Frågor till"), procurement.questions_until),
        (_("Anbud till"), procurement.tender_deadline_at),
    ):
        if moment and moment > now:
            return words, moment
    if procurement.state == ProcurementState.PUBLISHED:
        return _("Anbuden kan öppnas sedan"), procurement.tender_deadline_at
    return None


register(
    Panel(
        template="procurements/_overview_panel.html",
        build=_build,
        column="main",
        order=50,
        needs=Permission.VIEW_PROCUREMENT,
    )
)
