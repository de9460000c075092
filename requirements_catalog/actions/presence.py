"""Who has a requirement open: one row written and one read each time a page says it is there."""

from datetime import timedelta

from django.utils import timezone

from common.ordering import swedish

from ..models import Presence, Requirement

# Pages say so every 20 seconds; two that are lost are forgiven.
STILL_HERE = timedelta(seconds=50)


def note_presence(*, requirement: Requirement, by, is_editing: bool) -> list[Presence]:
    """Note that the person is here, and answer who else is, those who edit first.

    No history and no lock: it is forgotten within a minute.
    """
    now = timezone.now()
    own = Presence(requirement=requirement, person=by, is_editing=is_editing, seen_at=now)
    Presence.objects.bulk_create(
        [own],
        update_conflicts=True,
        unique_fields=["requirement", "person"],
        update_fields=["is_editing", "seen_at"],
    )
    others = Presence.objects.filter(requirement=requirement, seen_at__gte=now - STILL_HERE)
    rows = others.exclude(person=by).select_related("person")
    return list(rows.order_by("-is_editing", swedish("person__full_name"), "pk"))
