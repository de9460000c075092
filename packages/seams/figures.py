"""What a way to cut the architecture into packages and lots leads to (docs/packaging.md)."""

from collections.abc import Iterable
from dataclasses import dataclass

from .facts import CLOSED, MISSING, OPEN, Arrangement, Facts, Order, Seam

# Between two packages, or between two lots of one package.
PACKAGE, LOT = "package", "lot"


@dataclass(frozen=True)
class Sum:
    """Figures of some modules together; ``unknown`` modules have no estimate and add nothing."""

    modules: int
    low: int
    likely: int
    high: int
    unknown: int
    mandatory: int
    desirable: int

    @property
    def is_unknown(self) -> bool:
        """Whether there are modules and none has an estimate: the value is lacking, not zero."""
        return 0 < self.modules == self.unknown


@dataclass(frozen=True)
class Crossing:
    """A seam that the cut goes through: between packages or lots, and what covers it.

    ``is_kept``: it has been justified that it stands on no open standards.
    """

    seam: Seam
    cut: str
    is_kept: bool = False

    @property
    def cover(self) -> str:
        """OPEN, CLOSED or MISSING."""
        return self.seam.cover


@dataclass(frozen=True)
class OneSided:
    """A standard of a crossing seam that not both of its modules have a requirement on.

    ``lacking`` are the modules that should have one, ``kept`` those where it has been justified
    that they have none.
    """

    crossing: Crossing
    standard: int
    lacking: tuple[int, ...]
    kept: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shared:
    """A requirement that must stand in several packages, and the modules that have it there."""

    requirement: int
    packages: frozenset[int]


@dataclass(frozen=True)
class Figures:
    """Everything that is told about an arrangement."""

    lots: dict[int, Sum]
    packages: dict[int, Sum]
    total: Sum
    left_over: frozenset[int]
    crossings: tuple[Crossing, ...]
    outward: int
    broken: tuple[Order, ...]
    undecided: tuple[Order, ...]
    # With a module that stands nowhere: nothing can be said of them yet.
    unplaced: tuple[Order, ...]
    shared: tuple[Shared, ...]
    one_sided: tuple[OneSided, ...]

    def cut_of(self, module: int) -> int:
        """How many crossing seams a module is a side of."""
        return sum(module in (one.seam.source, one.seam.target) for one in self.crossings)

    def count(self, *, cut: str = "", cover: str = "") -> int:
        """How many seams cross, of one cut or cover only if that is given."""
        return sum(cut in ("", one.cut) and cover in ("", one.cover) for one in self.crossings)

    @property
    def open(self) -> int:
        """How many crossing seams stand on open standards."""
        return self.count(cover=OPEN)

    @property
    def closed(self) -> int:
        """How many have a standard that is not open."""
        return self.count(cover=CLOSED)

    @property
    def missing(self) -> int:
        """How many no standard covers."""
        return self.count(cover=MISSING)

    @property
    def uncovered(self) -> int:
        """How many no open standard covers, though nobody has justified it."""
        return sum(one.cover != OPEN and not one.is_kept for one in self.crossings)

    @property
    def kept_uncovered(self) -> int:
        """How many no open standard covers, for a reason that is told."""
        return sum(one.is_kept for one in self.crossings)

    @property
    def lacking_sides(self) -> int:
        """How many standards a side lacks a requirement on, though nobody has justified it."""
        return sum(bool(one.lacking) for one in self.one_sided)

    @property
    def kept_sides(self) -> int:
        """How many standards lack it only where that has been justified."""
        return sum(not one.lacking for one in self.one_sided)

    @property
    def vital(self) -> int:
        """How many crossing seams stop care when they stand still."""
        return sum(one.seam.is_vital for one in self.crossings)


def figures_of(facts: Facts, arrangement: Arrangement) -> Figures:
    """All figures of an arrangement; the order of seams and orders is kept."""
    in_lot: dict[int, set[int]] = {lot: set() for lot in arrangement.lots}
    in_package: dict[int, set[int]] = {package: set() for package in arrangement.starts}
    for module, lot in arrangement.placed.items():
        in_lot[lot].add(module)
        in_package.setdefault(arrangement.lots[lot], set()).add(module)
    crossings = tuple(crossings_of(facts, arrangement))
    return Figures(
        lots={lot: sum_of(facts, modules) for lot, modules in in_lot.items()},
        packages={package: sum_of(facts, modules) for package, modules in in_package.items()},
        total=sum_of(facts, arrangement.placed),
        left_over=facts.procured - arrangement.placed.keys(),
        crossings=crossings,
        outward=_outward(facts, arrangement),
        broken=tuple(one for one in facts.orders if _is_kept(one, arrangement) is False),
        undecided=tuple(one for one in facts.orders if _is_unknown(one, arrangement)),
        unplaced=tuple(
            one for one in facts.orders if not {one.before, one.after} <= arrangement.placed.keys()
        ),
        shared=tuple(_shared(facts, arrangement)),
        one_sided=tuple(_one_sided(facts, crossings)),
    )


def sum_of(facts: Facts, modules: Iterable[int]) -> Sum:
    """Values added; a requirement that several of the modules have is counted once."""
    modules = set(modules)
    known = [facts.estimates[module] for module in modules if module in facts.estimates]
    none: frozenset[int] = frozenset()
    mandatory = none.union(*(facts.mandatory.get(module, none) for module in modules))
    desirable = none.union(*(facts.desirable.get(module, none) for module in modules))
    return Sum(
        modules=len(modules),
        low=sum(one.low for one in known),
        likely=sum(one.likely for one in known),
        high=sum(one.high for one in known),
        unknown=len(modules) - len(known),
        mandatory=len(mandatory),
        desirable=len(desirable),
    )


def crossings_of(facts: Facts, arrangement: Arrangement) -> Iterable[Crossing]:
    """The seams whose modules both are placed, and in different lots."""
    for seam in facts.seams:
        one, other = (arrangement.placed.get(side) for side in (seam.source, seam.target))
        if one is None or other is None or one == other:
            continue
        cut = LOT if arrangement.lots[one] == arrangement.lots[other] else PACKAGE
        is_kept = seam.cover != OPEN and seam.key in facts.kept_seams
        yield Crossing(seam, cut, is_kept)


def _outward(facts: Facts, arrangement: Arrangement) -> int:
    """Seams from what is placed to what is not bought at all: existing, national and others."""
    placed, bought = arrangement.placed.keys(), facts.procured
    sides = [(one.source, one.target) for one in facts.seams]
    return sum(
        (a in placed and b not in placed and b not in bought)
        or (b in placed and a not in placed and a not in bought)
        for a, b in sides
    )


def _starts(order: Order, arrangement: Arrangement) -> tuple | None:
    """The days that both packages start; None where they are one, or a module is not placed."""
    before, after = (arrangement.package_of(one) for one in (order.before, order.after))
    if before is None or after is None or before == after:
        return None
    return arrangement.starts.get(before), arrangement.starts.get(after)


def _is_kept(order: Order, arrangement: Arrangement) -> bool | None:
    """Whether what is to come first starts no later; None where that cannot be told."""
    starts = _starts(order, arrangement)
    if starts is None or None in starts:
        return None
    return starts[0] <= starts[1]


def _is_unknown(order: Order, arrangement: Arrangement) -> bool:
    starts = _starts(order, arrangement)
    return starts is not None and None in starts


def _shared(facts: Facts, arrangement: Arrangement) -> Iterable[Shared]:
    """Requirements of modules in different packages, by requirement."""
    packages: dict[int, set[int]] = {}
    for module in arrangement.placed:
        package = arrangement.package_of(module)
        for requirement in facts.requirements_of(module):
            packages.setdefault(requirement, set()).add(package)
    for requirement in sorted(packages):
        if len(packages[requirement]) > 1:
            yield Shared(requirement, frozenset(packages[requirement]))


def _one_sided(facts: Facts, crossings: Iterable[Crossing]) -> Iterable[OneSided]:
    """Standards of crossing seams that a side has no requirement on: those sides are named."""
    for crossing in crossings:
        for standard in sorted(crossing.seam.standards):
            naming = facts.naming.get(standard, frozenset())
            sides = (crossing.seam.source, crossing.seam.target)
            without = [side for side in sides if not facts.requirements_of(side) & naming]
            kept = tuple(
                side for side in without if (crossing.seam.key, standard, side) in facts.kept
            )
            if without:
                lacking = tuple(side for side in without if side not in kept)
                yield OneSided(crossing, standard, lacking, kept)
