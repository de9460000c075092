"""The registers of money."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.ordering import natural, swedish
from programmes.register import Column, Register, Section, register

from .. import forms, models
from ..frame_shares import divided
from .crumb import CRUMB


def _frame(request: HttpRequest, frame: models.BudgetFrame) -> dict:
    lines = list(
        frame.lines.select_related("stream").order_by("year", natural("stream__code"), "pk")
    )
    planned = sum(line.planned for line in lines)
    return {
        "programme": frame.programme,
        "frame": frame,
        "lines": lines,
        "planned": planned,
        "spent": sum(line.spent or 0 for line in lines),
        "left": frame.amount - planned,
        "divided": divided(frame, list(frame.shares.select_related("organisation", "decision"))),
    }


register(
    Register(
        name="budget",
        model=models.BudgetFrame,
        form=forms.BudgetFrameForm,
        title=_("Kostnadsramar"),
        lead=_("Vad programmet får kosta, vad som ingår och vad som betalas på annat sätt."),
        new_label=_("Ny kostnadsram"),
        empty=_("Här beskrivs den beslutade ramen, och vad som ingår och inte ingår."),
        icon="cash-stack",
        columns=[
            Column(_("Ram"), lambda row: row.name, (swedish("name"),)),
            Column(_("Belopp, kr"), lambda row: row.amount, ("amount",), is_number=True),
            Column(_("Budgeterat, kr"), lambda row: row.planned, ("planned",), is_number=True),
            Column(_("Utfall, kr"), lambda row: row.spent, ("spent",), is_number=True),
            Column(_("År"), lambda row: f"{row.first_year}–{row.last_year}", ("first_year",)),
        ],
        search=("name", "includes", "excludes"),
        rows=lambda programme: models.BudgetFrame.objects.in_programme(programme).with_sums(),
        new=lambda programme: models.BudgetFrame(programme=programme),
        crumb=CRUMB,
        sections=[Section("steering/_frame.html", _frame)],
    )
)
register(
    Register(
        name="frame-shares",
        model=models.FrameShare,
        form=forms.FrameShareForm,
        title=_("Andelar av kostnadsramar"),
        lead=_("Hur stor del av ramen varje organisation svarar för, och enligt vilket beslut."),
        new_label=_("Ny andel"),
        empty=_("När organisationerna har beslutat vad de svarar för antecknas det här."),
        icon="pie-chart",
        columns=[
            Column(
                _("Organisation"),
                lambda row: row.organisation.name,
                (swedish("organisation__name"),),
            ),
            Column(_("Ram"), lambda row: row.frame.name, (swedish("frame__name"),)),
            Column(_("Andel, %"), lambda row: row.percent, ("percent",), is_number=True),
            Column(_("Beslut"), lambda row: row.decision or "", is_wide=True),
        ],
        search=("organisation__name", "frame__name", "decision__title"),
        rows=lambda programme: models.FrameShare.objects.in_programme(programme).select_related(
            "frame__programme", "organisation", "decision"
        ),
        new=lambda programme: models.FrameShare(),
        crumb=CRUMB,
    )
)
register(
    Register(
        name="budget-lines",
        model=models.BudgetLine,
        form=forms.BudgetLineForm,
        title=_("Budgetposter"),
        lead=_("Kostnader per år och delprojekt, med utfall."),
        new_label=_("Ny budgetpost"),
        empty=_("När en ram finns fördelas den här på år och delprojekt."),
        icon="calculator",
        order="c1",
        columns=[
            Column(_("Post"), lambda row: row.title, (swedish("title"),)),
            Column(_("År"), lambda row: str(row.year), ("year",)),
            Column(_("Delprojekt"), lambda row: row.stream or "", (natural("stream__code"),)),
            Column(
                _("Organisation"),
                lambda row: row.organisation or _("gemensam"),
                (swedish("organisation__name"),),
            ),
            Column(_("Budget, kr"), lambda row: row.planned, ("planned",), is_number=True),
            Column(_("Utfall, kr"), lambda row: row.spent, ("spent",), is_number=True),
            Column(_("Ram"), lambda row: row.frame.name, is_wide=True),
        ],
        search=("title", "note", "stream__name", "organisation__name", "frame__name"),
        rows=lambda programme: models.BudgetLine.objects.in_programme(programme).select_related(
            "frame", "stream", "organisation"
        ),
        new=lambda programme: models.BudgetLine(),
        crumb=CRUMB,
    )
)
register(
    Register(
        name="reference-costs",
        model=models.ReferenceCost,
        form=forms.ReferenceCostForm,
        title=_("Jämförelser"),
        lead=_("Vad liknande satsningar har kostat hos andra, med källa."),
        new_label=_("Ny jämförelse"),
        empty=_("Här samlas belopp från andra regioner att jämföra med."),
        icon="bar-chart",
        columns=[
            Column(_("Vad"), lambda row: row.title, (swedish("title"),)),
            Column(_("Vem"), lambda row: row.organisation, (swedish("organisation"),)),
            Column(_("Belopp, kr"), lambda row: row.amount, ("amount",), is_number=True),
            Column(_("Period"), lambda row: row.period),
            Column(_("Källa"), lambda row: row.source, is_wide=True),
        ],
        search=("title", "organisation", "source", "note"),
        rows=models.ReferenceCost.objects.in_programme,
        new=lambda programme: models.ReferenceCost(programme=programme),
        crumb=CRUMB,
    )
)
