"""Requirements go to review, are approved and are sent back; each is one set that can be undone.

What is approved is what the person saw: ``seen`` is the digest of each row's content
(``approval.digest_of``), held to what stands there now.
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..approval import APPROVED, DRAFT, IN_REVIEW, digest_of, with_content
from ..choices import ChangeSetKind
from ..models import Catalogue, Requirement
from .cells import Cell, CellProblem, Changed, NothingWritten, change_cells


@transaction.atomic
def approve_requirements(
    *,
    catalogue: Catalogue,
    seen: Mapping[int, str],
    by,
    label: str,
    reason: str = "",
    kind: str = ChangeSetKind.EDIT,
    all_or_nothing: bool = False,
) -> Changed:
    """Approve rows (key → digest of the content that was seen); say of each other why not.

    A row in review is approved by one whose role approves and who has not written its text since
    it was last approved. Raises NothingWritten as ``change_cells``. A fixed number of queries for
    each 5,000 rows.
    """
    Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    rows = with_content(seen)
    late = {key for key, row in rows.items() if digest_of(row) != seen[key]}
    problems = [
        CellProblem(key, "status", _changed_meanwhile(), True, rows[key].status) for key in late
    ]
    if problems and all_or_nothing:
        raise NothingWritten(problems)
    cells = [Cell(key, "status", APPROVED) for key in seen if key not in late]
    changed = change_cells(
        catalogue=catalogue,
        cells=cells,
        by=by,
        kind=kind,
        label=label,
        reason=reason,
        all_or_nothing=all_or_nothing,
        # A status is no content: what was held to what the person saw is what is approved.
        read=rows,
    )
    return Changed(changed.change_set, [*problems, *changed.problems])


def write_from_grid(
    *,
    catalogue: Catalogue,
    cells: Iterable[Cell],
    since: int,
    by,
    kind: str,
    label: str,
    reason: str = "",
) -> Changed:
    """Write cells of the grid, some of which approve: not rows that others have changed unseen.

    ``since`` is the newest record of history that the person's grid has shown (``grid/news.py``).
    """
    cells = list(cells)
    approving = {cell.row for cell in cells if cell.field == "status" and cell.value == APPROVED}
    if not approving:
        return change_cells(
            catalogue=catalogue, cells=cells, by=by, kind=kind, label=label, reason=reason
        )
    with transaction.atomic():
        Catalogue.objects.select_for_update().get(pk=catalogue.pk)
        late = _changed_since(catalogue, approving, since, by)
        kept = [cell for cell in cells if not (cell.row in late and cell.field == "status")]
        changed = change_cells(
            catalogue=catalogue, cells=kept, by=by, kind=kind, label=label, reason=reason
        )
    problems = [CellProblem(key, "status", _changed_meanwhile()) for key in sorted(late)]
    return Changed(changed.change_set, [*problems, *changed.problems])


def _changed_since(catalogue: Catalogue, keys: set[int], since: int, by) -> set[int]:
    """Rows that anybody else has written after a record of history."""
    records = Requirement.history.filter(
        catalogue_id=catalogue.pk, id__in=keys, history_id__gt=since
    ).exclude(history_user=by)
    return set(records.order_by().values_list("id", flat=True))


def approve_requirement(
    *, requirement: Requirement, seen: str, by, reason: str = ""
) -> Requirement:
    """Approve one row as it was seen; ValidationError says why not."""
    words = _("Godkände %(row)s") % {"row": requirement}
    return _one(requirement, words, reason, by, seen=seen)


def send_to_review(*, requirement: Requirement, by, reason: str = "") -> Requirement:
    """Take a draft on to review; ValidationError says why not."""
    words = _("Skickade %(row)s på granskning") % {"row": requirement}
    return _one(requirement, words, reason, by, old=DRAFT, new=IN_REVIEW)


def send_back(*, requirement: Requirement, by, reason: str) -> Requirement:
    """Make a row in review, or an approved one, a draft again; a reason is needed."""
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför kravet skickas tillbaka.")})
    words = _("Skickade tillbaka %(row)s") % {"row": requirement}
    return _one(requirement, words, reason, by, old=requirement.status, new=DRAFT)


def _one(
    requirement: Requirement,
    label: str,
    reason: str,
    by,
    *,
    seen: str = "",
    old: str = "",
    new: str = APPROVED,
) -> Requirement:
    """One row's step; what is refused, or has changed meanwhile, becomes a ValidationError."""
    try:
        if new == APPROVED:
            approve_requirements(
                catalogue=requirement.catalogue,
                seen={requirement.pk: seen},
                by=by,
                label=label,
                reason=reason,
                all_or_nothing=True,
            )
        else:
            change_cells(
                catalogue=requirement.catalogue,
                cells=[Cell(requirement.pk, "status", new, expected=old)],
                by=by,
                kind=ChangeSetKind.EDIT,
                label=label,
                reason=reason,
                all_or_nothing=True,
            )
    except NothingWritten as refused:
        raise ValidationError([problem.message for problem in refused.problems]) from refused
    requirement.refresh_from_db()
    return requirement


def _changed_meanwhile() -> str:
    return _("Texten har ändrats sedan du läste den. Läs den som den är nu och godkänn sedan.")
