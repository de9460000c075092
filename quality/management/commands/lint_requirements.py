"""What the linter remarks on a catalogue, from the command line."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from quality.actions_findings import check_everything
from quality.judging import is_swedish
from quality.models import Finding
from requirements_catalog.models import Catalogue

OPEN, WRONG_USE = 1, 2


class Command(BaseCommand):
    """Exit codes: 0 nothing is open, 1 there are open remarks, 2 wrong use."""

    help = "Granskar kraven i en katalog och skriver ut de öppna anmärkningarna."

    def add_arguments(self, parser) -> None:
        parser.add_argument("catalogue", metavar="KATALOG", help="katalogens kortnamn")

    def handle(self, *args, **options) -> None:
        catalogue = Catalogue.objects.filter(slug=options["catalogue"]).first()
        if catalogue is None:
            raise CommandError(
                _("Det finns ingen kravkatalog med kortnamnet %(slug)s.")
                % {"slug": options["catalogue"]},
                returncode=WRONG_USE,
            )
        check_everything(catalogue=catalogue)
        found = Finding.objects.filter(catalogue=catalogue)
        rows = found.open().select_related("requirement").order_by("requirement__position", "pk")
        for finding in rows:
            message = finding.message_sv if is_swedish() else finding.message_en
            self.stdout.write(f"{finding.requirement.code}  {finding.rule}  {message}")
        self.stdout.write(
            _("%(open)s öppna, %(accepted)s accepterade.")
            % {"open": len(rows), "accepted": found.accepted().count()}
        )
        if rows:
            raise SystemExit(OPEN)
