"""Stored values as the cells of an exported file, the same in every language.

Export writes them; import compares them with the file to see what the application has changed
since. Rows are mappings, as ``QuerySet.values`` gives them, with sorted keys for every link.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from sys import intern

from django.db.models import QuerySet
from django.utils import translation
from django.utils.timezone import localtime

from accounts.models import User
from common.ordering import in_natural_order

from .cell_values import number_text
from .fields import (
    BY_NAME,
    CHANGED,
    CHOICE,
    DATE,
    EXTRA_PREFIX,
    LEVEL,
    LINK_MODELS,
    NUMBER,
    PEOPLE,
    PERSON,
    YES_NO,
    Field,
)
from .import_core.words import CODE
from .models import Catalogue, RequirementModule, RequirementNeed, RequirementStandard

# Link field → the model between, its column, and the code of what it leads to.
LINKED = {
    "modules": (RequirementModule, "module_id", "module__code"),
    "needs": (RequirementNeed, "need_id", "need__code"),
    "standards": (RequirementStandard, "standard_id", "standard__code"),
}
# Words that files have always had; the other choices are written by their Swedish labels.
EXPORT_WORDS: dict[str, dict] = {
    "kind": {"mandatory": "ska", "desirable": "bör", "information": "upplysning", "": "rubrik"},
    "answer_format": {
        "yes_no": "Ja/Nej", "text": "Fritext", "number": "Tal", "choice": "Val",
        "attachment": "Bilaga",
    },
    "phase": {"tender": "i anbudet", "delivery": "vid leverans", "contract": "under avtalet"},
    "status": {
        "draft": "utkast", "in_review": "på granskning", "approved": "godkänt",
        "withdrawn": "utgått",
    },
    "is_minimum_requirement": {True: "ja", False: "nej"},
}  # fmt: skip
# Fields that a heading has no value of, though its row in the database does.
_NOT_OF_HEADINGS = ("status", "is_minimum_requirement")


class Words:
    """How the values of a catalogue's requirements are written in cells."""

    def __init__(self, catalogue: Catalogue, fields: Mapping[str, Field]) -> None:
        self.catalogue, self.fields = catalogue, fields
        self.people: dict[int, str] = {}

    def people_columns(self, names: Sequence[str]) -> list[str]:
        """The columns of the database that ``read_people`` looks into."""
        columns = [f"{name}_id" for name in PEOPLE if name in names]
        return [*columns, "extra"] if self._own_people(names) else columns

    def _own_people(self, names: Sequence[str]) -> list[str]:
        fields = [self.fields[name] for name in names if name in self.fields]
        return [field.extra_key for field in fields if field.extra_key and field.kind == PERSON]

    def read_people(self, rows: Iterable[Mapping], names: Sequence[str]) -> None:
        """Read the e-mail addresses of the people that rows name; no query when there are none."""
        columns = [f"{name}_id" for name in PEOPLE if name in names]
        extras = self._own_people(names)
        keys: set[int] = set()
        for row in rows:
            keys.update(row[column] for column in columns if row[column])
            keys.update(int(v) for k in extras if (v := row["extra"].get(k, "")).isdecimal())
        keys -= set(self.people)
        if keys:
            people = User.objects.filter(pk__in=keys)
            self.people |= dict(people.values_list("pk", "email"))

    def writer(
        self, name: str, links: Mapping[int, Sequence[str]] | None = None
    ) -> Callable[[Mapping], object]:
        """A function from a row to the value of its cell; made once for each column.

        ``links`` is row → codes, for a field of links.
        """
        if name in LINKED:
            codes = links or {}
            return lambda row: "; ".join(codes.get(row["id"], ()))
        if name in PEOPLE:
            column = f"{name}_id"
            return lambda row: self.people.get(row[column])
        if name == CHANGED.name:
            return lambda row: localtime(row["changed_at"]).date()
        field = self.fields.get(name) or BY_NAME[name]
        if field.extra_key:
            return self._extra_writer(field)
        words = words_of(field)
        if field.kind == NUMBER:
            return lambda row: _number(row[name])
        if name in _NOT_OF_HEADINGS:
            return lambda row: None if row["is_heading"] else words.get(row[name], row[name])
        if words:
            return lambda row: words.get(row[name], row[name])
        return lambda row: row[name]

    def _extra_writer(self, field: Field) -> Callable[[Mapping], object]:
        key = field.extra_key
        if field.kind == NUMBER:
            return lambda row: _number(row["extra"].get(key))
        if field.kind == YES_NO:
            words = {"yes": "ja", "no": "nej"}
            return lambda row: words.get(row["extra"].get(key, ""), row["extra"].get(key))
        if field.kind == DATE:
            return lambda row: _day(row["extra"].get(key, ""))
        if field.kind == PERSON:
            return lambda row: self._person(row["extra"].get(key, ""))
        return lambda row: row["extra"].get(key)

    def _person(self, value: str) -> str:
        return self.people.get(int(value), value) if value.isdecimal() else value


def words_of(field: Field) -> dict:
    """Stored value → Swedish word of a field that is chosen from a few."""
    if field.name in EXPORT_WORDS:
        return EXPORT_WORDS[field.name]
    if field.kind not in (CHOICE, LEVEL):
        return {}
    with translation.override("sv"):
        return {value: str(label) for value, label in field.choices}


def words_to_choose(field: Field) -> list[str]:
    """The words that a cell of a field can hold, where they are a few."""
    if field.kind == YES_NO:
        return ["ja", "nej"]
    return [str(word) for word in words_of(field).values()]


def _day(text: str) -> object:
    """A day as Excel keeps it; what is none, from before the field held days, as text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text or None
    return day if day.isoformat() == text else text


def _number(value) -> object:
    """A number as Excel keeps it; as text when that would lose figures."""
    if value in (None, ""):
        return None
    text = number_text(value) if isinstance(value, Decimal) else str(value)
    try:
        number = float(text)
    except ValueError:
        return text
    if number.is_integer() and "." not in text:
        return int(text) if len(text) <= 15 else text
    return number if f"{number:.15g}" == text else text


def linked_codes(queryset: QuerySet, name: str) -> dict[int, list[str]]:
    """Return row → codes of what it is linked to, as people count; one query."""
    through, _column, path = LINKED[name]
    found: dict[int, list[str]] = defaultdict(list)
    keys = queryset.order_by().values("pk")
    pairs = through.objects.filter(requirement__in=keys).order_by()
    for row, code in pairs.values_list("requirement_id", path).iterator():
        # A few codes stand on many rows: each is kept once.
        found[row].append(intern(code))
    # A few each, which are sorted faster here than all of them by the database.
    for row, codes in found.items():
        found[row] = in_natural_order(codes)
    return found


def stored_names(names: Iterable[str]) -> list[str]:
    """The columns of the database that the cells of some fields are made of."""
    wanted = {"id", "uid", "parent_id", "position", "depth", "is_heading", "extra", CODE}
    for name in names:
        if name in PEOPLE:
            wanted.add(f"{name}_id")
        elif name == CHANGED.name:
            wanted.add("changed_at")
        elif name in BY_NAME and name not in LINK_MODELS:
            wanted.add(name)
    return sorted(wanted)


def extra_name(key: str) -> str:
    """The name of a catalogue's own field."""
    return f"{EXTRA_PREFIX}{key}"
