"""Two people in one form: what each has changed since it was opened (docs/catalogue.md).

The form carries a mark of every field as it was then. So a field that only the other person has
touched is taken as it is saved now, and only what both have changed is a choice to make.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from common.canonical import digest
from common.text_diff import Piece, word_diff

from ..cell_values import Directory
from ..fields import BY_NAME
from ..models import Requirement
from .requirements import HeadingForm, RequirementForm

EditForm = HeadingForm | RequirementForm


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
    """A mark of each field's stored value, as the form carries them."""
    return json.dumps({name: _mark(value) for name, value in values.items()})


def meet(form: EditForm, saved: Requirement) -> Meeting:
    """What a valid form and the row as it is saved now say differently, by who has changed it.

    Without marks, in a page that was opened before they came, all is counted as changed by both.
    """
    marks = _read(form.cleaned_data["seen"])
    now, typed = form.stored(saved), form.typed
    found = Meeting()
    for name in now:
        if now[name] == typed[name]:
            continue
        if marks.get(name) == _mark(typed[name]):
            found.theirs.append(_difference(form, saved, name, typed[name], now[name]))
        elif marks.get(name) == _mark(now[name]):
            found.mine.append(str(form.fields[name].label))
        else:
            found.both.append(_difference(form, saved, name, now[name], typed[name]))
    return found


def differences(form: EditForm, saved: Requirement, names: Collection[str]) -> list[Difference]:
    """What still differs in those fields between what is saved and what is typed."""
    now, typed = form.stored(saved), form.typed
    return [
        _difference(form, saved, name, now[name], typed[name])
        for name in now
        if name in names and now[name] != typed[name]
    ]


def take_saved(data, fresh: EditForm, names: Collection[str]) -> None:
    """Put what a form of the saved row shows in the place of what was sent for those fields."""
    for name in names:
        value = fresh[name].value()
        if isinstance(value, list):
            data.setlist(name, value)
        elif value is False or value is None:
            data.pop(name, None)
        else:
            data[name] = "on" if value is True else str(value)


def _difference(
    form: EditForm, saved: Requirement, name: str, before: object, after: object
) -> Difference:
    known = form.known[name] if isinstance(form, RequirementForm) else BY_NAME[name]
    show = Directory(saved.catalogue).show
    pieces = word_diff(show(known, before), show(known, after))
    return Difference(name, str(form.fields[name].label), pieces)


def _mark(value: object) -> str:
    return digest(value)[:12]


def _read(text: str) -> dict:
    try:
        marks = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return marks if isinstance(marks, dict) else {}
