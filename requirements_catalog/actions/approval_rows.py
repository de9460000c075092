"""The rows that a change of status leaves: approvals, and approvals that are taken back.

Written set by set by whoever writes a status (``cells.py``, ``requirements.py``, ``imports.py``).
"""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import bulk_update_with_history

from ..approval import APPROVED, DRAFT, digest_of, newest_approvals, with_content
from ..cell_values import put_in
from ..fields import LINK_MODELS, Field
from ..models import Approval, ApprovalRecall, Catalogue, Module, Need, Requirement, Standard
from ..versions import capture_versions


def record_approvals(*, keys: Iterable[int], by, reason: str = "") -> None:
    """Bind rows that have just been approved to their content as it is; a fixed number of queries
    for each 5,000.
    """
    rows = with_content(sorted(keys))
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


def agreed_again(
    keys: Iterable[int], changes: Iterable[Sequence], fields: Mapping[str, Field]
) -> set[int]:
    """Of rows that an undo makes approved again those whose approval is of just that content.

    ``changes`` are the cells (row, field, old, new) that are about to be written; links are
    written already.
    """
    standing = newest_approvals(keys)
    rows = with_content(standing)
    for key, name, _old, new in changes:
        if key in rows and name not in LINK_MODELS:
            put_in(rows[key], fields[name], new)
    return {key for key, row in rows.items() if digest_of(row) == standing[key].digest}


def let_approvals_fall(*, linked: Module | Need | Standard, by, reason: str = "") -> None:
    """Make approved rows drafts that are linked to what is about to be stored with another code.

    One query when the code is as it was, three more when not. The caller saves ``linked``.
    """
    model = type(linked)
    stored = model._base_manager.filter(pk=linked.pk).values_list("code", flat=True).get()
    if stored == linked.code:
        return
    rows = Requirement.objects.filter(pk__in=linked.requirement_links.values("requirement"))
    # Before the approved are looked for: one that is being approved just now is seen then.
    locked = Catalogue.objects.select_for_update().filter(pk__in=rows.values("catalogue"))
    list(locked.order_by("pk"))
    fallen = list(rows.filter(status=APPROVED).order_by("pk"))
    now = timezone.now()
    for row in fallen:
        row.status, row.changed_at = DRAFT, now
    words = _("%(old)s heter nu %(new)s") % {"old": stored, "new": linked.code}
    if fallen:
        bulk_update_with_history(
            Requirement, fallen, ["status", "changed_at"], by=by, reason=(reason or words)[:100]
        )
