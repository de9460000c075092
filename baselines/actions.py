"""Publishing what was agreed."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from requirements_catalog.models import Approval, Catalogue, Requirement, RequirementVersion
from requirements_catalog.tree_shape import numbers
from requirements_catalog.versions import capture_versions

from .content import rows_to_publish, standing_approvals
from .models import Baseline, BaselineEntry
from .seal import SealedRow, seal_of

CHUNK = 5000


@transaction.atomic
def publish_baseline(
    *,
    catalogue: Catalogue,
    by,
    name: str,
    purpose: str = "",
    reason: str = "",
    override_reason: str = "",
    selection: str = "",
    selection_name: str = "",
) -> Baseline:
    """Keep a catalogue, or the rows that ``selection`` (a query string) finds, as it is now.

    Headings above chosen rows come along. Raises ValidationError when nothing is chosen, when the
    selection cannot be understood, and when a requirement is not approved and no
    ``override_reason`` is given. Costs a fixed number of queries for each 5,000 rows.
    """
    catalogue = (
        Catalogue.objects.select_for_update().select_related("programme").get(pk=catalogue.pk)
    )
    rows = rows_to_publish(catalogue, selection, by=by)
    if not any(not row.is_heading for row in rows):
        raise ValidationError(_("Det finns inga krav att publicera i urvalet."))
    versions = capture_versions(rows, by=by)
    approvals = standing_approvals(rows, versions)
    unapproved = [row for row in rows if not row.is_heading and row.pk not in approvals]
    if unapproved and not override_reason.strip():
        raise ValidationError(
            {"override_reason": _("Det finns krav som inte är godkända. Skriv varför de tas med.")}
        )
    number = (catalogue.baselines.aggregate(last=Max("number"))["last"] or 0) + 1
    entries = _entries(catalogue, rows, versions, approvals)
    baseline = Baseline(
        catalogue=catalogue,
        number=number,
        name=name,
        purpose=purpose,
        reason=reason,
        override_reason=override_reason.strip() if unapproved else "",
        selection=selection,
        selection_name=selection_name,
        digest=seal_of(_sealed(rows, entries)),
        row_count=len(rows),
        requirement_count=sum(not row.is_heading for row in rows),
        override_count=len(unapproved),
        published_by=by,
    )
    baseline.full_clean(exclude=["catalogue", "published_by"])
    baseline.save()
    for entry in entries:
        entry.baseline = baseline
    BaselineEntry.objects.bulk_create(entries, batch_size=CHUNK)
    return baseline


def _entries(
    catalogue: Catalogue,
    rows: Sequence[Requirement],
    versions: dict[int, RequirementVersion],
    approvals: dict[int, Approval],
) -> list[BaselineEntry]:
    live = catalogue.requirements.live().order_by("position")
    numbered = numbers(live.values_list("pk", "parent_id"))
    return [
        BaselineEntry(
            place=place,
            version=versions[row.pk],
            number=numbered.get(row.pk, ""),
            depth=row.depth,
            parent=versions.get(row.parent_id) if row.parent_id else None,
            approval=approvals.get(row.pk),
        )
        for place, row in enumerate(rows)
    ]


def _sealed(rows: Sequence[Requirement], entries: Sequence[BaselineEntry]) -> list[SealedRow]:
    uids = {row.pk: str(row.uid) for row in rows}
    return [
        SealedRow(
            str(row.uid),
            entry.version.digest,
            entry.number,
            uids.get(row.parent_id, "") if row.parent_id else "",
        )
        for row, entry in zip(rows, entries, strict=True)
    ]
