"""Lists of words as one pattern each, with the endings of Swedish; compiled once a list."""

import re
from collections.abc import Callable
from functools import lru_cache

# Endings of adjectives, nouns and their genitives: lämplig-t, -a, -are; klient-en, -er, -ernas.
_ENDINGS = r"(?:t|a|are|aste|ast|e|en|n|et|er|ar|or|na|erna|arna|orna)?s?"
_CONTRACTED = re.compile(r"(.*[^aeiouyåäö])e([lnr])$")


def listed(text: str) -> tuple[str, ...]:
    """The words and phrases of a text that a comma parts."""
    return tuple(word.strip() for word in text.split(","))


@lru_cache(maxsize=256)
def pattern_of(words: tuple[str, ...], *, compounds: bool = False) -> re.Pattern[str]:
    """Any of the words with its usual endings; ``enkel`` finds enkla, ``skala*`` any ending.

    With ``compounds``, words of six letters or more also end others: *system* finds
    bokningssystemet, *kund* does not find sekund. Case is not minded. No words find nothing.
    """
    whole = _alternatives(words, _with_endings)
    ends = _alternatives(tuple(word for word in words if len(word) > 5), _with_endings)
    beside = rf"|(?<![\w-])\w[\w-]*?(?:{ends})" if compounds else ""
    return re.compile(rf"(?i:(?:\b(?:{whole}){beside})(?![\w-]))")


@lru_cache(maxsize=256)
def names_pattern(names: tuple[str, ...], *, ignore_case: bool = False) -> re.Pattern[str]:
    """Any of the names, with a genitive s; an empty list finds nothing."""
    flags = re.IGNORECASE if ignore_case else 0
    return re.compile(rf"(?<![\w-])(?:{_alternatives(names, _spaced)})s?(?!\w)", flags)


def _alternatives(words: tuple[str, ...], made: Callable[[str], str]) -> str:
    """The words as alternatives, longest first, those of the same two first letters together.

    The engine tries alternatives one by one; by groups it gives most words up at two letters.
    """
    groups: dict[str, list[str]] = {}
    known = {word.strip() for word in words if word.strip(" *")}
    for word in sorted(known, key=len, reverse=True):
        start = word[:2] if word[:2].isalpha() and len(word) > 3 else ""
        groups.setdefault(start, []).append(made(word)[len(start) :])
    return "|".join(f"{start}(?:{'|'.join(rest)})" for start, rest in groups.items()) or r"(?!)"


def _with_endings(word: str) -> str:
    if word.endswith("*"):
        return _spaced(word[:-1]) + r"\w*"
    if contracted := _CONTRACTED.match(word):
        stem, last = map(_spaced, contracted.groups())
        return rf"{stem}(?:e{last}{_ENDINGS}|{last}(?:a|are|ast|aste))"
    return _spaced(word) + _ENDINGS


def _spaced(word: str) -> str:
    return r"\s+".join(map(re.escape, word.split()))
