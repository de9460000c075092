"""Bring a requirement workbook into a catalogue."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from common.workbooks import WorkbookRefused
from requirements_catalog.imports.files import import_file
from requirements_catalog.imports.report import report_pieces
from requirements_catalog.imports.tables import MappingProblem
from requirements_catalog.models import Catalogue

PROBLEMS, WRONG_USE = 1, 2
LISTED = 50


class Command(BaseCommand):
    """The same import as in the browser (docs/import.md)."""

    help = "Läser in krav ur en arbetsbok till en kravkatalog."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE",
            help="arbetsbok (.xlsx, .xls, .ods, .csv) eller .reqif, .reqifz, .json",
        )
        parser.add_argument(
            "--catalogue", required=True, metavar="SLUG", help="kravkatalogens kortnamn"
        )
        parser.add_argument("--sheet", metavar="S", help="bladets namn; annars gissas det")
        parser.add_argument(
            "--mapping", metavar="M.json", help="vad kolumnerna är (docs/import.md)"
        )
        parser.add_argument("--dry-run", action="store_true", help="granska utan att spara")
        parser.add_argument("--report", metavar="R.json", help="skriv rapporten hit")
        parser.add_argument(
            "--apply-rest", action="store_true", help="spara övriga rader även om några avvisas"
        )
        parser.add_argument("--by", metavar="E-POST", help="den som importerar, i historiken")

    def handle(self, *args, **options) -> None:
        catalogue = _catalogue(options["catalogue"])
        path = _existing(options["file"])
        mapping = _mapping(options["mapping"])
        by = _person(options["by"])
        report_to = options["report"]
        try:
            report = import_file(
                catalogue=catalogue,
                path_or_bytes=path,
                filename=path.name,
                by=by,
                sheet=options["sheet"],
                mapping=mapping,
                dry_run=options["dry_run"],
                apply_rest=options["apply_rest"],
            )
        except WorkbookRefused as refused:
            _write(report_to, _nothing(refused.message, refused.remedy))
            raise CommandError(
                f"{refused.where}: {refused.message} {refused.remedy}", returncode=PROBLEMS
            ) from None
        except MappingProblem as problem:
            _write(report_to, _nothing(str(problem)))
            code = WRONG_USE if mapping is not None else PROBLEMS
            raise CommandError(str(problem), returncode=code) from None
        _write(report_to, report.as_json())
        self._tell(report)
        self._stop_if_refused(report, options)

    def _tell(self, report) -> None:
        for notice in report.notices:
            self.stderr.write(notice)
        refused = [row for row in report.rows if row["outcome"] == "refused"]
        for row in refused[:LISTED]:
            self.stderr.write(f"{row['cell']} {row['code']}: {row['problem']} {row['remedy']}")
        if refused[LISTED:]:
            more = {"count": len(refused) - LISTED}
            self.stderr.write(_("… och %(count)s till; se rapporten.") % more)
        self._count(report.counts)
        if report.reqif:
            self.stdout.write(_("%(removed)s finns inte längre i filen.") % report.reqif)

    def _stop_if_refused(self, report, options) -> None:
        if report.refused and not (report.is_applied and options["apply_rest"]):
            raise CommandError(
                _("%(count)s rader avvisades. Inget har sparats.") % {"count": report.refused},
                returncode=PROBLEMS,
            )

    def _count(self, counts: dict) -> None:
        self.stdout.write(
            _("%(created)s nya, %(updated)s ändrade, %(unchanged)s oförändrade, %(refused)s "
              "avvisade.") % counts
        )  # fmt: skip


def _catalogue(slug: str) -> Catalogue:
    catalogue = Catalogue.objects.select_related("programme").filter(slug=slug).first()
    if catalogue is None:
        raise CommandError(
            _("Det finns ingen kravkatalog med kortnamnet %(slug)s.") % {"slug": slug},
            returncode=WRONG_USE,
        )
    return catalogue


def _existing(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise CommandError(_("Filen %(file)s finns inte.") % {"file": name}, returncode=WRONG_USE)
    return path


def _mapping(name: str | None) -> dict | None:
    """The mapping file as plain data; import_file checks what it says."""
    if not name:
        return None
    try:
        mapping = json.loads(_existing(name).read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CommandError(f"{name}: {error}", returncode=WRONG_USE) from None
    if not isinstance(mapping, dict):
        raise CommandError(f"{name}: {{…}}", returncode=WRONG_USE)
    return mapping


def _person(email: str | None) -> User | None:
    if not email:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(
            _("Det finns ingen användare med e-postadressen %(email)s.") % {"email": email},
            returncode=WRONG_USE,
        )
    return person


def _nothing(problem: str, remedy: str = "") -> dict:
    """The report of a file of which nothing could be read."""
    counts = {"created": 0, "updated": 0, "unchanged": 0, "refused": 0}
    return {**counts, "rows": [], "applied": False, "problem": problem, "remedy": remedy}


def _write(name: str | None, report: dict) -> None:
    if name:
        try:
            with Path(name).open("w", encoding="utf-8") as file:
                file.writelines(report_pieces(report))
                file.write("\n")
        except OSError as error:
            raise CommandError(str(error), returncode=WRONG_USE) from None
