"""How a programme's modules are put into procurements and lots, in several ways to choose from."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.rings import following, ring_through
from procurements.choices import ProcedureType
from procurements.models import Lot, Procurement
from programmes.models import Decision, Programme
from programmes.models.kin import JudgedTogether, hold
from requirements_catalog.models import Module

from . import choices
from .querysets import (
    AlternativeQuerySet,
    EstimateQuerySet,
    OrderQuerySet,
    PackageLotQuerySet,
    PackageQuerySet,
    PlacementQuerySet,
)


class PackagingAlternative(models.Model):
    """A way to package: the idea, what speaks for and against it, and whether it was chosen."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="packaging_alternatives"
    )
    title = models.CharField(_("benämning"), max_length=200)
    idea = models.TextField(_("idé"), blank=True)
    pros = models.TextField(_("fördelar"), blank=True)
    cons = models.TextField(_("nackdelar"), blank=True)
    state = models.CharField(
        _("läge"),
        max_length=20,
        choices=choices.AlternativeState,
        default=choices.AlternativeState.DRAFT,
        editable=False,
    )
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("beslut"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="packaging_alternatives",
    )
    reason = models.TextField(_("skäl"), blank=True, editable=False)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    objects = AlternativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("alternativ")
        verbose_name_plural = _("alternativ")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "title"],
                name="packaging_title_once",
                violation_error_message=_("Programmet har redan ett alternativ med det namnet."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state=choices.AlternativeState.CHOSEN),
                name="packaging_chosen_once",
                violation_error_message=_("Ett annat alternativ är redan valt."),
            ),
            models.CheckConstraint(
                condition=Q(state=choices.AlternativeState.DRAFT, decision=None, reason="")
                | ~Q(state=choices.AlternativeState.DRAFT) & Q(decision__isnull=False),
                name="packaging_decided_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed: what was decided on is kept as it was."""
        return self.state == choices.AlternativeState.DRAFT


class Package(models.Model):
    """What one way to package buys in one procurement."""

    alternative = models.ForeignKey(
        PackagingAlternative, on_delete=models.CASCADE, related_name="packages"
    )
    title = models.CharField(_("benämning"), max_length=200)
    procedure = models.CharField(
        _("förfarande"), max_length=20, choices=ProcedureType, default=ProcedureType.OPEN
    )
    form = models.CharField(
        _("avtalsform"),
        max_length=30,
        choices=choices.ContractForm,
        default=choices.ContractForm.CONTRACT,
    )
    starts_on = models.DateField(_("avsedd start"), null=True, blank=True)
    note = models.TextField(_("anteckning"), blank=True)
    procurement = models.ForeignKey(
        Procurement,
        verbose_name=_("befintlig upphandling"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="packages",
    )
    # When the choice made the procurement; empty where it was there before.
    made_at = models.DateTimeField(null=True, blank=True, editable=False)
    position = models.PositiveIntegerField(_("ordning"), default=0, editable=False)
    history = HistoricalRecords()

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("paket")
        verbose_name_plural = _("paket")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alternative", "title"],
                name="package_title_once",
                violation_error_message=_("Alternativet har redan ett paket med det namnet."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A procurement of the programme, which no other package of the alternative names."""
        if self.procurement is None:
            return
        if self.procurement.programme_id != self.alternative.programme_id:
            raise ValidationError({"procurement": _("Upphandlingen finns inte i programmet.")})
        others = self.alternative.packages.exclude(pk=self.pk)
        if others.filter(procurement=self.procurement).exists():
            raise ValidationError({"procurement": _("Ett annat paket avser den upphandlingen.")})


class PackageLot(models.Model):
    """A part of a package that is awarded by itself, with its sub-areas as text, one a line."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("benämning"), max_length=200)
    sub_areas = models.TextField(
        _("delområden"),
        blank=True,
        help_text=_("Ett på varje rad, till exempel 1a Lagring. Lämna tomt om det inte delas."),
    )
    lot = models.ForeignKey(
        Lot,
        verbose_name=_("delkontrakt i upphandlingen"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="package_lots",
    )
    made_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = HistoricalRecords()

    objects = PackageLotQuerySet.as_manager()

    class Meta:
        verbose_name = _("delkontrakt i paket")
        verbose_name_plural = _("delkontrakt i paket")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "number"],
                name="package_lot_number_once",
                violation_error_message=_("Paketet har redan ett delkontrakt med det numret."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def areas(self) -> list[str]:
        """The sub-areas, one by one."""
        return [line.strip() for line in self.sub_areas.splitlines() if line.strip()]


class Placement(models.Model):
    """That a module stands in a lot, in one alternative; at most once in each."""

    alternative = models.ForeignKey(
        PackagingAlternative, on_delete=models.CASCADE, related_name="placements"
    )
    lot = models.ForeignKey(
        PackageLot,
        verbose_name=_("delkontrakt i paket"),
        on_delete=models.CASCADE,
        related_name="placements",
    )
    module = models.ForeignKey(
        Module, verbose_name=_("modul"), on_delete=models.CASCADE, related_name="placements"
    )
    history = HistoricalRecords()

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placering")
        verbose_name_plural = _("placeringar")
        constraints = [
            models.UniqueConstraint(
                fields=["alternative", "module"],
                name="placement_once_an_alternative",
                violation_error_message=_("Modulen står redan i alternativet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.module} – {self.lot}"

    def clean(self) -> None:
        """Lot and module are the alternative's and its programme's own."""
        if self.lot.package.alternative_id != self.alternative_id:
            raise ValidationError(_("Delkontraktet finns inte i alternativet."))
        if self.module.programme_id != self.alternative.programme_id:
            raise ValidationError(_("Modulen finns inte i programmet."))


class ModuleEstimate(models.Model):
    """What a module is thought to cost, in kronor; what was thought before is in its history."""

    module = models.OneToOneField(
        Module, verbose_name=_("modul"), on_delete=models.CASCADE, related_name="estimate"
    )
    low = models.PositiveBigIntegerField(_("lågt värde"))
    likely = models.PositiveBigIntegerField(_("troligt värde"))
    high = models.PositiveBigIntegerField(_("högt värde"))
    source = models.CharField(_("källa"), max_length=300)
    estimated_on = models.DateField(_("uppskattat den"))
    note = models.TextField(_("anteckning"), blank=True)
    history = HistoricalRecords()

    objects = EstimateQuerySet.as_manager()

    class Meta:
        verbose_name = _("värdeuppskattning")
        verbose_name_plural = _("värdeuppskattningar")
        ordering = ["module"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=F("likely")) & Q(likely__lte=F("high")),
                name="estimate_values_in_order",
                violation_error_message=_(
                    "Det låga värdet får inte vara högre än det troliga, eller det troliga än "
                    "det höga."
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.module)


class OrderConstraint(JudgedTogether):
    """That a module has to be procured before another, and why."""

    before = models.ForeignKey(
        Module, verbose_name=_("först"), on_delete=models.CASCADE, related_name="orders_before"
    )
    after = models.ForeignKey(
        Module, verbose_name=_("därefter"), on_delete=models.CASCADE, related_name="orders_after"
    )
    reason = models.TextField(_("skäl"))
    history = HistoricalRecords()

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("ordningsvillkor")
        verbose_name_plural = _("ordningsvillkor")
        ordering = ["before", "after"]
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after"],
                name="order_constraint_once",
                violation_error_message=_("Villkoret finns redan."),
            ),
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="order_constraint_between_two",
                violation_error_message=_("En modul kan inte komma före sig själv."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

    def lock_kin(self) -> None:
        """Hold the programme: two constraints saved at once would each see no circle."""
        hold(Programme.objects.filter(pk=self.before.programme_id))

    def clean(self) -> None:
        """Both modules of one programme, and no circle; a circle is named module by module."""
        before, after = getattr(self, "before", None), getattr(self, "after", None)
        if before is None or after is None or before == after:
            return
        if before.programme_id != after.programme_id:
            raise ValidationError({"after": _("Modulen finns inte i programmet.")})
        others = OrderConstraint.objects.in_programme(before.programme_id).exclude(pk=self.pk)
        known = following(others.values_list("before", "after"))
        if circle := ring_through((before.pk, after.pk), known):
            names = Module.objects.in_bulk(circle)
            told = " → ".join(names[key].name for key in circle)
            raise ValidationError(_("Villkoren går runt: %(circle)s.") % {"circle": told})
