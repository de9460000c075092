"""The organisations of a programme: added, and changed with history, by its leads."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.timeline import shown_history
from common.views import read_or_write

from . import actions
from .access import get_organisation, get_programme
from .forms_organisations import ChangedOrganisationForm, NewOrganisationForm
from .models import Organisation, Programme
from .register import REGISTERS
from .roles import Permission
from .views_registers import register_context


@read_or_write
def organisation_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Add an organisation that no programme knows yet, with its role in this one."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_PROGRAMME)
    form = NewOrganisationForm(request.POST or None)
    if form.is_valid():
        role = form.cleaned_data["role"]
        organisation = actions.add_organisation(
            organisation=form.instance, programme=programme, role=role, by=request.user
        )
        text = _("%(organisation)s är tillagd.") % {"organisation": organisation}
        messages.success(request, text)
        return redirect(_page_of(organisation, programme))
    return _form_page(request, form, programme, title=_("Ny organisation"))


@read_or_write
def organisation_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change what an organisation is; every change is kept with its reason."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_PROGRAMME)
    organisation = get_organisation(request.user, programme, pk)
    form = ChangedOrganisationForm(
        request.POST or None, instance=Organisation.objects.get(pk=organisation.pk)
    )
    if form.is_valid():
        reason = form.cleaned_data["change_reason"]
        actions.save_part(part=form.instance, by=request.user, reason=reason)
        messages.success(request, _("Ändringen är sparad."))
        return redirect(_page_of(organisation, programme))
    return _form_page(request, form, programme, organisation, title=str(organisation))


def _page_of(organisation: Organisation, programme: Programme) -> str:
    """Its own page where it takes part; otherwise that of its facts, which nothing else shows."""
    place = organisation.participations.filter(programme=programme).first()
    if place:
        return REGISTERS["participants"].url("detail", programme, place.pk)
    return reverse("programmes:organisation-edit", args=[programme.slug, organisation.pk])


def _form_page(
    request: HttpRequest, form, programme: Programme, organisation=None, *, title: str
) -> HttpResponse:
    entry = REGISTERS["participants"]
    context = {
        **register_context(request, programme, entry),
        "form": form,
        "form_title": title,
        "organisation": organisation,
        "history": shown_history(organisation) if organisation else [],
    }
    status = 422 if form.errors else 200
    return render(request, "programmes/organisation_form.html", context, status=status)
