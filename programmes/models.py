"""The programme: who takes part, why, and when."""

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly

from . import choices
from .querysets import ApiTokenQuerySet, InProgrammeQuerySet, JobQuerySet, ProgrammeQuerySet

# A person is told this long before a key stops working.
TOKEN_WARNING_DAYS = 14


class Organisation(models.Model):
    """A body that buys, takes part or is affected."""

    name = models.CharField(_("namn"), max_length=200, unique=True)
    kind = models.CharField(
        _("slag"),
        max_length=20,
        choices=choices.OrganisationKind,
        default=choices.OrganisationKind.REGION,
    )
    organisation_number = models.CharField(_("organisationsnummer"), max_length=20, blank=True)
    population = models.PositiveIntegerField(_("befolkning"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisationer")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """An undertaking that buys a care information environment, from need to contract."""

    slug = models.SlugField(_("kortnamn"), max_length=60, unique=True)
    name = models.CharField(_("namn"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    vision = models.TextField(_("vision"), blank=True)
    guiding_strategy = models.CharField(_("styrande strategi"), max_length=300, blank=True)
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("föregångare"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
    )
    predecessor_reason = models.TextField(_("vad som hände med föregångaren"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_at = models.DateTimeField(_("skapat"), auto_now_add=True)
    history = HistoricalRecords()

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("program")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role that one person holds in one programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(_("roll"), max_length=30, choices=choices.Role)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("medlem")
        verbose_name_plural = _("medlemmar")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "role"],
                name="membership_once_per_role",
                violation_error_message=_("Personen har redan den rollen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Participation(models.Model):
    """An organisation's place in a programme."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="participations"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="participations",
    )
    role = models.CharField(_("roll"), max_length=20, choices=choices.ParticipationRole)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("deltagande")
        verbose_name_plural = _("deltaganden")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation"], name="participation_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.get_role_display()}"


class ParticipationDecision(AppendOnly):
    """A decision about taking part; a later one supersedes it, none is changed."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="decisions"
    )
    outcome = models.CharField(_("beslut"), max_length=20, choices=choices.ParticipationOutcome)
    decided_on = models.DateField(_("beslutsdatum"))
    decided_by_body = models.CharField(_("beslutande organ"), max_length=200)
    reason = models.TextField(_("skäl"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("beslut om deltagande")
        verbose_name_plural = _("beslut om deltagande")
        ordering = ["decided_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.decided_on}"


class Goal(models.Model):
    """What the programme is to achieve: a benefit in the operation or a result it delivers."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="goals")
    code = models.CharField(_("beteckning"), max_length=20)
    kind = models.CharField(_("slag"), max_length=20, choices=choices.GoalKind)
    title = models.CharField(_("rubrik"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    perspective = models.CharField(
        _("perspektiv"), max_length=20, choices=choices.Perspective, blank=True
    )
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("mål")
        verbose_name_plural = _("mål")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="goal_code_once_per_programme",
                violation_error_message=_("Beteckningen används redan i programmet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Milestone(models.Model):
    """A dated event of the programme, in the political or the programme lane."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("rubrik"), max_length=200)
    lane = models.CharField(_("spår"), max_length=20, choices=choices.MilestoneLane)
    planned_on = models.DateField(_("planerad dag"))
    is_preliminary = models.BooleanField(_("preliminär"), default=False)
    decided_by = models.CharField(_("beslutas av"), max_length=200, blank=True)
    done_on = models.DateField(_("genomförd"), null=True, blank=True)
    history = HistoricalRecords()

    objects = InProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("milstolpe")
        verbose_name_plural = _("milstolpar")
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return self.title


class ApiToken(models.Model):
    """A key with which a program acts for a person: for a time, in a scope, perhaps one programme.

    The secret is shown once and kept as a digest only; ``prefix`` is what it is found and known by.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(_("namn"), max_length=100, help_text=_("Var nyckeln används."))
    scope = models.CharField(
        _("får"), max_length=10, choices=choices.TokenScope, default=choices.TokenScope.READ
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("program"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="api_tokens",
    )
    prefix = models.CharField(max_length=20, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("går ut"))
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    history = HistoricalRecords(excluded_fields=["digest", "last_used_at"])

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("åtkomstnyckel")
        verbose_name_plural = _("åtkomstnycklar")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        """Whether its time is out."""
        return timezone.now() >= self.expires_at

    @property
    def is_usable(self) -> bool:
        """Whether a program can still act by it."""
        return self.revoked_at is None and not self.is_expired

    @property
    def days_left(self) -> int:
        """Whole days until it expires."""
        return max(0, (self.expires_at - timezone.now()).days)

    @property
    def expires_soon(self) -> bool:
        """Whether it is time to make a new one."""
        return self.is_usable and self.days_left < TOKEN_WARNING_DAYS


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
