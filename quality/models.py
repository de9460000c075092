"""The glossary, and what the linter has remarked on in a catalogue's requirements."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Programme
from requirements_catalog.models import Catalogue, Requirement

from . import choices
from .models_comparison import (  # noqa: F401  models of this app in a file of their own
    Comparison,
    JustifiedHole,
    PairJudgement,
    RequirementPair,
)
from .querysets import FindingQuerySet, TermQuerySet


class Term(models.Model):
    """A word of the programme's glossary: what it means here, and what not to write instead."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("definition"))
    source = models.CharField(_("källa"), max_length=300, blank=True)
    avoid = models.TextField(_("ord att undvika"), blank=True)
    is_abbreviation = models.BooleanField(_("förkortning"), default=False)
    history = HistoricalRecords()

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("termer")
        ordering = ["term", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "term"],
                name="term_once_per_programme",
                violation_error_message=_("Termen finns redan i ordlistan."),
            )
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def avoided(self) -> list[str]:
        """The words not to be used instead, one by one."""
        return [word.strip() for word in self.avoid.splitlines() if word.strip()]


class RuleSetting(models.Model):
    """How a catalogue uses a rule of the linter: muted, how much it weighs, its own lists."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="rule_settings")
    rule = models.CharField(_("regel"), max_length=60)
    is_muted = models.BooleanField(_("används inte i katalogen"), default=False)
    severity = models.CharField(_("tyngd"), max_length=20, choices=choices.Severity, blank=True)
    parameters = models.JSONField(_("egna värden"), default=dict, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("inställning av regel")
        verbose_name_plural = _("inställningar av regler")
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "rule"], name="rule_setting_once")
        ]

    def __str__(self) -> str:
        return f"{self.catalogue} – {self.rule}"


class AcceptedFinding(models.Model):
    """That somebody lets a remark stand, and why; it holds as long as the words it is about do.

    ``fingerprint`` is made of the rule, the field and the sentence concerned (judging.py): when
    that sentence changes the remark is another one, and open.
    """

    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="accepted_findings"
    )
    rule = models.CharField(_("regel"), max_length=60)
    fingerprint = models.CharField(max_length=64)
    words = models.CharField(_("ord"), max_length=500, blank=True)
    reason = models.CharField(_("skäl"), max_length=300)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accepted_findings"
    )
    accepted_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("accepterad anmärkning")
        verbose_name_plural = _("accepterade anmärkningar")
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "rule", "fingerprint"], name="finding_accepted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} – {self.rule}"


class Finding(models.Model):
    """A remark of the linter on a requirement as it stands; made anew when the text changes.

    It is worked out of the text and keeps no history; what people decide about it does.
    """

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="findings")
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(_("regel"), max_length=60)
    severity = models.CharField(_("tyngd"), max_length=20, choices=choices.Severity)
    field = models.CharField(_("fält"), max_length=40)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    words = models.TextField(_("ord"), blank=True)
    message_sv = models.TextField()
    message_en = models.TextField()
    fingerprint = models.CharField(max_length=64)
    acceptance = models.ForeignKey(
        AcceptedFinding,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("anmärkning")
        verbose_name_plural = _("anmärkningar")
        indexes = [
            models.Index(fields=["catalogue", "rule", "acceptance"], name="finding_by_rule"),
        ]

    def __str__(self) -> str:
        return self.message_sv

    @property
    def field_label(self) -> str:
        """What people call the field that it stands in."""
        return str(choices.FIELD_LABELS.get(self.field, self.field))


class CatalogueCheck(models.Model):
    """How far the checking of a catalogue's words has come: when, and with which rules.

    ``basis`` is a digest of all that decides beside the texts: rules, settings, glossary, codes.
    """

    catalogue = models.OneToOneField(Catalogue, on_delete=models.CASCADE, related_name="word_check")
    checked_at = models.DateTimeField()
    basis = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("granskning av texter")
        verbose_name_plural = _("granskningar av texter")

    def __str__(self) -> str:
        return f"{self.catalogue} {self.checked_at:%Y-%m-%d %H:%M}"


class LintRun(models.Model):
    """What the linter found in a catalogue on one day, as the day ended: the trend over time.

    ``counts`` is rule → [open, accepted].
    """

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="lint_runs")
    day = models.DateField(_("dag"))
    requirement_count = models.PositiveIntegerField(_("krav"))
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("dagens anmärkningar")
        verbose_name_plural = _("anmärkningar dag för dag")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "day"], name="lint_run_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.catalogue} {self.day}"

    @property
    def open_count(self) -> int:
        """Remarks that nobody had accepted."""
        return sum(counted[0] for counted in self.counts.values())

    @property
    def accepted_count(self) -> int:
        """Remarks that somebody had accepted."""
        return sum(counted[1] for counted in self.counts.values())
