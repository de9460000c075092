"""Keys by which programs act for people."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .. import choices
from ..querysets import ApiTokenQuerySet
from .programme import Programme

# A person is told this long before a key stops working.
TOKEN_WARNING_DAYS = 14


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
