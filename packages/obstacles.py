"""What stands in the way of taking a choice back: what it made and is no longer as it was made."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Model, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from procurements.choices import ProcurementState
from procurements.models import AwardPlan, Lot, Procurement

from .models import Package, PackageLot, PackagingAlternative

# Of what refers to something, this many are named.
NAMED = 3
# Whose rows are named. Of others the kind is told: who packages may not know who has tendered, nor
# what is scored (OSL 19:3), and a tender is called after its supplier.
_OPEN = ("packages", "procurements")


@dataclass(frozen=True)
class Use:
    """Something that uses what a choice made, in words; with a page where it is a lot, or stands in
    another alternative."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Obstacle:
    """Something that a choice made and that cannot be taken back, with why as clauses of it.

    ``uses`` are named in the last of them.
    """

    row: Procurement | Lot
    clauses: Sequence[str]
    uses: Sequence[Use] = ()

    @property
    def name(self) -> str:
        """What it is, with where it stands."""
        if isinstance(self.row, Lot):
            told = _("Delkontraktet %(lot)s i %(procurement)s")
            return told % {"lot": self.row, "procurement": self.row.procurement}
        return _("Upphandlingen %(title)s") % {"title": self.row}

    @property
    def why(self) -> str:
        """The clauses as one: "är publicerad och har ändrats efter valet"."""
        *several, last = self.clauses
        if not several:
            return last
        return _("%(several)s och %(last)s") % {"several": ", ".join(several), "last": last}

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The same piece by piece, each with its page; "" where it has none."""
        found, rest = [], self.why
        for use in self.uses:
            if use.url:
                before, text, rest = rest.partition(use.text)
                found += [(before, ""), (text, use.url)]
        return [*found, (rest, "")]

    @property
    def url(self) -> str:
        """Its page."""
        return _page_of(self.row)

    def __str__(self) -> str:
        return _("%(name)s %(why)s.") % {"name": self.name, "why": self.why}


def obstacles_to(drafts: Sequence[Package], lots: Sequence[PackageLot]) -> list[Obstacle]:
    """Of what a choice made, as it is there now, what is no longer as it was made.

    A fixed number of queries, however many packages: what refers to the lots and the procurements,
    one for each kind, and when they and the award plans were last changed.
    """
    return [one for one in (*_of_lots(lots), *_of_drafts(drafts)) if one.clauses]


def blocked_by(alternative: PackagingAlternative, obstacles: Sequence[Obstacle]) -> str:
    """What stands in the way of taking a choice back, in words."""
    told = _("Det som valet av ”%(title)s” skapade kan inte längre tas tillbaka. %(obstacles)s")
    return told % {"title": alternative, "obstacles": " ".join(str(one) for one in obstacles)}


def _page_of(row: Procurement | Lot) -> str:
    """Of a lot the page of its award, the only one it has."""
    procurement = row.procurement if isinstance(row, Lot) else row
    slugs = [procurement.programme.slug, procurement.slug]
    if isinstance(row, Lot):
        return reverse("procurements:plan-detail", args=[*slugs, row.pk])
    return reverse("procurements:procurement-detail", args=slugs)


def _of_lots(rows: Sequence[PackageLot]) -> Iterable[Obstacle]:
    there = [row.lot for row in rows if row.lot]
    plans = [lot.plan for lot in there]
    own = {PackageLot: {row.pk for row in rows}, AwardPlan: {plan.pk for plan in plans}}
    used = _referring_to(Lot, [lot.pk for lot in there], own)
    used_plans = _referring_to(AwardPlan, [plan.pk for plan in plans], {})
    changed, planned = _changed_at(Lot, there), _changed_at(AwardPlan, plans)
    for row in rows:
        if lot := row.lot:
            moments = changed.get(lot.pk), planned.get(lot.plan.pk)
            last = max(filter(None, moments), default=None)
            using = used.get(lot.pk, []) + used_plans.get(lot.plan.pk, [])
            state = _state_of(lot.procurement)
            if state:
                state = _("ligger i en upphandling som %(state)s") % {"state": state}
            yield _obstacle(lot, state, _is_after(last, row.made_at), using)


def _of_drafts(rows: Sequence[Package]) -> Iterable[Obstacle]:
    there = [one.procurement for one in rows if one.procurement]
    lots = {row.lot_id for one in rows for row in one.lots.all() if row.lot_id}
    own = {Package: {one.pk for one in rows}, Lot: lots}
    used = _referring_to(Procurement, [one.pk for one in there], own)
    changed = _changed_at(Procurement, there)
    for one in rows:
        if procurement := one.procurement:
            state, using = _state_of(procurement), used.get(procurement.pk, [])
            is_changed = _is_after(changed.get(procurement.pk), one.made_at)
            yield _obstacle(procurement, state, is_changed, using)


def _state_of(procurement: Procurement) -> str:
    """What stops every change of it, as a clause; empty while it is worked on."""
    if not procurement.is_locked:
        return ""
    is_opened = procurement.state == ProcurementState.OPENED
    return _("har öppnade anbud") if is_opened else _("är publicerad")


def _is_after(last: datetime | None, made_at: datetime | None) -> bool:
    """Whether it was written after the choice; not of what has no history."""
    return made_at is not None and last is not None and last > made_at


def _obstacle(
    row: Procurement | Lot, state: str, is_changed: bool, using: Sequence[Use]
) -> Obstacle:
    clauses, named = [state] if state else [], using[:NAMED]
    if is_changed:
        clauses.append(_("har ändrats efter valet"))
    if using:
        names = [one.text for one in named]
        if len(using) > NAMED:
            names.append(_("med flera"))
        clauses.append(_("används av %(names)s") % {"names": ", ".join(names)})
    return Obstacle(row, clauses, named)


def _changed_at(model: type[Model], rows: Collection[Model]) -> dict[int, datetime]:
    """When each row was last written, by its history; one query."""
    records = model.history.filter(id__in=[row.pk for row in rows]).order_by()
    return dict(records.values("id").annotate(last=Max("history_date")).values_list("id", "last"))


def _referring_to(
    model: type[Model], keys: Collection[int], own: Mapping[type[Model], Collection[int]]
) -> dict[int, list[Use]]:
    """Key → what is part of it or linked to it from its side, in words, but for that of ``own``.

    A query for each kind, and of each row no more than are named and one (as ``used_by`` of the
    registers, for many rows).
    """
    found: dict[int, list[Use]] = {}
    rank = Window(RowNumber(), partition_by=F("referred"), order_by="pk")
    for relation in model._meta.related_objects:
        kind = relation.related_model
        rows = kind._base_manager.annotate(referred=F(relation.field.name))
        rows = rows.filter(referred__in=keys).exclude(pk__in=own.get(kind, ()))
        rows = rows.select_related(*_JOINED.get(kind, ()))
        is_open = kind._meta.app_label in _OPEN
        most = NAMED + 1 if is_open else 1
        for row in rows.annotate(rank=rank).filter(rank__lte=most).order_by("pk"):
            use = _use_of(row) if is_open else Use(str(kind._meta.verbose_name_plural))
            found.setdefault(row.referred, []).append(use)
    return found


# What is read of a row besides its own, to tell of it.
_JOINED = {
    Lot: ("procurement__programme",),
    Package: ("alternative__programme",),
    PackageLot: ("package__alternative__programme",),
}


def _use_of(row: Model) -> Use:
    """Packages and lots are called alike in copies: the alternative is told, with its page."""
    told = f"{row._meta.verbose_name} {row}"
    if isinstance(row, Lot):
        return Use(told, _page_of(row))
    if not isinstance(row, (Package, PackageLot)):
        return Use(told)
    alternative = row.alternative if isinstance(row, Package) else row.package.alternative
    page = reverse("packages:alternative-detail", args=[alternative.programme.slug, alternative.pk])
    text = _("%(package)s i alternativet ”%(title)s”")
    return Use(text % {"package": told, "title": alternative}, page)
