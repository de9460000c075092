"""What reviewers do: verdicts, comments and proposals. Also what a returned workbook brings."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import save_with_reason

from .approving import approve_by_verdict
from .choices import Choice, CommentedField, CommentKind
from .models import ReviewComment, Reviewer, ReviewItem, ReviewRound, Verdict
from .problems import AlreadyAnswered, ReferralOver, RoundNotOpen

LONGEST = 10_000


@transaction.atomic
def give_verdicts(
    *, reviewer: Reviewer, items: Sequence[ReviewItem], choice: str, by
) -> dict[int, str]:
    """Say of requirements that one approves or abstains, or take back what was said.

    ``by`` is the person behind the reviewer, None for an external party. The same again writes
    nothing. Returns, where the round says that approvals count, why an item's requirement was not
    approved by it, by the item's key; ValidationError for an unknown choice.
    """
    review = _open(reviewer)
    if choice not in Choice.values:
        raise ValidationError(_("Välj godkänner, avstår eller återtagen."))
    _refuse_others(reviewer, items, by)
    newest = dict(
        Verdict.objects.filter(reviewer=reviewer, item__in=items)
        .newest()
        .values_list("item", "choice")
    )
    changed = [item for item in items if newest.get(item.pk, Choice.WITHDRAWN) != choice]
    Verdict.objects.bulk_create(
        [Verdict(item=item, reviewer=reviewer, choice=choice) for item in changed]
    )
    if choice != Choice.APPROVE or not review.approves_requirements or by is None:
        return {}
    return approve_by_verdict(review=review, items=changed, by=by)


@transaction.atomic
def write_comment(
    *,
    reviewer: Reviewer,
    item: ReviewItem | None,
    by,
    kind: str,
    field: str = "",
    text: str = "",
    proposed_text: str = "",
) -> ReviewComment:
    """Say something of a requirement; a proposal names its field and brings the new wording.

    Without a requirement it is said of the round as a whole, and is then no proposal. Raises
    ValidationError when nothing is said, when it is too long, and for a proposal that changes
    nothing.
    """
    _open(reviewer)
    _refuse_others(reviewer, [item] if item else [], by)
    comment = ReviewComment(reviewer=reviewer, item=item)
    _fill(comment, kind, field, text, proposed_text)
    return save_with_reason(comment, by=by)


@transaction.atomic
def edit_comment(
    *,
    comment: ReviewComment,
    by,
    kind: str,
    field: str = "",
    text: str = "",
    proposed_text: str = "",
) -> ReviewComment:
    """Say otherwise what one has said, until somebody has answered; AlreadyAnswered then."""
    row = _own(comment, by)
    _fill(row, kind, field, text, proposed_text)
    row.edited_at = timezone.now()
    return save_with_reason(row, by=by)


@transaction.atomic
def remove_comment(*, comment: ReviewComment, by) -> None:
    """Take one's own comment away, until somebody has answered; AlreadyAnswered then."""
    row = _own(comment, by)
    if row.removed_at is None:
        row.removed_at = timezone.now()
        save_with_reason(row, by=by)


def _fill(comment: ReviewComment, kind: str, field: str, text: str, proposed_text: str) -> None:
    fill_words(comment=comment, kind=kind, field=field, text=text, proposed_text=proposed_text)
    comment.full_clean(exclude=["item", "reviewer"])


def fill_words(
    *, comment: ReviewComment, kind: str, field: str, text: str, proposed_text: str
) -> None:
    """Give a comment its words, unsaved; ValidationError when nothing is said, or too much.

    Asks the database nothing when the comment's item and its version are there.
    """
    comment.kind, comment.field, comment.text = kind, field, text.strip()
    is_proposal = kind == CommentKind.PROPOSAL
    comment.proposed_text = proposed_text.strip() if is_proposal else ""
    if comment.item is None and (is_proposal or field):
        raise ValidationError({"kind": _("Ett förslag till ny lydelse hör till ett krav.")})
    for name in ("text", "proposed_text"):
        if len(getattr(comment, name)) > LONGEST:
            raise ValidationError({name: _("Skriv högst 10 000 tecken.")})
    if is_proposal and field in CommentedField.values:
        if comment.proposed_text == str(comment.item.version.content.get(field, "")).strip():
            raise ValidationError(
                {"proposed_text": _("Förslaget är likadant som texten. Ändra det du vill ändra.")}
            )
    elif not is_proposal and not comment.text:
        raise ValidationError({"text": _("Skriv vad du vill säga.")})


def _open(reviewer: Reviewer) -> ReviewRound:
    """The reviewer's round, held open while something is written in it."""
    review = ReviewRound.objects.select_for_update().get(pk=reviewer.round_id)
    if not review.is_open:
        raise RoundNotOpen
    if reviewer.is_external and review.days_left < 0:
        raise ReferralOver
    return review


def _refuse_others(reviewer: Reviewer, items: Sequence[ReviewItem], by) -> None:
    """Nobody speaks for another, nor of what was not asked."""
    if reviewer.user_id != (by.pk if by else None):
        raise PermissionDenied
    chapters = set(reviewer.chapters.values_list("pk", flat=True))
    for item in items:
        if item.round_id != reviewer.round_id or (chapters and item.chapter_id not in chapters):
            raise PermissionDenied


def _own(comment: ReviewComment, by) -> ReviewComment:
    _open(comment.reviewer)
    if comment.reviewer.user_id != (by.pk if by else None):
        raise PermissionDenied
    row = ReviewComment.objects.select_for_update().get(pk=comment.pk)
    if row.dispositions.exists():
        raise AlreadyAnswered
    return row
