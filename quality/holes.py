"""A hole: what a row lacks, where that is mended, and why it may stay."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, Model, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from programmes.models import Programme

from .models import JustifiedHole
from .querysets_coverage import Homes


@dataclass(frozen=True)
class Mend:
    """Where a hole is mended: what one does there, and its address."""

    label: str
    url: str


@dataclass(frozen=True)
class Gap:
    """One way in which a row can be a hole.

    ``number`` is stored with the reasons of its holes (``JustifiedHole.column``) and never changes.
    ``lacks(programme)`` is the condition, ``words(row)`` say what is wrong, ``mends(row, homes)``
    lead to where it is mended, and ``concerns`` has the paths from a row to what the hole is told
    about, by model.
    """

    number: int
    lacks: Callable[[Programme], Q | Exists]
    words: Callable[[Model], str]
    mends: Callable[[Model, Homes], Sequence[Mend]]
    concerns: Mapping[type[Model], Sequence[str]] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What a row is annotated with: whether it lacks this."""
        return f"lacks_{self.number}"


@dataclass(frozen=True)
class Hole:
    """What a row of an axis lacks. ``number`` is that of its gap, 0 where there is only one.

    ``name`` is what the row is called, and ``url`` its own page, where it has one.
    """

    axis: str
    row: Model
    name: str
    url: str
    number: int
    words: str
    mends: Sequence[Mend]
    justified: JustifiedHole | None = None

    @property
    def place(self) -> str:
        """What the forms post: row and gap."""
        return f"{self.row.pk}-{self.number}"


def new_requirement(homes: Homes, of: int = 0, **links) -> Mend:
    """The form of a new requirement with its links filled in, in the catalogue of module ``of``."""
    catalogue = homes.of(of)
    if not catalogue:
        url = reverse("requirements_catalog:catalogue-list", args=[homes.programme])
        return Mend(_("Skapa en kravkatalog först"), url)
    address = reverse("requirements_catalog:requirement-create", args=[homes.programme, catalogue])
    return Mend(_("Skriv kravet"), f"{address}?{urlencode(links, doseq=True)}")


def requirements_of_module(homes: Homes, module: int) -> list[Mend]:
    """The module's requirements, one of which may only lack a link; nothing before there is one."""
    if module not in homes.by_module:
        return []
    address = reverse(
        "requirements_catalog:requirement-list", args=[homes.programme, homes.by_module[module]]
    )
    return [Mend(_("Välj bland modulens krav"), f"{address}?{urlencode({'module': module})}")]
