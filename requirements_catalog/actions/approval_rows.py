"""The rows that a change of status leaves: approvals, and approvals that are taken back.

Written set by set by whoever writes a status (``cells.py``, ``requirements.py``, ``imports.py``).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import bulk_update_with_history

from ..approval import (
    APPROVED,
    DRAFT,
    IN_REVIEW,
    digest_of,
    is_content,
    newest_approvals,
    refusals,
    with_content,
)
from ..cell_values import put_in
from ..fields import LINK_MODELS, Field
from ..models import Approval, ApprovalRecall, Catalogue, Module, Need, Requirement, Standard
from ..versions import capture_versions

NOTHING_READ: Mapping[int, Requirement] = MappingProxyType({})


def record_approvals(
    *, keys: Iterable[int], by, reason: str = "", read: Mapping[int, Requirement] = NOTHING_READ
) -> None:
    """Bind rows that have just been approved to their content as it is; a fixed number of queries
    for each 5,000.

    ``read`` is rows with their content as the caller has read it under the catalogue's lock: they
    are not read again.
    """
    keys = sorted(keys)
    rows = {key: read[key] for key in keys if key in read}
    rows |= with_content([key for key in keys if key not in read])
    versions = capture_versions(rows.values(), by=by)
    Approval.objects.bulk_create(
        [
            Approval(requirement_id=key, version=versions[key], approved_by=by, reason=reason[:100])
            for key in rows
        ],
        batch_size=5000,
    )


def record_recalls(*, keys: Iterable[int], by, reason: str = "") -> None:
    """Take back the approvals of rows that are no longer approved although their text is the same;
    two queries, none without rows.
    """
    standing = newest_approvals(sorted(keys))
    ApprovalRecall.objects.bulk_create(
        [
            ApprovalRecall(approval_id=one.approval, recalled_by=by, reason=reason[:100])
            for one in standing.values()
        ],
        batch_size=5000,
    )


def record_steps(
    *,
    changes: Iterable[Sequence],
    by,
    reason: str,
    approves: bool,
    read: Mapping[int, Requirement] = NOTHING_READ,
) -> None:
    """Bind what cells (row, field, old, new) have approved to its text, and take back what is not.

    Taken back is what they make a draft without changing its text. ``approves`` is False for an
    undo: it approves nothing anew. ``read`` as in ``record_approvals``.
    """
    changes = list(changes)
    changed = {key for key, name, _old, _new in changes if is_content(name)}
    steps = [cell for cell in changes if cell[1] == "status" and cell[0] not in changed]
    approved = [key for key, _name, _old, new in steps if new == APPROVED]
    recalled = [
        key for key, _name, old, new in steps if old == APPROVED and new in (DRAFT, IN_REVIEW)
    ]
    if approved and approves:
        record_approvals(keys=approved, by=by, reason=reason, read=read)
    if recalled:
        record_recalls(keys=recalled, by=by, reason=reason)


def unapprovable(
    *, catalogue: Catalogue, rows: Mapping[int, Requirement], cells: Iterable[Sequence], by
) -> dict[int, str]:
    """Why rows that cells are to approve cannot be, by key; no query when none is to be.

    ``cells`` are those of each row, with ``row``, ``field`` and ``value``.
    """
    asked = [
        cell.row
        for own in cells
        for cell in own
        if cell.field == "status" and cell.value == APPROVED and cell.row in rows
        and rows[cell.row].status == IN_REVIEW
    ]  # fmt: skip
    return refusals(asked, by=by, programme=catalogue.programme) if asked else {}


def kept_as_agreed(
    changes: list[list], rows: Mapping[int, Requirement], fields: Mapping[str, Field]
) -> tuple[list[list], list[int]]:
    """What is taken back comes out approved only with the text that was approved last.

    ``changes`` are the cells (row, field, old, new) that are about to be written, of which links
    are written already; gives those that remain, and the rows that are not approved again.
    """
    asked = [cell for cell in changes if cell[1] == "status" and cell[3] == APPROVED]
    if not asked:
        return changes, []
    standing = newest_approvals([cell[0] for cell in asked])
    whole = with_content(standing)
    for key, name, _old, new in changes:
        if key in whole and name not in LINK_MODELS:
            put_in(whole[key], fields[name], new)
    agreed = {key for key, row in whole.items() if digest_of(row) == standing[key].digest}
    lost = [cell for cell in asked if cell[0] not in agreed]
    for cell in lost:
        cell[3] = rows[cell[0]].status = cell[2] if cell[2] in (DRAFT, IN_REVIEW) else DRAFT
    return [cell for cell in changes if cell[2] != cell[3]], [cell[0] for cell in lost]


def not_agreed() -> str:
    """What is said of a row that an undo does not make approved again."""
    return _("Ingen har godkänt just den texten, eller så är godkännandet återtaget. Kravet måste "
             "godkännas på nytt.")  # fmt: skip


def let_approvals_fall(*, linked: Module | Need | Standard, by, reason: str = "") -> None:
    """Make approved rows drafts that are linked to what is about to be stored with another code.

    One query when the code is as it was, three more when not. The caller saves ``linked``.
    """
    model = type(linked)
    stored = model._base_manager.filter(pk=linked.pk).values_list("code", flat=True).get()
    if stored == linked.code:
        return
    words = _("%(old)s heter nu %(new)s") % {"old": stored, "new": linked.code}
    let_rows_fall(
        keys=linked.requirement_links.values("requirement"), by=by, reason=reason or words
    )


def let_rows_fall(*, keys: Collection[int] | QuerySet, by, reason: str) -> list[int]:
    """Make those of some requirements drafts that are approved: what they publish is to change.

    Gives the keys of those that fell.
    """
    rows = Requirement.objects.filter(pk__in=keys)
    # Before the approved are looked for: one that is being approved just now is seen then.
    locked = Catalogue.objects.select_for_update().filter(pk__in=rows.values("catalogue"))
    list(locked.order_by("pk"))
    fallen = list(rows.filter(status=APPROVED).order_by("pk"))
    now = timezone.now()
    for row in fallen:
        row.status, row.changed_at = DRAFT, now
    if fallen:
        bulk_update_with_history(
            Requirement, fallen, ["status", "changed_at"], by=by, reason=reason[:100]
        )
    return [row.pk for row in fallen]


def let_rows_stand(*, keys: Iterable[int], since: datetime, by, reason: str) -> None:
    """Make rows approved again that a write since taken back made drafts; no approval is new.

    Only those that have been drafts ever since, and whose content is again that of their newest
    approval, which nobody has recalled. The caller holds the locks of ``let_rows_fall`` and has
    written the content back.
    """
    keys = sorted(keys)
    touched = Requirement.history.filter(id__in=keys, history_date__gte=since)
    moved = set(touched.exclude(status=DRAFT).values_list("id", flat=True))
    standing = newest_approvals([key for key in keys if key not in moved])
    now = timezone.now()
    agreed = []
    for key, row in with_content(standing).items():
        if row.status == DRAFT and digest_of(row) == standing[key].digest:
            row.status, row.changed_at = APPROVED, now
            agreed.append(row)
    if agreed:
        bulk_update_with_history(
            Requirement, agreed, ["status", "changed_at"], by=by, reason=reason[:100]
        )
