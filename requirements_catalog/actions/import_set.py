"""What an import changed, kept as one set that its person can take back (docs/import.md)."""

from collections.abc import Mapping, Sequence

from ..cell_values import value_in
from ..choices import ChangeSetKind, RequirementStatus
from ..fields import BY_NAME, EXTRA_PREFIX
from ..import_core.outcomes import CREATED, Node, Plan, fit_in_a_set, is_moved
from ..models import Catalogue, ChangeSet, Requirement
from .cells import record_change_set
from .structure import PLACE, WITHDRAWN
from .tree import shape_of


def record_import(
    *, catalogue: Catalogue, label: str, cells: Sequence[Sequence], by, reason: str = ""
) -> ChangeSet | None:
    """Keep an import as one set; None when it changed nothing, nobody did it or it is too large.

    What is too large is told in the preview (``Plan.can_be_undone``).
    """
    if not cells or by is None or not fit_in_a_set(cell[2:] for cell in cells):
        return None
    return record_change_set(
        catalogue=catalogue,
        by=by,
        kind=ChangeSetKind.IMPORT,
        label=label,
        reason=reason or label,
        cells=cells,
    )


def created_cells(plan: Plan, keys: Mapping[Node, int]) -> list[list]:
    """A new row is one that was not there: to take it back is to let it go, to redo to restore."""
    cells = []
    for node in plan.nodes:
        if node.outcome == CREATED:
            values = node.entry.values if node.entry else {}
            status = values.get("status") or RequirementStatus.DRAFT.value
            cells.append([keys[node], "status", WITHDRAWN, status])
    return [cell for cell in cells if cell[2] != cell[3]]


def stored_in(row: Requirement, name: str) -> object:
    """The stored value of a field by its name, that of a field of the catalogue's own too."""
    if name.startswith(EXTRA_PREFIX):
        return str(row.extra.get(name.removeprefix(EXTRA_PREFIX), ""))
    return value_in(row, BY_NAME[name])


def cells_of_moves(catalogue: Catalogue, plan: Plan, existing: Sequence[Mapping]) -> list[list]:
    """Where each row that the file moves stood and where it stands now; one query."""
    moved = [n.current["id"] for n in plan.nodes if n.current is not None and is_moved(n)]
    if not moved:
        return []
    stood: dict[int, list] = {}
    last: dict[int | None, int] = {}
    for row in existing:
        stood[row["id"]] = [row["parent_id"], last.get(row["parent_id"])]
        last[row["parent_id"]] = row["id"]
    now = shape_of(catalogue).places(moved)
    return [[key, PLACE, stood[key], now[key]] for key in moved if stood[key] != now[key]]
