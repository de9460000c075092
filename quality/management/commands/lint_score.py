"""How well the linter agrees with people."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quality.linter.score import read_context, read_labelled, report

WRONG_USE = 2
LABELLED = Path("tests") / "quality" / "labelled_requirements.csv"


class Command(BaseCommand):
    """Precision and recall of each rule against requirements labelled by people."""

    help = "Skriver träffsäkerhet och täckning för varje regel mot krav som människor har märkt."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--file",
            type=Path,
            default=Path(settings.BASE_DIR) / LABELLED,
            metavar="F",
            help="märkta krav; labelled_context.json ska stå bredvid",
        )

    def handle(self, *args, **options) -> None:
        file: Path = options["file"]
        try:
            rows = read_labelled(file)
            context = read_context(file.with_name("labelled_context.json"))
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{file}: {error}", returncode=WRONG_USE) from None
        self.stdout.write(report(rows, context))
