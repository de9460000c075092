"""Numbers as people write them, by one rule for forms, returned workbooks and scores."""

from decimal import Decimal

import pytest

from common.numbers import format_number, read_number, show_decimals, show_number


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


def test_a_minus_that_our_own_pages_show_is_read():
    assert read_number("\u2212140,6") == Decimal("-140.6")


def test_what_is_read_takes_the_true_minus_and_what_is_typed_back_a_hyphen():
    # 549,4 − 690,0 = −140,6
    assert show_number(Decimal("-140.6"), 1) == "\u2212140,6"
    assert format_number(Decimal("-140.6"), 1) == "-140,6"


def test_a_column_keeps_its_decimals():
    # 6 % under 9,3 %; what rounds to nothing has no sign.
    column = [Decimal("9.3"), Decimal("6"), Decimal("-1200"), Decimal("-0.04"), None]
    assert [show_decimals(one, 1) for one in column] == [
        "9,3", "6,0", "\u22121\xa0200,0", "0,0", "",
    ]  # fmt: skip
    assert show_number(Decimal("6.0"), 1) == "6"
