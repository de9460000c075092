"""What has changed in the catalogue since requirements were picked into a package."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.canonical import digest
from common.text_diff import Piece, word_diff
from requirements_catalog.choices import AnswerFormat, Phase, RequirementKind, RequirementStatus
from requirements_catalog.models import Requirement
from requirements_catalog.versions import CONTENT_LINKS, published_content

from .models import Procurement
from .models import ProcurementRequirement as Item

LABELS = {
    "code": _("Krav-id"),
    "title": _("Rubrik"),
    "text": _("Kravtext"),
    "kind": _("Typ"),
    "motive": _("Motiv"),
    "verification": _("Verifiering"),
    "answer_format": _("Svarsformat"),
    "answer_choices": _("Svarsalternativ"),
    "phase": _("Fas"),
    "standard_reference": _("Standard"),
    "law_reference": _("Lagrum"),
    "is_minimum_requirement": _("Minimikrav"),
    "modules": _("Moduler"),
    "needs": _("Behov"),
    "extra": _("Egna fält"),
}
WORDS = {
    "kind": dict(RequirementKind.choices),
    "answer_format": dict(AnswerFormat.choices),
    "phase": dict(Phase.choices),
}


@dataclass(frozen=True)
class FieldDifference:
    """One field that reads otherwise now, as words kept, taken away and added."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ItemChange:
    """A requirement of the package whose catalogue row reads otherwise, or has been withdrawn."""

    item: Item
    fields: list[FieldDifference]
    is_withdrawn: bool


def changed_items(procurement: Procurement) -> list[ItemChange]:
    """Items whose text in the catalogue differs from the frozen one, in order; four queries."""
    items = list(procurement.items.select_related("version").in_order())
    live = {
        row.pk: row
        for row in Requirement.objects.filter(
            pk__in={item.version.requirement_id for item in items}
        ).prefetch_related(*CONTENT_LINKS)
    }
    found = []
    for item in items:
        row = live[item.version.requirement_id]
        now = published_content(row)
        is_withdrawn = row.status == RequirementStatus.WITHDRAWN
        if is_withdrawn or digest(now) != item.version.digest:
            found.append(ItemChange(item, _differences(item.version.content, now), is_withdrawn))
    return found


def _differences(old: dict, new: dict) -> list[FieldDifference]:
    return [
        FieldDifference(str(label), word_diff(_words(name, old), _words(name, new)))
        for name, label in LABELS.items()
        if old.get(name) != new.get(name)
    ]


def _words(name: str, content: dict) -> str:
    value = content.get(name)
    if isinstance(value, bool):
        return str(_("ja") if value else _("nej"))
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {text}" for key, text in sorted(value.items()))
    return str(WORDS.get(name, {}).get(value, value or ""))
