"""Two people in one requirement: what each has changed since its form was opened.

``common/meeting.py`` sorts it out; docs/catalogue.md tells the rule.
"""

from collections.abc import Collection

from common.meeting import BOTH, MINE, THEIRS, Difference, Meeting, read_marks, whose
from common.text_diff import word_diff

from ..cell_values import Directory
from ..fields import BY_NAME
from ..models import Requirement
from .requirements import HeadingForm, RequirementForm

EditForm = HeadingForm | RequirementForm


def meet(form: EditForm, saved: Requirement) -> Meeting:
    """What a valid form and the row as it is saved now say differently, by who has changed it."""
    now, typed = form.stored(saved), form.typed
    found = whose(now, typed, read_marks(form.cleaned_data["seen"]))
    return Meeting(
        both=[
            _difference(form, saved, name, now[name], typed[name])
            for name in found
            if found[name] == BOTH
        ],
        theirs=[
            _difference(form, saved, name, typed[name], now[name])
            for name in found
            if found[name] == THEIRS
        ],
        mine=[str(form.fields[name].label) for name in found if found[name] == MINE],
    )


def differences(form: EditForm, saved: Requirement, names: Collection[str]) -> list[Difference]:
    """What still differs in those fields between what is saved and what is typed."""
    now, typed = form.stored(saved), form.typed
    return [
        _difference(form, saved, name, now[name], typed[name])
        for name in now
        if name in names and now[name] != typed[name]
    ]


def _difference(
    form: EditForm, saved: Requirement, name: str, before: object, after: object
) -> Difference:
    known = form.known[name] if isinstance(form, RequirementForm) else BY_NAME[name]
    show = Directory(saved.catalogue).show
    pieces = word_diff(show(known, before), show(known, after))
    return Difference(name, str(form.fields[name].label), pieces)
