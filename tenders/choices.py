"""Words that the tenders' models choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TenderStatus(models.TextChoices):
    """Where a tender stands."""

    RECEIVED = "received", _("mottaget")
    WITHDRAWN = "withdrawn", _("återtaget")
    LATE = "late", _("för sent")


class FormKind(models.TextChoices):
    """Which returned form a file is."""

    ANSWERS = "answers", _("svarsformulär")
    PRICES = "prices", _("prisformulär")


class Answer(models.TextChoices):
    """The answers that a yes/no requirement can have."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej")
