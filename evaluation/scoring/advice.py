"""What a ranking should be read with: warnings that never change a figure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.scoring.cases import (
    ABSOLUTE_SCALE,
    LOWEST_OVER_PRICE,
    MONETARY_MODELS,
    WEIGHTED_POINTS,
    AwardCase,
    Tender,
    given,
)
from evaluation.scoring.numbers import display_text
from evaluation.scoring.ranking import RankedTender, rank_tenders


@dataclass(frozen=True)
class Notice:
    """A warning: a stable code for programs and a Swedish sentence for people."""

    code: str
    message: str


def notices_for(
    case: AwardCase, tenders: tuple[Tender, ...], ranking: tuple[RankedTender, ...]
) -> tuple[Notice, ...]:
    """Return every warning about a case, its valid ``tenders`` and their ``ranking``."""
    return (
        *_unused_fields(case),
        *_weight_sum(case),
        *_price_floor(case, tenders),
        *_relative_price(case, tenders, ranking),
        *_ties(ranking),
        *_no_valid_tender(ranking),
    )


def _unused_fields(case: AwardCase) -> Iterator[Notice]:
    if case.model not in MONETARY_MODELS and any(
        criterion.max_deduction is not None for criterion in case.criteria
    ):
        yield _unused(case, "max_deduction")
    if case.model != WEIGHTED_POINTS:
        if any(criterion.weight is not None for criterion in case.criteria):
            yield _unused(case, "weight")
        if case.price_rule is not None:
            yield _unused(case, "price")


def _unused(case: AwardCase, name: str) -> Notice:
    return Notice("unused_field", f"Fältet {name} påverkar inte modellen {case.model}.")


def _weight_sum(case: AwardCase) -> Iterator[Notice]:
    if case.model != WEIGHTED_POINTS:
        return
    total = given(given(case.price_rule).weight)
    total += sum(given(criterion.weight) for criterion in case.criteria)
    if total != 100:
        yield Notice("weights_not_100", f"Vikterna summerar till {display_text(total)}, inte 100.")


def _price_floor(case: AwardCase, tenders: tuple[Tender, ...]) -> Iterator[Notice]:
    if case.model != WEIGHTED_POINTS or given(case.price_rule).method != ABSOLUTE_SCALE:
        return
    rule = given(case.price_rule)
    full, zero = given(rule.full_points_at), given(rule.zero_points_at)
    if full > 0:
        yield Notice(
            "price_floor",
            f"Full prispoäng ges redan vid {display_text(full)} {case.currency}. "
            f"Ett pris som slutar spela roll under en nivå är otillåtet (HFD 2022 ref. 41). "
            f"Skalan kapas därför aldrig uppåt: lägre pris ger mer än full poäng. "
            f"Sätt nivån till 0 för en skala utan den frågan.",
        )
    for tender in tenders:
        if given(tender.price) >= zero:
            yield Notice(
                "price_without_points",
                f"Anbudet {tender.key} når priset som ger noll poäng; över den nivån skiljer "
                f"priset inte anbuden åt.",
            )


def _relative_price(
    case: AwardCase, tenders: tuple[Tender, ...], ranking: tuple[RankedTender, ...]
) -> Iterator[Notice]:
    if case.model != WEIGHTED_POINTS or given(case.price_rule).method != LOWEST_OVER_PRICE:
        return
    yield Notice(
        "relative_price",
        "Prispoängen beror på det lägsta priset bland de giltiga anbuden: ett tredje anbud kan "
        "byta ordningen mellan två andra (docs/scoring.md §5).",
    )
    for left_out in tenders:
        others = tuple(tender for tender in tenders if tender is not left_out)
        before, after = _order(ranking, without=left_out), _order(rank_tenders(case, others))
        if before != after:
            yield Notice(
                "rank_reversal",
                f"Utan anbudet {left_out.key} blir ordningen mellan de övriga "
                f"{_order_text(after)} i stället för {_order_text(before)}.",
            )


def _order(
    ranking: tuple[RankedTender, ...], without: Tender | None = None
) -> tuple[tuple[str, ...], ...]:
    """Return the keys grouped by place, best first, leaving one tender out."""
    places = defaultdict(list)
    for ranked in ranking:
        if ranked.valuation.tender is not without:
            places[ranked.rank].append(ranked.valuation.tender.key)
    return tuple(tuple(keys) for keys in places.values())


def _order_text(order: tuple[tuple[str, ...], ...]) -> str:
    return ", ".join(" = ".join(keys) for keys in order)


def _ties(ranking: tuple[RankedTender, ...]) -> Iterator[Notice]:
    places = defaultdict(list)
    for ranked in ranking:
        places[ranked.rank].append(ranked.valuation.tender.key)
    for rank, keys in places.items():
        if len(keys) > 1:
            yield Notice(
                "tie",
                f"Delad plats {rank}: {', '.join(keys)}. Särskiljning görs bara efter en regel "
                f"som stod i upphandlingsdokumenten.",
            )


def _no_valid_tender(ranking: tuple[RankedTender, ...]) -> Iterator[Notice]:
    if not ranking:
        yield Notice("no_valid_tender", "Inget anbud klarar kraven, så ingen kan rangordnas.")
