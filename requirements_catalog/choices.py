"""Words that the catalogue's models choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ModuleKind(models.TextChoices):
    """What happens to a module."""

    TO_PROCURE = "to_procure", _("upphandlas")
    EXISTING = "existing", _("befintlig")
    TO_REPLACE = "to_replace", _("ersätts")
    NATIONAL = "national", _("nationell tjänst")
    SHARED_PLATFORM = "shared_platform", _("gemensam plattform")


class Dimension(models.TextChoices):
    """Which side of the care information environment a need concerns."""

    INFORMATION = "information", _("information")
    WAYS_OF_WORKING = "ways_of_working", _("arbetssätt")
    TECHNOLOGY = "technology", _("teknik")


class Priority(models.TextChoices):
    """How much a need weighs."""

    HIGH = "high", _("hög")
    MEDIUM = "medium", _("medel")
    LOW = "low", _("låg")


class RequirementKind(models.TextChoices):
    """What a requirement asks of the tenderer (LOU 2016:1145; SKR: Upphandlingsdokument, krav)."""

    MANDATORY = "mandatory", _("ska-krav")
    DESIRABLE = "desirable", _("bör-krav")
    INFORMATION = "information", _("upplysning")


class RequirementStatus(models.TextChoices):
    """How far a requirement has come."""

    DRAFT = "draft", _("utkast")
    IN_REVIEW = "in_review", _("på granskning")
    APPROVED = "approved", _("godkänt")
    WITHDRAWN = "withdrawn", _("utgått")


class AnswerFormat(models.TextChoices):
    """How the tenderer answers."""

    YES_NO = "yes_no", _("Ja/Nej")
    TEXT = "text", _("Fritext")
    NUMBER = "number", _("Tal")
    CHOICE = "choice", _("Val")
    ATTACHMENT = "attachment", _("Bilaga")


class Phase(models.TextChoices):
    """When a requirement must be met."""

    TENDER = "tender", _("i anbudet")
    DELIVERY = "delivery", _("vid leverans")
    CONTRACT = "contract", _("under avtalet")
