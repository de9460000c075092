"""Which move of a module on the board is undone next; undone again, the one before it."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import PackagingAlternative, Placement

# So many of the latest moves are looked through: undoing reaches no further back.
REACH = 200


@dataclass(frozen=True)
class Move:
    """A module's move from a lot to a lot, by their keys; None is left over."""

    module: int
    before: int | None
    now: int | None
    by: str = ""

    def is_undone_by(self, other: "Move") -> bool:
        """Whether the other takes the module back to where it stood."""
        return (other.module, other.before, other.now) == (self.module, self.now, self.before)


def still_done(moves: Iterable[Move]) -> list[Move]:
    """The moves without those taken back, by undoing or by hand, oldest first.

    A move directly followed by its reverse cancels out with it, as an element of a free group with
    its inverse (R. C. Lyndon, P. E. Schupp, Combinatorial Group Theory, 1977, I.1), so what is
    left leads from the same board to the same board.
    """
    kept: list[Move] = []
    for move in moves:
        if kept and kept[-1].is_undone_by(move):
            kept.pop()
        else:
            kept.append(move)
    return kept


def next_to_undo(alternative: PackagingAlternative) -> Move | None:
    """The latest move that still is done; one query.

    What carries a reason was not moved by hand but copied, or removed with its lot: undoing
    reaches no further back than that.
    """
    records = (
        Placement.history.filter(alternative_id=alternative.pk)
        .select_related("history_user")
        .order_by("-history_id")[:REACH]
    )
    stood: dict[int, int | None] = {}
    moves: list[Move] = []
    for record in reversed(records):
        module, kind = record.module_id, record.history_type
        if record.history_change_reason or (kind == "~" and module not in stood):
            moves.clear()
        else:
            before = {"+": None, "-": record.lot_id}.get(kind, stood.get(module))
            now = None if kind == "-" else record.lot_id
            moves.append(Move(module, before, now, str(record.history_user or "")))
        stood[module] = None if kind == "-" else record.lot_id
    done = still_done(moves)
    return done[-1] if done else None
