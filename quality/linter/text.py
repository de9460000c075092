"""A requirement's text as sentences and words, each with its place in the text as it was written.

Markdown is blanked, never cut out: the plain text is as long as the written one, so that a span
found here marks the same letters in the stored text. Only text with combining accents or soft
hyphens has another length; ``Text.place`` then leads back to the written letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

# What Markdown means by form alone; group 1 is what a reader sees, the rest is blanked.
_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"!?\[([^\[\]\n]*)\]\([^()\s]*\)",
        r"(?m)^[ \t]{0,3}#{1,6}(?=\s)",
        r"(?m)^[ \t]{0,3}>+",
        r"</?[a-zA-Z][^<>\n]{0,200}>",
        r"\bhttps?://\S+",
        r"\*{1,3}|~~|`+",
        r"(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)",
        r"\\(?=[^\w\s])",
    )
)
_MARKED = re.compile(r"[\[#><*~`_\\]|://")
_ITEM = re.compile(r"(?m)^[ \t]*(?:[-+•–*]|\d{1,2}[.)]|[a-zåäö]\))[ \t]+(?=\S)")
_WORD = re.compile(r"\w+(?:[-–/.:’'](?=\w)\w+)*")
# A sentence ends at its mark, before a blank line, a list item or a line that begins anew.
_END = re.compile(r"[.!?]+[)”\"]?(?=\s)|\n(?=\s*\n)|\n(?=[ \t]*[A-ZÅÄÖ])|:(?=\s*\n)")
# Abbreviations whose last dot ends no sentence, whatever follows.
_ABBREVIATED = re.compile(
    r"(?i)(?:^|[\s(])(?:t\.\s?ex|bl\.\s?a|d\.\s?v\.\s?s|dvs|s\.\s?k|p\.\s?g\.\s?a|fr\.\s?o\.\s?m|"
    r"t\.\s?o\.\s?m|f\.\s?d|jfr|resp|inkl|exkl|ca|kap|kl|nr|st|st\.|art|max|min|tel|ev|ang|avs|"
    r"prop|dnr|bil|fig|avd|ggr|milj|mån|sek|tim|ung|enl|dr|prof|[a-zåäö])\.$"
)


class Word(NamedTuple):
    """A word, in small letters too, and its place in the plain text."""

    text: str
    lower: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence or a list item; ``start`` is its place in the plain text."""

    text: str
    start: int
    is_item: bool = False

    @property
    def end(self) -> int:
        """Where the sentence ends in the plain text."""
        return self.start + len(self.text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order; ``ICD-10-SE``, ``PDF/A`` and ``t.ex`` are one word each."""
        return tuple(
            Word(m[0], m[0].lower(), self.start + m.start(), self.start + m.end())
            for m in _WORD.finditer(self.text)
        )


class Text:
    """A text without its marks, divided into sentences."""

    def __init__(self, written: str) -> None:
        self._places: list[int] | None = None
        if not written.isascii() and _is_odd(written):
            written, self._places = _composed(written)
        self._marked = written
        self.plain = _without_marks(written)

    def __bool__(self) -> bool:
        return not self.plain.isspace() and bool(self.plain)

    def place(self, offset: int) -> int:
        """An offset of the plain text as an offset of the text as it was written."""
        return offset if self._places is None else self._places[offset]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences and list items in order, without surrounding space."""
        return tuple(_sentences(self._marked, self.plain))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word of every sentence."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds a place of the plain text."""
        return next(s for s in self.sentences if offset < s.end)


def _is_odd(written: str) -> bool:
    return "\u00ad" in written or not unicodedata.is_normalized("NFC", written)


def _composed(written: str) -> tuple[str, list[int]]:
    """The text with å as one letter and without soft hyphens, and where each letter stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(written):
        if letter == "\u00ad":
            continue
        joined = unicodedata.normalize("NFC", letters[-1] + letter) if letters else letter * 2
        if unicodedata.combining(letter) and len(joined) == 1:
            letters[-1] = joined
        else:
            letters.append(letter)
            places.append(place)
    return "".join(letters), [*places, len(written)]


def _without_marks(written: str) -> str:
    plain = _ITEM.sub(_blank, written) if "\n" in written or _ITEM.match(written) else written
    if _MARKED.search(plain):
        for pattern in _MARKS:
            plain = pattern.sub(_blank, plain)
    return plain.replace("\u00a0", " ").replace("\r", " ")


def _blank(match: re.Match[str]) -> str:
    """Spaces for everything but what the reader sees, and as long as it was."""
    if not match.re.groups or match[1] is None:
        return " " * len(match[0])
    before = match.start(1) - match.start()
    return " " * before + match[1] + " " * (match.end() - match.end(1))


def _sentences(marked: str, plain: str) -> Iterator[Sentence]:
    items = [match.start() for match in _ITEM.finditer(marked)]
    ends = [match.end() for match in _END.finditer(plain) if not _goes_on(plain, match)]
    cuts = sorted({0, *items, *ends, len(plain)})
    for start, end in pairwise(cuts):
        piece = plain[start:end]
        text = piece.strip()
        if text:
            at = start + len(piece) - len(piece.lstrip())
            yield Sentence(text, at, start in items)


def _goes_on(plain: str, match: re.Match[str]) -> bool:
    """Whether a mark stands inside a sentence: after t.ex., or before a small letter."""
    if match[0][0] != ".":
        return False
    rest = plain[match.end() : match.end() + 40].lstrip()
    if rest[:1].islower():
        return True
    return bool(_ABBREVIATED.search(plain, max(0, match.start() - 10), match.start() + 1))
