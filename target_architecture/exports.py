"""The map on paper: A3, with the tables that say the same in words."""

from dataclasses import replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.pdf import render_pdf
from programmes.models import Programme

from .drawing.picture import Picture
from .drawing.sheets import HIGH, WIDE, Sheet, sheets_of
from .shown import Landscape, ShownState

# A table of at most so many modules stands whole on one page.
MOST_KEPT = 24
# What stands between two states side by side, and above each: CSS pixels.
GAP, HEAD = 24, 60


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
            "pair": pair_of(landscape),
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


def pair_of(landscape: Landscape) -> dict | None:
    """Two states side by side on one sheet, as large as both fit; None where one is shown."""
    small = [(one, one.small) for one in landscape.shown if one.small]
    if not small:
        return None
    names = [str(one.state) for one, _picture in small]
    return {
        "heading": _("%(early)s och %(late)s bredvid varandra")
        % {"early": names[0], "late": names[1]},
        "differences": _("Skillnader mellan %(early)s och %(late)s")
        % {"early": names[0], "late": names[1]},
        "maps": [
            {
                "heading": name,
                "name": f"{one.map_name}-pair",
                "picture": replace(picture, view=replace(picture.view, scale=_fitting(picture))),
                "told": told_whole(name, picture),
            }
            for name, (one, picture) in zip(names, small, strict=True)
        ],
    }


def _fitting(picture: Picture) -> float:
    wide, high = picture.layout.width, picture.layout.height
    return min(1, (WIDE - GAP) / 2 / wide, (HIGH - HEAD) / high)


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
    """What a sheet of the map is, for those who do not see it."""
    parts = [_counted(name, picture)]
    if sheet.number:
        seen = ", ".join(one.module.name for one in sheet.picture.modules)
        parts = [_heading(name, sheet) + ".", seen + "." if seen else ""]
    return " ".join(filter(None, [*parts, _in_tables()]))


def told_whole(name: str, picture: Picture) -> str:
    """What the map of a state is, for those who do not see it."""
    return f"{_counted(name, picture)} {_in_tables()}"


def _in_tables() -> str:
    return _("Allt som kartan visar står i tabellerna efter den.")


def _counted(name: str, picture: Picture) -> str:
    modules, interfaces = len(picture.modules), len(picture.interfaces)
    return _("%(name)s som karta med %(modules)s och %(interfaces)s.") % {
        "name": name,
        "modules": ngettext("%d modul", "%d moduler", modules) % modules,
        "interfaces": ngettext("%d gränssnitt", "%d gränssnitt", interfaces) % interfaces,
    }
