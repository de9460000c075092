"""Two people in one form: what each has changed since it was opened, without knowing of what.

The form carries a mark of every field as it was then. So a field that only the other person has
touched is taken as it is saved now, and only what both have changed is a choice to make.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .canonical import digest
from .text_diff import Piece

THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True)
class Difference:
    """A field with what differs in it, word by word."""

    name: str
    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Meeting:
    """What two people have changed in one row: the same fields, the other's, one's own."""

    both: list[Difference] = field(default_factory=list)
    theirs: list[Difference] = field(default_factory=list)
    mine: list[str] = field(default_factory=list)


def marks_of(values: Mapping[str, object]) -> str:
    """A mark of each field's stored value, as forms carry them; values as canonical JSON takes."""
    return json.dumps({name: _mark(value) for name, value in values.items()})


def read_marks(text: str) -> dict[str, str]:
    """The marks that a form carried; empty for what no form of ours carries."""
    try:
        marks = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return marks if isinstance(marks, dict) else {}


def whose(
    now: Mapping[str, object], typed: Mapping[str, object], marks: Mapping[str, str]
) -> dict[str, str]:
    """Each field that is saved and typed otherwise → who has changed it: THEIRS, MINE or BOTH.

    Without a mark, in a page that was opened before they came, it is counted as changed by both.
    """
    found = {}
    for name in now:
        if now[name] == typed[name]:
            continue
        if marks.get(name) == _mark(typed[name]):
            found[name] = THEIRS
        else:
            found[name] = MINE if marks.get(name) == _mark(now[name]) else BOTH
    return found


def take_saved(data, fresh, names: Collection[str]) -> None:
    """Put what a form of the saved row shows in the place of what was sent for those fields."""
    for name in names:
        value = fresh[name].value()
        if isinstance(value, list):
            data.setlist(name, value)
        elif value is False or value is None:
            data.pop(name, None)
        else:
            data[name] = "on" if value is True else str(value)


def _mark(value: object) -> str:
    return digest(value)[:12]
