"""Differences between two texts, word by word, for people to read."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
# Longer texts are shown whole, old and new: the comparison is quadratic in the worst case.
MOST_WORDS = 4000
# Pairs of equal words that the comparison may look at; the same few words over and over would
# otherwise keep it busy for minutes. Above it, words that stand everywhere are no landmarks.
MOST_PAIRS = 150_000
# Dates, times and numbers are whole: a figure of one says nothing.
_WORDS = re.compile(
    r"""\s+
    | \d{4}-\d\d-\d\d (?: [ T]\d\d[:.]\d\d (?:[:.]\d\d)? )? (?!\w)  # 2026-05-12 14.30
    | \d{1,3} (?: [ \u00a0\u202f]\d{3} )+ (?: [,.]\d+ )? (?!\w)  # 1 250 000,50
    | \d+ (?: [,.:]\d+ )+ (?!\w)  # 2,5 and 14.30
    | \w+ | [^\w\s]""",
    re.VERBOSE,
)
_BREAKS = re.compile(r"(?:\r\n?|\n)(?:[ \t]*(?:\r\n?|\n))*")
PARAGRAPH = "¶"


@dataclass(frozen=True)
class Piece:
    """A run of text that is the same in both, added in the new or removed from the old."""

    kind: str
    text: str

    @property
    def shown(self) -> str:
        """The text for people: where nothing but a break differs, a sign stands before it."""
        if self.kind == SAME or not self.text.isspace():
            return self.text
        return _BREAKS.sub(lambda found: PARAGRAPH + found[0], self.text)


def word_diff(old: str, new: str) -> list[Piece]:
    """Pieces that give ``old`` without the added ones and ``new`` without the removed ones."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return [Piece(kind, text) for kind, text in ((REMOVED, old), (ADDED, new)) if text]
    pieces: list[Piece] = []
    removed: list[str] = []
    added: list[str] = []
    counts = Counter(before)
    is_monotonous = sum(counts[word] for word in after) > MOST_PAIRS
    codes = SequenceMatcher(None, before, after, autojunk=is_monotonous).get_opcodes()
    for number, (kind, start, end, new_start, new_end) in enumerate(codes):
        is_inner = 0 < number < len(codes) - 1
        if kind == "equal" and not (is_inner and "".join(before[start:end]).isspace()):
            _add(pieces, REMOVED, removed)
            _add(pieces, ADDED, added)
            _add(pieces, SAME, before[start:end])
            removed, added = [], []
        else:
            # A blank between two changed words belongs to both, so that phrases stay whole.
            removed += before[start:end]
            added += after[new_start:new_end]
    _add(pieces, REMOVED, removed)
    _add(pieces, ADDED, added)
    return pieces


def _add(pieces: list[Piece], kind: str, words: list[str]) -> None:
    if words:
        pieces.append(Piece(kind, "".join(words)))
