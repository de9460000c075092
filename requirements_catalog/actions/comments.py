"""What is said about requirements: comments, replies, and when a matter is settled."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.history import save_with_reason

from ..mentions import mentions_in
from ..models import Comment, Requirement

LONGEST = 10_000


@transaction.atomic
def write_comment(
    *, requirement: Requirement, by, text: str, reply_to: Comment | None = None
) -> tuple[Comment, tuple[str, ...]]:
    """Say something about a requirement; returns it and the @words that nobody answers to.

    A reply to a reply stands under the same first comment, and a reply opens a settled matter
    again. Members who are mentioned are kept with the comment; nobody else can be.
    """
    text = _checked(text)
    if reply_to is not None:
        if reply_to.requirement_id != requirement.pk:
            raise ValidationError({"text": _("Kommentaren hör till ett annat krav.")})
        reply_to = reply_to.reply_to or reply_to
        if reply_to.resolved_at:
            _settle(reply_to, by=by, is_resolved=False)
    comment = Comment(requirement=requirement, written_by=by, text=text, reply_to=reply_to)
    save_with_reason(comment, by=by)
    return comment, _mention(comment)


@transaction.atomic
def edit_comment(*, comment: Comment, by, text: str) -> tuple[Comment, tuple[str, ...]]:
    """Say it otherwise; returns it and the @words that nobody answers to.

    Who is mentioned now and was not before is told; who was, is not told again. Only its writer
    changes a comment, and none that is taken away.
    """
    text = _checked(text)
    row = _own(comment, by)
    if row.removed_at:
        raise ValidationError({"text": _("Kommentaren är borttagen. Ångra det först.")})
    if row.text == text:
        return row, ()
    row.text, row.edited_at = text, timezone.now()
    save_with_reason(row, by=by)
    return row, _mention(row)


@transaction.atomic
def remove_comment(*, comment: Comment, by) -> None:
    """Take one's own comment away: a line says that it was there, history keeps what it said."""
    row = _own(comment, by)
    if row.removed_at is None:
        row.removed_at = timezone.now()
        save_with_reason(row, by=by)


@transaction.atomic
def bring_comment_back(*, comment: Comment, by) -> None:
    """Show one's own comment again."""
    row = _own(comment, by)
    if row.removed_at:
        row.removed_at = None
        save_with_reason(row, by=by)


@transaction.atomic
def resolve_comment(*, comment: Comment, by) -> None:
    """Mark the matter that a comment began as settled; its replies follow it."""
    _settle(comment.reply_to or comment, by=by, is_resolved=True)


@transaction.atomic
def reopen_comment(*, comment: Comment, by) -> None:
    """Take the mark of a settled matter away."""
    _settle(comment.reply_to or comment, by=by, is_resolved=False)


def _settle(comment: Comment, *, by, is_resolved: bool) -> None:
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if bool(row.resolved_at) == is_resolved:
        return
    row.resolved_at = timezone.now() if is_resolved else None
    row.resolved_by = by if is_resolved else None
    save_with_reason(row, by=by)


def _checked(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": _("Skriv mellan ett och 10 000 tecken.")})
    return text


def _own(comment: Comment, by) -> Comment:
    if comment.written_by_id != by.pk:
        raise PermissionDenied(_("Bara den som skrev kommentaren kan ändra den."))
    return Comment.objects.select_for_update().get(pk=comment.pk)


def _mention(comment: Comment) -> tuple[str, ...]:
    """Keep who the text mentions; those who were mentioned before keep their moment."""
    programme = comment.requirement.catalogue.programme_id
    members = User.objects.filter(memberships__programme=programme)
    mentioned = mentions_in(comment.text, members.distinct())
    comment.mentions.set(
        person for person in mentioned.people if person.pk != comment.written_by_id
    )
    return mentioned.unknown
