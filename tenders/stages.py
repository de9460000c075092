"""What tenders tell the stage strip: waited for, or opened and how many."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurements.choices import ProcurementState
from procurements.models import Procurement
from programmes.access import permissions_in
from programmes.roles import Permission
from programmes.stages import CURRENT, DONE, TODO, StageNow, register

from .access import permissions_for
from .models import Tender


def _tenders(programme, user) -> StageNow | None:
    """Current from publication, done when opened; the number only for those who may see tenders."""
    allowed = permissions_in(user, programme)
    if Permission.VIEW_PROCUREMENT not in allowed:
        return None
    newest = (
        Procurement.objects.filter(programme=programme)
        .select_related("programme")
        .order_by("-pk")
        .first()
    )
    if newest is None or newest.state == ProcurementState.DRAFT:
        return StageNow(TODO)
    if newest.state == ProcurementState.PUBLISHED:
        deadline = newest.tender_deadline_at
        day = date_format(localtime(deadline), "Y-m-d") if deadline else ""
        return StageNow(CURRENT, _("anbud till %(day)s") % {"day": day} if day else "")
    if Permission.VIEW_TENDERS not in permissions_for(user, newest):
        return StageNow(DONE, _("öppnade"))
    count = Tender.objects.filter(procurement=newest).count()
    note = ngettext("%(count)d anbud", "%(count)d anbud", count) % {"count": count}
    return StageNow(DONE, note, reverse("tenders:tender-list", args=[programme.slug, newest.slug]))


register("tenders", _tenders)
