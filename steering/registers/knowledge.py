"""The registers of what is known and has been learnt."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.ordering import by_choice, swedish
from programmes.register import Column, Register, Section, Tag, register

from .. import forms, models
from ..choices import AnalysisKind, AnalysisStatus
from .crumb import CRUMB


def _analysis(request: HttpRequest, analysis: models.Analysis) -> dict:
    return {
        "programme": analysis.programme,
        "goals": analysis.goals.all(),
        "needs": analysis.needs.all(),
        "decisions": analysis.decisions.all(),
        "requirements": analysis.requirements.select_related("catalogue"),
    }


register(
    Register(
        name="analyses",
        model=models.Analysis,
        form=forms.AnalysisForm,
        title=_("Analyser"),
        lead=_("Underlagen: vad som undersökts, vad det visade och vad det ledde till."),
        new_label=_("Ny analys"),
        empty=_("Här samlas behovsanalys, omvärldsanalys, RFI, riskanalys och andra underlag."),
        icon="search",
        columns=[
            Column(_("Analys"), lambda row: row.title, (swedish("title"),)),
            Column(
                _("Slag"), lambda row: row.get_kind_display(), (by_choice("kind", AnalysisKind),)
            ),
            Column(
                _("Läge"),
                lambda row: Tag(
                    row.get_status_display(),
                    "met" if row.status == AnalysisStatus.DONE else "information",
                ),
            ),
            Column(_("Klar"), lambda row: row.done_on, ("done_on",)),
            Column(_("Ledde till"), lambda row: row.led_to, ("led_to",), is_number=True),
        ],
        search=("title", "conclusions", "author", "document_reference"),
        rows=lambda programme: models.Analysis.objects.in_programme(programme).with_counts(),
        new=lambda programme: models.Analysis(programme=programme),
        crumb=CRUMB,
        sections=[Section("steering/_analysis.html", _analysis)],
    )
)
register(
    Register(
        name="lessons",
        model=models.Lesson,
        form=forms.LessonForm,
        title=_("Lärdomar"),
        lead=_("Vad andra och vi själva har varit med om, och vad vi gör till följd av det."),
        new_label=_("Ny lärdom"),
        empty=_("Här samlas erfarenheter från andra regioner och från egna avbrutna försök."),
        icon="lightbulb",
        columns=[
            Column(_("Lärdom"), lambda row: row.title, (swedish("title"),)),
            Column(_("Från"), lambda row: row.learnt_from, (swedish("learnt_from"),)),
            Column(_("Källa"), lambda row: row.source, is_wide=True),
        ],
        search=("title", "learnt_from", "text", "consequence"),
        rows=models.Lesson.objects.in_programme,
        new=lambda programme: models.Lesson(programme=programme),
        crumb=CRUMB,
    )
)
