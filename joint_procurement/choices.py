"""Words that the models of joint procurement choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.choices import ParticipationOutcome

# Who buys in a procurement, and is counted in its base. One who takes part through an option is
# counted too, for the value is estimated as if every option were used (LOU 5:3).
JOINED = (ParticipationOutcome.JOINS, ParticipationOutcome.JOINS_WITH_OPTION)


class MandateState(models.TextChoices):
    """How far a power of attorney has come."""

    ASKED = "asked", _("begärd")
    GIVEN = "given", _("lämnad")
    WITHDRAWN = "withdrawn", _("återkallad")


class OptionState(models.TextChoices):
    """What has become of an option for those who may join later."""

    OFFERED = "offered", _("erbjuden")
    CALLED = "called", _("avropad")
    LAPSED = "lapsed", _("förfallen")
    WITHDRAWN = "withdrawn", pgettext_lazy("option", "återkallad")


class Stance(models.TextChoices):
    """What an organisation says of a requirement."""

    NEEDS = "needs", _("behöver")
    DIFFERS = "differs", _("behöver på annat sätt")
    NOT = "not", _("behöver inte")


class LegalGround(models.TextChoices):
    """What of LOU lets an organisation upgrade by itself, outside the procurement.

    As the law stands in its consolidation to SFS 2025:360; whether a ground holds in the case is
    for a lawyer to say, and the register keeps whether one has.
    """

    NO_PUBLICATION = (
        "neg-wo-call",
        _("förhandlat förfarande utan föregående annonsering (LOU 6 kap.)"),
    )
    MINOR = "minor", _("ändring av mindre värde (LOU 17 kap. 9 §)")
    CLAUSE = "clause", _("ändrings- eller optionsklausul (LOU 17 kap. 10 §)")
    ADDITIONAL = "additional", _("nödvändiga kompletterande beställningar (LOU 17 kap. 11 §)")
    UNFORESEEN = "unforeseen", _("omständigheter som inte kunde förutses (LOU 17 kap. 12 §)")
    NOT_SUBSTANTIAL = "not_substantial", _("ändring som inte är väsentlig (LOU 17 kap. 14 §)")
    DIRECT = "direct", _("direktupphandling (LOU 19 a kap. 2 §)")
    OTHER = "other", _("annan grund")
