"""That a decision was written down by mistake."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from .participation import JoiningDecision


class DecisionAnnulment(AppendOnly):
    """That a decision on taking part was recorded by mistake: who says so, when and why.

    The decision stays as it was written, and counts nowhere from then on. It is the record that is
    mended: an organisation that has decided anew has its new decision written down instead.
    """

    decision = models.OneToOneField(
        JoiningDecision, on_delete=models.PROTECT, related_name="annulment"
    )
    reason = models.TextField(_("skäl"))
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    annulled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("makulering av beslut om medverkan")
        verbose_name_plural = _("makuleringar av beslut om medverkan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.decision)
