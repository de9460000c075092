"""Needs of a programme that may be one and the same, and why it looks so.

Found by the likeness that requirements are compared with (quality/likeness/alike.py), over titles
and over all texts; the higher of the two counts. Two titles of the same words, however few, are
100 % alike. A job compares and keeps what it found as its file; what people say of a pair is kept
for itself.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, islice

from django.utils.translation import gettext as _

from common.ordering import in_natural_order
from programmes.models import Programme
from requirements_catalog.models import Need, NeedPairJudgement

from .likeness.alike import LEAST, MOST_PAIRS, Told, alike, likeness
from .likeness.words import stems

# (first, second, per cent, digest, digest) of two needs that are alike.
Alike = tuple[int, int, int, str, str]
COMPARED = ("title", "current_state", "target_state", "consequence", "measure")


@dataclass
class NeedPair:
    """Two needs, the one with the smaller key first, and how alike they are in per cent."""

    first: Need
    second: Need
    score: int
    judgement: NeedPairJudgement | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether nobody has said of these very texts that they are two needs."""
        return self.judgement is None

    @property
    def marks(self) -> tuple[str, str]:
        """The digests of both texts as they are shown, which are sent with what is said of them."""
        return digest_of(self.first), digest_of(self.second)

    @property
    def sides(self) -> tuple[Need, Need]:
        """Both, to be shown beside each other."""
        return self.first, self.second


def found_in(programme: Programme, *, told: Told | None = None) -> list[Alike]:
    """The work of comparing all needs in use: (first, second, per cent, digest, digest) of each
    pair that is alike, the most alike first; one query. ``told`` as in ``alike``.
    """
    needs = {need.pk: need for need in programme.needs.live().order_by("pk")}
    scores: dict[tuple[int, int], int] = defaultdict(int)
    found = [
        *alike({key: need.title for key, need in needs.items()}).pairs,
        *alike({key: text_of(need) for key, need in needs.items()}, told=told).pairs,
    ]
    for pair in found:
        at = (pair.first, pair.second)
        scores[at] = max(scores[at], pair.score)
    same = chain.from_iterable(combinations(keys, 2) for keys in _same_titles(needs))
    # Many of one title are soon more pairs than anybody is told of.
    scores |= dict.fromkeys(islice(same, MOST_PAIRS), 100)
    digests = {key: digest_of(needs[key]) for pair in scores for key in pair}
    rows = [
        (first, second, score, digests[first], digests[second])
        for (first, second), score in scores.items()
    ]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))[:MOST_PAIRS]


def pairs_of(programme: Programme, found: Iterable[Sequence]) -> list[NeedPair]:
    """Those of the found pairs whose needs are in use with the texts that were compared.

    Two queries whatever their number.
    """
    needs = {need.pk: need for need in programme.needs.live()}
    digests = {key: digest_of(need) for key, need in needs.items()}
    said = _judgements(programme)
    return [
        NeedPair(needs[first], needs[second], score, said.get((first, second, one, other)))
        for first, second, score, one, other in found
        if (digests.get(first), digests.get(second)) == (one, other)
    ]


def pair_now(programme: Programme, keys: Iterable[int]) -> NeedPair | None:
    """Two needs in use with their texts as they are, compared or not; one query."""
    found = list(programme.needs.live().filter(pk__in=list(keys)).order_by("pk"))
    if len(found) != 2:
        return None
    one, other = found
    titles, texts = likeness(one.title, other.title), likeness(text_of(one), text_of(other))
    return NeedPair(one, other, max(titles, texts))


def _same_titles(needs: Mapping[int, Need]) -> list[list[int]]:
    """Keys of needs whose titles are of the same words; few words are no likeness to ``alike``."""
    by_words: dict[str, list[int]] = defaultdict(list)
    for key, need in needs.items():
        by_words[" ".join(stems(need.title))].append(key)
    return [keys for words, keys in by_words.items() if words and len(keys) > 1]


def text_of(need: Need) -> str:
    """All that is compared of a need."""
    return "\n".join(getattr(need, name) for name in COMPARED)


def digest_of(need: Need) -> str:
    """A mark of what is compared: another when the words are others. It proves nothing."""
    return hashlib.md5(text_of(need).encode(), usedforsecurity=False).hexdigest()


def _judgements(programme: Programme) -> dict[tuple, NeedPairJudgement]:
    """The last word of each pair of texts, where it is that they are two needs; one query."""
    rows = NeedPairJudgement.objects.filter(first__programme=programme)
    last = {
        (one.first_id, one.second_id, one.first_digest, one.second_digest): one
        for one in rows.select_related("judged_by").order_by("pk")
    }
    return {key: one for key, one in last.items() if one.is_apart}


def tell_reasons(pairs: Sequence[NeedPair]) -> None:
    """Give the pairs of a page what speaks for their being the same; two queries."""
    shared = {
        name: _links(name, pairs, code) for name, code in (("modules", "code"), ("goals", "code"))
    }
    for pair in pairs:
        pair.reasons = [*_texts_alike(pair), *_words_shared(pair)]
        for name, label in (
            ("modules", _("båda gäller %(codes)s")),
            ("goals", _("båda tjänar %(codes)s")),
        ):
            codes = shared[name][pair.first.pk] & shared[name][pair.second.pk]
            if codes:
                pair.reasons.append(label % {"codes": ", ".join(in_natural_order(codes))})


def _texts_alike(pair: NeedPair) -> Iterable[str]:
    for name in COMPARED:
        one, other = getattr(pair.first, name), getattr(pair.second, name)
        score = likeness(one, other) if one and other else 0
        if score >= LEAST:
            label = Need._meta.get_field(name).verbose_name
            yield _("%(field)s är lika till %(score)d %%") % {"field": label, "score": score}


def _words_shared(pair: NeedPair) -> Iterable[str]:
    for name in ("perspective", "dimension"):
        if getattr(pair.first, name) == getattr(pair.second, name):
            label = Need._meta.get_field(name).verbose_name
            value = getattr(pair.first, f"get_{name}_display")()
            yield _("samma %(field)s: %(value)s") % {"field": label, "value": value}


def _links(name: str, pairs: Sequence[NeedPair], code: str) -> Mapping[int, set[str]]:
    keys = {need.pk for pair in pairs for need in pair.sides}
    found: dict[int, set[str]] = defaultdict(set)
    rows = Need.objects.filter(pk__in=keys, **{f"{name}__isnull": False}).order_by()
    for key, word in rows.values_list("pk", f"{name}__{code}"):
        found[key].add(word)
    return found
