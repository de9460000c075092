"""The map in Word: the pictures of it, and the tables that say the same."""

from collections.abc import Callable
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from common.pdf import render_pdf
from common.pdf_picture import corner_as_png
from common.word import HEADING, LINE, WordDocument
from programmes.models import Programme

from .drawing.picture import DrawnInterface, Picture
from .exports import maps_of
from .shown import Landscape

# 96 CSS pixels are 25.4 mm.
MM_PER_PIXEL = 25.4 / 96
# What the title, the line below it and the heading of the contents take of the first page, and
# the part of a page that a picture is to have there, or it begins the next.
_FRONT, _LEAST = 32, 0.5
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
    maps = maps_of(landscape)
    states = " – ".join(one["name"] for one in maps)
    line = f"{programme.name} · {states} · {localtime(at).date().isoformat()}"
    if landscape.colouring:
        line += " · " + _("färg efter %(what)s") % {"what": landscape.colouring.label}
    document.paragraph(line, is_muted=True)
    if landscape.told:
        document.paragraph(landscape.told.text)
    document.contents(_("Innehåll"))
    sheets = [(one, sheet) for one in maps for sheet in one["sheets"]]
    # The first stands on the first page, below what the document is and what it holds.
    entries = len(sheets) + 2 * len(maps)
    first = document.height - _FRONT - LINE * (entries + bool(landscape.told) * 2)
    for number, (one, sheet) in enumerate(sheets):
        told(number, len(sheets))
        high = document.height if number else first
        is_next = number > 0 or high < _LEAST * document.height
        document.heading(sheet["heading"], new_page=is_next)
        document.legend(_legend(one["picture"]))
        _picture(document, sheet, language, at, document.height if is_next else high)
    for number, one in enumerate(maps):
        _tables(document, one, landscape, new_page=not number)
    return document.content()


def _picture(document: WordDocument, sheet: dict, language: str, at: datetime, high: float) -> None:
    """A sheet as large as it is drawn, or as there is room for below its heading and legend."""
    view = sheet["picture"].view
    room = high - HEADING - 2 * LINE
    width = min(
        document.width,
        view.shown_width * MM_PER_PIXEL,
        room * view.shown_width / view.shown_height,
    )
    document.picture(_png(sheet, language, at), width_mm=width, told=sheet["told"])


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


def _tables(document: WordDocument, one: dict, landscape: Landscape, *, new_page: bool) -> None:
    picture: Picture = one["picture"]
    change = [_("Ändring")] if landscape.other else []
    document.heading(_("Gränssnitt: %(name)s") % {"name": one["name"]}, new_page=new_page)
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
            widths=[3, 3, 3, 4, 5, 1.5, 1.5, 1.2, *([1.5] if change else [])],
            numbers=[7],
        )
    else:
        document.paragraph(_("Inget gränssnitt är beskrivet i det här läget."))
    document.heading(_("Moduler: %(name)s") % {"name": one["name"]})
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
        widths=[1, 3, 3, 2, *([3] if colour else []), *([1.5] if change else [])],
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
