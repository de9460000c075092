"""Pages of rounds for those who lead them: list, preparation, progress, reminders, end."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.lists import list_page
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue

from . import actions
from .access import get_reviewer, get_round, sees_everything, visible_rounds
from .choices import RoundState
from .content import count_of
from .forms import (
    CloseForm,
    ExtendForm,
    InviteForm,
    PartyForm,
    RoundForm,
    WholeForm,
    add_problem,
    proposed_content,
    role_choices,
)
from .lists import with_own_progress
from .models import ReviewRound
from .problems import ReviewProblem
from .progress import progress_of
from .reading import comments_on_whole, others_comments, way_of
from .shown import comments_shown

MANAGE = Permission.MANAGE_REVIEWS


def posted(request: HttpRequest):
    """What a form is bound to: what was sent, also when it is empty; None when nothing was."""
    return request.POST if request.method == "POST" else None


def attempt(form, action, **values):
    """Call an action; what it refuses is shown in the form. Returns its result, or None."""
    try:
        return action(**values)
    except (ValidationError, ReviewProblem) as problem:
        add_problem(form, problem)
        return None


def to_round(review: ReviewRound) -> HttpResponse:
    """Back to the page of a round."""
    return redirect("reviews:round-detail", review.catalogue.programme.slug, review.pk)


@require_safe
def round_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's rounds, and what the person has left in each."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    state = request.GET.get("state", "")
    rounds = visible_rounds(request.user, programme).for_list()
    if state in RoundState.values:
        rounds = rounds.filter(state=state)
    return list_page(
        request,
        queryset=rounds,
        template="reviews/round_list.html",
        fragment="reviews/_round_table.html",
        prepare=lambda rows: with_own_progress(rows, request.user),
        context={
            "can_manage": MANAGE in permissions_in(request.user, programme),
            "states": RoundState.choices,
            "state": state,
        },
    )


@read_or_write
def round_create(request: HttpRequest, programme_slug: str, slug: str = "") -> HttpResponse:
    """What is reviewed, by whom, until when and what for.

    With a catalogue in the address, what its list shows under the same parameters is proposed.
    """
    programme = get_programme(request.user, programme_slug, needs=MANAGE)
    proposed = {}
    if slug:
        catalogue = get_catalogue(request.user, programme_slug, slug)
        proposed = proposed_content(catalogue, request.GET, user=request.user)
    form = RoundForm(posted(request), programme=programme, user=request.user, initial=proposed)
    if form.is_valid():
        people = form.cleaned_data["people"]
        made = attempt(form, actions.create_round, by=request.user, people=people, **form.values())
        if made:
            messages.success(request, _("Rundan är förberedd. Läs igenom och öppna den sedan."))
            return to_round(made)
    return _form_page(request, form, "reviews/round_form.html")


@read_or_write
def round_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a round before it is opened."""
    review = get_round(request.user, programme_slug, pk, needs=MANAGE)
    if not review.is_draft:
        messages.warning(request, _("Rundan är öppnad. Det som granskas ändras inte längre."))
        return to_round(review)
    form = RoundForm(
        posted(request), instance=review, programme=review.catalogue.programme, user=request.user
    )
    if form.is_valid():
        people = form.cleaned_data["people"]
        # The form has put what was typed on the row; the action reads the stored one.
        saved = attempt(
            form, actions.edit_round, review=review, by=request.user, people=people, **form.values()
        )
        if saved:
            messages.success(request, _("Rundan är sparad."))
            return to_round(saved)
    stored = get_round(request.user, programme_slug, pk, needs=MANAGE)
    return _form_page(request, form, "reviews/round_form.html", review=stored)


def _form_page(request: HttpRequest, form, template: str, **context) -> HttpResponse:
    """The page of a form; 422 when what was sent needs mending, with everything still there."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


@require_safe
def round_detail(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """One round: what it is about, one's own part in it, and for who leads how far it has come."""
    review = get_round(request.user, programme_slug, pk)
    return detail_page(request, review)


def detail_page(
    request: HttpRequest, review: ReviewRound, *, status: int = 200, **more
) -> HttpResponse:
    """The page of a round; ``more`` holds a form with what could not be saved."""
    allowed = permissions_in(request.user, review.catalogue.programme)
    context = {
        "review": review,
        "role_labels": [label for role, label in role_choices() if role in review.roles],
        "can_manage": MANAGE in allowed,
        "can_dispose": Permission.EDIT_REQUIREMENTS in allowed and not review.is_draft,
        "sees_everything": sees_everything(request.user, review) and not review.is_draft,
        **(_preparation(review) if review.is_draft else _own_part(request.user, review)),
        **more,
    }
    if context["sees_everything"]:
        context["progress"] = progress_of(review)
    if review.is_open and context["can_manage"]:
        context.setdefault("extend_form", ExtendForm(initial={"due_on": review.due_on}))
        context.setdefault("close_form", CloseForm())
    return render(request, "reviews/round_detail.html", context, status=status)


def _preparation(review: ReviewRound) -> dict:
    """What would happen if the round were opened now."""
    try:
        count, trouble = count_of(review), ""
    except ValidationError as error:
        count, trouble = 0, " ".join(error.messages)
    named = list(review.reviewers.select_related("user"))
    members = actions.may_take_part(review.catalogue.programme)
    by_role = members.filter(memberships__role__in=review.roles, is_active=True).exclude(
        pk__in=[reviewer.user_id for reviewer in named if reviewer.user_id]
    )
    return {
        "count": count,
        "trouble": trouble,
        "named": named,
        "by_role": list(by_role) if review.roles else [],
    }


def _own_part(user, review: ReviewRound) -> dict:
    """The person as reviewer of the round, with the way through it."""
    reviewer = review.reviewers.filter(user=user).first()
    if reviewer is None:
        return {}
    reviewer.round = review
    own = comments_on_whole(review).filter(reviewer=reviewer)
    return {
        "reviewer": reviewer,
        "way": way_of(reviewer),
        "whole": comments_shown(own),
        "whole_others": comments_shown(others_comments(reviewer, None)),
        "whole_form": WholeForm(),
    }


@require_POST
def round_open(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Let the reviewers begin."""
    review = get_round(request.user, programme_slug, pk, needs=MANAGE)
    try:
        actions.open_round(review=review, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    except ReviewProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Rundan är öppen. De som granskar har fått besked."))
    return to_round(review)


@require_POST
def round_extend(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Another last day, with a reason."""
    review = get_round(request.user, programme_slug, pk, needs=MANAGE)
    form = ExtendForm(request.POST)
    if form.is_valid() and attempt(
        form, actions.extend_round, review=review, by=request.user, **form.cleaned_data
    ):
        messages.success(request, _("Rundan har en ny sista dag."))
        return to_round(review)
    return detail_page(request, review, status=422, extend_form=form)


@require_POST
def round_close(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """End the round, with what it led to."""
    review = get_round(request.user, programme_slug, pk, needs=MANAGE)
    form = CloseForm(request.POST)
    if form.is_valid() and attempt(
        form, actions.close_round, review=review, by=request.user, **form.cleaned_data
    ):
        messages.success(request, _("Rundan är avslutad. Rapporten finns att hämta."))
        return to_round(review)
    return detail_page(request, review, status=422, close_form=form)


@require_POST
def round_remind(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Remind one reviewer, or all who have something left."""
    review = get_round(request.user, programme_slug, pk, needs=MANAGE)
    if key := request.POST.get("reviewer", ""):
        chosen = [get_reviewer(review, int(key))] if key.isascii() and key.isdecimal() else []
    else:
        chosen = [one.reviewer for one in progress_of(review).reviewers if one.left]
    try:
        count = actions.remind(review=review, reviewers=chosen, by=request.user)
    except ReviewProblem as problem:
        messages.error(request, str(problem))
        return to_round(review)
    text = ngettext("En granskare är påmind.", "%(count)d granskare är påminda.", count)
    told = text % {"count": count} if count else _("Ingen att påminna.")
    messages.success(request, told)
    return to_round(review)


@read_or_write
def reviewer_add(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Ask more members, or a party without an account."""
    review = get_round(request.user, programme_slug, pk, needs=MANAGE)
    if review.is_closed:
        messages.warning(request, _("Rundan är avslutad."))
        return to_round(review)
    is_party = request.POST.get("act") == "party"
    members = InviteForm(None if is_party else posted(request), review=review)
    party = PartyForm(posted(request) if is_party else None)
    form = party if is_party else members
    if form.is_valid():
        action = actions.invite_party if is_party else actions.invite_members
        done = attempt(form, action, review=review, by=request.user, **form.cleaned_data)
        if done:
            messages.success(request, _("Granskarna är tillagda."))
            return to_round(review)
    context = {"review": review, "members": members, "party": party}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reviews/reviewer_add.html", context, status=status)


@require_POST
def reviewer_remove(
    request: HttpRequest, programme_slug: str, pk: int, reviewer_pk: int
) -> HttpResponse:
    """Take back that somebody was asked."""
    review = get_round(request.user, programme_slug, pk, needs=MANAGE)
    reviewer = get_reviewer(review, reviewer_pk)
    try:
        actions.remove_reviewer(reviewer=reviewer, by=request.user)
    except ReviewProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%(name)s granskar inte längre.") % {"name": reviewer})
    return to_round(review)
