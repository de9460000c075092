"""What packaging is reckoned from, read from the database in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from programmes.models import Programme
from quality.architecture_holes import reasons_for_interfaces, reasons_for_sides
from quality.models import JustifiedHole
from requirements_catalog.choices import ModuleKind, RequirementKind, RequirementStatus
from requirements_catalog.models import Module, RequirementModule, RequirementStandard, Standard
from target_architecture import openness
from target_architecture.choices import Criticality
from target_architecture.models import Interface

from .choices import AlternativeState
from .models import (
    ModuleEstimate,
    OrderConstraint,
    Package,
    PackageLot,
    PackagingAlternative,
    Placement,
)
from .seams.facts import CLOSED, MISSING, OPEN, Arrangement, Estimate, Facts, Order, Seam
from .seams.figures import Figures, figures_of


@dataclass(frozen=True)
class Known:
    """The facts of a programme, and the rows that their keys stand for.

    ``sides`` and ``covers`` are the reasons of ``Facts.kept`` and ``Facts.kept_seams``.
    """

    facts: Facts
    modules: dict[int, Module]
    interfaces: dict[int, Interface]
    standards: dict[int, Standard]
    orders: dict[int, OrderConstraint]
    sides: dict[tuple[int, int, int], JustifiedHole]
    covers: dict[int, JustifiedHole]


@dataclass(frozen=True)
class Reading:
    """An alternative with its packages, where its modules stand, and what that leads to."""

    alternative: PackagingAlternative
    packages: list[Package]
    arrangement: Arrangement
    figures: Figures


def read_facts(programme: Programme) -> Known:
    """Ten queries: modules, estimates, interfaces and their standards, orders, requirements, and
    what has been justified."""
    modules = {row.pk: row for row in Module.objects.in_programme(programme)}
    interfaces = {
        row.pk: row
        for row in Interface.objects.in_programme(programme).prefetch_related("standards")
    }
    orders = {row.pk: row for row in OrderConstraint.objects.in_programme(programme).for_list()}
    standards = {one.pk: one for row in interfaces.values() for one in row.standards.all()}
    requirements = _requirements(programme)
    sides, covers = reasons_for_sides(programme), _covers(programme, interfaces)
    facts = Facts(
        procured=frozenset(row.pk for row in modules.values() if row.kind == ModuleKind.TO_PROCURE),
        estimates={
            row.module_id: Estimate(row.low, row.likely, row.high)
            for row in ModuleEstimate.objects.in_programme(programme)
        },
        mandatory=requirements[RequirementKind.MANDATORY],
        desirable=requirements[RequirementKind.DESIRABLE],
        seams=tuple(_seam(row) for row in interfaces.values()),
        naming=_naming(programme),
        orders=tuple(Order(row.pk, row.before_id, row.after_id) for row in orders.values()),
        kept=frozenset(sides),
        kept_seams=frozenset(covers),
    )
    return Known(facts, modules, interfaces, standards, orders, sides, covers)


# What the figures call it, that know nothing of the architecture's rows.
_COVER = {openness.OPEN: OPEN, openness.CLOSED: CLOSED, openness.MISSING: MISSING}


def _covers(programme: Programme, interfaces: dict[int, Interface]) -> dict[int, JustifiedHole]:
    """Interface → why it may be without an open standard, as it is now; one query."""
    reasons = reasons_for_interfaces(programme)
    found = {key: reasons.get((key, bool(row.standards.all()))) for key, row in interfaces.items()}
    return {key: reason for key, reason in found.items() if reason}


def _seam(row: Interface) -> Seam:
    return Seam(
        key=row.pk,
        source=row.source_id,
        target=row.target_id,
        standards=frozenset(one.pk for one in row.standards.all()),
        cover=_COVER[openness.openness_of(row)],
        is_vital=row.criticality == Criticality.VITAL,
    )


def _requirements(programme: Programme) -> dict[str, dict[int, frozenset[int]]]:
    """Live requirements by kind and module: ``{kind: {module: requirements}}``."""
    links = (
        RequirementModule.objects.filter(module__programme=programme, requirement__is_heading=False)
        .exclude(requirement__status=RequirementStatus.WITHDRAWN)
        .values_list("requirement__kind", "module", "requirement")
    )
    found: dict[str, dict[int, set[int]]] = {kind: {} for kind in RequirementKind.values}
    for kind, module, requirement in links:
        found[kind].setdefault(module, set()).add(requirement)
    return {
        kind: {module: frozenset(rows) for module, rows in of_kind.items()}
        for kind, of_kind in found.items()
    }


def _naming(programme: Programme) -> dict[int, frozenset[int]]:
    """Standard → the live requirements that refer to it."""
    links = (
        RequirementStandard.objects.filter(standard__programme=programme)
        .exclude(requirement__status=RequirementStatus.WITHDRAWN)
        .values_list("standard", "requirement")
    )
    found: dict[int, set[int]] = {}
    for standard, requirement in links:
        found.setdefault(standard, set()).add(requirement)
    return {standard: frozenset(rows) for standard, rows in found.items()}


def read_alternatives(known: Known, alternatives: Iterable[PackagingAlternative]) -> list[Reading]:
    """Each alternative with its figures; three queries for all of them."""
    alternatives = list(alternatives)
    rows = Package.objects.filter(alternative__in=alternatives).select_related("procurement")
    lots = PackageLot.objects.select_related("lot")
    by_alternative: dict[int, list[Package]] = {one.pk: [] for one in alternatives}
    for package in rows.prefetch_related(Prefetch("lots", lots)):
        by_alternative[package.alternative_id].append(package)
    placed: dict[int, dict[int, int]] = {one.pk: {} for one in alternatives}
    for alternative, module, lot in Placement.objects.filter(
        alternative__in=alternatives
    ).values_list("alternative", "module", "lot"):
        placed[alternative][module] = lot
    return [_reading(known, one, by_alternative[one.pk], placed[one.pk]) for one in alternatives]


def _reading(
    known: Known,
    alternative: PackagingAlternative,
    packages: list[Package],
    placed: dict[int, int],
) -> Reading:
    arrangement = Arrangement(
        lots={lot.pk: package.pk for package in packages for lot in package.lots.all()},
        placed=placed,
        starts={package.pk: package.starts_on for package in packages},
    )
    return Reading(alternative, packages, arrangement, figures_of(known.facts, arrangement))


def read_programme(programme: Programme) -> tuple[Known, list[Reading]]:
    """The programme's facts and all its alternatives, the chosen one first and else in their order:
    on a narrow screen the first are in sight."""
    known = read_facts(programme)
    rows = PackagingAlternative.objects.in_programme(programme).select_related("decision__body")
    ordered = sorted(rows, key=lambda row: row.state != AlternativeState.CHOSEN)
    return known, read_alternatives(known, ordered)
