"""Pairs of texts that say nearly the same.

Two texts are alike when two thirds of all their different words are shared (Jaccard's index; four
fifths by Dice's), and their words in order agree to at least ``least`` per cent letter by letter
(the normalised indel similarity, ``fuzz.ratio`` of rapidfuzz).

Comparing all with all is 200 million comparisons for 20,000 texts. Prefix filtering leaves out
only pairs that cannot be alike: with the words of each text in order of how rare they are, two
texts that share two thirds of their words share one among the rarest third, plus one, of either
(Chaudhuri, Ganti and Kaushik, *A primitive operator for similarity joins in data cleaning*, ICDE
2006).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from .words import stems

LEAST = 75
# A text of fewer words is a label: "Se bilaga 2." is found in every catalogue and says nothing.
FEWEST_WORDS = 4
# So many texts are looked at for one, and so many pairs reported. What is beyond is told.
MOST_COMPARED = 5_000
MOST_PAIRS = 5_000
# After so many texts the caller is told how far it has come.
TOLD_EACH = 500

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by key, the smaller first, and how alike they are: 100 says the same words."""

    first: int
    second: int
    score: int


@dataclass(frozen=True, slots=True)
class Likenesses:
    """What was found, the most alike first; ``is_cut``: there are more than are told."""

    pairs: tuple[Pair, ...]
    is_cut: bool = False


def alike(texts: Mapping[int, str], *, least: int = LEAST, told: Told | None = None) -> Likenesses:
    """Every pair of alike texts; texts by key. ``least`` is in whole per cent.

    ``told(done, total)`` is called now and then; what it raises ends the work.

    Of texts with exactly the same words the first is paired with each of the others, and stands for
    all of them where further texts are like them.
    """
    words = {key: found for key, text in texts.items() if len(found := stems(text)) >= FEWEST_WORDS}
    groups = _groups(words)
    found = [Pair(keys[0], other, 100) for keys in groups.values() for other in keys[1:]]
    lines = {keys[0]: line for line, keys in groups.items()}
    candidates, is_cut = _candidates({key: frozenset(words[key]) for key in lines}, told)
    for one, other in candidates:
        score = fuzz.ratio(lines[one], lines[other], score_cutoff=least)
        if score:
            found.append(Pair(min(one, other), max(one, other), min(int(score), 99)))
    found.sort(key=lambda pair: (-pair.score, pair.first, pair.second))
    return Likenesses(tuple(found[:MOST_PAIRS]), is_cut or len(found) > MOST_PAIRS)


def likeness(one: str, other: str) -> int:
    """How alike two texts are letter by letter in their words' stems, in whole per cent."""
    return int(fuzz.ratio(" ".join(stems(one)), " ".join(stems(other))))


def _groups(words: Mapping[int, list[str]]) -> dict[str, list[int]]:
    """Keys of the texts that have the same words in the same order, by these words."""
    found: dict[str, list[int]] = defaultdict(list)
    for key in sorted(words):
        found[" ".join(words[key])].append(key)
    return found


def _candidates(
    sets: Mapping[int, frozenset[str]], told: Told | None = None
) -> tuple[list[tuple[int, int]], bool]:
    """Pairs that share two thirds of their words, and whether any were too many to look at."""
    rarity = Counter(word for words in sets.values() for word in words)
    by_word: dict[str, list[int]] = defaultdict(list)
    found: list[tuple[int, int]] = []
    is_cut = False
    # The short before the long: every other that is met has at most as many words.
    for done, key in enumerate(sorted(sets, key=lambda key: (len(sets[key]), key))):
        if told and done % TOLD_EACH == 0:
            told(done, len(sets))
        words = sets[key]
        rarest = sorted(words, key=lambda word: (rarity[word], word))
        shortest = -(-2 * len(words) // 3)
        others: set[int] = set()
        for word in rarest[: len(words) // 3 + 1]:
            if len(others) > MOST_COMPARED:
                is_cut = True
                break
            # Those that are too short to share enough stand first in the list.
            known = by_word[word]
            others.update(known[bisect_left(known, shortest, key=lambda one: len(sets[one])) :])
        found += [(other, key) for other in others if _share_enough(words, sets[other])]
        # A longer one shares four fifths of this one's words or is not alike: so a fifth will do.
        for word in rarest[: len(words) // 5 + 1]:
            by_word[word].append(key)
    return found, is_cut


def _share_enough(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether what is shared is at least two thirds of all words of both: 3 s ≥ 2 (a + b − s)."""
    return 5 * len(one & other) >= 2 * (len(one) + len(other))
