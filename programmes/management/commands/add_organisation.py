"""An organisation that programmes can name as a participant; pages only choose among them."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from programmes.actions import save_part
from programmes.choices import OrganisationKind
from programmes.models import Organisation

WRONG_USE = 2


class Command(BaseCommand):
    """Exit codes: 0 added, 2 wrong use (a name that is taken, a kind that does not exist)."""

    help = "Lägger till en organisation som kan vara med i program."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", metavar="NAMN", help="organisationens namn")
        parser.add_argument(
            "--kind",
            choices=OrganisationKind.values,
            default=OrganisationKind.REGION,
            help="slag (region om inget sägs)",
        )
        parser.add_argument("--number", default="", metavar="N", help="organisationsnummer")
        parser.add_argument("--population", type=int, metavar="N", help="befolkning")

    def handle(self, *args, **options) -> None:
        organisation = Organisation(
            name=options["name"],
            kind=options["kind"],
            organisation_number=options["number"],
            population=options["population"],
        )
        try:
            save_part(part=organisation, by=None)
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages), returncode=WRONG_USE) from None
        self.stdout.write(_("%(organisation)s är tillagd.") % {"organisation": organisation})
