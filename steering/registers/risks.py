"""The registers of risks, of those concerned and of those who work with it."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ordering import by_choice, natural, swedish
from programmes.access import permissions_in
from programmes.register import Column, Filter, Register, Section, Tag, register
from programmes.roles import Permission
from requirements_catalog.registered_chain import Start, chain_of

from .. import forms, models
from ..choices import HIGH_RISK, RiskCategory, RiskState, StakeholderKind, Trend
from .crumb import CRUMB

_TREND: dict[str, str] = {Trend.RISING: "refused", Trend.FALLING: "met"}


def risk_tag(row: models.Risk) -> Tag:
    """The weight of a risk that was read by ``weighed``: high, middling or low."""
    if row.state != RiskState.OPEN:
        return Tag(row.get_state_display())
    kind = "refused" if row.is_high else "attention" if row.value >= HIGH_RISK / 2 else "met"
    return Tag(str(row.value), kind)


def requirements_tag(row: models.Risk) -> Tag | int:
    """How many requirements lessen a risk that was read by ``for_list``; of an open high risk with
    none, that one is missing or why it may be is said."""
    if not row.is_lacking:
        return row.requirement_count
    if row.may_lack:
        return Tag(_("utan krav, motiverat"), "approved")
    return Tag(_("krav saknas"), "refused")


def trend_tag(row: models.Risk) -> Tag:
    """Which way a risk is going."""
    return Tag(row.get_trend_display(), _TREND.get(row.trend, "information"))


def _risk(request: HttpRequest, risk: models.Risk) -> dict:
    return {
        "programme": risk.programme,
        "risk": risk,
        "requirements": risk.requirements.select_related("catalogue"),
        "lessons": risk.lessons.all(),
        "lacks": risk.is_lacking and not risk.may_lack,
        "may_lack": risk.is_lacking and risk.may_lack,
        "can_edit": Permission.EDIT_PROGRAMME in permissions_in(request.user, risk.programme),
    }


def _chain(request: HttpRequest, risk: models.Risk) -> dict:
    start = Start(
        risk.programme, risk.requirements.live(), lists={"requirements": "#risk-requirements"}
    )
    return {"programme": risk.programme, "chain": chain_of(request, start)}


register(
    Register(
        name="risks",
        model=models.Risk,
        form=forms.RiskForm,
        title=_("Risker"),
        lead=_("Vad som kan gå fel, hur allvarligt det är och vad som görs åt det."),
        new_label=_("Ny risk"),
        empty=_("Här samlas riskerna med sannolikhet, konsekvens, åtgärd och ansvarig."),
        icon="exclamation-triangle",
        order="-c2",
        columns=[
            Column(_("Beteckning"), lambda row: row.code, (natural("code"),)),
            Column(_("Risk"), lambda row: row.title, (swedish("title"),)),
            Column(_("Värde"), risk_tag, ("weight",)),
            Column(_("Utveckling"), trend_tag),
            Column(
                _("Slag"),
                lambda row: row.get_category_display(),
                (by_choice("category", RiskCategory),),
                is_wide=True,
            ),
            Column(_("Ansvarig"), lambda row: row.owner, (swedish("owner"),), is_wide=True),
            Column(_("Moduler"), lambda row: [one.code for one in row.modules.all()], is_wide=True),
            Column(_("Krav"), requirements_tag),
        ],
        search=("code", "title", "description", "measure", "owner"),
        rows=lambda programme: models.Risk.objects.in_programme(programme).for_list(),
        new=lambda programme: models.Risk(programme=programme),
        filters=[
            Filter(
                "state",
                _("Läge"),
                RiskState.choices,
                lambda rows, value: rows.filter(state=value),
            ),
            Filter(
                "weight",
                _("Värde"),
                [("high", pgettext_lazy("risker", "höga"))],
                lambda rows, _value: rows.filter(is_high=True),
            ),
            Filter(
                "lacking",
                _("Krav"),
                [
                    ("open", _("hög risk utan krav")),
                    ("justified", _("hög risk utan krav, motiverat")),
                ],
                lambda rows, value: rows.filter(is_lacking=True, may_lack=value == "justified"),
            ),
        ],
        crumb=CRUMB,
        sections=[
            Section("steering/_risk.html", _risk),
            Section("requirements_catalog/_chain.html", _chain),
        ],
    )
)
register(
    Register(
        name="stakeholders",
        model=models.Stakeholder,
        form=forms.StakeholderForm,
        title=_("Intressenter"),
        lead=_("Vilka som berörs, hur mycket de kan påverka och hur de är delaktiga."),
        new_label=_("Ny intressent"),
        empty=_("Här samlas verksamheter, fackliga organisationer, patienter, kommuner och andra."),
        icon="people",
        columns=[
            Column(_("Namn"), lambda row: row.name, (swedish("name"),)),
            Column(
                _("Slag"), lambda row: row.get_kind_display(), (by_choice("kind", StakeholderKind),)
            ),
            Column(_("Intresse"), lambda row: row.interest, ("interest",), is_number=True),
            Column(_("Inflytande"), lambda row: row.influence, ("influence",), is_number=True),
            Column(_("Kontakt"), lambda row: row.contact, is_wide=True),
        ],
        search=("name", "expectations", "engagement", "contact"),
        rows=models.Stakeholder.objects.in_programme,
        new=lambda programme: models.Stakeholder(programme=programme),
        crumb=CRUMB,
    )
)
register(
    Register(
        name="staffing",
        model=models.StaffingNeed,
        form=forms.StaffingNeedForm,
        title=_("Bemanning"),
        lead=_(
            "Medarbetare som organisationerna lånar ut, och hur många tjänster som är tillsatta."
        ),
        new_label=_("Nytt bemanningsbehov"),
        empty=_("Här beskrivs behovet av medarbetare per enhet och organisation."),
        icon="person-badge",
        columns=[
            Column(_("Roll"), lambda row: row.role, (swedish("role"),)),
            Column(_("Enhet"), lambda row: row.body.name, (swedish("body__name"),)),
            Column(
                _("Organisation"),
                lambda row: row.organisation.name,
                (swedish("organisation__name"),),
            ),
            Column(_("Tjänster som behövs"), lambda row: row.needed, ("needed",), is_number=True),
            Column(_("Tillsatta"), lambda row: row.filled, ("filled",), is_number=True),
        ],
        search=("role", "body__name", "organisation__name"),
        rows=lambda programme: models.StaffingNeed.objects.in_programme(programme).select_related(
            "body", "organisation"
        ),
        new=lambda programme: models.StaffingNeed(),
        crumb=CRUMB,
    )
)
