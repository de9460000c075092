"""The map on paper: A3, with the tables that say the same in words."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.pdf import render_pdf
from programmes.models import Programme

from .drawing.picture import Picture
from .drawing.sheets import Sheet, sheets_of
from .shown import Landscape, ShownState

# A table of at most so many modules stands whole on one page.
MOST_KEPT = 24


def map_pdf(programme: Programme, landscape: Landscape, *, by, at: datetime) -> bytes:
    """The map in the active language; PdfUnavailable as ``common.pdf.render_pdf``."""
    title = _("Karta över målarkitekturen")
    language = get_language() or "sv"
    html = render_to_string(
        "documents/architecture_map.html",
        {
            "language": language,
            "title": title,
            "programme": programme,
            "day": localtime(at).date().isoformat(),
            "landscape": landscape,
            "most_kept": MOST_KEPT,
            "maps": maps_of(landscape),
        },
    )
    return render_pdf(
        html=html,
        title=f"{title} – {programme.name}",
        language=language,
        author=str(by),
        created_at=at,
    )


def maps_of(landscape: Landscape) -> list[dict]:
    """Each state that is shown: its name, its picture, and the sheets that it takes."""
    return [_map(one) for one in landscape.shown]


def _map(shown: ShownState) -> dict:
    name = str(shown.state) if shown.state else _("Alla moduler")
    return {
        "name": name,
        "picture": shown.picture,
        "sheets": [
            {
                "picture": sheet.picture,
                "name": f"{shown.map_name}-{sheet.number}",
                "heading": _heading(name, sheet),
                "told": told(name, shown.picture, sheet),
            }
            for sheet in sheets_of(shown.picture)
        ],
    }


def _heading(name: str, sheet: Sheet) -> str:
    if not sheet.number:
        return name
    part = _("del %(number)d av %(count)d") % {"number": sheet.number, "count": sheet.count}
    return f"{name}, {part}"


def told(name: str, picture: Picture, sheet: Sheet) -> str:
    """What the map is, for those who do not see it."""
    modules, interfaces = len(picture.modules), len(picture.interfaces)
    whole = _("%(name)s som karta med %(modules)s och %(interfaces)s.") % {
        "name": name,
        "modules": ngettext("%d modul", "%d moduler", modules) % modules,
        "interfaces": ngettext("%d gränssnitt", "%d gränssnitt", interfaces) % interfaces,
    }
    parts = [whole]
    if sheet.number:
        seen = ", ".join(one.module.name for one in sheet.picture.modules)
        parts = [_heading(name, sheet) + ".", seen + "." if seen else ""]
    parts.append(_("Allt som kartan visar står i tabellerna efter den."))
    return " ".join(filter(None, parts))
