"""What every page of a procurement has in common."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.access import permissions_in
from programmes.roles import Permission

from .forms import add_problem
from .models import Lot, Procurement
from .problems import Gap, ProcurementProblem
from .registered_pages import TABS

EDIT = Permission.EDIT_PROCUREMENT


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, also when it is empty; None when nothing was."""
    return request.POST if request.method == "POST" else None


def frame_of(request: HttpRequest, procurement: Procurement, tab: str = "", **extra) -> dict:
    """Context of a procurement's page: itself, its tab, and whether the person may change it."""
    allowed = permissions_in(request.user, procurement.programme)
    return {
        "procurement": procurement,
        "tab": tab,
        "more_tabs": TABS,
        "may_edit": EDIT in allowed,
        "can_edit": EDIT in allowed and not procurement.is_locked,
        **extra,
    }


def attempt(form, action, **values):
    """Call an action; what it refuses is shown in the form. Returns its result, or None."""
    try:
        return action(**values)
    except (ValidationError, ProcurementProblem) as problem:
        add_problem(form, problem)
        return None


def form_page(
    request: HttpRequest, procurement: Procurement | None, form, template: str, **context
) -> HttpResponse:
    """The page of a form; 422 when what was sent needs mending, with everything still there."""
    frame = frame_of(request, procurement) if procurement else {}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {**frame, "form": form, **context}, status=status)


def locked_redirect(request: HttpRequest, procurement: Procurement) -> HttpResponse | None:
    """Back to the overview with the reason when the package is locked; None when it is open."""
    if not procurement.is_locked:
        return None
    messages.warning(request, _("Upphandlingen är publicerad och kan inte ändras."))
    return redirect("procurements:procurement-detail", procurement.programme.slug, procurement.slug)


def lot_tabs(procurement: Procurement, lot: Lot, url_name: str) -> list[dict]:
    """One link a lot to the same page of it."""
    slugs = (procurement.programme.slug, procurement.slug)
    return [
        {
            "label": str(other),
            "url": reverse(url_name, args=[*slugs, other.pk]),
            "is_current": other.pk == lot.pk,
        }
        for other in procurement.lots.all()
    ]


def gap_links(procurement: Procurement, gaps: list[Gap]) -> list[dict]:
    """The gaps with the address of the page where each is mended."""
    slugs = (procurement.programme.slug, procurement.slug)
    names = {
        "facts": "procurements:procurement-edit",
        "lots": "procurements:lot-create",
        "package": "procurements:item-add",
        "plan": "procurements:plan-detail",
        "prices": "procurements:price-list",
    }
    labels = {
        "facts": _("Ändra uppgifterna"),
        "lots": _("Lägg till delkontrakt"),
        "package": _("Lägg till krav"),
        "plan": _("Till utvärderingsmodellen"),
        "prices": _("Till prisposterna"),
    }
    links = []
    for gap in gaps:
        lot = [gap.lot_id] if gap.place in {"plan", "prices"} else []
        links.append(
            {
                "gap": gap,
                "url": reverse(names[gap.place], args=[*slugs, *lot]),
                "label": labels[gap.place],
            }
        )
    return links
