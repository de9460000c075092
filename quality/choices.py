"""Words that the models of quality choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """How much a remark weighs."""

    WARNING = "warning", _("bör rättas")
    NOTE = "note", _("att tänka på")


# Fields of a requirement that remarks can stand in, with the word for each.
FIELD_LABELS = {
    "title": _("Rubrik"),
    "text": _("Kravtext"),
    "motive": _("Motiv"),
    "verification": _("Verifiering"),
    "standard_reference": _("Standard"),
}
