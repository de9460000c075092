"""What concerns a person in rounds: being asked, being reminded, being answered."""

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from common.markdown import plain_line
from programmes.notices import Notice, Provider, register
from programmes.roles import Permission, roles_with

from .choices import RoundState
from .models import Disposition, Reviewer

LINE = 160


def _asked(user, since: datetime) -> QuerySet[Reviewer]:
    """Open rounds in which the person was asked after a moment."""
    return (
        _own(user)
        .filter(round__state=RoundState.OPEN)
        .annotate(asked_at=Greatest("invited_at", "round__opened_at"))
        .filter(asked_at__gt=since)
    )


def _reminded(user, since: datetime) -> QuerySet[Reviewer]:
    return _own(user).filter(round__state=RoundState.OPEN, reminded_at__gt=since)


def _own(user) -> QuerySet[Reviewer]:
    """The person as reviewer, in programmes where the person's role still lets them take part."""
    programmes = user.memberships.filter(role__in=roles_with(Permission.COMMENT))
    return Reviewer.objects.filter(
        user=user, round__catalogue__programme__in=programmes.values("programme")
    )


def _answers(user, since: datetime) -> QuerySet[Disposition]:
    """What others answered to the person's comments after a moment."""
    return Disposition.objects.filter(
        comment__reviewer__in=_own(user), comment__removed_at=None, decided_at__gt=since
    ).exclude(decided_by=user)


def count(user, since: datetime) -> int:
    """How much happened after a moment; one query."""
    parts = [
        rows.order_by().values_list("pk", flat=True)
        for rows in (_asked(user, since), _reminded(user, since), _answers(user, since))
    ]
    return parts[0].union(*parts[1:], all=True).count()


def find(user, since: datetime, limit: int) -> list[Notice]:
    """The newest of it, newest first; three queries."""
    rounds = ("round__catalogue__programme", "round__opened_by")
    asked = _asked(user, since).select_related(*rounds).order_by("-asked_at", "-pk")
    reminded = _reminded(user, since).select_related(*rounds).order_by("-reminded_at", "-pk")
    answers = (
        _answers(user, since)
        .select_related(
            "decided_by", "comment__item__version", "comment__reviewer__round__catalogue__programme"
        )
        .order_by("-decided_at", "-pk")
    )
    found = [_of_asked(row) for row in asked[:limit]]
    found += [_of_reminder(row) for row in reminded[:limit]]
    found += [_of_answer(row) for row in answers[:limit]]
    return sorted(found, key=lambda notice: notice.at, reverse=True)[:limit]


def _of_asked(reviewer: Reviewer) -> Notice:
    review = reviewer.round
    words = _("%(name)s ber dig granska krav") % {"name": review.opened_by}
    return Notice(reviewer.asked_at, words, review.name, _url(review), _due(review))


def _of_reminder(reviewer: Reviewer) -> Notice:
    review = reviewer.round
    return Notice(
        reviewer.reminded_at, _("Påminnelse om en granskning"), review.name, _url(review),
        _due(review),
    )  # fmt: skip


def _due(review) -> str:
    return _("Svar senast %(day)s.") % {"day": review.due_on.isoformat()}


def _url(review) -> str:
    return reverse("reviews:round-detail", args=[review.catalogue.programme.slug, review.pk])


def _of_answer(disposition: Disposition) -> Notice:
    comment = disposition.comment
    review, item = comment.reviewer.round, comment.item
    words = _("%(name)s svarade på din kommentar i en granskning")
    url, about = _url(review), review.name
    if item:
        slug = review.catalogue.programme.slug
        url = reverse("reviews:reading-item", args=[slug, review.pk, item.pk])
        content = item.version.content
        about = f"{content.get('code', '')} {content.get('title', '')}".strip()
    return Notice(
        disposition.decided_at,
        words % {"name": disposition.decided_by},
        about,
        f"{url}#comment-{disposition.comment_id}",
        plain_line(disposition.answer, LINE) or disposition.get_outcome_display(),
    )


register(Provider(count=count, find=find))
