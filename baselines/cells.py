"""Frozen content as cells of text, under the same heads and in the same words in every file.

The words are those of the catalogue's own exports, whatever the language of the one who makes the
file: what is compared later must not depend on who asks.
"""

from collections.abc import Mapping

from requirements_catalog.cell_words import words_of
from requirements_catalog.fields import BY_NAME
from requirements_catalog.import_core.own_files import own_head
from requirements_catalog.import_core.words import EXPORT_HEADS

from .frozen import Frozen, OwnField

# What is not content: places, and who works with a row.
_NOT_FROZEN = {"level", "status", "owner", "assignee"}
FIELDS = tuple(name for name in EXPORT_HEADS if name not in _NOT_FROZEN)
_WORDS = {name: words_of(BY_NAME[name]) for name in FIELDS}
_NOT_OF_HEADINGS = {"is_minimum_requirement"}
_YES_NO = {"yes": "ja", "no": "nej"}


def own_heads(own_fields: list[OwnField], taken: Mapping[str, str] | set[str]) -> dict[str, str]:
    """Key → head of own fields; two of one label, or of one of ours, are told apart."""
    heads: dict[str, str] = {}
    used = set(taken)
    for one in own_fields:
        head = base = own_head(one.label)
        number = 2
        while head in used:
            head, number = f"{base} ({number})", number + 1
        used.add(head)
        heads[one.key] = head
    return heads


def cell(content: Mapping, name: str) -> str:
    """A field of frozen content in the words of a cell; empty where it says nothing."""
    if content["is_heading"] and name in _NOT_OF_HEADINGS:
        return ""
    value = content.get(name)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if name == "kind" or value not in (None, ""):
        return str(_WORDS[name].get(value, "" if value is None else value))
    return ""


def own_cell(frozen: Frozen, content: Mapping, one: OwnField) -> str:
    """A field of the catalogue's own in the words of a cell: people by name."""
    value = str(content["extra"].get(one.key, ""))
    if one.kind == "yes_no":
        return _YES_NO.get(value, value)
    return frozen.people.get(value, value) if one.kind == "person" else value


def is_used(frozen: Frozen, name: str) -> bool:
    """Whether any row says anything in a field: files leave out columns that are empty."""
    return any(cell(row.content, name) for row in frozen.rows)
