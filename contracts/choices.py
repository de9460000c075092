"""Words that the models of contracts choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContractKind(models.TextChoices):
    """Whether everything is agreed at once, or ordered piece by piece (LOU 1:20, 7:1–8)."""

    CONTRACT = "contract", _("kontrakt")
    FRAMEWORK = "framework", _("ramavtal med avrop")


class ContractState(models.TextChoices):
    """How far a contract has come."""

    DRAFT = "draft", _("utkast")
    SIGNED = "signed", _("tecknat")
    ENDED = "ended", _("avslutat")


class CallOffOutcome(models.TextChoices):
    """What came of a call-off."""

    OPEN = "open", _("pågår")
    AWARDED = "awarded", _("tilldelat")
    NO_AWARD = "no_award", _("avslutat utan köp")
