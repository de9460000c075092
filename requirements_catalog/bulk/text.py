"""What a bulk change does to words: plain text replaced, and codes made after a pattern."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

_PART = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"n(?::0?([1-9]))?")
CHAPTER = "kapitel"
LARGEST_NUMBER = 999_999_999


@dataclass(frozen=True)
class Replacement:
    """Text to look for and what to put there; neither is a pattern."""

    find: str
    put: str
    match_case: bool = False
    whole_word: bool = False

    def apply(self, text: str) -> str:
        """The text with every occurrence replaced."""
        return self._sought.sub(lambda _found: self.put, text)

    def places(self, text: str) -> tuple[int, int]:
        """How many times the text holds what is sought, and how many of those inside words."""
        found = list(self._sought.finditer(text))
        return len(found), sum(
            bool(
                re.match(r"\w\w", text[max(0, one.start() - 1) : one.start() + 1])
                or re.match(r"\w\w", text[one.end() - 1 : one.end() + 1])
            )
            for one in found
        )

    @property
    def _sought(self) -> re.Pattern[str]:
        words = re.escape(self.find)
        if self.whole_word:
            # What does not begin or end in a word, as "(" does, has no word to be the whole of.
            before = r"(?<!\w)" if re.match(r"\w", self.find) else ""
            after = r"(?!\w)" if re.search(r"\w\Z", self.find) else ""
            words = f"{before}{words}{after}"
        return re.compile(words, 0 if self.match_case else re.IGNORECASE)


class PatternRefused(ValueError):
    """A pattern that makes no codes; the text says what to write."""


@dataclass(frozen=True)
class CodePattern:
    """``KRAV-{n:03}`` or ``{kapitel}-{n:02}``: text around a number, and perhaps the chapter's."""

    text: str

    def __post_init__(self) -> None:
        names = _PART.findall(self.text)
        if "{" in _PART.sub("", self.text) or "}" in _PART.sub("", self.text):
            raise PatternRefused(_("En klammer saknar sin andra hälft."))
        for name in names:
            if name != CHAPTER and not _NUMBER.fullmatch(name):
                raise PatternRefused(
                    _("”{%(word)s}” går inte att använda. Skriv {n}, {n:03} eller {kapitel}.")
                    % {"word": name[:40]}
                )
        if sum(name != CHAPTER for name in names) != 1:
            raise PatternRefused(_("Mönstret behöver ett löpnummer: {n}, eller {n:03} för 001."))

    @property
    def has_chapter(self) -> bool:
        """Whether numbers start anew in each chapter."""
        return f"{{{CHAPTER}}}" in self.text

    def code(self, number: int, chapter: str = "") -> str:
        """The code with this number."""

        def part(found: re.Match[str]) -> str:
            if found[1] == CHAPTER:
                return chapter
            width = _NUMBER.fullmatch(found[1])
            return f"{number:0{width[1] if width and width[1] else 1}d}"

        return _PART.sub(part, self.text)
