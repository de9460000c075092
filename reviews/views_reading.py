"""The calm reading screen: one requirement at a time, and the list of them all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.text_diff import SAME, word_diff
from common.views import read_or_write
from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.registered_parts import text_marker

from . import actions_reading as actions
from .access import get_asked_item, get_own_comment, get_own_reviewer
from .choices import CommentedField
from .forms import CommentForm, ProposalForm, WholeForm
from .models import ReviewComment, Reviewer, ReviewItem
from .problems import ReviewProblem
from .reading import comments_on, items_asked, others_comments, way_of
from .shown import comments_shown, facts_of, kind_label, parts_of
from .views import attempt, detail_page

PER_PAGE = 200


@require_safe
def reading_start(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """To the first requirement of which the person has said nothing; else to the list."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    way = way_of(reviewer)
    stop = way.next_left()
    if stop is None:
        return redirect("reviews:reading-list", programme_slug, pk)
    return redirect("reviews:reading-item", programme_slug, pk, stop.pk)


@require_safe
def reading_item(request: HttpRequest, programme_slug: str, pk: int, item_pk: int) -> HttpResponse:
    """One requirement to read and say something of."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    item = get_asked_item(reviewer, item_pk)
    return item_page(request, reviewer, item)


def item_page(
    request: HttpRequest, reviewer: Reviewer, item: ReviewItem, *, status: int = 200, **more
) -> HttpResponse:
    """The page of one requirement; ``more`` holds a form with what could not be saved."""
    way = way_of(reviewer)
    wanted = request.GET.get("propose", "")
    content = item.version.content
    if wanted in CommentedField.values and "proposal_form" not in more:
        initial = {"field": wanted, "proposed_text": content.get(wanted, "")}
        more["proposal_form"] = ProposalForm(initial=initial, prefix="proposal")
    context = {
        "review": reviewer.round,
        "reviewer": reviewer,
        "item": item,
        "content": content,
        "kind": kind_label(content),
        "parts": parts_of(item),
        "mark": text_marker(reviewer.round.catalogue.programme),
        "facts": facts_of(content),
        "way": way,
        "stop": way.stops[way.place(item.pk) - 1],
        "place": way.place(item.pk),
        "previous": way.neighbour(item.pk, -1),
        "next": way.neighbour(item.pk, 1),
        "own_comments": comments_shown(comments_on([item]).filter(reviewer=reviewer)),
        "others": comments_shown(others_comments(reviewer, item)),
        "comment_form": CommentForm(),
        "can_write": reviewer.round.is_open,
        "can_approve": _can_approve(request.user, reviewer),
        # Nothing beside the text: the crumbs lead back.
        "navigation": [],
        **more,
    }
    if form := context.get("proposal_form"):
        context["proposal_field"] = CommentedField(form["field"].value()).label
    return render(request, "reviews/reading_item.html", context, status=status)


def _can_approve(user, reviewer: Reviewer) -> bool:
    """Whether the person's verdicts may approve requirements in the round."""
    review = reviewer.round
    allowed = permissions_in(user, review.catalogue.programme)
    may = Permission.APPROVE_REQUIREMENTS in allowed
    return review.is_open and review.approves_requirements and may


def _to_item(reviewer: Reviewer, pk: int, anchor: str = "") -> HttpResponse:
    slug = reviewer.round.catalogue.programme.slug
    return redirect(reverse("reviews:reading-item", args=[slug, reviewer.round_id, pk]) + anchor)


@require_POST
def verdict_give(request: HttpRequest, programme_slug: str, pk: int, item_pk: int) -> HttpResponse:
    """Approve, abstain, or take it back; then on to what is left."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    item = get_asked_item(reviewer, item_pk)
    choice = request.POST.get("choice", "")
    if not _give(request, reviewer, [item], choice):
        return item_page(request, reviewer, item, status=422)
    if choice == "withdrawn":
        return _to_item(reviewer, item.pk)
    goal = way_of(reviewer).next_left(item.pk)
    if goal is None:
        messages.success(request, _("Du har sagt något om alla krav. Tack!"))
        return redirect("reviews:reading-list", programme_slug, pk)
    return _to_item(reviewer, goal.pk)


def _give(request: HttpRequest, reviewer: Reviewer, items: list[ReviewItem], choice: str) -> bool:
    """Give verdicts and tell what did not come of them; False when they were refused."""
    try:
        refused = actions.give_verdicts(
            reviewer=reviewer, items=items, choice=choice, by=request.user
        )
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return False
    except ReviewProblem as problem:
        messages.error(request, str(problem))
        return False
    if refused:
        text = ngettext(
            "Ditt ställningstagande är sparat, men kravet godkändes inte: %(why)s",
            "Dina ställningstaganden är sparade, men %(count)d krav godkändes inte: %(why)s",
            len(refused),
        )
        why = " ".join(dict.fromkeys(refused.values()))
        messages.info(request, text % {"count": len(refused), "why": why})
    return True


@require_POST
def comment_write(request: HttpRequest, programme_slug: str, pk: int, item_pk: int) -> HttpResponse:
    """Say something, or propose another wording."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    item = get_asked_item(reviewer, item_pk)
    form = _posted_form(request)
    if form.is_valid():
        made = attempt(
            form,
            actions.write_comment,
            reviewer=reviewer,
            item=item,
            by=request.user,
            **form.cleaned_data,
        )
        if made:
            messages.success(request, _("Kommentaren är sparad."))
            return _to_item(reviewer, item.pk, f"#comment-{made.pk}")
    return item_page(request, reviewer, item, status=422, **_named(form))


def _posted_form(request: HttpRequest) -> CommentForm | ProposalForm:
    if "proposal-proposed_text" in request.POST:
        return ProposalForm(request.POST, prefix="proposal")
    return CommentForm(request.POST)


def _named(form: CommentForm | ProposalForm) -> dict:
    """The form under its name in the page; a proposal without a field of ours is none."""
    if isinstance(form, CommentForm):
        return {"comment_form": form}
    known = form["field"].value() in CommentedField.values
    return {"proposal_form": form} if known else {}


@read_or_write
def comment_edit(
    request: HttpRequest, programme_slug: str, pk: int, comment_pk: int
) -> HttpResponse:
    """Say otherwise what one has said."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    comment = get_own_comment(reviewer, comment_pk)
    form = _form_of(comment, request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = attempt(
            form, actions.edit_comment, comment=comment, by=request.user, **form.cleaned_data
        )
        if done:
            messages.success(request, _("Kommentaren är ändrad."))
            return _to_comment(reviewer, comment, f"#comment-{comment.pk}")
    context = {"review": reviewer.round, "comment": comment, "form": form, "item": comment.item}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reviews/comment_edit.html", context, status=status)


def _form_of(comment: ReviewComment, data) -> CommentForm | WholeForm | ProposalForm:
    """The form that changes a comment: as it stands, or with what was sent."""
    names = ("kind", "field", "text", "proposed_text")
    initial = {name: getattr(comment, name) for name in names}
    if comment.is_proposal:
        return ProposalForm(data, initial=initial, prefix="proposal")
    return (CommentForm if comment.item_id else WholeForm)(data, initial=initial)


@require_POST
def comment_remove(
    request: HttpRequest, programme_slug: str, pk: int, comment_pk: int
) -> HttpResponse:
    """Take one's own comment away."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    comment = get_own_comment(reviewer, comment_pk)
    try:
        actions.remove_comment(comment=comment, by=request.user)
    except ReviewProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Kommentaren är borttagen. Den finns kvar i historiken."))
    return _to_comment(reviewer, comment)


def _to_comment(reviewer: Reviewer, comment: ReviewComment, anchor: str = "") -> HttpResponse:
    """Where a comment is read: at its requirement, or on the page of the round."""
    if comment.item_id:
        return _to_item(reviewer, comment.item_id, anchor)
    slug = reviewer.round.catalogue.programme.slug
    page = reverse("reviews:round-detail", args=[slug, reviewer.round_id])
    return redirect(page + (anchor or "#whole"))


@require_POST
def whole_comment(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Say something of the round as a whole."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    form = WholeForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            actions.write_comment,
            reviewer=reviewer,
            item=None,
            by=request.user,
            **form.cleaned_data,
        )
        if made:
            messages.success(request, _("Kommentaren är sparad."))
            return _to_comment(reviewer, made, f"#comment-{made.pk}")
    return detail_page(request, reviewer.round, status=422, whole_form=form)


@require_POST
def proposal_preview(
    request: HttpRequest, programme_slug: str, pk: int, item_pk: int
) -> HttpResponse:
    """What a proposal changes, word by word, while it is written."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    item = get_asked_item(reviewer, item_pk)
    form = ProposalForm(request.POST, prefix="proposal")
    pieces = []
    if form.is_valid():
        old = str(item.version.content.get(form.cleaned_data["field"], ""))
        pieces = word_diff(old, form.cleaned_data["proposed_text"].strip())
        if all(piece.kind == SAME for piece in pieces):
            pieces = []
    return render(request, "reviews/_proposal_preview.html", {"pieces": pieces})


@read_or_write
def reading_list(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """All requirements in one list; verdicts on many at a time."""
    reviewer = get_own_reviewer(request.user, programme_slug, pk)
    if request.method == "POST":
        keys = row_keys(request.POST.getlist("item"))
        items = list(items_asked(reviewer).filter(pk__in=keys))
        if not items:
            messages.warning(request, _("Markera de krav som det gäller."))
        elif _give(request, reviewer, items, request.POST.get("choice", "")):
            text = ngettext("Ett krav är klart.", "%(count)d krav är klara.", len(items))
            messages.success(request, text % {"count": len(items)})
        return redirect(request.get_full_path())
    way = way_of(reviewer, with_text=True)
    show = request.GET.get("show", "")
    stops = [stop for stop in way.stops if _is_shown(stop, show)]
    context = {
        "review": reviewer.round,
        "reviewer": reviewer,
        "way": way,
        "show": show,
        "page": Paginator(stops, PER_PAGE).get_page(request.GET.get("page")),
        "can_write": reviewer.round.is_open,
    }
    return render(request, "reviews/reading_list.html", context)


def _is_shown(stop, show: str) -> bool:
    rules = {
        "left": not stop.is_done,
        "approved": stop.verdict == "approve",
        "commented": stop.comments > 0,
    }
    return rules.get(show, True)
