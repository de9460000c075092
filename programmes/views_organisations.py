"""The organisations of a programme: added, and changed with history, by its leads."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.timeline import shown_history
from common.views import read_or_write

from . import actions
from .access import get_organisation, get_programme
from .actions_registers import save_row
from .forms_organisations import ChangedOrganisationForm, NewOrganisationForm
from .models import Organisation, Programme
from .register import REGISTERS
from .roles import Permission
from .views_registers import register_context
from .views_seen import changed, status_of


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
    saved, shown = changed(
        request,
        lambda data: ChangedOrganisationForm(
            data, instance=Organisation.objects.get(pk=organisation.pk)
        ),
        lambda form: _written(request, form),
    )
    if saved:
        messages.success(request, _("Ändringen är sparad."))
        return redirect(_page_of(organisation, programme))
    title = str(organisation)
    return _form_page(request, programme=programme, organisation=organisation, title=title, **shown)


def _written(request: HttpRequest, form: ChangedOrganisationForm) -> Organisation | None:
    if not form.is_valid():
        return None
    reason = form.cleaned_data["change_reason"]
    try:
        return save_row(row=form.instance, by=request.user, reason=reason, is_unseen=form.is_unseen)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None


def _page_of(organisation: Organisation, programme: Programme) -> str:
    """Its own page where it takes part; otherwise that of its facts, which nothing else shows."""
    place = organisation.participations.filter(programme=programme).first()
    if place:
        return REGISTERS["participants"].url("detail", programme, place.pk)
    return reverse("programmes:organisation-edit", args=[programme.slug, organisation.pk])


def _form_page(
    request: HttpRequest, form, programme: Programme, organisation=None, *, title: str, **shown
) -> HttpResponse:
    entry = REGISTERS["participants"]
    shown |= {"form": form}
    context = {
        **register_context(request, programme, entry),
        "form_title": title,
        "organisation": organisation,
        "history": shown_history(organisation) if organisation else [],
        **shown,
    }
    return render(request, "programmes/organisation_form.html", context, status=status_of(shown))
