"""The steps of one procurement, for the stage strip of its overview."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.stages import BLOCKED, CURRENT, DONE, TODO

from .choices import ProcurementState
from .models import Procurement


def strip_of_procurement(procurement: Procurement, missing: int) -> list[dict]:
    """The steps of one procurement, as components/stage_strip.html takes them."""
    slugs = (procurement.programme.slug, procurement.slug)
    is_draft = procurement.state == ProcurementState.DRAFT
    is_opened = procurement.state == ProcurementState.OPENED
    deadline = procurement.tender_deadline_at
    has_passed = bool(deadline and deadline < timezone.now()) and not is_draft
    publication = DONE
    if is_draft:
        publication = BLOCKED if missing else TODO
    waiting = _("inget saknas")
    if missing:
        waiting = ngettext("%s sak saknas", "%s saker saknas", missing) % missing
    return [
        {
            "label": _("Underlag"),
            "state": CURRENT if is_draft else DONE,
            "note": _("krav, delkontrakt, modell"),
            "url": reverse("procurements:item-list", args=slugs),
        },
        {
            "label": _("Publicering"),
            "state": publication,
            "note": waiting if is_draft else _day(procurement.published_at),
        },
        {
            "label": _("Anbudstid"),
            "state": DONE if has_passed else (TODO if is_draft else CURRENT),
            "note": _("till %s") % _day(deadline) if deadline else _("ingen dag satt"),
        },
        {
            "label": _("Anbudsöppning"),
            "state": DONE if is_opened else (CURRENT if has_passed else TODO),
            "note": _day(procurement.opened_at) if is_opened else "",
        },
        {"label": _("Utvärdering"), "state": CURRENT if is_opened else TODO, "note": ""},
    ]


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d") if moment else ""
