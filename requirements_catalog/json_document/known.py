"""The rows of a catalogue as the reading of a JSON document needs them: an outline of all, whole
ones some at a time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models.functions import Left

from common.history import chunks

from ..cell_values import value_in
from ..cell_words import LINKED
from ..fields import Field
from ..models import Catalogue, Requirement

# Enough of a text to show for a row without a title.
_BEGINNING = 120
_READ_AT_ONCE, _WHOLE_AT_ONCE = 2000, 1000


@dataclass(slots=True)
class Known:
    """A row of the catalogue: who it is and where it stands; of its text the beginning."""

    pk: int
    uid: str
    parent_id: int | None
    position: int
    depth: int
    is_heading: bool
    code: str
    title: str
    text: str
    kind: str
    status: str

    @classmethod
    def of(cls, row: Requirement) -> "Known":
        """The same of a row that has just been made."""
        return cls(
            row.pk, str(row.uid), row.parent_id, row.position, row.depth, row.is_heading,
            row.code, row.title, row.text[:_BEGINNING], row.kind, row.status,
        )  # fmt: skip


def outline_of(catalogue: Catalogue) -> list[Known]:
    """Every row in document order; one query."""
    names = ("parent_id", "position", "depth", "is_heading", "code", "title")
    rows = catalogue.requirements.order_by("position").values_list(
        "pk", "uid", *names, Left("text", _BEGINNING), "kind", "status"
    )
    return [Known(key, str(uid), *rest) for key, uid, *rest in rows.iterator(_READ_AT_ONCE)]


class Whole:
    """A row with every value."""

    def __init__(self, row: Requirement, links: dict[str, dict[int, list[int]]]) -> None:
        self.row, self._links = row, links

    def value(self, field: Field) -> object:
        """The stored value of a field."""
        if field.name in self._links:
            return self._links[field.name].get(self.row.pk, [])
        return value_in(self.row, field)


def whole_rows(items: Sequence, key_of) -> Iterator[tuple[object, Whole | None]]:
    """(item, its row with every value, None where it has no key); four queries for each 1,000.

    The rows are let go as one goes on: there may be tens of megabytes of them.
    """
    for part in chunks(items, _WHOLE_AT_ONCE):
        keys = [key for item in part if (key := key_of(item)) is not None]
        rows = Requirement.objects.in_bulk(keys) if keys else {}
        links = _links_of(keys) if keys else {}
        for item in part:
            row = rows.get(key_of(item))
            yield item, None if row is None else Whole(row, links)


def _links_of(keys: Sequence[int]) -> dict[str, dict[int, list[int]]]:
    found: dict[str, dict[int, list[int]]] = {}
    for name, (through, column, _path) in LINKED.items():
        linked: dict[int, list[int]] = defaultdict(list)
        pairs = through.objects.filter(requirement__in=keys).order_by(column)
        for row, key in pairs.values_list("requirement_id", column):
            linked[row].append(key)
        found[name] = linked
    return found
