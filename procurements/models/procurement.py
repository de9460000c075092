"""The procurement, its lots and how each is awarded."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Programme
from requirements_catalog.models import Module
from steering.models import Undertaking

from .. import choices
from ..querysets import LotQuerySet, ProcurementQuerySet
from ..validators import validate_not_negative, validate_positive
from .conditions import not_negative, positive


class Procurement(models.Model):
    """One procurement: what is bought together, by one procedure and one set of documents."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="procurements")
    slug = models.SlugField(_("kortnamn"), max_length=60, unique=True)
    title = models.CharField(_("benämning"), max_length=200)
    registry_number = models.CharField(_("diarienummer"), max_length=60, blank=True)
    description = models.TextField(_("vad som upphandlas"), blank=True)
    procedure = models.CharField(
        _("förfarande"),
        max_length=20,
        choices=choices.ProcedureType,
        default=choices.ProcedureType.OPEN,
    )
    state = models.CharField(
        _("läge"),
        max_length=20,
        choices=choices.ProcurementState,
        default=choices.ProcurementState.DRAFT,
    )
    currency = models.CharField(_("valuta"), max_length=3, default="SEK")
    contact_name = models.CharField(_("kontaktperson"), max_length=150, blank=True)
    contact_email = models.EmailField(_("kontaktens e-post"), blank=True)
    questions_until = models.DateTimeField(_("sista dag för frågor"), null=True, blank=True)
    tender_deadline_at = models.DateTimeField(_("sista anbudsdag"), null=True, blank=True)
    tender_valid_until = models.DateField(_("anbudets giltighetstid"), null=True, blank=True)
    no_lots_reason = models.TextField(
        _("skäl för att inte dela upp"),
        blank=True,
        help_text=_("Ange skälen om upphandlingen inte delas upp (LOU 4 kap. 14 §)."),
    )
    undertaking = models.ForeignKey(
        Undertaking,
        verbose_name=_("plats i upphandlingskedjan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="procurements",
    )
    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("anbuden öppnade"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = ProcurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("upphandling")
        verbose_name_plural = _("upphandlingar")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state__in=["published", "opened"], published_at__isnull=False),
                name="procurement_published_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="opened", opened_at__isnull=False)
                | ~Q(state="opened") & Q(opened_at__isnull=True),
                name="procurement_opened_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_locked(self) -> bool:
        """Whether requirements, lots and award plans are fixed by publication (LOU 16:6)."""
        return self.state != choices.ProcurementState.DRAFT


class Lot(models.Model):
    """A part of the procurement that is awarded by itself (LOU 4:13–17)."""

    procurement = models.ForeignKey(Procurement, on_delete=models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("benämning"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    modules = models.ManyToManyField(
        Module, verbose_name=_("moduler"), blank=True, related_name="lots"
    )
    estimated_value = models.DecimalField(
        _("uppskattat värde i kronor"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validate_not_negative],
        help_text=_("Utan moms, med optioner och förlängningar (LOU 5 kap. 3 §)."),
    )
    history = HistoricalRecords(m2m_fields=[modules])

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("delkontrakt")
        verbose_name_plural = _("delkontrakt")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "number"],
                name="lot_number_once_per_procurement",
                violation_error_message=_("Det finns redan ett delkontrakt med det numret."),
            ),
            models.CheckConstraint(
                condition=not_negative("estimated_value"), name="lot_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AwardPlan(models.Model):
    """How the tenders of one lot are ranked, fixed when the procurement is published."""

    lot = models.OneToOneField(Lot, on_delete=models.CASCADE, related_name="plan")
    model = models.CharField(
        _("utvärderingsmodell"),
        max_length=30,
        choices=choices.AwardModel,
        default=choices.AwardModel.MONETARY_DEDUCTION,
    )
    price_method = models.CharField(
        _("pris till poäng"),
        max_length=30,
        choices=choices.PriceMethod,
        default=choices.PriceMethod.ABSOLUTE_SCALE,
    )
    price_weight = models.DecimalField(
        _("prisets vikt"),
        max_digits=7,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[validate_positive],
    )
    price_max_points = models.DecimalField(
        _("prisets högsta poäng"),
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[validate_positive],
    )
    full_points_at = models.DecimalField(
        _("pris som ger full poäng"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validate_not_negative],
    )
    zero_points_at = models.DecimalField(
        _("pris som ger noll poäng"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validate_positive],
    )
    minimum_total_points = models.DecimalField(
        _("minsta totalpoäng"),
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[validate_not_negative],
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tilldelningsplan")
        verbose_name_plural = _("tilldelningsplaner")
        constraints = [
            models.CheckConstraint(
                condition=positive("price_weight", "price_max_points", "zero_points_at")
                & not_negative("full_points_at", "minimum_total_points"),
                name="plan_numbers_are_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.get_model_display()


class AwardCriterion(models.Model):
    """An award criterion of a lot; its points are the sum of its bör-requirements' points."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(_("nyckel"), max_length=40)
    title = models.CharField(_("benämning"), max_length=200)
    description = models.TextField(_("vad som bedöms"), blank=True)
    max_deduction = models.DecimalField(
        _("högsta avdrag eller påslag"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validate_positive],
    )
    weight = models.DecimalField(
        _("vikt"),
        max_digits=7,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[validate_positive],
    )
    minimum_points = models.DecimalField(
        _("minsta poäng"),
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[validate_not_negative],
    )
    score_step = models.DecimalField(
        _("poängsteg"), max_digits=5, decimal_places=2, default=1, validators=[validate_positive]
    )
    levels = models.JSONField(
        _("nivåer"),
        default=list,
        blank=True,
        help_text=_("Vad varje poäng betyder, från den högsta till den lägsta."),
    )
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tilldelningskriterium")
        verbose_name_plural = _("tilldelningskriterier")
        ordering = ["lot", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "key"], name="criterion_key_once_per_lot"),
            models.CheckConstraint(
                condition=positive("max_deduction", "weight", "score_step")
                & not_negative("minimum_points"),
                name="criterion_numbers_are_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.title
