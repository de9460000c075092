"""What is suspect, as people read it: what changed word by word, and how far away."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.text_diff import ADDED, REMOVED, Piece, word_diff
from requirements_catalog.fields import BY_NAME
from requirements_catalog.models import Catalogue, Requirement

from .choices import CauseKind
from .models import SuspectChange, Suspicion
from .suspect_history import MODELS

_ADDRESSES = {
    "need": "requirements_catalog:need-detail",
    "standard": "requirements_catalog:standard-detail",
    "module": "requirements_catalog:module-detail",
    "requirement": "requirements_catalog:requirement-detail",
}


@dataclass(frozen=True)
class ChangedField:
    """A field that changed: what it is called, and its differences word by word."""

    label: str
    pieces: list[Piece]


def standing_in(catalogue: Catalogue) -> QuerySet[Suspicion]:
    """What is suspect in a catalogue."""
    return Suspicion.objects.standing().filter(requirement__catalogue=catalogue)


def standing_of(requirement: Requirement) -> QuerySet[Suspicion]:
    """What a requirement is suspect for, the newest change first."""
    return Suspicion.objects.standing().filter(requirement=requirement).for_list()


def prepare(suspicions: Iterable[Suspicion]) -> None:
    """Give each its distance in words, and each change its fields, word by word; no query."""
    known: dict[int, SuspectChange] = {}
    for suspicion in suspicions:
        # One object a change, so that its differences are made once.
        suspicion.change = known.setdefault(suspicion.change_id, suspicion.change)
        suspicion.distance_words = distance_words(suspicion.distance, suspicion.via)
    for change in known.values():
        change.shown_fields = changed_fields(change)
        change.url_name = _ADDRESSES.get(change.kind, "")


def distance_words(distance: int, via: list[str]) -> str:
    """How far away a change is: ``direkt``, or over how many links and what stands between."""
    if distance == 1:
        return _("direkt")
    return _("i %(count)d led via %(codes)s") % {"count": distance, "codes": ", ".join(via)}


def changed_fields(change: SuspectChange) -> list[ChangedField]:
    """The watched fields of a change, word by word."""
    return [
        ChangedField(label_of(change.kind, name), _pieces(change.kind, name, before, after))
        for name, before, after in change.fields
        if change.kind != CauseKind.LAW
    ]


def label_of(kind: str, name: str) -> str:
    """What people call a field of a need, a standard, a module or a requirement."""
    if kind == CauseKind.REQUIREMENT:
        return str(BY_NAME[name].label) if name in BY_NAME else name
    label = str(MODELS[kind]._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _pieces(kind: str, name: str, before: object, after: object) -> list[Piece]:
    old, new = _text(kind, name, before), _text(kind, name, after)
    field = MODELS[kind]._meta.get_field(name)
    if field.choices or isinstance(before, bool):
        return [Piece(way, text) for way, text in ((REMOVED, old), (ADDED, new)) if text]
    return word_diff(old, new)


def _text(kind: str, name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nej"))
    words = dict(MODELS[kind]._meta.get_field(name).flatchoices)
    return str(words.get(value, value))
