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
from evaluation.scoring.sentences import sentence


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
    return Notice(
        "unused_field",
        sentence("Fältet %(name)s påverkar inte modellen %(model)s.", name=name, model=case.model),
    )


def _weight_sum(case: AwardCase) -> Iterator[Notice]:
    if case.model != WEIGHTED_POINTS:
        return
    total = given(given(case.price_rule).weight)
    total += sum(given(criterion.weight) for criterion in case.criteria)
    if total != 100:
        yield Notice(
            "weights_not_100",
            sentence("Vikterna summerar till %(total)s, inte 100.", total=display_text(total)),
        )


def _price_floor(case: AwardCase, tenders: tuple[Tender, ...]) -> Iterator[Notice]:
    if case.model != WEIGHTED_POINTS or given(case.price_rule).method != ABSOLUTE_SCALE:
        return
    rule = given(case.price_rule)
    full, zero = given(rule.full_points_at), given(rule.zero_points_at)
    if full > 0:
        yield Notice(
            "price_floor",
            sentence(
                "Full prispoäng ges redan vid %(price)s %(currency)s. "
                "Ett pris som slutar spela roll under en nivå är otillåtet (HFD 2022 ref. 41). "
                "Skalan kapas därför aldrig uppåt: lägre pris ger mer än full poäng. "
                "Sätt nivån till 0 för en skala utan den frågan.",
                price=display_text(full),
                currency=case.currency,
            ),
        )
    for tender in tenders:
        if given(tender.price) >= zero:
            yield Notice(
                "price_without_points",
                sentence(
                    "Anbudet %(tender)s når priset som ger noll poäng; över den nivån skiljer "
                    "priset inte anbuden åt.",
                    tender=tender.key,
                ),
            )


def _relative_price(
    case: AwardCase, tenders: tuple[Tender, ...], ranking: tuple[RankedTender, ...]
) -> Iterator[Notice]:
    if case.model != WEIGHTED_POINTS or given(case.price_rule).method != LOWEST_OVER_PRICE:
        return
    yield Notice(
        "relative_price",
        sentence(
            "Prispoängen beror på det lägsta priset bland de giltiga anbuden: ett tredje anbud kan "
            "byta ordningen mellan två andra (docs/scoring.md §5)."
        ),
    )
    for left_out in tenders:
        others = tuple(tender for tender in tenders if tender is not left_out)
        before, after = _order(ranking, without=left_out), _order(rank_tenders(case, others))
        if before != after:
            yield Notice(
                "rank_reversal",
                sentence(
                    "Utan anbudet %(tender)s blir ordningen mellan de övriga %(after)s i stället "
                    "för %(before)s.",
                    tender=left_out.key,
                    after=_order_text(after),
                    before=_order_text(before),
                ),
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
                sentence(
                    "Delad plats %(rank)s: %(tenders)s. Särskiljning görs bara efter en regel som "
                    "stod i upphandlingsdokumenten.",
                    rank=str(rank),
                    tenders=", ".join(keys),
                ),
            )


def _no_valid_tender(ranking: tuple[RankedTender, ...]) -> Iterator[Notice]:
    if not ranking:
        yield Notice(
            "no_valid_tender", sentence("Inget anbud klarar kraven, så ingen kan rangordnas.")
        )
