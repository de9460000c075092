"""Texts that a pattern could try in more ways than there is time for (written by whoever may)."""

import time

import pytest

from common.xhtml import _escaped
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
