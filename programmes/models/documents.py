"""Where the document behind a decision is found, as models name it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


def document_reference() -> models.CharField:
    """Where the document is found."""
    return models.CharField(
        _("handling"), max_length=300, blank=True, help_text=_("Diarienummer och paragraf.")
    )


def document_url() -> models.URLField:
    """Where the document is read."""
    return models.URLField(_("adress till handlingen"), max_length=500, blank=True)
