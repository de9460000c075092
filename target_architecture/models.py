"""The target architecture around its modules: what they exchange, in which years, and what they
bind the buyer to."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.rings import following, ring_through
from programmes.models import Programme
from programmes.models.kin import JudgedTogether, hold
from programmes.querysets import InProgrammeQuerySet
from requirements_catalog.choices import SuitabilityAssessment
from requirements_catalog.models import Module, Requirement, Standard
from requirements_catalog.models.architecture import year_field
from requirements_catalog.models.requirements import klassa_level

from . import choices
from .querysets import (
    InterfaceQuerySet,
    LockInQuerySet,
    PrincipleQuerySet,
    ReplacementQuerySet,
    SafeguardQuerySet,
)

# So many modules of a ring are named.
NAMED = 8


def ring_told(names: Sequence[str]) -> str:
    """What is said of modules that would replace each other in a ring."""
    text = gettext(
        "Ersättningarna skulle gå i en ring: %(ring)s. En modul kan inte ta över efter en som "
        "redan tar över efter den."
    )
    if len(names) > NAMED:
        more = gettext("(%(count)d till)") % {"count": len(names) - NAMED}
        names = [*names[: NAMED - 1], more, names[-1]]
    return text % {"ring": " → ".join(names)}


_CODE_TAKEN = _("Beteckningen används redan i programmet.")


class ArchitectureState(models.Model):
    """A picture of the architecture in one year: as it is, on the way, or as it is to be."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="architecture_states"
    )
    kind = models.CharField(_("slag"), max_length=20, choices=choices.StateKind)
    name = models.CharField(_("namn"), max_length=100)
    year = models.PositiveSmallIntegerField(
        _("år"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    description = models.TextField(_("beskrivning"), blank=True)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("läge i arkitekturen")
        verbose_name_plural = _("lägen i arkitekturen")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year"],
                name="architecture_state_once_a_year",
                violation_error_message=_("Året har redan ett läge i programmet."),
            ),
            # One way it is and one way it is to be; the way between may have several steps.
            models.UniqueConstraint(
                fields=["programme", "kind"],
                condition=~Q(kind=choices.StateKind.TRANSITION),
                name="architecture_state_has_two_ends",
                violation_error_message=_(
                    "Det finns redan ett läge av det slaget. Bara övergångar kan vara flera."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class InformationClass(models.Model):
    """A kind of information that is exchanged, and how it must be protected (klassa.skr.se)."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="information_classes"
    )
    code = models.CharField(_("beteckning"), max_length=20)
    name = models.CharField(_("namn"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    is_personal = models.BooleanField(_("personuppgifter"), default=True)
    confidentiality = klassa_level(_("konfidentialitet"))
    integrity = klassa_level(_("riktighet"))
    availability = klassa_level(_("tillgänglighet"))
    traceability = klassa_level(_("spårbarhet"))
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("informationsklass")
        verbose_name_plural = _("informationsklasser")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="information_class_code_once",
                violation_error_message=_CODE_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return self.name


class Interface(models.Model):
    """A seam between two modules: what goes over it, which way, and by which standards."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="interfaces")
    code = models.CharField(_("beteckning"), max_length=20)
    name = models.CharField(_("namn"), max_length=200)
    source = models.ForeignKey(
        Module, verbose_name=_("från"), on_delete=models.PROTECT, related_name="interfaces_out"
    )
    target = models.ForeignKey(
        Module, verbose_name=_("till"), on_delete=models.PROTECT, related_name="interfaces_in"
    )
    direction = models.CharField(
        _("riktning"),
        max_length=20,
        choices=choices.Direction,
        default=choices.Direction.ONE_WAY,
    )
    criticality = models.CharField(
        _("betydelse"),
        max_length=10,
        choices=choices.Criticality,
        default=choices.Criticality.MEDIUM,
    )
    messages_per_day = models.PositiveIntegerField(_("meddelanden per dygn"), null=True, blank=True)
    in_use_from = year_field(_("i bruk från år"))
    in_use_until = year_field(_("i bruk till och med år"))
    description = models.TextField(_("beskrivning"), blank=True)
    information = models.ManyToManyField(
        InformationClass, verbose_name=_("information"), blank=True, related_name="interfaces"
    )
    standards = models.ManyToManyField(
        Standard, verbose_name=_("standarder"), blank=True, related_name="interfaces"
    )
    history = HistoricalRecords(m2m_fields=[information, standards])

    objects = InterfaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("gränssnitt")
        verbose_name_plural = _("gränssnitt")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="interface_code_once",
                violation_error_message=_CODE_TAKEN,
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="interface_between_two",
                violation_error_message=_("Ett gränssnitt går mellan två olika moduler."),
            ),
            models.CheckConstraint(
                condition=Q(in_use_from=None)
                | Q(in_use_until=None)
                | Q(in_use_from__lte=F("in_use_until")),
                name="interface_years_in_order",
                violation_error_message=_("Det sista året kan inte komma före det första."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def clean(self) -> None:
        """Both modules are the programme's own."""
        for field in ("source", "target"):
            module = getattr(self, field, None)
            if module is not None and module.programme_id != self.programme_id:
                raise ValidationError({field: _("Modulen finns inte i programmet.")})


class Principle(models.Model):
    """A rule of design that holds for every part, and the requirements that carry it out."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="principles")
    code = models.CharField(_("beteckning"), max_length=20)
    title = models.CharField(_("princip"), max_length=200)
    text = models.TextField(_("innebörd"), blank=True)
    rationale = models.TextField(_("motiv"), blank=True)
    is_shared = models.BooleanField(
        _("gäller även parter som lämnar"),
        default=False,
        help_text=_("Parterna håller fast vid principen även om de slutar upphandla tillsammans."),
    )
    requirements = models.ManyToManyField(
        Requirement, verbose_name=_("krav"), blank=True, related_name="principles"
    )
    history = HistoricalRecords(m2m_fields=[requirements])

    objects = PrincipleQuerySet.as_manager()

    class Meta:
        verbose_name = _("arkitekturprincip")
        verbose_name_plural = _("arkitekturprinciper")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="principle_code_once",
                violation_error_message=_CODE_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Replacement(JudgedTogether):
    """That a module takes over from an older one, and when; never in a ring."""

    old = models.ForeignKey(
        Module, verbose_name=_("ersätts"), on_delete=models.CASCADE, related_name="replaced_by"
    )
    new = models.ForeignKey(
        Module, verbose_name=_("av"), on_delete=models.CASCADE, related_name="replaces"
    )
    planned_on = models.DateField(_("planerad dag"), null=True, blank=True)
    done_on = models.DateField(_("genomförd"), null=True, blank=True)
    note = models.TextField(_("vad som flyttas och hur"), blank=True)
    history = HistoricalRecords()

    objects = ReplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("ersättning")
        verbose_name_plural = _("ersättningar")
        ordering = ["planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new"],
                name="replacement_once",
                violation_error_message=_("Ersättningen finns redan."),
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new")),
                name="replacement_by_another",
                violation_error_message=_("En modul kan inte ersätta sig själv."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    def lock_kin(self) -> None:
        """Hold the programme: two replacements saved at once would each see no ring."""
        hold(Programme.objects.filter(pk=self.old.programme_id))

    def clean(self) -> None:
        """ValidationError where what takes over would be replaced by what it replaces."""
        super().clean()
        old, new = getattr(self, "old", None), getattr(self, "new", None)
        if old is None or new is None or old == new:
            return
        others = Replacement.objects.in_programme(old.programme_id).exclude(pk=self.pk)
        if ring := ring_through((old.pk, new.pk), following(others.values_list("old", "new"))):
            names = Module.objects.in_bulk(ring)
            raise ValidationError({"new": ring_told([names[key].name for key in ring])})


class LockIn(models.Model):
    """What ties the buyer to a module's supplier, and who else can reach what is in it."""

    module = models.OneToOneField(Module, on_delete=models.CASCADE, related_name="lock_in")
    data_location = models.CharField(_("uppgifternas plats"), max_length=300, blank=True)
    jurisdiction = models.CharField(_("rättsordning"), max_length=200, blank=True)
    third_country_access = models.CharField(
        _("åtkomst från tredjeland"),
        max_length=10,
        choices=choices.ThirdCountryAccess,
        default=choices.ThirdCountryAccess.UNKNOWN,
    )
    exit_plan = models.TextField(_("plan för avveckling"), blank=True)
    escrow = models.TextField(_("deponerad källkod"), blank=True)
    formats = models.TextField(_("format för uttag"), blank=True)
    alternatives = models.TextField(pgettext_lazy("inlåsning", "alternativ"), blank=True)
    suitability_assessment = models.CharField(
        _("olämplighetsbedömning"),
        max_length=20,
        choices=SuitabilityAssessment,
        blank=True,
        help_text=_("Om uppgifter får lämnas ut för teknisk bearbetning (OSL 10 kap. 2 a §)."),
    )
    assessed_on = models.DateField(_("bedömd"), null=True, blank=True)
    history = HistoricalRecords()

    objects = LockInQuerySet.as_manager()

    class Meta:
        verbose_name = _("inlåsning och tredjeland")
        verbose_name_plural = _("inlåsning och tredjeland")
        constraints = [
            models.CheckConstraint(
                condition=~Q(suitability_assessment=SuitabilityAssessment.DONE)
                | Q(assessed_on__isnull=False),
                name="suitability_done_on_a_day",
                violation_error_message=_("Ange vilken dag bedömningen gjordes."),
            )
        ]

    def __str__(self) -> str:
        return str(self.module)


class Safeguard(models.Model):
    """That a requirement protects the buyer in one respect of one module."""

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="safeguards")
    requirement = models.ForeignKey(
        Requirement, verbose_name=_("krav"), on_delete=models.CASCADE, related_name="safeguards"
    )
    purpose = models.CharField(_("skydd"), max_length=20, choices=choices.SafeguardPurpose)
    history = HistoricalRecords()

    objects = SafeguardQuerySet.as_manager()

    class Meta:
        verbose_name = _("skyddande krav")
        verbose_name_plural = _("skyddande krav")
        ordering = ["module", "purpose", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["module", "requirement", "purpose"], name="safeguard_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.requirement}"


class ExchangeIdentity(models.Model):
    """By which identifier a row is known in the ArchiMate files that it comes from or goes to.

    Rows are told by kind and key, for a reference would hold them in their registers: what is
    removed and brought back keeps its identity.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="exchange_identities"
    )
    kind = models.CharField(_("slag"), max_length=20, choices=choices.ExchangeKind)
    key = models.BigIntegerField(_("nyckel"))
    identifier = models.CharField(_("identitet"), max_length=200)

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("identitet i utbytesfil")
        verbose_name_plural = _("identiteter i utbytesfiler")
        ordering = ["kind", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "key"], name="exchange_identity_once_a_row"
            ),
            models.UniqueConstraint(
                fields=["programme", "identifier"], name="exchange_identifier_once"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier
