"""The log of a procurement: who changed what in facts, lots, award and requirements, and why."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common.history import FieldChange, changes_in
from common.own_reasons import told_reason

from .choices import ItemRole
from .models import AwardCriterion, AwardPlan, Lot, PriceItem, Procurement
from .models import ProcurementRequirement as Item

KINDS = {
    "+": gettext_lazy("lades till"),
    "~": gettext_lazy("ändrades"),
    "-": gettext_lazy("togs bort"),
}
LIMIT = 200
_UNSEEN = ("position", "parent", "procurement", "lot", "created_at", "programme")


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    at: datetime
    by: str
    what: str
    reason: str
    fields: tuple[FieldChange, ...] = ()


def log_of(procurement: Procurement, limit: int = LIMIT) -> list[Entry]:
    """The newest entries first; requirements changed together are one entry.

    The number of queries does not grow with the lots, criteria and price items.
    """
    own = _records(Procurement.history.filter(id=procurement.pk))
    entries = [
        *_changes(own[procurement.pk], str(_("Upphandlingen"))),
        *_package(procurement, limit),
    ]
    lots = _records(Lot.history.filter(procurement=procurement))
    names = {key: str(records[-1].instance) for key, records in lots.items()}
    for records in lots.values():
        entries += _changes(records, _called(Lot, names[records[-1].id]))
    for model in (AwardPlan, AwardCriterion, PriceItem):
        for records in _records(model.history.filter(lot__in=list(lots))).values():
            newest = records[-1]
            # An award plan has no name of its own and is known by its lot.
            name = names[newest.lot_id] if model is AwardPlan else str(newest.instance)
            entries += _changes(records, _called(model, name))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def _records(history) -> dict[int, list]:
    """The history records of each row, oldest first, also of rows taken away; one query."""
    found = defaultdict(list)
    for record in history.select_related("history_user").order_by("history_id"):
        found[record.id].append(record)
    return found


def _called(model, name: str) -> str:
    text = f"{model._meta.verbose_name} ”{name}”"
    return text[:1].upper() + text[1:]


def _changes(records: list, name: str) -> list[Entry]:
    model = records[-1].instance_type if records else None
    entries = []
    for change in changes_in(records, ignore=_UNSEEN):
        done = KINDS[change.kind]
        if change.kind == "+" and model is Procurement:
            done = _("skapades")
        if change.kind == "~" and not change.fields and model is Lot:
            done = _("fick sina moduler")
        entries.append(Entry(change.at, change.by, f"{name} {done}", change.reason, change.fields))
    return entries


def _package(procurement: Procurement, limit: int) -> list[Entry]:
    """Requirements picked, changed or removed within the same minute, by the same hand.

    Only as many as the log can show are brought here: a large package has changed many times.
    """
    rows = (
        Item.history.filter(procurement=procurement)
        .exclude(role=ItemRole.HEADING)
        .annotate(minute=TruncMinute("history_date"))
        .values("minute", "history_type", "history_user", "history_change_reason")
        .annotate(number=Count("id", distinct=True), at=Max("history_date"))
        .order_by("-at")
    )
    rows = list(rows[:limit])
    people = User.objects.in_bulk({row["history_user"] for row in rows} - {None})
    return [
        Entry(
            row["at"],
            str(people.get(row["history_user"], "")),
            ngettext("%(number)s krav %(done)s", "%(number)s krav %(done)s", row["number"])
            % {"number": row["number"], "done": KINDS[row["history_type"]]},
            told_reason(row["history_change_reason"]),
        )
        for row in rows
    ]
