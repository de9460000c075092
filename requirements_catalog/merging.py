"""What becomes of a catalogue's own fields when several requirements become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.ordering import in_natural_order

from .cell_values import Directory, value_in
from .fields import FIELDS, LINK_MODELS, LONG_TEXT, PERSON, Field, fields_of
from .models import Catalogue, Requirement

# The texts that are joined when requirements become one.
JOINED = [field for field in FIELDS if field.kind == LONG_TEXT and field.name != "scale"]


def joined(texts: Iterable[str]) -> str:
    """Texts as one, in their order, each that says the same once."""
    return "\n\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def merged_preview(rows: Sequence[Requirement]) -> list[tuple[str, str]]:
    """What the requirement that stays will say: (label, words) of its joined texts and links.

    Rows come in document order with ``LINK_MODELS`` prefetched.
    """
    found = [
        (str(field.label), joined(getattr(row, field.name) for row in rows)) for field in JOINED
    ]
    by_name = {field.name: field for field in FIELDS}
    for name in LINK_MODELS:
        linked = {str(link) for row in rows for link in getattr(row, name).all()}
        found.append((str(by_name[name].label), ", ".join(in_natural_order(linked))))
    return [(label, words) for label, words in found if words]


@dataclass(frozen=True)
class Differing:
    """An own field in which the rows say different things: each row's words."""

    label: str
    is_text: bool
    words: list[tuple[str, str]]


def merged_own_values(
    fields: dict[str, Field], rows: Sequence[Requirement], into: Requirement
) -> dict[str, str]:
    """What the row that stays gets: texts joined by line, of others its own value or the first.

    Rows come in document order. Fields that are empty in every row are left out.
    """
    found = {}
    for name, field in fields.items():
        if not field.extra_key:
            continue
        values = _distinct(field, rows)
        if field.kind == LONG_TEXT and values:
            found[name] = "\n".join(values)
        elif values:
            own = next(row for row in rows if row.pk == into.pk)
            found[name] = str(value_in(own, field) or values[0])
    return found


def differing_own_values(catalogue: Catalogue, rows: Sequence[Requirement]) -> list[Differing]:
    """The own fields in which the rows differ, for a look before; two queries, or three."""
    fields, directory = fields_of(catalogue), Directory(catalogue)
    people = [field for field in fields.values() if field.extra_key and field.kind == PERSON]
    named = (value_in(row, field) for row in rows for field in people)
    directory.learn_people(int(str(value)) for value in named if value)
    found = []
    for field in fields.values():
        if not field.extra_key or len(_distinct(field, rows)) < 2:
            continue
        shown = [(row, directory.show(field, value_in(row, field))) for row in rows]
        words = [(row.code or str(row), text) for row, text in shown if text]
        found.append(Differing(str(field.label), field.kind == LONG_TEXT, words))
    return found


def _distinct(field: Field, rows: Sequence[Requirement]) -> list[str]:
    """The values of the rows, each once and in their order, without the empty ones."""
    values = (str(value_in(row, field) or "").strip() for row in rows)
    return list(dict.fromkeys(value for value in values if value))
