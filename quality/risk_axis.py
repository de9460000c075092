"""High risks that no requirement is to lessen: one to write, or a reason why there is none.

Some risks are met by other things than what is asked of a supplier, such as how people are trained;
what is done about them stands in the risk's measure. A reason takes a risk out of what *Styrning*
warns of, so it is given by those who edit the register of risks.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.ordering import natural
from programmes.models import Programme
from programmes.register import Column
from steering.choices import RiskState
from steering.models import Risk

from .axes import REQUIREMENTS, reasons_in_force
from .gaps import GapAxis
from .holes import Gap, Mend
from .querysets_coverage import Homes

# Stored with reasons; the only way in which a risk is a hole.
NO_REQUIREMENT = 0
NAME = "high-risks"


def _risks(programme: Programme) -> QuerySet:
    rows = Risk.objects.in_programme(programme).weighed().select_related("programme")
    return rows.filter(state=RiskState.OPEN, is_high=True).order_by(
        "-weight", natural("code"), "pk"
    )


def _url(row: Risk) -> str:
    return reverse("programmes:register-detail", args=[row.programme.slug, "risks", row.pk])


def _mends(row: Risk, homes: Homes) -> list[Mend]:
    """The risk's own page: who may edit risks chooses its requirements there."""
    return [Mend(_("Koppla ett krav"), f"{_url(row)}#risk-requirements")]


HIGH_RISKS = GapAxis(
    name=NAME,
    label=gettext_lazy("Höga risker utan krav"),
    lead=gettext_lazy("Öppna risker som är höga. Ett krav ska minska dem, eller ett skäl finnas."),
    group=REQUIREMENTS,
    register="risks",
    rows=_risks,
    columns=[
        Column(gettext_lazy("Risk"), str),
        Column(gettext_lazy("Värde"), lambda row: row.value),
        Column(gettext_lazy("Ansvarig"), lambda row: row.owner),
    ],
    url=_url,
    gaps=[
        Gap(
            NO_REQUIREMENT,
            lambda programme: Q(is_lacking=True),
            lambda row: _("inget krav minskar risken"),
            _mends,
            {Risk: ("pk",)},
        )
    ],
)


def is_kept() -> Exists:
    """Whether a reason holds for a risk, for a query of risks."""
    own = reasons_in_force(NAME).filter(programme=OuterRef("programme"), row=OuterRef("pk"))
    return Exists(own)
