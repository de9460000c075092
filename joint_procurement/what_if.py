"""What happens to volumes, values and requirements when organisations leave or join: mathematics.

Exact, with fractions, and without Django. The rules stand in docs/joint-procurement.md:

1. *Base*: those who join before the change, B. Those after it are A.
2. *Price item*. Where every one of B has stated a volume, the item is as large as their sum, and
   after the change as the sum of A's. One that joins without a stated volume is estimated at
   (own population ÷ population of B) × the sum. Where only some of B have stated one, the item's
   own quantity counts, and after it is quantity × (population of A ÷ population of B). What none
   of B has stated a volume of, such as years of a licence, is not divided and stays as it is.
3. *Weight* in a lot, w, in relation to B, whose weights sum to 1: the mean of volume ÷ sum of B's
   volumes over the lot's fully stated items. Each item counts alike, for no estimated unit prices
   are kept and tendered prices are secret (OSL 19:3). For an item that one who joins has stated no
   volume of, population ÷ population of B stands in the mean, as in rule 2. Without a fully stated
   item, or where population is chosen as the key, w is population ÷ population of B.
4. *Value* of a lot after: V·f + V·(1 − f)·(sum of w after ÷ sum of w before), f the fixed part.
   V is estimated as if every option were used (LOU 5:3). So those who do not join and have an open
   option on the lot, O, are in V already: before are B and O, after A and O. That one of O joins
   changes nothing of the value.
5. *Each one's part* of a value: own w ÷ sum of w of those whom rule 4 counts.
6. *Owners* of a requirement before: those of B who need it, as it is or in another way; all of B
   where none of B has spoken of it. After: those of A who need it; where none of B had spoken, all
   of A but those who join and say that they do not need it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .shares import against_base, of_whole

NEEDING = frozenset({"needs", "differs"})


@dataclass(frozen=True)
class Change:
    """Keys of those who join before and after, and how many people live with each."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    population: Mapping[int, int | None]
    # Whether values are split by population whatever volumes are stated.
    splits_by_population: bool = False
    # Lot → those who do not join before and have an open option on it.
    holders: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def everyone(self) -> tuple[int, ...]:
        """Those who join before or after, and those who may by an option."""
        return tuple(dict.fromkeys((*self.before, *self.after, *self.with_option)))

    @property
    def with_option(self) -> tuple[int, ...]:
        """Those who do not join before and have an open option on some lot."""
        return tuple(dict.fromkeys(key for keys in self.holders.values() for key in keys))

    def counted_before(self, lot: int) -> tuple[int, ...]:
        """Those who are in the estimated value of a lot: they join, or have an option (rule 4)."""
        return (*self.before, *self.holders.get(lot, ()))

    def counted_after(self, lot: int) -> tuple[int, ...]:
        """The same after the change."""
        return tuple(dict.fromkeys((*self.after, *self.holders.get(lot, ()))))

    def counted_in(self, lot: int) -> tuple[int, ...]:
        """Those who are counted before or after, in the order of ``everyone``."""
        counted = {*self.counted_before(lot), *self.counted_after(lot)}
        return tuple(key for key in self.everyone if key in counted)

    @property
    def by_population(self) -> dict[int, Fraction | None]:
        """Population in relation to that of the base."""
        return against_base(self.population, self.before, self.everyone)


@dataclass(frozen=True)
class Item:
    """A price item: its quantity, and the volumes that are stated."""

    key: int
    quantity: Fraction
    volumes: Mapping[int, Fraction]

    def is_stated_by(self, keys: Sequence[int]) -> bool:
        """Whether each of them has stated a volume; nobody has stated nothing."""
        return bool(keys) and all(key in self.volumes for key in keys)

    def sum_of(self, keys: Sequence[int]) -> Fraction:
        """What they have stated together."""
        return sum((self.volumes.get(key, Fraction(0)) for key in keys), Fraction(0))


@dataclass(frozen=True)
class LotFacts:
    """A lot: its estimated value (None where there is none), fixed part as a share, and items."""

    key: int
    value: Fraction | None
    fixed: Fraction
    items: Sequence[Item]


@dataclass(frozen=True)
class Amount:
    """Before and after; None where it cannot be worked out."""

    before: Fraction | None
    after: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        """After less before."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class ItemOutcome:
    """An item's volume, how it was found, and who was estimated by population."""

    key: int
    amount: Amount
    # "stated", "population", or "undivided" where nobody has stated a volume.
    basis: str
    estimated: tuple[int, ...]


@dataclass(frozen=True)
class Weights:
    """Each one's weight in relation to the base, and what it is the mean of (rule 3)."""

    by_key: dict[int, Fraction | None]
    # Price item → each one's volume in relation to the base; empty where population counts.
    parts: dict[int, dict[int, Fraction | None]]
    # Those of whom some part is by population.
    estimated: tuple[int, ...]

    @property
    def are_by_volume(self) -> bool:
        """Whether stated volumes count."""
        return bool(self.parts)


@dataclass(frozen=True)
class LotOutcome:
    """A lot's value, each one's share of it, and how they were found."""

    key: int
    value: Amount
    weights: Weights
    shares_before: dict[int, Fraction] | None
    shares_after: dict[int, Fraction] | None
    items: list[ItemOutcome]


def item_after(item: Item, change: Change) -> ItemOutcome:
    """Rule 2."""
    weights = change.by_population
    if change.before and not any(key in item.volumes for key in change.before):
        return ItemOutcome(item.key, Amount(item.quantity, item.quantity), "undivided", ())
    if not item.is_stated_by(change.before):
        part = _sum([weights[key] for key in change.after])
        after = None if part is None else item.quantity * part
        return ItemOutcome(item.key, Amount(item.quantity, after), "population", ())
    before = item.sum_of(change.before)
    guessed = tuple(key for key in change.after if key not in item.volumes)
    part = _sum([weights[key] for key in guessed])
    after = None if part is None else item.sum_of(change.after) + before * part
    return ItemOutcome(item.key, Amount(before, after), "stated", guessed)


def _in_relation(
    item: Item, change: Change, people: Mapping[int, Fraction | None]
) -> dict[int, Fraction | None]:
    """Each one's volume of an item in relation to the base; by population where none is stated."""
    total = item.sum_of(change.before)
    return {
        key: item.volumes[key] / total if key in item.volumes else share
        for key, share in people.items()
    }


def weights_in(lot: LotFacts, change: Change) -> Weights:
    """Rule 3, of those who are counted in the lot."""
    shares = change.by_population
    people = {key: shares[key] for key in change.counted_in(lot.key)}
    items = [] if change.splits_by_population else lot.items
    stated = [
        item for item in items if item.is_stated_by(change.before) and item.sum_of(change.before)
    ]
    parts = {item.key: _in_relation(item, change, people) for item in stated}
    if not parts:
        return Weights(people, {}, ())
    means = {key: _mean([part[key] for part in parts.values()]) for key in people}
    guessed = [key for key in people if not all(key in item.volumes for item in stated)]
    return Weights(means, parts, tuple(guessed))


def lot_after(lot: LotFacts, change: Change) -> LotOutcome:
    """Rules 2 to 5 for one lot."""
    weights = weights_in(lot, change)
    before, after = (
        {key: weights.by_key[key] for key in keys}
        for keys in (change.counted_before(lot.key), change.counted_after(lot.key))
    )
    was, becomes = _sum(list(before.values())), _sum(list(after.values()))
    value = None
    if lot.value is not None and was and becomes is not None:
        value = lot.value * lot.fixed + lot.value * (1 - lot.fixed) * becomes / was
    return LotOutcome(
        key=lot.key,
        value=Amount(lot.value, value),
        weights=weights,
        shares_before=of_whole(before),
        shares_after=of_whole(after),
        items=[item_after(item, change) for item in lot.items],
    )


def owners(stances: Mapping[int, str], change: Change) -> tuple[set[int], set[int]]:
    """Rule 6: who owns a requirement before and after; ``stances`` are what each says of it."""
    if not any(key in stances for key in change.before):
        joining = set(change.after) - set(change.before)
        refusing = {key for key in joining if stances.get(key, "needs") not in NEEDING}
        return set(change.before), set(change.after) - refusing
    needing = {key for key, stance in stances.items() if stance in NEEDING}
    return needing & set(change.before), needing & set(change.after)


def _sum(parts: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None


def _mean(parts: Sequence[Fraction | None]) -> Fraction | None:
    total = _sum(parts)
    return None if total is None else total / len(parts)
