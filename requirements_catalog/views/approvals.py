"""A requirement is sent to review, approved and sent back from its page (docs/approval.md)."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.views import read_or_write
from programmes.roles import Permission

from ..access.catalogues import get_requirement
from ..actions import approvals as actions
from ..forms.requirements import ReasonForm
from ..models import Requirement
from .forms import form_page, written


@require_POST
def requirement_send(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take a draft on to review."""
    row = get_requirement(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    return _step(request, row, actions.send_to_review, _("Kravet är skickat på granskning."))


@require_POST
def requirement_approve(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Approve the text that the page showed."""
    row = get_requirement(request.user, programme_slug, pk, needs=Permission.APPROVE_REQUIREMENTS)
    seen = request.POST.get("seen", "")
    return _step(request, row, actions.approve_requirement, _("Kravet är godkänt."), seen=seen)


@read_or_write
def requirement_send_back(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Make a row in review, or an approved one, a draft again, with a reason."""
    row = get_requirement(request.user, programme_slug, pk, needs=Permission.SEND_BACK_REQUIREMENTS)
    form = ReasonForm(request.POST or None)
    told = _("Kravet är tillbaka som utkast.")
    if written(request, form, actions.send_back, told, requirement=row):
        return _to_page(row)
    context = {"form": form, "requirement": row, "catalogue": row.catalogue}
    return form_page(request, "requirements_catalog/requirement_send_back.html", context)


def _step(
    request: HttpRequest, row: Requirement, action: Callable, told: str, **more: str
) -> HttpResponse:
    """Do it and tell; what is refused is told on the page, which shows how it is now."""
    try:
        action(requirement=row, by=request.user, **more)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, told)
    return _to_page(row)


def _to_page(row: Requirement) -> HttpResponse:
    slug = row.catalogue.programme.slug
    return redirect("requirements_catalog:requirement-detail", slug, row.pk)
