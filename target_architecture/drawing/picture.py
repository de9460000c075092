"""The architecture as a drawing: which modules and interfaces stand in it, and what it says.

Screen, document and the table beside them are made of one ``Picture``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from programmes.models import Programme
from requirements_catalog.choices import ModuleKind
from requirements_catalog.models import Module

from ..models import Interface
from ..openness import CLOSED, MISSING, OPEN, openness_of
from ..querysets import in_year
from .layout import lay_out
from .shapes import WIDE, Band, Box, Layout, Line, Link, Part, Style, View
from .texts import cut, wrapped

# What a comparison marks, each with its sign, its ink and its tint in documents.
NEW, GONE, CHANGED = "new", "gone", "changed"
SIGNS = {NEW: "+", GONE: "−", CHANGED: "~"}
CHANGE_INKS = {
    NEW: ("#14562f", "#dff1e5"),
    GONE: ("#8e1616", "#fbe4e2"),
    CHANGED: ("#6a4700", "#f7ecd2"),
}
LINE_INKS = {"missing": "#8e1616", "proprietary": "#6a4700", NEW: "#14562f", GONE: "#8e1616"}


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
    # What a comparison says of it: NEW, GONE, CHANGED or nothing.
    change: str = ""
    style: Style = WIDE

    @property
    def name_lines(self) -> list[dict]:
        """The name in lines that the box is wide enough for, each with its height.

        What is cut off is told in full by the box's title.
        """
        lines = wrapped(self.module.name, self.style.letters, self.style.lines)
        first = self.box.y + (20 if len(lines) > 1 else 26)
        return [{"text": text, "y": first + 16 * number} for number, text in enumerate(lines)]

    @property
    def outline(self) -> str:
        """The ink around the box in documents."""
        return CHANGE_INKS[self.change][0] if self.change else self.shade.ink

    @property
    def fill(self) -> str:
        """What the box is filled with in documents."""
        return CHANGE_INKS[self.change][1] if self.change else "#ffffff"

    @property
    def text_x(self) -> float:
        """Where its texts begin."""
        return self.box.x + self.style.inset

    @property
    def note_y(self) -> float:
        """The height of the note."""
        return self.box.y + self.box.height - 9

    @property
    def change_label(self) -> str:
        """What a comparison says of it."""
        return _told(self.change)

    @property
    def change_words(self) -> str:
        """The same with its sign."""
        return signed(self.change)

    @property
    def note(self) -> str:
        """What is said under the name: its code, and what the colour means or what changes."""
        said = signed(self.change) or self.shade.label
        text = f"{self.module.code} · {said}" if said else self.module.code
        return cut(text, self.style.note_letters)


@dataclass(frozen=True)
class DrawnInterface:
    """An interface as a line."""

    interface: Interface
    line: Line
    change: str = ""
    is_compared: bool = False

    @property
    def change_label(self) -> str:
        """What a comparison says of it."""
        return _told(self.change)

    @property
    def change_words(self) -> str:
        """The same with its sign."""
        return signed(self.change)

    @property
    def mark(self) -> str:
        """What the look of its line tells: in a comparison what changes, else what is amiss."""
        return self.change if self.is_compared else self.trouble

    @property
    def ink(self) -> str:
        """The colour of its line in documents; empty where nothing is told."""
        return LINE_INKS.get(self.mark, "")

    @property
    def is_broken(self) -> bool:
        """Whether its line is broken: there is no standard, or it goes."""
        return self.mark in ("missing", GONE)

    @property
    def is_heavy(self) -> bool:
        """Whether its line is thick: care stops without it, or it is new."""
        return self.change == NEW if self.is_compared else self.interface.criticality == "vital"

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
    style: Style = WIDE

    @property
    def name_lines(self) -> list[dict]:
        """The name in lines, each with its height, or where it begins when it is read upwards."""
        if self.style.is_upright:
            lines = wrapped(self.band.name, int(self.band.height // 7), 2)
            return [{"text": text, "x": self.band.x + 16 + 15 * n} for n, text in enumerate(lines)]
        lines = wrapped(self.band.name, 21, 4)
        return [
            {"text": text, "y": self.band.y + 26 + 18 * number} for number, text in enumerate(lines)
        ]

    @property
    def text_x(self) -> float:
        """Where the name begins."""
        return self.band.x + 12

    @property
    def middle(self) -> float:
        """Half-way down."""
        return self.band.y + self.band.height / 2


@dataclass(frozen=True)
class Picture:
    """Everything that a drawing shows, in place; the boxes in the order that they are read in."""

    layout: Layout
    view: View
    bands: list[DrawnBand]
    modules: list[DrawnModule]
    interfaces: list[DrawnInterface]
    legend: list[Shade]
    style: Style = WIDE
    is_compared: bool = False

    @property
    def change_legend(self) -> list[tuple[str, str, str]]:
        """What a comparison marks here: what it is called, its sign, and what it says."""
        found = {one.change for one in (*self.modules, *self.interfaces)}
        return [(name, sign, _told(name)) for name, sign in SIGNS.items() if name in found]

    @property
    def line_legend(self) -> list[tuple[str, str]]:
        """The lines that a legend must explain: what they are called here, and what they say."""
        if self.is_compared:
            return []
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
) -> Picture:
    """The programme's modules and interfaces in a year, or all of them; four queries.

    ``shades`` says of modules how they are coloured, else by kind, and ``plain`` is what the legend
    calls those that they do not name.
    """
    modules = programme.modules.order_by("position", "pk")
    if year is not None:
        modules = modules.filter(in_year(year))
    interfaces = Interface.objects.in_programme(programme).in_use(year).for_list()
    return drawn(list(modules), interfaces, shades=shades, plain=plain)


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
) -> Picture:
    """A picture of these modules and of the interfaces between them."""
    listed = list(interfaces)
    return pictured(laid_out(modules, listed), modules, listed, shades=shades, plain=plain)


def laid_out(
    modules: Sequence[Module],
    interfaces: Sequence[Interface],
    style: Style = WIDE,
    label: Callable[[Interface], str] | None = None,
) -> Layout:
    """Where everything stands; ``label`` gives what stands on a line, else its standard."""
    text = label or label_of
    return lay_out(
        [Part(one.pk, one.layer, one.kind == ModuleKind.NATIONAL) for one in modules],
        [Link(one.pk, one.source_id, one.target_id, text(one)) for one in interfaces],
        style,
    )


@dataclass(frozen=True)
class Changes:
    """What a comparison says of modules and interfaces, by their keys."""

    modules: Mapping[int, str] = field(default_factory=dict)
    interfaces: Mapping[int, str] = field(default_factory=dict)


def pictured(
    layout: Layout,
    modules: Sequence[Module],
    interfaces: Sequence[Interface],
    *,
    shades: Mapping[int, Shade] | None = None,
    plain: str = "",
    style: Style = WIDE,
    changes: Changes | None = None,
) -> Picture:
    """What a layout shows of these: it may have places for more."""
    if shades is None:
        shades = by_kind(modules)
    said = changes or Changes()
    boxes = {box.key: box for box in layout.boxes}
    lines = {line.key: line for line in layout.lines}

    def read_in(module: Module) -> tuple[bool, float, float]:
        """Row by row, and what stands beside at last."""
        box = boxes[module.pk]
        return module.kind == ModuleKind.NATIONAL, box.y, box.x

    return Picture(
        layout=layout,
        view=View(0, 0, layout.width, layout.height),
        bands=[DrawnBand(band, style) for band in layout.bands],
        modules=[
            DrawnModule(
                one, boxes[one.pk], shades.get(one.pk, PLAIN), said.modules.get(one.pk, ""), style
            )
            for one in sorted(modules, key=read_in)
        ],
        interfaces=[
            DrawnInterface(one, lines[one.pk], said.interfaces.get(one.pk, ""), changes is not None)
            for one in interfaces
            if one.pk in lines
        ],
        legend=_legend([shades.get(one.pk, PLAIN) for one in modules], plain),
        style=style,
        is_compared=changes is not None,
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


def signed(change: str) -> str:
    """What a comparison says, with its sign: never by colour alone."""
    return f"{SIGNS[change]} {_told(change)}" if change else ""


def _told(change: str) -> str:
    words = {NEW: _("tillkommer"), GONE: _("försvinner"), CHANGED: _("ändras")}
    return words.get(change, "")
