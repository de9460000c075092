"""Issue a document from the command line, with the same action as the browser's."""

from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from lxml import html

from procurements.document_registry import KINDS
from procurements.documents import DocumentProblem, check_kind, issue_document
from procurements.models import Procurement
from procurements.reissue import cautions_of

PROBLEM, WRONG_USE = 1, 2


class Command(BaseCommand):
    """Exit codes: 0 issued, 1 the procurement lacks something, 2 wrong use.

    What the page of documents tells before they are issued is told on stderr, and hinders nothing
    here either.
    """

    help = "Utfärdar ett dokument i en upphandling och skriver det till en fil."

    def add_arguments(self, parser):
        parser.add_argument("procurement", help="upphandlingens kortnamn")
        parser.add_argument("--kind", required=True, help="dokumentslag, till exempel rfi")
        parser.add_argument("--format", default="pdf", help="pdf eller xlsx")
        parser.add_argument("--language", default="sv", help="sv eller en")
        parser.add_argument("--output", required=True, type=Path, help="filen som skrivs")

    def handle(self, *args, **options):
        procurement = _procurement(options["procurement"])
        output = options["output"]
        wanted = {name: options[name] for name in ("kind", "format", "language")}
        try:
            check_kind(**wanted)
        except DocumentProblem as problem:
            raise CommandError(str(problem), returncode=WRONG_USE) from None
        if output.is_dir() or not output.parent.is_dir():
            raise CommandError(f"{output}: går inte att skriva dit.", returncode=WRONG_USE)
        for line in _cautions(procurement, options["kind"]):
            self.stderr.write(line)
        try:
            document = issue_document(procurement=procurement, by=None, **wanted)
        except DocumentProblem as problem:
            raise CommandError(str(problem), returncode=PROBLEM) from None
        with document.file.open("rb") as file:
            output.write_bytes(file.read())
        self.stdout.write(
            f"{document.file_name}: utgåva {document.number}, {document.size} byte, "
            f"sha256 {document.sha256}, skriven till {output}"
        )


def _cautions(procurement: Procurement, kind: str) -> Iterator[str]:
    """The page's own words of one kind of document, a line for each paragraph and entry."""
    cautions = cautions_of(procurement, [KINDS[kind]])
    if not cautions:
        return
    page = render_to_string("procurements/_issue_cautions.html", {"cautions": cautions})
    for part in html.fragment_fromstring(page, create_parent=True).iter("p", "li"):
        # A name may hold what would steer the terminal.
        words = "".join(filter(str.isprintable, " ".join(part.text_content().split())))
        yield f"– {words}" if part.tag == "li" else words


def _procurement(slug: str) -> Procurement:
    procurement = Procurement.objects.select_related("programme").filter(slug=slug).first()
    if procurement is None:
        raise CommandError(f"Upphandlingen {slug} finns inte.", returncode=WRONG_USE)
    return procurement
