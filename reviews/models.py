"""Review rounds: what is asked of whom, what they said, and what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from baselines.models import Baseline
from common.append_only import AppendOnly
from requirements_catalog.models import Catalogue, ChangeSet, Requirement, RequirementVersion

from . import choices
from .querysets import (
    DispositionQuerySet,
    ReviewCommentQuerySet,
    RoundQuerySet,
    VerdictQuerySet,
)


class ReviewRound(models.Model):
    """A request to read requirements as they stand on one day and to say what one thinks of them.

    ``selection`` is the query string that chooses the rows (requirements_catalog/look.py), empty
    for the whole catalogue or when ``baseline`` gives them. ``roles`` are asked in addition to the
    reviewers that are named: their members are resolved when the round opens.
    """

    catalogue = models.ForeignKey(
        Catalogue,
        verbose_name=_("kravkatalog"),
        on_delete=models.CASCADE,
        related_name="review_rounds",
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    baseline = models.ForeignKey(
        Baseline,
        verbose_name=_("baslinje"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="review_rounds",
    )
    selection = models.TextField(blank=True)
    selection_name = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("namn"), max_length=200)
    purpose = models.CharField(_("vad granskningen ska leda till"), max_length=300, blank=True)
    instructions = models.TextField(_("till den som granskar"), blank=True)
    due_on = models.DateField(_("svar senast"))
    roles = models.JSONField(_("alla med rollen"), default=list, blank=True)
    is_external = models.BooleanField(_("extern remiss"), default=False)
    shows_comments = models.BooleanField(_("granskare ser varandras kommentarer"), default=False)
    approves_requirements = models.BooleanField(
        _("godkännanden i rundan godkänner kraven"), default=False
    )
    state = models.CharField(
        _("läge"), max_length=20, choices=choices.RoundState, default=choices.RoundState.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("öppnad"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("avslutad"), null=True, blank=True)
    summary = models.TextField(_("sammanfattning"), blank=True)
    # Until when what was answered is shown to the external parties whose comments it answers.
    answers_shown_at = models.DateTimeField(_("svaren visas för parterna"), null=True, blank=True)
    history = HistoricalRecords()

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("granskningsrunda")
        verbose_name_plural = _("granskningsrundor")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", opened_at=None)
                | Q(state__in=["open", "closed"], opened_at__isnull=False),
                name="review_round_opened_with_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | Q(state__in=["draft", "open"], closed_at=None),
                name="review_round_closed_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        """Whether it is being prepared."""
        return self.state == choices.RoundState.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether reviewers may write in it."""
        return self.state == choices.RoundState.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether it is over."""
        return self.state == choices.RoundState.CLOSED

    @property
    def days_left(self) -> int:
        """Days until the last day; negative when it has passed."""
        return (self.due_on - timezone.localdate()).days


class ReviewItem(AppendOnly):
    """A requirement of a round, as it stood when the round opened.

    ``number`` and ``path`` are its number and the titles of the headings above at that moment;
    ``chapter`` is the heading that the round is shared by (``content.py``), empty without any.
    """

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="items")
    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="review_items"
    )
    version = models.ForeignKey(RequirementVersion, on_delete=models.RESTRICT, related_name="+")
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=120, blank=True)
    path = models.TextField(blank=True)
    chapter = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("krav i granskning")
        verbose_name_plural = _("krav i granskning")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="review_item_place_once"),
            models.UniqueConstraint(fields=["round", "requirement"], name="review_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.version}"


class Reviewer(models.Model):
    """One who is asked: a member of the programme, or an external party without an account.

    ``role`` is what brought a member in, empty for one who was named. ``chapters`` narrows what is
    asked to those of the round. An external party's link holds a secret of which only
    the SHA-256 is kept; it works until ``token_expires_at``.
    """

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="reviewers")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
    )
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    contact_name = models.CharField(_("kontaktperson"), max_length=150, blank=True)
    email = models.EmailField(_("e-postadress"), blank=True)
    chapters = models.ManyToManyField(
        Requirement, verbose_name=_("kapitel"), blank=True, related_name="+"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["token_digest"])

    class Meta:
        verbose_name = _("granskare")
        verbose_name_plural = _("granskare")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user"],
                condition=Q(user__isnull=False),
                name="reviewer_once",
                violation_error_message=_("Personen granskar redan i rundan."),
            ),
            models.UniqueConstraint(
                fields=["round", "email"],
                condition=Q(user=None) & ~Q(email=""),
                name="external_reviewer_once",
                violation_error_message=_("Adressen finns redan i rundan."),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, organisation="")
                | Q(user=None) & ~Q(organisation=""),
                name="reviewer_is_member_or_party",
                violation_error_message=_("Välj en medlem, eller skriv partens organisation."),
            ),
        ]

    def __str__(self) -> str:
        if self.user_id:
            return str(self.user)
        return ", ".join(part for part in (self.contact_name, self.organisation) if part)

    @property
    def is_external(self) -> bool:
        """Whether it is a party without an account."""
        return self.user_id is None


class Verdict(AppendOnly):
    """What a reviewer thinks of a requirement; the newest one counts."""

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="verdicts")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="verdicts")
    choice = models.CharField(_("ställningstagande"), max_length=20, choices=choices.Choice)
    given_at = models.DateTimeField(auto_now_add=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("ställningstagande")
        verbose_name_plural = _("ställningstaganden")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["item", "reviewer", "-id"], name="verdict_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} – {self.get_choice_display()}"


class ReviewComment(models.Model):
    """What a reviewer says of a requirement in a round; a proposal brings the new wording.

    Without a requirement (``item``) it is about the round as a whole, and then no proposal.
    Its writer may change it and take it away until somebody has answered for it; one that is taken
    away stays, and is not shown. ``uid`` is how a workbook knows it again.
    """

    item = models.ForeignKey(
        ReviewItem, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="comments")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("slag"), max_length=20, choices=choices.CommentKind)
    field = models.CharField(_("gäller"), max_length=20, choices=choices.CommentedField, blank=True)
    text = models.TextField(_("kommentar"), blank=True)
    proposed_text = models.TextField(_("föreslagen lydelse"), blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("granskningskommentar")
        verbose_name_plural = _("granskningskommentarer")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="proposal") & ~Q(field="") & ~Q(proposed_text="")
                | ~Q(kind="proposal") & Q(proposed_text="") & ~Q(text=""),
                name="review_comment_says_something",
                violation_error_message=_("Skriv en kommentar, eller den lydelse som du föreslår."),
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False) | ~Q(kind="proposal") & Q(field=""),
                name="review_comment_on_whole_is_no_proposal",
                violation_error_message=_("Ett förslag till ny lydelse hör till ett krav."),
            ),
        ]

    def __str__(self) -> str:
        return (self.text or self.proposed_text)[:60]

    @property
    def is_proposal(self) -> bool:
        """Whether it brings a new wording."""
        return self.kind == choices.CommentKind.PROPOSAL


class Disposition(AppendOnly):
    """What came of a comment, by whom and why; the newest one counts.

    ``change_set`` is what was written when a proposal was adopted.
    """

    comment = models.ForeignKey(
        ReviewComment, on_delete=models.CASCADE, related_name="dispositions"
    )
    outcome = models.CharField(_("beslut"), max_length=20, choices=choices.Outcome)
    answer = models.TextField(_("svar"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    objects = DispositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("beslut om kommentar")
        verbose_name_plural = _("beslut om kommentarer")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="accepted") | ~Q(answer=""),
                name="disposition_has_answer",
                violation_error_message=_("Skriv ett svar till den som kommenterade."),
            )
        ]

    @property
    def can_be_undone(self) -> bool:
        """Whether it wrote a proposal into the requirement, which can be taken out again."""
        return self.outcome == choices.Outcome.ACCEPTED and self.change_set_id is not None

    def __str__(self) -> str:
        return f"{self.comment_id} – {self.get_outcome_display()}"


class ReturnedWorkbook(models.Model):
    """A workbook that came back from a party of an external referral: the file, and its approval.

    Its comments are written when somebody has looked through them and approved; or it is put aside
    with a reason. The file is kept as it was received: it has come in to an authority.
    """

    round = models.ForeignKey(
        ReviewRound, on_delete=models.CASCADE, related_name="returned_workbooks"
    )
    reviewer = models.ForeignKey(
        Reviewer, on_delete=models.CASCADE, related_name="returned_workbooks"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.BinaryField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    discarded_at = models.DateTimeField(null=True, blank=True)
    discard_reason = models.CharField(max_length=500, blank=True)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("remissvar i fil")
        verbose_name_plural = _("remissvar i fil")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "sha256"], name="returned_workbook_once"),
            models.CheckConstraint(
                condition=Q(discarded_at=None, discard_reason="")
                | Q(discarded_at__isnull=False, approved_at=None) & ~Q(discard_reason=""),
                name="returned_workbook_discarded_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
