"""Everything that changes tenders; suppliers are changed in ``actions_suppliers``."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.file_names import safe_name
from common.history import (
    bulk_create_with_history,
    bulk_update_with_history,
    save_with_reason,
    set_with_reason,
)
from common.workbook_formulas import formula_cells
from common.workbook_reader import read_workbook
from procurements.choices import ItemRole, ProcurementState
from procurements.models import Lot, PriceItem, Procurement, ProcurementRequirement
from requirements_catalog.choices import AnswerFormat

from . import form_layout as layout
from .actions_suppliers import TenderProblem
from .choices import FormKind, TenderStatus
from .form_reader import check_mark, read_answers, read_prices
from .form_rows import ExpectedRow, FormReading, Problem
from .models import EconomicOperator, PriceLine, ReceivedForm, RequirementResponse, Tender


@dataclass
class FormReport:
    """What a returned form did, row by row; ``stored`` tells whether anything was written."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    stored: bool = False
    rows: list[dict] = field(default_factory=list)
    notices: list[dict] = field(default_factory=list)

    def as_json(self) -> dict:
        """The report as commands and jobs write it."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "stored": self.stored,
            "rows": self.rows,
            "notices": self.notices,
        }


@transaction.atomic
def register_tender(
    *,
    procurement: Procurement,
    operator: EconomicOperator,
    received_at: datetime,
    by,
    lots: list[Lot] | tuple = (),
) -> Tender:
    """Write down that a tender came in.

    Raises TenderProblem before the tenders are opened, and once the scores are locked: a result
    that people have read must not get another tender.

    One that came after the deadline is kept on record as late, and is not evaluated (LOU 4:1).
    """
    procurement = _opened(procurement)
    if procurement.tenders.filter(frozen_at__isnull=False).exists():
        raise TenderProblem(_("Poängen är låsta, så inget anbud kan registreras. Häv låset först."))
    if operator.programme_id != procurement.programme_id:
        raise TenderProblem(_("Leverantören hör till ett annat program."))
    if received_at > timezone.now():
        raise TenderProblem(_("Tidpunkten för mottagandet ligger i framtiden."))
    _check_lots(procurement, lots)
    tender = Tender(
        procurement=procurement,
        operator=operator,
        received_at=received_at,
        status=_status_when_received(procurement, received_at),
    )
    tender.full_clean()
    save_with_reason(tender, by=by)
    set_with_reason(tender, "lots", lots, by=by)
    return tender


@transaction.atomic
def correct_tender(
    *, tender: Tender, received_at: datetime, lots: list[Lot] | tuple, by, reason: str
) -> Tender:
    """Put right when a tender came in and for which lots, until the scores are locked."""
    tender = _unlocked_tender(tender)
    if received_at > timezone.now():
        raise TenderProblem(_("Tidpunkten för mottagandet ligger i framtiden."))
    _check_lots(tender.procurement, lots)
    tender.received_at = received_at
    tender.status = _status_when_received(tender.procurement, received_at)
    save_with_reason(tender, by=by, reason=reason)
    tender.lots.set(lots)
    return tender


@transaction.atomic
def withdraw_tender(*, tender: Tender, by, reason: str) -> Tender:
    """The supplier takes the tender back; it stays on record and out of the evaluation."""
    tender = _open_tender(tender)
    tender.status = TenderStatus.WITHDRAWN
    return save_with_reason(tender, by=by, reason=reason)


@transaction.atomic
def freeze_tenders(*, procurement: Procurement, by) -> None:
    """Keep answers and prices as they are from now on: the scores have been locked on them.

    The procurement is locked first, so that no tender is registered beside the frozen ones.
    """
    Procurement.objects.select_for_update().get(pk=procurement.pk)
    for tender in _locked_tenders(procurement):
        tender.frozen_at = timezone.now()
        save_with_reason(tender, by=by, reason=_("Poängen låstes"))


@transaction.atomic
def thaw_tenders(*, procurement: Procurement, by, reason: str) -> None:
    """Let answers and prices be corrected again: the lock on the scores was broken."""
    for tender in _locked_tenders(procurement):
        tender.frozen_at = None
        save_with_reason(tender, by=by, reason=reason)


def import_answers(
    *,
    tender: Tender,
    content: bytes,
    file_name: str,
    by,
    dry_run: bool = False,
    apply_rest: bool = False,
) -> FormReport:
    """Read a returned answer form; store its answers when nothing is refused.

    With ``apply_rest`` the rows that can be used are stored although others are refused. Raises
    WorkbookRefused for a file that cannot be read, ForeignForm for one that is not this
    procurement's, TenderProblem when answers may not change now.
    """
    reading = _read_answer_form(tender.procurement, content, file_name)
    wanted = {
        token: {"answer": row.answer, "comment": row.comment, "evidence": row.evidence}
        for token, row in reading.rows.items()
    }
    items = {
        layout.item_token(item): item
        for item in tender.procurement.items.answerable().select_related("version")
    }
    with transaction.atomic():
        locked = _open_tender(tender)
        stored = {response.item_id: response for response in tender.responses.all()}
        report = _report(reading)
        new, changed = [], []
        for token, values in wanted.items():
            item = items[token]
            response = stored.get(item.pk)
            outcome = _outcome(response, values)
            _count(report, outcome, reading.rows[token].row, item.version.content["code"])
            if outcome == "created":
                new.append(RequirementResponse(tender=tender, item=item, **values))
            elif outcome == "updated":
                for name, value in values.items():
                    setattr(response, name, value)
                changed.append(response)
        if dry_run or (reading.errors and not apply_rest):
            return report
        reason = _("Svarsformulär %(file)s") % {"file": file_name}
        bulk_create_with_history(RequirementResponse, new, by=by, reason=reason)
        bulk_update_with_history(
            RequirementResponse, changed, ["answer", "comment", "evidence"], by=by, reason=reason
        )
        if reading.lots:
            chosen = [int(token.rpartition("-")[2]) for token in reading.lots]
            set_with_reason(locked, "lots", chosen, by=by, reason=reason)
        _keep_form(locked, FormKind.ANSWERS, content, file_name, by)
    report.stored = True
    return report


def import_prices(
    *,
    tender: Tender,
    content: bytes,
    file_name: str,
    by,
    dry_run: bool = False,
    apply_rest: bool = False,
) -> FormReport:
    """Read a returned price form; the same rules as for the answer form."""
    procurement = tender.procurement
    workbook = read_workbook(content, file_name, is_verbatim=True)
    check_mark(workbook, procurement=procurement.slug, kind=FormKind.PRICES)
    price_items = {
        layout.price_token(item): item
        for item in PriceItem.objects.filter(lot__procurement=procurement).select_related("lot")
    }
    reading = read_prices(
        workbook,
        formula_cells(content, file_name),
        [_expected_price(i) for i in price_items.values()],
    )
    _notice_missing_prices(reading, price_items, set(tender.lots.values_list("pk", flat=True)))
    with transaction.atomic():
        locked = _open_tender(tender)
        stored = {line.price_item_id: line for line in tender.price_lines.all()}
        report = _report(reading)
        new, changed = [], []
        for token, (row, price) in reading.rows.items():
            item = price_items[token]
            line = stored.get(item.pk)
            outcome = _outcome(line, {"unit_price": price})
            _count(report, outcome, row, f"{item.lot.number}.{item.number}")
            if outcome == "created":
                new.append(PriceLine(tender=tender, price_item=item, unit_price=price))
            elif outcome == "updated":
                line.unit_price = price
                changed.append(line)
        if dry_run or (reading.errors and not apply_rest):
            return report
        reason = _("Prisformulär %(file)s") % {"file": file_name}
        bulk_create_with_history(PriceLine, new, by=by, reason=reason)
        bulk_update_with_history(PriceLine, changed, ["unit_price"], by=by, reason=reason)
        _keep_form(locked, FormKind.PRICES, content, file_name, by)
    report.stored = True
    return report


def _read_answer_form(procurement: Procurement, content: bytes, file_name: str) -> FormReading:
    workbook = read_workbook(content, file_name, is_verbatim=True)
    check_mark(workbook, procurement=procurement.slug, kind=FormKind.ANSWERS)
    expected = [
        _expected_answer(item) for item in procurement.items.answerable().with_content().in_order()
    ]
    lots = {layout.lot_token(lot): str(lot) for lot in procurement.lots.all()}
    return read_answers(workbook, formula_cells(content, file_name), expected, lots)


def _expected_answer(item: ProcurementRequirement) -> ExpectedRow:
    content = item.version.content
    return ExpectedRow(
        token=layout.item_token(item),
        code=content["code"],
        answer_format=content["answer_format"] or AnswerFormat.YES_NO,
        choices=tuple(layout.choices_of(item)),
        lots=frozenset(layout.lot_token(lot) for lot in item.lots.all()),
        text="\n".join(part for part in (content["title"], content["text"]) if part),
        is_mandatory=item.role == ItemRole.MANDATORY,
    )


def _expected_price(item: PriceItem) -> ExpectedRow:
    return ExpectedRow(
        token=layout.price_token(item),
        code=f"{item.lot.number}.{item.number}",
        answer_format=AnswerFormat.NUMBER,
        choices=(),
        lots=frozenset({layout.lot_token(item.lot)}),
        text=item.title,
        is_mandatory=True,
    )


def _notice_missing_prices(reading: FormReading, price_items: dict, lots: set[int]) -> None:
    """Tell of price items without a price in the lots that the tender is for."""
    with_trouble = {problem.code for problem in reading.errors}
    for token, item in price_items.items():
        code = f"{item.lot.number}.{item.number}"
        if token not in reading.rows and item.lot_id in lots and code not in with_trouble:
            text = _("Prisposten %(title)s saknar pris: utan det kan anbudet inte rangordnas.")
            reading.problems.append(
                Problem(layout.PRICE_SHEET, "", 0, code, text % {"title": item.title}, "notice")
            )


def _report(reading: FormReading) -> FormReport:
    report = FormReport(refused=len(reading.errors))
    for problem in reading.problems:
        row = {
            "row": problem.row,
            "cell": problem.cell,
            "sheet": problem.sheet,
            "code": problem.code,
            "outcome": "refused",
            "problem": problem.text,
        }
        if problem in reading.errors:
            report.rows.append(row)
        else:
            report.notices.append(row | {"outcome": "notice"})
    return report


def _outcome(stored, values: dict) -> str:
    if stored is None:
        return "created"
    same = all(getattr(stored, name) == value for name, value in values.items())
    return "unchanged" if same else "updated"


def _count(report: FormReport, outcome: str, row: int, code: str) -> None:
    setattr(report, outcome, getattr(report, outcome) + 1)
    report.rows.append({"row": row, "code": code, "outcome": outcome, "problem": ""})


def _keep_form(tender: Tender, kind: str, content: bytes, file_name: str, by) -> None:
    form = ReceivedForm(
        tender=tender,
        kind=kind,
        file_name=safe_name(file_name),
        sha256=hashlib.sha256(content).hexdigest(),
        imported_by=by,
    )
    # On disk it has a name of ours: that of a supplier may be longer than a disk takes.
    form.file.save(form.sha256, ContentFile(content), save=False)
    form.save()


def _opened(procurement: Procurement) -> Procurement:
    procurement = Procurement.objects.select_for_update().get(pk=procurement.pk)
    if procurement.state != ProcurementState.OPENED:
        raise TenderProblem(
            _("Anbuden är inte öppnade. De öppnas efter sista anbudsdag (LOU 12 kap. 10 §).")
        )
    return procurement


def _status_when_received(procurement: Procurement, received_at: datetime) -> str:
    deadline = procurement.tender_deadline_at
    return TenderStatus.LATE if deadline and received_at > deadline else TenderStatus.RECEIVED


def _open_tender(tender: Tender) -> Tender:
    """The tender, locked in the database, when its answers and prices may still change."""
    tender = _unlocked_tender(tender)
    if tender.status == TenderStatus.LATE:
        raise TenderProblem(
            _("Anbudet kom in efter sista anbudsdag. Det läses inte in och utvärderas inte.")
        )
    return tender


def _unlocked_tender(tender: Tender) -> Tender:
    """The tender, locked in the database, when it may still change."""
    tender = Tender.objects.select_for_update().select_related("procurement").get(pk=tender.pk)
    if tender.procurement.state != ProcurementState.OPENED:
        raise TenderProblem(
            _("Anbuden är inte öppnade. De öppnas efter sista anbudsdag (LOU 12 kap. 10 §).")
        )
    if tender.frozen_at:
        raise TenderProblem(
            _("Poängen är låsta, så svar och priser kan inte ändras. Häv låset först.")
        )
    if tender.status == TenderStatus.WITHDRAWN:
        raise TenderProblem(_("Anbudet är återtaget och kan inte ändras."))
    return tender


def _locked_tenders(procurement: Procurement) -> QuerySet[Tender]:
    """Every tender of the procurement, in the same order for all who lock them."""
    return Tender.objects.select_for_update().filter(procurement=procurement).order_by("pk")


def _check_lots(procurement: Procurement, lots) -> None:
    if any(lot.procurement_id != procurement.pk for lot in lots):
        raise TenderProblem(_("Delkontraktet hör till en annan upphandling."))
