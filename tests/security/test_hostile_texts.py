"""Short texts that ask for all time or all memory: brackets, tables, numbers with exponents."""

import json
import time
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command

from common.markdown import plain_line, render_markdown
from common.text_diff import word_diff
from common.workbook_writer import plain_text, safe_text
from procurements.forms_award import _LEVEL


@contextmanager
def soon(seconds: float = 10):
    """Fail when the block keeps the processor for longer; other processes do not count."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


# Each took a minute or more, in every list that shows the text.
@pytest.mark.parametrize("text", ["[" * 80_000, "[](" * 80_000, "![a](" * 50_000])
def test_a_row_of_brackets_is_gone_through_once(text):
    with soon():
        plain_line(text)


def test_links_are_still_taken_for_what_they_say():
    assert plain_line("Se ![bild](a.png) och [lagen](https://a.example/b) här") == (
        "Se bild och lagen här"
    )


def test_a_table_that_fills_itself_is_shown_as_text():
    wide = "|a" * 1650 + "\n" + "|-" * 1650 + "\n" + "a\n" * 1650
    # It was 660,000 characters and five seconds, in a text of 10,000.
    with soon():
        assert len(render_markdown(wide * 10)) < 3 * len(wide * 10)
    assert "<td>2</td>" in render_markdown("|a|b|\n|-|-|\n|1|2|\n" + "\nEtt stycke.\n" * 1000)


@pytest.mark.parametrize(
    "piece", ["[", "![a](", "*a ", "**a", "_a", "&", "a\n", "1. a\n", "#", "$"]
)
def test_a_text_of_nothing_but_marks_is_shown_as_it_is(piece):
    """A million of "[" took 17 seconds, and two such pages stopped the site."""
    with soon(3):
        html = render_markdown(piece * (1_000_000 // len(piece)))
    assert html.startswith("<p>") and "<em>" not in html and "<li>" not in html


def test_what_is_in_a_text_of_nothing_but_marks_is_escaped():
    html = render_markdown("[" * 13_000 + "<script>alert(1)</script>")
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_long_text_that_people_write_keeps_its_marks():
    """A hundred pages: 2,000 paragraphs of 100 letters with a list and a word in bold each."""
    page = "\n\n".join(f"{'Ord om krav. ' * 8}\n\n- **punkt** {n}" for n in range(1000))
    assert render_markdown(page).count("<strong>punkt</strong>") == 1000


def test_the_same_words_over_and_over_are_compared_soon():
    old, new = "a b " * 330, "a b a c" * 210
    with soon():  # 40 seconds before
        pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def test_a_long_row_of_spaces_is_no_level():
    with soon():
        assert not _LEVEL.match("1" + " " * 100_000)
    assert _LEVEL.match("1 200,5 – Mycket god").groups() == ("1 200,5", "Mycket god")


@pytest.mark.parametrize("text", ["\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)"])
def test_wide_signs_and_new_lines_begin_no_formula(text):
    assert safe_text(text) == f"'{text}"
    assert plain_text(safe_text(text)) == text


def test_figures_of_thousands_of_digits_are_told_as_a_problem(tmp_path):
    scales = [10**58 + number for number in range(1, 241, 2)]
    case = {
        "model": "monetary_deduction",
        "criteria": [
            {"key": f"k{scale}", "max_points": str(scale), "max_deduction": "1"} for scale in scales
        ],
        "tenders": [
            {"key": "A", "price": "1", "points": {f"k{scale}": "1" for scale in scales}},
        ],
    }
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case))
    with pytest.raises(CommandError) as refused:
        call_command("simulate_award", str(path))
    assert refused.value.returncode == 2
