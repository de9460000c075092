"""Shares that sum to the whole as they are shown; expected figures are worked out by hand."""

from decimal import Decimal as D
from fractions import Fraction as F

from joint_procurement.shares import against_base, kronor, of_whole, percents
from joint_procurement.what_if import Change, owners


def test_three_thirds_sum_to_a_hundred():
    shares = dict.fromkeys("abc", F(1, 3))
    assert list(percents(shares).values()) == [D("33.4"), D("33.3"), D("33.3")]


def test_what_is_left_goes_to_the_largest_remainder():
    # 412 000, 187 000 and 138 000 of 737 000: 55.9023…, 25.3731…, 18.7245… per cent. Cut down to
    # 55.9, 25.3 and 18.7 they sum to 99.9; the second lost most (0.0731).
    shares = {1: F(412, 737), 2: F(187, 737), 3: F(138, 737)}
    assert list(percents(shares).values()) == [D("55.9"), D("25.4"), D("18.7")]


def test_kronor_sum_to_the_value():
    # 100 kronor over sevenths: 14.28…, 28.57…, 57.14…: 14 + 28 + 57 = 99, one more to the second.
    shares = {1: F(1, 7), 2: F(2, 7), 3: F(4, 7)}
    assert list(kronor(F(100), shares).values()) == [D(14), D(29), D(57)]


def test_missing_is_not_zero():
    assert against_base({1: 5, 2: None}, [1, 2], [1]) == {1: None}
    assert against_base({1: 5, 2: None}, [1], [1, 2]) == {1: F(1), 2: None}
    assert against_base({1: 5}, [], [1]) == {1: None}
    assert of_whole({1: F(1), 2: None}) is None
    assert of_whole({}) is None


def change(before, after):
    return Change(before, after, {})


def test_what_nobody_has_spoken_of_all_need():
    assert owners({}, change((1, 2), (1,))) == ({1, 2}, {1})
    # One outside the base speaks for itself only.
    assert owners({3: "not"}, change((1, 2), (1, 3))) == ({1, 2}, {1})
    assert owners({3: "needs"}, change((1, 2), (1, 3))) == ({1, 2}, {1, 3})


def test_silence_is_no_need_where_others_have_spoken():
    assert owners({1: "needs"}, change((1, 2), (2,))) == ({1}, set())
    assert owners({1: "not", 3: "differs"}, change((1, 2), (2, 3))) == (set(), {3})
