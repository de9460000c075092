"""The history of a row as people read it: what was done, by whom, why, and which words changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from .history import Change, FieldChange, changes_with_links
from .text_diff import Piece, word_diff


@dataclass(frozen=True)
class ShownField:
    """A changed field with its differences word by word."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ShownChange:
    """An entry of the line of time: what was done, by whom, why, and the fields that changed."""

    change: Change
    title: str
    fields: list[ShownField]
    # Where the row is read as it was once this was done.
    url: str = ""


def shown(
    change: Change, labels: dict[str, str] | None = None, title: str | None = None
) -> ShownChange:
    """A change with words for what was done and differences word by word."""
    fields = [shown_field(field, labels or {}) for field in change.fields]
    return ShownChange(change, title or _title(change), fields)


def shown_field(field: FieldChange, labels: dict[str, str]) -> ShownField:
    """A changed field with its differences word by word."""
    return ShownField(labels.get(field.name, field.label), word_diff(field.old, field.new))


def _title(change: Change) -> str:
    if change.kind == "+":
        return _("Skapades")
    return _("Togs bort") if change.kind == "-" else _("Ändrades")


def shown_history(row: models.Model, *, ignore: Iterable[str] = ()) -> list[ShownChange]:
    """The whole history of a row, newest first."""
    return [shown(change) for change in changes_with_links(row, ignore=ignore)]
