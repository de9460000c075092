"""What an import needs of the catalogue to read a file that came from it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from common.history import chunks
from common.workbooks import Workbook

from ..cell_values import Directory
from ..cell_words import LINKED, Words, linked_codes, stored_names
from ..codes import FreeCodes
from ..fields import BY_NAME, EXTRA_PREFIX, LONG_TEXT, Field, fields_of
from ..import_core.own_files import extra_label
from ..import_core.plan import new_extra_keys
from ..import_core.stamp import STAMP_SHEET, Stamp
from ..models import Catalogue, Requirement


def find_stamp(workbook: Workbook) -> Stamp | None:
    """The stamp of a file that was exported here; None in any other."""
    for sheet in workbook.sheets:
        if sheet.name == STAMP_SHEET:
            return Stamp.from_rows(sheet.rows)
    return None


def stamp_of(workbook: Workbook, catalogue: Catalogue) -> Stamp | None:
    """The stamp of a file that was exported out of this catalogue, whatever it is called now."""
    stamp = find_stamp(workbook)
    if stamp is None:
        return None
    for part in chunks(stamp.rows, 500):
        if catalogue.requirements.filter(uid__in=[uid for uid in part if _is_uid(uid)]).exists():
            return stamp
    return None


def _is_uid(text: str) -> bool:
    return len(text) == 36 and all(sign in "0123456789abcdef-" for sign in text)


def extra_keys(
    labels: Sequence[str], fields: Mapping[str, Field], stamp: Stamp | None
) -> dict[str, str]:
    """Header → key of each column that is a field of the catalogue's own, known or new."""
    own = {field.label: field.extra_key for field in fields.values() if field.extra_key}
    by_label = new_extra_keys([extra_label(name) for name in labels], own)
    keys = {name: by_label[extra_label(name)] for name in labels}
    for name in labels:
        # A file of ours names the key itself: the label may have been changed since.
        written = stamp.columns.get(name, "") if stamp else ""
        if written in fields:
            keys[name] = fields[written].extra_key or keys[name]
    return keys


def extra_readers(
    catalogue: Catalogue, fields: Mapping[str, Field], keys: Mapping[str, str]
) -> dict[str, Callable[[str], str]]:
    """Header → reader of the cells of a field that holds more than text."""
    directory = Directory(catalogue)
    readers: dict[str, Callable[[str], str]] = {}
    for name, key in keys.items():
        field = fields.get(f"{EXTRA_PREFIX}{key}")
        if field is not None and field.kind != LONG_TEXT:
            readers[name] = partial(_read_extra, directory, field)
    return readers


def _read_extra(directory: Directory, field: Field, text: str) -> str:
    return str(directory.read(field, text))


def cells_now(catalogue: Catalogue, stamp: Stamp, keys: Collection[int]) -> dict[int, Mapping]:
    """Key of a row → field → the cell that an export would write now."""
    fields = fields_of(catalogue)
    names = [name for name in stamp.columns.values() if name in fields or name in BY_NAME]
    words = Words(catalogue, fields)
    found: dict[int, Mapping] = {}
    for part in chunks(keys, 5000):
        rows = catalogue.requirements.filter(pk__in=part)
        stored = list(rows.values(*stored_names(names)))
        words.read_people(stored, names)
        writers = {
            name: words.writer(name, linked_codes(rows, name) if name in LINKED else None)
            for name in names
        }
        for row in stored:
            found[row["id"]] = {name: write(row) for name, write in writers.items()}
    return found


def once_used(catalogue: Catalogue, codes: Collection[str]) -> set[str]:
    """Those of some codes that a row of the catalogue has or ever had."""
    found: set[str] = set()
    for part in chunks(sorted(codes), 5000):
        once = Requirement.history.filter(catalogue=catalogue.pk, code__in=part)
        found |= set(once.values_list("code", flat=True))
    return found


def codes_after(catalogue: Catalogue, given: Collection[str]) -> Callable[[str], str]:
    """A function from a code to the next that is free here and in the file; two queries."""
    free = FreeCodes(catalogue)
    for code in given:
        free.take(code)
    return free.take_after
