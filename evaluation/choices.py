"""Words that the evaluation's models choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The kind of document that tells the result (document_kinds.py).
REPORT = "evaluation-report"


class Stage(models.TextChoices):
    """How far an evaluation has come."""

    SCORING = "scoring", _("poängsättning pågår")
    LOCKED = "locked", _("poängen är låsta")
