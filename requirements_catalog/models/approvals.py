"""Who has agreed to a requirement's words, and who has taken that back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from .requirements import Requirement, RequirementVersion


class Approval(AppendOnly):
    """That a person agreed to exactly this version of a requirement.

    It holds as long as the requirement's content has the version's digest; the newest one counts.
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="approvals")
    version = models.ForeignKey(
        RequirementVersion, on_delete=models.RESTRICT, related_name="approvals"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals"
    )
    approved_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(_("skäl"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("godkännande")
        verbose_name_plural = _("godkännanden")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["requirement", "-id"], name="approval_newest")]

    def __str__(self) -> str:
        return f"{self.requirement_id} – {self.approved_by_id}"


class ApprovalRecall(AppendOnly):
    """That an approval counts no more although the text is the same: somebody took it back.

    Without it an undo could bring back what a reviewer has found at fault.
    """

    approval = models.OneToOneField(Approval, on_delete=models.CASCADE, related_name="recall")
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="recalled_approvals",
    )
    recalled_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(_("skäl"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("återtaget godkännande")
        verbose_name_plural = _("återtagna godkännanden")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.approval_id)
