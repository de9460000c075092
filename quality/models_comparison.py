"""Pairs of requirements that say the same or contradict each other, and holes that may stay."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from programmes.models import Programme
from requirements_catalog.models import Requirement

from . import choices
from .querysets_comparison import (
    JustifiedHoleQuerySet,
    PairJudgementQuerySet,
    RequirementPairQuerySet,
)


class Comparison(models.Model):
    """That all requirements of a programme were compared with each other: when, and by whom.

    ``compared_at`` is the moment that the texts were read. ``is_cut``: there were more pairs than
    are kept.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="comparisons")
    compared_at = models.DateTimeField(_("jämförd"))
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comparisons"
    )
    requirement_count = models.PositiveIntegerField(_("krav"))
    alike_count = models.PositiveIntegerField(_("lika par"))
    contradiction_count = models.PositiveIntegerField(_("motsägande par"))
    is_cut = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("jämförelse av krav")
        verbose_name_plural = _("jämförelser av krav")
        ordering = ["-compared_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.programme} {self.compared_at:%Y-%m-%d %H:%M}"


class PairOfTexts(models.Model):
    """Two requirements, the one with the smaller key first, with their texts as compared.

    The digests are MD5 of the texts, which the database can work out itself: they tell that a text
    has changed, and prove nothing.
    """

    first = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("slag"), max_length=20, choices=choices.PairKind)
    first_digest = models.CharField(max_length=32)
    second_digest = models.CharField(max_length=32)
    score = models.PositiveSmallIntegerField(_("likhet i procent"))
    topic = models.CharField(_("vad siffrorna gäller"), max_length=20, blank=True)
    first_figures = models.JSONField(default=list, blank=True)
    second_figures = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} {self.second_id}"

    @property
    def topic_label(self) -> str:
        """What the figures are about, in words; empty where only the texts tell."""
        return str(choices.TOPIC_LABELS.get(self.topic, ""))


class PairJudgement(PairOfTexts, AppendOnly):
    """What somebody has said of a pair of texts, and why; a later word supersedes it.

    It is about the texts as they were: when one of them changes the pair is to be judged anew.
    """

    verdict = models.CharField(_("bedömning"), max_length=20, choices=choices.Verdict)
    reason = models.CharField(_("skäl"), max_length=300, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pair_judgements"
    )
    judged_at = models.DateTimeField(auto_now_add=True)

    objects = PairJudgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("bedömning av två krav")
        verbose_name_plural = _("bedömningar av två krav")
        indexes = [models.Index(fields=["first", "second", "kind"], name="judgement_of_pair")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="")
                | ~Q(verdict__in=[choices.Verdict.DIFFERENT, choices.Verdict.KEPT]),
                name="pair_judged_with_reason",
                violation_error_message=_("Skriv ett skäl till bedömningen."),
            )
        ]


class RequirementPair(PairOfTexts):
    """Two requirements that the last comparison found alike, or with figures that differ.

    Worked out of the texts, so it keeps no history; what people say of it does.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="requirement_pairs"
    )
    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="pairs")
    judgement = models.ForeignKey(
        PairJudgement, on_delete=models.CASCADE, null=True, blank=True, related_name="pairs"
    )

    objects = RequirementPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("par av krav")
        verbose_name_plural = _("par av krav")
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]
        indexes = [models.Index(fields=["programme", "kind", "-score"], name="pair_by_score")]


class JustifiedHole(AppendOnly):
    """That somebody lets a hole in the coverage stay, and why, or takes that back.

    The hole is a row of an axis (quality/coverage.py) by its key; ``column`` is the key of the
    other axis where the hole is a cell of two, and 0 where it is not. ``subject`` is what it was
    called then.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="justified_holes"
    )
    axis = models.CharField(_("axel"), max_length=40)
    row = models.PositiveBigIntegerField()
    column = models.PositiveBigIntegerField(default=0)
    subject = models.CharField(_("vad som saknar krav"), max_length=400)
    is_justified = models.BooleanField(_("får stå kvar"), default=True)
    reason = models.CharField(_("skäl"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="justified_holes"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    objects = JustifiedHoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("motiverat hål")
        verbose_name_plural = _("motiverade hål")
        indexes = [
            models.Index(fields=["programme", "axis", "row", "column"], name="justified_hole")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_justified=False) | ~Q(reason=""),
                name="hole_justified_with_reason",
                violation_error_message=_("Skriv varför hålet får stå kvar."),
            )
        ]

    def __str__(self) -> str:
        return self.subject
