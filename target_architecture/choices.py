"""Words that the models of the target architecture choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StateKind(models.TextChoices):
    """Which picture of the architecture a year stands for."""

    AS_IS = "as_is", _("nuläge")
    TRANSITION = "transition", _("övergång")
    TO_BE = "to_be", _("målbild")


class Direction(models.TextChoices):
    """Which way information goes over an interface."""

    ONE_WAY = "one_way", _("till mottagaren")
    BOTH_WAYS = "both_ways", _("åt båda hållen")


class Criticality(models.TextChoices):
    """What happens in care when an interface stands still."""

    VITAL = "vital", _("livsviktig")
    HIGH = "high", _("hög")
    MEDIUM = "medium", _("medel")
    LOW = "low", _("låg")


class SafeguardPurpose(models.TextChoices):
    """What a requirement protects the buyer from, in the module that it stands in."""

    EXIT = "exit", _("avveckling och byte")
    DATA_EXPORT = "data_export", _("uttag av uppgifter")
    CONNECTION = "connection", _("anslutning till nationell tjänst")
    ESCROW = "escrow", _("deponerad källkod")
    LOCATION = "location", _("uppgifternas plats och rättsordning")
    FORMATS = "formats", _("format som uppgifter lämnas över i")


class ThirdCountryAccess(models.TextChoices):
    """Whether somebody under another country's law can reach the data."""

    UNKNOWN = "unknown", _("inte utrett")
    NONE = "none", _("nej")
    POSSIBLE = "possible", _("möjlig")
    CERTAIN = "certain", _("ja")


class ExchangeKind(models.TextChoices):
    """What an element or a relationship of an ArchiMate file becomes."""

    STANDARD = "standard", _("standard")
    INFORMATION = "information", _("informationsklass")
    PRINCIPLE = "principle", _("princip")
    STATE = "state", pgettext_lazy("arkitektur", "läge")
    MODULE = "module", _("modul")
    INTERFACE = "interface", _("gränssnitt")
    REPLACEMENT = "replacement", _("ersättning")
