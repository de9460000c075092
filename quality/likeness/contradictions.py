"""Requirements that say different figures of what seems to be the same thing.

Two requirements may contradict each other when each has a figure of the same kind and topic and
none of these figures is the same: 99,5 % and 99,9 % availability, 4 and 8 hours to restore. What
the topic is, words near the figure say (``TOPICS``); where no such word stands, the whole texts
must be about the same, figures aside. A person decides: the figures may be meant for different
cases.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from .figures import COUNT, DATA, PERCENT, TIME, Figure, figures
from .words import stems, without_figures

# Beginnings of words by topic, and the kinds of figures that the topic has.
TOPICS: dict[str, tuple[str, tuple[str, ...]]] = {
    "availability": (PERCENT, ("tillgänglighet", "tillgänglig", "drifttid", "upptid")),
    "response": (TIME, ("svarstid", "svarstider", "laddas", "laddningstid", "sökresultat")),
    "restore": (TIME, ("återställ", "återstart", "rto", "katastrofåterställ")),
    "loss": (TIME, ("dataförlust", "informationsförlust", "rpo")),
    "support": (TIME, ("inställelse", "åtgärdstid", "incident", "felanmäl", "supportärende")),
    "retention": (TIME, ("bevara", "gallra", "arkivera", "lagras", "sparas", "logg")),
    "notice": (TIME, ("uppsägning", "förvarn", "aviser")),
    "session": (TIME, ("inaktiv", "utloggning", "session")),
    "backup": (TIME, ("säkerhetskopi", "backup")),
    "size": (DATA, ("bilaga", "bilagor", "fil", "lagringsutrymme", "bild")),
    "users": (COUNT, ("samtidig", "användare")),
}
# Letters on either side of a figure in which its topic is looked for: about a sentence.
NEAR = 140
# Shared words of all words, figures aside: with a topic in common less is needed than without.
WITH_TOPIC, WITHOUT_TOPIC = 0.2, 0.5
MOST_PAIRS = 2_000
# So many are held at once; then only the best are kept, and worse ones are not looked at.
MOST_HELD = 20_000

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """A requirement as it is compared: key, text, and keys of its modules."""

    key: int
    text: str
    modules: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two requirements by key, the smaller first, with the figures that differ.

    ``topic`` is one of TOPICS, or empty when only the texts say that it is the same thing;
    ``score`` how much of all their words, figures aside, they share, in whole per cent.
    """

    first: int
    second: int
    topic: str
    first_figures: tuple[str, ...]
    second_figures: tuple[str, ...]
    score: int


@dataclass(frozen=True, slots=True)
class Contradictions:
    """What was found, those that share most words first; ``is_cut``: there are more."""

    found: tuple[Contradiction, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    subject: Subject
    words: frozenset[str]
    by_topic: Mapping[tuple[str, str], tuple[Figure, ...]]


def contradictions(subjects: list[Subject], *, told: Told | None = None) -> Contradictions:
    """Every pair whose figures differ, at most MOST_PAIRS, those that share most words first.

    ``told(done, total)`` is called before each group of figures that are about the same.
    """
    groups: dict[tuple[str, str], list[_Read]] = defaultdict(list)
    for subject in sorted(subjects, key=lambda subject: subject.key):
        read = _read(subject)
        for place in read.by_topic:
            groups[place].append(read)
    found: dict[tuple[int, int], Contradiction] = {}
    is_cut, lowest = False, 0.0
    for done, ((topic, kind), members) in enumerate(groups.items()):
        if told:
            told(done, len(groups))
        least = WITH_TOPIC if topic else WITHOUT_TOPIC
        # Sizes as numbers of their own: fractions are slow to compare, and there are few.
        number: dict[Fraction, int] = {}
        sizes = {
            read.subject.key: frozenset(
                number.setdefault(figure.size, len(number)) for figure in read.by_topic[topic, kind]
            )
            for read in members
        }
        for one, other in _pairs(members):
            if not sizes[one.subject.key].isdisjoint(sizes[other.subject.key]):
                continue
            share = _share(one, other)
            if share < max(least, lowest):
                continue
            left, right = one.by_topic[topic, kind], other.by_topic[topic, kind]
            pair = (one.subject.key, other.subject.key)
            if pair not in found or not found[pair].topic:
                written = (_written(left), _written(right))
                found[pair] = Contradiction(*pair, topic, *written, int(share * 100))
                if len(found) > MOST_HELD:
                    found, is_cut = _best(found), True
                    lowest = min(one.score for one in found.values()) / 100
    is_cut = is_cut or len(found) > MOST_PAIRS
    return Contradictions(tuple(_best(found).values()), is_cut)


def _best(found: dict[tuple[int, int], Contradiction]) -> dict[tuple[int, int], Contradiction]:
    """Those that are reported when there are too many, the ones that share most words first."""
    ordered = sorted(found.items(), key=lambda item: (-item[1].score, *item[0]))
    return dict(ordered[:MOST_PAIRS])


def _read(subject: Subject) -> _Read:
    by_topic: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures(subject.text):
        by_topic[_topic(subject.text, figure), figure.kind].append(figure)
    about = without_figures(stems(subject.text)) if by_topic else frozenset()
    return _Read(subject, about, {key: tuple(found) for key, found in by_topic.items()})


def _topic(text: str, figure: Figure) -> str:
    """The topic whose word stands nearest to the figure, in its own sentence if it can."""
    lower = text.lower()
    start = max(0, figure.start - NEAR)
    near = lower[start : figure.end + NEAR]
    best: tuple[int, str] = (NEAR * 2, "")
    for topic, (kind, beginnings) in TOPICS.items():
        if kind != figure.kind:
            continue
        for word in beginnings:
            at = near.find(word)
            while at >= 0:
                distance = abs(start + at - figure.start)
                if (at == 0 or not near[at - 1].isalpha()) and distance < best[0]:
                    best = (distance, topic)
                at = near.find(word, at + 1)
    return best[1]


def _pairs(members: list[_Read]) -> Iterator[tuple[_Read, _Read]]:
    """Pairs of one topic that share a module, or of which one has none."""
    for one, other in combinations(members, 2):
        left, right = one.subject.modules, other.subject.modules
        if not left or not right or left & right:
            yield one, other


def _share(one: _Read, other: _Read) -> float:
    """Shared words of all words of both, from 0 to 1."""
    shared = len(one.words & other.words)
    return shared / max(1, len(one.words) + len(other.words) - shared)


def _written(found: tuple[Figure, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure.written for figure in found))
