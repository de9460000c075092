"""What a file asks for, in the words of the registers: before anything is compared or written."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.archimate import CONCEPTS, TOLD, Concept, Model
from requirements_catalog.choices import KlassaLevel, ModuleKind

from ..choices import Criticality, Direction, ExchangeKind, StateKind
from . import properties, words
from .left_out import Unread, unread_properties
from .mapping import ELEMENTS, LAYER, NOTHING, RELATIONSHIPS, target_of
from .properties import Wanted

_WHOLE_AND_PART = ("Composition", "Aggregation")
# How a part, an interface or a service hangs on the one that has it: (type, the owner's end).
_OWNED = {"Composition": "source", "Aggregation": "source", "Assignment": "source",
          "Realization": "source"}  # fmt: skip
_JUNCTIONS = ("AndJunction", "OrJunction", "Junction")
_YEAR = re.compile(r"\b(19[9]\d|20\d\d|2100)\b")
_BEFORE = ("nuläge", "as-is", "as is", "baseline", "current", "idag")
_AFTER = ("målbild", "to-be", "to be", "target", "mål")


@dataclass
class Items:
    """All that a file asks for, in the order that it is written in, and what is left out."""

    wanted: dict[str, list[Wanted]]
    unread: list[Unread]


def items_of(model: Model, mapping: Mapping[str, str]) -> Items:
    """What a file asks for, read as the mapping says."""
    return _Reading(model, mapping).items()


class _Reading:
    """One file as it is read."""

    def __init__(self, model: Model, mapping: Mapping[str, str]) -> None:
        self.model = model
        self.wanted: dict[str, list[Wanted]] = {kind: [] for kind in ExchangeKind.values}
        self.unread: list[Unread] = []
        self.kinds = {
            one.identifier: target_of(mapping, ELEMENTS, one) for one in model.elements.values()
        }
        self.seams = {
            one.identifier: one
            for one in model.relationships.values()
            if target_of(mapping, RELATIONSHIPS, one)[0] == ExchangeKind.INTERFACE
        }
        self.owners = self._owners()
        # What has been found by ``_module_of``: a long row of parts is gone through once.
        self.modules: dict[str, str] = {}
        self.names_left = CONCEPTS
        self.layers: dict[str, str] = {}
        self.plateaus: dict[str, list[str]] = defaultdict(list)
        self.told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    def items(self) -> Items:
        self._relate()
        for one in self.model.elements.values():
            self._element(one)
        self._years_by_plateau()
        for seam in self.seams.values():
            self._interface(seam)
        self._standards_by_name()
        self._number_twins()
        return Items(self.wanted, [*self.unread, *unread_properties(self.model, self.wanted)])

    # ------------------------------------------------------------ who hangs on whom

    def _is(self, identifier: str, kind: str) -> bool:
        return self.kinds.get(identifier, ("", ""))[0] == kind

    def _owners(self) -> dict[str, str]:
        """Part -> the element that has it, of parts that become nothing themselves."""
        found: dict[str, str] = {}
        for one in self.model.relationships.values():
            if one.type in _OWNED and self._is(one.target, NOTHING):
                found.setdefault(one.target, one.source)
        return found

    def _module_of(self, identifier: str) -> str:
        """The module that an end of a relationship belongs to, itself or by what owns it."""
        way = []
        while identifier and identifier not in self.modules:
            is_module = self._is(identifier, ExchangeKind.MODULE)
            # Until the way has been gone it leads to none, as it does in a circle.
            self.modules[identifier] = identifier if is_module else ""
            if not is_module:
                way.append(identifier)
                identifier = self.owners.get(identifier, "")
        found = self.modules.get(identifier, "")
        self.modules.update(dict.fromkeys(way, found))
        return found

    def _relate(self) -> None:
        """Layers, plateaus, replacements, and what is associated with an interface."""
        for one in self.model.relationships.values():
            if one.identifier in self.seams or self._says_layer_or_state(one):
                continue
            if self._says_what_flows(one) or self._is_replacement(one):
                continue
            if one.type in _OWNED and self._module_of(one.target):
                continue
            self._leave(one, _why_not_an_interface(one))

    def _says_layer_or_state(self, one: Concept) -> bool:
        if one.type not in _WHOLE_AND_PART:
            return False
        if self._is(one.source, LAYER):
            self.layers.setdefault(one.target, self.model.elements[one.source].name)
            return True
        if self._is(one.source, ExchangeKind.STATE):
            self.plateaus[one.target].append(one.source)
            return True
        return False

    def _says_what_flows(self, one: Concept) -> bool:
        for seam, other in ((one.source, one.target), (one.target, one.source)):
            kind = self.kinds.get(other, ("", ""))[0]
            if seam in self.seams and kind in (ExchangeKind.INFORMATION, ExchangeKind.STANDARD):
                self.told[seam][kind].append(other)
                return True
        return False

    def _is_replacement(self, one: Concept) -> bool:
        if one.type != "Association" or one.name.casefold() not in words.REPLACEMENT:
            return False
        old, new = self._module_of(one.source), self._module_of(one.target)
        if not old or not new or old == new:
            return False
        row = self._want(ExchangeKind.REPLACEMENT, one)
        row.references |= {"old": old, "new": new}
        row.values |= {"note": one.documentation} if one.documentation else {}
        properties.text(row, one, "planned_on", words.PLANNED)
        properties.text(row, one, "done_on", words.DONE)
        return True

    # ------------------------------------------------------------ elements

    def _element(self, one: Concept) -> None:
        kind, module_kind = self.kinds[one.identifier]
        if kind == LAYER:
            return
        if kind == NOTHING:
            if not self._module_of(one.identifier):
                self._leave(one, _("Elementtypen läses inte in enligt valen i steget före."))
            return
        row = self._want(kind, one)
        if not one.name:
            row.problems.append(_("Elementet saknar namn."))
        if kind == ExchangeKind.PRINCIPLE:
            row.values |= {"title": one.name}
            row.values |= {"text": one.documentation} if one.documentation else {}
        else:
            row.values["name"] = one.name
            if one.documentation and kind != ExchangeKind.STANDARD:
                row.values["description"] = one.documentation
        if kind != ExchangeKind.STATE:
            properties.text(row, one, "code", words.CODE)
        getattr(self, f"_{kind}")(row, one, module_kind)

    def _module(self, row: Wanted, one: Concept, module_kind: str) -> None:
        told = [
            found for text in one.values(*words.KIND) if (found := words.chosen(ModuleKind, text))
        ]
        row.values["kind"] = told[0] if told else module_kind
        layer = one.values(*words.LAYER) or [self.layers.get(one.identifier, "")]
        if layer[0]:
            row.values["layer"] = layer[0]
        properties.years(row, one)

    def _information(self, row: Wanted, one: Concept, _module_kind: str) -> None:
        properties.yes_no(row, one, "is_personal", words.PERSONAL)
        for name, names in (
            ("confidentiality", words.CONFIDENTIALITY),
            ("integrity", words.INTEGRITY),
            ("availability", words.AVAILABILITY),
            ("traceability", words.TRACEABILITY),
        ):
            for text in one.values(*names):
                level = words.chosen(KlassaLevel, text)
                if level is None:
                    row.problems.append(properties.not_understood(names[0], text))
                else:
                    row.values[name] = level

    def _standard(self, row: Wanted, one: Concept, _module_kind: str) -> None:
        row.values.setdefault("code", one.name)
        for name, names in (
            ("version", words.VERSION), ("publisher", words.PUBLISHER), ("url", words.URL),
        ):  # fmt: skip
            properties.text(row, one, name, names)
        properties.yes_no(row, one, "is_open", words.OPEN)

    def _principle(self, row: Wanted, one: Concept, _module_kind: str) -> None:
        properties.text(row, one, "rationale", words.RATIONALE)
        properties.yes_no(row, one, "is_shared", words.SHARED)

    def _state(self, row: Wanted, one: Concept, _module_kind: str) -> None:
        years = [*one.values(*words.YEAR), *_YEAR.findall(one.name)]
        if years and _YEAR.fullmatch(years[0].strip()):
            row.values["year"] = int(years[0])
        else:
            row.problems.append(
                _("Läget saknar årtal. Skriv det i namnet eller som egenskapen %(name)s.")
                % {"name": words.YEAR[0]}
            )
        told = [
            found for text in one.values(*words.KIND) if (found := words.chosen(StateKind, text))
        ]
        name = one.name.casefold()
        row.values["kind"] = (
            told[0]
            if told
            else StateKind.AS_IS
            if any(word in name for word in _BEFORE)
            else StateKind.TO_BE
            if any(word in name for word in _AFTER)
            else StateKind.TRANSITION
        )

    def _years_by_plateau(self) -> None:
        """In use from the first plateau that has a module, until the year before it is gone.

        Years that a module tells itself go before.
        """
        years = {
            row.identifier: row.values["year"]
            for row in self.wanted[ExchangeKind.STATE]
            if isinstance(row.values.get("year"), int)
        }
        known = sorted(years.values())
        for row in self.wanted[ExchangeKind.MODULE]:
            own = sorted(
                years[key] for key in self.plateaus.get(row.identifier, ()) if key in years
            )
            if not own or {"in_use_from", "in_use_until"} & row.values.keys():
                continue
            if own[0] != known[0]:
                row.values["in_use_from"] = own[0]
            if own[-1] != known[-1]:
                row.values["in_use_until"] = known[known.index(own[-1]) + 1] - 1

    # ------------------------------------------------------------ interfaces

    def _interface(self, one: Concept) -> None:
        ends = {"source": self._module_of(one.source), "target": self._module_of(one.target)}
        missing = [name for name, found in ends.items() if not found]
        if missing:
            self._leave(one, self._why_no_end(one.source if "source" in missing else one.target))
            return
        if ends["source"] == ends["target"]:
            self._leave(one, _("Båda ändarna hör till samma modul."))
            return
        row = self._want(ExchangeKind.INTERFACE, one)
        row.references |= ends
        row.values["name"] = row.name = one.name or self.model.between(*ends.values())[:200]
        if one.documentation:
            row.values["description"] = one.documentation
        properties.text(row, one, "code", words.CODE)
        properties.choice(row, one, "direction", words.DIRECTION, Direction)
        properties.choice(row, one, "criticality", words.CRITICALITY, Criticality)
        properties.number(row, one, "messages_per_day", words.VOLUME)
        properties.years(row, one)
        told = self.told.get(one.identifier, {})
        for name, kind, names in (
            ("standards", ExchangeKind.STANDARD, words.STANDARD),
            ("information", ExchangeKind.INFORMATION, words.INFORMATION),
        ):
            keys = list(dict.fromkeys(told.get(kind, ())))
            texts = self._names(row, one, names)
            if keys or texts:
                row.references[name] = [*keys, *(f"={text}" for text in texts)]

    def _why_no_end(self, key: str) -> str:
        """Why what a relationship begins or ends at is no side of an interface."""
        other = self.model.elements.get(key) or self.model.relationships.get(key)
        if other is None:
            return _("Änden %(key)s finns inte i filen.") % {"key": key[:TOLD] or "–"}
        if other.type in _JUNCTIONS:
            return _(
                "Änden är en förgrening. Ett gränssnitt går mellan två moduler: rita det direkt "
                "mellan dem."
            )
        name = (other.name or f"{other.type} {other.identifier}")[:TOLD]
        return _("Änden %(name)s är ingen modul.") % {"name": name}

    def _names(self, row: Wanted, one: Concept, names: properties.Names) -> list[str]:
        """What properties name, with semicolons between; a file has room for so many names."""
        found = [part.strip() for text in one.values(*names) for part in text.split(";")]
        found = [text for text in found if text]
        self.names_left -= len(found)
        if self.names_left < 0:
            row.problems.append(
                _("Filen nämner fler än %(count)s standarder och informationsmängder.")
                % {"count": CONCEPTS}
            )
            return []
        return found

    def _standards_by_name(self) -> None:
        """References by name become those to elements; a standard that is only named is asked for.

        Whether such a one is open is not known, so that it is not taken to be.
        """
        known = {
            kind: {
                str(value).casefold(): row.identifier
                for row in self.wanted[kind]
                for value in (row.values.get("name"), row.values.get("code"))
                if value
            }
            for kind in (ExchangeKind.STANDARD, ExchangeKind.INFORMATION)
        }
        for row in self.wanted[ExchangeKind.INTERFACE]:
            for name, kind in (
                ("standards", ExchangeKind.STANDARD),
                ("information", ExchangeKind.INFORMATION),
            ):
                keys = []
                for key in row.references.get(name, ()):
                    text = key.removeprefix("=")
                    if key != text:
                        key = known[kind].get(text.casefold()) or self._named(kind, text, row.line)
                        known[kind][text.casefold()] = key
                    keys.append(key)
                if keys:
                    row.references[name] = list(dict.fromkeys(keys))

    def _named(self, kind: str, text: str, line: int) -> str:
        row = Wanted(kind, f"={kind}:{text}", _("egenskap"), text, line, {"name": text})
        if kind == ExchangeKind.STANDARD:
            row.values |= {"code": text, "is_open": False}
        self.wanted[kind].append(row)
        return row.identifier

    def _number_twins(self) -> None:
        """A code that two rows of a kind have is no code of theirs."""
        for rows in self.wanted.values():
            codes = Counter(row.values.get("code") for row in rows if row.values.get("code"))
            for row in rows:
                if codes[row.values.get("code")] > 1:
                    row.problems.append(
                        _("Beteckningen %(code)s står på flera i filen.")
                        % {"code": row.values["code"]}
                    )

    def _want(self, kind: str, one: Concept) -> Wanted:
        row = Wanted(kind, one.identifier, one.type, one.name, one.line)
        self.wanted[kind].append(row)
        return row

    def _leave(self, one: Concept, why: str) -> None:
        name = self.model.called(one)
        self.unread.append(Unread(one.type, name, one.identifier, one.line, why))


def _why_not_an_interface(one: Concept) -> str:
    if one.type == "Access":
        return _("Säger vad en modul hanterar, inte vad två moduler utbyter.")
    if one.type in _OWNED:
        return _("Ingen av ändarna är en modul, ett lager eller ett läge.")
    return _("Relationstypen läses inte in enligt valen i steget före.")
