"""Texts that a pattern could try in more ways than there is time for (written by whoever may)."""

import time

import pytest
from lxml import etree

from common.xhtml import _escaped, xhtml_to_markdown
from quality.linter.linting import lint
from quality.linter.measures import has_measure
from quality.linter.models import Context, Subject
from quality.linter.rules_standards import _GAP
from requirements_catalog.import_core.value_reader import _COMMA_LIST, _LIST, _parts
from requirements_catalog.import_core.words import _BETWEEN_KINDS

# Each of these took from half a minute to for ever; a slow machine needs a fraction of a second.
SECONDS = 5


@pytest.fixture(autouse=True)
def _soon():
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


def test_a_long_row_of_figures_without_a_unit():
    figures = "1 000 " * 4000
    assert not has_measure(figures)
    assert has_measure(figures + "s")
    lint(Subject(text=f"Systemet ska visa {figures}"), Context())


@pytest.mark.parametrize(
    ("text", "is_measure"),
    [
        ("99,9 %", True), ("1 000 kr", True), ("2–3 dagar", True), ("5 10 s", True),
        ("x5 10 s", True), ("1 000 samtidiga användare", True), ("inom 24 timmar", True),
        ("version 2.1", False), ("1–2", False), ("10 till 20", False), ("kapitel 3 och 4", False),
        ("3-fas", False),
    ],
)  # fmt: skip
def test_measures_are_found_as_before(text, is_measure):
    assert has_measure(text) is is_measure


def test_figures_between_two_standards():
    assert not _GAP.match("1." * 5000 + "x")
    text = f"Stöd för ISO 27001 {'1.1.' * 2000}x ISO 27002 ska finnas."
    lint(Subject(text=text), Context())


@pytest.mark.parametrize(
    ("gap", "is_one"),
    [(" och ", True), (" R4, v2.0 ", True), (" AA, ", True), (", 1.2.3 or ", True), ("", True),
     (" AAAA ", False), (" R4 för ", False), (" 3.1. ", False)],
)  # fmt: skip
def test_gaps_are_told_as_before(gap, is_one):
    assert bool(_GAP.match(gap)) is is_one


def test_line_breaks_without_end_before_a_mark():
    assert _escaped("\n" * 200_000 + "x") == "\n" * 200_000 + "x"
    assert _escaped("a\n\n  - b\n\t1. c\n> d") == "a\n\n  \\- b\n\t1\\. c\n\\> d"


def test_spaces_without_end_in_a_list_of_codes():
    spaces = " " * 300_000
    assert _parts(_LIST, f"A{spaces}B ; C\n;\n D,E ") == [f"A{spaces}B", "C", "D,E"]
    assert _parts(_COMMA_LIST, f" D ,{spaces}E") == ["D", "E"]
    assert len(_BETWEEN_KINDS.split(f"ska{spaces}bör")) == 1


def markdown_of(markup: str) -> str:
    value = etree.fromstring(
        f'<THE-VALUE><div xmlns="http://www.w3.org/1999/xhtml">{markup}</div></THE-VALUE>'
    )
    return xhtml_to_markdown(value)


def test_a_table_that_is_wide_above_and_long_below_becomes_words():
    """One row of 5,000 cells above 5,000 rows of one: 25 million cells, were they made even."""
    wide = "<tr>" + "<td>a</td>" * 5000 + "</tr>"
    text = markdown_of(f"<table>{wide}{'<tr><td>b</td></tr>' * 5000}</table>")
    assert text.count("a") == 5000 and text.count("b") == 5000
    assert "|" not in text


def test_an_uneven_table_of_usual_size_is_still_a_table():
    text = markdown_of(
        '<table><tr><td colspan="2">A</td><td>B</td></tr><tr><td>C</td></tr>'
        '<tr><td colspan="²">D</td></tr></table>'
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    assert rows == [["A", "", "B"], ["---", "---", "---"], ["C", "", ""], ["D", "", ""]]


def test_white_space_without_end():
    space = " " * 300_000
    assert markdown_of(f"<p><b>a</b>{space}b</p>") == "**a** b"
    assert markdown_of(f"<p><b>a</b>{space}\n{space}b</p>").split() == ["**a**", "b"]
    assert markdown_of(f"<pre>a{space}b</pre>") == f"```\na{' ' * 200}b\n```"
