"""The registers of the procurements that led here."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.ordering import by_choice, swedish
from programmes.register import Column, Link, Register, Section, Tag, register

from .. import forms, models
from ..choices import CancellationReason, UndertakingOutcome
from .crumb import CRUMB

_OF_UNDERTAKING = (swedish("undertaking__title"),)
_OUTCOME: dict[str, str] = {
    UndertakingOutcome.AWARDED: "met",
    UndertakingOutcome.CANCELLED: "refused",
}


def outcome_tag(row: models.Undertaking) -> Tag:
    """What became of a procurement."""
    return Tag(row.get_outcome_display(), _OUTCOME.get(row.outcome, "information"))


def _undertaking(request: HttpRequest, undertaking: models.Undertaking) -> dict:
    return {
        "programme": undertaking.programme,
        "undertaking": undertaking,
        "carried": undertaking.carried_over.all(),
        "restarts": undertaking.restarts.prefetch_related("carried_over"),
        "extensions": undertaking.extensions.all(),
        "unmet": undertaking.unmet_requirements.all(),
    }


register(
    Register(
        name="chain",
        model=models.Undertaking,
        form=forms.UndertakingForm,
        title=_("Upphandlingskedja"),
        lead=_(
            "Upphandlingarna som ledde hit: vilka som påbörjades, avbröts och togs om, och varför."
        ),
        new_label=_("Ny upphandling i kedjan"),
        empty=_("Här beskrivs tidigare upphandlingar, varför de avbröts och vad som togs över."),
        icon="link-45deg",
        order="c1",
        columns=[
            Column(_("Upphandling"), lambda row: row.title, (swedish("title"),)),
            Column(_("Påbörjad"), lambda row: row.started_on, ("started_on",)),
            Column(_("Avslutad"), lambda row: row.ended_on, ("ended_on",)),
            Column(_("Utfall"), outcome_tag),
            Column(
                _("Skäl"),
                lambda row: row.get_reason_code_display(),
                (by_choice("reason_code", CancellationReason),),
            ),
            Column(_("Omtag av"), lambda row: row.restart_of or "", is_wide=True),
        ],
        search=("title", "reason"),
        rows=lambda programme: models.Undertaking.objects.in_programme(programme).select_related(
            "restart_of"
        ),
        new=lambda programme: models.Undertaking(programme=programme),
        crumb=CRUMB,
        links=[Link(_("Varför vi är här"), "steering:why", "signpost")],
        sections=[Section("steering/_undertaking.html", _undertaking)],
    )
)
register(
    Register(
        name="carried-over",
        model=models.CarriedOver,
        form=forms.CarriedOverForm,
        title=_("Övertagna underlag"),
        lead=_("Vad varje omtag tog över från upphandlingen innan."),
        new_label=_("Nytt övertaget underlag"),
        empty=_("Här samlas till exempel behovsanalys, principer och krav som fördes vidare."),
        icon="box-arrow-in-right",
        columns=[
            Column(_("Vad"), lambda row: row.what, (swedish("what"),)),
            Column(_("Till"), lambda row: row.undertaking.title, (swedish("undertaking__title"),)),
            Column(_("Vad som ändrades"), lambda row: row.changed, is_wide=True),
        ],
        search=("what", "changed", "undertaking__title"),
        rows=lambda programme: models.CarriedOver.objects.in_programme(programme).select_related(
            "undertaking"
        ),
        new=lambda programme: models.CarriedOver(),
        crumb=CRUMB,
    )
)
register(
    Register(
        name="extensions",
        model=models.TenderPeriodExtension,
        form=forms.TenderPeriodExtensionForm,
        title=_("Förlängda anbudstider"),
        lead=_("När anbudsgivarna fick längre tid på sig, hur mycket och varför."),
        new_label=_("Ny förlängning"),
        empty=_("Här antecknas varje gång som sista anbudsdag flyttades fram."),
        icon="hourglass-split",
        columns=[
            Column(_("Upphandling"), lambda row: row.undertaking.title, _OF_UNDERTAKING),
            Column(_("Från"), lambda row: row.until_before, ("until_before",)),
            Column(_("Till"), lambda row: row.until_after, ("until_after",)),
            Column(_("Dagar"), lambda row: row.days, is_number=True),
            Column(_("Skäl"), lambda row: row.reason, is_wide=True),
        ],
        search=("undertaking__title", "reason"),
        rows=lambda programme: models.TenderPeriodExtension.objects.in_programme(
            programme
        ).select_related("undertaking"),
        new=lambda programme: models.TenderPeriodExtension(),
        crumb=CRUMB,
    )
)
register(
    Register(
        name="unmet-requirements",
        model=models.UnmetRequirement,
        form=forms.UnmetRequirementForm,
        title=_("Ska-krav som anbuden föll på"),
        lead=_("Krav i tidigare upphandlingar som inget eller för få anbud uppfyllde."),
        new_label=_("Nytt krav"),
        empty=_("Här samlas de krav som fällde anbud, och vad som gjordes med dem sedan."),
        icon="x-octagon",
        order="c2",
        columns=[
            Column(_("Krav"), lambda row: str(row), (swedish("text"),)),
            Column(_("Upphandling"), lambda row: row.undertaking.title, _OF_UNDERTAKING),
            Column(_("Uppfyllde"), lambda row: row.met_by, ("met_by",), is_number=True),
            Column(_("Anbud"), lambda row: row.tenders, ("tenders",), is_number=True),
            Column(_("Vad som gjordes"), lambda row: row.afterwards, is_wide=True),
        ],
        search=("code", "text", "afterwards", "undertaking__title"),
        rows=lambda programme: models.UnmetRequirement.objects.in_programme(
            programme
        ).select_related("undertaking"),
        new=lambda programme: models.UnmetRequirement(),
        crumb=CRUMB,
    )
)
