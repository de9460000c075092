"""Differences between two texts, word by word, for people to read."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
# Longer texts are shown whole, old and new: the comparison is quadratic in the worst case.
MOST_WORDS = 4000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of text that is the same in both, added in the new or removed from the old."""

    kind: str
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """Pieces that give ``old`` without the added ones and ``new`` without the removed ones."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return [Piece(kind, text) for kind, text in ((REMOVED, old), (ADDED, new)) if text]
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            _add(pieces, SAME, before[start:end])
        else:
            _add(pieces, REMOVED, before[start:end])
            _add(pieces, ADDED, after[new_start:new_end])
    return pieces


def _add(pieces: list[Piece], kind: str, words: list[str]) -> None:
    if words:
        pieces.append(Piece(kind, "".join(words)))
