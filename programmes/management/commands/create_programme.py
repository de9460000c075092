"""The first programme of an installation, or another; pages have no way to make one."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from programmes.actions import create_programme

WRONG_USE = 2


class Command(BaseCommand):
    """Exit codes: 0 created, 2 wrong use (a short name that is taken, nobody with the address)."""

    help = "Lägger upp ett program. Personen blir programledare och lägger till de andra."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", metavar="KORTNAMN", help="står i adresserna, till exempel fvm")
        parser.add_argument("--name", required=True, metavar="NAMN", help="programmets namn")
        parser.add_argument(
            "--lead", required=True, metavar="E-POST", help="programledarens konto, som finns"
        )

    def handle(self, *args, **options) -> None:
        lead = User.objects.filter(email__iexact=options["lead"]).first()
        if lead is None:
            raise CommandError(
                _("Ingen har e-postadressen %(email)s. Lägg först upp kontot med createsuperuser.")
                % {"email": options["lead"]},
                returncode=WRONG_USE,
            )
        try:
            programme = create_programme(slug=options["slug"], name=options["name"], by=lead)
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages), returncode=WRONG_USE) from None
        self.stdout.write(
            _("Programmet %(programme)s är upplagt. %(lead)s är programledare.")
            % {"programme": programme, "lead": lead}
        )
