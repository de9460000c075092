"""The fields of a requirement as one table: grid, bulk change, undo, export and API read it.

A value has two forms. As *stored*: text, True/False, a decimal number as text, a key, a sorted
list of keys, or None. As *shown*: the Swedish words of a cell, which ``Directory.read`` takes back.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from . import choices
from .choices import FieldKind
from .models import Catalogue, ExtraField

TEXT, LONG_TEXT, CHOICE, LEVEL = "text", "long_text", "choice", "level"
YES_NO, NUMBER, DATE, PERSON, LINKS = "yes_no", "number", "date", "person", "links"
EXTRA_PREFIX = "extra."


@dataclass(frozen=True)
class Field:
    """One field: its name, what it is called, its kind, and what can be chosen in it."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple, ...] = ()
    limit: int = 32_000
    is_required: bool = False
    on_headings: bool = False
    help_text: str = ""

    @property
    def extra_key(self) -> str:
        """The key in ``Requirement.extra``, empty for a field that every catalogue has."""
        return self.name[len(EXTRA_PREFIX) :] if self.name.startswith(EXTRA_PREFIX) else ""


_STATUS = tuple(c for c in choices.RequirementStatus.choices if c[0] != "withdrawn")
FIELDS: tuple[Field, ...] = (
    Field("code", _("Krav-id"), TEXT, limit=80, on_headings=True),
    Field("title", _("Rubrik"), TEXT, limit=500, on_headings=True),
    Field("text", _("Kravtext"), LONG_TEXT, on_headings=True),
    Field("kind", _("Typ"), CHOICE, tuple(choices.RequirementKind.choices), is_required=True),
    Field("status", _("Status"), CHOICE, _STATUS, is_required=True),
    Field("owner", _("Ansvarig"), PERSON),
    Field("assignee", _("Tilldelad"), PERSON),
    Field("modules", _("Moduler"), LINKS),
    Field("needs", _("Behov"), LINKS),
    Field("motive", _("Motiv"), LONG_TEXT),
    Field("verification", _("Verifiering i anbudet"), LONG_TEXT),
    Field(
        "verification_method",
        _("Verifieringsmetod"),
        CHOICE,
        tuple(choices.VerificationMethod.choices),
    ),
    Field("verification_delivery", _("Verifiering vid leverans"), LONG_TEXT),
    Field("verification_contract", _("Uppföljning under avtalet"), LONG_TEXT),
    Field("answer_format", _("Svarsformat"), CHOICE, tuple(choices.AnswerFormat.choices)),
    Field("answer_choices", _("Svarsalternativ"), TEXT, limit=500),
    Field("phase", _("Fas"), CHOICE, tuple(choices.Phase.choices)),
    Field("is_minimum_requirement", _("Minimikrav"), YES_NO),
    Field("standards", _("Standarder"), LINKS),
    Field("standard_reference", _("Standardhänvisning"), TEXT, limit=500),
    Field("law_reference", _("Lagrum"), TEXT, limit=500),
    Field("max_points", _("Högsta poäng"), NUMBER),
    Field("max_value", _("Högsta mervärde, kr"), NUMBER),
    Field("scale", _("Bedömningsskala"), LONG_TEXT),
    Field("confidentiality", _("Konfidentialitet"), LEVEL, tuple(choices.KlassaLevel.choices)),
    Field("integrity", _("Riktighet"), LEVEL, tuple(choices.KlassaLevel.choices)),
    Field("availability", _("Tillgänglighet"), LEVEL, tuple(choices.KlassaLevel.choices)),
    Field("traceability", _("Spårbarhet"), LEVEL, tuple(choices.KlassaLevel.choices)),
    Field(
        "suitability_assessment",
        _("Olämplighetsbedömning"),
        CHOICE,
        tuple(choices.SuitabilityAssessment.choices),
    ),
)
# The day when a row was last changed: it is shown and compared, and nobody writes it.
CHANGED = Field("changed", _("Ändrad"), DATE)
OUTLINE = Field("outline_number", _("Nr i dispositionen"), TEXT, on_headings=True)
# What is shown of a row and nobody writes.
SHOWN_ONLY = {field.name: field for field in (CHANGED, OUTLINE)}
BY_NAME = {field.name: field for field in FIELDS}
# How a link is stored: the model between, and its column.
LINK_MODELS = {
    "modules": ("RequirementModule", "module_id"),
    "needs": ("RequirementNeed", "need_id"),
    "standards": ("RequirementStandard", "standard_id"),
}
# Columns of the database that hold a key to somebody.
PEOPLE = ("owner", "assignee")
EXTRA_KINDS = {
    FieldKind.TEXT: LONG_TEXT,
    FieldKind.NUMBER: NUMBER,
    FieldKind.DATE: DATE,
    FieldKind.CHOICE: CHOICE,
    FieldKind.YES_NO: YES_NO,
    FieldKind.PERSON: PERSON,
}


def fields_of(catalogue: Catalogue) -> dict[str, Field]:
    """Every field of a catalogue's requirements by name, its own fields last; one query."""
    own = map(field_of, catalogue.extra_fields.all())
    return BY_NAME | {field.name: field for field in own}


def field_of(extra: ExtraField) -> Field:
    """A field of the catalogue's own as it is described here."""
    words = [line.strip() for line in extra.choice_list.splitlines() if line.strip()]
    return Field(
        f"{EXTRA_PREFIX}{extra.key}",
        extra.label,
        EXTRA_KINDS[FieldKind(extra.kind)],
        tuple((word, word) for word in words),
        help_text=extra.help_text,
    )
