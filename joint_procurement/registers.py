"""The registers of joint procurement: mandates, options, fixed parts of values, own upgrades."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.numbers import format_money, format_number
from common.ordering import by_choice, swedish
from programmes.access import may_change_organisation
from programmes.register import Column, Register, Section, Tag, register
from programmes.roles import Permission

from . import forms, models
from .choices import MandateState, OptionState

CRUMB = (_("Gemensam upphandling"), "joint_procurement:procurement-list")
OF_PROCUREMENT = {"needs": Permission.VIEW_PROCUREMENT, "edits": Permission.EDIT_PROCUREMENT}
_MANDATE: dict[str, str] = {MandateState.GIVEN: "met", MandateState.ASKED: "attention"}
_OPTION: dict[str, str] = {OptionState.CALLED: "met", OptionState.OFFERED: "mandatory"}


def mandate_tag(row: models.Mandate) -> Tag:
    """How far a power of attorney has come."""
    return Tag(row.get_state_display(), _MANDATE.get(row.state, "withdrawn"))


def option_tag(row: models.JoiningOption) -> Tag:
    """What has become of an option."""
    return Tag(row.get_state_display(), _OPTION.get(row.state, "withdrawn"))


def parties_of(row: models.JoiningOption) -> str:
    """The organisations that an option names, or that others join through."""
    names = ", ".join(one.name for one in row.organisations.all())
    return str(_("genom %(names)s") % {"names": names} if row.is_for_others else names)


def covers_of(row: models.JoiningOption) -> str:
    """What it covers, or that this is not stated."""
    return row.covers or str(_("inte angivet"))


def _parties(request: HttpRequest, row: models.Mandate) -> dict:
    programme = row.procurement.programme
    return {
        "programme": programme,
        "parties": [
            (one, may_change_organisation(request.user, programme, one))
            for one in (row.principal, row.agent)
        ],
    }


register(
    Register(
        name="mandates",
        model=models.Mandate,
        form=forms.MandateForm,
        title=_("Fullmakter"),
        lead=_("Vilka som låter en annan organisation köpa för deras räkning."),
        new_label=_("Ny fullmakt"),
        empty=_(
            "Kommuner, privata vårdgivare och myndigheter som köper genom en region antecknas här."
        ),
        icon="file-earmark-check",
        columns=[
            Column(
                _("Fullmaktsgivare"), lambda row: row.principal.name, (swedish("principal__name"),)
            ),
            Column(
                _("Köper för dess räkning"), lambda row: row.agent.name, (swedish("agent__name"),)
            ),
            Column(_("Läge"), mandate_tag, (by_choice("state", MandateState),)),
            Column(_("Från"), lambda row: row.valid_from, ("valid_from",)),
            Column(_("Till och med"), lambda row: row.valid_until, ("valid_until",)),
            Column(_("Upphandling"), lambda row: row.procurement.title, is_wide=True),
            Column(_("Handling"), lambda row: row.document_reference, is_wide=True),
        ],
        search=("principal__name", "agent__name", "covers", "document_reference"),
        rows=lambda programme: models.Mandate.objects.in_programme(programme).select_related(
            "procurement__programme", "principal", "agent"
        ),
        new=lambda programme: models.Mandate(),
        crumb=CRUMB,
        sections=[Section("joint_procurement/_parties.html", _parties)],
        **OF_PROCUREMENT,
    )
)
register(
    Register(
        name="joining-options",
        model=models.JoiningOption,
        form=forms.JoiningOptionForm,
        title=_("Optioner för fler"),
        lead=_("Vilka som får ansluta senare: till vad, när och till vilket värde."),
        new_label=_("Ny option"),
        empty=_(
            "En option som inte är beskriven från början kan inte användas (LOU 17 kap. 10 §)."
        ),
        icon="door-open",
        columns=[
            Column(_("Option"), lambda row: row.name, (swedish("name"),)),
            Column(_("För vem"), lambda row: row.holder, (swedish("holder"),)),
            Column(_("Organisationer"), parties_of, is_wide=True),
            Column(_("Omfattar"), covers_of, is_wide=True),
            Column(_("Läge"), option_tag, (by_choice("state", OptionState),)),
            Column(_("Till och med"), lambda row: row.call_until, ("call_until",)),
            Column(
                _("Värde"),
                lambda row: format_money(row.value) if row.value is not None else "",
                ("value",),
            ),
            Column(_("Upphandling"), lambda row: row.procurement.title, is_wide=True),
        ],
        search=("name", "holder", "covers", "trigger"),
        rows=lambda programme: (
            models.JoiningOption.objects.in_programme(programme)
            .select_related("procurement", "lot")
            .prefetch_related("organisations")
        ),
        new=lambda programme: models.JoiningOption(),
        crumb=CRUMB,
        **OF_PROCUREMENT,
    )
)
register(
    Register(
        name="fixed-parts",
        model=models.FixedPart,
        form=forms.FixedPartForm,
        title=_("Fasta delar av värdet"),
        lead=_("Hur stor del av ett delkontrakts värde som är densamma oavsett volym."),
        new_label=_("Ny fast del"),
        empty=_("Utan fast del följer hela värdet volymen när någon lämnar eller ansluter."),
        icon="pin-angle",
        order="-c2",
        columns=[
            Column(
                _("Gäller"),
                lambda row: str(row.lot or row.procurement),
                (swedish("procurement__title"), "procurement__pk", "lot__number"),
            ),
            Column(_("Fast del"), lambda row: f"{format_number(row.percent)} %", ("percent",)),
            Column(_("Gäller från"), lambda row: row.applies_from, ("applies_from",)),
            Column(_("Skäl"), lambda row: row.reason, is_wide=True),
        ],
        search=("reason", "lot__title", "procurement__title"),
        rows=lambda programme: models.FixedPart.objects.in_programme(programme).select_related(
            "procurement", "lot"
        ),
        new=lambda programme: models.FixedPart(),
        crumb=CRUMB,
        **OF_PROCUREMENT,
    )
)
register(
    Register(
        name="own-upgrades",
        model=models.OwnUpgrade,
        form=forms.OwnUpgradeForm,
        title=_("Egna uppgraderingar"),
        lead=_("Vad organisationer gör på egen hand utanför upphandlingen, och på vilken grund."),
        new_label=_("Ny egen uppgradering"),
        empty=_("En uppgradering utan ny upphandling behöver en grund i lagen."),
        icon="arrow-up-circle",
        columns=[
            Column(_("Uppgradering"), lambda row: row.title, (swedish("title"),)),
            Column(
                _("Organisation"),
                lambda row: row.organisation.name,
                (swedish("organisation__name"),),
            ),
            Column(_("System"), lambda row: row.system, (swedish("system"),)),
            Column(_("Grund i LOU"), lambda row: row.get_ground_display(), is_wide=True),
            Column(
                pgettext_lazy("jurist", "Prövad"),
                lambda row: (
                    Tag(_("prövad av jurist"), "met")
                    if row.is_reviewed
                    else Tag(_("inte prövad av jurist"), "attention")
                ),
                ("is_reviewed",),
            ),
        ],
        search=("title", "system", "why", "legal_ground", "organisation__name"),
        rows=lambda programme: models.OwnUpgrade.objects.in_programme(programme).select_related(
            "organisation", "module", "decision"
        ),
        new=lambda programme: models.OwnUpgrade(programme=programme),
        crumb=CRUMB,
    )
)
