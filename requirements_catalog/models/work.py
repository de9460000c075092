"""Work on a catalogue: sets of changes, comments, attachments, and who is looking at what."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly

from .. import choices
from ..querysets import ChangeSetQuerySet, CommentQuerySet
from .catalogues import Catalogue
from .requirements import Requirement


class ChangeSet(AppendOnly):
    """What one person did in one go: every cell with its value before and after.

    ``cells`` is a list of ``[requirement key, field, old, new]`` in the form that
    requirements_catalog/cell_values.py writes and reads; a ``place`` is [heading, row before], a
    ``relation`` None or [kind, target, note]. ``undoes`` is the set that this one took back; taking
    back such a set again is a redo.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="change_sets")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="change_sets"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20, choices=choices.ChangeSetKind)
    label = models.CharField(max_length=200)
    reason = models.CharField(max_length=100, blank=True)
    cells = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("ändring i ett svep")
        verbose_name_plural = _("ändringar i ett svep")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["catalogue", "made_by", "-id"], name="change_set_by_person")
        ]

    def __str__(self) -> str:
        return self.label


class Comment(models.Model):
    """Something said about a requirement; a person may be mentioned in it.

    Its writer may change it and take it away; one that is taken away stays, and is not shown.
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="comments")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requirement_comments"
    )
    written_at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(_("kommentar"))
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Mention", blank=True, related_name="mentioned_in"
    )
    reply_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("kommentar")
        verbose_name_plural = _("kommentarer")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """That a comment mentions a person, and since when: later than the comment if it was edited."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mentioned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("omnämnande")
        verbose_name_plural = _("omnämnanden")
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.person_id} – {self.comment_id}"


class Attachment(models.Model):
    """A file that belongs to a requirement; one taken away stays, marked so."""

    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="attachments"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to="attachments/%Y/%m/", max_length=300)
    name = models.CharField(_("filnamn"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bilaga")
        verbose_name_plural = _("bilagor")
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """That a person has a requirement open, and since when it was last heard of."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences"
    )
    is_editing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("närvaro")
        verbose_name_plural = _("närvaro")
        constraints = [
            models.UniqueConstraint(fields=["requirement", "person"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} – {self.requirement_id}"
