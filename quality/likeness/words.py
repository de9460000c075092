"""A text as the stems of its words: what is compared when texts are."""

import re
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"\d+(?:[ .,:]\d+)*|[^\W\d_]+(?:-[^\W\d_]+)*")
_STEMMER = snowballstemmer.stemmer("swedish")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Swedish stem of a word in small letters (Snowball, as the search uses)."""
    return _STEMMER.stemWord(word)


def stems(text: str) -> list[str]:
    """The stems of a text's words in order; a figure such as ``99,5`` is one word."""
    return [stem(word) for word in _WORD.findall(text.lower())]


def without_figures(words: list[str]) -> frozenset[str]:
    """The different words of a text, figures left out: what it is about."""
    return frozenset(word for word in words if not word[0].isdigit())
