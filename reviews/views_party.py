"""What a party of an external referral sees and writes by its personal link, without an account.

Nothing here tells of other parties, of the programme's work, or of anybody's comments but the
party's own. Links that are forged, expired or revoked get one and the same answer.
"""

from collections import Counter
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from common.views import read_or_write
from requirements_catalog.registered_parts import text_marker

from . import actions_reading as actions
from .access import get_party_by_secret, get_party_comment, get_party_item
from .choices import CommentedField
from .forms import CommentForm, ProposalForm, WholeForm
from .models import ReviewComment, Reviewer, ReviewItem
from .problems import ReviewProblem
from .reading import comments_on, items_asked
from .shown import comments_for_party, kind_label, newest_dispositions, parts_of
from .views import attempt, posted

PER_PAGE = 100
# Links that do not work, and all writing, by the address that asks.
MOST_MISSES, MOST_WRITES, WINDOW_SECONDS = 20, 120, 600


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the holder of a link in: the view gets the party instead of the secret.

    Answers are kept by nobody, found by no search engine, and tell no other site their address.
    The policy is not "no-referrer": browsers then send forms with the origin "null", which the
    protection against forged requests rightly refuses.
    """

    @sensitive_variables("secret")
    def enter(request: HttpRequest, secret: str, **values) -> HttpResponse:
        if _is_over(request, "misses", MOST_MISSES):
            return _wait(request)
        try:
            party = get_party_by_secret(secret)
        except Http404:
            _count(request, "misses")
            return render(request, "reviews/party_gone.html", status=404)
        if request.method == "POST" and _count(request, "writes") > MOST_WRITES:
            return _wait(request)
        request.party_secret = secret
        try:
            return view(request, party, **values)
        except Http404:
            # Who holds a link that works is told so, and led back.
            context = _context(request, party)
            return render(request, "reviews/party_missing.html", context, status=404)

    @wraps(view)
    @never_cache
    @login_not_required
    def wrapped(request: HttpRequest, secret: str, **values) -> HttpResponse:
        response = enter(request, secret, **values)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "same-origin"
        return response

    return login_not_required(wrapped)


def _place(request: HttpRequest, what: str) -> str:
    return f"party-{what}-{get_adapter().get_client_ip(request)}"


def _is_over(request: HttpRequest, what: str, most: int) -> bool:
    return cache.get(_place(request, what), 0) >= most


def _count(request: HttpRequest, what: str) -> int:
    """Count one more within the window; how many it makes."""
    place = _place(request, what)
    cache.add(place, 0, WINDOW_SECONDS)
    try:
        return cache.incr(place)
    except ValueError:  # the window ended just now
        return 1


def _wait(request: HttpRequest) -> HttpResponse:
    return render(request, "reviews/party_wait.html", status=429)


def _context(request: HttpRequest, party: Reviewer, **more) -> dict:
    review = party.round
    return {
        "party": party,
        "review": review,
        "secret": request.party_secret,
        "sender": review.catalogue.programme,
        "can_write": review.is_open and review.days_left >= 0,
        # The frame of a person who happens to be signed in is not shown.
        "programme": None,
        "navigation": [],
        **more,
    }


@by_link
@read_or_write
def start(request: HttpRequest, party: Reviewer) -> HttpResponse:
    """What the referral is about, its requirements, and what the party says of it as a whole."""
    form = WholeForm(posted(request))
    if form.is_valid() and attempt(
        form, actions.write_comment, reviewer=party, item=None, by=None, **form.cleaned_data
    ):
        messages.success(request, _("Synpunkten är sparad."))
        return redirect(_home(request, None))
    status = 422 if form.is_bound else 200
    return _start_page(request, party, form, status=status)


def _home(request: HttpRequest, item: ReviewItem | None) -> str:
    """Where a comment is read: at its requirement, or beside the list of them all."""
    if item:
        return reverse("party:item", args=[request.party_secret, item.place])
    return reverse("party:start", args=[request.party_secret]) + "#whole"


def _start_page(
    request: HttpRequest, party: Reviewer, form: WholeForm, *, status: int
) -> HttpResponse:
    review = party.round
    own = list(ReviewComment.objects.standing().filter(reviewer=party).order_by("pk"))
    shown_at = review.answers_shown_at
    answers = newest_dispositions(own, shown_at) if shown_at else {}
    counts = Counter(one.item_id for one in own)
    answered = Counter(one.item_id for one in own if one.pk in answers)
    rows = items_asked(party).values_list(
        "pk", "place", "number", "path", "version__content__code", "version__content__title"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [
        {
            "place": place, "number": number, "path": path, "code": code, "title": title,
            "comments": counts[pk], "answers": answered[pk],
        }
        for pk, place, number, path, code, title in page
    ]  # fmt: skip
    context = _context(
        request,
        party,
        page=page,
        rows=shown,
        form=form,
        whole=comments_for_party([one for one in own if one.item_id is None], review),
        answers=answered.total(),
    )
    return render(request, "reviews/party_start.html", context, status=status)


@by_link
@read_or_write
def item(request: HttpRequest, party: Reviewer, place: int) -> HttpResponse:
    """One requirement with the party's own comments; a new one is sent in here."""
    found = get_party_item(party, place)
    is_proposal = "proposal-proposed_text" in request.POST
    comment_form = CommentForm(None if is_proposal else posted(request))
    proposal_form = ProposalForm(
        posted(request) if is_proposal else None,
        prefix="proposal",
        initial={"field": "text", "proposed_text": found.version.content.get("text", "")},
    )
    form = proposal_form if is_proposal else comment_form
    if form.is_valid():
        made = attempt(
            form, actions.write_comment, reviewer=party, item=found, by=None, **form.cleaned_data
        )
        if made:
            messages.success(request, _("Synpunkten är sparad."))
            return redirect("party:item", request.party_secret, place)
    return _item_page(request, party, found, comment_form, proposal_form)


def _item_page(
    request: HttpRequest, party: Reviewer, found: ReviewItem, comment_form, proposal_form
) -> HttpResponse:
    places = list(items_asked(party).values_list("place", flat=True))
    here = places.index(found.place)
    context = _context(
        request,
        party,
        item=found,
        content=found.version.content,
        kind=kind_label(found.version.content),
        parts=[part for part in parts_of(found) if part.text],
        comments=comments_for_party(comments_on([found]).filter(reviewer=party), party.round),
        mark=text_marker(party.round.catalogue.programme),
        comment_form=comment_form,
        proposal_form=proposal_form,
        is_proposing=proposal_form.is_bound,
        previous=places[here - 1] if here else None,
        next=places[here + 1] if here + 1 < len(places) else None,
        here=here + 1,
        total=len(places),
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/party_item.html", context, status=status)


@by_link
@read_or_write
def comment_edit(request: HttpRequest, party: Reviewer, uid) -> HttpResponse:
    """Say otherwise what the party has said."""
    comment = get_party_comment(party, uid)
    kind = ProposalForm if comment.is_proposal else CommentForm if comment.item else WholeForm
    names = ("kind", "field", "text", "proposed_text")
    form = kind(posted(request), initial={name: getattr(comment, name) for name in names})
    if form.is_valid():
        saved = attempt(form, actions.edit_comment, comment=comment, by=None, **form.cleaned_data)
        if saved:
            messages.success(request, _("Synpunkten är ändrad."))
            return redirect(_home(request, comment.item))
    field = CommentedField(comment.field).label if comment.field else ""
    context = _context(
        request,
        party,
        form=form,
        comment=comment,
        item=comment.item,
        back=_home(request, comment.item),
        field_label=field,
    )
    status = 422 if form.is_bound else 200
    return render(request, "reviews/party_comment.html", context, status=status)


@by_link
@require_POST
def comment_remove(request: HttpRequest, party: Reviewer, uid) -> HttpResponse:
    """Take back what the party has said."""
    comment = get_party_comment(party, uid)
    try:
        actions.remove_comment(comment=comment, by=None)
    except ReviewProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Synpunkten är borttagen."))
    return redirect(_home(request, comment.item))
