"""What a baseline takes in: the rows that are chosen, and who has agreed to each."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.http import QueryDict

from requirements_catalog.choices import RequirementStatus
from requirements_catalog.look import look_at
from requirements_catalog.models import Approval, Catalogue, Requirement
from requirements_catalog.versions import CONTENT_LINKS


def rows_to_publish(catalogue: Catalogue, selection: str, *, by) -> list[Requirement]:
    """The live rows in document order, with links read; of a selection with headings above."""
    live = catalogue.requirements.live().prefetch_related(*CONTENT_LINKS).order_by("position")
    if not selection:
        return list(live)
    wanted = chosen_keys(catalogue, selection, by=by)
    return [row for row in live if row.pk in wanted]


def chosen_keys(catalogue: Catalogue, selection: str, *, by) -> set[int | None]:
    """Keys of the live rows that a selection finds, and of the headings above them.

    Raises ValidationError with what in the selection cannot be understood.
    """
    look = look_at(catalogue, QueryDict(selection), user=by)
    if look.filterset.troubles:
        raise ValidationError([trouble.text for trouble in look.filterset.troubles])
    chosen = set(look.rows.live().order_by().values_list("pk", flat=True))
    parents = dict(catalogue.requirements.live().order_by().values_list("pk", "parent_id"))
    wanted: set[int | None] = set()
    for key in chosen:
        above: int | None = key
        while above is not None and above not in wanted:
            wanted.add(above)
            above = parents.get(above)
    return wanted


def standing_approvals(catalogue: Catalogue, versions: Mapping[int, int]) -> dict[int, Approval]:
    """The approval of each approved requirement that is of exactly its version; one query.

    ``versions`` is requirement → version, both by key.
    """
    found = Approval.objects.filter(
        requirement__catalogue=catalogue,
        requirement__status=RequirementStatus.APPROVED,
        recall=None,
    ).order_by("pk")
    return {
        approval.requirement_id: approval
        for approval in found
        if versions.get(approval.requirement_id) == approval.version_id
    }
