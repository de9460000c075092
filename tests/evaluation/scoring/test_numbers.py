"""Exact numbers in and out."""

from fractions import Fraction

import pytest

from evaluation.scoring.numbers import display_text, exact_text, parse_number, round_half_up


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Fraction(0)),
        ("520000000", Fraction(520_000_000)),
        ("4.50", Fraction(9, 2)),
        ("-3", Fraction(-3)),
        ("10/3", Fraction(10, 3)),
        ("0.1", Fraction(1, 10)),
    ],
)
def test_reads_numbers_exactly(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "1e3", "4,5", "+5", ".5", "5.", "NaN", "Infinity", "1/0", "1/-2", "٣", "1_0",
     "0x10", "9" * 61, "1 000"],
)  # fmt: skip
def test_refuses_what_would_be_a_guess(text):
    with pytest.raises(ValueError):
        parse_number(text)


@pytest.mark.parametrize(
    ("value", "exact", "display"),
    [
        (Fraction(488_000_000), "488000000", "488000000"),
        (Fraction(55, 2), "27.5", "27.5"),
        (Fraction(-5, 2), "-2.5", "-2.5"),
        (Fraction(1, 80), "0.0125", "0.0125"),
        (Fraction(1068, 13), "1068/13", "82.1538"),
        (Fraction(-1, 3), "-1/3", "-0.3333"),
        (Fraction(1, 30_000), "1/30000", "0.0000"),
        (Fraction(-1, 30_000), "-1/30000", "0.0000"),
    ],
)
def test_writes_exactly_and_for_people(value, exact, display):
    assert exact_text(value) == exact
    assert display_text(value) == display
    assert parse_number(exact_text(value)) == value


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        # RAÄ 2012: 213 106,5 is printed as 213 107 and 373 292,5 as 373 293
        (Fraction(426_213, 2), 0, 213_107),
        (Fraction(746_585, 2), 0, 373_293),
        (Fraction(-1, 2), 0, -1),
        (Fraction(1, 3), 2, Fraction(33, 100)),
        (Fraction(2, 3), 2, Fraction(67, 100)),
    ],
)
def test_rounds_halves_up(value, decimals, rounded):
    assert round_half_up(value, decimals) == rounded
