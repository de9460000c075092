"""Read a supplier's returned answer or price form from the command line."""

import json
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from common.workbook_reader import read_workbook
from common.workbooks import WorkbookRefused
from procurements.models import Procurement
from tenders.actions import (
    TenderProblem,
    import_answers,
    import_prices,
    register_tender,
)
from tenders.actions_suppliers import find_or_register_operator
from tenders.form_layout import ID_SHEET
from tenders.form_reader import ForeignForm
from tenders.models import Tender

DONE, PROBLEMS, WRONG_USE = 0, 1, 2


class Command(BaseCommand):
    """``import_answers PROCUREMENT --supplier NAME FILE [--dry-run] [--report R.json]``"""

    help = "Läser in ett ifyllt svars- eller prisformulär. Vilket det är framgår av formuläret."

    def add_arguments(self, parser) -> None:
        parser.add_argument("procurement", help="upphandlingens kortnamn")
        parser.add_argument("file", type=Path, help="det ifyllda formuläret (.xlsx, .xls, .ods)")
        parser.add_argument("--supplier", required=True, help="leverantörens namn")
        parser.add_argument(
            "--received",
            help="när ett anbud som inte är registrerat kom in, till exempel 2026-01-15T11:30; "
            "utan uppgift antas det ha kommit i tid",
        )
        parser.add_argument("--dry-run", action="store_true", help="kontrollera utan att spara")
        parser.add_argument("--apply-rest", action="store_true", help="spara de rader som godtas")
        parser.add_argument("--report", type=Path, help="skriv rapporten som JSON till filen")

    def handle(self, *args, **options) -> None:
        procurement = Procurement.objects.filter(slug=options["procurement"]).first()
        if procurement is None:
            self._fail(WRONG_USE, f"Upphandlingen {options['procurement']} finns inte.")
        if not options["file"].is_file():
            self._fail(WRONG_USE, f"Filen {options['file']} finns inte.")
        received_at = _moment(options["received"])
        if options["received"] and received_at is None:
            self._fail(WRONG_USE, f"{options['received']} är ingen tidpunkt som 2026-01-15T11:30.")
        content = options["file"].read_bytes()
        try:
            with transaction.atomic():
                report = self._import(procurement, content, received_at, options)
                # A supplier that was registered for a form that was not stored goes again.
                if not report.stored:
                    transaction.set_rollback(True)
        except (WorkbookRefused, ForeignForm, TenderProblem) as problem:
            self._fail(PROBLEMS, str(problem))
        if options["report"]:
            text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
            options["report"].write_text(text + "\n", encoding="utf-8")
        self._print(report)
        if report.refused:
            raise SystemExit(PROBLEMS)

    def _import(self, procurement, content, received_at, options):
        tender = _tender_of(procurement, options["supplier"], received_at)
        importer = (
            import_prices if _is_price_form(content, options["file"].name) else import_answers
        )
        return importer(
            tender=tender,
            content=content,
            file_name=options["file"].name,
            by=None,
            dry_run=options["dry_run"],
            apply_rest=options["apply_rest"],
        )

    def _print(self, report) -> None:
        for row in [*report.rows, *report.notices]:
            if row["problem"]:
                where = " ".join(part for part in (row["sheet"], row["cell"], row["code"]) if part)
                self.stdout.write(f"{row['outcome']}: {where}: {row['problem']}")
        self.stdout.write(
            f"Nya {report.created}, ändrade {report.updated}, oförändrade {report.unchanged}, "
            f"avvisade {report.refused}. {'Sparat.' if report.stored else 'Inget sparades.'}"
        )

    def _fail(self, code: int, message: str) -> None:
        self.stderr.write(message)
        raise SystemExit(code)


def _moment(text: str | None) -> datetime | None:
    """A day and time in the site's zone, or None."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _tender_of(procurement: Procurement, supplier: str, received_at: datetime | None) -> Tender:
    """The supplier's tender; registered when it is not there, as in time when nobody says when."""
    operator = find_or_register_operator(programme=procurement.programme, name=supplier, by=None)
    found = Tender.objects.filter(procurement=procurement, operator=operator).first()
    now = timezone.now()
    in_time = min(now, procurement.tender_deadline_at or now)
    return found or register_tender(
        procurement=procurement, operator=operator, received_at=received_at or in_time, by=None
    )


def _is_price_form(content: bytes, file_name: str) -> bool:
    workbook = read_workbook(content, file_name, is_verbatim=True)
    try:
        rows = workbook.sheet(ID_SHEET).rows
    except KeyError:
        return False
    return any(row[:2] == ["kind", "prices"] for row in rows)
