"""What a bulk change would do, worked out before it is done (docs/catalogue.md).

A *change* is kept as JSON, as its form gives it:

- ``{"act": "set" or "empty", "field": …, "value": …}``
- ``{"act": "add" or "remove", "links": {"modules": [keys], …}}``
- ``{"act": "replace", "fields": […], "find": …, "put": …, "match_case": …, "whole_word": …}``
- ``{"act": "renumber", "pattern": …, "start": …, "skip": …}``
- ``{"act": "approve"}`` and ``{"act": "send_back"}``
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from common.collecting import collecting_afterwards

from ..access.bulk import APPROVE, SEND_BACK
from ..actions.cells import Cell, CellProblem, try_cells
from ..approval import APPROVED, DRAFT, digest_of, with_content
from ..cell_values import CellRefused, Directory, value_in
from ..choices import RequirementStatus
from ..fields import Field, fields_of
from ..models import Catalogue, Requirement
from ..querysets import RequirementQuerySet
from ..tree_shape import numbers
from .text import CodePattern, Replacement

SET, EMPTY, ADD, REMOVE = "set", "empty", "add", "remove"
REPLACE, RENUMBER = "replace", "renumber"


@dataclass
class Plan:
    """Cells that would change, as ``ChangeSet.cells``, what would be refused, and the rest."""

    cells: list[list] = field(default_factory=list)
    # [row, field, why]
    refused: list[list] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: int = 0
    headings: int = 0
    # Of what is to be approved [row, digest of the content that the preview shows].
    seen: list[list] = field(default_factory=list)

    @property
    def changed_rows(self) -> list[int]:
        """Keys of the rows that would change, in document order."""
        return list(dict.fromkeys(cell[0] for cell in self.cells))

    @property
    def refused_rows(self) -> list[int]:
        """Keys of the rows of which something would be refused, in document order."""
        return list(dict.fromkeys(cell[0] for cell in self.refused))

    @property
    def cells_to_write(self) -> list[Cell]:
        """The cells, each with the value that was seen in the preview."""
        return [Cell(key, name, new, expected=old) for key, name, old, new in self.cells]

    def as_json(self) -> dict:
        """What is kept between the preview and the writing."""
        return asdict(self)


@collecting_afterwards()
def plan(catalogue: Catalogue, keys: Sequence[int], change: Mapping, *, by=None) -> Plan:
    """What the change would do to these rows; as many queries whatever their number.

    Keys of other catalogues are passed over. Withdrawn rows are left as they are, and headings
    too, but for their texts.
    """
    chosen = catalogue.requirements.filter(pk__in=keys)
    standing = chosen.order_by("position").values_list("pk", "is_heading", "status")
    gone = {key for key, _is_heading, status in standing if status == RequirementStatus.WITHDRAWN}
    headings = {key for key, is_heading, _status in standing if is_heading} - gone
    left_out = headings if change["act"] != REPLACE else set()
    wanted = [row[0] for row in standing if row[0] not in gone and row[0] not in left_out]
    cells: list[Cell] = []
    problems: list[CellProblem] = []
    for found in ACTS[change["act"]](_Rows(catalogue, wanted), change):
        if isinstance(found, Cell):
            cells.append(found)
        else:
            problems.append(found)
    changes, refused = try_cells(catalogue=catalogue, cells=cells, by=by)
    place = {key: number for number, key in enumerate(wanted)}
    told = sorted([*problems, *refused], key=lambda problem: place.get(problem.row, -1))
    made = Plan(
        cells=changes,
        refused=[[problem.row, problem.field, problem.message] for problem in told],
        withdrawn=len(gone),
        headings=len(left_out),
    )
    if change["act"] == APPROVE:
        made.seen = [[key, digest_of(row)] for key, row in with_content(made.changed_rows).items()]
    made.unchanged = len(set(wanted) - set(made.changed_rows) - set(made.refused_rows))
    return made


def label_of(change: Mapping, fields: Mapping[str, Field]) -> str:
    """The change in a few words, for the list of what can be undone and for the job."""
    act = change["act"]
    if act in (SET, EMPTY):
        known = fields.get(change["field"])
        words = _("Tömt fält: %(field)s") if act == EMPTY else _("Nytt värde: %(field)s")
        return words % {"field": known.label if known else change["field"]}
    if act == REPLACE and not change["put"]:
        return _("”%(find)s” borttaget ur texten") % {"find": change["find"][:60]}
    if act == REPLACE:
        return _("”%(find)s” ersatt med ”%(put)s”") % {
            "find": change["find"][:60],
            "put": change["put"][:60],
        }
    return {
        ADD: _("Nya kopplingar"),
        REMOVE: _("Borttagna kopplingar"),
        RENUMBER: _("Nya krav-id"),
        APPROVE: _("Godkännande"),
        SEND_BACK: _("Tillbaka till utkast"),
    }[act]


@dataclass(frozen=True)
class _Rows:
    """The rows that a change concerns, by key in document order."""

    catalogue: Catalogue
    keys: Sequence[int]

    @property
    def all(self) -> RequirementQuerySet:
        return self.catalogue.requirements.filter(pk__in=self.keys).order_by("position")


def _set(rows: _Rows, change: Mapping) -> Iterator[Cell]:
    for key in rows.keys:
        yield Cell(key, change["field"], change["value"])


def _to_status(rows: _Rows, change: Mapping) -> Iterator[Cell]:
    for key in rows.keys:
        yield Cell(key, "status", APPROVED if change["act"] == APPROVE else DRAFT)


def _link(rows: _Rows, change: Mapping) -> Iterator[Cell]:
    """What has been taken away from the programme since it was chosen is passed over."""
    directory = Directory(rows.catalogue)
    links = {name: set(keys) & set(directory.codes(name)) for name, keys in change["links"].items()}
    names = [name for name, keys in links.items() if keys]
    for row in rows.all.only("catalogue").prefetch_related(*names):
        for name in names:
            present = {linked.pk for linked in getattr(row, name).all()}
            named = links[name]
            value = present | named if change["act"] == ADD else present - named
            yield Cell(row.pk, name, sorted(value))


def replacement_of(change: Mapping) -> Replacement:
    """The words of a change that replaces text."""
    return Replacement(change["find"], change["put"], change["match_case"], change["whole_word"])


def _replace(rows: _Rows, change: Mapping) -> Iterator[Cell | CellProblem]:
    words = replacement_of(change)
    known, directory = fields_of(rows.catalogue), Directory(rows.catalogue)
    fields = [known[name] for name in change["fields"] if name in known]
    columns = {"extra" if one.extra_key else one.name for one in fields}
    for row in rows.all.only("catalogue", "is_heading", *columns):
        for one in fields:
            old = str(value_in(row, one))
            new = words.apply(old)
            if new == old or (row.is_heading and not one.on_headings):
                continue
            try:
                yield Cell(row.pk, one.name, directory.read(one, new))
            except CellRefused as refused:
                yield CellProblem(row.pk, one.name, str(refused))


def _renumber(rows: _Rows, change: Mapping) -> Iterator[Cell | CellProblem]:
    pattern = CodePattern(change["pattern"])
    chapters = _chapters(rows.catalogue) if pattern.has_chapter else {}
    users = _users_of_codes(rows.catalogue) if change["skip"] else {}
    given: set[str] = set()
    following: dict[str, int] = defaultdict(lambda: change["start"])
    for key, parent in rows.all.values_list("pk", "parent_id"):
        chapter = chapters.get(parent, "")
        if pattern.has_chapter and not chapter:
            message = _("Kravet står inte under någon rubrik, så det har inget kapitel.")
            yield CellProblem(key, "code", message)
            continue
        while True:
            code = pattern.code(following[chapter], chapter)
            following[chapter] += 1
            if not change["skip"] or (code not in given and not users.get(code, set()) - {key}):
                break
        given.add(code)
        yield Cell(key, "code", code)


def _chapters(catalogue: Catalogue) -> dict[int | None, str]:
    """Numbers of the headings as the tree shows them."""
    live = catalogue.requirements.live().order_by("position")
    return dict(numbers(live.values_list("pk", "parent_id")))


def headings_with_numbers(catalogue: Catalogue, *, most: int) -> list[tuple[str, str]]:
    """The last headings that have requirements: what ``{kapitel}`` gives there, and the title."""
    used = catalogue.requirements.live().filter(is_heading=False).values("parent_id")
    headings = catalogue.requirements.live().headings().filter(pk__in=used)
    last = list(headings.order_by("-position").values_list("pk", "title")[:most])
    places = _chapters(catalogue) if last else {}
    return [(places[key], title) for key, title in last]


def _users_of_codes(catalogue: Catalogue) -> dict[str, set[int]]:
    """Every code that is or was in use, with the rows that have had it."""
    users: dict[str, set[int]] = defaultdict(set)
    once = Requirement.history.filter(catalogue=catalogue.pk).order_by()
    for code, key in [
        *catalogue.requirements.values_list("code", "pk"),
        *once.values_list("code", "id").distinct(),
    ]:
        users[code].add(key)
    return users


ACTS: dict[str, Callable[[_Rows, Mapping], Iterator[Cell | CellProblem]]] = {
    SET: _set,
    EMPTY: _set,
    ADD: _link,
    REMOVE: _link,
    REPLACE: _replace,
    RENUMBER: _renumber,
    APPROVE: _to_status,
    SEND_BACK: _to_status,
}
