"""External referrals: personal links of parties, and workbooks that come back."""

import hashlib
import secrets
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import bulk_create_with_history, bulk_update_with_history, save_with_reason

from .models import ReturnedWorkbook, ReviewComment, Reviewer, ReviewRound
from .problems import RoundNotOpen, StateNotAllowed
from .referral_plan import Plan, plan_return

LONGEST_LINK = timedelta(days=366)
# A workbook of 20,000 requirements is about 3 MB; it is kept in the database.
MOST_BYTES = 10 * 1024 * 1024


def digest_of(secret: str) -> str:
    """What is kept of a link's secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def issue_link(*, reviewer: Reviewer, by, expires_on: date) -> str:
    """A new personal link of a party until the end of a day; the old one stops working.

    Returns its secret, which is nowhere to be read again.
    """
    row = _party(reviewer)
    secret = secrets.token_urlsafe(32)
    row.token_digest, row.token_expires_at = digest_of(secret), _end_of(expires_on)
    save_with_reason(row, by=by, reason=_("Ny personlig länk"))
    return secret


@transaction.atomic
def move_link(*, reviewer: Reviewer, by, expires_on: date) -> Reviewer:
    """Let a party's link work until another day."""
    row = _party(reviewer)
    if not row.token_digest:
        raise StateNotAllowed(_("Parten har ingen länk. Skapa en."))
    row.token_expires_at = _end_of(expires_on)
    return save_with_reason(row, by=by, reason=_("Länken gäller till en annan dag"))


@transaction.atomic
def revoke_link(*, reviewer: Reviewer, by) -> Reviewer:
    """Make a party's link useless at once; what it has written stays."""
    row = _party(reviewer)
    if row.token_digest:
        row.token_digest, row.token_expires_at = "", None
        save_with_reason(row, by=by, reason=_("Länken är återkallad"))
    return row


def send_link(*, reviewer: Reviewer, by, address: str) -> None:
    """Send the address of a link to its party, and to nobody else."""
    if not reviewer.email:
        raise ValidationError(_("Parten har ingen e-postadress. Ge den länken på annat sätt."))
    text = render_to_string(
        "reviews/email/party_link.txt",
        {"reviewer": reviewer, "review": reviewer.round, "address": address, "by": by},
    )
    subject = _("Extern remiss: %(name)s") % {"name": reviewer.round.name}
    send_mail(" ".join(subject.split()), text, None, [reviewer.email])


def _party(reviewer: Reviewer) -> Reviewer:
    row = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    if not row.is_external:
        raise StateNotAllowed(_("Bara parter utan konto har en personlig länk."))
    row.round = reviewer.round
    return row


def _end_of(day: date) -> datetime:
    today = timezone.localdate()
    if day < today:
        raise ValidationError({"expires_on": _("Välj en dag som inte har passerat.")})
    if day > today + LONGEST_LINK:
        raise ValidationError({"expires_on": _("En länk gäller högst ett år.")})
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def receive_workbook(
    *, review: ReviewRound, content: bytes, file_name: str, by, expected: Reviewer | None = None
) -> ReturnedWorkbook:
    """Keep a workbook that came back, once it is known whose it is; nothing is merged yet.

    The same file again is the one that is kept already. Raises what ``plan_return`` raises,
    ValidationError for a file that is too large, and RoundNotOpen.
    """
    if not review.is_open:
        raise RoundNotOpen
    if len(content) > MOST_BYTES:
        raise ValidationError({"file": _("Filen är för stor: högst 10 MB.")})
    plan = plan_return(review=review, content=content, filename=file_name, expected=expected)
    found, _made = ReturnedWorkbook.objects.get_or_create(
        round=review,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "reviewer": plan.reviewer,
            "content": content,
            "file_name": file_name[-200:],
            "received_by": by,
        },
    )
    if found.discarded_at:
        found.discarded_by, found.discarded_at, found.discard_reason = None, None, ""
        found.save(update_fields=["discarded_by", "discarded_at", "discard_reason"])
    return found


@transaction.atomic
def discard_workbook(*, returned: ReturnedWorkbook, by, reason: str) -> ReturnedWorkbook:
    """Put aside a workbook that is not to be taken in, with the reason; the file is kept.

    Raises StateNotAllowed for one that has been taken in, and ValidationError without a reason.
    The same file sent in again is taken up again.
    """
    row = ReturnedWorkbook.objects.select_for_update().get(pk=returned.pk)
    if row.approved_at:
        raise StateNotAllowed(_("Filen är inläst och kan inte läggas åt sidan."))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Skriv varför filen inte läses in.")})
    row.discarded_by, row.discarded_at, row.discard_reason = by, timezone.now(), reason[:500]
    row.save(update_fields=["discarded_by", "discarded_at", "discard_reason"])
    return row


@transaction.atomic
def show_answers(*, review: ReviewRound, by) -> ReviewRound:
    """Let each party see what has been answered to its own comments until now.

    What is answered later is not seen until this is done again.
    """
    row = _begun_referral(review)
    row.answers_shown_at = timezone.now()
    return save_with_reason(row, by=by, reason=_("Svaren visas för parterna"))


@transaction.atomic
def hide_answers(*, review: ReviewRound, by) -> ReviewRound:
    """Show the parties no answers any longer; what they have read they have read."""
    row = _begun_referral(review)
    if row.answers_shown_at is None:
        return row
    row.answers_shown_at = None
    return save_with_reason(row, by=by, reason=_("Svaren visas inte längre för parterna"))


def _begun_referral(review: ReviewRound) -> ReviewRound:
    row = ReviewRound.objects.select_for_update().get(pk=review.pk)
    if not row.is_external or row.is_draft:
        raise StateNotAllowed(_("Bara en extern remiss som har öppnats har parter som får svar."))
    return row


@transaction.atomic
def approve_workbook(*, returned: ReturnedWorkbook, by, seen: str) -> Plan:
    """Write what a workbook brings: new comments of its party, and changes of its earlier ones.

    ``seen`` is the mark of the plan that the person looked through (``Plan.mark``);
    StateNotAllowed when something has changed since, and nothing is written then.
    """
    # Held as a party that writes by its link holds it, so that the plan stays true.
    review = ReviewRound.objects.select_for_update().get(pk=returned.round_id)
    if not review.is_open:
        raise RoundNotOpen
    row = ReturnedWorkbook.objects.select_for_update().get(pk=returned.pk)
    if row.discarded_at:
        raise StateNotAllowed(_("Filen är lagd åt sidan. Läs in den på nytt om den ändå gäller."))
    plan = plan_return(review=review, content=bytes(row.content), filename=row.file_name)
    if plan.mark != seen:
        raise StateNotAllowed(
            _("Parten har skrivit något sedan du såg förhandsvisningen. Läs igenom den på nytt.")
        )
    reason = _("Läst in ur filen %(name)s") % {"name": row.file_name}
    changed = [planned.comment for planned in plan.changed]
    for comment in changed:
        comment.edited_at = timezone.now()
    bulk_create_with_history(
        ReviewComment, [planned.comment for planned in plan.new], by=by, reason=reason
    )
    fields = ["kind", "field", "text", "proposed_text", "edited_at"]
    bulk_update_with_history(ReviewComment, changed, fields, by=by, reason=reason)
    row.approved_by, row.approved_at = by, timezone.now()
    row.new_count += len(plan.new)
    row.changed_count += len(plan.changed)
    row.save()
    return plan
