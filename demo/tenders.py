"""The demo's suppliers: they fill in the forms that were sent out, and evaluators score them."""

import io
from collections import Counter
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from evaluation.actions import (
    assign_evaluator,
    lock_scores,
    record_score,
    start_evaluation,
    submit_scores,
)
from evaluation.models import Evaluation
from procurements.models import Procurement
from requirements_catalog.choices import AnswerFormat
from tenders import form_layout as layout
from tenders.actions import (
    FormReport,
    import_answers,
    import_prices,
    register_tender,
)
from tenders.actions_suppliers import find_or_register_operator
from tenders.forms_out import build_answer_form, build_price_form
from tenders.models import Tender

from . import content


class FormRefused(Exception):
    """A form that the demo filled in came back with remarks: form and content do not agree."""


def receive_tenders(*, procurement: Procurement, by: User) -> list[Tender]:
    """Every supplier's tender: forms built, filled in, and imported as a returned file is."""
    answer_form, price_form = build_answer_form(procurement), build_price_form(procurement)
    lots = {lot.number: lot for lot in procurement.lots.all()}
    formats = {
        item.version.content["code"]: item.version.content["answer_format"]
        for item in procurement.items.answerable().with_content()
    }
    tenders = []
    for supplier in content.tender_content()["suppliers"]:
        operator = find_or_register_operator(
            programme=procurement.programme,
            name=supplier["name"],
            organisation_number=supplier["organisation_number"],
            by=by,
        )
        own_lots = [lots[number] for number in supplier["lots"]]
        tender = register_tender(
            procurement=procurement,
            operator=operator,
            received_at=timezone.make_aware(datetime.fromisoformat(supplier["received_at"])),
            lots=own_lots,
            by=by,
        )
        filled = fill_answer_form(answer_form, supplier, formats, own_lots)
        name = f"svar-{supplier['key']}.xlsx"
        _accept(import_answers(tender=tender, content=filled, file_name=name, by=by), name)
        filled = fill_price_form(price_form, supplier)
        name = f"priser-{supplier['key']}.xlsx"
        _accept(import_prices(tender=tender, content=filled, file_name=name, by=by), name)
        tenders.append(tender)
    return tenders


def _accept(report: FormReport, name: str) -> None:
    if not report.stored:
        first = next(row for row in report.rows if row["outcome"] == "refused")
        raise FormRefused(f"{name}, cell {first['cell']}: {first['problem']}")


def fill_answer_form(form: bytes, supplier: dict, formats: dict[str, str], lots: list) -> bytes:
    """The answer form as the supplier returns it; ``formats`` is the answer format by code."""
    book = load_workbook(io.BytesIO(form))
    tokens = {layout.lot_token(lot) for lot in lots}
    for cells in book[layout.COVER_SHEET].iter_rows():
        if cells[0].value in tokens:
            cells[2].value = layout.YES
    sheet = book[layout.ANSWER_SHEET]
    header, columns = _header(sheet)
    comments = supplier.get("comments", {})
    for row in range(header + 1, sheet.max_row + 1):
        if not sheet.cell(row, columns[layout.TOKEN]).value:
            continue
        code = sheet.cell(row, columns["Krav-id"]).value
        answer, evidence = _answer(code, formats[code], supplier)
        sheet.cell(row, columns[layout.ANSWER]).value = answer
        sheet.cell(row, columns[layout.COMMENT]).value = comments.get(code)
        sheet.cell(row, columns[layout.EVIDENCE]).value = evidence
    return _saved(book)


def _answer(code: str, answer_format: str, supplier: dict) -> tuple[str, str | None]:
    """The answer and the reference to evidence that the supplier writes for a requirement."""
    data = content.tender_content()
    annex = f"Anbudsbilaga {code}, {supplier['product']}"
    if code in supplier["answers"]:
        return supplier["answers"][code], None
    if code in data["answers"]:
        return content.answer_text(code, supplier["key"]), annex
    if answer_format in (AnswerFormat.ATTACHMENT, AnswerFormat.CHOICE):
        return data["default_answers"][answer_format], annex
    return data["default_answers"]["yes_no"], None


def fill_price_form(form: bytes, supplier: dict) -> bytes:
    """The price form as the supplier returns it: a unit price for each item, in order."""
    book = load_workbook(io.BytesIO(form))
    sheet = book[layout.PRICE_SHEET]
    header, columns = _header(sheet)
    for row in range(header + 1, sheet.max_row + 1):
        if not sheet.cell(row, columns[layout.TOKEN]).value:
            continue
        lot = str(sheet.cell(row, columns["Delkontrakt"]).value)
        number = int(sheet.cell(row, columns["Nr"]).value)
        if lot in supplier["prices"]:
            price = Decimal(supplier["prices"][lot][number - 1])
            sheet.cell(row, columns[layout.UNIT_PRICE]).value = price
    return _saved(book)


def _header(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The row of the column heads, and the column of each head."""
    for cells in sheet.iter_rows(max_row=20):
        if cells[0].value == layout.TOKEN:
            return cells[0].row, {cell.value: cell.column for cell in cells if cell.value}
    raise FormRefused(f"{sheet.title}: raden med kolumnrubriker saknas")


def _saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# ---------------------------------------------------------------- scores


def evaluate_tenders(*, procurement: Procurement, people: dict[str, User], by: User) -> Evaluation:
    """Three evaluators score each valid tender with reasons and submit; the scores are locked."""
    data = content.tender_content()
    evaluation = start_evaluation(procurement=procurement, by=by)
    tenders = {
        tender.operator.name: tender for tender in procurement.tenders.select_related("operator")
    }
    names = {supplier["key"]: supplier["name"] for supplier in data["suppliers"]}
    items = {
        item.version.content["code"]: item
        for item in procurement.items.filter(role="desirable").with_content()
    }
    for place, email in enumerate(data["evaluators"]):
        evaluator = people[email]
        assign_evaluator(evaluation=evaluation, user=evaluator, by=by)
        given: Counter[int] = Counter()
        for code, scores in data["scores"].items():
            for key, points in scores.items():
                item, given_before = items[code], given[points[place]]
                title = item.version.content["title"]
                record_score(
                    evaluation=evaluation,
                    tender=tenders[names[key]],
                    item=item,
                    points=Decimal(points[place]),
                    reason=content.score_reason(code, title, points, place, given_before),
                    by=evaluator,
                )
                given[points[place]] += 1
        submit_scores(evaluation=evaluation, by=evaluator)
    return lock_scores(
        evaluation=evaluation, by=by, reason="Alla utvärderare har lämnat in sina poäng."
    )
