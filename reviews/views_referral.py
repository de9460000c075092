"""External referrals for who leads them: workbooks out and back, and personal links."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.file_names import safe_name
from common.media_types import XLSX
from common.views import read_or_write, sent_file
from common.workbooks import WorkbookRefused
from programmes.actions import start_job

from . import actions_referral as actions
from .access import get_external_party, get_referral, get_returned
from .forms_referral import DiscardForm, LinkForm, ReturnForm
from .models import Reviewer, ReviewRound
from .problems import ReviewProblem
from .progress import answers_to_parties, progress_of
from .referral_out import (
    ZIP_KIND,
    parties_of,
    party_workbook,
    workbook_name,
    zip_name,
    zip_of,
)
from .referral_plan import plan_return
from .referral_reader import ForeignFile
from .views import attempt, posted

# Requirements times parties that a person waits for; more is a job.
MOST_AT_ONCE = 3_000
REFUSED = (WorkbookRefused, ForeignFile, ReviewProblem)


@read_or_write
def party_list(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """The parties, their workbooks and links; a workbook that came back is sent in here."""
    review = get_referral(request.user, programme_slug, pk)
    files = request.FILES if request.method == "POST" else None
    form = ReturnForm(posted(request), files, review=review)
    if form.is_valid() and (returned := _receive(request, review, form)):
        return redirect("reviews:returned-detail", programme_slug, pk, returned.uid)
    status = 422 if form.is_bound else 200
    return _party_page(request, review, form, status=status)


def _receive(request: HttpRequest, review: ReviewRound, form: ReturnForm):
    """Keep what was sent in; what is refused is told in the form."""
    file = form.cleaned_data["file"]
    try:
        return actions.receive_workbook(
            review=review,
            content=file.read(),
            file_name=safe_name(file.name),
            by=request.user,
            expected=form.cleaned_data["party"],
        )
    except REFUSED as problem:
        form.add_error("file", str(problem))
    except ValidationError as problem:
        form.add_error("file", problem.messages)
    return None


def _party_page(
    request: HttpRequest, review: ReviewRound, form: ReturnForm, *, status: int = 200, **more
) -> HttpResponse:
    progress = {one.reviewer.pk: one for one in progress_of(review).reviewers}
    parties = parties_of(review)
    context = {
        "review": review,
        "form": form,
        "rows": [_row(party, progress[party.pk]) for party in parties],
        "answers": answers_to_parties(review),
        "returned": review.returned_workbooks.defer("content").select_related(
            "reviewer", "received_by", "approved_by", "discarded_by"
        ),
        **more,
    }
    return render(request, "reviews/party_list.html", context, status=status)


def _row(party: Reviewer, progress) -> dict:
    """A party with how its link stands: none, expired, or until a day."""
    expires = party.token_expires_at if party.token_digest else None
    is_old = bool(expires and expires <= timezone.now())
    day = timezone.localtime(expires).date() if expires and not is_old else None
    form = LinkForm(
        initial={"expires_on": day or max(party.round.due_on, timezone.localdate())},
        auto_id=f"id_{party.pk}_%s",
    )
    return {
        "party": party, "progress": progress, "day": day, "is_old": is_old, "form": form,
    }  # fmt: skip


@require_safe
def workbook_download(
    request: HttpRequest, programme_slug: str, pk: int, reviewer_pk: int
) -> HttpResponse:
    """The workbook of one party."""
    review = get_referral(request.user, programme_slug, pk)
    party = get_external_party(review, reviewer_pk)
    return sent_file(party_workbook(party), XLSX, workbook_name(party))


@require_POST
def workbooks_download(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """All parties' workbooks in one zip file: at once, or by a job where it takes long."""
    review = get_referral(request.user, programme_slug, pk)
    parties = parties_of(review)
    if not parties:
        messages.warning(request, _("Remissen har inga externa parter än."))
        return redirect("reviews:party-list", programme_slug, pk)
    if len(parties) * review.items.count() <= MOST_AT_ONCE:
        return sent_file(zip_of(parties), "application/zip", zip_name(review))
    job = start_job(
        kind=ZIP_KIND,
        programme=review.catalogue.programme,
        title=_("Arbetsböcker till ”%(name)s”") % {"name": review.name},
        by=request.user,
        parameters={
            "round": review.pk,
            "fetches_file": True,
            "back": reverse("reviews:party-list", args=[programme_slug, pk]),
        },
    )
    return redirect("programmes:job-detail", job.uid)


@read_or_write
def returned_detail(request: HttpRequest, programme_slug: str, pk: int, uid) -> HttpResponse:
    """What a workbook brings, looked through; approving it writes the comments."""
    review = get_referral(request.user, programme_slug, pk)
    returned = get_returned(review, uid)
    form = DiscardForm(request.POST if request.POST.get("act") == "discard" else None)
    if form.is_valid() and attempt(
        form,
        actions.discard_workbook,
        returned=returned,
        by=request.user,
        reason=form.cleaned_data["reason"],
    ):
        messages.success(request, _("Filen är lagd åt sidan. Inget ur den är inläst."))
        return redirect("reviews:party-list", programme_slug, pk)
    if request.method == "POST" and not form.is_bound:
        try:
            plan = actions.approve_workbook(
                returned=returned, by=request.user, seen=request.POST.get("seen", "")
            )
        except REFUSED as problem:
            messages.error(request, str(problem))
        else:
            _tell(request, plan)
            return redirect("reviews:party-list", programme_slug, pk)
    try:
        plan = plan_return(
            review=review, content=bytes(returned.content), filename=returned.file_name
        )
    except REFUSED as problem:
        messages.error(request, str(problem))
        return redirect("reviews:party-list", programme_slug, pk)
    context = {"review": review, "returned": returned, "plan": plan, "form": form}
    status = 422 if form.is_bound else 409 if request.method == "POST" else 200
    return render(request, "reviews/returned_detail.html", context, status=status)


def _tell(request: HttpRequest, plan) -> None:
    new, changed = len(plan.new), len(plan.changed)
    told = [
        ngettext("En ny synpunkt är inläst.", "%(count)d nya synpunkter är inlästa.", new)
        % {"count": new}
    ]
    if changed:
        text = ngettext("En är ändrad.", "%(count)d är ändrade.", changed)
        told.append(text % {"count": changed})
    messages.success(request, " ".join(told))


@require_POST
def answers_show(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Show each party what has been answered to it until now, or show nothing any longer."""
    review = get_referral(request.user, programme_slug, pk)
    if request.POST.get("act") == "hide":
        actions.hide_answers(review=review, by=request.user)
        messages.success(request, _("Parterna ser inte längre svaren."))
    else:
        actions.show_answers(review=review, by=request.user)
        messages.success(request, _("Varje part ser nu svaren på sina egna synpunkter."))
    return redirect("reviews:party-list", programme_slug, pk)


@require_POST
def party_link(
    request: HttpRequest, programme_slug: str, pk: int, reviewer_pk: int
) -> HttpResponse:
    """Make a party's link and show it once, send it, let it work longer, or take it back."""
    review = get_referral(request.user, programme_slug, pk)
    party = get_external_party(review, reviewer_pk)
    act = request.POST.get("act", "")
    if act == "revoke":
        actions.revoke_link(reviewer=party, by=request.user)
        messages.success(request, _("Länken till %(name)s gäller inte längre.") % {"name": party})
        return redirect("reviews:party-list", programme_slug, pk)
    form = LinkForm(request.POST)
    empty = ReturnForm(review=review)
    if not form.is_valid():
        messages.error(request, _("Ange den dag som länken ska gälla till."))
        return _party_page(request, review, empty, status=422)
    try:
        address = _do(request, party, act, form.cleaned_data["expires_on"])
    except ReviewProblem as problem:
        messages.error(request, str(problem))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        if not address:
            return redirect("reviews:party-list", programme_slug, pk)
        return _party_page(request, review, empty, address=address, address_of=party)
    return _party_page(request, review, empty, status=422)


def _do(request: HttpRequest, party: Reviewer, act: str, day) -> str:
    """Do what was asked for; the address of a new link that is to be shown, else ''."""
    values = {"reviewer": party, "by": request.user, "expires_on": day}
    if act == "move":
        actions.move_link(**values)
        messages.success(request, _("Länken gäller till den nya dagen."))
        return ""
    if act == "mail" and not party.email:
        raise ValidationError(_("Parten har ingen e-postadress. Ge den länken på annat sätt."))
    secret = actions.issue_link(**values)
    address = request.build_absolute_uri(reverse("party:open", args=[secret]))
    if act != "mail":
        return address
    party.refresh_from_db(fields=["token_expires_at"])
    actions.send_link(reviewer=party, by=request.user, address=address)
    messages.success(request, _("Länken är skickad till %(to)s.") % {"to": party.email})
    return ""
