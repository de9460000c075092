"""The board of a way to package: columns, cards, and what the cut goes through, in rows."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from quality.models import JustifiedHole
from requirements_catalog.choices import ModuleKind
from requirements_catalog.models import Module, Requirement, Standard
from target_architecture.models import Interface

from .models import OrderConstraint, Package, PackageLot, PackagingAlternative
from .reading import Known, Reading, read_alternatives, read_facts
from .seams.figures import CLOSED, MISSING, OPEN, PACKAGE, OneSided, Sum, sum_of
from .undo import next_to_undo

# So many requirements that must stand on both sides are named; the number of all is told.
MOST_NAMED = 40


@dataclass(frozen=True)
class Card:
    """A module on the board, with its own figures and how many seams of it are cut."""

    module: Module
    sum: Sum
    cut: int
    lot: int | None
    # No longer to be procured although it stands here.
    is_stray: bool = False


@dataclass(frozen=True)
class LotView:
    """A lot with its cards."""

    lot: PackageLot
    cards: list[Card]
    sum: Sum


@dataclass(frozen=True)
class Column:
    """A package with its lots."""

    package: Package
    lots: list[LotView]
    sum: Sum
    broken: int


@dataclass(frozen=True)
class CutRow:
    """An interface that crosses the cut."""

    interface: Interface
    standards: list[Standard]
    source_place: str
    target_place: str
    is_between_packages: bool
    cover: str
    # Why no open standard is needed, where somebody has said so.
    kept: JustifiedHole | None = None

    @property
    def cover_label(self) -> str:
        """Whether a standard covers it, in words."""
        return {
            OPEN: _("öppen standard"),
            CLOSED: _("inte öppen standard"),
            MISSING: _("standard saknas"),
        }[self.cover]

    @property
    def cover_kind(self) -> str:
        """The tag that says it."""
        if self.kept:
            return "information"
        return {OPEN: "met", CLOSED: "attention", MISSING: "refused"}[self.cover]


@dataclass(frozen=True)
class OrderRow:
    """An order between modules that the starts break, or that cannot be told yet."""

    order: OrderConstraint
    before: Package
    after: Package
    is_broken: bool


@dataclass(frozen=True)
class SidesRow:
    """A standard of a crossing interface, and the modules that lack a requirement on it.

    ``kept`` are those that may, each with the reason.
    """

    interface: Interface
    standard: Standard
    lacking: list[Module]
    kept: list[tuple[Module, JustifiedHole]]


@dataclass(frozen=True)
class SharedRow:
    """A requirement of modules in several packages."""

    requirement: Requirement
    packages: list[str]


@dataclass(frozen=True)
class LastMove:
    """The latest move that has not been taken back; undone by moving the module back."""

    module: Module
    now: PackageLot | None
    before: PackageLot | None
    by: str


@dataclass(frozen=True)
class Board:
    """All that the page of an alternative shows."""

    reading: Reading
    columns: list[Column]
    left_over: list[Card]
    left_sum: Sum
    others: list[Module]
    has_orders: bool
    crossings: list[CutRow]
    orders: list[OrderRow]
    shared: list[SharedRow]
    sides: list[SidesRow]
    last: LastMove | None = None
    places: list[tuple[str, list[tuple[int, str]]]] = field(default_factory=list)

    @property
    def figures(self):
        """What the arrangement leads to."""
        return self.reading.figures


def read_board(alternative: PackagingAlternative) -> Board:
    """The board in a fixed number of queries, however many modules and interfaces there are."""
    known = read_facts(alternative.programme)
    (reading,) = read_alternatives(known, [alternative])
    columns = _columns(known, reading)
    lots = {view.lot.pk: (column, view) for column in columns for view in column.lots}
    left = sorted(reading.figures.left_over, key=_order_of(known))
    placed = reading.arrangement.placed
    return Board(
        reading=reading,
        columns=columns,
        left_over=[_card(known, reading, module) for module in left],
        left_sum=sum_of(known.facts, left),
        others=[
            row
            for row in known.modules.values()
            if row.kind != ModuleKind.TO_PROCURE and row.pk not in placed
        ],
        has_orders=bool(known.orders),
        crossings=_crossings(known, reading, lots),
        orders=_orders(known, reading, columns),
        shared=_shared(reading),
        sides=sorted(
            (sides_row(known, one) for one in reading.figures.one_sided),
            key=lambda row: not row.lacking,
        ),
        last=_last_move(known, alternative, lots),
        places=[
            (column.package.title, [(view.lot.pk, str(view.lot)) for view in column.lots])
            for column in columns
        ],
    )


def _order_of(known: Known):
    keys = list(known.modules)
    rank = {key: number for number, key in enumerate(keys)}
    return rank.__getitem__


def _card(known: Known, reading: Reading, module: int) -> Card:
    row = known.modules[module]
    return Card(
        module=row,
        sum=sum_of(known.facts, [module]),
        cut=reading.figures.cut_of(module),
        lot=reading.arrangement.placed.get(module),
        is_stray=row.kind != ModuleKind.TO_PROCURE,
    )


def _columns(known: Known, reading: Reading) -> list[Column]:
    figures = reading.figures
    by_lot: dict[int, list[Card]] = {}
    for module in sorted(reading.arrangement.placed, key=_order_of(known)):
        lot = reading.arrangement.placed[module]
        by_lot.setdefault(lot, []).append(_card(known, reading, module))
    return [
        Column(
            package=package,
            lots=[
                LotView(lot, by_lot.get(lot.pk, []), figures.lots[lot.pk])
                for lot in package.lots.all()
            ],
            sum=figures.packages[package.pk],
            broken=sum(
                reading.arrangement.package_of(one.before) == package.pk for one in figures.broken
            ),
        )
        for package in reading.packages
    ]


def _crossings(known: Known, reading: Reading, lots) -> list[CutRow]:
    """Between packages first, and of those the vital ones first."""

    def place(module: int) -> str:
        column, view = lots[reading.arrangement.placed[module]]
        if len(column.lots) == 1:
            return column.package.title
        return f"{column.package.title}, {view.lot.number}"

    ranked = sorted(
        reading.figures.crossings, key=lambda one: (one.cut != PACKAGE, not one.seam.is_vital)
    )
    return [
        CutRow(
            interface=_with_modules(known, one.seam.key),
            standards=sorted(
                (known.standards[key] for key in one.seam.standards), key=lambda row: row.code
            ),
            source_place=place(one.seam.source),
            target_place=place(one.seam.target),
            is_between_packages=one.cut == PACKAGE,
            cover=one.cover,
            kept=known.covers.get(one.seam.key) if one.is_kept else None,
        )
        for one in ranked
    ]


def _with_modules(known: Known, key: int) -> Interface:
    """The interface with both modules, which have been read already."""
    row = known.interfaces[key]
    row.source, row.target = known.modules[row.source_id], known.modules[row.target_id]
    return row


def _orders(known: Known, reading: Reading, columns: list[Column]) -> list[OrderRow]:
    packages: dict[int | None, Package] = {one.package.pk: one.package for one in columns}
    figures, arrangement = reading.figures, reading.arrangement
    return [
        OrderRow(
            order=known.orders[one.key],
            before=packages[arrangement.package_of(one.before)],
            after=packages[arrangement.package_of(one.after)],
            is_broken=one in figures.broken,
        )
        for one in (*figures.broken, *figures.undecided)
    ]


def sides_row(known: Known, one: OneSided) -> SidesRow:
    """What a standard that a side has no requirement on is called, and why it may be so."""
    key = one.crossing.seam.key
    return SidesRow(
        interface=_with_modules(known, key),
        standard=known.standards[one.standard],
        lacking=[known.modules[module] for module in one.lacking],
        kept=[
            (known.modules[module], known.sides[key, one.standard, module]) for module in one.kept
        ],
    )


def _shared(reading: Reading) -> list[SharedRow]:
    titles = {package.pk: package.title for package in reading.packages}
    shared = {one.requirement: one.packages for one in reading.figures.shared}
    rows = Requirement.objects.filter(pk__in=list(shared))
    return [
        SharedRow(row, [title for key, title in titles.items() if key in shared[row.pk]])
        for row in rows.in_order()[:MOST_NAMED]
    ]


def _last_move(known: Known, alternative: PackagingAlternative, lots) -> LastMove | None:
    """What is undone next, when what it was moved from and to is still there; one query."""
    move = next_to_undo(alternative)
    if move is None or move.module not in known.modules:
        return None
    if any(lot is not None and lot not in lots for lot in (move.now, move.before)):
        return None
    return LastMove(
        module=known.modules[move.module],
        now=lots[move.now][1].lot if move.now else None,
        before=lots[move.before][1].lot if move.before else None,
        by=move.by,
    )
