"""The registers of the target architecture."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ordering import by_choice, natural, natural_key, swedish
from programmes.models import Programme
from programmes.register import Column, Filter, Link, Linked, Register, Tag, register
from programmes.roles import Permission
from requirements_catalog.choices import RequirementStatus, SuitabilityAssessment
from requirements_catalog.models import Requirement

from . import forms, models
from .choices import SafeguardPurpose, ThirdCountryAccess
from .openness import CLOSED, MISSING, OPEN, openness_of
from .querysets import OUTDATED, UNTOLD

CRUMB = (_("Målarkitektur"), "requirements_catalog:module-list")
MAP = Link(_("Kartan"), "target_architecture:landscape", "diagram-3")
EVERYBODY = {"needs": Permission.VIEW_CATALOGUE, "edits": Permission.EDIT_REQUIREMENTS}
_ACCESS = {
    ThirdCountryAccess.CERTAIN: "refused",
    ThirdCountryAccess.POSSIBLE: "attention",
    ThirdCountryAccess.UNKNOWN: "attention",
}
_STATUS = {RequirementStatus.APPROVED: "met", RequirementStatus.WITHDRAWN: "refused"}
# The heads under which the list of lock-in has its columns; apps to the right add to the last.
_DATA = _("Uppgifterna")
_WAY_OUT = _("Vägen ut")
PROTECTION = _("Skydd i krav, anbud och avtal")
_ASSESSED: dict[str, str] = {
    SuitabilityAssessment.DONE: "met",
    SuitabilityAssessment.NEEDED: "attention",
}


def _interfaces(programme: Programme):
    return models.Interface.objects.in_programme(programme).for_list()


def _openness(row: models.Interface) -> Tag:
    return {
        OPEN: Tag(_("öppen"), "met"),
        CLOSED: Tag(_("inte öppen"), "attention"),
        MISSING: Tag(_("standard saknas"), "refused"),
    }[openness_of(row)]


def _suitability(row: models.LockIn) -> Tag | str:
    """What is said, and whether something has happened since that it does not reckon with."""
    if not row.suitability_assessment:
        return ""
    if row.is_outdated:
        text = _("%(said)s, inaktuell") % {"said": row.get_suitability_assessment_display()}
        return Tag(text, "attention")
    kind = _ASSESSED.get(row.suitability_assessment, "information")
    return Tag(row.get_suitability_assessment_display(), kind)


def _exchanged(row: models.LockIn) -> list[str]:
    """The classes of information that go through the module's interfaces, in their order."""
    interfaces = [*row.module.interfaces_out.all(), *row.module.interfaces_in.all()]
    classes = {one for interface in interfaces for one in interface.information.all()}
    return [one.name for one in sorted(classes, key=lambda one: (one.code, one.pk))]


def _protecting(row: models.LockIn) -> list[Linked]:
    """The requirements that protect in the module; a withdrawn one protects nothing."""
    rows = {one.requirement for one in row.module.safeguards.all()}
    return linked_requirements(row, [one for one in rows if is_live(one)])


def is_live(requirement: Requirement) -> bool:
    """Whether a requirement is in force."""
    return requirement.status != RequirementStatus.WITHDRAWN


def linked_requirements(row: models.LockIn, requirements: Iterable[Requirement]) -> list[Linked]:
    """The codes of requirements in a row of the list of lock-in; each leads to its page."""
    slug = row.module.programme.slug
    return [
        Linked(one.code, reverse("requirements_catalog:requirement-detail", args=[slug, one.pk]))
        for one in sorted(requirements, key=lambda one: (natural_key(one.code), one.pk))
    ]


register(
    Register(
        name="interfaces",
        model=models.Interface,
        form=forms.InterfaceForm,
        title=pgettext_lazy("flera", "Gränssnitt"),
        lead=_("Vad modulerna utbyter med varandra, åt vilket håll och enligt vilka standarder."),
        new_label=_("Nytt gränssnitt"),
        empty=_("Här beskrivs hur modulerna utbyter information. Kartan ritas utifrån det."),
        icon="arrow-left-right",
        columns=[
            Column(_("Beteckning"), lambda row: row.code, (natural("code"),)),
            Column(_("Namn"), lambda row: row.name, (swedish("name"),)),
            Column(_("Från"), lambda row: row.source.code, (natural("source__code"),)),
            Column(_("Till"), lambda row: row.target.code, (natural("target__code"),)),
            Column(
                _("Information"),
                lambda row: [one.name for one in row.information.all()],
                is_wide=True,
            ),
            Column(_("Standarder"), lambda row: [one.code for one in row.standards.all()]),
            Column(_("Öppen standard"), _openness),
            Column(
                pgettext_lazy("gränssnitt", "Betydelse"),
                # How much hangs on it is no verdict, and wears no colour of one.
                lambda row: Tag(row.get_criticality_display()),
            ),
            Column(
                _("Per dygn"),
                lambda row: row.messages_per_day,
                ("messages_per_day",),
                is_number=True,
                is_wide=True,
            ),
        ],
        search=("code", "name", "description", "source__name", "target__name"),
        rows=_interfaces,
        new=lambda programme: models.Interface(programme=programme),
        filters=[
            Filter(
                "standard",
                _("Öppen standard"),
                [("open", _("har öppen standard")), ("lacking", _("saknar öppen standard"))],
                lambda rows, value: rows.with_open_standard(value == "open"),
            )
        ],
        crumb=CRUMB,
        links=[MAP],
        **EVERYBODY,
    )
)
register(
    Register(
        name="information",
        model=models.InformationClass,
        form=forms.InformationClassForm,
        title=_("Informationsklasser"),
        lead=_("De slag av uppgifter som modulerna utbyter, och hur de ska skyddas enligt KLASSA."),
        new_label=_("Ny informationsklass"),
        empty=_("Här beskrivs till exempel patientuppgifter, läkemedel och remisser."),
        icon="shield-lock",
        columns=[
            Column(_("Beteckning"), lambda row: row.code, (natural("code"),)),
            Column(_("Namn"), lambda row: row.name, (swedish("name"),)),
            Column(_("Personuppgifter"), lambda row: _("ja") if row.is_personal else _("nej")),
            Column(
                _("Konfidentialitet"),
                lambda row: row.confidentiality,
                ("confidentiality",),
                is_number=True,
            ),
            Column(_("Riktighet"), lambda row: row.integrity, ("integrity",), is_number=True),
            Column(
                _("Tillgänglighet"), lambda row: row.availability, ("availability",), is_number=True
            ),
            Column(
                _("Spårbarhet"), lambda row: row.traceability, ("traceability",), is_number=True
            ),
        ],
        search=("code", "name", "description"),
        rows=models.InformationClass.objects.in_programme,
        new=lambda programme: models.InformationClass(programme=programme),
        crumb=CRUMB,
        links=[MAP],
        **EVERYBODY,
    )
)
register(
    Register(
        name="principles",
        model=models.Principle,
        form=forms.PrincipleForm,
        title=_("Arkitekturprinciper"),
        lead=_("Regler som gäller alla delar, och de krav som ser till att de följs."),
        new_label=_("Ny princip"),
        empty=_("Här beskrivs principer som öppna gränssnitt och utbytbara delar."),
        icon="compass",
        columns=[
            Column(_("Beteckning"), lambda row: row.code, (natural("code"),)),
            Column(_("Princip"), lambda row: row.title, (swedish("title"),)),
            Column(
                _("Gäller parter som lämnar"),
                lambda row: _("ja") if row.is_shared else _("nej"),
                is_wide=True,
            ),
            Column(
                pgettext_lazy("flera", "Krav"),
                lambda row: row.requirement_count,
                ("requirement_count",),
                is_number=True,
            ),
        ],
        search=("code", "title", "text", "rationale"),
        rows=lambda programme: models.Principle.objects.in_programme(programme).with_counts(),
        new=lambda programme: models.Principle(programme=programme),
        crumb=CRUMB,
        **EVERYBODY,
    )
)
register(
    Register(
        name="states",
        model=models.ArchitectureState,
        form=forms.StateForm,
        title=_("Lägen"),
        lead=_("Vilka år kartan visar som nuläge, övergång och målbild."),
        new_label=_("Nytt läge"),
        empty=_("Utan lägen visar kartan alla moduler på en gång."),
        icon="calendar3",
        order="c2",
        columns=[
            Column(_("Namn"), lambda row: row.name, (swedish("name"),)),
            Column(_("Slag"), lambda row: row.get_kind_display()),
            Column(_("År"), lambda row: str(row.year), ("year",)),
        ],
        search=("name",),
        rows=models.ArchitectureState.objects.in_programme,
        new=lambda programme: models.ArchitectureState(programme=programme),
        crumb=CRUMB,
        links=[MAP],
        **EVERYBODY,
    )
)
register(
    Register(
        name="replacements",
        model=models.Replacement,
        form=forms.ReplacementForm,
        title=_("Ersättningar"),
        lead=_("Äldre system, vad som tar över efter dem och när."),
        new_label=_("Ny ersättning"),
        empty=_("Här anges vilken modul som tar över efter ett äldre system."),
        icon="arrow-repeat",
        columns=[
            Column(_("Ersätts"), lambda row: row.old.name, (swedish("old__name"),)),
            Column(_("Av"), lambda row: row.new.name, (swedish("new__name"),)),
            Column(_("Planerad"), lambda row: row.planned_on, ("planned_on",)),
            Column(_("Genomförd"), lambda row: row.done_on, ("done_on",)),
        ],
        search=("old__name", "new__name", "note"),
        rows=lambda programme: models.Replacement.objects.in_programme(programme).select_related(
            "old", "new"
        ),
        new=lambda programme: models.Replacement(),
        crumb=CRUMB,
        **EVERYBODY,
    )
)
register(
    Register(
        name="lock-in",
        model=models.LockIn,
        form=forms.LockInForm,
        title=_("Inlåsning och tredjeland"),
        lead=_(
            "Modul för modul: var uppgifterna finns, vilken lag som gäller och hur man kan byta."
        ),
        new_label=_("Ny bedömning"),
        empty=_("Här bedöms varje modul: plats, rättsordning, avveckling, format och alternativ."),
        icon="lock",
        columns=[
            Column(_("Modul"), lambda row: row.module.name, (swedish("module__name"),)),
            Column(_("Information i gränssnitten"), _exchanged, group=_DATA),
            Column(_("Plats"), lambda row: row.data_location, group=_DATA),
            Column(_("Rättsordning"), lambda row: row.jurisdiction, group=_DATA),
            Column(
                _("Tredjeland"),
                lambda row: Tag(
                    row.get_third_country_access_display(),
                    _ACCESS.get(row.third_country_access, "information"),
                ),
                group=_DATA,
            ),
            Column(_("Olämplighetsbedömning"), _suitability, group=_DATA),
            Column(_("Bedömd"), lambda row: row.assessed_on, group=_DATA),
            Column(_("Plan för avveckling"), lambda row: row.exit_plan, group=_WAY_OUT),
            Column(_("Deponerad källkod"), lambda row: row.escrow, group=_WAY_OUT),
            Column(_("Format för uttag"), lambda row: row.formats, group=_WAY_OUT),
            Column(
                pgettext_lazy("inlåsning", "Alternativ"),
                lambda row: row.alternatives,
                group=_WAY_OUT,
            ),
            Column(pgettext_lazy("flera", "Krav"), _protecting, group=PROTECTION),
        ],
        search=(
            "module__name", "data_location", "jurisdiction", "exit_plan", "escrow", "formats",
            "alternatives",
        ),
        rows=lambda programme: models.LockIn.objects.in_programme(programme).for_list(),
        filters=[
            Filter(
                "access",
                _("Tredjeland"),
                ThirdCountryAccess.choices,
                lambda rows, values: rows.filter(third_country_access__in=values),
                is_many=True,
            ),
            Filter(
                "suitability",
                _("Olämplighetsbedömning"),
                [
                    *SuitabilityAssessment.choices,
                    (OUTDATED, _("inaktuell")),
                    (UNTOLD, _("inte angivet")),
                ],
                lambda rows, values: rows.assessed_as(values),
                is_many=True,
            ),
            Filter(
                "lacking",
                _("Saknar"),
                [
                    ("exit_plan", _("plan för avveckling")),
                    ("escrow", _("deponerad källkod")),
                    ("formats", _("format för uttag")),
                    ("alternatives", pgettext_lazy("inlåsning", "alternativ")),
                ],
                lambda rows, values: rows.lacking(values),
                is_many=True,
            ),
        ],
        new=lambda programme: models.LockIn(),
        crumb=CRUMB,
        **EVERYBODY,
    )
)  # fmt: skip
register(
    Register(
        name="safeguards",
        model=models.Safeguard,
        form=forms.SafeguardForm,
        title=_("Skyddande krav"),
        lead=_("Krav som skyddar beställaren: vägen ut, uttag av uppgifter och anslutningar."),
        new_label=_("Nytt skyddande krav"),
        empty=_("Här anges vilket krav som skyddar vad. Modulens sida visar vad som saknas."),
        icon="shield-check",
        columns=[
            Column(_("Modul"), lambda row: row.module.name, (swedish("module__name"),)),
            Column(
                _("Skydd"),
                lambda row: row.get_purpose_display(),
                (by_choice("purpose", SafeguardPurpose),),
            ),
            Column(_("Krav-id"), lambda row: row.requirement.code, (natural("requirement__code"),)),
            Column(_("Krav"), lambda row: row.requirement.title, (swedish("requirement__title"),)),
            Column(
                _("Status"),
                lambda row: Tag(
                    row.requirement.get_status_display(),
                    _STATUS.get(row.requirement.status, "information"),
                ),
            ),
        ],
        search=("module__name", "requirement__code", "requirement__title"),
        rows=lambda programme: models.Safeguard.objects.in_programme(programme).for_list(),
        new=lambda programme: models.Safeguard(),
        crumb=CRUMB,
        **EVERYBODY,
    )
)
