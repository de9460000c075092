"""What the columns of an import are called, and how their values are shown."""

from django.db.models.enums import Choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choices import (
    AnswerFormat,
    KlassaLevel,
    Phase,
    RequirementKind,
    RequirementStatus,
    SuitabilityAssessment,
    VerificationMethod,
)
from .import_core.outcomes import LINKS
from .import_core.words import EXTRA, LEVELS, SKIP

TARGET_LABELS = {
    "code": gettext_lazy("Krav-id"),
    "title": gettext_lazy("Rubrik"),
    "text": gettext_lazy("Kravtext"),
    "kind": gettext_lazy("Typ (ska, bör, upplysning)"),
    "motive": gettext_lazy("Motiv"),
    "verification": gettext_lazy("Verifiering"),
    "verification_method": gettext_lazy("Verifieringsmetod"),
    "verification_delivery": gettext_lazy("Verifiering vid leverans"),
    "verification_contract": gettext_lazy("Uppföljning under avtalet"),
    "answer_format": gettext_lazy("Svarsformat"),
    "answer_choices": gettext_lazy("Svarsalternativ"),
    "phase": gettext_lazy("Fas"),
    "is_minimum_requirement": gettext_lazy("Minimikrav"),
    "max_points": gettext_lazy("Högsta poäng"),
    "max_value": gettext_lazy("Högsta mervärde, kr"),
    "scale": gettext_lazy("Bedömningsskala"),
    "confidentiality": gettext_lazy("Konfidentialitet"),
    "integrity": gettext_lazy("Riktighet"),
    "availability": gettext_lazy("Tillgänglighet"),
    "traceability": gettext_lazy("Spårbarhet"),
    "suitability_assessment": gettext_lazy("Olämplighetsbedömning"),
    "status": gettext_lazy("Status"),
    "owner": gettext_lazy("Ansvarig (namn eller e-post)"),
    "assignee": gettext_lazy("Tilldelad (namn eller e-post)"),
    "law_reference": gettext_lazy("Lagrum"),
    "standard_reference": gettext_lazy("Standard"),
    "standards": gettext_lazy("Standarder i programmet"),
    "modules": gettext_lazy("Moduler"),
    "needs": gettext_lazy("Behov"),
    "level": gettext_lazy("Nivå i trädet"),
    "group": gettext_lazy("Grupp som sätts före krav-id"),
    "heading1_code": gettext_lazy("Kapitel: nummer"),
    "heading1_title": gettext_lazy("Kapitel: rubrik"),
    "heading2_code": gettext_lazy("Avsnitt: nummer"),
    "heading2_title": gettext_lazy("Avsnitt: rubrik"),
    "heading3_code": gettext_lazy("Delavsnitt: nummer"),
    "heading3_title": gettext_lazy("Delavsnitt: rubrik"),
    EXTRA: gettext_lazy("Eget fält"),
    SKIP: gettext_lazy("Läs inte in"),
}
# In a list of changes the short words are enough.
_SHORT = {
    "parent": gettext_lazy("Plats i trädet"),
    "order": gettext_lazy("Ordning: efter"),
    "kind": gettext_lazy("Typ"),
    "owner": gettext_lazy("Ansvarig"),
    "assignee": gettext_lazy("Tilldelad"),
}
_CHOICES: dict[str, type[Choices]] = {
    "kind": RequirementKind,
    "answer_format": AnswerFormat,
    "phase": Phase,
    "status": RequirementStatus,
    "verification_method": VerificationMethod,
    "suitability_assessment": SuitabilityAssessment,
    **dict.fromkeys(LEVELS, KlassaLevel),
}


def field_label(name: str) -> str:
    """Return what a field is called in messages and lists of changes."""
    return str(_SHORT.get(name) or TARGET_LABELS.get(name, name))


def mapping_message(what: str, target: str) -> str:
    """Return the sentence for a problem of ``mapping_problems``."""
    if what == "twice":
        return _("Bara en kolumn kan vara %(name)s.") % {"name": field_label(target)}
    if target == "text":
        return _("Välj vilken kolumn som är kravtext eller rubrik.")
    return _("Välj vilken kolumn som är %(name)s.") % {"name": field_label(target)}


def shown_value(change, value, names: dict[str, dict[int, str]]) -> str:
    """Return an old or new value of a change as people read it."""
    if change.is_extra:
        return str(names.get(change.name, {}).get(value, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if change.name in LINKS:
        known = names.get(change.name, {})
        return ", ".join(str(known.get(key, key)) for key in value)
    if change.name in ("owner", "assignee"):
        return str(names.get(change.name, {}).get(value, value or ""))
    if change.name in _CHOICES and value:
        return str(_CHOICES[change.name](value).label)
    return str(value or "")
