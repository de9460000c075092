"""The map in Word: the pictures of it, and the tables that say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from common.pdf import render_pdf
from common.pdf_picture import corner_as_png
from common.word import HEADING, LINE, WordDocument
from programmes.models import Programme

from .drawing.picture import CHANGE_INKS, DrawnInterface, Picture, signed
from .exports import GAP, maps_of, pair_of
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
    pair = pair_of(landscape)
    plates = [_pair_plate(pair, language)] if pair else []
    plates += [_plate(one, sheet, language) for one in maps for sheet in one["sheets"]]
    # The first stands on the first page, below what the document is and what it holds.
    entries = len(plates) + 2 * len(maps) + bool(pair)
    first = document.height - _FRONT - LINE * (entries + bool(landscape.told) * 2)
    for number, plate in enumerate(plates):
        told(number, len(plates))
        high = document.height if number else first
        is_next = number > 0 or high < _LEAST * document.height
        document.heading(plate.heading, new_page=is_next)
        document.legend(plate.legend)
        _picture(document, plate, language, at, document.height if is_next else high)
        if pair and not number:
            document.heading(pair["differences"], new_page=True)
            _differences(document, landscape)
    for number, one in enumerate(maps):
        _tables(document, one, landscape, new_page=not number)
    return document.content()


@dataclass(frozen=True)
class _Plate:
    """A picture of the file: what it is called and made of, and its size in CSS pixels."""

    heading: str
    legend: list[tuple[str, str, str]]
    html: str
    width: float
    height: float
    told: str


def _plate(one: dict, sheet: dict, language: str) -> _Plate:
    view = sheet["picture"].view
    values = {"language": language, "map_name": sheet["name"], "told": sheet["told"]}
    html = render_to_string(
        "documents/architecture_picture.html", {**values, "picture": sheet["picture"]}
    )
    legend = _legend(one["picture"])
    return _Plate(
        sheet["heading"], legend, html, view.shown_width, view.shown_height, sheet["told"]
    )


def _pair_plate(pair: dict, language: str) -> _Plate:
    told = " ".join(one["told"] for one in pair["maps"])
    views = [one["picture"].view for one in pair["maps"]]
    # Each mark once, though both pictures have it.
    legend = dict.fromkeys(entry for one in pair["maps"] for entry in _legend(one["picture"]))
    return _Plate(
        pair["heading"],
        list(legend),
        render_to_string(
            "documents/architecture_pair.html", {"language": language, "pair": pair, "told": told}
        ),
        sum(view.shown_width for view in views) + GAP,
        max(view.shown_height for view in views) + GAP,
        told,
    )


def _picture(
    document: WordDocument, plate: _Plate, language: str, at: datetime, high: float
) -> None:
    """A plate as large as it is drawn, or as there is room for below its heading and legend."""
    room = high - HEADING - 2 * LINE
    width = min(document.width, plate.width * MM_PER_PIXEL, room * plate.width / plate.height)
    page = render_pdf(
        html=plate.html, title=plate.heading, language=language, author="", created_at=at
    )
    png = corner_as_png(page, width=plate.width, height=plate.height)
    document.picture(png, width_mm=width, told=plate.told)


def _differences(document: WordDocument, landscape: Landscape) -> None:
    rows = [
        [
            one.row.name if group.is_modules else str(one.row),
            f"{group.sign} {group.label}",
            one.words or "–",
        ]
        for group in landscape.differences
        for one in group.found
    ]
    if not rows:
        document.paragraph(_("Samma moduler och gränssnitt finns i båda lägena."))
        return
    document.table(
        [_("Modul eller gränssnitt"), _("Ändring"), _("Vad skillnaden är")], rows, widths=[3, 2, 5]
    )


def _legend(picture: Picture) -> list[tuple[str, str, str]]:
    shades = [("■", shade.ink.lstrip("#").upper(), str(shade.label)) for shade in picture.legend]
    lines = [(*_LINES[name], text) for name, text in picture.line_legend]
    changes = [
        (sign, CHANGE_INKS[name][0].lstrip("#").upper(), text)
        for name, sign, text in picture.change_legend
    ]
    return [*shades, *changes, *lines]


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
                [*_interface(drawn), *([signed(drawn.change) or "–"] if change else [])]
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
                *([signed(drawn.change) or "–"] if change else []),
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
