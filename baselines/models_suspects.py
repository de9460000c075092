"""What became suspect when something that it depends on changed, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly
from programmes.models import Programme
from requirements_catalog.models import Requirement

from . import choices
from .querysets import OriginQuerySet, SuspicionQuerySet


class SuspectFields(models.Model):
    """The fields whose change makes what depends on them suspect, where a programme has chosen.

    ``chosen`` is kind of cause → names of fields; a kind that is not there has the usual ones.
    """

    programme = models.OneToOneField(
        Programme, on_delete=models.CASCADE, related_name="suspect_fields"
    )
    chosen = models.JSONField(_("valda fält"), default=dict)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("fält som bevakas")
        verbose_name_plural = _("fält som bevakas")

    def __str__(self) -> str:
        return str(self.programme)


class SuspectScan(models.Model):
    """How far the history of a programme has been read: the last record of each kind of cause."""

    programme = models.OneToOneField(
        Programme, on_delete=models.CASCADE, related_name="suspect_scan"
    )
    need = models.BigIntegerField(default=0)
    standard = models.BigIntegerField(default=0)
    module = models.BigIntegerField(default=0)
    requirement = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("läst historik")
        verbose_name_plural = _("läst historik")

    def __str__(self) -> str:
        return str(self.programme)


class SuspectChange(AppendOnly):
    """A change that made requirements suspect: of what, by whom, when, and field by field.

    ``row`` and ``record`` are keys of the thing and of its record in history, empty for a law.
    ``fields`` is [name, stored value before, after] of each chosen field that changed.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="suspect_changes"
    )
    kind = models.CharField(_("slag"), max_length=20, choices=choices.CauseKind)
    row = models.BigIntegerField(null=True, blank=True)
    record = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(_("vad"), max_length=600)
    fields = models.JSONField(default=list)
    note = models.TextField(_("anteckning"), blank=True)
    in_force_on = models.DateField(_("gäller från"), null=True, blank=True)
    changed_at = models.DateTimeField(_("ändrat"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("ändring som andra beror på")
        verbose_name_plural = _("ändringar som andra beror på")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "record"],
                condition=models.Q(record__isnull=False),
                name="suspect_change_once",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Suspicion(AppendOnly):
    """That a requirement may no longer hold, since something that it depends on has changed.

    ``distance`` is the number of links between, 1 for a direct one; ``via`` names the requirements
    that stand between, the nearest to the change first.
    """

    change = models.ForeignKey(SuspectChange, on_delete=models.CASCADE, related_name="suspicions")
    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="suspicions"
    )
    distance = models.PositiveSmallIntegerField(_("avstånd"))
    via = models.JSONField(default=list)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        verbose_name = _("osäker koppling")
        verbose_name_plural = _("osäkra kopplingar")
        constraints = [
            models.UniqueConstraint(fields=["change", "requirement"], name="suspicion_once")
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} – {self.change_id}"


class SuspicionCleared(AppendOnly):
    """That somebody has gone through a requirement after a change, and what came of it."""

    suspicion = models.OneToOneField(Suspicion, on_delete=models.CASCADE, related_name="clearing")
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("anteckning"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("genomgången koppling")
        verbose_name_plural = _("genomgångna kopplingar")

    def __str__(self) -> str:
        return f"{self.suspicion_id} {self.note}"


class Origin(AppendOnly):
    """Which words of its origin a copy has taken account of; the newest row of a pair counts.

    ``content`` is the origin's fields that a copy takes with it, by name; those that hold nothing
    are not there. ``as_of`` is the moment that they are of; ``baseline`` where they were read.
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="origins")
    origin = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="copies")
    content = models.JSONField(default=dict)
    as_of = models.DateTimeField()
    baseline = models.ForeignKey(
        "baselines.Baseline", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("utfall"), max_length=20, choices=choices.Outcome)
    note = models.CharField(_("anteckning"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    objects = OriginQuerySet.as_manager()

    class Meta:
        verbose_name = _("ursprung")
        verbose_name_plural = _("ursprung")
        indexes = [models.Index(fields=["requirement", "origin", "id"], name="origin_newest")]

    def __str__(self) -> str:
        return f"{self.requirement_id} ← {self.origin_id} {self.outcome}"
