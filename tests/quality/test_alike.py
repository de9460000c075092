"""Texts that say nearly the same."""

from hypothesis import given
from hypothesis import strategies as st

from quality.likeness.alike import Likenesses, Pair, _candidates, _share_enough, alike

LOG = "Systemet ska logga varje åtkomst till patientens journal med tid och användare."


def test_the_same_words_are_a_hundred():
    found = alike({7: LOG, 3: LOG.upper(), 5: "Avtalet gäller i fyra år med två förlängningar."})
    assert found == Likenesses((Pair(3, 7, 100),))


def test_inflected_and_changed_words_are_alike():
    # 10 of 11 stems agree: "journal" and "journalen" have one stem, "tid" became "klockslag".
    other = (
        "Systemet ska logga varje åtkomst till patientens journaler med klockslag och användare."
    )
    (pair,) = alike({1: LOG, 2: other}).pairs
    assert (pair.first, pair.second) == (1, 2)
    assert 75 <= pair.score < 100


def test_other_matters_and_short_labels_are_not():
    texts = {
        1: LOG,
        2: "Systemet ska visa patientens läkemedel med dos och ordinatör i en lista.",
        3: "Se bilaga 2.",
        4: "Se bilaga 2.",
    }
    assert alike(texts).pairs == ()


def test_a_text_of_many_is_paired_with_each_once():
    assert alike({1: LOG, 2: LOG, 3: LOG}).pairs == (Pair(1, 2, 100), Pair(1, 3, 100))


def test_word_order_lowers_the_score():
    """Who sends and who receives is the whole difference: alike, but not the same."""
    one = "Laboratoriet ska skicka svaret till vårdenheten inom fyra timmar."
    other = "Vårdenheten ska skicka svaret till laboratoriet inom fyra timmar."
    assert alike({1: one, 2: other}, least=50).pairs[0].score < 100


WORDS = st.frozensets(st.sampled_from("abcdefghijkl"), min_size=1, max_size=9)


@given(st.lists(WORDS, max_size=12))
def test_no_pair_is_lost_by_looking_at_rare_words_only(sets):
    """What comparing all with all finds."""
    by_key = dict(enumerate(sets))
    found, is_cut = _candidates(by_key)
    wanted = {
        frozenset((a, b))
        for a in by_key
        for b in by_key
        if a < b and 3 * len(by_key[a] & by_key[b]) >= 2 * len(by_key[a] | by_key[b])
    }
    assert {frozenset(pair) for pair in found} == wanted
    assert not is_cut


def test_two_thirds_shared_is_enough():
    # 4 of 6 words are shared: exactly two thirds; 3 of 5 are less.
    assert _share_enough(frozenset("abcde"), frozenset("abcdf"))
    assert not _share_enough(frozenset("abcd"), frozenset("abcx"))
