"""Word-level differences: nothing is lost, and only what differs is marked."""

import pytest
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


@pytest.mark.parametrize(("old", "new"), [
    ("2026-05-12", "2026-05-13"),
    ("2026-05-12 14.30", "2026-05-12 15.30"),
    ("1 250 000,50", "1 260 000,50"),
    ("2,5", "2,75"),
    ("1\u00a0000", "2\u00a0000"),
])  # fmt: skip
def test_dates_and_numbers_are_whole_values(old, new):
    assert word_diff(f"Senast {old}.", f"Senast {new}.") == [
        Piece("same", "Senast "), Piece("removed", old), Piece("added", new), Piece("same", "."),
    ]  # fmt: skip


def test_a_difference_of_a_paragraph_break_is_marked():
    pieces = word_diff("Ska visa. Ska spara.", "Ska visa.\n\nSka spara.")
    assert [(piece.kind, piece.shown) for piece in pieces] == [
        ("same", "Ska visa."), ("removed", " "), ("added", "¶\n\n"), ("same", "Ska spara."),
    ]  # fmt: skip
    gone = word_diff("Ett.\n\nTvå.", "Ett.\nTvå.")
    assert [piece.shown for piece in gone] == ["Ett.", "¶\n\n", "¶\n", "Två."]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_the_pieces(old, new):
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def test_very_long_texts_are_shown_whole():
    old, new = "ord " * MOST_WORDS, "nya " * MOST_WORDS
    assert word_diff(old, new) == [Piece("removed", old), Piece("added", new)]
