"""Settings of a programme: who is a member, and in what roles."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.welcome import send_welcome
from common.ordering import swedish
from common.views import read_or_write

from . import actions
from .access import get_programme, permissions_in
from .choices import Role
from .forms import MemberForm, MemberRemovalForm
from .members import role_changes
from .models import Programme
from .roles import Permission

CHANGES_PER_PAGE = 25


@read_or_write
def programme_settings(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Members by person; the programme lead gives roles here."""
    needs = Permission.MANAGE_MEMBERS if request.method == "POST" else Permission.VIEW
    programme = get_programme(request.user, programme_slug, needs=needs)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _add_member(request, programme, form)
        except actions.ProgrammeProblem as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("programmes:programme-settings", programme.slug)
    allowed = permissions_in(request.user, programme)
    context = {
        "form": form,
        "members": _members(programme),
        "roles": _role_words(),
        "can_manage": Permission.MANAGE_MEMBERS in allowed,
        "can_edit": Permission.EDIT_PROGRAMME in allowed,
    }
    if Permission.VIEW_MEMBER_HISTORY in allowed:
        page = Paginator(role_changes(programme), CHANGES_PER_PAGE)
        context["page"] = page.get_page(request.GET.get("page"))
    status = 422 if form.errors else 200
    return render(request, "programmes/programme_settings.html", context, status=status)


@read_or_write
def member_remove(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take a role from a person: the page asks for the reason."""
    programme = get_programme(request.user, programme_slug, needs=Permission.MANAGE_MEMBERS)
    membership = get_object_or_404(programme.memberships.select_related("user"), pk=pk)
    words = {"person": membership.user, "role": membership.get_role_display()}
    form = MemberRemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_member(membership=membership, by=request.user, **form.cleaned_data)
        except actions.ProgrammeProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("%(person)s är inte längre %(role)s.") % words)
            return redirect("programmes:programme-settings", programme.slug)
    context = {"form": form, "membership": membership}
    status = 422 if form.errors else 200
    return render(request, "programmes/member_remove.html", context, status=status)


def _add_member(request, programme: Programme, form: MemberForm) -> None:
    """Give the role; a person without an account gets one, and a letter."""
    data, user = form.cleaned_data, form.user
    if user:
        actions.add_member(
            programme=programme,
            user=user,
            role=data["role"],
            by=request.user,
            reason=data["reason"],
        )
    else:
        user = data["full_name"]
        try:
            actions.invite_member(
                programme=programme,
                email=data["email"],
                full_name=data["full_name"],
                role=data["role"],
                by=request.user,
                reason=data["reason"],
                send_letter=partial(send_welcome, request=request, place=programme.name),
            )
        except OSError:  # the mail server does not answer, or refuses
            messages.error(
                request,
                _(
                    "Brevet till %(person)s kunde inte skickas. Be personen välja ”Glömt "
                    "lösenordet?” på inloggningssidan."
                )
                % {"person": user},
            )
    messages.success(
        request,
        _("%(person)s är nu %(role)s.") % {"person": user, "role": Role(data["role"]).label},
    )


def _members(programme: Programme) -> list[tuple]:
    """(person, memberships) by name; one query."""
    people: dict = {}
    rows = programme.memberships.select_related("user").order_by(swedish("user__full_name"), "pk")
    for membership in rows:
        people.setdefault(membership.user, []).append(membership)
    return list(people.items())


def _role_words() -> list[tuple]:
    """What each role may do, in words, for the page's explanation."""
    return [
        (Role.READER.label, _("läser behov, krav och upphandlingar")),
        (Role.AUTHOR.label, _("skriver och ändrar behov och krav")),
        (Role.REVIEWER.label, _("läser och granskar")),
        (Role.REQUIREMENTS_MANAGER.label, _("ändrar krav och läser in kravlistor")),
        (
            Role.PROCUREMENT_OFFICER.label,
            _("bygger upphandlingar, tar fram dokument, tar emot anbud och leder utvärderingen"),
        ),
        (
            Role.EVALUATOR.label,
            _("kan utses i en utvärdering; läser anbuden bara där och sätter egna poäng"),
        ),
        (Role.AUDITOR.label, _("läser allt, även anbud och utvärdering, men ändrar inget")),
        (Role.PROGRAMME_LEAD.label, _("leder programmet och ger andra deras roller")),
    ]
