"""The life of a requirement's status: which step may follow, who may approve, what an approval
stands on (docs/approval.md). Every way of writing asks here; nothing is written here.

A person has *authored* a row who has changed its published content since its newest approval that
stands, or since it was made when there is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
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
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


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

    One query for each 5,000 rows, and one for the person's role.
    """
    keys = list(keys)
    if not may_approve(by, programme):
        return dict.fromkeys(keys, role_refusal())
    own: dict[int, str] = {}
    for part in chunks(keys, 5000):
        rows = Requirement.objects.filter(pk__in=part).filter(authored_by(by))
        own |= dict.fromkeys(rows.values_list("pk", flat=True), own_text_refusal())
    return own


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


def authored_by(user) -> Q:
    """Rows of which the person is an author, as a condition on requirements.

    Read from history: a record of the person's in which some published field differs from the
    record before, a link that the person made or took away, and a changed code of what is linked.
    Records without a person are nobody's. A change that was taken back counts too.
    """
    columns = [
        field.attname
        for field in Requirement._meta.concrete_fields
        if field.name not in _NO_CONTENT_COLUMNS
    ]
    own = _records(Requirement, user, OuterRef("id")).filter(id=OuterRef("pk"))
    found = Exists(_changed(own, Requirement, columns))
    condition = Q(found)
    for model_name, column in LINK_MODELS.values():
        through = apps.get_model("requirements_catalog", model_name)
        linked = through._meta.get_field(column.removesuffix("_id")).related_model
        links = _records(through, user, OuterRef("requirement_id"))
        condition |= Q(Exists(links.filter(requirement=OuterRef("pk"))))
        standing = through.objects.filter(requirement=OuterRef("pk"))
        records = _records(linked, user, OuterRef(OuterRef("requirement_id")))
        records = records.filter(id=OuterRef(column), history_type=CHANGED)
        condition |= Q(Exists(standing.filter(Exists(_changed(records, linked, ["code"])))))
    return condition


def _records(model, user, requirement) -> QuerySet:
    """The person's records since the newest approval of a requirement that stands."""
    newest = Approval.objects.filter(requirement=requirement, recall=None).order_by("-pk")
    since = Subquery(newest.values("approved_at")[:1])
    records = model.history.model.objects.filter(history_user=user)
    return records.filter(history_date__gte=Coalesce(since, Value(_BEGINNING))).order_by()


def _changed(records: QuerySet, model, columns: Iterable[str]) -> QuerySet:
    """Of some records those in which a column differs from the record before, or that are first."""
    history = model.history.model.objects
    before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    records = records.annotate(
        before=Subquery(before.order_by("-history_id").values("history_id")[:1])
    )
    same = history.filter(history_id=OuterRef("before"))
    for name in columns:
        column = model.history.model._meta.get_field(name)
        if column.null:
            # NULL is not equal to NULL; none of these can hold -1.
            same = same.alias(**{f"own_{name}": Coalesce(F(name), Value(-1, column))})
            same = same.filter(**{f"own_{name}": Coalesce(OuterRef(name), Value(-1, column))})
        else:
            same = same.filter(**{name: OuterRef(name)})
    return records.filter(~Exists(same))


# ---------------------------------------------------------------- what a page tells of one row


@dataclass(frozen=True)
class StatusOfRow:
    """Where a requirement stands, and what a person can do about it; a reason where not."""

    approval: Approval | None
    is_before_the_rule: bool
    last: Approval | None
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
        seen=seen,
        can_send=status == DRAFT and may_edit,
        can_approve=status == IN_REVIEW and not why_not,
        can_send_back=status in (IN_REVIEW, APPROVED) and (may_edit or may_judge),
        why_not=why_not,
    )
