"""Short texts that ask for all time or all memory: brackets, tables, numbers with exponents."""

import json
import time
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from common.markdown import plain_line, render_markdown
from common.text_diff import word_diff
from common.workbook_writer import plain_text, safe_text
from evaluation.actions import ScoreRefused, record_score
from evaluation.models import Score
from procurements.forms_award import _LEVEL
from tenders.actions import import_answers
from tenders.forms_out import build_answer_form
from tests.evaluation.conftest import make_scene  # noqa: F401  a fixture
from tests.tenders.conftest import opened  # noqa: F401  a fixture
from tests.tenders.form_filler import answered


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


@pytest.mark.django_db
def test_an_answer_of_a_million_digits_is_refused(opened):  # noqa: F811
    for text in ("1e999999", "1e999999999", "1e-999999"):
        form = answered(build_answer_form(opened.procurement)).put("PLA-2", "Svar", text)
        report = import_answers(
            tender=opened.tender, content=form.content(), file_name="svar.xlsx", by=None
        )
        assert [row["code"] for row in report.rows if row["outcome"] == "refused"] == ["PLA-2"]
    assert not opened.tender.responses.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12345678901234567890.1234567890", "12345678901234567890.123456789"),
        ("1e3", "1000"),
        ("2,50", "2.5"),
        ("100", "100"),
    ],
)
def test_a_number_is_stored_digit_for_digit(opened, text, stored):  # noqa: F811
    form = answered(build_answer_form(opened.procurement)).put("PLA-2", "Svar", text)
    import_answers(tender=opened.tender, content=form.content(), file_name="svar.xlsx", by=None)
    assert opened.tender.responses.get(item=opened.number).answer == stored


@pytest.mark.django_db
def test_points_with_a_billion_decimals_are_refused(make_scene):  # noqa: F811
    scene = make_scene()
    tender = scene.tender("Alfa")
    scene.start()
    # Its remainder by any step is nothing, so it passed for a point on the scale.
    with pytest.raises(ScoreRefused):
        record_score(
            evaluation=scene.evaluation,
            tender=tender,
            item=scene.items[0],
            points=Decimal("1e-999999999"),
            reason="Motiv.",
            by=scene.evaluators[0],
        )
    assert not Score.objects.exists()


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
