"""How requirements and comments of a round are shown: their parts, and differences word by word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from common.numbers import format_number
from common.text_diff import Piece, word_diff
from requirements_catalog.choices import AnswerFormat, Phase, RequirementKind, VerificationMethod

from .actions_dispositions import seen_mark
from .choices import CommentedField
from .models import Disposition, ReviewComment, ReviewItem, ReviewRound


@dataclass(frozen=True)
class Part:
    """A text of a requirement, and the field that a proposal to change it names."""

    field: str
    label: str
    text: str


def parts_of(item: ReviewItem) -> list[Part]:
    """The texts of a requirement below its own, those that are empty too: they may be lacking."""
    content = item.version.content
    return [
        Part("motive", _("Motiv"), content.get("motive", "")),
        Part("verification", _("Verifiering i anbudet"), content.get("verification", "")),
    ]


def facts_of(content: Mapping) -> list[tuple[str, str]]:
    """What stands beside a requirement's texts: label and words, without what is empty."""
    choices: tuple[tuple[str, str, Mapping], ...] = (
        ("phase", _("Fas"), dict(Phase.choices)),
        ("verification_method", _("Verifieringsmetod"), dict(VerificationMethod.choices)),
        ("answer_format", _("Svarsformat"), dict(AnswerFormat.choices)),
    )
    found = [(label, str(words.get(content.get(name), ""))) for name, label, words in choices]
    found += [
        (_("Vid leverans"), content.get("verification_delivery", "")),
        (_("Under avtalet"), content.get("verification_contract", "")),
        (_("Minimikrav"), _("ja") if content.get("is_minimum_requirement") else ""),
        (_("Moduler"), ", ".join(content.get("modules", ()))),
        (_("Behov"), ", ".join(content.get("needs", ()))),
        (_("Standarder"), ", ".join(content.get("standards", ()))),
        (_("Standardhänvisning"), content.get("standard_reference", "")),
        (_("Lagrum"), content.get("law_reference", "")),
        (_("Högsta poäng"), _number(content.get("max_points"))),
        (_("Bedömningsskala"), content.get("scale", "")),
    ]
    return [(str(label), str(words)) for label, words in found if words]


def _number(text) -> str:
    return format_number(Decimal(text), 3) if text else ""


def kind_label(content: Mapping) -> str:
    """The word for a requirement's kind."""
    return str(dict(RequirementKind.choices).get(content.get("kind", ""), ""))


@dataclass
class ShownComment:
    """A comment with what became of it, and for a proposal the difference from a text.

    ``pieces`` go from the text that is compared with; ``is_changed`` says that the requirement has
    another wording now than the one that was read, ``seen`` marks what it is compared with.
    """

    comment: ReviewComment
    field_label: str
    pieces: list[Piece]
    disposition: Disposition | None = None
    # What an external party is shown of it: what was answered when the answers were shown last.
    published: Disposition | None = None
    is_changed: bool = False
    is_done: bool = False
    seen: str = ""


def newest_dispositions(
    comments: Iterable[ReviewComment], until: datetime | None = None
) -> dict[int, Disposition]:
    """What became of each comment, by its key, or had become of it at a moment; one query."""
    rows = Disposition.objects.filter(comment__in=[one.pk for one in comments])
    if until:
        rows = rows.filter(decided_at__lte=until)
    return {row.comment_id: row for row in rows.newest().select_related("decided_by")}


def comments_for_party(
    comments: Iterable[ReviewComment], review: ReviewRound
) -> list[ShownComment]:
    """A party's own comments, with the answers that are shown to it: none before they are."""
    shown = comments_shown(comments)
    if review.answers_shown_at:
        answers = newest_dispositions([one.comment for one in shown], review.answers_shown_at)
        for one in shown:
            one.published = answers.get(one.comment.pk)
    return shown


def comments_shown(comments: Iterable[ReviewComment], *, live: bool = False) -> list[ShownComment]:
    """Comments in order, each with its disposition.

    A proposal is compared with the text that was read, or with what stands in the catalogue now
    (``live``; ``item.requirement`` is then read).
    """
    rows = list(comments)
    outcomes = newest_dispositions(rows)
    return [_shown(row, outcomes.get(row.pk), live=live) for row in rows]


def _shown(comment: ReviewComment, disposition: Disposition | None, *, live: bool) -> ShownComment:
    label = str(CommentedField(comment.field).label) if comment.field else ""
    shown = ShownComment(comment, label, [], disposition)
    if comment.is_proposal:
        read = str(comment.item.version.content.get(comment.field, ""))
        now = getattr(comment.item.requirement, comment.field) if live else read
        shown.pieces = word_diff(now, comment.proposed_text)
        shown.is_changed = now != read
        shown.is_done = now == comment.proposed_text
        shown.seen = seen_mark(now)
    return shown
