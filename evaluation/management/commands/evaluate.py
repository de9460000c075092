"""Print the result of a procurement's evaluation, lot by lot."""

import json

from django.core.management.base import BaseCommand, CommandError

from evaluation.models import Evaluation
from evaluation.results import ResultNotReady, load_results
from procurements.models import Procurement

PROBLEMS, WRONG_USE = 1, 2


class Command(BaseCommand):
    """The same figures as the result page and the report (docs/award-case.md)."""

    help = "Skriver utvärderingens resultat per delkontrakt."

    def add_arguments(self, parser):
        parser.add_argument("procurement", help="upphandlingens kortnamn")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args, **options):
        evaluation = _evaluation(options["procurement"])
        try:
            lots = load_results(evaluation)
        except ResultNotReady as not_ready:
            raise CommandError(str(not_ready), returncode=PROBLEMS) from None
        document = {
            "procurement": evaluation.procurement.slug,
            "lots": [lot.as_dict() for lot in lots],
        }
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        problems = [f"{lot.lot}: {text}" for lot in lots for text in lot.problems]
        if problems:
            raise CommandError("\n".join(problems), returncode=PROBLEMS)


def _evaluation(slug):
    if not Procurement.objects.filter(slug=slug).exists():
        raise CommandError(
            f"Det finns ingen upphandling med kortnamnet {slug}.", returncode=WRONG_USE
        )
    evaluation = (
        Evaluation.objects.select_related("procurement").filter(procurement__slug=slug).first()
    )
    if evaluation is None:
        raise CommandError("Utvärderingen är inte startad.", returncode=PROBLEMS)
    return evaluation
