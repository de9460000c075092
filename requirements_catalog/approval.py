"""The life of a requirement's status: which step may follow, who may approve, what an approval
stands on (docs/approval.md). Every way of writing asks here; nothing is written here.

A person has *authored* a row who has changed its published content since its newest approval that
stands, or since it was made when there is none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.canonical import digest
from common.history import CHANGED, chunks
from programmes.access import permissions_in
from programmes.roles import Permission

from .choices import RequirementStatus
from .fields import LINK_MODELS, PEOPLE
from .models import Approval, Requirement
from .versions import CONTENT_LINKS, published_content

DRAFT = RequirementStatus.DRAFT.value
IN_REVIEW = RequirementStatus.IN_REVIEW.value
APPROVED = RequirementStatus.APPROVED.value
WITHDRAWN = RequirementStatus.WITHDRAWN.value
# By hand. A row is withdrawn and restored by actions of their own, and an approved row whose
# content changes becomes a draft by itself.
NEXT_STATUS: dict[str, frozenset[str]] = {
    DRAFT: frozenset({IN_REVIEW}),
    IN_REVIEW: frozenset({DRAFT, APPROVED}),
    APPROVED: frozenset({DRAFT}),
    WITHDRAWN: frozenset(),
}
# Fields whose change leaves the published content as it is.
_NO_CONTENT = {"status", *PEOPLE, *(f"{name}_id" for name in PEOPLE)}
# Columns of a row that are no content: who it is, where it stands, and the above.
_NO_CONTENT_COLUMNS = {"id", "uid", "catalogue", "parent", "position", "depth", "created_at",
                       "changed_at", *_NO_CONTENT}  # fmt: skip


def is_content(name: str) -> bool:
    """Whether a field, by its name, is part of what is published (``versions.py``)."""
    return name not in _NO_CONTENT


def step_refusal(old: str, new: str) -> str:
    """Why a status cannot follow another by hand; empty when it can, and for what is no status."""
    if old == new or new not in NEXT_STATUS or new in NEXT_STATUS[old]:
        return ""
    if old == WITHDRAWN:
        return _("Ett krav som har utgått ändras inte. Återställ det först.")
    if new == WITHDRAWN:
        return _("Ett krav utgår med ett skäl, på kravets sida.")
    if new == APPROVED:
        return _("Skicka kravet på granskning först. Sedan godkänns det av någon som inte har "
                 "skrivit texten.")  # fmt: skip
    return _("Kravet är godkänt. Gör det till utkast först, om det ska granskas på nytt.")


def own_text_refusal() -> str:
    """What is said to the one who has written what is to be approved."""
    return _("Du har ändrat texten sedan den senast godkändes; någon annan måste godkänna.")


def role_refusal() -> str:
    """What is said to the one whose role does not approve, and to a program without a person."""
    return _("Bara granskare, kravansvariga och programledare godkänner krav.")


def with_change_refusal() -> str:
    """What is said when a text is changed and approved in one step."""
    return _("Texten ändras i samma steg. Spara den först; sedan måste någon annan godkänna.")


def may_approve(by, programme) -> bool:
    """Whether the person's role approves requirements."""
    return by is not None and Permission.APPROVE_REQUIREMENTS in permissions_in(by, programme)


def refusals(keys: Iterable[int], *, by, programme) -> dict[int, str]:
    """Why the person cannot approve some rows, by key; those that can be are not there.

    As many queries as ``authored``, and one for the person's role.
    """
    keys = list(keys)
    if not may_approve(by, programme):
        return dict.fromkeys(keys, role_refusal())
    return dict.fromkeys(authored(keys, by), own_text_refusal())


# ---------------------------------------------------------------- what an approval stands on


@dataclass(frozen=True)
class Standing:
    """The newest approval of a row that nobody has taken back, and the digest that it is of."""

    approval: int
    digest: str


def newest_approvals(keys: Iterable[int]) -> dict[int, Standing]:
    """The newest approval of each row that nobody has taken back; one query for each 5,000."""
    found: dict[int, Standing] = {}
    for part in chunks(keys, 5000):
        rows = Approval.objects.filter(requirement__in=part, recall=None).order_by("pk")
        for key, approval, of in rows.values_list("requirement_id", "pk", "version__digest"):
            found[key] = Standing(approval, of)
    return found


def digest_of(requirement: Requirement) -> str:
    """The digest of a row's published content; no query when ``CONTENT_LINKS`` are prefetched."""
    return digest(published_content(requirement))


def with_content(keys: Iterable[int]) -> dict[int, Requirement]:
    """Rows whole with their links, by key; four queries for each 5,000."""
    found: dict[int, Requirement] = {}
    for part in chunks(keys, 5000):
        rows = Requirement.objects.filter(pk__in=part).prefetch_related(*CONTENT_LINKS)
        found |= {row.pk: row for row in rows}
    return found


def unfounded(rows: QuerySet[Requirement]) -> tuple[list[int], list[int]]:
    """Approved requirements that two persons do not stand behind: (from before the rule, broken).

    The first were approved before two persons were asked for, and have no approval at all. Of the
    second the approval is of another text, or taken back; no way of writing leaves such a row.
    """
    wanted = rows.requirements().filter(status=APPROVED).order_by("pk")
    keys = list(wanted.values_list("pk", flat=True))
    standing = newest_approvals(keys)
    ever: set[int] = set()
    for part in chunks(keys, 5000):
        of_part = Approval.objects.filter(requirement__in=part)
        ever |= set(of_part.values_list("requirement_id", flat=True))
    before = [key for key in keys if key not in ever]
    broken = [key for key in keys if key in ever and key not in standing]
    for part in chunks(standing, 5000):
        for key, row in with_content(part).items():
            if digest_of(row) != standing[key].digest:
                broken.append(key)
    return before, sorted(broken)


# ---------------------------------------------------------------- whose text it is


def authored(keys: Iterable[int], user) -> set[int]:
    """Of some rows those of which the person is an author.

    Read from history: a record of the person's in which some published field differs from the
    record before, a link that the person made or took away, and a changed code of what is linked.
    Records without a person are nobody's. A change that was taken back counts too. Eight queries
    for each 5,000 rows where the person has written nothing, and at most seven more.
    """
    found: set[int] = set()
    for part in chunks(keys, 5000):
        approvals = Approval.objects.filter(requirement__in=part, recall=None).order_by("pk")
        since = dict(approvals.values_list("requirement_id", "approved_at"))
        found |= _wrote(part, user, since) | _linked(part, user, since)
        found |= _renamed(part, user, since)
    return found


def _is_since(key: int, moment: datetime, since: Mapping[int, datetime]) -> bool:
    return key not in since or moment >= since[key]


def _wrote(keys: Sequence[int], user, since: Mapping[int, datetime]) -> set[int]:
    """Rows whose published columns the person has changed."""
    columns = [
        field.attname
        for field in Requirement._meta.concrete_fields
        if field.name not in _NO_CONTENT_COLUMNS
    ]
    history = Requirement.history.order_by()
    own = history.filter(id__in=keys, history_user=user)
    rows = {
        key
        for key, moment in own.values_list("id", "history_date")
        if _is_since(key, moment, since)
    }
    records = history.filter(id__in=rows).order_by("id", "history_id") if rows else ()
    return _changed(records, columns, user, since) if rows else set()


def _changed(records: QuerySet, columns: Sequence[str], user, since: Mapping) -> set[int]:
    """Keys of which a record of the person's differs from the one before, or is the first."""
    found: set[int] = set()
    last, before = 0, None
    shown = ("id", "history_date", "history_user_id", *columns)
    for key, moment, by, *content in records.values_list(*shown).iterator(2000):
        is_other = key != last or content != before
        if by == user.pk and is_other and _is_since(key, moment, since):
            found.add(key)
        last, before = key, content
    return found


def _linked(keys: Sequence[int], user, since: Mapping[int, datetime]) -> set[int]:
    """Rows that the person has linked to something or parted from it."""
    found: set[int] = set()
    for model_name, _column in LINK_MODELS.values():
        through = apps.get_model("requirements_catalog", model_name)
        own = through.history.filter(requirement__in=keys, history_user=user).order_by()
        moments = own.values_list("requirement_id", "history_date")
        found |= {key for key, moment in moments if _is_since(key, moment, since)}
    return found


def _renamed(keys: Sequence[int], user, since: Mapping[int, datetime]) -> set[int]:
    """Rows that are linked to what the person has given another code."""
    found: set[int] = set()
    for model_name, column in LINK_MODELS.values():
        through = apps.get_model("requirements_catalog", model_name)
        linked = through._meta.get_field(column.removesuffix("_id")).related_model
        own = linked.history.filter(history_user=user, history_type=CHANGED).order_by()
        touched = set(own.values_list("id", flat=True))
        if not touched:
            continue
        records = linked.history.filter(id__in=touched).order_by("id", "history_id")
        moments: dict[int, datetime] = {}
        last, before = 0, None
        shown = ("id", "history_date", "history_user_id", "code")
        for key, moment, by, code in records.values_list(*shown):
            if key == last and code != before and by == user.pk:
                moments[key] = moment
            last, before = key, code
        links = through.objects.filter(requirement__in=keys, **{f"{column}__in": list(moments)})
        for row, key in links.values_list("requirement_id", column) if moments else ():
            if _is_since(row, moments[key], since):
                found.add(row)
    return found


# ---------------------------------------------------------------- what a page tells of one row


@dataclass(frozen=True)
class StatusOfRow:
    """Where a requirement stands, and what a person can do about it; a reason where not."""

    approval: Approval | None
    is_before_the_rule: bool
    last: Approval | None
    # Whether the last approval is of just the text that stands there, as of a row that was
    # withdrawn and restored.
    is_same_text: bool
    seen: str
    can_send: bool
    can_approve: bool
    can_send_back: bool
    why_not: str


def status_of(requirement: Requirement, user, allowed: frozenset[Permission]) -> StatusOfRow:
    """What the page of a requirement says of its status; three queries at most, besides links."""
    status = requirement.status
    may_edit = Permission.EDIT_REQUIREMENTS in allowed
    may_judge = Permission.APPROVE_REQUIREMENTS in allowed
    approvals = requirement.approvals.select_related("approved_by", "version", "recall")
    last = approvals.first()
    seen = digest_of(requirement)
    stands = last is not None and status == APPROVED and last.version.digest == seen
    why_not = ""
    if status == IN_REVIEW and may_judge:
        programme = requirement.catalogue.programme
        found = refusals([requirement.pk], by=user, programme=programme)
        why_not = found.get(requirement.pk, "")
    elif status == IN_REVIEW:
        why_not = role_refusal()
    return StatusOfRow(
        approval=last if stands else None,
        is_before_the_rule=status == APPROVED and last is None,
        last=last,
        is_same_text=last is not None and last.version.digest == seen,
        seen=seen,
        can_send=status == DRAFT and may_edit,
        can_approve=status == IN_REVIEW and not why_not,
        can_send_back=status in (IN_REVIEW, APPROVED) and (may_edit or may_judge),
        why_not=why_not,
    )
