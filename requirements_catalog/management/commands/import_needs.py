"""Bring a table of needs into a programme."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.workbook_reader import read_workbook
from common.workbooks import WorkbookRefused
from programmes.models import Programme
from requirements_catalog.imports.needs import (
    NeedTableProblem,
    choose_need_mapping,
    import_needs,
)

from .import_requirements import LISTED, PROBLEMS, WRONG_USE, _existing, _person


class Command(BaseCommand):
    """The same import as in the browser (docs/needs.md)."""

    help = "Läser in behov ur en tabell till ett program."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", help="arbetsbok (.xlsx, .xls, .ods, .csv)")
        parser.add_argument(
            "--programme", required=True, metavar="SLUG", help="programmets kortnamn"
        )
        parser.add_argument("--sheet", metavar="S", help="bladets namn; annars gissas det")
        parser.add_argument("--dry-run", action="store_true", help="granska utan att spara")
        parser.add_argument(
            "--apply-rest", action="store_true", help="spara övriga rader även om några avvisas"
        )
        parser.add_argument("--by", metavar="E-POST", help="den som importerar, i historiken")

    def handle(self, *args, **options) -> None:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise CommandError(
                _("Det finns inget program med kortnamnet %(slug)s.")
                % {"slug": options["programme"]},
                returncode=WRONG_USE,
            )
        path, by = _existing(options["file"]), _person(options["by"])
        try:
            workbook = read_workbook(path.read_bytes(), path.name)
            _refuse_sheet(workbook, options["sheet"])
            report = import_needs(
                programme=programme,
                workbook=workbook,
                mapping=choose_need_mapping(workbook, {"sheet": options["sheet"]}),
                by=by,
                apply_rest=options["apply_rest"],
                dry_run=options["dry_run"],
            )
        except WorkbookRefused as refused:
            raise CommandError(f"{refused.message} {refused.remedy}", returncode=PROBLEMS) from None
        except NeedTableProblem as problem:
            raise CommandError(str(problem), returncode=PROBLEMS) from None
        self._tell(report)
        if report.refused and not report.change:
            raise CommandError(
                _("%(count)s rader avvisades. Inget har sparats.") % {"count": report.refused},
                returncode=PROBLEMS,
            )

    def _tell(self, report) -> None:
        refused = [row for row in report.rows if row["outcome"] == "refused"]
        for row in refused[:LISTED]:
            for one in (row, *row["further"]):
                self.stderr.write(f"{row['row']} {row['code']}: {one['problem']} {one['remedy']}")
        self.stdout.write(
            _("%(created)s nya, %(updated)s ändrade, %(unchanged)s oförändrade, %(refused)s "
              "avvisade.") % report.counts
        )  # fmt: skip


def _refuse_sheet(workbook, name: str | None) -> None:
    """A sheet that is named is the one that is read: no other is guessed in its place."""
    names = [sheet.name for sheet in workbook.sheets]
    if name and name not in names:
        raise CommandError(
            _("Det finns inget blad som heter ”%(name)s”. Bladen är: %(names)s.")
            % {"name": name, "names": ", ".join(names)},
            returncode=WRONG_USE,
        )
