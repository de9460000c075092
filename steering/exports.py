"""The timeline on paper: A3, with the table that says the same in words."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.pdf import render_pdf
from programmes.models import Programme

from .shown import Shown

# What a sheet of A3 has room for beside its margins and headings, at the drawing's own measures.
SHEET_HEIGHT, SHEET_SCALE = 660, 1.22


def timeline_pdf(programme: Programme, shown: Shown, *, by, at: datetime) -> bytes:
    """The timeline in the active language; PdfUnavailable as ``common.pdf.render_pdf``."""
    title = _("Tidslinje")
    language = get_language() or "sv"
    count = len(shown.plan.items)
    told = ngettext(
        "%(title)s med %(count)s händelse. Allt som bilden visar står i tabellen efter den.",
        "%(title)s med %(count)s händelser. Allt som bilden visar står i tabellen efter den.",
        count,
    ) % {"title": title, "count": count}
    html = render_to_string(
        "documents/timeline.html",
        {
            "language": language,
            "title": title,
            "programme": programme,
            "day": localtime(at).date().isoformat(),
            "shown": shown,
            "told": told,
            "sheets": [
                {
                    "picture": picture,
                    "name": f"timeline-{number}",
                    "width": round(picture.layout.width * SHEET_SCALE),
                    "height": round(picture.layout.height * SHEET_SCALE),
                }
                for number, picture in enumerate(shown.pictures, start=1)
            ],
        },
    )
    return render_pdf(
        html=html,
        title=f"{title} – {programme.name}",
        language=language,
        author=str(by),
        created_at=at,
    )
