"""Requirements as rows of cells, read from the database while they are written to a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from ..cell_words import LINKED, Words, linked_codes, stored_names, words_to_choose
from ..fields import EXTRA_PREFIX, OUTLINE, SHOWN_ONLY, Field, fields_of
from ..import_core.own_files import own_head
from ..import_core.stamp import Stamp
from ..import_core.words import CODE, EXPORT_HEADS, LEVEL, TOLD_HEADS
from ..models import Catalogue
from ..numbering import all_numbers_in_outline

_READ_AT_ONCE = 1000
# Is called now and then with the number of rows that have been written.
Told = Callable[[int], None]


class ExportRows:
    """Requirements as cells under ``columns`` (head → field), in the order of a queryset.

    Going through the rows reads them, so that never many are held: one query whatever their
    number, besides one for places, one for people if there are any, and one for each kind of link.
    Fields that the catalogue does not have are left out. So is the level, unless the rows stand in
    the order of the document with the headings above them: a level without those would tell a
    reader that requirements have been moved.
    """

    def __init__(
        self,
        queryset: QuerySet,
        catalogue: Catalogue,
        heads: Mapping[str, str],
        fields: Mapping[str, Field] | None = None,
        told: Told | None = None,
    ) -> None:
        self._told = told
        fields = fields_of(catalogue) if fields is None else fields
        known = {LEVEL, *SHOWN_ONLY, *fields}
        heads = {head: name for head, name in heads.items() if name in known}
        self.catalogue = catalogue
        self._queryset = queryset if queryset.ordered else queryset.order_by("position")
        self._words = Words(catalogue, fields)
        self._levels = self._read_places(list(heads.values()))
        self.columns = {h: name for h, name in heads.items() if name != LEVEL or self._levels}
        # Number of a column → the words that can be chosen in it.
        self.choices = {
            number: words_to_choose(fields[name])
            for number, name in enumerate(self.columns.values())
            if name in fields
        }
        self._writers = [self._writer(name) for name in self.columns.values()]
        # Of the rows gone through: uid → level (0 for none), and the numbers of the headings.
        self.levels: dict[str, int] = {}
        self.headings: set[int] = set()

    def __iter__(self) -> Iterator[list]:
        """The cells of each row."""
        for cells, _uid in self.with_uids():
            yield cells

    def with_uids(self) -> Iterator[tuple[list, str]]:
        """(cells, lasting id) of each row."""
        self.levels.clear()
        self.headings.clear()
        rows = self._queryset.values(*stored_names(self.columns.values()))
        for number, row in enumerate(rows.iterator(_READ_AT_ONCE)):
            if self._told and number and number % _READ_AT_ONCE == 0:
                self._told(number)
            uid = str(row["uid"])
            self.levels[uid] = self._levels.get(row["id"], 0)
            if row["is_heading"]:
                self.headings.add(number)
            yield [write(row) for write in self._writers], uid

    def stamp(self, template: str = "", header_rows: int = 1) -> Stamp:
        """What the file must tell an import about itself, once the rows are written."""
        now = timezone.now().isoformat(timespec="seconds")
        slug = self.catalogue.slug
        return Stamp(slug, now, self.columns, self.levels, template, header_rows)

    def _read_places(self, names: Sequence[str]) -> dict[int, int]:
        """Read who the rows name, and give row → level."""
        columns = {"id", "parent_id", "position", "depth", *self._words.people_columns(names)}
        rows = self._queryset.values(*sorted(columns)).iterator(_READ_AT_ONCE)
        levels = _Levels()
        self._words.read_people(levels.noting(rows), names)
        return levels.found

    def _writer(self, name: str):
        if name == LEVEL:
            return lambda row: self._levels.get(row["id"])
        if name == OUTLINE.name:
            numbers = all_numbers_in_outline(self.catalogue)
            return lambda row: numbers.get(row["id"])
        links = linked_codes(self._queryset, name) if name in LINKED else None
        return self._words.writer(name, links)


class _Levels:
    """Row → level of rows that stand in the order of the document under their headings."""

    def __init__(self) -> None:
        self.found: dict[int, int] = {}
        self._is_whole = True
        self._last = -1

    def noting(self, rows: Iterable[Mapping]) -> Iterator[Mapping]:
        """The rows; with one out of order or without its heading nothing is found of any."""
        for row in rows:
            if self._is_whole:
                self._note(row)
            yield row

    def _note(self, row: Mapping) -> None:
        parent, position = row["parent_id"], row["position"]
        if position <= self._last or (parent and parent not in self.found):
            self.found, self._is_whole = {}, False
            return
        self._last = position
        self.found[row["id"]] = row["depth"] + 1


def all_columns(fields: Mapping[str, Field]) -> list[str]:
    """The names of all that an export can hold, in their usual order."""
    return [*EXPORT_HEADS, *(name for name in fields if name.startswith(EXTRA_PREFIX))]


def heads_of(columns: Iterable[str], fields: Mapping[str, Field]) -> dict[str, str]:
    """Head → field of the columns of a file: the id, the level, and those asked for in order.

    ``columns`` are names of fields, or keys of the catalogue's own.
    """
    heads: dict[str, str] = {}
    for asked in dict.fromkeys((CODE, LEVEL, *columns)):
        name = asked if asked in fields else f"{EXTRA_PREFIX}{asked}"
        if asked in TOLD_HEADS:
            heads[TOLD_HEADS[asked]] = asked
        elif asked in EXPORT_HEADS:
            heads[EXPORT_HEADS[asked]] = asked
        elif name in fields and name not in heads.values():
            heads[_free(own_head(fields[name].label), heads)] = name
    return heads


def _free(head: str, taken: Mapping[str, str]) -> str:
    """A second field of one label is told apart as the import tells columns apart."""
    number, name = 2, head
    while name in taken:
        name, number = f"{head} ({number})", number + 1
    return name
