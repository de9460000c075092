"""Differences as people read them: in words, word by word, with who did it and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.text_diff import ADDED as PIECE_ADDED
from common.text_diff import REMOVED as PIECE_REMOVED
from common.text_diff import SAME as PIECE_SAME
from common.text_diff import Piece, word_diff

from .comparison import Comparison
from .difference import (
    ADDED,
    CHANGED,
    KIND,
    MOVED,
    REMOVED,
    RENUMBERED,
    WAYS,
    FieldChange,
    Row,
    RowChange,
    Snapshot,
)
from .reasons import Reason, reasons_between
from .words import ContentWords, kind_word

LABELS = {
    ADDED: gettext_lazy("Nytt"),
    REMOVED: gettext_lazy("Borttaget"),
    CHANGED: gettext_lazy("Ändrat"),
    MOVED: gettext_lazy("Flyttat"),
    RENUMBERED: gettext_lazy("Omnumrerat"),
    KIND: gettext_lazy("Ny typ"),
}
# The same of many, over figures.
PLURALS = {
    ADDED: pgettext_lazy("flera", "Nya"),
    REMOVED: pgettext_lazy("flera", "Borttagna"),
    CHANGED: pgettext_lazy("flera", "Ändrade"),
    MOVED: pgettext_lazy("flera", "Flyttade"),
    RENUMBERED: pgettext_lazy("flera", "Omnumrerade"),
    KIND: pgettext_lazy("flera", "Ska ↔ bör"),
}
TAGS = {
    ADDED: "met", REMOVED: "refused", CHANGED: "attention", MOVED: "information",
    RENUMBERED: "draft", KIND: "refused",
}  # fmt: skip
# What stands in the head of an added or removed row, not among its fields.
_IN_HEAD = ("uid", "code", "title", "kind", "is_heading")


@dataclass(frozen=True)
class ShownField:
    """A field that differs, word by word, and its whole words before and after."""

    name: str
    label: str
    before: str
    after: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ShownChange:
    """A row that differs. ``place`` says in words where it came from and went, if it moved."""

    change: RowChange
    code: str
    title: str
    is_heading: bool
    kind: str
    kind_word: str
    kind_before: str
    kind_before_word: str
    fields: list[ShownField]
    place: str
    chapter: str
    reasons: list[Reason]
    # The row in the catalogue now; None where it is not there any longer.
    requirement_key: int | None

    @property
    def tags(self) -> list[tuple[str, str]]:
        """(kind of tag, word) of every way in which it differs, in a steady order."""
        return [(TAGS[way], str(LABELS[way])) for way in WAYS if way in self.change.ways]

    @property
    def numbers(self) -> tuple[str, str]:
        """Its number before and after; the same twice where it has not changed."""
        before, after = self.change.before, self.change.after
        known = after or before
        return (before or known).number, (after or known).number


def shown_changes(comparison: Comparison, changes: Iterable[RowChange]) -> list[ShownChange]:
    """Differences in words; a fixed number of queries, however many there are."""
    changes = list(changes)
    comparison.read(changes)
    words = ContentWords(comparison.catalogue)
    uids = [one.uid for one in changes]
    words.learn_people(
        content
        for snapshot in (comparison.before, comparison.after)
        for content in snapshot.contents([u for u in uids if u in snapshot.by_uid]).values()
    )
    rows = comparison.catalogue.requirements.filter(uid__in=uids).values_list("uid", "pk")
    keys = {str(uid): key for uid, key in rows}
    end = comparison.newer.at if comparison.newer.baseline else None
    reasons = reasons_between(keys, comparison.older.at, end)
    return [_shown(comparison, one, words, keys, reasons.get(one.uid, [])) for one in changes]


def _shown(
    comparison: Comparison,
    change: RowChange,
    words: ContentWords,
    keys: dict[str, int],
    reasons: list[Reason],
) -> ShownChange:
    content = comparison.content(change)
    kind = content.get("kind", "")
    kinds = [one for one in change.fields if one.name == "kind" and KIND in change.ways]
    before = str(kinds[0].before) if kinds else ""
    differing = sorted(change.fields, key=lambda one: words.place(one.name))
    if change.ways & {ADDED, REMOVED}:
        fields = [_whole_field(one, words) for one in differing if one.name not in _IN_HEAD]
    else:
        fields = [shown_field(one, words) for one in differing]
    return ShownChange(
        change=change,
        code=content.get("code", ""),
        title=content.get("title", ""),
        is_heading=content.get("is_heading", False),
        kind=kind,
        kind_word=kind_word(kind),
        kind_before=before,
        kind_before_word=kind_word(before),
        fields=[one for one in fields if one.pieces],
        place=_place(comparison, change),
        chapter=comparison.chapter(change),
        reasons=reasons,
        requirement_key=keys.get(change.uid),
    )


def _whole_field(change: FieldChange, words: ContentWords) -> ShownField:
    """A field of a row that is new or gone: its words as they are, for its tag says the rest."""
    value = change.before if change.after is None else change.after
    text = "" if value is False else words.text(change.name, value)
    before, after = ("", text) if change.before is None else (text, "")
    pieces = [Piece(PIECE_SAME, text)] if text else []
    return ShownField(change.name, words.label(change.name), before, after, pieces)


def shown_field(change: FieldChange, words: ContentWords) -> ShownField:
    """A field word by word; of links each code that came or went."""
    before, after = words.text(change.name, change.before), words.text(change.name, change.after)
    if words.is_links(change.name):
        pieces = _link_pieces(change)
    elif words.is_running_text(change.name):
        pieces = word_diff(before, after)
    else:
        pieces = _whole_pieces(before, after)
    return ShownField(change.name, words.label(change.name), before, after, pieces)


def _whole_pieces(before: str, after: str) -> list[Piece]:
    """One value gone, the other come."""
    parts = ((PIECE_REMOVED, before), (PIECE_ADDED, after))
    return [Piece(kind, text) for kind, text in parts if text]


def _link_pieces(change: FieldChange) -> list[Piece]:
    """What stayed, what went and what came, each code whole."""
    after = change.after if isinstance(change.after, list) else []
    stayed = [one for one in after if one not in change.came]
    parts = [(PIECE_SAME, one) for one in stayed]
    parts += [(PIECE_REMOVED, one) for one in change.went]
    parts += [(PIECE_ADDED, one) for one in change.came]
    pieces: list[Piece] = []
    for kind, text in parts:
        if pieces:
            pieces.append(Piece(PIECE_SAME, ", "))
        pieces.append(Piece(kind, text))
    return pieces


def _place(comparison: Comparison, change: RowChange) -> str:
    if MOVED not in change.ways or not change.before or not change.after:
        return ""
    values = {
        "before": change.before.number,
        "after": change.after.number,
        "old": _heading(comparison, comparison.before, change.before),
        "new": _heading(comparison, comparison.after, change.after),
    }
    if change.is_to_another_heading:
        return _("Från %(before)s under %(old)s till %(after)s under %(new)s.") % values
    return _("Från plats %(before)s till plats %(after)s under samma rubrik.") % values


def _heading(comparison: Comparison, snapshot: Snapshot, row: Row) -> str:
    if not row.parent:
        return _("ingen rubrik")
    content = comparison.heading(snapshot, row)
    return "”{}”".format(content.get("title") or content.get("code") or "?")


def full_fields(content: dict, words: ContentWords) -> Sequence[tuple[str, str, str]]:
    """(name, label, words) of all that a content holds, but what stands in its head."""
    own = {f"extra.{key}": value for key, value in content.get("extra", {}).items()}
    flat = {name: value for name, value in content.items() if name not in ("extra", *_IN_HEAD)}
    names = sorted([*flat, *own], key=words.place)
    found = [(name, words.label(name), words.text(name, (flat | own)[name])) for name in names]
    return [(name, label, text) for name, label, text in found if text]
