"""Needs by perspective and dimension: how many, and how many of them lack requirements."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from programmes.choices import Perspective
from programmes.models import Programme

from .choices import Dimension
from .models import Need


@dataclass(frozen=True)
class Cell:
    """Needs of one perspective and dimension, "" meaning all of them."""

    perspective: str
    dimension: str
    needs: int
    uncovered: int

    @property
    def label(self) -> str:
        """The dimension in words."""
        return str(dict(Dimension.choices).get(self.dimension, _("Alla")))

    @property
    def query(self) -> str:
        """The address of the list that shows just these."""
        asked = {"perspective": self.perspective, "dimension": self.dimension}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def uncovered_query(self) -> str:
        """The same, of those without requirements."""
        return "&".join(filter(None, (self.query, "covered=no")))


@dataclass(frozen=True)
class Row:
    """A perspective, its cells in the order of the dimensions, its sum last."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class NeedMatrix:
    """The whole: heads of the columns, a row for each perspective, and the sums as the last row."""

    columns: list[str]
    rows: list[Row]

    @property
    def total(self) -> Cell:
        """All needs."""
        return self.rows[-1].cells[-1]


def need_matrix(programme: Programme) -> NeedMatrix:
    """Count the needs in use; one query, whatever their number."""
    live = Need.objects.in_programme(programme).live()
    found = {
        (row["perspective"], row["dimension"]): (row["all"], row["bare"])
        for row in live.annotate(is_answered=live.answered())
        .order_by()
        .values("perspective", "dimension")
        .annotate(all=Count("pk"), bare=Count("pk", filter=Q(is_answered=False)))
    }

    def cell(perspective: str, dimension: str) -> Cell:
        met = [
            pair
            for (one, other), pair in found.items()
            if perspective in ("", one) and dimension in ("", other)
        ]
        return Cell(perspective, dimension, sum(p[0] for p in met), sum(p[1] for p in met))

    dimensions = [*Dimension.values, ""]
    rows = [
        Row(str(label), [cell(value, dimension) for dimension in dimensions])
        for value, label in [*Perspective.choices, ("", _("Alla"))]
    ]
    return NeedMatrix([str(label) for label in Dimension.labels], rows)
