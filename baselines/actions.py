"""Publishing what was agreed."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from programmes.actions import start_job
from programmes.models import Job
from requirements_catalog.models import Approval, Catalogue
from requirements_catalog.versions import CONTENT_LINKS, capture_versions

from .choices import PUBLISH_KIND
from .content import standing_approvals
from .difference import Row
from .models import Baseline, BaselineEntry
from .seal import SealedRow, seal_of
from .snapshot import MOST_KEYS, of_live

CHUNK = 5000


class ChangedSincePreview(ValidationError):
    """Somebody wrote to the catalogue after the person saw what would be published."""

    def __init__(self) -> None:
        super().__init__(
            _("Katalogen har ändrats sedan du såg vad som publiceras. Granska igen."),
            code="changed",
        )


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
    seen: str = "",
) -> Baseline:
    """Keep a catalogue, or the rows that ``selection`` (a query string) finds, as it is now.

    Headings above chosen rows come along. Raises ValidationError when nothing is chosen, when the
    selection cannot be understood, and when a requirement is not approved and no
    ``override_reason`` is given. ``seen`` is the seal of what the person has been shown
    (``preview.py``): when the rows are no longer those, ChangedSincePreview is raised.

    Costs a fixed number of queries for each 5,000 rows, and reads only what may have changed since
    the last baseline.
    """
    catalogue = (
        Catalogue.objects.select_for_update().select_related("programme").get(pk=catalogue.pk)
    )
    last = catalogue.baselines.order_by("-number").first()
    rows = of_live(catalogue, selection, by=by, known=last).rows
    requirements = _requirements_among(catalogue, rows)
    if not requirements:
        raise ValidationError(_("Det finns inga krav att publicera i urvalet."))
    seal = seal_of(map(SealedRow.of, rows))
    if seen and seen != seal:
        raise ChangedSincePreview
    versions = _versions(catalogue, rows, by)
    approvals = standing_approvals(catalogue, versions)
    unapproved = sum(row.key not in approvals for row in requirements)
    if unapproved and not override_reason.strip():
        raise ValidationError(
            {"override_reason": _("Det finns krav som inte är godkända. Skriv varför de tas med.")}
        )
    number = (catalogue.baselines.aggregate(last=Max("number"))["last"] or 0) + 1
    baseline = Baseline(
        catalogue=catalogue,
        number=number,
        name=name,
        purpose=purpose,
        reason=reason,
        override_reason=override_reason.strip() if unapproved else "",
        selection=selection,
        selection_name=selection_name,
        digest=seal,
        row_count=len(rows),
        requirement_count=len(requirements),
        override_count=unapproved,
        published_by=by,
    )
    baseline.full_clean(exclude=["catalogue", "published_by"])
    baseline.save()
    _keep_rows(baseline, rows, versions, approvals)
    return baseline


def _requirements_among(catalogue: Catalogue, rows: Sequence[Row]) -> list[Row]:
    """Those of the rows that are no headings; one query."""
    live = catalogue.requirements.live().order_by()
    headings = set(live.headings().values_list("pk", flat=True))
    return [row for row in rows if row.key not in headings]


def _keep_rows(
    baseline: Baseline,
    rows: Sequence[Row],
    versions: Mapping[int, int],
    approvals: Mapping[int, Approval],
) -> None:
    """The entries of a new baseline; parents are told by their versions."""
    version_of = {row.uid: versions[row.key] for row in rows}
    entries = [
        BaselineEntry(
            baseline_id=baseline.pk,
            place=row.place,
            version_id=version_of[row.uid],
            uid=row.uid,
            digest=row.digest,
            number=row.number,
            depth=row.depth,
            parent_id=version_of.get(row.parent),
            approval=approvals.get(row.key),
        )
        for row in rows
    ]
    BaselineEntry.objects.bulk_create(entries, batch_size=CHUNK)


def start_publishing(*, catalogue: Catalogue, by, name: str, **said: str) -> Job:
    """Publish as a job: what is long to freeze is not waited for (jobs_publish.py)."""
    return start_job(
        kind=PUBLISH_KIND,
        programme=catalogue.programme,
        title=_("Publicering av baslinjen %(name)s") % {"name": name},
        by=by,
        parameters={"catalogue": catalogue.pk, "said": {"name": name, **said}},
    )


def _versions(catalogue: Catalogue, rows: Sequence[Row], by) -> dict[int, int]:
    """Requirement → version of exactly the content that was read; what is new is captured.

    What has not changed since the last baseline shares its version, whose content is not read.
    """
    versions = {row.key: row.version for row in rows if row.version}
    fresh = {row.key: row.digest for row in rows if not row.version}
    if fresh:
        read = catalogue.requirements.live().order_by().prefetch_related(*CONTENT_LINKS)
        if len(fresh) <= MOST_KEYS:
            read = read.filter(pk__in=list(fresh))
        captured = capture_versions((row for row in read if row.pk in fresh), by=by)
        if {key: version.digest for key, version in captured.items()} != fresh:
            raise ChangedSincePreview
        versions |= {key: version.pk for key, version in captured.items()}
    return versions
