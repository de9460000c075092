"""The one place where rounds touch the status of requirements: into review, and approved.

A reviewer's "approve" is an opinion. Where the round says so it also approves the requirement, if
the catalogue's own rules let that person approve exactly the text that was read.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.canonical import digest
from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.choices import ChangeSetKind, RequirementStatus
from requirements_catalog.models import Catalogue, Requirement
from requirements_catalog.versions import CONTENT_LINKS, published_content

from .models import ReviewItem, ReviewRound


def put_in_review(*, review: ReviewRound, keys: Sequence[int], by) -> None:
    """Requirements in draft go into review, as one set of changes that names the round."""
    drafts = review.catalogue.requirements.filter(
        pk__in=keys, status=RequirementStatus.DRAFT, is_heading=False
    ).values_list("pk", flat=True)
    words = {"round": review.name}
    change_cells(
        catalogue=review.catalogue,
        cells=[Cell(key, "status", RequirementStatus.IN_REVIEW) for key in drafts],
        by=by,
        kind=ChangeSetKind.BULK,
        label=_("Granskningen ”%(round)s” öppnades") % words,
        reason=_("Granskningen ”%(round)s”") % words,
    )


def approve_by_verdict(*, review: ReviewRound, items: Sequence[ReviewItem], by) -> dict[int, str]:
    """Approve the requirements of items in a person's name; why not, by the key of each refused.

    The catalogue's own rules decide (``change_cells``): the person's role, that the requirement is
    in review, and that somebody else has written it. Beyond that the text must be the one that was
    read. What is approved already is passed over.
    """
    if Permission.APPROVE_REQUIREMENTS not in permissions_in(by, review.catalogue.programme):
        # An opinion, as everybody's: nothing was asked for that could be refused.
        return {}
    # Nobody changes a text between the look at it and its approval.
    Catalogue.objects.select_for_update().get(pk=review.catalogue_id)
    wanted = {item.requirement_id: item for item in items}
    rows = Requirement.objects.filter(pk__in=wanted).prefetch_related(*CONTENT_LINKS)
    refused, cells = {}, []
    for row in rows:
        item = wanted[row.pk]
        if row.status == RequirementStatus.APPROVED:
            continue
        if digest(published_content(row)) != item.version.digest:
            refused[item.pk] = _("Texten har ändrats sedan rundan öppnades.")
        elif row.status != RequirementStatus.IN_REVIEW:
            refused[item.pk] = _("Kravet är inte längre på granskning.")
        else:
            cells.append(Cell(row.pk, "status", RequirementStatus.APPROVED, expected=row.status))
    words = {"round": review.name}
    changed = change_cells(
        catalogue=review.catalogue,
        cells=cells,
        by=by,
        kind=ChangeSetKind.BULK,
        label=_("Godkände i granskningen ”%(round)s”") % words,
        reason=_("Godkänt i granskningen ”%(round)s”") % words,
    )
    for problem in changed.problems:
        refused[wanted[problem.row].pk] = problem.message
    return refused
