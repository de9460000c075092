"""Long work."""

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import choices
from ..querysets import JobQuerySet
from .programme import Programme


class Job(models.Model):
    """A piece of long work: who started it, how far it has come and what came of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="jobs")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs"
    )
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    # In which the person reads: what the job says, and what it is compared with, are in it.
    language = models.CharField(max_length=10, blank=True)
    parameters = models.JSONField(default=dict)
    input_file = models.FileField(upload_to="jobs/in/%Y/%m/", blank=True, max_length=300)
    input_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=20, choices=choices.JobState, default=choices.JobState.WAITING
    )
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    result_file = models.FileField(upload_to="jobs/out/%Y/%m/", blank=True, max_length=300)
    result_name = models.CharField(max_length=200, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True, validators=[MaxLengthValidator(4000)])
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("jobb")
        verbose_name_plural = _("jobb")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["started_by", "-created_at"], name="job_by_person")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {
            choices.JobState.DONE,
            choices.JobState.FAILED,
            choices.JobState.CANCELLED,
        }
