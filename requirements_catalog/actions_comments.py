"""What is said about requirements: comments, replies, and when a matter is settled."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.history import save_with_reason

from .mentions import mentions_in
from .models import Comment, Requirement

LONGEST = 10_000


@transaction.atomic
def write_comment(
    *, requirement: Requirement, by, text: str, reply_to: Comment | None = None
) -> tuple[Comment, tuple[str, ...]]:
    """Say something about a requirement; returns it and the @words that nobody answers to.

    A reply to a reply stands under the same first comment, and a reply opens a settled matter
    again. Members who are mentioned are kept with the comment; nobody else can be.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": _("Skriv mellan ett och 10 000 tecken.")})
    if reply_to is not None:
        if reply_to.requirement_id != requirement.pk:
            raise ValidationError({"text": _("Kommentaren hör till ett annat krav.")})
        reply_to = reply_to.reply_to or reply_to
        if reply_to.resolved_at:
            _settle(reply_to, by=by, is_resolved=False)
    comment = Comment(requirement=requirement, written_by=by, text=text, reply_to=reply_to)
    save_with_reason(comment, by=by)
    members = User.objects.filter(memberships__programme=requirement.catalogue.programme_id)
    mentioned = mentions_in(text, members.distinct())
    comment.mentions.set(person for person in mentioned.people if person.pk != by.pk)
    return comment, mentioned.unknown


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
