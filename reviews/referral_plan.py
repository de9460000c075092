"""What a workbook that came back would bring: looked through before anything is written."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from common.canonical import digest
from common.workbook_formulas import formula_cells
from common.workbook_reader import read_workbook
from common.workbook_sheet import legible

from . import referral_layout as layout
from .actions_reading import fill_words
from .choices import CommentedField, CommentKind
from .models import Disposition, ReviewComment, Reviewer, ReviewItem, ReviewRound
from .reading import items_asked
from .referral_out import plain_words
from .referral_reader import (
    ForeignFile,
    ReadComment,
    Reading,
    RowProblem,
    read_comments,
    stamp_of,
)

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Planned:
    """A comment that would be written, unsaved; ``before`` is what it says now, when it stands."""

    row: int
    comment: ReviewComment
    before: ReviewComment | None = None


@dataclass
class Plan:
    """New, changed and unchanged comments, and the rows that are not taken in."""

    reviewer: Reviewer
    new: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    unchanged: int = 0
    # Requirements whose rows are not in the file.
    absent: int = 0
    refused: list[RowProblem] = field(default_factory=list)
    notices: list[RowProblem] = field(default_factory=list)

    @property
    def writes_something(self) -> bool:
        """Whether there is anything to approve."""
        return bool(self.new or self.changed)

    @property
    def mark(self) -> str:
        """What a page says that its reader saw, so that a later difference is noticed."""
        told = [[str(one.comment.uid), *_key(one.comment)] for one in [*self.new, *self.changed]]
        before = [_key(one.before) for one in self.changed if one.before]
        return digest([told, [list(key) for key in before]])[:16]


def party_of(review: ReviewRound, round_uid: str, party_uid: str) -> Reviewer:
    """The party that a stamp names; ForeignFile for another round's or nobody's file."""
    if round_uid != str(review.uid):
        raise ForeignFile(_("Filen hör till en annan remiss. Läs in den på den remissens sida."))
    try:
        key = uuid.UUID(party_uid)
    except ValueError:
        key = None
    party = review.reviewers.filter(user=None, uid=key).first() if key else None
    if party is None:
        raise ForeignFile(_("Filen hör till en part som inte finns i remissen."))
    party.round = review
    return party


def plan_return(
    *, review: ReviewRound, content: bytes, filename: str, expected: Reviewer | None = None
) -> Plan:
    """Read a workbook and compare it with what the party has said; writes nothing.

    Raises WorkbookRefused for what cannot be read safely, and ForeignFile for a file of another
    round, of nobody in the round, or of another party than the one that was ``expected``.
    """
    workbook = read_workbook(content, filename)
    stamp = stamp_of(workbook)
    reviewer = party_of(review, stamp.round, stamp.party)
    if expected and expected.pk != reviewer.pk:
        words = {"file": reviewer.organisation, "chosen": expected.organisation}
        raise ForeignFile(
            _("Filen hör till %(file)s, inte till %(chosen)s. Inget är inläst.") % words
        )
    asked: dict[uuid.UUID, ReviewItem] = {
        layout.row_id(reviewer.uid, item.requirement.uid): item
        for item in items_asked(reviewer).select_related("version", "requirement")
    }
    # Without a requirement: the row for the referral as a whole.
    whole: dict[uuid.UUID, ReviewItem | None] = {layout.whole_id(reviewer.uid, review.uid): None}
    items = whole | asked
    codes = {key: _code(item) for key, item in items.items()}
    reading = read_comments(workbook, formula_cells(content, filename), stamp, codes)
    plan = Plan(reviewer, refused=reading.refused, notices=reading.notices)
    plan.absent = len(asked.keys() - reading.rows.keys())
    known, brought = _known(reviewer), _brought(reviewer)
    for key, item in items.items():
        if item and key in reading.rows:
            _tell_changed_text(item, reading, key, plan)
        if said := reading.comments.get(key):
            _match(plan, item, key, said, known.get(item and item.pk, []), brought)
    plan.refused.sort(key=lambda one: (one.sheet, one.row))
    return plan


def _known(reviewer: Reviewer) -> dict[int | None, list[ReviewComment]]:
    """All that the party has said, also what it has taken away, by item; one query."""
    answered = Disposition.objects.filter(comment=OuterRef("pk"))
    found: dict[int | None, list[ReviewComment]] = {}
    for comment in reviewer.comments.annotate(is_answered=Exists(answered)).order_by("pk"):
        found.setdefault(comment.item_id, []).append(comment)
    return found


def _brought(reviewer: Reviewer) -> dict[uuid.UUID, Key]:
    """What the party's files said last, by the identity of the comment; one query.

    What a file brings has a reason in its history, what a party writes by its link has none.
    """
    records = ReviewComment.history.filter(
        reviewer_id=reviewer.pk, history_change_reason__isnull=False
    )
    return {record.uid: _key(record) for record in records.order_by("history_id")}


def _key(comment) -> Key:
    """What a comment says, as it would come back from a cell."""
    return (comment.kind, comment.field, _cell(comment.text), _cell(comment.proposed_text))


def _cell(text: str) -> str:
    return legible(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _tell_changed_text(item: ReviewItem, reading: Reading, key: uuid.UUID, plan: Plan) -> None:
    """Who writes in the requirement's own text is told that nobody reads it there."""
    content, row = item.version.content, reading.rows[key]
    for name, text in reading.locked[key].items():
        if text.split() != legible(plain_words(content.get(name))).split():
            words = _(
                "Kravets egen text är ändrad i filen. Det läses inte som ett förslag: nya "
                "lydelser skrivs i kolumnen för dem."
            )
            plan.notices.append(RowProblem(row.sheet, row.row, words, row.code))
            return


def _match(
    plan: Plan,
    item: ReviewItem | None,
    row: uuid.UUID,
    said: Iterable[ReadComment],
    known: list[ReviewComment],
    brought: Mapping[uuid.UUID, Key],
) -> None:
    """Find for each comment of a requirement the one that it already is, or a place for it.

    What says the same is the same, wherever it stands; then what stands in the same place is a
    change of it; the rest is new.
    """
    by_uid = {comment.uid: comment for comment in known}
    places = {layout.comment_uid(row, n): n for n in range(1, layout.MOST_COMMENTS + 1)}
    taken: set[uuid.UUID] = set()
    left: list[tuple[ReadComment, Key]] = []
    seen: set[Key] = set()
    for one in said:
        key = _read_key(one)
        if key in seen:
            text = _("Samma synpunkt står två gånger på kravet. Den läses in en gång.")
            plan.notices.append(RowProblem(one.sheet, one.row, text, _code(item)))
            continue
        seen.add(key)
        same = _same(key, known, brought, taken)
        if same is None:
            left.append((one, key))
            continue
        taken.add(same.uid)
        plan.unchanged += 1
        if same.removed_at:
            text = _("Parten har själv tagit bort synpunkten. Den läses inte in igen.")
            plan.notices.append(RowProblem(one.sheet, one.row, text, _code(item)))
    uids = {number: uid for uid, number in places.items()}
    for one, key in left:
        before = by_uid.get(uids[one.place]) if one.place in uids else None
        if before and (before.uid in taken or before.removed_at):
            before = None
        if before and before.is_answered:
            taken.add(before.uid)
            text = _("Den tidigare synpunkten på platsen är besvarad och ändras inte. Be parten "
                     "skriva i en tom plats.")  # fmt: skip
            plan.refused.append(RowProblem(one.sheet, one.row, text, _code(item)))
            continue
        uid = before.uid if before else _free(uids, one.place, {*by_uid, *taken})
        if uid is None:
            text = _("Kravet har fler än %(most)d synpunkter.") % {"most": layout.MOST_COMMENTS}
            plan.refused.append(RowProblem(one.sheet, one.row, text, _code(item)))
            continue
        taken.add(uid)
        _add(plan, item, one, key, uid, before)


def _read_key(one: ReadComment) -> Key:
    field = CommentedField.TEXT if one.kind == CommentKind.PROPOSAL else ""
    return (one.kind, str(field), one.text, one.proposed_text)


def _same(key: Key, known, brought, taken) -> ReviewComment | None:
    """The comment that says this now, or that said it when a file last brought it."""
    free = [comment for comment in known if comment.uid not in taken]
    for comment in free:
        if _key(comment) == key and not comment.removed_at:
            return comment
    return next((one for one in free if brought.get(one.uid) == key), None)


def _free(uids: Mapping[int, uuid.UUID], place: int, used: set) -> uuid.UUID | None:
    """The identity of the first place that nothing has, the comment's own before others."""
    order = [place, *range(1, layout.MOST_COMMENTS + 1)]
    return next((uids[n] for n in order if n in uids and uids[n] not in used), None)


def _add(plan: Plan, item: ReviewItem | None, one: ReadComment, key: Key, uid, before) -> None:
    comment = ReviewComment(item=item, reviewer=plan.reviewer, uid=uid)
    if before:
        comment.pk, comment.written_at = before.pk, before.written_at
    kind, field_name, text, proposed = key
    try:
        fill_words(comment=comment, kind=kind, field=field_name, text=text, proposed_text=proposed)
    except ValidationError as problem:
        words = " ".join(problem.messages)
        plan.refused.append(RowProblem(one.sheet, one.row, words, _code(item)))
        return
    planned = Planned(one.row, comment, before)
    (plan.changed if before else plan.new).append(planned)


def _code(item: ReviewItem | None) -> str:
    """The code of a requirement; empty for the referral as a whole."""
    return str(item.version.content.get("code", "")) if item else ""
