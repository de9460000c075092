"""What concerns a person in the catalogue: comments, and requirements that one was given."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from common.markdown import plain_line
from programmes.notices import Notice, Provider, register

from .models import Comment, Mention, Requirement

LINE = 160


def _comments(user, since: datetime) -> QuerySet[Comment]:
    """What was said after a moment, and what was said before but mentions the person since."""
    late = Mention.objects.filter(person=user, mentioned_at__gt=since).values("comment")
    news = Q(written_at__gt=since) | Q(pk__in=late)
    return Comment.objects.visible_to(user).standing().concerning(user).filter(news)


def _given(user, since: datetime) -> QuerySet:
    """Records by which somebody else gave the person a requirement that is still the person's."""
    mine = Requirement.objects.visible_to(user).live().filter(assignee=user)
    history = Requirement.history.model.objects
    before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = before.order_by("-history_id").values("assignee")[:1]
    return (
        history.filter(id__in=mine.values("pk"), assignee=user.pk, history_date__gt=since)
        .exclude(history_user=user)
        .annotate(before=Subquery(before))
        .filter(Q(before=None) | ~Q(before=user.pk))
    )


def count(user, since: datetime) -> int:
    """How much happened after a moment; two queries."""
    return _comments(user, since).count() + _given(user, since).count()


def find(user, since: datetime, limit: int) -> list[Notice]:
    """The newest of it, newest first; three queries."""
    mine = Mention.objects.filter(comment=OuterRef("pk"), person=user)
    comments = (
        _comments(user, since)
        .annotate(mentioned_at=Subquery(mine.values("mentioned_at")[:1]))
        .annotate(told_at=Greatest("written_at", Coalesce("mentioned_at", "written_at")))
        .select_related("written_by", "reply_to", "requirement__catalogue__programme")
    )
    rows = comments.order_by("-told_at", "-pk")[:limit]
    found = [_of_comment(row, user) for row in rows]
    given = _given(user, since).select_related("history_user", "catalogue__programme")
    found += [_of_given(record) for record in given.order_by("-history_id")[:limit]]
    return sorted(found, key=lambda notice: notice.at, reverse=True)[:limit]


def _of_comment(comment, user) -> Notice:
    if comment.mentioned_at:
        words = _("%(name)s nämnde dig")
    elif comment.reply_to and comment.reply_to.written_by_id == user.pk:
        words = _("%(name)s svarade dig")
    else:
        words = _("%(name)s kommenterade ditt krav")
    row = comment.requirement
    address = [row.catalogue.programme.slug, row.pk]
    url = reverse("requirements_catalog:requirement-detail", args=address)
    return Notice(
        comment.told_at,
        words % {"name": comment.written_by},
        str(row),
        f"{url}?tab=comments#comment-{comment.pk}",
        plain_line(comment.text, LINE),
    )


def _of_given(record) -> Notice:
    who = record.history_user
    words = _("%(name)s gav dig kravet att arbeta med") % {"name": who or _("Någon")}
    address = [record.catalogue.programme.slug, record.id]
    title = f"{record.code} {record.title}".strip() or record.text[:60]
    url = reverse("requirements_catalog:requirement-detail", args=address)
    return Notice(record.history_date, words, title, url)


register(Provider(count=count, find=find))
