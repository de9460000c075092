"""What cells of a catalogue may link to: the programme's modules, needs and standards.

A need that has been withdrawn is offered to nobody. Requirements that link to it keep doing so
until somebody takes it away, so their cells can still be read; the code and the title of a need
that was merged into another lead to the one that is left.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from common.ordering import natural_key

from .models import Catalogue
from .querysets import LINKED


class Linkable(NamedTuple):
    """A module, need or standard.

    ``means`` is the key that its code is read as, if any; ``is_out`` that it has been withdrawn.
    """

    key: int
    code: str
    label: str
    means: int | None
    is_linked: bool = True
    is_out: bool = False

    @property
    def choice(self) -> str:
        """How it is written where it is chosen."""
        text = f"{self.code} {self.label}"
        return _("%(need)s (utgått)") % {"need": text} if self.is_out else text


def linkables(catalogue: Catalogue, name: str) -> list[Linkable]:
    """All of the programme's, by name of the field of links; one query.

    Modules in their own order, the rest by code as people count.
    """
    rows = getattr(catalogue.programme, name)
    if name == "needs":
        found = [
            Linkable(key, code, label, key if is_linked else kept, is_linked, kept != key)
            for key, code, label, kept, is_linked in rows.named_in(catalogue)
        ]
    else:
        found = [
            Linkable(key, code, label, key)
            for key, code, label in rows.values_list("pk", "code", LINKED[name])
        ]
    return found if name == "modules" else sorted(found, key=lambda row: natural_key(row.code))


def keys_by_code(rows: Iterable[Linkable]) -> dict[str, int]:
    """Code → the key that it means."""
    return {row.code: row.means for row in rows if row.means is not None}


def keys_by_word(rows: Iterable[Linkable]) -> dict[str, int]:
    """Name or code, case folded → the key that it means.

    A code wins over a name that reads the same, and what is in use over what is not.
    """
    rows = sorted(rows, key=lambda row: not row.is_out)
    found = {row.label.casefold(): row.means for row in rows}
    found |= {row.code.casefold(): row.means for row in rows}
    return {word: key for word, key in found.items() if key is not None}
