"""What is bought for each goal: how the ska-krav and the points of a package fall on goals.

A requirement serves the goals of the needs that it answers to. Its weight – one for a ska-krav, its
highest points for a bör-krav – is divided in equal parts among them; that of a requirement which
serves none falls on *inget mål*. So the parts sum exactly to the package, whichever order they are
read in. Perspectives get what their goals get. The links are those of today, of needs that have not
been withdrawn; the package itself is frozen.

Worked by hand: of three ska-krav the first serves A, the second A and B, the third nothing. Then A
has 1 + 1/2 = 3/2, B 1/2 and no goal 1, of 3 in all: 50, 16.7 and 33.3 per cent.

A ska-krav stands in every lot that it is named for, or in all (``ItemQuerySet.for_lot``), but once
in the whole procurement; a bör-krav stands in the lot of its criterion.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from common.numbers import rounded_shares, show_number
from programmes.choices import Perspective
from programmes.models import Goal, Programme
from requirements_catalog.models import RequirementNeed

from .choices import ItemRole
from .models import Lot, Procurement, ProcurementRequirement
from .package_tree import ItemLot

# A requirement and how much it weighs.
Weight = tuple[Hashable, Fraction]
# The key of what serves no goal, and of goals without a perspective.
NO_GOAL, NO_PERSPECTIVE = "none", "-"
DECIMALS, AMOUNT_DECIMALS = 1, 2
_ZERO = Fraction(0)


def divided(
    weights: Iterable[Weight], served: Mapping[Hashable, Collection[Hashable]]
) -> dict[Hashable, Fraction]:
    """What each goal gets of the weights, and ``NO_GOAL``; sums exactly to their sum."""
    found: dict[Hashable, Fraction] = defaultdict(Fraction)
    for requirement, weight in weights:
        goals = set(served.get(requirement, ())) or {NO_GOAL}
        for goal in goals:
            found[goal] += weight / len(goals)
    return dict(found)


@dataclass(frozen=True)
class Share:
    """What a row gets: the amount, how it is shown, its part of the total, and that in per cent.

    What is shown of a column sums to its total, and the per cents to 100; they are None where there
    is nothing to divide.
    """

    amount: Fraction
    shown: Decimal
    part: Fraction | None
    percent: Decimal | None


def shares(amounts: Mapping[Hashable, Fraction], keys: Iterable[Hashable]) -> list[Share]:
    """The shares of a column, in the order of the keys, which name every amount."""
    parts = [amounts.get(key, Fraction(0)) for key in keys]
    total = sum(parts, Fraction(0))
    if not total:
        return [Share(part, Decimal(0), None, None) for part in parts]
    shown = rounded_shares(parts, AMOUNT_DECIMALS)
    percents = rounded_shares([100 * part / total for part in parts], DECIMALS)
    return [
        Share(part, amount, part / total, percent)
        for part, amount, percent in zip(parts, shown, percents, strict=True)
    ]


@dataclass(frozen=True)
class Part:
    """A lot, or the whole procurement where ``lot`` is None: what its goals get."""

    lot: Lot | None
    mandatory: dict[Hashable, Fraction]
    points: dict[Hashable, Fraction]
    # How many ska-krav and bör-krav serve a goal, alone or with others.
    served_by: dict[str, Counter]

    @property
    def label(self) -> str:
        """What it is called."""
        return str(self.lot) if self.lot else _("Hela upphandlingen")


@dataclass(frozen=True)
class Row:
    """A goal or a perspective, with its share of ska-krav and of points in each part."""

    key: Hashable
    code: str
    name: str
    cells: list[tuple[Share, Share]]
    parts: tuple[Part, ...] = ()

    @property
    def cells_of(self) -> list[tuple[Part, Share, Share]]:
        """The same with the part that each is of."""
        return [(part, *cell) for part, cell in zip(self.parts, self.cells, strict=True)]


@dataclass(frozen=True)
class Bought:
    """A procurement with its parts, the whole first, and the tables of them."""

    procurement: Procurement
    parts: list[Part]
    goals: list[Row]
    perspectives: list[Row]

    @property
    def totals(self) -> list[tuple[Fraction, Fraction]]:
        """Ska-krav and points of each part in all."""
        return [(_sum(part.mandatory), _sum(part.points)) for part in self.parts]

    @property
    def totals_of(self) -> list[tuple[Part, Fraction, Fraction]]:
        """The same with the part that each is of."""
        return [(part, *sums) for part, sums in zip(self.parts, self.totals, strict=True)]

    @property
    def whole_mandatory(self) -> Fraction:
        """The ska-krav of the whole procurement, each counted once."""
        return _sum(self.parts[0].mandatory)

    @property
    def lots_overlap(self) -> bool:
        """Whether the lots have more ska-krav together than the whole: some are of several."""
        return sum((_sum(lot.mandatory) for lot in self.parts[1:]), _ZERO) > self.whole_mandatory

    @property
    def lots_told(self) -> str:
        """The ska-krav of the lots added up: ``46 + 48 = 94``."""
        sums = [_sum(lot.mandatory) for lot in self.parts[1:]]
        terms = " + ".join(show_number(one, 0) for one in sums)
        return f"{terms} = {show_number(sum(sums, _ZERO), 0)}"


def bought_in(programme: Programme) -> list[Bought]:
    """What the goals get in each procurement, newest first; six queries."""
    goals = list(programme.goals.all())
    procurements = list(
        Procurement.objects.in_programme(programme).prefetch_related("lots").order_by("-pk")
    )
    served = _served(programme)
    package = _Package(programme)
    return [
        _bought(one, [package.part(one, lot, served) for lot in _parts_of(one)], goals)
        for one in procurements
    ]


def _parts_of(procurement: Procurement) -> list[Lot | None]:
    lots = list(procurement.lots.all())
    return [None, *lots] if len(lots) > 1 else [None]


def _served(programme: Programme) -> dict[int, set[int]]:
    """The goals that each requirement of a package serves; one query."""
    in_package = ProcurementRequirement.objects.in_programme(programme)
    links = RequirementNeed.objects.filter(
        requirement__in=in_package.values("version__requirement"),
        need__withdrawn_at=None,
        need__goals__isnull=False,
    )
    found: dict[int, set[int]] = defaultdict(set)
    for requirement, goal in links.values_list("requirement", "need__goals").distinct():
        found[requirement].add(goal)
    return found


class _Package:
    """The requirements of a programme's packages, read in two queries."""

    def __init__(self, programme: Programme) -> None:
        items = ProcurementRequirement.objects.in_programme(programme).answerable().order_by()
        self.lots: dict[int, set[int]] = defaultdict(set)
        links = ItemLot.objects.filter(
            procurementrequirement__procurement__programme=programme,
            procurementrequirement__role=ItemRole.MANDATORY,
        )
        for item, lot in links.values_list("procurementrequirement", "lot"):
            self.lots[item].add(lot)
        self.mandatory: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.desirable: dict[int, list[tuple[int, int, Fraction]]] = defaultdict(list)
        fields = ("pk", "procurement", "role", "version__requirement", "criterion__lot")
        for pk, procurement, role, requirement, lot, points in items.values_list(
            *fields, "max_points"
        ):
            if role == ItemRole.MANDATORY:
                self.mandatory[procurement].append((pk, requirement))
            else:
                self.desirable[procurement].append((lot, requirement, Fraction(points)))

    def part(self, procurement: Procurement, lot: Lot | None, served: Mapping) -> Part:
        """What the goals get in a lot, or in all of it."""
        mandatory = [
            (requirement, Fraction(1))
            for item, requirement in self.mandatory[procurement.pk]
            if lot is None or not self.lots.get(item) or lot.pk in self.lots[item]
        ]
        points = [
            (requirement, weight)
            for of_lot, requirement, weight in self.desirable[procurement.pk]
            if lot is None or of_lot == lot.pk
        ]
        return Part(
            lot,
            divided(mandatory, served),
            divided(points, served),
            {
                ItemRole.MANDATORY: _count(mandatory, served),
                ItemRole.DESIRABLE: _count(points, served),
            },
        )


def _count(weights: Iterable[Weight], served: Mapping) -> Counter:
    return Counter(goal for one, _weight in weights for goal in served.get(one, (NO_GOAL,)))


def _bought(procurement: Procurement, parts: list[Part], goals: list[Goal]) -> Bought:
    nothing = (NO_GOAL, "", _("Inget mål"))
    by_goal = [*((goal.pk, goal.code, goal.title) for goal in goals), nothing]
    perspective = {goal.pk: goal.perspective or NO_PERSPECTIVE for goal in goals}
    names = [(one.value, "", one.label.capitalize()) for one in Perspective]
    if NO_PERSPECTIVE in perspective.values():
        names.append((NO_PERSPECTIVE, "", _("Utan perspektiv")))
    return Bought(
        procurement,
        parts,
        _rows(by_goal, parts, [(part.mandatory, part.points) for part in parts]),
        _rows(
            [*names, nothing],
            parts,
            [
                (_gathered(part.mandatory, perspective), _gathered(part.points, perspective))
                for part in parts
            ],
        ),
    )


def _rows(names: list[tuple], parts: list[Part], columns: list[tuple[dict, dict]]) -> list[Row]:
    keys = [key for key, _code, _name in names]
    shared = [(shares(ska, keys), shares(points, keys)) for ska, points in columns]
    return [
        Row(key, code, name, [(ska[at], points[at]) for ska, points in shared], tuple(parts))
        for at, (key, code, name) in enumerate(names)
    ]


def _gathered(amounts: Mapping, groups: Mapping) -> dict[Hashable, Fraction]:
    found: dict[Hashable, Fraction] = defaultdict(Fraction)
    for key, amount in amounts.items():
        found[groups.get(key, NO_GOAL)] += amount
    return dict(found)


def _sum(amounts: Mapping[Hashable, Fraction]) -> Fraction:
    return sum(amounts.values(), Fraction(0))
