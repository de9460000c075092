"""The screen of those who answer for comments: requirement by requirement, proposals adopted."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys

from . import actions_dispositions as actions
from .access import get_comment, get_disposing_round
from .filters import LEFT, DispositionFilter
from .forms import DispositionForm, add_problem
from .models import ReviewComment, ReviewRound
from .problems import ProposalConflict, ReviewProblem
from .shown import comments_shown
from .views import attempt

PER_PAGE = 50
# The parameter that names the proposal that was adopted last.
ADOPTED = "adopted"


@require_safe
def disposition_list(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """What was said in the round, requirement by requirement, with what became of it."""
    review = get_disposing_round(request.user, programme_slug, pk)
    return list_page(request, review)


def _found(request: HttpRequest, review: ReviewRound) -> DispositionFilter:
    rows = (
        ReviewComment.objects.standing()
        .in_round(review)
        .select_related("item__version", "item__requirement", "reviewer__user")
        .in_order()
    )
    return DispositionFilter(request.GET or None, queryset=rows, review=review, user=request.user)


def list_page(
    request: HttpRequest,
    review: ReviewRound,
    *,
    status: int = 200,
    failed: int = 0,
    form: DispositionForm | None = None,
    conflict: str = "",
) -> HttpResponse:
    """The list; ``failed`` is the comment whose ``form`` was refused, or proposal not adopted."""
    filterset = _found(request, review)
    paginator = Paginator(filterset.qs, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    shown = comments_shown(page.object_list, live=True)
    forms = {
        one.comment.pk: DispositionForm(
            is_proposal=one.comment.is_proposal, auto_id=f"c{one.comment.pk}_%s"
        )
        for one in shown
    }
    if form is not None:
        forms[failed] = form
    groups = [(item, list(group)) for item, group in groupby(shown, lambda one: one.comment.item)]
    everything = ReviewComment.objects.standing().in_round(review)
    context = {
        "review": review,
        "filterset": filterset,
        "page": page,
        "groups": groups,
        "forms": forms,
        "failed": failed,
        "conflict": conflict,
        "adopted": _just_adopted(request, review),
        "total": paginator.count,
        "all_count": everything.count(),
        "left_count": everything.undisposed().count(),
    }
    return render(request, "reviews/disposition_list.html", context, status=status)


@require_POST
def disposition_write(
    request: HttpRequest, programme_slug: str, pk: int, comment_pk: int
) -> HttpResponse:
    """Say what became of a comment, with an answer."""
    review = get_disposing_round(request.user, programme_slug, pk)
    comment = get_comment(review, comment_pk)
    goal = _next_after(request, review, comment)
    form = DispositionForm(
        request.POST, is_proposal=comment.is_proposal, auto_id=f"c{comment.pk}_%s"
    )
    if form.is_valid() and attempt(
        form, actions.dispose, comment=comment, by=request.user, **form.cleaned_data
    ):
        messages.success(request, _("Svaret är sparat."))
        return _back(request, review, goal)
    return list_page(request, review, status=422, failed=comment.pk, form=form)


@require_POST
def proposal_adopt(
    request: HttpRequest, programme_slug: str, pk: int, comment_pk: int
) -> HttpResponse:
    """Write a proposal into its requirement."""
    review = get_disposing_round(request.user, programme_slug, pk)
    comment = get_comment(review, comment_pk)
    goal = _next_after(request, review, comment)
    values = {"seen": request.POST.get("seen", ""), "answer": request.POST.get("answer", "")}
    try:
        actions.adopt_proposal(comment=comment, by=request.user, **values)
    except ProposalConflict as problem:
        return list_page(request, review, status=409, failed=comment.pk, conflict=str(problem))
    except ReviewProblem as problem:
        form = DispositionForm(is_proposal=True, auto_id=f"c{comment.pk}_%s", data={})
        form.errors.clear()
        add_problem(form, problem)
        return list_page(request, review, status=422, failed=comment.pk, form=form)
    messages.success(
        request,
        _("Förslaget är antaget och lydelsen står i kravet, som är utkast tills det godkänns."),
    )
    return _back(request, review, goal, adopted=comment.pk)


@require_POST
def adoption_undo(
    request: HttpRequest, programme_slug: str, pk: int, comment_pk: int
) -> HttpResponse:
    """Take an adopted wording out of its requirement again."""
    review = get_disposing_round(request.user, programme_slug, pk)
    comment = get_comment(review, comment_pk)
    try:
        actions.undo_adoption(comment=comment, by=request.user)
    except ReviewProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Antagandet är ångrat. Kravet har sin tidigare lydelse."))
    return _back(request, review, comment.pk)


def _just_adopted(request: HttpRequest, review: ReviewRound) -> ReviewComment | None:
    """The comment whose proposal the person adopted a moment ago, where that can be undone."""
    keys = row_keys([request.GET.get(ADOPTED, "")])
    rows = ReviewComment.objects.standing().in_round(review).filter(pk__in=keys)
    found = rows.select_related("item__version").first() if keys else None
    newest = found and found.dispositions.newest().first()
    return found if newest and newest.can_be_undone else None


def _next_after(request: HttpRequest, review: ReviewRound, comment: ReviewComment) -> int:
    """The comment to go on with: the next one that waits among those shown, else the same."""
    rows = list(_found(request, review).qs.undisposed().values_list("pk", "item__place"))
    here = (_place(comment.item and comment.item.place), comment.pk)
    later = [pk for pk, place in rows if (_place(place), pk) > here]
    if later:
        return later[0]
    # What waits only is shown: the one just answered is there no longer.
    return 0 if request.GET.get("state") == LEFT else comment.pk


def _place(place: int | None) -> int:
    """Where a comment stands; what is about the whole stands before all requirements."""
    return -1 if place is None else place


def _back(
    request: HttpRequest, review: ReviewRound, goal: int, *, adopted: int = 0
) -> HttpResponse:
    url = reverse("reviews:disposition-list", args=[review.catalogue.programme.slug, review.pk])
    values = request.GET.copy()
    values.pop(ADOPTED, None)
    if adopted:
        values[ADOPTED] = str(adopted)
    query = f"?{values.urlencode()}" if values else ""
    return redirect(f"{url}{query}{f'#comment-{goal}' if goal else ''}")
