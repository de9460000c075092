"""A form that knows how its row was when it was opened, so that nobody's change is lost unseen."""

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.meeting import (
    BOTH,
    MINE,
    THEIRS,
    Difference,
    Meeting,
    marks_of,
    read_marks,
    take_saved,
    whose,
)
from common.numbers import format_number
from common.ordering import in_natural_order
from common.text_diff import word_diff


class SeenForm(forms.ModelForm):
    """A form of a row that carries a mark of each of its fields, in a field that is not shown."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
            if not self.is_bound:
                self.initial["seen"] = marks_of(_plain_all(self.stored(self.instance)))

    def stored(self, row: models.Model) -> dict[str, object]:
        """What a row has in the fields of the form; a query for each field of many."""
        fields = [*row._meta.fields, *row._meta.many_to_many]
        return {one.name: one.value_from_object(row) for one in fields if one.name in self.fields}

    @property
    def _typed(self) -> dict[str, object]:
        """What was typed, of the fields that a row has."""
        return {name: self.cleaned_data[name] for name in self.stored(self.instance)}

    def is_unseen(self, saved: models.Model) -> bool:
        """Whether a valid form would write over what somebody else has saved since it was opened.

        A page that says nothing of what was seen, such as one that was opened before pages did, is
        not asked.
        """
        marks = read_marks(self.cleaned_data.get("seen", ""))
        found = whose(_plain_all(self.stored(saved)), _plain_all(self._typed), marks)
        return bool(marks) and any(who != MINE for who in found.values())

    def meet(self, saved: models.Model) -> Meeting:
        """What a valid form and the row as it is saved now say differently, by who changed it."""
        now, typed = self.stored(saved), self._typed
        marks = read_marks(self.cleaned_data["seen"])
        found = whose(_plain_all(now), _plain_all(typed), marks)
        return Meeting(
            both=[
                self._difference(name, now[name], typed[name])
                for name in found
                if found[name] == BOTH
            ],
            theirs=[
                self._difference(name, typed[name], now[name])
                for name in found
                if found[name] == THEIRS
            ],
            mine=[str(self.fields[name].label) for name in found if found[name] == MINE],
        )

    def differences(self, saved: models.Model, names: Collection[str]) -> list[Difference]:
        """What still differs in those fields between what is saved and what is typed."""
        now, typed = self.stored(saved), self._typed
        return [
            self._difference(name, now[name], typed[name])
            for name in now
            if name in names and _plain(now[name]) != _plain(typed[name])
        ]

    def _difference(self, name: str, before: object, after: object) -> Difference:
        field = self._meta.model._meta.get_field(name)
        pieces = word_diff(_shown(field, before), _shown(field, after))
        return Difference(name, str(self.fields[name].label), pieces)


def beside_saved(
    form: SeenForm, again: Callable[[QueryDict | None], SeenForm], sent: QueryDict
) -> dict:
    """What the page of a form shows when somebody else has saved its row first.

    ``again`` makes the form anew on the row as it is saved now. What only the other has changed
    stands in it as it is saved, the rest as it was typed; ``take`` among what was ``sent`` puts
    what is saved in the place of that, field by field. To save it again is a choice.
    """
    fresh = again(None)
    saved, data, taken = fresh.instance, sent.copy(), sent.getlist("take")
    if taken and data.get("seen") == fresh["seen"].value():
        meeting = Meeting(form.differences(saved, {*data.getlist("clash")} - {*taken}))
        names = [name for name in taken if name in fresh.stored(saved)]
    else:
        meeting = form.meet(saved)
        names = [difference.name for difference in meeting.theirs]
    take_saved(data, fresh, names)
    data["seen"] = fresh["seen"].value()
    return {
        "form": again(data),
        "meeting": meeting,
        "is_taken": bool(taken),
        "last_change": saved.history.select_related("history_user").first(),
    }


def _plain_all(values: dict[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    """A value as canonical JSON takes it; the same however it was written."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list | models.QuerySet):
        return sorted(one.pk for one in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str):
        return value.replace("\r\n", "\n")  # browsers send carriage returns
    return value if value is None or isinstance(value, int) else str(value)


def _shown(field: models.Field, value: object) -> str:
    """A value of a model's field in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, list | models.QuerySet):
        return ", ".join(in_natural_order(str(one) for one in value))
    if isinstance(field, models.ForeignKey) and not isinstance(value, models.Model):
        return str(field.related_model._base_manager.filter(pk=value).first() or "")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, Decimal):
        return format_number(value, field.decimal_places)
    return value.isoformat() if isinstance(value, date) else str(value)
