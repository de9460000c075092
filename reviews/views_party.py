"""What a party of an external referral sees and writes by its personal link, without an account.

Nothing here tells of other parties, of the programme's work, or of anybody's comments but the
party's own. Links that are forged, expired or revoked get one and the same answer.

Addresses end up in logs and in the history of browsers. So the secret stands in one address only,
which hands out a cookie and sends on to the party's pages; their addresses let nobody in.
"""

from collections import Counter
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
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
from django.views.decorators.http import require_POST, require_safe

from common.views import read_or_write
from requirements_catalog.registered_parts import text_marker

from . import actions_reading as actions
from .access import get_party_by_digest, get_party_by_secret, get_party_comment, get_party_item
from .actions_reading import LONGEST
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
COOKIE_SALT, COOKIE_SECONDS = "reviews.party", 7 * 24 * 3600


def by_link(*, referrer: str) -> Callable:
    """Let the holder of a link in: the view gets the party instead of what proves it.

    Answers are kept by nobody, found by no search engine, and tell no other site their address.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @never_cache
        @sensitive_variables("secret")
        @login_not_required
        def wrapped(request: HttpRequest, **values) -> HttpResponse:
            response = _enter(request, view, values)
            response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            response["Referrer-Policy"] = referrer
            return response

        return login_not_required(wrapped)

    return decorate


# The one address with a secret: not even this site is told it by the next request. For the pages
# the policy is another, as browsers send forms of a "no-referrer" page with the origin "null",
# which the protection against forged requests rightly refuses.
by_secret = by_link(referrer="no-referrer")
by_cookie = by_link(referrer="same-origin")


@sensitive_variables("values")
def _enter(request: HttpRequest, view: Callable[..., HttpResponse], values: dict) -> HttpResponse:
    if _is_over(request, "misses", MOST_MISSES):
        return _wait(request)
    try:
        party = _party(request, values)
    except Http404:
        _count(request, "misses")
        return render(request, "reviews/party_gone.html", {"typed": _typed(request)}, status=404)
    if request.method == "POST" and _count(request, "writes") > MOST_WRITES:
        return _wait(request)
    try:
        response = view(request, party, **values)
    except Http404:
        # Who holds a link that works is told so, and led back.
        context = _context(request, party)
        response = render(request, "reviews/party_missing.html", context, status=404)
    _hand_out(response, party)
    return response


@sensitive_variables()
def _party(request: HttpRequest, values: dict) -> Reviewer:
    """Whose link or cookie it is; takes what proves it out of ``values``."""
    if "secret" in values:
        return get_party_by_secret(values.pop("secret"))
    uid = values.pop("party_uid")
    name = _cookie_name(uid)
    digest = request.get_signed_cookie(name, default="", salt=COOKIE_SALT, max_age=COOKIE_SECONDS)
    return get_party_by_digest(uid, digest)


def _typed(request: HttpRequest) -> list[str]:
    """What was written in a form whose link has ended meanwhile, to be copied from the answer."""
    names = ("text", "proposed_text", "proposal-proposed_text", "proposal-text")
    found = (request.POST.get(name, "").strip()[:LONGEST] for name in names)
    return [text for text in found if text]


def _cookie_name(uid) -> str:
    return f"referral_{uid.hex}"


def _hand_out(response: HttpResponse, party: Reviewer) -> None:
    """Let the browser in for a week more, or until it is closed; only to this party's pages.

    What it holds is worth nothing once the link is replaced, expired or revoked. Not "Strict":
    who comes from a letter on the web would be sent on without it.
    """
    response.set_signed_cookie(
        _cookie_name(party.uid),
        party.token_digest,
        salt=COOKIE_SALT,
        path=reverse("party:start", args=[party.uid]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


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
        "sender": review.catalogue.programme,
        "can_write": review.is_open and review.days_left >= 0,
        # The frame of a person who happens to be signed in is not shown.
        "programme": None,
        "navigation": [],
        **more,
    }


@by_secret
@require_safe
def open_link(request: HttpRequest, party: Reviewer) -> HttpResponse:
    """Where a personal link leads: on to the party's pages, whose addresses hold no secret."""
    return redirect("party:start", party.uid)


@by_cookie
@read_or_write
def start(request: HttpRequest, party: Reviewer) -> HttpResponse:
    """What the referral is about, its requirements, and what the party says of it as a whole."""
    form = WholeForm(posted(request))
    if form.is_valid() and attempt(
        form, actions.write_comment, reviewer=party, item=None, by=None, **form.cleaned_data
    ):
        messages.success(request, _("Synpunkten är sparad."))
        return redirect(_home(party, None))
    status = 422 if form.is_bound else 200
    return _start_page(request, party, form, status=status)


def _home(party: Reviewer, item: ReviewItem | None) -> str:
    """Where a comment is read: at its requirement, or beside the list of them all."""
    if item:
        return reverse("party:item", args=[party.uid, item.place])
    return reverse("party:start", args=[party.uid]) + "#whole"


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


@by_cookie
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
            return redirect("party:item", party.uid, place)
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


@by_cookie
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
            return redirect(_home(party, comment.item))
    field = CommentedField(comment.field).label if comment.field else ""
    context = _context(
        request,
        party,
        form=form,
        comment=comment,
        item=comment.item,
        back=_home(party, comment.item),
        field_label=field,
    )
    status = 422 if form.is_bound else 200
    return render(request, "reviews/party_comment.html", context, status=status)


@by_cookie
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
    return redirect(_home(party, comment.item))
