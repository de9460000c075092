"""What a difference says, done to the older rows: it says everything when the newer come out."""

from collections.abc import Iterable, Mapping

from baselines.difference import ADDED, EXTRA, MOVED, Difference, FieldChange, Row, Snapshot


def apply(change: Difference, before: Snapshot) -> list[Row]:
    """The newer rows, worked out from the older ones and the difference alone.

    The rows of ``before`` stand in the order of their tree: each under its heading.
    """
    rows = before.by_uid.copy()
    anchors: dict[str, str] = {}
    for one in change.changes:
        if one.after is None:
            rows.pop(one.uid, None)
        else:
            rows[one.uid] = one.after
            if one.ways & {ADDED, MOVED}:
                anchors[one.uid] = one.follows
    children: dict[str, list[str]] = {}
    for row in before.rows:
        if row.uid in rows and row.uid not in anchors:
            children.setdefault(rows[row.uid].parent, []).append(row.uid)
    for uid, follows in anchors.items():
        siblings = children.setdefault(rows[uid].parent, [])
        siblings.insert(siblings.index(follows) + 1 if follows else 0, uid)
    found: list[Row] = []
    waiting = list(reversed(children.get("", [])))
    while waiting:
        uid = waiting.pop()
        found.append(rows[uid]._replace(place=len(found)))
        waiting += reversed(children.get(uid, []))
    return found


def apply_fields(fields: Iterable[FieldChange], content: Mapping) -> dict:
    """A content with some fields as they are afterwards; own fields are named ``extra.key``."""
    own = {f"{EXTRA}.{key}": value for key, value in content.get(EXTRA, {}).items()}
    flat = {name: value for name, value in content.items() if name != EXTRA} | own
    for one in fields:
        if one.after is None:
            flat.pop(one.name, None)
        else:
            flat[one.name] = one.after
    own = {name: flat.pop(name) for name in list(flat) if name.startswith(f"{EXTRA}.")}
    return flat | {EXTRA: {name.removeprefix(f"{EXTRA}."): value for name, value in own.items()}}
