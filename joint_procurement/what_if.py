"""What happens to volumes, values and requirements when organisations leave or join: mathematics.

Exact, with fractions, and without Django. The rules stand in docs/joint-procurement.md:

1. *Base*: those who join before the change, B. Those after it are A. B's *own*, W, are those of B
   who join by more than an option; all of B where none does.
2. *Price item*. M are those of W who have stated a volume of some item of the lot; nobody, where
   that is one alone of several. Where every one of M has stated a volume of the item, it is as
   large as the sum of B's, and after the change as the sum of A's. One without a stated volume is
   estimated at (own population ÷ population of M) × the sum of M's. Where only some of M have
   stated one, the item's own quantity counts, and after it is quantity × (population of A ÷
   population of B). What none of W has stated a volume of, such as years of a licence, is not
   divided and stays as it is.
3. *Weight* in a lot, w, in relation to M, whose weights sum to 1: the mean of volume ÷ sum of M's
   volumes over the items that all of M have stated. Each item counts alike, for no estimated unit
   prices are kept and tendered prices are secret (OSL 19:3). For an item that one has stated no
   volume of, population ÷ population of M stands in the mean, as in rule 2. Without an item that
   all of M have stated, or where population is chosen as the key, w is population ÷ population
   of W.
4. *Value* of a lot after: V·f + V·(1 − f)·(sum of w after ÷ sum of w before), f the fixed part.
   V is estimated as if every option were used (LOU 5:3). So those who do not join and have an open
   option on the lot, O, are in V already: before are B and O, after A and O. That one of O joins
   changes nothing of the value. Without anybody in A nothing is bought, and there is no value.
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
    # Those who join before by an option only.
    by_option: frozenset[int] = frozenset()

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
    def own(self) -> tuple[int, ...]:
        """Those who join before by more than an option; all who join where nobody does (W)."""
        found = tuple(key for key in self.before if key not in self.by_option)
        return found or self.before

    @property
    def is_without_buyers(self) -> bool:
        """Whether all who joined are gone after the change, and nobody has come."""
        return bool(self.before) and not self.after

    @property
    def by_population(self) -> dict[int, Fraction | None]:
        """Population in relation to that of W."""
        return self.against(self.own)

    def against(self, base: Sequence[int]) -> dict[int, Fraction | None]:
        """Population in relation to that of a base."""
        return against_base(self.population, base, self.everyone)


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

    def stating(self, keys: Sequence[int]) -> tuple[int, ...]:
        """Those of them who have stated a volume of some item."""
        return tuple(key for key in keys if any(key in item.volumes for item in self.items))

    def measured_by(self, change: Change) -> tuple[int, ...]:
        """Those whose volumes it is measured by (M of rule 2); one alone of several is no measure,
        for all the others would be estimated in relation to it, which is by population."""
        found = self.stating(change.own)
        return found if len(found) > 1 or found == change.own else ()


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
    # Those whose weights sum to 1.
    base: tuple[int, ...]

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
    # The sums of the weights that the value is divided by (rule 4).
    weight: Amount
    shares_before: dict[int, Fraction] | None
    shares_after: dict[int, Fraction] | None
    items: list[ItemOutcome]


def item_after(item: Item, change: Change, base: Sequence[int]) -> ItemOutcome:
    """Rule 2; ``base`` are those by whose volumes its lot is measured."""
    quantity = item.quantity
    if change.own and not any(key in item.volumes for key in change.own):
        kept = Fraction(0) if change.is_without_buyers else quantity
        return ItemOutcome(item.key, Amount(quantity, kept), "undivided", ())
    if not item.is_stated_by(base):
        people = change.by_population
        was, part = (_sum([people[key] for key in keys]) for keys in (change.before, change.after))
        after = quantity * part / was if was and part is not None else None
        return ItemOutcome(item.key, Amount(quantity, after), "population", ())
    people, total = change.against(base), item.sum_of(base)
    guessed = tuple(
        key
        for key in change.everyone
        if key not in item.volumes and key in (*change.before, *change.after)
    )
    before, after = (
        _sum([item.sum_of(keys), *(_times(people[key], total) for key in guessed if key in keys)])
        for keys in (change.before, change.after)
    )
    return ItemOutcome(item.key, Amount(before, after), "stated", guessed)


def _in_relation(
    item: Item, base: Sequence[int], people: Mapping[int, Fraction | None]
) -> dict[int, Fraction | None]:
    """Each one's volume of an item in relation to the base; by population where none is stated."""
    total = item.sum_of(base)
    return {
        key: item.volumes[key] / total if key in item.volumes else share
        for key, share in people.items()
    }


def weights_in(lot: LotFacts, change: Change) -> Weights:
    """Rule 3, of those who are counted in the lot."""
    counted = change.counted_in(lot.key)
    base = () if change.splits_by_population else lot.measured_by(change)
    stated = [item for item in lot.items if item.is_stated_by(base) and item.sum_of(base)]
    shares = change.against(base) if stated else change.by_population
    people = {key: shares[key] for key in counted}
    if not stated:
        return Weights(people, {}, (), change.own)
    parts = {item.key: _in_relation(item, base, people) for item in stated}
    means = {key: _mean([part[key] for part in parts.values()]) for key in people}
    guessed = [key for key in people if not all(key in item.volumes for item in stated)]
    return Weights(means, parts, tuple(guessed), base)


def lot_after(lot: LotFacts, change: Change) -> LotOutcome:
    """Rules 2 to 5 for one lot."""
    weights, base = weights_in(lot, change), lot.measured_by(change)
    before, after = (
        {key: weights.by_key[key] for key in keys}
        for keys in (change.counted_before(lot.key), change.counted_after(lot.key))
    )
    was, becomes = _sum(list(before.values())), _sum(list(after.values()))
    value = None
    if lot.value is not None and was and becomes is not None and not change.is_without_buyers:
        value = lot.value * lot.fixed + lot.value * (1 - lot.fixed) * becomes / was
    return LotOutcome(
        key=lot.key,
        value=Amount(lot.value, value),
        weights=weights,
        weight=Amount(was, becomes),
        shares_before=of_whole(before),
        shares_after=None if change.is_without_buyers else of_whole(after),
        items=[item_after(item, change, base) for item in lot.items],
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


def _times(share: Fraction | None, total: Fraction) -> Fraction | None:
    return None if share is None else share * total


def _mean(parts: Sequence[Fraction | None]) -> Fraction | None:
    total = _sum(parts)
    return None if total is None else total / len(parts)
