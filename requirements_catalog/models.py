"""Needs, the modules of the target architecture, and the requirements that answer to them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly
from programmes.choices import Perspective
from programmes.models import Goal, Programme
from programmes.querysets import InProgrammeQuerySet

from . import choices
from .querysets import CatalogueQuerySet, NeedQuerySet, RequirementQuerySet

_KINDS = dict(choices.RequirementKind.choices)
_STATUSES = dict(choices.RequirementStatus.choices)


class Module(models.Model):
    """A part of the target architecture: something to procure, to keep or to connect to."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules")
    code = models.CharField(_("beteckning"), max_length=20)
    name = models.CharField(_("namn"), max_length=200)
    kind = models.CharField(
        _("slag"), max_length=20, choices=choices.ModuleKind, default=choices.ModuleKind.TO_PROCURE
    )
    layer = models.CharField(_("lager"), max_length=100, blank=True)
    description = models.TextField(_("beskrivning"), blank=True)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("modul")
        verbose_name_plural = _("moduler")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="module_code_once_per_programme",
                violation_error_message=_("Beteckningen används redan i programmet."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Need(models.Model):
    """Who needs what and why, from where things stand to where they should be."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="needs")
    code = models.CharField(_("beteckning"), max_length=40)
    title = models.CharField(_("rubrik"), max_length=300)
    perspective = models.CharField(_("perspektiv"), max_length=20, choices=Perspective)
    dimension = models.CharField(_("dimension"), max_length=20, choices=choices.Dimension)
    current_state = models.TextField(_("nuläge"), blank=True)
    target_state = models.TextField(_("målbild"), blank=True)
    source = models.CharField(_("källa"), max_length=300, blank=True)
    priority = models.CharField(
        _("prioritet"), max_length=10, choices=choices.Priority, default=choices.Priority.MEDIUM
    )
    goals = models.ManyToManyField(Goal, verbose_name=_("mål"), blank=True, related_name="needs")
    modules = models.ManyToManyField(
        Module, verbose_name=_("moduler"), blank=True, related_name="needs"
    )
    history = HistoricalRecords(m2m_fields=[goals, modules])

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("behov")
        verbose_name_plural = _("behov")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="need_code_once_per_programme",
                violation_error_message=_("Beteckningen används redan i programmet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Catalogue(models.Model):
    """A tree of headings and requirements that is worked on, reviewed and frozen together."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="catalogues")
    slug = models.SlugField(_("kortnamn"), max_length=60, unique=True)
    name = models.CharField(_("namn"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    column_mapping = models.JSONField(
        default=dict, blank=True, help_text=_("Senast använda kolumner vid import.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["column_mapping"])

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("kravkatalog")
        verbose_name_plural = _("kravkataloger")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ExtraField(models.Model):
    """A column that a catalogue has beyond those every requirement has."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="extra_fields")
    key = models.CharField(_("nyckel"), max_length=60)
    label = models.CharField(_("rubrik"), max_length=200)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("eget fält")
        verbose_name_plural = _("egna fält")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "key"], name="extra_field_key_once")
        ]

    def __str__(self) -> str:
        return self.label


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
    answer_format = models.CharField(
        _("svarsformat"), max_length=20, choices=choices.AnswerFormat, blank=True
    )
    answer_choices = models.CharField(
        _("svarsalternativ"), max_length=500, blank=True, help_text=_("Åtskilda med semikolon.")
    )
    phase = models.CharField(_("fas"), max_length=20, choices=choices.Phase, blank=True)
    is_minimum_requirement = models.BooleanField(_("minimikrav"), default=False)
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
    standard_reference = models.CharField(_("standard"), max_length=500, blank=True)
    law_reference = models.CharField(_("lagrum"), max_length=500, blank=True)
    extra = models.JSONField(_("egna fält"), default=dict, blank=True)
    modules = models.ManyToManyField(
        Module, through="RequirementModule", verbose_name=_("moduler"), related_name="requirements"
    )
    needs = models.ManyToManyField(
        Need, through="RequirementNeed", verbose_name=_("behov"), related_name="requirements"
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
