"""Words that the procurement's models choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Words of the site's own addresses, which are no procurement's short name.
RESERVED_SLUGS = {"new"}


class ProcedureType(models.TextChoices):
    """The procedures of LOU 6:1, named as in the eForms code list procurement-procedure-type."""

    OPEN = "open", _("öppet förfarande")
    RESTRICTED = "restricted", _("selektivt förfarande")
    NEGOTIATED = "neg-w-call", _("förhandlat förfarande med föregående annonsering")
    NEGOTIATED_WITHOUT = "neg-wo-call", _("förhandlat förfarande utan föregående annonsering")
    DIALOGUE = "comp-dial", _("konkurrenspräglad dialog")
    INNOVATION = "innovation", _("innovationspartnerskap")


class ProcurementState(models.TextChoices):
    """How far a procurement has come (docs/procurement.md)."""

    DRAFT = "draft", _("under arbete")
    PUBLISHED = "published", _("publicerad")
    OPENED = "opened", _("anbuden öppnade")


class AwardModel(models.TextChoices):
    """How tenders are ranked; the formulas stand in docs/scoring.md."""

    MONETARY_DEDUCTION = "monetary_deduction", _("mervärdesavdrag i kronor")
    MONETARY_ADDITION = "monetary_addition", _("påslag i kronor")
    WEIGHTED_POINTS = "weighted_points", _("viktade poäng")
    LOWEST_PRICE = "lowest_price", _("lägsta pris")


class PriceMethod(models.TextChoices):
    """How a price becomes points in the weighted model."""

    ABSOLUTE_SCALE = "absolute_scale", _("fast prisskala")
    LOWEST_OVER_PRICE = "lowest_over_price", _("lägsta pris delat med anbudets pris")


class ItemRole(models.TextChoices):
    """What a requirement is in the package."""

    HEADING = "heading", _("rubrik")
    MANDATORY = "mandatory", _("ska-krav")
    DESIRABLE = "desirable", _("bör-krav")
    INFORMATION = "information", _("upplysning")


class DocumentFormat(models.TextChoices):
    """The kinds of file that documents are issued as."""

    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel"
