"""The evaluation as a workbook whose formulas compute the result again, from scores to place.

Sheets: one a lot that leads to comparison figure and place, then the scores with their means and
the prices with their sums, which the lots' formulas read. Beside each place stands the engine's
own and whether the two agree (docs/scoring.md §8).
"""

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from common.workbook_bytes import workbook_bytes

from .exports_lot import Sources, write_lot
from .exports_sheet import MONEY, at, head, put, put_text, rows_of, widths
from .models import Evaluation
from .results import LotResult, load_results

FIRST_EVALUATOR = 7  # column of the first evaluator's points on the sheet of scores


def report_workbook(evaluation: Evaluation, *, made_at: datetime) -> bytes:
    """Return the workbook; the same scores and the same ``made_at`` (aware) give the same bytes.

    Raises ResultNotReady until the scores are locked.
    """
    lots = load_results(evaluation)
    moment = made_at.astimezone(UTC)
    book = Workbook()
    book.properties.title = _("Utvärdering – %(title)s") % {"title": evaluation.procurement}
    book.properties.creator = str(evaluation.procurement.programme)
    book.properties.created = moment.replace(tzinfo=None)
    scores, prices = book.active, book.create_sheet(_("Priser"))
    scores.title = _("Poäng")
    sources = Sources()
    _write_scores(scores, lots, _evaluators(evaluation), sources)
    _write_prices(prices, lots, sources)
    for number, lot in enumerate(lots):
        sheet = book.create_sheet(_("Del %(number)s") % {"number": lot.lot.number}, number)
        write_lot(sheet, lot, evaluation.procurement.currency, sources)
    book.active = 0
    return workbook_bytes(book, modified=moment)


def _evaluators(evaluation: Evaluation) -> list[str]:
    assignments = evaluation.assignments.select_related("user").order_by("pk")
    return [str(assignment.user) for assignment in assignments]


def _write_scores(
    sheet: Worksheet, lots: tuple[LotResult, ...], evaluators: list[str], sources: Sources
) -> None:
    """One row a requirement and tender: everybody's points, their mean, their reasons."""
    mean = FIRST_EVALUATOR + len(evaluators)
    titles = [_("Del"), _("Anbud"), _("Kriterium"), _("Krav"), _("Rubrik"), _("Högst")]
    reasons = [_("Motivering, %(name)s") % {"name": name} for name in evaluators]
    head(sheet, 1, [*titles, *evaluators, _("Medel"), *reasons])
    widths(sheet, [6, 24, 24, 14, 40, 8, *[14] * len(evaluators), 10, *[50] * len(evaluators)])
    sheet.freeze_panes = "C2"
    row = 2
    for lot in lots:
        for tender in lot.basis.qualified:
            for criterion in lot.basis.criteria:
                first = row
                for line in lot.items[tender.pk, criterion.pk]:
                    _write_score(sheet, row, mean, (lot, tender, criterion), line)
                    row += 1
                place = (lot.lot.number, criterion.key)
                sources.points[*place, tender.pk] = rows_of(sheet, mean, first, row - 1)
                sources.highest.setdefault(place, rows_of(sheet, 6, first, row - 1))


def _write_score(sheet: Worksheet, row: int, mean: int, where, line) -> None:
    lot, tender, criterion = where
    content = line.item.version.content
    put(sheet, row, 1, lot.lot.number)
    texts = (str(tender), criterion.title, content["code"], content["title"])
    for column, text in enumerate(texts, start=2):
        put_text(sheet, row, column, text)
    put(sheet, row, 6, line.item.max_points)
    for number, score in enumerate(line.scores):
        put(sheet, row, FIRST_EVALUATOR + number, score.points)
        put_text(sheet, row, mean + 1 + number, score.reason)
    put(sheet, row, mean, f"=AVERAGE({at(row, FIRST_EVALUATOR)}:{at(row, mean - 1)})")


def _write_prices(sheet: Worksheet, lots: tuple[LotResult, ...], sources: Sources) -> None:
    """One row a price item and tender: quantity times unit price."""
    titles = [_("Del"), _("Anbud"), _("Prispost"), _("Enhet"), _("Mängd"), _("À-pris"), _("Summa")]
    head(sheet, 1, titles)
    widths(sheet, [6, 24, 40, 12, 12, 16, 18])
    sheet.freeze_panes = "C2"
    row = 2
    for lot in lots:
        for tender in lot.basis.qualified:
            first = row
            for price in lot.prices[tender.pk]:
                item = price.price_item
                put(sheet, row, 1, lot.lot.number)
                for column, text in enumerate((str(tender), str(item), item.unit), start=2):
                    put_text(sheet, row, column, text)
                put(sheet, row, 5, item.quantity)
                put(sheet, row, 6, price.unit_price, MONEY)
                put(sheet, row, 7, f"={at(row, 5)}*{at(row, 6)}", MONEY)
                row += 1
            sources.prices[lot.lot.number, tender.pk] = rows_of(sheet, 7, first, row - 1)
