"""Who needs what, and why; from where that is known; and what was done to many needs at once."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly, AppendOnlyQuerySet
from programmes.choices import Perspective
from programmes.models import Goal, Programme

from .. import choices
from ..querysets import NeedQuerySet
from .architecture import Module

# Sources are written on one line each in files, their parts between bars.
_ONE_LINE = RegexValidator(
    r"[|\r\n]", _("Skriv på en rad och utan lodstreck (|)."), inverse_match=True
)


class Need(models.Model):
    """Who needs what and why, from where things stand to where they should be.

    A need is never deleted: it is withdrawn, alone or merged into another, so that its code keeps
    meaning what it did.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="needs")
    code = models.CharField(_("beteckning"), max_length=40)
    title = models.CharField(_("rubrik"), max_length=300)
    perspective = models.CharField(_("perspektiv"), max_length=20, choices=Perspective)
    dimension = models.CharField(_("dimension"), max_length=20, choices=choices.Dimension)
    current_state = models.TextField(_("nuläge"), blank=True)
    target_state = models.TextField(_("målbild"), blank=True)
    consequence = models.TextField(_("följd om behovet inte möts"), blank=True)
    measure = models.TextField(_("åtgärd"), blank=True)
    priority = models.CharField(
        _("prioritet"), max_length=10, choices=choices.Priority, default=choices.Priority.MEDIUM
    )
    goals = models.ManyToManyField(Goal, verbose_name=_("mål"), blank=True, related_name="needs")
    modules = models.ManyToManyField(
        Module, verbose_name=_("moduler"), blank=True, related_name="needs"
    )
    withdrawn_at = models.DateTimeField(_("utgick"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("sammanslaget med"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="merged",
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
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(withdrawn_at__isnull=False),
                name="merged_need_is_withdrawn",
                violation_error_message=_("Ett sammanslaget behov har utgått."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class NeedSource(models.Model):
    """From where a need is known: an occasion, a document or a law, when, and who took part."""

    need = models.ForeignKey(
        Need, verbose_name=_("behov"), on_delete=models.CASCADE, related_name="sources"
    )
    kind = models.CharField(_("slag av källa"), max_length=20, choices=choices.SourceKind)
    name = models.CharField(_("vad eller var"), max_length=300, validators=[_ONE_LINE])
    held_on = models.DateField(_("dag"), null=True, blank=True)
    participants = models.CharField(
        _("deltagare"), max_length=1000, blank=True, validators=[_ONE_LINE]
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("källa till behov")
        verbose_name_plural = _("källor till behov")
        ordering = ["held_on", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "kind", "name", "held_on"],
                name="need_source_once",
                violation_error_message=_("Behovet har redan den källan."),
            ),
            models.UniqueConstraint(
                fields=["need", "kind", "name"],
                condition=models.Q(held_on=None),
                name="need_source_without_day_once",
                violation_error_message=_("Behovet har redan den källan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.held_on}" if self.held_on else self.name


class NeedPairJudgement(AppendOnly):
    """That somebody says of two needs which read alike that they are not the same, or unsays it.

    It is about the texts as they were (quality/need_pairs.py has the digests): when one of them
    changes the pair is to be judged anew. A later word supersedes it.
    """

    first = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    first_digest = models.CharField(max_length=32)
    second_digest = models.CharField(max_length=32)
    is_apart = models.BooleanField(_("olika behov"), default=True)
    reason = models.CharField(_("skäl"), max_length=300, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="need_pair_judgements"
    )
    judged_at = models.DateTimeField(auto_now_add=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("bedömning av två behov")
        verbose_name_plural = _("bedömningar av två behov")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="need_pair_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(is_apart=False) | ~models.Q(reason=""),
                name="need_pair_apart_with_reason",
                violation_error_message=_("Skriv varför det inte är samma behov."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class NeedChange(AppendOnly):
    """What one person did to needs in one go: every cell with its value before and after.

    ``cells`` is a list of ``[need key, field, old, new]`` as requirements_catalog/need_values.py
    reads and writes them. ``undoes`` is the change that this one took back.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="need_changes")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="need_changes"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20, choices=choices.NeedChangeKind)
    label = models.CharField(max_length=200)
    cells = models.JSONField(default=list)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("ändring av behov")
        verbose_name_plural = _("ändringar av behov")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["programme", "made_by", "-id"], name="need_change_person")]

    def __str__(self) -> str:
        return self.label
