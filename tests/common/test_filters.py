"""The fields of filters, and texts of rows cut to a line."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.utils.translation import override

from common.filters import Select
from common.markdown import plain_line
from common.templatetags.fvm import count, day


@pytest.mark.parametrize("value", [None, "", "a", "1", "<b>", "unknown"])
def test_select_is_what_django_writes(value):
    choices = [("", "alla & envar"), ("a", "<i>A</i>"), (1, "ett"), ("<b>", "b")]
    own = Select(choices=choices)
    django = forms.Select({"class": "form-select"}, choices=choices)
    attrs = {"id": "id_x", "title": '"x"', "disabled": False, "required": True}
    # Django's templates break lines between options in another way.
    assert own.render("x", value, attrs).split() == django.render("x", value, attrs).split()


@pytest.mark.parametrize(
    ("text", "most", "line"),
    [
        ("**Ett**\n\n- två", None, "Ett två"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        # A letter and its accent are one character, on either side of the cut.
        ("a\u030abcdefg", 6, "\u00e5bcde…"),
        ("", 6, ""),
    ],
)
def test_plain_line_is_cut_to_a_length(text, most, line):
    assert plain_line(text, most) == line


def test_counts_are_grouped_from_a_thousand():
    assert [count(rows) for rows in (0, 999, 1000, 12345)] == [
        "0", "999", "1\u00a0000", "12\u00a0345",
    ]  # fmt: skip
    with override("en"):
        assert [count(rows) for rows in (999, 12345)] == ["999", "12\u00a0345"]


def test_day_is_the_day_in_sweden():
    assert day(datetime(2026, 1, 31, 22, 59, tzinfo=UTC)) == "2026-01-31"
    assert day(datetime(2026, 1, 31, 23, 0, tzinfo=UTC)) == "2026-02-01"
