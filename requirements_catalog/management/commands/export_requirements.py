"""Write a catalogue's requirements to a workbook, a text table or ReqIF."""

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from requirements_catalog.exports.json import export_requirements_json
from requirements_catalog.exports.reqif import export_requirements_reqif, export_requirements_reqifz
from requirements_catalog.exports.tables import (
    ExportProblem,
    export_requirements_csv,
    export_requirements_workbook,
)
from requirements_catalog.models import Catalogue

PROBLEMS, WRONG_USE = 1, 2
FORMATS: dict[str, Callable[..., bytes]] = {
    "xlsx": export_requirements_workbook,
    "csv": export_requirements_csv,
    "reqif": export_requirements_reqif,
    "reqifz": export_requirements_reqifz,
    "json": export_requirements_json,
}


class Command(BaseCommand):
    """The same file as from the list in the browser; it can be imported again (docs/import.md)."""

    help = "Skriver kraven i en kravkatalog till en fil."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--catalogue", required=True, metavar="SLUG", help="katalogens kortnamn"
        )
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--output", required=True, metavar="F", help="filen som skrivs")

    def handle(self, *args, **options) -> None:
        catalogue = Catalogue.objects.filter(slug=options["catalogue"]).first()
        if catalogue is None:
            raise CommandError(
                _("Det finns ingen kravkatalog med kortnamnet %(slug)s.")
                % {"slug": options["catalogue"]},
                returncode=WRONG_USE,
            )
        rows = catalogue.requirements.all()
        try:
            content = FORMATS[options["format"]](rows, catalogue)
        except ExportProblem as problem:
            raise CommandError(str(problem), returncode=PROBLEMS) from None
        try:
            Path(options["output"]).write_bytes(content)
        except OSError as error:
            raise CommandError(str(error), returncode=WRONG_USE) from None
        self.stdout.write(
            _("%(count)s rader skrivna till %(file)s.")
            % {"count": rows.count(), "file": options["output"]}
        )
