"""The architecture as a drawing: which modules and interfaces stand in it, and what it says.

Screen, document and the table beside them are made of one ``Picture``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from programmes.models import Programme
from requirements_catalog.choices import ModuleKind
from requirements_catalog.models import Module

from ..models import Interface
from ..openness import CLOSED, MISSING, OPEN, openness_of
from ..querysets import in_year, is_in_use
from .layout import lay_out
from .shapes import Band, Box, Layout, Line, Link, Part, View

# A name takes two lines of this many letters; what is cut off is told in full by the box's title.
LETTERS, LINES = 24, 2


@dataclass(frozen=True)
class Shade:
    """How a box is coloured: the number of its colour (0 is plain) and what that says.

    ``place`` is where it stands in the legend, where the colours are steps of something.
    """

    number: int
    label: str
    place: int = 0

    @property
    def ink(self) -> str:
        """The colour in documents, which are light; screens have theirs in architecture.css."""
        return INKS[self.number % len(INKS)]


# Plain, then eight that differ in lightness too and stand on white with 4.5:1 or more.
INKS = (
    "#6b7785",
    "#0b5570",
    "#14562f",
    "#55606e",
    "#5b3f8c",
    "#8e1616",
    "#6a4700",
    "#1f4e9c",
    "#7a2f5f",
)
PLAIN = Shade(0, "")
KINDS = {
    ModuleKind.TO_PROCURE: 1,
    ModuleKind.SHARED_PLATFORM: 2,
    ModuleKind.EXISTING: 3,
    ModuleKind.NATIONAL: 4,
    ModuleKind.TO_REPLACE: 5,
}


@dataclass(frozen=True)
class DrawnModule:
    """A module in its box."""

    module: Module
    box: Box
    shade: Shade
    # What a comparison says of it: "new", "gone" or nothing.
    change: str = ""

    @property
    def name_lines(self) -> list[dict]:
        """The name in lines that the box is wide enough for, each with its height."""
        lines = wrapped(self.module.name, LETTERS, LINES)
        first = self.box.y + (20 if len(lines) > 1 else 26)
        return [{"text": text, "y": first + 16 * number} for number, text in enumerate(lines)]

    @property
    def text_x(self) -> float:
        """Where its texts begin."""
        return self.box.x + 16

    @property
    def note_y(self) -> float:
        """The height of the note."""
        return self.box.y + self.box.height - 9

    @property
    def change_label(self) -> str:
        """What a comparison says of it."""
        return _told(self.change)

    @property
    def note(self) -> str:
        """What is said under the name: its code, and what the colour means or what changes."""
        said = self.change_label or self.shade.label
        return cut(f"{self.module.code} · {said}" if said else self.module.code, 30)


@dataclass(frozen=True)
class DrawnInterface:
    """An interface as a line."""

    interface: Interface
    line: Line
    change: str = ""

    @property
    def change_label(self) -> str:
        """What a comparison says of it."""
        return _told(self.change)

    @property
    def standards(self) -> list:
        """Its standards, in their order."""
        return list(self.interface.standards.all())

    @property
    def trouble(self) -> str:
        """``missing`` without a standard, ``proprietary`` with one that is not open."""
        return {OPEN: "", CLOSED: "proprietary", MISSING: "missing"}[openness_of(self.interface)]


@dataclass(frozen=True)
class DrawnBand:
    """A layer's surface with its name in lines at the left."""

    band: Band

    @property
    def name_lines(self) -> list[dict]:
        """The name in lines, each with its height."""
        lines = wrapped(self.band.name, 21, 4)
        return [
            {"text": text, "y": self.band.y + 26 + 18 * number} for number, text in enumerate(lines)
        ]

    @property
    def text_x(self) -> float:
        """Where the name begins."""
        return self.band.x + 12


@dataclass(frozen=True)
class Picture:
    """Everything that a drawing shows, in place; the boxes in the order that they are read in."""

    layout: Layout
    view: View
    bands: list[DrawnBand]
    modules: list[DrawnModule]
    interfaces: list[DrawnInterface]
    legend: list[Shade]

    @property
    def line_legend(self) -> list[tuple[str, str]]:
        """The lines that a legend must explain: what they are called here, and what they say."""
        drawn = {one.trouble for one in self.interfaces}
        drawn |= {one.interface.criticality for one in self.interfaces}
        words = {
            "vital": _("livsviktig"),
            "missing": _("standard saknas"),
            "proprietary": _("inte öppen standard"),
        }
        return [(name, text) for name, text in words.items() if name in drawn]


def by_kind(modules: Sequence[Module]) -> dict[int, Shade]:
    """The plainest colouring: what happens to each module."""
    return {
        module.pk: Shade(KINDS[ModuleKind(module.kind)], module.get_kind_display())
        for module in modules
    }


def landscape(
    programme: Programme,
    *,
    year: int | None = None,
    shades: Mapping[int, Shade] | None = None,
    plain: str = "",
    other_year: int | None = None,
) -> Picture:
    """The programme's modules and interfaces in a year, or all of them; four queries.

    ``shades`` says of modules how they are coloured, else by kind, and ``plain`` is what the legend
    calls those that they do not name. Compared with another year, what only this one has is marked.
    """
    modules = programme.modules.order_by("position", "pk")
    if year is not None:
        modules = modules.filter(in_year(year))
    interfaces = Interface.objects.in_programme(programme).in_use(year).for_list()
    return drawn(
        list(modules), interfaces, shades=shades, plain=plain, year=year, other_year=other_year
    )


def neighbourhood(module: Module) -> Picture:
    """A module, everything it has an interface to, and those interfaces; four queries."""
    interfaces = list(Interface.objects.touching(module).for_list())
    near = {side.pk: side for one in interfaces for side in (one.source, one.target)}
    near[module.pk] = module
    return drawn(sorted(near.values(), key=lambda one: (one.position, one.pk)), interfaces)


def drawn(
    modules: Sequence[Module],
    interfaces: QuerySet[Interface] | Sequence[Interface],
    *,
    shades: Mapping[int, Shade] | None = None,
    plain: str = "",
    year: int | None = None,
    other_year: int | None = None,
) -> Picture:
    """A picture of these modules and of the interfaces between them."""
    if shades is None:
        shades = by_kind(modules)
    listed = list(interfaces)
    layout = lay_out(
        [Part(one.pk, one.layer, one.kind == ModuleKind.NATIONAL) for one in modules],
        [Link(one.pk, one.source_id, one.target_id, label_of(one)) for one in listed],
    )
    boxes = {box.key: box for box in layout.boxes}
    lines = {line.key: line for line in layout.lines}

    def read_in(module: Module) -> tuple[bool, float, float]:
        """Row by row, and what stands beside at last."""
        box = boxes[module.pk]
        return module.kind == ModuleKind.NATIONAL, box.y, box.x

    return Picture(
        layout=layout,
        view=View(0, 0, layout.width, layout.height),
        bands=[DrawnBand(band) for band in layout.bands],
        modules=[
            DrawnModule(
                one, boxes[one.pk], shades.get(one.pk, PLAIN), _change(one, year, other_year)
            )
            for one in sorted(modules, key=read_in)
        ],
        interfaces=[
            DrawnInterface(one, lines[one.pk], _change(one, year, other_year))
            for one in listed
            if one.pk in lines
        ],
        legend=_legend([shades.get(one.pk, PLAIN) for one in modules], plain),
    )


def _legend(used: Sequence[Shade], plain: str) -> list[Shade]:
    """The colours that boxes have, in their order, and at last what it is to have none."""
    by_number = {shade.number: shade for shade in used if shade.number}
    found = sorted(by_number.values(), key=lambda shade: (shade.place, shade.number))
    return [*found, Shade(PLAIN.number, plain)] if plain and PLAIN in used else found


def label_of(interface: Interface) -> str:
    """What stands on an interface's line: its standard and how many more, or that it has none."""
    # One that is not open first: it is why the line has its colour.
    ordered = sorted(interface.standards.all(), key=lambda one: one.is_open)
    standards = [one.code for one in ordered]
    if not standards:
        return _("standard saknas")
    more = f" +{len(standards) - 1}" if len(standards) > 1 else ""
    return cut(standards[0], 18) + more


def _change(row: Module | Interface, year: int | None, other_year: int | None) -> str:
    """Whether a row of one year's picture is not in the other's."""
    if year is None or other_year is None or _is_in(row, other_year):
        return ""
    return "new" if other_year < year else "gone"


def _told(change: str) -> str:
    return {"new": _("tillkommer"), "gone": _("försvinner")}.get(change, "")


def _is_in(row: Module | Interface, year: int) -> bool:
    """An interface is in use only while both of its modules are."""
    if isinstance(row, Interface) and not (_is_in(row.source, year) and _is_in(row.target, year)):
        return False
    return is_in_use(row, year)


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """Text in at most so many lines of at most so many letters; the rest is cut off with a dot."""
    found: list[str] = []
    for word in text.split():
        if found and len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > lines:
        found[lines - 1 :] = [" ".join(found[lines - 1 :])]
    return [cut(line, width) for line in found]


def cut(text: str, length: int) -> str:
    """Text of at most so many letters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
