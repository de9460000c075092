"""The objects of a ReqIF document as a table: a column for each attribute name, cells as text."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from common.directions import straight
from common.reqif import (
    BOOLEAN,
    DATE,
    ENUMERATION,
    INTEGER,
    REAL,
    XHTML_KIND,
    Attribute,
    Document,
    Element,
    SpecObject,
    chosen_values,
    kind_of_value,
    simple_value,
    xhtml_value,
)
from common.xhtml import kept_text, xhtml_to_markdown, xhtml_to_text

from ..cell_values import NUMBER_DECIMALS, NUMBER_DIGITS, number_text
from ..choices import FieldKind
from ..import_core.mapping import NAME_CHARACTERS, Column
from ..import_core.object_reader import MARKDOWN_TARGETS
from ..import_core.words import EXTRA, REQIF_HEADS

SAMPLES = 200
# What we put into a document ourselves is named so, and read letter by letter.
OWN = "_fvm-"
PERSON_TYPE = f"{OWN}person"
_MIDNIGHT = re.compile(r"^(\d{4}-\d\d-\d\d)(?:T00:00:00(?:\.0+)?(?:Z|[+-]\d\d:\d\d)?)?$")
_MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$")
_YES = {"true": "ja", "1": "ja", "false": "nej", "0": "nej"}


class ObjectTable:
    """Columns of a document's objects, and the cells of each object.

    Attributes of one name in different types are one column. A value whose attribute no type
    describes has a column of its own, called by its identifier.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = document.enumerations()
        self.attributes = document.attributes()
        self.names: list[str] = []
        self.column_of: dict[tuple[str, str], int] = {}
        self._definitions: list[list[Attribute]] = []
        used = dict.fromkeys(one.type for one in document.objects.values())
        for key in used:
            taken: set[int] = set()
            for attribute in self.attributes.get(key, {}).values():
                column = self._column(attribute, taken)
                taken.add(column)
                self.column_of[key, attribute.identifier] = column
        for one in document.objects.values():
            for identifier, value in one.values().items():
                if (one.type, identifier) not in self.column_of:
                    loose = Attribute(identifier, identifier or "?", kind_of_value(value))
                    self.column_of[one.type, identifier] = self._column(loose, set())

    def _column(self, attribute, taken):
        """The column of an attribute's name; a second one of the name in a type gets a number."""
        base = name = " ".join(attribute.name.split())[:NAME_CHARACTERS] or attribute.identifier
        number = 2
        while True:
            column = self.names.index(name) if name in self.names else len(self.names)
            if column == len(self.names):
                self.names.append(name)
                self._definitions.append([])
            if column not in taken:
                self._definitions[column].append(attribute)
                return column
            name, number = f"{base} ({number})", number + 1

    def values(self, one: SpecObject) -> dict[str, Element]:
        """The values that hold for an object: its own, and defaults where it gives none."""
        own = one.values()
        return {
            **{
                key: attribute.default
                for key, attribute in self.attributes.get(one.type, {}).items()
                if attribute.default is not None
            },
            **own,
        }

    def cells(self, one: SpecObject, targets: Sequence[str]) -> list[str]:
        """The texts of an object, a cell for each column; empty where it says nothing."""
        row = [""] * len(self.names)
        for key, value in self.values(one).items():
            column = self.column_of[one.type, key]
            target = targets[column] if column < len(targets) else EXTRA
            as_markdown = target in MARKDOWN_TARGETS
            text, is_kept = _said(value, self.words, as_markdown)
            text = straight(text)
            if target != EXTRA and not is_kept and not key.startswith(OWN):
                text = text.strip() if as_markdown else " ".join(text.split())
            row[column] = text
        return row

    def columns(self, objects: Iterable[SpecObject]) -> list[Column]:
        """The columns with samples from some objects."""
        rows = [self.cells(one, ()) for one in objects]
        return [
            Column(index, name, tuple(row[index] for row in rows if row[index]), header=name)
            for index, name in enumerate(self.names)
        ]

    def own_targets(self) -> dict[str, str]:
        """Column → what it is, where all that says it was made by an export of ours."""
        fields = {head: target for target, head in REQIF_HEADS.items()}
        return {
            name: fields.get(name, EXTRA)
            for name, definitions in zip(self.names, self._definitions, strict=True)
            if all(one.identifier.startswith(OWN) for one in definitions)
        }

    def field_kind(self, column: int) -> tuple[str, str]:
        """(kind, choices one a line) of an extra field that holds the column's values."""
        definitions = self._definitions[column]
        kinds = {attribute.kind for attribute in definitions}
        if all(attribute.datatype == PERSON_TYPE for attribute in definitions):
            return FieldKind.PERSON, ""
        if kinds <= {INTEGER, REAL}:
            return FieldKind.NUMBER, ""
        if kinds == {BOOLEAN}:
            return FieldKind.YES_NO, ""
        if kinds == {DATE} and self._are_midnights(column):
            return FieldKind.DATE, ""
        if kinds == {ENUMERATION} and not any(one.is_multi_valued for one in definitions):
            words = [word for one in definitions for word in self._choices(one)]
            return FieldKind.CHOICE, "\n".join(dict.fromkeys(words))
        return FieldKind.TEXT, ""

    def _choices(self, attribute):
        datatype = self.document.datatypes.get(attribute.datatype)
        if datatype is None:
            return []
        keys = [value.get("IDENTIFIER", "") for value in datatype.iter("{*}ENUM-VALUE")]
        return [one_line(self.words.get(key, key)) for key in keys]

    def _are_midnights(self, column):
        return all(
            _MIDNIGHT.match(simple_value(value) or "")
            for one in self.document.objects.values()
            for key, value in one.values().items()
            if self.column_of[one.type, key] == column
        )


def shown(value: Element, words: dict[str, str], *, as_markdown: bool) -> str:
    """A value as people read it: Markdown or plain words of XHTML, the words of choices."""
    return _said(value, words, as_markdown)[0]


def _said(value, words, as_markdown):
    """(what a value says, whether it is XHTML of ours that keeps the text letter by letter)."""
    inner = xhtml_value(value) if kind_of_value(value) == XHTML_KIND else None
    if inner is None:
        return _simply_said(value, words), False
    kept = kept_text(inner, is_markdown=as_markdown)
    if kept is not None:
        return kept, True
    return (xhtml_to_markdown if as_markdown else xhtml_to_text)(inner), False


def _simply_said(value, words):
    kind = kind_of_value(value)
    if kind == ENUMERATION:
        return "; ".join(one_line(words.get(key, key)) for key in chosen_values(value))
    text = simple_value(value) or ""
    if kind == BOOLEAN:
        return _YES.get(text.strip(), text)
    if kind == DATE:
        return shown_date(text.strip())
    if kind in (INTEGER, REAL):
        return text.strip()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shown_date(text: str) -> str:
    """A point in time as written, without what says nothing: a midnight is a day."""
    day = _MIDNIGHT.match(text)
    if day:
        return day.group(1)
    moment = _MOMENT.match(text)
    if not moment:
        return text
    date, minute, second, zone = moment.groups()
    second = "" if second in (None, ":00") else second
    zone = {None: "", "Z": " UTC"}.get(zone, f" {zone}")
    return f"{date} {minute}{second}{zone}"


def stored_extra(text: str, kind: str) -> str:
    """A shown value as an extra field of a kind keeps it; as it is where it does not fit."""
    if not text:
        return ""
    if kind == FieldKind.YES_NO:
        return {"ja": "yes", "nej": "no"}.get(text, text)
    if kind == FieldKind.NUMBER:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        fits = number.is_finite() and number.adjusted() < NUMBER_DIGITS
        return number_text(number) if fits and number == round(number, NUMBER_DECIMALS) else text
    return text


def one_line(text: str) -> str:
    """The words of a choice, which our lists of choices hold one a line."""
    return " ".join(text.splitlines()).strip()
