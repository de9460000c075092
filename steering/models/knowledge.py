"""What is known and has been learnt."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Decision, Goal, Programme
from programmes.querysets import InProgrammeQuerySet
from requirements_catalog.models import Need, Requirement

from .. import choices
from ..querysets import AnalysisQuerySet
from .risks import Risk


class Analysis(models.Model):
    """A work product that tells something of the world or the programme, and what it led to."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="analyses")
    title = models.CharField(_("analys"), max_length=300)
    kind = models.CharField(_("slag"), max_length=20, choices=choices.AnalysisKind)
    status = models.CharField(
        _("läge"),
        max_length=20,
        choices=choices.AnalysisStatus,
        default=choices.AnalysisStatus.PLANNED,
    )
    done_on = models.DateField(_("klar"), null=True, blank=True)
    author = models.CharField(_("gjord av"), max_length=200, blank=True)
    conclusions = models.TextField(_("slutsatser"), blank=True)
    document_reference = models.CharField(_("handling"), max_length=300, blank=True)
    goals = models.ManyToManyField(
        Goal, verbose_name=_("ledde till mål"), blank=True, related_name="analyses"
    )
    needs = models.ManyToManyField(
        Need, verbose_name=_("ledde till behov"), blank=True, related_name="analyses"
    )
    requirements = models.ManyToManyField(
        Requirement, verbose_name=_("ledde till krav"), blank=True, related_name="analyses"
    )
    decisions = models.ManyToManyField(
        Decision, verbose_name=_("ledde till beslut"), blank=True, related_name="analyses"
    )
    history = HistoricalRecords(m2m_fields=[goals, needs, requirements, decisions])

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = _("analys")
        verbose_name_plural = _("analyser")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """What was learnt elsewhere or before, and what is done because of it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="lessons")
    title = models.CharField(_("lärdom"), max_length=300)
    learnt_from = models.CharField(_("från"), max_length=200)
    source = models.CharField(_("källa"), max_length=300, blank=True)
    text = models.TextField(_("vad som hände"), blank=True)
    consequence = models.TextField(_("vad vi gör till följd av det"), blank=True)
    risks = models.ManyToManyField(
        Risk, verbose_name=_("risker"), blank=True, related_name="lessons"
    )
    history = HistoricalRecords(m2m_fields=[risks])

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("lärdom")
        verbose_name_plural = _("lärdomar")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
