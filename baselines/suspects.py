"""What is suspect, as people read it: what changed word by word, and how far away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.text_diff import ADDED, REMOVED, Piece, word_diff
from requirements_catalog.fields import BY_NAME, EXTRA_PREFIX
from requirements_catalog.models import Catalogue, Requirement

from .choices import CauseKind
from .models import SuspectChange, Suspicion
from .suspect_history import MODELS
from .words import ContentWords

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
    """Give each its distance in words, and each change its fields, word by word.

    No query, but where own fields have changed: one, and at most three for each catalogue of such.
    """
    known: dict[int, SuspectChange] = {}
    for suspicion in suspicions:
        # One object a change, so that its differences are made once.
        suspicion.change = known.setdefault(suspicion.change_id, suspicion.change)
        suspicion.distance_words = distance_words(suspicion.distance, suspicion.via)
    words = _words_of(known.values())
    for change in known.values():
        change.shown_fields = changed_fields(change, words.get(change.row))
        change.url_name = _ADDRESSES.get(change.kind, "")


def distance_words(distance: int, via: list[str]) -> str:
    """How far away a change is: ``direkt``, or over how many links and what stands between."""
    if distance == 1:
        return _("direkt")
    return _("i %(count)d led via %(codes)s") % {"count": distance, "codes": ", ".join(via)}


def _words_of(changes: Iterable[SuspectChange]) -> dict[int | None, ContentWords]:
    """Requirement → how its own fields are read, of changes in such fields."""
    changed: dict[int, list[dict]] = {}
    for change in changes:
        own = [field for field in change.fields if field[0].startswith(EXTRA_PREFIX)]
        if own and change.row:
            changed.setdefault(change.row, []).extend(
                {"extra": {name.removeprefix(EXTRA_PREFIX): value}}
                for name, *values in own
                for value in values
            )
    if not changed:
        return {}
    words: dict[int, ContentWords] = {}
    found: dict[int | None, ContentWords] = {}
    rows = Requirement.objects.filter(pk__in=changed).select_related("catalogue__programme")
    for row in rows.order_by("pk"):
        if row.catalogue_id not in words:
            words[row.catalogue_id] = ContentWords(row.catalogue)
        found[row.pk] = words[row.catalogue_id]
        found[row.pk].learn_people(changed[row.pk])
    return found


def changed_fields(change: SuspectChange, words: ContentWords | None = None) -> list[ChangedField]:
    """The watched fields of a change, word by word; own fields as ``words`` has them."""
    if change.kind == CauseKind.LAW:
        return []
    return [
        _own_field(words, name, before, after)
        if name.startswith(EXTRA_PREFIX)
        else ChangedField(label_of(change.kind, name), _pieces(change.kind, name, before, after))
        for name, before, after in change.fields
    ]


def _own_field(words: ContentWords | None, name: str, before: str, after: str) -> ChangedField:
    if words is None:
        return ChangedField(name.removeprefix(EXTRA_PREFIX), word_diff(before, after))
    old, new = words.text(name, before), words.text(name, after)
    pieces = word_diff(old, new) if words.is_running_text(name) else _whole(old, new)
    return ChangedField(words.label(name), pieces)


def _whole(old: str, new: str) -> list[Piece]:
    return [Piece(way, text) for way, text in ((REMOVED, old), (ADDED, new)) if text]


def label_of(kind: str, name: str, own: Mapping[str, str] = MappingProxyType({})) -> str:
    """What people call a field of a need, a standard, a module or a requirement.

    ``own`` is name → label of the programme's own fields; one that is gone is called by its key.
    """
    if kind == CauseKind.REQUIREMENT:
        label = str(BY_NAME[name].label) if name in BY_NAME else own.get(name, "")
        return label or name.removeprefix(EXTRA_PREFIX)
    label = str(MODELS[kind]._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _pieces(kind: str, name: str, before: object, after: object) -> list[Piece]:
    old, new = _text(kind, name, before), _text(kind, name, after)
    field = MODELS[kind]._meta.get_field(name)
    return _whole(old, new) if field.choices or isinstance(before, bool) else word_diff(old, new)


def _text(kind: str, name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nej"))
    words = dict(MODELS[kind]._meta.get_field(name).flatchoices)
    return str(words.get(value, value))
