"""Headings and requirements, what they are linked to, and their frozen versions."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly

from .. import choices
from ..querysets import RequirementQuerySet
from .architecture import Module, Standard
from .catalogues import Catalogue
from .needs import Need

_KINDS = dict(choices.RequirementKind.choices)
_STATUSES = dict(choices.RequirementStatus.choices)


def klassa_level(label) -> models.PositiveSmallIntegerField:
    """One of KLASSA's four levels of consequence (klassa.skr.se); empty when not classified."""
    return models.PositiveSmallIntegerField(
        label, choices=choices.KlassaLevel, null=True, blank=True
    )


class Requirement(models.Model):
    """A heading or a requirement in a catalogue's tree, edited live and kept in history.

    ``position`` puts the whole catalogue in document order; it is sparse, so that a row can be
    put between two others without renumbering. ``code`` is text that is never used again.
    """

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="requirements")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )
    position = models.BigIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    is_heading = models.BooleanField(_("är rubrik"), default=False)
    code = models.CharField(_("krav-id"), max_length=80, blank=True)
    title = models.CharField(_("rubrik"), max_length=500, blank=True)
    text = models.TextField(_("kravtext"), blank=True)
    kind = models.CharField(_("typ"), max_length=20, choices=choices.RequirementKind, blank=True)
    motive = models.TextField(_("motiv"), blank=True)
    verification = models.TextField(_("verifiering"), blank=True)
    verification_method = models.CharField(
        _("verifieringsmetod"), max_length=20, choices=choices.VerificationMethod, blank=True
    )
    verification_delivery = models.TextField(_("verifiering vid leverans"), blank=True)
    verification_contract = models.TextField(_("uppföljning under avtalet"), blank=True)
    answer_format = models.CharField(
        _("svarsformat"), max_length=20, choices=choices.AnswerFormat, blank=True
    )
    answer_choices = models.CharField(
        _("svarsalternativ"), max_length=500, blank=True, help_text=_("Åtskilda med semikolon.")
    )
    phase = models.CharField(_("fas"), max_length=20, choices=choices.Phase, blank=True)
    is_minimum_requirement = models.BooleanField(_("minimikrav"), default=False)
    max_points = models.DecimalField(
        _("högsta poäng"),
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    max_value = models.DecimalField(
        _("högsta mervärde"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Kronor. Ett förslag till upphandlingen, inte en del av utvärderingen."),
    )
    scale = models.TextField(_("bedömningsskala"), blank=True)
    confidentiality = klassa_level(_("konfidentialitet"))
    integrity = klassa_level(_("riktighet"))
    availability = klassa_level(_("tillgänglighet"))
    traceability = klassa_level(_("spårbarhet"))
    suitability_assessment = models.CharField(
        _("olämplighetsbedömning"),
        max_length=20,
        choices=choices.SuitabilityAssessment,
        blank=True,
        help_text=_("Om uppgifter får lämnas ut för teknisk bearbetning (OSL 10 kap. 2 a §)."),
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=choices.RequirementStatus,
        default=choices.RequirementStatus.DRAFT,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ansvarig"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_requirements",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("tilldelad"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_requirements",
        help_text=_("Den som ska göra nästa sak med kravet."),
    )
    standard_reference = models.CharField(_("standard"), max_length=500, blank=True)
    law_reference = models.CharField(_("lagrum"), max_length=500, blank=True)
    extra = models.JSONField(_("egna fält"), default=dict, blank=True)
    modules = models.ManyToManyField(
        Module, through="RequirementModule", verbose_name=_("moduler"), related_name="requirements"
    )
    needs = models.ManyToManyField(
        Need, through="RequirementNeed", verbose_name=_("behov"), related_name="requirements"
    )
    standards = models.ManyToManyField(
        Standard,
        through="RequirementStandard",
        verbose_name=_("standarder"),
        related_name="requirements",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("ändrad"), auto_now=True)
    history = HistoricalRecords(excluded_fields=["created_at", "changed_at"])

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("krav")
        verbose_name_plural = _("krav")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "code"],
                condition=~Q(code=""),
                name="requirement_code_once",
                violation_error_message=_("Krav-id:t används redan i katalogen."),
            ),
            models.CheckConstraint(
                condition=Q(is_heading=True, kind="") | Q(is_heading=False) & ~Q(kind=""),
                name="requirement_has_kind_unless_heading",
                violation_error_message=_("Ett krav har en typ, en rubrik har ingen."),
            ),
            models.CheckConstraint(
                condition=Q(is_heading=False) | ~Q(title=""),
                name="requirement_heading_has_title",
                violation_error_message=_("En rubrik behöver en text."),
            ),
        ]
        indexes = [
            # With what every list asks for last, so that counting and paging read no row.
            models.Index(
                fields=["catalogue", "position", "is_heading", "status"], name="requirement_order"
            ),
            models.Index(
                fields=["catalogue", "changed_at", "id", "is_heading", "status"],
                name="requirement_changed",
            ),
            # Headings are few among many rows: the tree beside the list reads them only.
            models.Index(
                fields=["catalogue", "position", "depth", "status"],
                condition=Q(is_heading=True),
                name="requirement_headings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip() or self.text[:60]

    # Django's own build a table of all choices at each call, and lists call them for every row.
    # The type checker's plugin knows of those, so it takes ours for a second definition.

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """The word for the kind."""
        return str(_KINDS.get(self.kind, self.kind))

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """The word for the status."""
        return str(_STATUSES.get(self.status, self.status))


class RequirementModule(models.Model):
    """That a requirement belongs to a module."""

    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="module_links"
    )
    module = models.ForeignKey(
        Module, verbose_name=_("modul"), on_delete=models.RESTRICT, related_name="requirement_links"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("koppling till modul")
        verbose_name_plural = _("kopplingar till moduler")
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "module"], name="requirement_module_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} – {self.module}"


class RequirementNeed(models.Model):
    """That a requirement answers to a need."""

    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="need_links"
    )
    need = models.ForeignKey(
        Need, verbose_name=_("behov"), on_delete=models.RESTRICT, related_name="requirement_links"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("koppling till behov")
        verbose_name_plural = _("kopplingar till behov")
        constraints = [
            models.UniqueConstraint(fields=["requirement", "need"], name="requirement_need_once")
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} – {self.need}"


class RequirementStandard(models.Model):
    """That a requirement refers to a standard of the programme's list."""

    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="standard_links"
    )
    standard = models.ForeignKey(
        Standard,
        verbose_name=_("standard"),
        on_delete=models.RESTRICT,
        related_name="requirement_links",
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("koppling till standard")
        verbose_name_plural = _("kopplingar till standarder")
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "standard"], name="requirement_standard_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} – {self.standard}"


class RequirementRelation(models.Model):
    """How one requirement stands to another: refines, depends on, conflicts, derives, corresponds.

    Read as "source kind target". A relation may cross catalogues of one programme.
    """

    source = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(
        Requirement, verbose_name=_("krav"), on_delete=models.CASCADE, related_name="relations_in"
    )
    kind = models.CharField(_("slag"), max_length=20, choices=choices.RelationKind)
    note = models.CharField(_("anteckning"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("relation mellan krav")
        verbose_name_plural = _("relationer mellan krav")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                name="relation_once",
                violation_error_message=_("Relationen finns redan."),
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")),
                name="relation_to_another",
                violation_error_message=_("Ett krav kan inte ha en relation till sig självt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.get_kind_display()} {self.target_id}"


class RequirementVersion(AppendOnly):
    """The published content of a requirement at one moment, known by its digest.

    ``content`` is every published field (requirements_catalog/versions.py); documents, answers and
    scores point here, never at the live text.
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.RESTRICT, related_name="versions")
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    captured_at = models.DateTimeField(auto_now_add=True)
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("kravversion")
        verbose_name_plural = _("kravversioner")
        constraints = [
            models.UniqueConstraint(fields=["requirement", "digest"], name="version_once")
        ]

    def __str__(self) -> str:
        return f"{self.content.get('code', '')} {self.digest[:8]}"


class PositionSpread(AppendOnly):
    """That rows were given new positions in the same order, to make room between them.

    No history of a requirement tells it, for nothing about the requirement changed; but positions
    of different moments can be compared only with it (baselines/moment.py). ``positions`` is
    requirement key → position from then on.
    """

    catalogue = models.ForeignKey(
        Catalogue, on_delete=models.CASCADE, related_name="position_spreads"
    )
    spread_at = models.DateTimeField(auto_now_add=True)
    positions = models.JSONField()

    class Meta:
        verbose_name = _("nya platser i samma ordning")
        verbose_name_plural = _("nya platser i samma ordning")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.catalogue_id} {self.spread_at:%Y-%m-%d %H:%M}"
