"""Workbooks of a programme's own that exports are written into."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .catalogues import Catalogue


class ExportTemplate(models.Model):
    """A workbook with a layout of its own, and which of its columns hold what.

    ``columns`` is a list of ``[column from 0, name, field]`` for the columns that are filled;
    a field is named as in requirements_catalog/fields.py, or ``level``.
    """

    catalogue = models.ForeignKey(
        Catalogue, on_delete=models.CASCADE, related_name="export_templates"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("namn"), max_length=100)
    file = models.FileField(upload_to="layouts/%Y/%m/", max_length=300)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    sheet = models.CharField(_("blad"), max_length=100)
    header_row = models.PositiveIntegerField(_("rubrikrad"))
    header_rows = models.PositiveSmallIntegerField(_("rubrikens höjd"), default=1)
    columns = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    history = HistoricalRecords(excluded_fields=["changed_at"])

    class Meta:
        verbose_name = _("egen mall")
        verbose_name_plural = _("egna mallar")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "name"],
                name="layout_name_once",
                violation_error_message=_("Katalogen har redan en mall med det namnet."),
            )
        ]

    def __str__(self) -> str:
        return self.name
