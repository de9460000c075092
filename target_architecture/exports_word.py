"""The map in Word: the pictures of it, and the tables that say the same."""

from collections.abc import Callable
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from common.pdf import render_pdf
from common.pdf_picture import corner_as_png
from common.word import WordDocument
from programmes.models import Programme

from .drawing.picture import DrawnInterface, Picture
from .exports import maps_of
from .shown import Landscape

# 96 CSS pixels are 25.4 mm.
MM_PER_PIXEL = 25.4 / 96
_LINES = {"vital": ("━", "6B7785"), "missing": ("╌", "8E1616"), "proprietary": ("─", "6A4700")}


def map_word(
    programme: Programme,
    landscape: Landscape,
    *,
    by,
    at: datetime,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """The map in the active language; PdfUnavailable as ``common.pdf.render_pdf``, which sets the
    pictures. ``told`` hears of each picture that is made."""
    language = get_language() or "sv"
    title = _("Karta över målarkitekturen")
    document = WordDocument(title=title, author=str(by), language=language, at=at)
    line = f"{programme.name} · {localtime(at).date().isoformat()}"
    if landscape.colouring:
        line += " · " + _("färg efter %(what)s") % {"what": landscape.colouring.label}
    document.paragraph(line, is_muted=True)
    if landscape.told:
        document.paragraph(landscape.told.text)
    document.contents(_("Innehåll"))
    maps = maps_of(landscape)
    sheets = [(one, sheet) for one in maps for sheet in one["sheets"]]
    for number, (one, sheet) in enumerate(sheets):
        told(number, len(sheets))
        document.heading(sheet["heading"], new_page=True)
        document.legend(_legend(one["picture"]))
        view = sheet["picture"].view
        width = min(document.width, view.shown_width * MM_PER_PIXEL)
        document.picture(_png(sheet, language, at), width_mm=width, told=sheet["told"])
    for one in maps:
        _tables(document, one, landscape)
    return document.content()


def _png(sheet: dict, language: str, at: datetime) -> bytes:
    values = {"language": language, "map_name": sheet["name"]}
    html = render_to_string(
        "documents/architecture_picture.html",
        {**values, "picture": sheet["picture"], "told": sheet["told"]},
    )
    page = render_pdf(
        html=html, title=sheet["heading"], language=language, author="", created_at=at
    )
    view = sheet["picture"].view
    return corner_as_png(page, width=view.shown_width, height=view.shown_height)


def _legend(picture: Picture) -> list[tuple[str, str, str]]:
    shades = [("■", shade.ink.lstrip("#").upper(), str(shade.label)) for shade in picture.legend]
    lines = [(*_LINES[name], text) for name, text in picture.line_legend]
    return [*shades, *lines]


def _tables(document: WordDocument, one: dict, landscape: Landscape) -> None:
    picture: Picture = one["picture"]
    change = [_("Ändring")] if landscape.other else []
    document.heading(_("Gränssnitt: %(name)s") % {"name": one["name"]}, new_page=True)
    if picture.interfaces:
        head = [
            _("Gränssnitt"), _("Från"), _("Till"), _("Information"), _("Standarder"),
            _("Öppen standard"), pgettext("gränssnitt", "Betydelse"), _("Per dygn"), *change,
        ]  # fmt: skip
        document.table(
            head,
            [
                [*_interface(drawn), *([drawn.change_label or "–"] if change else [])]
                for drawn in picture.interfaces
            ],
        )
    else:
        document.paragraph(_("Inget gränssnitt är beskrivet i det här läget."))
    document.heading(_("Moduler: %(name)s") % {"name": one["name"]}, new_page=True)
    colour = [_("Färg")] if landscape.colouring else []
    document.table(
        [_("Beteckning"), _("Modul"), _("Lager"), _("Slag"), *colour, *change],
        [
            [
                drawn.module.code,
                drawn.module.name,
                drawn.module.layer or "–",
                drawn.module.get_kind_display(),
                *([str(drawn.shade.label) or "–"] if colour else []),
                *([drawn.change_label or "–"] if change else []),
            ]
            for drawn in picture.modules
        ],
    )


def _interface(drawn: DrawnInterface) -> list[str]:
    row = drawn.interface
    way = f" ({row.get_direction_display()})" if row.direction == "both_ways" else ""
    is_open = {"missing": "–", "proprietary": _("nej")}.get(drawn.trouble, _("ja"))
    return [
        str(row),
        row.source.name,
        f"{row.target.name}{way}",
        ", ".join(one.name for one in row.information.all()) or "–",
        ", ".join(_standard(one) for one in drawn.standards) or _("saknas"),
        is_open,
        row.get_criticality_display(),
        f"{row.messages_per_day:,}".replace(",", "\u00a0") if row.messages_per_day else "–",
    ]


def _standard(one) -> str:
    return f"{one} {one.version}".strip()
