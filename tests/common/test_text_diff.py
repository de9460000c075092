"""Word-level differences: nothing is lost, and only what differs is marked."""

from hypothesis import given
from hypothesis import strategies as st

from common.text_diff import MOST_WORDS, Piece, word_diff


def test_words_are_compared_whole():
    assert word_diff("Visa inom 2 sekunder.", "Visa inom 20 sekunder.") == [
        Piece("same", "Visa inom "),
        Piece("removed", "2"),
        Piece("added", "20"),
        Piece("same", " sekunder."),
    ]


def test_changed_phrases_stay_whole():
    assert word_diff("Enligt HL7 FHIR eller likvärdig.", "Enligt öppen standard.") == [
        Piece("same", "Enligt "),
        Piece("removed", "HL7 FHIR eller likvärdig"),
        Piece("added", "öppen standard"),
        Piece("same", "."),
    ]


def test_from_nothing_and_to_nothing():
    assert word_diff("", "Nytt") == [Piece("added", "Nytt")]
    assert word_diff("Gammalt", "") == [Piece("removed", "Gammalt")]
    assert word_diff("", "") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_the_pieces(old, new):
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def test_very_long_texts_are_shown_whole():
    old, new = "ord " * MOST_WORDS, "nya " * MOST_WORDS
    assert word_diff(old, new) == [Piece("removed", old), Piece("added", new)]
