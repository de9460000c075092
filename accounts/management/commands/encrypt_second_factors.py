"""``manage.py encrypt_second_factors``: after SECRET_KEY has been changed."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from accounts.actions import encrypt_second_factors


class Command(BaseCommand):
    """Encrypts the secrets of all second factors by the present key (docs/operations.md)."""

    help = (
        "Krypterar hemligheterna för engångskoder och återställningskoder på nytt med den "
        "SECRET_KEY som gäller nu. Den tidigare ska stå i SECRET_KEY_FALLBACKS."
    )

    def handle(self, *args, **options) -> None:
        """Write all or none, and tell how many."""
        try:
            count = encrypt_second_factors()
        except ImproperlyConfigured as problem:
            raise CommandError(
                "Minst en hemlighet är krypterad med en annan nyckel. Lägg den i "
                "SECRET_KEY_FALLBACKS och försök igen. Inget har ändrats."
            ) from problem
        self.stdout.write(f"Krypterade: {count}")
