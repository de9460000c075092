"""What steering shows of procurements: their days in the timeline, their places in the chain."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models import Programme
from programmes.roles import Permission
from steering.registered_parts import (
    ChainLinks,
    LaneEvent,
    LaneSource,
    register_chain_links,
    register_lane,
)

from .models import Procurement


def _events(programme: Programme, today: date) -> Sequence[LaneEvent]:
    return [
        LaneEvent(f"{label}: {one}", day, _url(one), is_done=is_done or day < today)
        for one in Procurement.objects.in_programme(programme).select_related("programme")
        for label, day, is_done in _days(one)
    ]


def _days(one: Procurement) -> Iterator[tuple[str, date, bool]]:
    """What a procurement has days for, and whether that has been by itself."""
    days: list[tuple[str, datetime | date | None, bool]] = [
        (_("Publicering"), one.published_at, True),
        (_("Sista dag för frågor"), one.questions_until, False),
        (_("Sista anbudsdag"), one.tender_deadline_at, False),
        (_("Anbuden öppnas"), one.opened_at, True),
        (_("Anbuden gäller till"), one.tender_valid_until, False),
    ]
    for label, day, is_done in days:
        if day is not None:
            yield label, localtime(day).date() if isinstance(day, datetime) else day, is_done


def _url(one: Procurement) -> str:
    return reverse("procurements:procurement-detail", args=[one.programme.slug, one.slug])


def _links(programme: Programme) -> Mapping[int, Sequence[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    placed = Procurement.objects.in_programme(programme).exclude(undertaking=None)
    for one in placed.select_related("programme"):
        found.setdefault(one.undertaking_id, []).append((one.title, _url(one)))
    return found


register_lane(
    LaneSource(
        name="procurements",
        label=gettext_lazy("Upphandlingarnas dagar"),
        needs=Permission.VIEW_PROCUREMENT,
        events=_events,
    )
)
register_chain_links(ChainLinks(needs=Permission.VIEW_PROCUREMENT, links=_links))
