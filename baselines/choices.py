"""What can make a requirement suspect, and what becomes of a change of an origin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CauseKind(models.TextChoices):
    """What a requirement depends on."""

    NEED = "need", _("behov")
    STANDARD = "standard", _("standard")
    MODULE = "module", _("modul")
    REQUIREMENT = "requirement", _("krav")
    LAW = "law", _("lagrum")


class Outcome(models.TextChoices):
    """What was done with an origin's words."""

    COPIED = "copied", _("kopierat")
    ADOPTED = "adopted", _("övertaget")
    DECLINED = "declined", _("avböjt")
    MERGED = "merged", _("sammanfogat")


# How many links away a change still makes a requirement suspect.
FURTHEST = 5
# The fields whose change makes what depends on them suspect, until a programme chooses others.
USUAL_FIELDS = {
    "need": ["title", "current_state", "target_state"],
    "standard": ["name", "version", "is_open"],
    "module": ["name", "kind"],
    "requirement": ["kind", "is_minimum_requirement", "title", "text", "motive", "verification"],
}
# The kind of job that publishes a long catalogue.
PUBLISH_KIND = "publish-baseline"
