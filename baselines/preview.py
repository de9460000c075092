"""What would be published, told before it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import QueryDict

from requirements_catalog.addresses import SORT, VIEW
from requirements_catalog.choices import RequirementStatus
from requirements_catalog.exports.look import selection_words
from requirements_catalog.look import look_at
from requirements_catalog.models import Approval, Catalogue

from .models import Baseline
from .seal import SealedRow, seal_of
from .snapshot import known_versions, of_live

WHOLE, LISTED = "all", "list"
# So many that are not approved are named; the rest are counted.
MOST_NAMED = 50
# So many whose content must be stored anew take seconds: the person need not wait for them.
FRESH_AT_ONCE = 4000


@dataclass(frozen=True)
class Selection:
    """Rows to publish: their address, empty for the whole catalogue, and what people call it."""

    query: str = ""
    name: str = ""


@dataclass(frozen=True)
class Preview:
    """What a baseline of some rows would hold. ``seal`` is the one that it would get.

    ``unapproved`` are rows with ``number``, in the order of the document.
    """

    selection: Selection
    requirements: int
    headings: int
    last: Baseline | None
    added: int
    changed: int
    removed: int
    unapproved: list
    seal: str

    @property
    def named(self) -> list:
        """Those not approved that are named."""
        return self.unapproved[:MOST_NAMED]

    @property
    def not_named(self) -> int:
        """How many more are not approved."""
        return max(0, len(self.unapproved) - MOST_NAMED)

    @cached_property
    def fresh(self) -> int:
        """How many rows have content that the last baseline did not hold."""
        return self.added + self.changed

    @property
    def is_long(self) -> bool:
        """Whether publishing is a job."""
        return self.fresh > FRESH_AT_ONCE

    @property
    def is_same(self) -> bool:
        """Whether it would be the last baseline over again."""
        return self.last is not None and self.last.digest == self.seal


def selection_of(catalogue: Catalogue, query: QueryDict, what: str, *, user) -> Selection:
    """What a choice means: the whole, a saved view by its uid, or what the address shows.

    Raises ValidationError with what cannot be understood.
    """
    if what == WHOLE:
        return Selection()
    if what != LISTED:
        query = QueryDict(mutable=True)
        query[VIEW] = what
    look = look_at(catalogue, query, user=user)
    if look.filterset.troubles:
        raise ValidationError([trouble.text for trouble in look.filterset.troubles])
    chosen = look.selection.copy()
    chosen.pop(SORT, None)
    if not chosen:
        return Selection()
    name = look.view.name if look.view and not look.is_changed else selection_words(look)
    return Selection(chosen.urlencode(), name[:200])


def preview_of(catalogue: Catalogue, selection: Selection, *, by) -> Preview:
    """What publishing would do; at most a dozen queries."""
    last = catalogue.baselines.order_by("-number").first()
    rows = of_live(catalogue, selection.query, by=by, known=last).rows
    known = {uid: sha for uid, (sha, _v) in known_versions(last).items()} if last else {}
    now = {row.uid: row.digest for row in rows}
    digests = {row.key: row.digest for row in rows}
    numbers = {row.key: row.number for row in rows}
    found = catalogue.requirements.live().order_by("position")
    listed = [row for row in found.only(*_NAMED) if row.pk in digests]
    requirements = [row for row in listed if not row.is_heading]
    approved = _approved(catalogue, digests)
    unapproved = [row for row in requirements if row.pk not in approved]
    for row in unapproved:
        row.outline_number = numbers[row.pk]
    return Preview(
        selection=selection,
        requirements=len(requirements),
        headings=len(listed) - len(requirements),
        last=last,
        added=sum(uid not in known for uid in now),
        changed=sum(uid in known and known[uid] != sha for uid, sha in now.items()),
        removed=sum(uid not in now for uid in known),
        unapproved=unapproved,
        seal=seal_of(map(SealedRow.of, rows)),
    )


_NAMED = ("pk", "code", "title", "text", "kind", "status", "is_heading", "catalogue")


def _approved(catalogue: Catalogue, digests: Mapping[int, str]) -> set[int]:
    """Keys of approved requirements whose approval is of exactly their content; one query."""
    found = Approval.objects.filter(
        requirement__catalogue=catalogue,
        requirement__status=RequirementStatus.APPROVED,
        recall=None,
    ).order_by()
    pairs = found.values_list("requirement_id", "version__digest")
    return {key for key, sha in pairs if digests.get(key) == sha}
