"""How well the rules agree with the labelled requirements, and that the counting is right."""

from pathlib import Path

import pytest

from quality.linter import score
from quality.linter.linting import RULES, lint
from quality.linter.models import Context, Subject

ROOT = Path(__file__).resolve().parents[2]
LABELLED = Path(__file__).with_name("labelled_requirements.csv")
ABOUT_FIELDS = {"no-motive", "no-verification"}


@pytest.fixture(scope="module")
def rows():
    return score.read_labelled(LABELLED)


@pytest.fixture(scope="module")
def context():
    return score.read_context(LABELLED.with_name("labelled_context.json"))


def test_the_labelled_file_is_large_and_half_of_it_is_good(rows):
    tuning = [row for row in rows if row.part == score.TUNING]
    assert len(tuning) >= 240
    assert sum(not row.rules for row in tuning) * 2 >= len(tuning)
    for rule in RULES:
        assert sum(rule.code in row.rules for row in tuning) >= 8, rule.code
    texts = [row.subject.text for row in rows]
    assert len(set(texts)) == len(texts)


def test_each_held_out_part_has_sixty_requirements_or_more(rows):
    for part in score.HELD_OUT:
        assert sum(row.part == part for row in rows) >= 60


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_precision_and_recall(rule, rows, context):
    """Nine of ten remarks are shared by a careful reader, and eight of ten of the reader's found.

    Counted over the whole file, parts that were held out included (docs/quality.md has each).
    """
    result = score.scores(rows, context)[rule.code]
    assert result.precision is not None and result.precision >= 0.9
    assert result.recall is not None and result.recall >= 0.8


def test_every_remark_marks_the_words_that_it_names(rows, context):
    seen = 0
    for row in rows:
        for finding in lint(row.subject, context):
            written = getattr(row.subject, finding.field)
            assert " ".join(written[finding.start : finding.end].split()) == finding.words
            seen += finding.end > 0
    assert seen > 200


def test_the_page_tells_the_numbers_of_the_part_that_no_rule_was_changed_for(rows, context):
    """docs/quality.md has the last part's numbers as they are; a changed rule changes the page."""
    last = score.total([row for row in rows if row.part == score.HELD_OUT[-1]], context)
    assert score.HELD_OUT[-1] == "held_out_4"
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    assert last.precision is not None and last.recall is not None
    assert f"| `held_out_4` | 65 | {last.precision:.2f} | {last.recall:.2f} |" in page


def test_the_page_has_every_rule_with_its_sources():
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    for rule in RULES:
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{rule.code}` ")]
        assert rule.severity in row
        for source in rule.sources:
            assert source.text.split(":")[0] in row, (rule.code, source.text)


def test_scores_are_counted_by_rule():
    """Two rows: one remark shared, one raised by the program alone, one missed."""
    complete = {"motive": "x", "verification": "x"}
    rows = (
        score.Labelled(
            Subject("Systemet ska vara modernt.", **complete), frozenset({"vague-word"}), "tuning"
        ),
        score.Labelled(
            Subject("Systemet ska vara smidigt.", **complete), frozenset({"too-long"}), "tuning"
        ),
    )
    found = score.scores(rows, Context())
    assert found["vague-word"] == score.Score(both=1, program_only=1, reader_only=0)
    assert found["vague-word"].precision == 0.5
    assert found["vague-word"].recall == 1
    assert found["too-long"] == score.Score(both=0, program_only=0, reader_only=1)
    assert found["too-long"].precision is None
    assert found["too-long"].recall == 0
    assert found["no-motive"].recall is None
    assert score.total(rows, Context()) == score.Score(both=1, program_only=1, reader_only=1)
    assert [(d.rule, d.is_missed) for d in score.disagreements(rows, Context())] == [
        ("too-long", True),
        ("vague-word", False),
    ]
    text = score.report(rows, Context())
    assert "tuning: 2 requirements, 0 without remarks" in text
    assert "missed too-long: Systemet ska vara smidigt." in text


def test_an_unknown_word_in_the_file_is_named_with_its_row(tmp_path):
    path = tmp_path / "labelled.csv"
    path.write_text(
        "part;kind;text;rules;lacks;note\ntuning;ska-krav;En text.;vage-word;;\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="Requirement 1: unknown vage-word"):
        score.read_labelled(path)


def test_the_command(capsys):
    assert score.main([str(LABELLED)]) == 0
    printed = capsys.readouterr().out
    assert "tuning:" in printed and "held_out_1:" in printed
    assert score.main([]) == 2
    assert "LABELLED.csv" in capsys.readouterr().err
