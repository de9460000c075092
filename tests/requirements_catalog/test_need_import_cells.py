"""Cells of a table of needs: words for kinds of sources, and formulas that say nothing."""

import pytest

from programmes.models import Job
from requirements_catalog.choices import SourceKind
from requirements_catalog.import_core.need_rows import read_sources
from requirements_catalog.models import Need, NeedSource
from tests.requirements_catalog.test_needs_views import preview, save, upload

KINDS = {str(label): value for value, label in SourceKind.choices}
HEADS = ["Behovs-id", "Rubrik", "Perspektiv", "Dimension", "Nuläge", "Källor"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Intervju", "interview"), ("INTERVJUER", "interview"), ("intervjuer ", "interview"),
     ("Workshop", "workshop"), ("Workshops", "workshop"), ("Analyser", "analysis"),
     ("Lagar", "law"), ("Föreskrifter", "law"), ("Akuten", "other"),
     ("Intervju med Ada", "other")],
)  # fmt: skip
def test_a_bare_word_for_a_kind_says_the_kind(text, kind):
    assert read_sources(text, KINDS) == ([[kind, text.strip(), "", ""]], None)


@pytest.mark.parametrize("word", ["Intervju", "intervju", "Intervjuer", " INTERVJUER "])
def test_the_word_before_the_bar_may_be_of_many(word):
    found, problem = read_sources(f"{word}| Akuten | 2026-03-12", KINDS)
    assert (found, problem) == ([["interview", "Akuten", "2026-03-12", ""]], None)


def test_a_file_with_interviews(as_role, programme):
    client = as_role("requirements_manager")
    upload(client, [HEADS, ["N1", "Se listan", "medarbetare", "information", "", "Intervjuer"]])
    save(client)
    source = NeedSource.objects.get()
    assert (source.kind, source.name) == ("interview", "Intervjuer")


def test_a_formula_without_a_value_is_told_with_its_cell(as_role, programme):
    client = as_role("requirements_manager")
    whole = ["medarbetare", "information", "Nu", ""]
    upload(client, [
        HEADS, ["N1", '=A1&"x"', *whole], ["N2", "T", *whole[:2], "=1+1", ""],
        ["N3", "Hel", *whole],
        # Of this row nothing but the formula says anything, and it is the last.
        [None, "=A2"],
    ])  # fmt: skip
    page = preview(client)
    told = {row["row"]: row for row in page.context["report"].rows}
    assert [told[number].get("cell") for number in (2, 3, 5)] == ["B2", "E3", "B5"]
    for number in (2, 3, 5):
        assert told[number]["problem"].startswith("Cellen innehåller en formel vars värde inte")
        assert told[number]["remedy"].startswith("Öppna filen i Excel eller LibreOffice")
    assert "Saknas" not in str(told[2])
    assert "B2" in page.content.decode()
    save(client, apply_rest="yes")
    job = Job.objects.latest("pk")
    assert job.state == "done"
    assert list(Need.objects.values_list("code", flat=True)) == ["N3"]


def test_a_formula_in_a_column_that_is_not_read_is_no_matter(as_role, programme):
    client = as_role("requirements_manager")
    upload(client, [[*HEADS, "Summa"], ["N1", "T", "medarbetare", "information", "", "", "=1+1"]])
    assert preview(client).context["report"].counts["created"] == 1
