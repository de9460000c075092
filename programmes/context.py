"""What the frame around every page needs: the programme, its navigation, jobs under way."""

from itertools import groupby

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from . import navigation
from .choices import JobState
from .models import Job, Programme
from .register import REGISTERS


def frame(request) -> dict:
    """Context of the frame; nothing is read from the database until a template asks for it."""
    match = request.resolver_match
    return frame_in(request, match.kwargs.get("programme_slug") if match else None)


def frame_in(request, slug: str | None) -> dict:
    """The frame of a programme, for a page whose address does not name the one it belongs to."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"programme": None, "navigation": [], "my_programmes": [], "running_jobs": 0}
    programmes = SimpleLazyObject(lambda: list(Programme.objects.visible_to(user)))
    programme = SimpleLazyObject(
        lambda: next((known for known in programmes if known.slug == slug), None)
    )
    return {
        "programme": programme if slug else None,
        "navigation": SimpleLazyObject(lambda: _navigation(request, user, programme, slug)),
        "my_programmes": programmes,
        "running_jobs": SimpleLazyObject(
            lambda: (
                Job.objects.visible_to(user)
                .filter(state__in=[JobState.WAITING, JobState.RUNNING])
                .count()
            )
        ),
    }


def _navigation(request, user, programme, slug: str | None) -> list[dict]:
    """The groups of the navigation in which somebody has an entry, each with its entries."""
    if not slug or not programme:
        return []
    start = f"/p/{slug}/"
    is_inside = request.path.startswith(start)
    section = request.path.removeprefix(start).split("/")[0] if is_inside else None
    above = _above_register(request)
    shown = [entry for entry in navigation.ENTRIES if entry.is_shown_to(user, programme)]
    return [
        {
            "label": group.label,
            "entries": [
                {
                    "label": entry.label,
                    "url": reverse(entry.url_name, kwargs={"programme_slug": slug}),
                    "icon": entry.icon,
                    "is_current": entry.section == section or entry.url_name == above,
                }
                for entry in entries
            ],
        }
        for group, entries in groupby(shown, navigation.group_of)
    ]


def _above_register(request) -> str | None:
    """The page above the register that is open: its entry is the current one."""
    match = request.resolver_match
    entry = REGISTERS.get(match.kwargs.get("register", "")) if match else None
    return entry.crumb[1] if entry else None
