"""The log of a procurement: who changed what in facts, lots, award and requirements, and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common.history import FieldChange, changes_of

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
    """The newest entries first; requirements changed together are one entry."""
    entries = [*_changes(procurement, str(_("Upphandlingen"))), *_package(procurement)]
    lots = _keys(Lot.history.filter(procurement=procurement))
    for model, path in (
        (Lot, "id"),
        (AwardPlan, "lot"),
        (AwardCriterion, "lot"),
        (PriceItem, "lot"),
    ):
        entries += _of_model(model, path, lots)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def _keys(records) -> list[int]:
    """The rows that history tells of, each once."""
    return list(records.order_by().values_list("id", flat=True).distinct())


def _changes(instance, name: str) -> list[Entry]:
    entries = []
    for change in changes_of(instance, ignore=_UNSEEN):
        done = KINDS[change.kind]
        if change.kind == "+" and isinstance(instance, Procurement):
            done = _("skapades")
        if change.kind == "~" and not change.fields and isinstance(instance, Lot):
            done = _("fick sina moduler")
        entries.append(Entry(change.at, change.by, f"{name} {done}", change.reason, change.fields))
    return entries


def _of_model(model, path: str, lots: list[int]) -> list[Entry]:
    """Every change of the lots' plans, criteria and price items, also of those taken away."""
    entries = []
    for key in _keys(model.history.filter(**{f"{path}__in": lots})):
        newest = model.history.filter(id=key).order_by("-history_id").first()
        instance = newest.instance
        name = f"{model._meta.verbose_name} ”{_name_of(instance)}”"
        entries += _changes(instance, name[:1].upper() + name[1:])
    return entries


def _name_of(instance) -> str:
    """What a row is called; an award plan has no name of its own and is known by its lot."""
    if not isinstance(instance, AwardPlan):
        return str(instance)
    newest = Lot.history.filter(id=instance.lot_id).order_by("-history_id").first()
    return str(newest.instance)


def _package(procurement: Procurement) -> list[Entry]:
    """Requirements picked, changed or removed within the same minute, by the same hand."""
    rows = (
        Item.history.filter(procurement=procurement)
        .exclude(role="heading")
        .annotate(minute=TruncMinute("history_date"))
        .values("minute", "history_type", "history_user", "history_change_reason")
        .annotate(number=Count("id", distinct=True), at=Max("history_date"))
        .order_by("-minute")
    )
    rows = list(rows)
    people = User.objects.in_bulk({row["history_user"] for row in rows} - {None})
    return [
        Entry(
            row["at"],
            str(people.get(row["history_user"], "")),
            ngettext("%(number)s krav %(done)s", "%(number)s krav %(done)s", row["number"])
            % {"number": row["number"], "done": KINDS[row["history_type"]]},
            row["history_change_reason"] or "",
        )
        for row in rows
    ]
