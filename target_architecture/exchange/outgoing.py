"""A programme's architecture as a file of ArchiMate's exchange format.

docs/target-architecture.md has the table of what becomes what, and why.
"""

import uuid
from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.translation import override

from common.archimate import Concept, Model
from common.archimate_writer import Connection, Node, View, is_identifier, write_archimate
from programmes.models import Programme
from requirements_catalog.choices import KlassaLevel, ModuleKind
from requirements_catalog.models import Module

from ..choices import Criticality, Direction, ExchangeKind, StateKind
from ..drawing.picture import Picture, landscape
from ..models import (
    ArchitectureState,
    ExchangeIdentity,
    InformationClass,
    Interface,
    Principle,
    Replacement,
)
from ..openness import OPEN, openness_of
from ..querysets import is_in_use
from . import words

# A service that others run is known by what it does; a platform is software that others run on.
MODULE_TYPES = {
    ModuleKind.TO_PROCURE: "ApplicationComponent",
    ModuleKind.EXISTING: "ApplicationComponent",
    ModuleKind.TO_REPLACE: "ApplicationComponent",
    ModuleKind.NATIONAL: "ApplicationService",
    ModuleKind.SHARED_PLATFORM: "SystemSoftware",
}
LAYER = "layer"
Told = Iterable[tuple[tuple[str, ...], object]]


def archimate_file(programme: Programme) -> bytes:
    """The whole architecture, with the map as a view; the same content gives the same bytes."""
    with override("sv"):
        return _Writing(programme).file()


class _Writing:
    """One programme as it is written."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.known = {
            (one.kind, one.key): one.identifier
            for one in ExchangeIdentity.objects.in_programme(programme)
            if is_identifier(one.identifier)
        }
        # Identifier -> what it was made of; nothing where the row came with it.
        self.taken: dict[str, tuple | None] = dict.fromkeys(self.known.values())
        self.model = Model(
            programme.name, self._made("model", programme.slug), programme.description
        )
        self.modules = list(programme.modules.order_by("position", "pk"))
        self.folders: list[tuple[str, list[str]]] = []

    def file(self) -> bytes:
        self._modules()
        self._information()
        self._standards()
        self._principles()
        interfaces = list(Interface.objects.in_programme(self.programme).for_list())
        self._interfaces(interfaces)
        self._states()
        self._replacements()
        picture = landscape(self.programme)
        views = [self._view(picture)] if picture.modules else []
        return write_archimate(self.model, folders=self.folders, views=views)

    # ------------------------------------------------------------ identities

    def _made(self, *parts: object) -> str:
        """An identifier of what has none: the same for the same, an NCName as xs:ID asks for.

        A row that came with an identifier may have been made here once, under a code that another
        row has by now: no two may be the same.
        """
        name = "/".join(str(part) for part in ("fvm", self.programme.slug, *parts))
        found = f"id-{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
        if self.taken.setdefault(found, parts) != parts:
            return self._made(*parts, "")
        return found

    def _id(self, kind: str, row: models.Model) -> str:
        natural = getattr(row, "code", "") or getattr(row, "year", "") or row.pk
        return self.known.get((kind, row.pk)) or self._made(kind, natural)

    # ------------------------------------------------------------ elements

    def _add(self, key: str, kind: str, name: str, text: str = "", told: Told = ()) -> str:
        self.model.elements[key] = Concept(key, kind, name, text, _properties(told))
        return key

    def _relate(
        self, key: str, kind: str, source: str, target: str,
        name: str = "", text: str = "", told: Told = (),
    ) -> str:  # fmt: skip
        self.model.relationships[key] = Concept(
            key, kind, name, text, _properties(told), source, target
        )
        return key

    def _modules(self) -> None:
        layers: dict[str, list[str]] = {}
        for row in self.modules:
            key = self._add(
                self._id(ExchangeKind.MODULE, row),
                MODULE_TYPES[ModuleKind(row.kind)],
                row.name,
                row.description,
                [
                    (words.CODE, row.code),
                    (words.KIND, words.label(ModuleKind, row.kind)),
                    (words.LAYER, row.layer),
                    *_years(row),
                ],
            )
            layers.setdefault(row.layer, []).append(key)
        for layer, keys in layers.items():
            if layer:
                whole = self._add(self._made(LAYER, layer), "Grouping", layer)
                for key in keys:
                    self._relate(self._made("in", layer, key), "Aggregation", whole, key)
            self.folders.append((layer or "Moduler", keys))

    def _information(self) -> None:
        keys = []
        for row in InformationClass.objects.in_programme(self.programme).order_by("code"):
            levels = (
                (words.CONFIDENTIALITY, row.confidentiality),
                (words.INTEGRITY, row.integrity),
                (words.AVAILABILITY, row.availability),
                (words.TRACEABILITY, row.traceability),
            )
            told = [(words.CODE, row.code), (words.PERSONAL, words.word(row.is_personal))]
            told += [(name, words.label(KlassaLevel, level)) for name, level in levels if level]
            keys.append(
                self._add(
                    self._id(ExchangeKind.INFORMATION, row), "DataObject", row.name,
                    row.description, told,
                )
            )  # fmt: skip
        self.folders.append(("Informationsklasser", keys))

    def _standards(self) -> None:
        keys = []
        for row in self.programme.standards.order_by("code"):
            told = [
                (words.CODE, row.code),
                (words.VERSION, row.version),
                (words.PUBLISHER, row.publisher),
                (words.OPEN, words.word(row.is_open)),
                (words.URL, row.url),
            ]
            keys.append(
                self._add(self._id(ExchangeKind.STANDARD, row), "Constraint", row.name, told=told)
            )
        self.folders.append(("Standarder", keys))

    def _principles(self) -> None:
        keys = []
        for row in Principle.objects.in_programme(self.programme).order_by("code"):
            told = [
                (words.CODE, row.code),
                (words.RATIONALE, row.rationale),
                (words.SHARED, words.word(row.is_shared)),
            ]
            keys.append(
                self._add(
                    self._id(ExchangeKind.PRINCIPLE, row), "Principle", row.title, row.text, told
                )
            )
        self.folders.append(("Arkitekturprinciper", keys))

    def _states(self) -> None:
        keys = []
        for row in ArchitectureState.objects.in_programme(self.programme).order_by("year"):
            told = [(words.KIND, words.label(StateKind, row.kind)), (words.YEAR, row.year)]
            key = self._add(
                self._id(ExchangeKind.STATE, row), "Plateau", row.name, row.description, told
            )
            keys.append(key)
            for module in self.modules:
                if is_in_use(module, row.year):
                    part = self._id(ExchangeKind.MODULE, module)
                    self._relate(self._made("plateau", key, part), "Aggregation", key, part)
        self.folders.append(("Lägen", keys))

    # ------------------------------------------------------------ relationships

    def _interfaces(self, rows: Sequence[Interface]) -> None:
        for row in rows:
            standards = sorted(row.standards.all(), key=lambda one: one.code)
            information = sorted(row.information.all(), key=lambda one: one.code)
            is_open = words.word(openness_of(row) == OPEN) if standards else ""
            told: list[tuple[tuple[str, ...], object]] = [
                (words.CODE, row.code),
                (words.DIRECTION, words.label(Direction, row.direction)),
                (words.CRITICALITY, words.label(Criticality, row.criticality)),
                (words.VOLUME, row.messages_per_day),
                *_years(row),
                (words.STANDARD, "; ".join(one.code for one in standards)),
                (words.VERSION, "; ".join(filter(None, (one.version for one in standards)))),
                (words.OPEN, is_open),
                (words.INFORMATION, "; ".join(one.name for one in information)),
            ]
            key = self._relate(
                self._id(ExchangeKind.INTERFACE, row),
                "Flow",
                self._id(ExchangeKind.MODULE, row.source),
                self._id(ExchangeKind.MODULE, row.target),
                row.name,
                row.description,
                told,
            )
            for kind, others in (
                (ExchangeKind.INFORMATION, information), (ExchangeKind.STANDARD, standards),
            ):  # fmt: skip
                for other in others:
                    end = self._id(kind, other)
                    self._relate(self._made("tells", key, end), "Association", key, end)

    def _replacements(self) -> None:
        rows = Replacement.objects.in_programme(self.programme).select_related("old", "new")
        for row in sorted(rows, key=lambda one: (one.old.code, one.new.code)):
            old, new = (self._id(ExchangeKind.MODULE, one) for one in (row.old, row.new))
            key = self.known.get((ExchangeKind.REPLACEMENT, row.pk))
            self._relate(
                key or self._made("replacement", row.old.code, row.new.code),
                "Association",
                old,
                new,
                words.REPLACED_BY,
                row.note,
                [(words.PLANNED, row.planned_on), (words.DONE, row.done_on)],
            )

    # ------------------------------------------------------------ the map

    def _view(self, picture: Picture) -> View:
        bands = {drawn.band.name: drawn.band for drawn in picture.bands if drawn.band.name}
        inside: dict[str, list[Node]] = {name: [] for name in bands}
        alone: list[Node] = []
        for drawn in picture.modules:
            module, box = drawn.module, drawn.box
            node = Node(
                self._node(module), self._id(ExchangeKind.MODULE, module),
                box.x, box.y, box.width, box.height,
            )  # fmt: skip
            is_banded = module.layer in bands and module.kind != ModuleKind.NATIONAL
            (inside[module.layer] if is_banded else alone).append(node)
        groups = [
            Node(
                self._made("node", LAYER, name), self._made(LAYER, name),
                band.x, band.y, band.width, band.height, tuple(inside[name]),
            )
            for name, band in bands.items()
        ]  # fmt: skip
        lines = [
            Connection(
                self._made("line", one.interface.code),
                self._id(ExchangeKind.INTERFACE, one.interface),
                self._node(one.interface.source),
                self._node(one.interface.target),
                one.line.points[1:-1],
            )
            for one in picture.interfaces
        ]
        return View(self._made("view"), "Karta över målarkitekturen", [*groups, *alone], lines)

    def _node(self, module: Module) -> str:
        return self._made("node", module.code)


def _properties(told: Told) -> tuple[tuple[str, str], ...]:
    return tuple((names[0], str(value)) for names, value in told if value not in (None, ""))


def _years(row: Module | Interface) -> list[tuple[tuple[str, ...], object]]:
    return [(words.FROM, row.in_use_from), (words.UNTIL, row.in_use_until)]
