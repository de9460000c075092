"""``manage.py check_approvals``: approved requirements that two persons do not stand behind."""

from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError

from requirements_catalog.approval import unfounded
from requirements_catalog.models import Requirement


class Command(BaseCommand):
    """Lists them; fails when an approval is of another text than the one that stands there."""

    help = (
        "Letar efter krav som är godkända utan att någon har godkänt just den texten. Krav som "
        "godkändes före tvåpersonsregeln räknas upp för sig och är inget fel."
    )

    def handle(self, *args, **options) -> None:
        """Tell, and end with an error when any is broken (docs/approval.md)."""
        before, broken = unfounded(Requirement.objects.all())
        self.stdout.write(f"Godkända före tvåpersonsregeln: {len(before)}")
        self._list(before)
        self.stdout.write(f"Godkända utan gällande godkännande: {len(broken)}")
        self._list(broken)
        if broken:
            raise CommandError("Det finns krav vars godkännande gäller en annan text.")

    def _list(self, keys: Iterable[int]) -> None:
        rows = Requirement.objects.filter(pk__in=list(keys)[:200]).select_related("catalogue")
        for row in rows.order_by("catalogue", "position"):
            self.stdout.write(f"  {row.catalogue.slug}: {row}")
