"""Pages of a programme: the list, the overview, what the programme is, search."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.views import read_or_write

from . import actions, overview, stages
from .access import get_programme, permissions_in
from .forms import ParticipationDecisionForm, ProgrammeForm
from .models import Programme
from .roles import Permission
from .search import find_everywhere


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """The programmes that the person is a member of."""
    programmes = Programme.objects.visible_to(request.user).with_own_roles(request.user)
    return render(request, "programmes/programme_list.html", {"programmes": programmes})


@require_safe
def programme_overview(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Where the programme stands and what waits for the person."""
    programme = get_programme(request.user, programme_slug)
    context = {
        "stages": stages.strip_of(programme, request.user),
        "upcoming": overview.upcoming_milestones(programme, timezone.localdate()),
        "columns": overview.rendered_panels(request, programme),
    }
    return render(request, "programmes/programme_overview.html", context)


@require_safe
def programme_about(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """What the programme is: vision, goals, milestones and who takes part."""
    programme = get_programme(request.user, programme_slug)
    context = {
        "about": programme,
        "goals": overview.goals_by_kind(programme),
        "lanes": overview.milestones_by_lane(programme),
        "participations": overview.participations(programme),
        "can_edit": Permission.EDIT_PROGRAMME in permissions_in(request.user, programme),
    }
    return render(request, "programmes/programme_about.html", context)


@read_or_write
def programme_edit(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Change the programme's own texts."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_PROGRAMME)
    return _part_form(request, ProgrammeForm, programme, programme, _("Ändra programmet"))


@read_or_write
def decision_create(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Record an organisation's decision about taking part."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_PROGRAMME)
    participation = get_object_or_404(
        programme.participations.select_related("organisation"), pk=pk
    )
    form = ParticipationDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.record_participation_decision(
            participation=participation, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("Beslutet är antecknat."))
        return redirect("programmes:programme-about", programme.slug)
    title = _("Beslut av %(organisation)s") % {"organisation": participation.organisation}
    return _form_page(request, form, title)


def _part_form(request, form_class, instance, programme, title: str) -> HttpResponse:
    """Show and save the form of a part of the programme, then return to the page about it."""
    form = form_class(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        actions.save_part(part=form.instance, by=request.user)
        messages.success(request, _("Sparat."))
        return redirect("programmes:programme-about", programme.slug)
    return _form_page(request, form, title)


def _form_page(request, form, title: str) -> HttpResponse:
    context = {"form": form, "form_title": title}
    status = 422 if form.errors else 200
    return render(request, "programmes/part_form.html", context, status=status)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that a few words are found in, of what the person may see."""
    # PostgreSQL takes no text with a NUL in it.
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:200]
    groups = find_everywhere(request.user, words)
    context = {
        "search_query": words,
        "groups": groups,
        "found": sum(len(group.hits) for group in groups),
        "has_more": any(group.has_more for group in groups),
    }
    return render(request, "programmes/search.html", context)
