"""The case an award is computed from: criteria, price rule and tenders, all immutable."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from evaluation.scoring.problems import CaseRefused, Problem
from evaluation.scoring.sentences import Sentence, sentence

LOWEST_PRICE = "lowest_price"
MONETARY_DEDUCTION = "monetary_deduction"
MONETARY_ADDITION = "monetary_addition"
WEIGHTED_POINTS = "weighted_points"
MODELS = (LOWEST_PRICE, MONETARY_DEDUCTION, MONETARY_ADDITION, WEIGHTED_POINTS)
MONETARY_MODELS = (MONETARY_DEDUCTION, MONETARY_ADDITION)

LOWEST_OVER_PRICE = "lowest_over_price"
ABSOLUTE_SCALE = "absolute_scale"
PRICE_METHODS = (LOWEST_OVER_PRICE, ABSOLUTE_SCALE)

DEFAULT_CURRENCY = "SEK"
DEFAULT_PRICE_POINTS = Fraction(100)


T = TypeVar("T")


def given(value: T | None) -> T:
    """Return a field that ``check_case`` has made sure is there in this model."""
    if value is None:
        raise TypeError("check_case was not called before the case was used")
    return value


@dataclass(frozen=True)
class Criterion:
    """One award criterion with its scale; money or weight says what full points are worth."""

    key: str
    max_points: Fraction
    max_deduction: Fraction | None = None  # in the case's currency, monetary models
    weight: Fraction | None = None  # weighted points
    minimum_points: Fraction | None = None  # gate: below this the tender is rejected
    title: str = ""

    @property
    def name(self) -> str:
        """The words people see: the title, or the key where no title was given."""
        return self.title or self.key


@dataclass(frozen=True)
class PriceRule:
    """How weighted points turn a price into points."""

    method: str
    weight: Fraction | None
    max_points: Fraction = DEFAULT_PRICE_POINTS
    full_points_at: Fraction | None = None  # absolute scale only
    zero_points_at: Fraction | None = None  # absolute scale only


@dataclass(frozen=True)
class Tender:
    """One tender: price, points per criterion key, and the ska-requirements it fails.

    A missing key in ``points`` means unscored, which is never zero.
    """

    key: str
    price: Fraction | None
    points: dict[str, Fraction] = field(default_factory=dict)
    failed_requirements: tuple[str, ...] = ()


@dataclass(frozen=True)
class AwardCase:
    """Everything that decides one ranking."""

    model: str
    criteria: tuple[Criterion, ...]
    tenders: tuple[Tender, ...]
    currency: str = DEFAULT_CURRENCY
    price_rule: PriceRule | None = None
    minimum_total_points: Fraction | None = None


def check_case(case: AwardCase) -> None:
    """Raise ``CaseRefused`` with every problem that makes the case impossible to rank."""
    problems = [
        *_model_problems(case),
        *_criteria_problems(case),
        *_price_rule_problems(case),
        *_tender_problems(case),
    ]
    if problems:
        raise CaseRefused(problems)


def _model_problems(case: AwardCase) -> Iterator[Problem]:
    if case.model not in MODELS:
        words = ", ".join(MODELS)
        yield Problem(
            "unknown_model",
            "model",
            sentence("Okänd modell ”%(model)s”. Välj: %(words)s.", model=case.model, words=words),
        )
    if not (len(case.currency) == 3 and case.currency.isascii() and case.currency.isupper()):
        yield Problem(
            "bad_currency",
            "currency",
            sentence("Valutan ska vara tre versaler enligt ISO 4217, t.ex. SEK."),
        )
    if case.model in MODELS and case.model != LOWEST_PRICE and not case.criteria:
        yield Problem(
            "no_criteria", "criteria", sentence("Modellen behöver minst ett tilldelningskriterium.")
        )
    total = sum(criterion.max_points for criterion in case.criteria)
    if case.minimum_total_points is not None and not 0 <= case.minimum_total_points <= total:
        yield Problem(
            "minimum_out_of_range",
            "minimum_total_points",
            sentence("Lägsta totalpoäng ska ligga mellan 0 och summan av kriteriernas maxpoäng."),
        )


def _criteria_problems(case: AwardCase) -> Iterator[Problem]:
    yield from _repeated(case.criteria, "criteria", sentence("Kriteriet"))
    for number, criterion in enumerate(case.criteria):
        place = f"criteria[{number}]"
        if criterion.max_points <= 0:
            yield _not_positive(f"{place}.max_points")
        if case.model in MONETARY_MODELS:
            yield from _worth_problems(criterion.max_deduction, f"{place}.max_deduction")
        if case.model == WEIGHTED_POINTS:
            yield from _worth_problems(criterion.weight, f"{place}.weight")
        minimum = criterion.minimum_points
        if minimum is not None and not 0 <= minimum <= criterion.max_points:
            yield Problem(
                "minimum_out_of_range",
                f"{place}.minimum_points",
                sentence("Lägsta poäng ska ligga mellan 0 och kriteriets maxpoäng."),
            )


def _price_rule_problems(case: AwardCase) -> Iterator[Problem]:
    rule = case.price_rule
    if case.model != WEIGHTED_POINTS:
        return
    if rule is None:
        yield Problem(
            "missing", "price", sentence("Viktade poäng behöver en prisregel (method och weight).")
        )
        return
    if rule.method not in PRICE_METHODS:
        words = ", ".join(PRICE_METHODS)
        yield Problem(
            "unknown_method",
            "price.method",
            sentence(
                "Okänd prismetod ”%(method)s”. Välj: %(words)s.", method=rule.method, words=words
            ),
        )
    yield from _worth_problems(rule.weight, "price.weight")
    if rule.max_points <= 0:
        yield _not_positive("price.max_points")
    if rule.method == ABSOLUTE_SCALE:
        yield from _scale_problems(rule)


def _scale_problems(rule: PriceRule) -> Iterator[Problem]:
    for name in ("full_points_at", "zero_points_at"):
        if getattr(rule, name) is None:
            yield Problem(
                "missing", f"price.{name}", sentence("En absolut prisskala behöver båda ändarna.")
            )
    if rule.full_points_at is None or rule.zero_points_at is None:
        return
    if rule.full_points_at < 0:
        yield Problem(
            "negative", "price.full_points_at", sentence("Priset får inte vara negativt.")
        )
    if rule.zero_points_at <= rule.full_points_at:
        yield Problem(
            "scale_reversed",
            "price.zero_points_at",
            sentence("Priset som ger noll poäng ska vara högre än priset som ger full poäng."),
        )


def _tender_problems(case: AwardCase) -> Iterator[Problem]:
    if not case.tenders:
        yield Problem("no_tenders", "tenders", sentence("Det finns inget anbud att rangordna."))
    yield from _repeated(case.tenders, "tenders", sentence("Anbudet"))
    criteria = {criterion.key: criterion for criterion in case.criteria}
    for number, tender in enumerate(case.tenders):
        place = f"tenders[{number}]"
        # A tender that fails a ska-requirement is out whatever it costs and scores.
        if tender.price is None and not tender.failed_requirements:
            yield Problem(
                "missing_price",
                f"{place}.price",
                sentence("Anbudet %(tender)s saknar pris.", tender=tender.key),
            )
        if tender.price is not None and tender.price < 0:
            yield Problem(
                "negative",
                f"{place}.price",
                sentence("Anbudet %(tender)s har ett negativt pris.", tender=tender.key),
            )
        for key, points in tender.points.items():
            yield from _points_problems(tender, key, points, criteria.get(key), place)
        if not tender.failed_requirements:
            yield from _unscored_problems(tender, case.criteria, place)


def _points_problems(
    tender: Tender, key: str, points: Fraction, criterion: Criterion | None, place: str
) -> Iterator[Problem]:
    if criterion is None:
        yield Problem(
            "unknown_criterion",
            f"{place}.points.{key}",
            sentence(
                "Anbudet %(tender)s har poäng för ”%(criterion)s”, som inte är ett kriterium.",
                tender=tender.key,
                criterion=key,
            ),
        )
    elif not 0 <= points <= criterion.max_points:
        yield Problem(
            "points_out_of_range",
            f"{place}.points.{key}",
            sentence(
                "Anbudet %(tender)s: poängen för %(criterion)s ska ligga mellan 0 och maxpoängen.",
                tender=tender.key,
                criterion=criterion.name,
            ),
        )


def _unscored_problems(
    tender: Tender, criteria: tuple[Criterion, ...], place: str
) -> Iterator[Problem]:
    for criterion in criteria:
        if criterion.key not in tender.points:
            yield Problem(
                "missing_points",
                f"{place}.points.{criterion.key}",
                sentence(
                    "Anbudet %(tender)s saknar poäng för %(criterion)s. Ej poängsatt är inte noll.",
                    tender=tender.key,
                    criterion=criterion.name,
                ),
            )


def _worth_problems(value: Fraction | None, place: str) -> Iterator[Problem]:
    if value is None:
        yield Problem("missing", place, sentence("Värdet saknas men behövs i den här modellen."))
    elif value <= 0:
        yield _not_positive(place)


def _not_positive(place: str) -> Problem:
    return Problem("not_positive", place, sentence("Värdet ska vara större än noll."))


def _repeated(
    things: Iterable[Criterion | Tender], list_name: str, word: Sentence
) -> Iterator[Problem]:
    counts: Counter[str] = Counter()
    for number, thing in enumerate(things):
        counts[thing.key] += 1
        if counts[thing.key] > 1:
            yield Problem(
                "duplicate_key",
                f"{list_name}[{number}].key",
                sentence("%(word)s ”%(key)s” finns mer än en gång.", word=word, key=thing.key),
            )
