"""Everything that was done to a way to package, newest first."""

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from django.db.models import Max, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.history import CHANGED, CREATED, DELETED, changes_in
from common.timeline import ShownChange, shown, shown_history
from programmes.models import Decision
from requirements_catalog.models import Module

from .choice_again import is_said_before
from .models import Package, PackageLot, PackagingAlternative, Placement
from .problems import OlderThanLayout, OlderThanReplaced, SameDecision

UNTOLD = {"programme", "alternative", "package", "position", "made_at", "module"}
MOST = 200


def log_of(alternative: PackagingAlternative) -> list[ShownChange]:
    """The alternative's own changes, those of its packages and lots, and every move."""
    packages = Package.history.filter(alternative_id=alternative.pk)
    keys = packages.values("id")
    found = [
        *shown_history(alternative, ignore=UNTOLD),
        *_rows(packages, _("Paket")),
        *_rows(PackageLot.history.filter(package_id__in=keys), _("Delkontrakt")),
        *_moves(alternative),
    ]
    return sorted(found, key=lambda entry: entry.change.at, reverse=True)[:MOST]


def laid_out_at(alternative: PackagingAlternative) -> datetime:
    """When the alternative became as it is: made, divided otherwise, or a module moved; four
    queries.

    What is said of it, and of its packages, does not count, nor that it was chosen or that the
    choice was undone.
    """
    packages = Package.history.filter(alternative_id=alternative.pk)
    kept = (
        PackagingAlternative.history.filter(id=alternative.pk, history_type=CREATED),
        packages.exclude(history_type=CHANGED),
        PackageLot.history.filter(package_id__in=packages.values("id")).exclude(
            history_type=CHANGED
        ),
        Placement.history.filter(alternative_id=alternative.pk),
    )
    moments = (records.aggregate(last=Max("history_date"))["last"] for records in kept)
    return max(filter(None, moments))


def check_decision(
    alternative: PackagingAlternative,
    decision: Decision,
    standing: PackagingAlternative | None = None,
) -> None:
    """DoubtfulDecision for one that may not be the one that is meant; eight queries at most.

    That is the decision by which ``standing``, which would be replaced, was chosen, or one from
    before it, or from a day before the alternative became as it is, unless it has chosen the
    alternative as it is before (choice_again.py).
    """
    earlier = standing.decision if standing else None
    if earlier and decision.pk == earlier.pk:
        raise SameDecision(decision.decided_on, alternative, standing)
    laid_out = laid_out_at(alternative)
    laid_out_on = localtime(laid_out).date()
    if decision.decided_on < laid_out_on and not is_said_before(alternative, decision, laid_out):
        raise OlderThanLayout(decision.decided_on, laid_out_on)
    if earlier and decision.decided_on < earlier.decided_on:
        raise OlderThanReplaced(decision.decided_on, earlier.decided_on)


def _rows(records: QuerySet, word: str) -> list[ShownChange]:
    ordered = records.select_related("history_user").order_by("id", "history_id")
    found = []
    for _key, group in groupby(ordered, key=lambda record: record.id):
        kept = list(group)
        for change in changes_in(kept, ignore=UNTOLD):
            entry = shown(change)
            found.append(replace(entry, title=f"{word} {kept[-1].title}: {entry.title}"))
    return found


def _moves(alternative: PackagingAlternative) -> list[ShownChange]:
    """Each move as "module: into lot"; a lot that is gone is named as it was last."""
    records = list(
        Placement.history.filter(alternative_id=alternative.pk)
        .select_related("history_user")
        .order_by("history_id")
    )
    modules = Module.objects.in_bulk({record.module_id for record in records})
    lots = {
        record.id: f"{record.number} {record.title}"
        for record in PackageLot.history.filter(
            id__in={record.lot_id for record in records}
        ).order_by("history_id")
    }
    found = []
    for record in records:
        (change,) = changes_in([record])
        where = (
            _("kvar att placera")
            if record.history_type == DELETED
            else lots.get(record.lot_id, f"#{record.lot_id}")
        )
        title = f"{modules.get(record.module_id, record.module_id)} → {where}"
        found.append(replace(shown(change), title=title))
    return found
