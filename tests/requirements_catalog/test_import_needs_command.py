"""Needs from the command line: files, what is told, exit codes."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from requirements_catalog.models import Need
from tests.common.test_workbook_formulas import ods, row
from tests.factories import NeedFactory, UserFactory

HEADS = ["Id", "Behov", "Perspektiv", "Dimension", "Källor"]
GOOD = [
    HEADS,
    ["B-1", "Se svaret", "patienter", "information", "workshop | Akuten | 2026-03-12 | sex läkare"],
    ["B-2", "Svara snabbt", "medarbetare", "teknik", ""],
]
BAD = [*GOOD, ["B-3", "Annat", "ingen alls", "teknik", ""]]


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def open_document(rows):
    """The rows as an .ods file of one table."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = (row(*(cell.format(text) for text in one)) for one in rows)
    buffer = io.BytesIO(ods(("Behov", "".join(lines))))
    with zipfile.ZipFile(buffer, "a") as target:
        target.writestr("META-INF/manifest.xml", MANIFEST)
    return buffer.getvalue()


def csv(rows):
    return "\n".join(";".join(row) for row in rows).encode()


@pytest.fixture
def run(tmp_path, programme, capsys):
    """``run(rows, *options)``: (exit code, what is told, or why it failed)."""

    def run(content, *options, name="behov.csv", slug="prov"):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content if isinstance(content, bytes) else csv(content))
        try:
            call_command("import_needs", str(file), "--programme", slug, *options)
        except CommandError as error:
            return error.returncode, f"{capsys.readouterr().err}{error}"
        return 0, capsys.readouterr().out

    return run


def test_done_is_0_and_says_what_came_of_the_rows(run, programme):
    person = UserFactory(email="anna@exempel.test")
    NeedFactory(programme=programme, code="B-2", title="Svara", dimension="technology")
    code, told = run(GOOD, "--by", "Anna@exempel.test")
    assert (code, told) == (0, "1 nya, 1 ändrade, 0 oförändrade, 0 avvisade.\n")
    need = Need.objects.get(code="B-1")
    assert str(need.sources.get()) == "Akuten 2026-03-12"
    assert need.history.first().history_user == person
    assert Need.objects.get(code="B-2").title == "Svara snabbt"


def test_a_look_saves_nothing(run):
    assert run(GOOD, "--dry-run") == (0, "2 nya, 0 ändrade, 0 oförändrade, 0 avvisade.\n")
    assert not Need.objects.exists()


def test_a_refused_row_stops_all_unless_the_rest_is_asked_for(run):
    code, told = run(BAD)
    assert code == 1 and told.startswith("4 B-3: ")
    assert told.endswith("1 rader avvisades. Inget har sparats.")
    assert not Need.objects.exists()
    assert run(BAD, "--apply-rest") == (0, "2 nya, 0 ändrade, 0 oförändrade, 1 avvisade.\n")
    assert sorted(Need.objects.values_list("code", flat=True)) == ["B-1", "B-2"]


def test_all_that_is_wrong_with_a_row_is_told_at_once(run):
    """The perspective of row 2 is none that there is, so it is wrong and not missing."""
    code, told = run([HEADS, ["B-1", "", "chefer", "teknik", "workshop | Akuten | i våras"]])
    assert code == 1
    assert "”chefer” är inget som fältet kan vara." in told
    assert "kan inte läsas." in told
    assert "Saknas: Rubrik." in told
    assert not Need.objects.exists()


def test_what_cannot_be_run_is_told(run):
    assert run(GOOD, slug="finns-inte")[0] == 2
    assert run(None, name="saknas.csv")[0] == 2
    assert run(GOOD, "--by", "ingen@exempel.test")[0] == 2
    assert run(b"\x00nonsens", name="behov.xlsx")[0] == 1
    assert run(GOOD, "--sheet", "Finns inte")[0] == 2
    assert not Need.objects.exists()


def test_an_open_document_is_read_as_any_other(run):
    assert run(open_document(GOOD), name="behov.ods") == (
        0, "2 nya, 0 ändrade, 0 oförändrade, 0 avvisade.\n",
    )  # fmt: skip
    need = Need.objects.get(code="B-1")
    assert (need.perspective, str(need.sources.get())) == ("patients", "Akuten 2026-03-12")
