"""Numbers as people write them, by one rule for forms, returned workbooks and scores."""

from decimal import Decimal

import pytest

from common.numbers import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", "3"),
        (" 2,5 ", "2.5"),
        ("2.5", "2.5"),
        ("40 000 000", "40000000"),
        ("1\xa0200,50", "1200.50"),
        ("1\u202f200", "1200"),
        ("1\u2009200", "1200"),
        ("-4", "-4"),
        ("1e29", "1e29"),
    ],
)
def test_a_number_is_read(text, number):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", " ", "tre", "1,2,3", "1.200,50", "NaN", "Infinity", "3 kr", "1e30", "1e-31", "1" * 31],
)
def test_what_is_no_number_is_none(text):
    assert read_number(text) is None
