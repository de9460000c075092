"""Load the demo programme from the command line."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from demo.documents import write_documents
from demo.loader import (
    MANAGER,
    OFFICER,
    PROCUREMENT_SLUG,
    DemoProblem,
    demo_programme,
    load_demo,
)
from demo.reset import remove_demo
from demo.scaling import load_scaled
from demo.sign_ins import prepare_people, sign_ins_file, sign_ins_text
from procurements.models import Procurement

PROBLEM, WRONG_USE = 1, 2


class Command(BaseCommand):
    """Exit codes: 0 loaded or already there, 1 it could not be loaded, 2 wrong use."""

    help = (
        "Läser in demoprogrammet. Finns det redan lämnas det som det är; --reset tar bort det "
        "och börjar om."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--requirements", type=int, metavar="N", help="framställ även N krav för mätningar"
        )
        parser.add_argument("--reset", action="store_true", help="ta bort demon och börja om")
        parser.add_argument(
            "--documents", type=Path, metavar="MAPP", help="skriv demons dokument till mappen"
        )

    def handle(self, *args, **options):
        number = options["requirements"]
        if number is not None and number < 1:
            raise CommandError("--requirements: ange ett antal som är minst 1.", returncode=2)
        try:
            self._load(options["reset"])
        except DemoProblem as problem:
            raise CommandError(str(problem), returncode=PROBLEM) from None
        if number:
            self._scale(number)
        if options["documents"]:
            self._write(options["documents"])
        self.stdout.write(f"Inloggningar ({sign_ins_file()}):")
        self.stdout.write(sign_ins_text())

    def _load(self, reset: bool) -> None:
        found = demo_programme()
        if found and reset:
            self.stdout.write(f"Tar bort {found.name}")
            remove_demo(programme=found)
            found = None
        if found:
            prepare_people()
            self.stdout.write(f"{found.name} finns redan och lämnas som det är.")
            return
        programme = load_demo(tell=self.stdout.write)
        self.stdout.write(f"{programme.name} är inläst.")

    def _scale(self, number: int) -> None:
        programme, people = demo_programme(), prepare_people()
        catalogue, created = load_scaled(programme=programme, number=number, by=people[MANAGER])
        self.stdout.write(f"{catalogue.name}: {created} nya rader.")

    def _write(self, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder}: är ingen mapp.", returncode=WRONG_USE)
        procurement = Procurement.objects.filter(slug=PROCUREMENT_SLUG).first()
        if procurement is None:
            self.stderr.write("Demons upphandling finns inte längre; inga dokument skrivs.")
            return
        people = prepare_people()
        written, problems = write_documents(
            procurement=procurement, folder=folder, by=people[OFFICER]
        )
        for path in written:
            self.stdout.write(f"Skriven: {path}")
        for problem in problems:
            self.stderr.write(problem)
