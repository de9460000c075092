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


class PairKind(models.TextChoices):
    """Why two requirements stand beside each other."""

    ALIKE = "alike", _("säger nästan samma sak")
    CONTRADICTION = "contradiction", _("siffrorna skiljer sig")


class Verdict(models.TextChoices):
    """What somebody says of two requirements that are alike or contradict each other."""

    DIFFERENT = "different", _("olika saker")
    KEPT = "kept", _("samma – ligger kvar")
    CORRESPONDS = "corresponds", _("motsvarar varandra")
    CONFLICTS = "conflicts", _("står i strid med varandra")
    REOPENED = "reopened", _("öppnad igen")


# What figures are about, by the topics of quality/likeness/contradictions.py.
TOPIC_LABELS = {
    "availability": _("tillgänglighet"),
    "response": _("svarstid"),
    "restore": _("återställning"),
    "loss": _("dataförlust"),
    "support": _("support"),
    "retention": _("bevarande"),
    "notice": _("varsel"),
    "session": _("session"),
    "backup": _("säkerhetskopiering"),
    "size": _("storlek"),
    "users": _("användare"),
}
