"""The sheet of one lot: from means and prices to comparison figure and place, by formulas.

Spreadsheets count with about fifteen digits, so two figures that the engine knows to be equal may
differ in the last one. The place is therefore ranked on the figure rounded to six decimals, and
stands beside the engine's exact place.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from common.numbers import round_half_up
from procurements.choices import AwardModel, PriceMethod

from .exports_sheet import MONEY, POINTS, at, fixed, head, put, put_text, widths
from .results import LotResult
from .scoring.cases import given

DECIMALS = 6
_CRITERIA_ROW = 5


@dataclass
class Sources:
    """Where the other sheets hold what the lots' formulas read, as ranges."""

    points: dict[tuple[int, str, int], str] = field(default_factory=dict)  # lot, criterion, tender
    highest: dict[tuple[int, str], str] = field(default_factory=dict)  # lot, criterion
    prices: dict[tuple[int, int], str] = field(default_factory=dict)  # lot, tender


@dataclass(frozen=True)
class _Layout:
    """Where things stand on the sheet."""

    criteria: dict[str, int]  # row of each criterion
    price_weight: str = ""  # cells of the price rule
    price_max: str = ""
    full_at: str = ""
    zero_at: str = ""


def write_lot(sheet: Worksheet, lot: LotResult, currency: str, sources: Sources) -> None:
    """Write criteria, ranking and rejected tenders of one lot."""
    plan = lot.lot.plan
    title = _("Delkontrakt %(number)s: %(title)s") % {
        "number": lot.lot.number,
        "title": lot.lot.title,
    }
    put_text(sheet, 1, 1, title, bold=True)
    put_text(sheet, 2, 1, f"{plan.get_model_display()}, {currency}")
    widths(sheet, [26, 26, 18, *[16] * (2 * len(lot.basis.criteria) + 8)])
    if lot.award is None:
        for number, problem in enumerate(lot.problems):
            put_text(sheet, 4 + number, 1, problem)
        return
    layout, row = _write_criteria(sheet, lot, sources)
    row = _write_ranking(sheet, lot, sources, layout, row + 1)
    _write_rejected(sheet, lot, row + 1)


def _write_criteria(sheet: Worksheet, lot: LotResult, sources: Sources) -> tuple[_Layout, int]:
    plan = lot.lot.plan
    worth = _("Vikt") if plan.model == AwardModel.WEIGHTED_POINTS else _("Högsta belopp")
    head(sheet, _CRITERIA_ROW - 1, [_("Kriterium"), _("Högsta poäng"), worth])
    rows = {}
    row = _CRITERIA_ROW
    for criterion in lot.case.criteria:
        rows[criterion.key] = row
        put_text(sheet, row, 1, criterion.name)
        highest = sources.highest.get((lot.lot.number, criterion.key))
        value = f"=SUM({highest})" if highest else round_half_up(criterion.max_points, DECIMALS)
        put(sheet, row, 2, value)
        amount = criterion.weight if criterion.weight is not None else criterion.max_deduction
        if amount is not None:
            put(sheet, row, 3, round_half_up(amount, DECIMALS), MONEY)
        row += 1
    rule = lot.case.price_rule
    if rule is None:
        return _Layout(rows), row
    put_text(sheet, row, 1, _("Pris"))
    put(sheet, row, 2, round_half_up(rule.max_points, DECIMALS))
    put(sheet, row, 3, round_half_up(given(rule.weight), DECIMALS), MONEY)
    layout = _Layout(rows, price_weight=fixed(row, 3), price_max=fixed(row, 2))
    if rule.method == PriceMethod.LOWEST_OVER_PRICE:
        return layout, row + 1
    for offset, text, amount in (
        (1, _("Pris som ger full poäng"), rule.full_points_at),
        (2, _("Pris som ger noll poäng"), rule.zero_points_at),
    ):
        put_text(sheet, row + offset, 1, text)
        put(sheet, row + offset, 3, round_half_up(given(amount), DECIMALS), MONEY)
    scale = {"full_at": fixed(row + 1, 3), "zero_at": fixed(row + 2, 3)}
    return _Layout(rows, layout.price_weight, layout.price_max, **scale), row + 3


def _write_ranking(
    sheet: Worksheet, lot: LotResult, sources: Sources, layout: _Layout, row: int
) -> int:
    """Write the table of ranked tenders; return the row after it."""
    criteria = lot.case.criteria
    is_weighted = lot.lot.plan.model == AwardModel.WEIGHTED_POINTS
    titles = [_("Plats"), _("Anbud"), _("Pris")]
    if is_weighted:
        titles += [_("Prispoäng"), _("Viktade prispoäng")]
    for criterion in criteria:
        titles += [
            _("Poäng, %(name)s") % {"name": criterion.name},
            _("Värde, %(name)s") % {"name": criterion.name},
        ]
    titles += [_("Jämförelsetal"), _("Avrundat för plats")]
    titles += [_("Motorns jämförelsetal"), _("Motorns plats"), _("Kontroll")]
    head(sheet, row, titles)
    first, last = row + 1, row + len(lot.rows)
    for number, ranked in enumerate(lot.rows):
        _write_ranked(sheet, lot, sources, layout, (first, last), first + number, ranked)
    return last + 1


def _write_ranked(sheet, lot, sources, layout, table, row, ranked) -> None:
    plan, lot_number = lot.lot.plan, lot.lot.number
    is_weighted = plan.model == AwardModel.WEIGHTED_POINTS
    form = POINTS if is_weighted else MONEY
    put_text(sheet, row, 2, str(ranked.tender))
    put(sheet, row, 3, f"=SUM({sources.prices[lot_number, ranked.tender.pk]})", MONEY)
    column, parts = 4, [at(row, 3)]
    if is_weighted:
        put(sheet, row, 4, _price_points(layout, plan.price_method, table, row))
        put(sheet, row, 5, f"={layout.price_weight}*{at(row, 4)}/{layout.price_max}")
        column, parts = 6, [at(row, 5)]
    for criterion in lot.case.criteria:
        points = sources.points[lot_number, criterion.key, ranked.tender.pk]
        highest, worth = (fixed(layout.criteria[criterion.key], number) for number in (2, 3))
        put(sheet, row, column, f"=SUM({points})")
        put(sheet, row, column + 1, _value(plan.model, at(row, column), highest, worth), form)
        parts.append(at(row, column + 1))
        column += 2
    figure, rounded = at(row, column), at(row, column + 1)
    put(sheet, row, column, f"={'+'.join(parts)}", form)
    put(sheet, row, column + 1, f"=ROUND({figure},{DECIMALS})", form)
    span = f"{fixed(table[0], column + 1)}:{fixed(table[1], column + 1)}"
    put(sheet, row, 1, f"=RANK({rounded},{span},{0 if is_weighted else 1})", "0")
    put(sheet, row, column + 2, round_half_up(ranked.value, DECIMALS), form)
    put(sheet, row, column + 3, ranked.rank, "0")
    same = _("lika")
    differs = _("AVVIKER")
    put(
        sheet,
        row,
        column + 4,
        f"=IF(AND(ABS({figure}-{at(row, column + 2)})<0.00001,"
        f'{at(row, 1)}={at(row, column + 3)}),"{same}","{differs}")',
    )


def _price_points(layout: _Layout, method: str, table: tuple[int, int], row: int) -> str:
    price = at(row, 3)
    if method == PriceMethod.LOWEST_OVER_PRICE:
        prices = f"{fixed(table[0], 3)}:{fixed(table[1], 3)}"
        return f"={layout.price_max}*MIN({prices})/{price}"
    full, zero = layout.full_at, layout.zero_at
    return f"=MAX(0,{layout.price_max}*({zero}-{price})/({zero}-{full}))"


def _value(model: str, points: str, highest: str, worth: str) -> str | int:
    """The formula of docs/scoring.md §3 for what a criterion adds to the comparison figure."""
    formulas: dict[str, str | int] = {
        AwardModel.MONETARY_DEDUCTION: f"=-{worth}*{points}/{highest}",
        AwardModel.MONETARY_ADDITION: f"={worth}*(1-{points}/{highest})",
        AwardModel.WEIGHTED_POINTS: f"={worth}*{points}/{highest}",
        AwardModel.LOWEST_PRICE: 0,
    }
    return formulas[model]


def _write_rejected(sheet: Worksheet, lot: LotResult, row: int) -> None:
    for tender, reasons in lot.rejected:
        put_text(sheet, row, 1, _("Förkastat"))
        put_text(sheet, row, 2, tender)
        put_text(sheet, row, 3, "; ".join(reasons))
        row += 1
