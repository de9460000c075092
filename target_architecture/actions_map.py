"""The map is made as a file, by a job."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from programmes.actions import start_job
from programmes.models import Job, Programme

from .access import MAP_KIND

_NAMES = {"pdf": "PDF", "docx": "Word"}


def start_map(*, programme: Programme, format: str, asked: Mapping[str, str], by) -> Job:
    """Have the map made as it was asked for; whoever waits gets the file at once."""
    return start_job(
        kind=MAP_KIND,
        programme=programme,
        title=_("Karta över målarkitekturen som %(format)s") % {"format": _NAMES[format]},
        by=by,
        parameters={"format": format, "asked": dict(asked), "fetches_file": True},
    )
