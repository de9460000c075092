"""What apps to the right tell on the steering page below those who take part.

An app registers in a module named ``participation_parts.py``, found when the site starts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string

from programmes.models import Programme


@dataclass(frozen=True)
class ParticipationPart:
    """A template and what it is given; ``values`` gives None to show nothing."""

    template: str
    values: Callable[[HttpRequest, Programme], dict | None]


PARTS: list[ParticipationPart] = []


def register(part: ParticipationPart) -> None:
    """Add a part below the organisations."""
    PARTS.append(part)


def participation_parts(request: HttpRequest, programme: Programme) -> list[str]:
    """HTML of every part that has something to show."""
    found = ((part, part.values(request, programme)) for part in PARTS)
    return [
        render_to_string(part.template, values, request)
        for part, values in found
        if values is not None
    ]
