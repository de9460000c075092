"""Frozen content in words: what fields are called, and their values as people read them."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from common.keys import row_keys
from requirements_catalog.cell_values import Directory
from requirements_catalog.choices import RequirementKind
from requirements_catalog.fields import (
    EXTRA_PREFIX,
    LINKS,
    LONG_TEXT,
    PERSON,
    TEXT,
    YES_NO,
    Field,
    fields_of,
)
from requirements_catalog.models import Catalogue

HEADING = "is_heading"


class ContentWords:
    """How the published contents of a catalogue are read; one query, and two for people."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.fields = fields_of(catalogue)
        self._directory = Directory(catalogue)
        self._order = {name: place for place, name in enumerate((HEADING, *self.fields))}

    def learn_people(self, contents: Iterable[Mapping]) -> None:
        """Know the people that own fields name, former members too; before values are shown."""
        keys = [known.extra_key for known in self.fields.values() if known.kind == PERSON]
        named = [content.get("extra", {}).get(key) for content in contents for key in keys if key]
        if any(named):
            self._directory.learn_people(row_keys(filter(None, named)))

    def place(self, name: str) -> tuple[int, str]:
        """Where a field stands among the others; those that are gone come last, by name."""
        return self._order.get(name, len(self._order)), name

    def label(self, name: str) -> str:
        """What a field is called; one of the catalogue's own that is gone by its key."""
        if name == HEADING:
            return _("Är rubrik")
        known = self.fields.get(name)
        return str(known.label) if known else name.removeprefix(EXTRA_PREFIX)

    def text(self, name: str, value: object) -> str:
        """A value in words, empty for none."""
        if value in (None, "", []):
            return ""
        if isinstance(value, list):
            return "; ".join(map(str, value))
        known = self.fields.get(name) or Field(name, name, YES_NO)
        return self._directory.show(known, value)

    def is_running_text(self, name: str) -> bool:
        """Whether a field is read word by word; others change whole."""
        known = self.fields.get(name)
        return name != HEADING and (known is None or known.kind in (TEXT, LONG_TEXT))

    def is_links(self, name: str) -> bool:
        """Whether a field holds codes of other things."""
        known = self.fields.get(name)
        return bool(known and known.kind == LINKS)


def kind_word(value: object) -> str:
    """The word for a kind of requirement: ska-krav, bör-krav, upplysning; empty for a heading."""
    return str(dict(RequirementKind.choices).get(str(value or ""), ""))
