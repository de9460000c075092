"""What an import looks up in the catalogue before it compares: rows, names, codes once used."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Case, Value, When
from django.db.models.functions import Left

from accounts.models import User
from common.history import chunks
from common.workbook_safety import Limits
from common.workbooks import CellError, Sheet

from ..cell_values import number_text, people_by_word
from ..cell_words import LINKED
from ..import_core.cells import UNCACHED
from ..import_core.entries import Directory
from ..import_core.value_reader import NUMBERS
from ..linkable import keys_by_word, linkables
from ..models import Catalogue, Requirement

# So much of a text stands for a row without a title.
TITLE_LENGTH = 120
_OUTLINE = (
    "id", "uid", "parent_id", "position", "depth", "is_heading", "code", "title", "status", "text",
)  # fmt: skip
_READ_AT_ONCE = 2000


def with_uncached(sheet: Sheet) -> Sheet:
    """A sheet whose formulas without a stored value are told as such, not read as empty."""
    if not sheet.uncached:
        return sheet
    rows = [list(row) for row in sheet.rows]
    most = Limits()
    for row, column in sheet.uncached:
        if row < most.rows and column < most.columns:
            # A row of nothing but such formulas at the end has been read as none.
            rows += [[] for _number in range(row + 1 - len(rows))]
            rows[row] += [None] * (column + 1 - len(rows[row]))
            rows[row][column] = CellError(UNCACHED)
    return replace(sheet, rows=rows)


@dataclass(frozen=True)
class Names:
    """What cells may name, and how keys are shown."""

    directory: Directory
    names: dict[str, dict[int, str]]


def directory_of(catalogue: Catalogue, targets: Sequence[str]) -> Names:
    """The modules, needs and people that cells may name; one query for each column there is."""
    found, names = {}, {}
    programme = catalogue.programme
    for name in LINKED:
        if name in targets:
            rows = linkables(catalogue, name)
            found[name] = keys_by_word(rows)
            names[name] = {row.key: row.code for row in rows}
    if "owner" in targets or "assignee" in targets:
        people = User.objects.filter(memberships__programme=programme).distinct()
        rows = list(people.values_list("pk", "full_name", "email"))
        found["owners"] = people_by_word(rows)
        names["owner"] = names["assignee"] = {pk: email for pk, _name, email in rows}
    return Names(Directory(**found), names)


def used_codes(catalogue, parsed, existing):
    """Codes that the catalogue once had and no row has now; asked only when a code is new."""
    current = {row["code"] for row in existing}
    if all(entry.code in current or not entry.code for entry in parsed.entries):
        return frozenset()
    once = Requirement.history.filter(catalogue=catalogue.pk).values_list("code", flat=True)
    return set(once.order_by().distinct()) - current


def catalogue_rows(catalogue: Catalogue, targets: Collection[str]) -> list[dict]:
    """Every row of a catalogue in document order, with the fields that an import compares.

    One query, and one more for each of modules, needs and standards when the file names them.
    """
    places = {"id", "uid", "parent_id", "position", "depth", "is_heading", "code"}
    return _rows(catalogue.requirements.order_by("position"), targets, places)


def outline_rows(catalogue: Catalogue) -> list[dict]:
    """The same with no more than places and names; ``uid`` is text.

    Of the texts only the beginnings are read, where no title stands for them: there may be tens of
    megabytes of them.
    """
    begins = Case(When(title="", then=Left("text", TITLE_LENGTH)), default=Value(""))
    rows = catalogue.requirements.order_by("position").values_list(*_OUTLINE[:-1], begins)
    return [
        dict(zip(_OUTLINE, (key, str(uid), *rest), strict=True))
        for key, uid, *rest in rows.iterator(_READ_AT_ONCE)
    ]


def full_rows(
    catalogue: Catalogue, targets: Collection[str], keys: Collection[int]
) -> dict[int, dict]:
    """Key → the fields that an import compares, of some rows."""
    found: dict[int, dict] = {}
    for part in chunks(keys, 5000):
        rows = _rows(catalogue.requirements.filter(pk__in=part), targets, {"id", "code"})
        found |= {row["id"]: row for row in rows}
    return found


def _rows(requirements, targets, wanted):
    plain = {field.name for field in Requirement._meta.concrete_fields}
    # A row may become withdrawn by its kind, so the status is always compared.
    wanted = wanted | {"title", "text", "kind", "status", "extra"}
    wanted |= {target for target in targets if target in plain}
    rows = list(requirements.values(*sorted(wanted)))
    for name in NUMBERS:
        if name in wanted:
            for row in rows:
                row[name] = None if row[name] is None else number_text(row[name])
    for name, (through, column, _path) in LINKED.items():
        if name not in targets:
            continue
        linked = defaultdict(list)
        pairs = through.objects.filter(requirement__in=requirements.order_by())
        for row, key in pairs.order_by(column).values_list("requirement_id", column):
            linked[row].append(key)
        for row in rows:
            row[name] = tuple(linked.get(row["id"], ()))
    return rows
