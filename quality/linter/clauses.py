"""Who must do what: the obligations of a sentence, told from the verbs of its subordinate clauses.

Swedish puts the finite verb second in a main clause and opens a subordinate clause with a word
such as *som* or *när*. Each such word therefore takes the next finite verb; a *ska* that nothing
takes is an obligation. "Uppgifter som ska sparas ska systemet märka" has one: the second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from quality.linter.grammar import (
    ADVERBS,
    ANSWERS,
    BEFORE_NOUN,
    DEPONENT,
    FINITE,
    INFINITIVES,
    NOT_FINITE,
    OPENERS,
    PREPOSITIONS,
)
from quality.linter.text import Sentence, Word
from quality.linter.words import pattern_of

MUST, SHOULD = "ska", "bör"
MODALS = {"ska": MUST, "skall": MUST, "måste": MUST, "bör": SHOULD, "får": "får", "borde": SHOULD}
# With these begins what is no subject.
_NO_SUBJECT = PREPOSITIONS | OPENERS
_GENITIVE = re.compile(r"(?:en|et|n|na|er|rs)s$")
_NOUN = re.compile(r"(?:ningar|ioner|elser|heter|ifter|enter|isser|örer|eter|ader|oner|ingar)$")
_SUBORDINATE_FINITE = re.compile(r"\w{2,}(?:ar|er|ör|as|ade|ades|des|tes)$")
# After these stands a noun, even if it looks like a verb ("när loggar ska sparas", "vilka
# kontroller patienten ska genomgå"), unless it is one of the verbs.
_NOUN_FOLLOWS = OPENERS - {"som", "vem", "vad"} | {"att", "om"}
_VERBS_AFTER = frozenset({"är", "har", "kan", "finns", "gäller", "ingår", *MODALS})
# How far from its modal a passive verb may stand: "ska minst en gång per år granskas".
_REACH = 8
_NO_VERB = re.compile(r"(?:rnas|bas)$")
_PASSIVE = re.compile(
    r"(?:\w{2,}as|(?:\w*(?:ta|ge|se|nå|få|gå|be|dra|slå|te|le)s|ges|ses|tas|nås|fås))$"
)
_NOT_INFINITIVE_AFTER_ATT = re.compile(r"(?:a|å|as|se|ge|be|le|dö)$")


@dataclass(frozen=True)
class Obligation:
    """A *ska*, *bör* or *får* of a main clause, with the words before and after it."""

    modal: Word
    verb: str
    before: tuple[Word, ...]
    after: tuple[Word, ...]

    @property
    def is_fronted(self) -> bool:
        """Whether something else than the subject stands first: "Vid utskrivning ska …"."""
        return not self.before or self.before[0].lower in _NO_SUBJECT

    @property
    def subject(self) -> tuple[Word, ...]:
        """The words that name the subject, up to a preposition; empty when it follows later."""
        words = self.before
        if self.is_fronted:
            words = tuple(word for word in self.after[:5] if word.lower not in ADVERBS)
        return tuple(takewhile(lambda word: word.lower not in _NO_SUBJECT, words))[:4]

    @property
    def main(self) -> tuple[Word, ...]:
        """What follows in the main clause itself: the words before a *som*, *när*, *hur* …"""
        return tuple(takewhile(lambda word: word.lower not in OPENERS, self.after))

    @property
    def action(self) -> Word | None:
        """The first word after the modal that is no adverb: the verb, if the subject is first."""
        return next((word for word in self.after if word.lower not in ADVERBS), None)

    def has_subject(self, actors: tuple[str, ...]) -> bool:
        """Whether the subject is one of the actors (not something that belongs to one)."""
        words = [word for word in self.subject if word.lower not in BEFORE_NOUN]
        if self.is_fronted:
            words = words[:1]
        return any(is_actor(word, actors) for word in words)

    @property
    def is_about_the_answer(self) -> bool:
        """Whether it tells how to answer ("Anbudsgivaren ska beskriva …") and asks nothing else."""
        action = self.action
        return self.has_subject(("anbudsgivare", "anbudssökande")) and (
            action is not None and action.lower in ANSWERS
        )


def is_actor(word: Word, actors: tuple[str, ...]) -> bool:
    """Whether a word is an actor, also at the end of a compound, and not as what owns another."""
    named = pattern_of(actors, compounds=True).fullmatch(word.lower)
    return named is not None and not _GENITIVE.search(word.lower)


@lru_cache(maxsize=1024)
def obligations(sentence: Sentence) -> tuple[Obligation, ...]:
    """The modals of the sentence's main clauses in order; several rules ask for the same."""
    words = sentence.words
    found = list(_main_modals(words)) if any(word.lower in MODALS for word in words) else []
    if not found:
        return ()
    begins = [
        _begin(words, found[place - 1] + 1, at) if place else 0 for place, at in enumerate(found)
    ]
    ends = [*found[1:], len(words)]
    return tuple(
        Obligation(words[at], MODALS[words[at].lower], words[begin:at], words[at + 1 : end])
        for at, begin, end in zip(found, begins, ends, strict=True)
    )


def _begin(words: tuple[Word, ...], first: int, at: int) -> int:
    """Where a later clause of the sentence begins: after the last *och*, *men* or *samt*."""
    joins = [i for i in range(first, at) if words[i].lower in {"och", "men", "samt", "eller"}]
    return joins[-1] + 1 if joins else at


def _main_modals(words: tuple[Word, ...]) -> Iterator[int]:
    open_clauses = 0
    for at, word in enumerate(words):
        if _opens_clause(words, at):
            open_clauses += 1
        elif word.lower in MODALS:
            if open_clauses:
                open_clauses -= 1
            else:
                yield at
        elif open_clauses and _is_finite(words, at):
            open_clauses -= 1


def _opens_clause(words: tuple[Word, ...], at: int) -> bool:
    word, before = words[at].lower, words[at - 1].lower if at else ""
    after = words[at + 1].lower if at + 1 < len(words) else ""
    if word == "att":
        return not (_NOT_INFINITIVE_AFTER_ATT.search(after) or after in {"inte", "kunna"})
    if word == "om":
        # A preposition after a noun: "uppgift om spärr". Else a condition: "varna om …".
        return not before or before in {"och", "eller", "men", "även"} or is_infinitive(before)
    if word == "då":
        return not before
    if word == "som" and (before == "såväl" or after == "standard"):
        return False
    return word in OPENERS and not (word in {"hur", "vad", "när"} and after in {"", "och"})


def _is_finite(words: tuple[Word, ...], at: int) -> bool:
    word, before = words[at].lower, words[at - 1].lower
    if before in _NOUN_FOLLOWS:
        return word in _VERBS_AFTER
    if word in FINITE:
        return True
    if word in NOT_FINITE or len(word) < 4 or not _SUBORDINATE_FINITE.match(word):
        return False
    return not _NOUN.search(word)


def is_infinitive(word: str) -> bool:
    """Whether a word is a verb as it stands after *ska*: one of the usual, or ends in -era."""
    return word in INFINITIVES or (word.endswith("era") and len(word) > 5)


def passive_of(obligation: Obligation) -> Word | None:
    """The passive verb that a modal governs ("ska kunna visas", "ska ske"), or None."""
    for word in [w for w in obligation.after if w.lower not in ADVERBS][:_REACH]:
        if is_passive(word.lower):
            return word
        if is_infinitive(word.lower) or word.lower in OPENERS or word.lower == "att":
            return None
    return None


def is_passive(word: str) -> bool:
    """Whether a word is a passive infinitive (sparas, göras, ges) or *ske*, which has no doer."""
    return word == "ske" or (
        word not in DEPONENT and bool(_PASSIVE.match(word)) and not _NO_VERB.search(word)
    )
