"""The daily letter to those who want it; run once a day."""

import sys

from django.core.management.base import BaseCommand

from programmes.digest import send_digests


class Command(BaseCommand):
    help = "Skickar dagens brev om det som har hänt till dem som vill ha det."

    def handle(self, *args, **options) -> None:
        """Exit code 1 when some letter could not be sent."""
        sent = send_digests()
        self.stdout.write(f"{sent.letters} brev skickade, {sent.quiet} utan något att berätta")
        for line in sent.failed:
            self.stderr.write(line)
        if sent.failed:
            sys.exit(1)
