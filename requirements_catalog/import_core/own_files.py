"""Files that we exported ourselves: their header, and what each of their columns is."""

from collections.abc import Sequence

from requirements_catalog.import_core.mapping import SINGLE_TARGETS, Column
from requirements_catalog.import_core.stamp import DIGEST_HEAD, UID_HEAD, Stamp
from requirements_catalog.import_core.words import (
    EXPORT_HEADS,
    EXTRA,
    OWN_FIELD,
    REQIF_HEADS,
    SKIP,
    TOLD_HEADS,
    normalise,
)

# Columns of ours that are not read in.
NOT_READ = (UID_HEAD, DIGEST_HEAD, *TOLD_HEADS.values())
_OUR_HEADS = {
    normalise(head) for heads in (EXPORT_HEADS, REQIF_HEADS, TOLD_HEADS) for head in heads.values()
}


def own_export_targets(columns: Sequence[Column]) -> dict[str, str] | None:
    """Return header → target for a file that we exported ourselves; None for any other.

    What a catalogue remembers of other workbooks does not count there.
    """
    names = [column.name for column in columns]
    heads = {head: target for target, head in EXPORT_HEADS.items()}
    if names[:2] != [EXPORT_HEADS["code"], EXPORT_HEADS["level"]]:
        return None
    heads |= dict.fromkeys(NOT_READ, SKIP)
    return {name: heads.get(name, EXTRA) for name in names}


def find_own_header(
    sheets: Sequence[tuple[str, bool, Sequence[Sequence]]], header_rows: int
) -> tuple[str, int, int] | None:
    """Return (sheet, first header row, number of header rows) of a file of ours, if it shows."""
    for name, _visible, rows in sheets:
        for number, row in enumerate(rows[:100], 1):
            if UID_HEAD in row and DIGEST_HEAD in row and number >= header_rows:
                return name, number - header_rows + 1, header_rows
    return None


def stamp_targets(columns: Sequence[Column], stamp: Stamp | None) -> dict[str, str] | None:
    """Return header → target for a file of ours, by what its stamp says of each column."""
    names = [column.name for column in columns]
    if stamp is None or UID_HEAD not in names:
        return None
    targets = {
        name: field if field in SINGLE_TARGETS else EXTRA
        for name, field in stamp.columns.items()
        if name in names
    }
    return targets | dict.fromkeys(NOT_READ, SKIP)


def own_head(label: str) -> str:
    """Return the head of an extra column; one named like a column of ours says that it is not."""
    return f"{label}{OWN_FIELD}" if normalise(label) in _OUR_HEADS else label


def extra_label(name: str) -> str:
    """Return the label of an extra column, without our mark for one named like a known field."""
    return name.removesuffix(OWN_FIELD)
