"""Words that packaging chooses between."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AlternativeState(models.TextChoices):
    """How far a way to package has come."""

    DRAFT = "draft", pgettext_lazy("paketering", "förslag")
    CHOSEN = "chosen", pgettext_lazy("paketering", "valt")
    REJECTED = "rejected", pgettext_lazy("paketering", "valt bort")


class ContractForm(models.TextChoices):
    """What is signed: a contract, or a framework agreement (LOU 7 kap.) that is called off."""

    CONTRACT = "contract", _("kontrakt")
    FRAMEWORK_TERMS = "framework_terms", _("ramavtal, avrop på fastställda villkor")
    FRAMEWORK_COMPETITION = "framework_competition", _("ramavtal, avrop med ny konkurrens")
    DYNAMIC = "dynamic", _("dynamiskt inköpssystem")
