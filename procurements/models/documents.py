"""Documents as they were issued, and their withdrawal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from .. import choices
from ..querysets import DocumentQuerySet
from .procurement import Procurement


class ProcurementDocument(AppendOnly):
    """A document as it was issued: the file, its digest, who and when; never changed."""

    procurement = models.ForeignKey(Procurement, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=40)
    format = models.CharField(max_length=10, choices=choices.DocumentFormat)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=5, default="sv")
    file = models.FileField(upload_to="documents/%Y/%m/", max_length=300)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("utfärdat dokument")
        verbose_name_plural = _("utfärdade dokument")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "kind", "format", "number"], name="document_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def download_name(self) -> str:
        """Name of the file as it is fetched: a withdrawn issue says so in its first word."""
        if not hasattr(self, "withdrawal"):
            return self.file_name
        return f"{'WITHDRAWN' if self.language == 'en' else 'UPPHAVD'}-{self.file_name}"


class DocumentWithdrawal(AppendOnly):
    """That an issued document no longer holds, and why; the document itself is kept unchanged."""

    document = models.OneToOneField(
        ProcurementDocument, on_delete=models.CASCADE, related_name="withdrawal"
    )
    reason = models.TextField(_("skäl"))
    withdrawn_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("upphävande av dokument")
        verbose_name_plural = _("upphävanden av dokument")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_reason")
        ]

    def __str__(self) -> str:
        return str(self.document)
