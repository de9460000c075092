"""Two states of the architecture compared: one layout for both, and what is different.

What is in both stands at the same place in both pictures, so that what came and what went is seen.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programmes.models import Programme
from requirements_catalog.models import Module

from ..models import Interface, Replacement
from ..querysets import in_year, is_in_use
from .picture import (
    CHANGED,
    GONE,
    NEW,
    SIGNS,
    Changes,
    Picture,
    Shade,
    by_kind,
    label_of,
    laid_out,
    pictured,
)
from .shapes import NARROW, WIDE, Style


@dataclass(frozen=True)
class Difference:
    """A module or an interface that came, went or changed, and what is to be known of that."""

    row: Module | Interface
    words: str


@dataclass(frozen=True)
class Group:
    """What is different in one way: ``change`` is NEW, GONE or CHANGED."""

    change: str
    label: str
    is_modules: bool
    found: list[Difference]

    @property
    def sign(self) -> str:
        """The sign that the pictures have."""
        return SIGNS[self.change]


@dataclass(frozen=True)
class Compared:
    """The earlier and the later state, small (side by side) and large, and the differences."""

    narrow: tuple[Picture, Picture]
    wide: tuple[Picture, Picture]
    groups: list[Group]


def compared(
    programme: Programme,
    early: int,
    late: int,
    *,
    shades: Mapping[int, Shade] | None = None,
    plain: str = "",
) -> Compared:
    """Two years compared; five queries."""
    modules = list(
        programme.modules.filter(in_year(early) | in_year(late)).order_by("position", "pk")
    )
    every = Interface.objects.in_programme(programme).for_list()
    interfaces = [one for one in every if any(_is_in(one, year) for year in (early, late))]
    changes = _changes(modules, interfaces, early, late)
    colours = by_kind(modules) if shades is None else shades

    def sign(interface: Interface) -> str:
        change = changes.interfaces.get(interface.pk)
        return SIGNS[change] if change else ""

    def standard(interface: Interface) -> str:
        change = changes.interfaces.get(interface.pk)
        return f"{SIGNS[change]} {label_of(interface)}" if change else label_of(interface)

    def both(style: Style, label) -> tuple[Picture, Picture]:
        layout = laid_out(modules, interfaces, style, label)
        one, other = (
            pictured(
                layout,
                [one for one in modules if is_in_use(one, year)],
                [one for one in interfaces if _is_in(one, year)],
                shades=colours,
                plain=plain,
                style=style,
                changes=changes,
            )
            for year in (early, late)
        )
        return one, other

    return Compared(
        both(NARROW, sign), both(WIDE, standard), _groups(programme, modules, interfaces, changes)
    )


def _is_in(interface: Interface, year: int) -> bool:
    """An interface is in use only while both of its modules are."""
    return all(is_in_use(one, year) for one in (interface, interface.source, interface.target))


def _changes(
    modules: Sequence[Module], interfaces: Sequence[Interface], early: int, late: int
) -> Changes:
    seams = {}
    for seam in interfaces:
        if not _is_in(seam, early):
            seams[seam.pk] = NEW
        elif not _is_in(seam, late):
            seams[seam.pk] = GONE
    sides = {
        key for seam in interfaces if seam.pk in seams for key in (seam.source_id, seam.target_id)
    }
    found = {one.pk: CHANGED for one in modules if one.pk in sides}
    found |= {one.pk: NEW for one in modules if not is_in_use(one, early)}
    found |= {one.pk: GONE for one in modules if not is_in_use(one, late)}
    return Changes(found, seams)


def _groups(
    programme: Programme,
    modules: Sequence[Module],
    interfaces: Sequence[Interface],
    changes: Changes,
) -> list[Group]:
    words = _module_words(programme, interfaces, changes)
    labels = [
        (NEW, _("Moduler som tillkommer"), _("Gränssnitt som tillkommer")),
        (GONE, _("Moduler som försvinner"), _("Gränssnitt som försvinner")),
        (CHANGED, _("Moduler vars gränssnitt ändras"), ""),
    ]
    groups = [
        Group(
            change,
            label,
            True,
            [
                Difference(one, words[change, one.pk])
                for one in modules
                if changes.modules.get(one.pk) == change
            ],
        )
        for change, label, _seams in labels
    ]
    groups += [
        Group(
            change,
            label,
            False,
            [
                Difference(one, _way(one))
                for one in interfaces
                if changes.interfaces.get(one.pk) == change
            ],
        )
        for change, _modules, label in labels
    ]
    return [group for group in groups if group.found]


def _module_words(
    programme: Programme, interfaces: Sequence[Interface], changes: Changes
) -> dict[tuple[str, int], str]:
    """What takes over from what, and which interfaces of a module come and go; one query."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in Replacement.objects.in_programme(programme).select_related("old", "new"):
        found[GONE, row.old_id].append(_("ersätts av %(name)s") % {"name": row.new.name})
        found[NEW, row.new_id].append(_("ersätter %(name)s") % {"name": row.old.name})
    for one in interfaces:
        if change := changes.interfaces.get(one.pk):
            for key in (one.source_id, one.target_id):
                found[CHANGED, key].append(f"{SIGNS[change]} {one.code}")
    told = {key: ", ".join(words) for key, words in found.items()}
    return defaultdict(str, told)


def _way(interface: Interface) -> str:
    arrow = "↔" if interface.direction == "both_ways" else "→"
    return f"{interface.source.name} {arrow} {interface.target.name}, {label_of(interface)}"
