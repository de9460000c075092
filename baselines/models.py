"""What was agreed at one moment, and the files that were made from it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from requirements_catalog.models import Approval, Catalogue, RequirementVersion

from .models_suspects import (
    Origin,
    SuspectChange,
    SuspectFields,
    SuspectScan,
    Suspicion,
    SuspicionCleared,
)
from .querysets import BaselineQuerySet

__all__ = [
    "Baseline",
    "BaselineEntry",
    "Origin",
    "SealedFile",
    "SuspectChange",
    "SuspectFields",
    "SuspectScan",
    "Suspicion",
    "SuspicionCleared",
]


class Baseline(AppendOnly):
    """A catalogue, or a selection of it, as it was when somebody published it; kept for ever.

    ``selection`` is the query string that chose the rows (requirements_catalog/look.py), empty for
    the whole catalogue. ``digest`` seals the rows with their numbers and places (``seal.py``).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="baselines")
    number = models.PositiveIntegerField(_("nummer"))
    name = models.CharField(_("namn"), max_length=200)
    purpose = models.TextField(_("syfte"), blank=True)
    reason = models.TextField(_("skäl"), blank=True)
    override_reason = models.TextField(_("skäl att ta med krav som inte är godkända"), blank=True)
    selection = models.TextField(blank=True)
    selection_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField(default=0)
    requirement_count = models.PositiveIntegerField(default=0)
    override_count = models.PositiveIntegerField(default=0)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("publicerad"), auto_now_add=True)

    objects = BaselineQuerySet.as_manager()

    class Meta:
        verbose_name = _("baslinje")
        verbose_name_plural = _("baslinjer")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "number"], name="baseline_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def code(self) -> str:
        """B3: how people name it."""
        return f"B{self.number}"


class BaselineEntry(AppendOnly):
    """A row of a baseline: which version stood where, under which number and heading.

    ``parent`` is the version of the nearest heading above that is in the baseline; ``approval`` is
    empty for a heading and for a requirement that was taken along without being approved. ``uid``
    (the requirement's) and ``digest`` are those of the version, which never change: a baseline of
    any size is read without its texts.
    """

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="entries")
    place = models.PositiveIntegerField()
    version = models.ForeignKey(RequirementVersion, on_delete=models.RESTRICT, related_name="+")
    uid = models.UUIDField()
    digest = models.CharField(max_length=64)
    number = models.CharField(max_length=120, blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey(
        RequirementVersion, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    approval = models.ForeignKey(
        Approval, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("rad i baslinje")
        verbose_name_plural = _("rader i baslinje")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["baseline", "place"], name="baseline_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.version}"


class SealedFile(AppendOnly):
    """A file that was made from a baseline, known by the SHA-256 of its bytes."""

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="sealed_files")
    format = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("förseglad fil")
        verbose_name_plural = _("förseglade filer")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
