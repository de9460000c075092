"""What choosing a way to package will do to the procurements: said before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.text import slugify

from common.canonical import digest
from common.ordering import swedish
from procurements.choices import RESERVED_SLUGS, ProcurementState
from procurements.models import Lot, Procurement
from requirements_catalog.models import Module

from .models import Package, PackageLot, PackagingAlternative

# What a package's procurement is to it: made, or linked to while under work, or as published.
MAKE, EXTEND, LINK = "make", "extend", "link"


@dataclass(frozen=True)
class LotPlan:
    """What becomes of a lot: ``existing`` is linked to and left as it is, else one is made."""

    lot: PackageLot
    modules: list
    existing: Lot | None
    is_made: bool
    # Modules that stand in one of the two only.
    missing: list = field(default_factory=list)
    extra: list = field(default_factory=list)


@dataclass(frozen=True)
class PackagePlan:
    """What becomes of a package."""

    package: Package
    kind: str
    lots: list[LotPlan]

    @property
    def made(self) -> list[LotPlan]:
        """The lots that are made."""
        return [one for one in self.lots if one.is_made]

    @property
    def differs(self) -> bool:
        """Whether a lot that is linked to holds other modules, or a published lot is lacking."""
        lacking = self.kind == LINK and any(one.existing is None for one in self.lots)
        return lacking or any(one.missing or one.extra for one in self.lots)


def plan_of(alternative: PackagingAlternative) -> list[PackagePlan]:
    """What choosing the alternative does, package by package; a fixed number of queries.

    A procurement that the package names keeps what it has: its lots are linked to by number and
    never changed, and only one under work gets the lots that it lacks. So are those that an earlier
    choice made there: they are carried over (replacing.py).
    """
    packages = alternative.packages.select_related("procurement").prefetch_related(
        "lots__placements__module", "procurement__lots__modules"
    )
    return [_plan(package) for package in packages]


def _plan(package: Package) -> PackagePlan:
    procurement = package.procurement
    kind = MAKE if procurement is None else LINK if procurement.is_locked else EXTEND
    there = procurement.lots.all() if procurement else ()
    known = {lot.number: lot for lot in there}
    lots = [_lot_plan(lot, known.get(lot.number), kind) for lot in package.lots.all()]
    return PackagePlan(package, kind, lots)


def _lot_plan(lot: PackageLot, existing: Lot | None, kind: str) -> LotPlan:
    modules = sorted(
        (one.module for one in lot.placements.all()), key=lambda one: (one.position, one.pk)
    )
    if existing is None:
        return LotPlan(lot, modules, None, is_made=kind != LINK)
    there = list(existing.modules.all())
    return LotPlan(
        lot,
        modules,
        existing,
        is_made=False,
        missing=[one for one in modules if one not in there],
        extra=[one for one in there if one not in modules],
    )


def published_elsewhere(plans: Sequence[PackagePlan]) -> list[tuple[Lot, list[Module]]]:
    """Published lots with modules that the plans would put in lots of other procurements.

    What is published is already being bought: to make it again would buy it twice. Two queries.
    """
    owners = {
        module.pk: plan.package.procurement_id
        for plan in plans
        for one in plan.made
        for module in one.modules
    }
    lots = (
        Lot.objects.filter(modules__in=list(owners))
        .exclude(procurement__state=ProcurementState.DRAFT)
        .select_related("procurement")
        .prefetch_related("modules")
        .order_by(swedish("procurement__title"), "procurement__pk", "number")
        .distinct()
    )
    found = []
    for lot in lots:
        modules = [
            one
            for one in lot.modules.all()
            if one.pk in owners and owners[one.pk] != lot.procurement_id
        ]
        if modules:
            found.append((lot, modules))
    return found


def bought_twice(plans: Sequence[PackagePlan]) -> set[int]:
    """Keys of the packages that would buy what is being bought already; two queries."""
    modules = {one.pk for _lot, rows in published_elsewhere(plans) for one in rows}
    return {
        plan.package.pk
        for plan in plans
        if any(module.pk in modules for one in plan.made for module in one.modules)
    }


def digest_of(plans: Sequence[PackagePlan], replaced: Sequence = ()) -> str:
    """A mark of what is shown before a choice: what becomes of each package and lot, with which
    modules, what is bought elsewhere already, and, in keys, the choice that is ``replaced`` and
    what goes with it; two queries."""
    elsewhere = [[lot.pk, *_keys(modules)] for lot, modules in published_elsewhere(plans)]
    shown = {"plans": [_shown(one) for one in plans], "elsewhere": elsewhere}
    return digest(shown | {"replaced": list(replaced)})


def _shown(plan: PackagePlan) -> list:
    package = plan.package
    lots = [
        [one.lot.pk, str(one.lot), one.existing.pk if one.existing else None, one.is_made]
        + [_keys(rows) for rows in (one.modules, one.missing, one.extra)]
        for one in plan.lots
    ]
    return [package.pk, package.title, package.procedure, package.procurement_id, plan.kind, lots]


def _keys(rows: Sequence[Module]) -> list[int]:
    return sorted(row.pk for row in rows)


def free_slug(title: str) -> str:
    """A short name from a title that no procurement has, and no page of the site."""
    base = slugify(title)[:50].strip("-") or "paket"
    taken = set(Procurement.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
