"""Import and export from the command line: files, reports, exit codes."""

import json

import pytest
from django.core.management import CommandError, call_command

from common.workbook_reader import read_workbook
from requirements_catalog.models import Requirement
from tests.factories import CatalogueFactory, UserFactory

GOOD = "Id;Krav;Typ\nA1;Systemet ska visa listan.;ska\nA2;Systemet bör söka.;bör\n"
BAD = GOOD + "A3;Systemet kanske.;kanske\n"


@pytest.fixture
def catalogue(db):
    return CatalogueFactory(slug="krav")


@pytest.fixture
def run(tmp_path, catalogue, capsys):
    """``run(text, *options)``: (exit code, report) of an import of that CSV."""

    def run(text, *options, name="krav.csv"):
        file, report = tmp_path / name, tmp_path / "r.json"
        report.unlink(missing_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        arguments = [str(file), "--catalogue", "krav", "--report", str(report), *options]
        try:
            call_command("import_requirements", *arguments)
            code = 0
        except CommandError as error:
            code = error.returncode
        return code, json.loads(report.read_text()) if report.exists() else None

    return run


def test_done_is_0(run):
    person = UserFactory(email="anna@exempel.test")
    code, report = run(GOOD, "--by", "Anna@exempel.test")
    assert code == 0
    assert {name: report[name] for name in ("created", "updated", "unchanged", "refused")} == {
        "created": 2, "updated": 0, "unchanged": 0, "refused": 0,
    }  # fmt: skip
    assert report["rows"] == [
        {
            "row": 2, "code": "A1", "outcome": "created", "title": "Systemet ska visa listan.",
            "kind": "mandatory", "text": "Systemet ska visa listan.",
        },
        {
            "row": 3, "code": "A2", "outcome": "created", "title": "Systemet bör söka.",
            "kind": "desirable", "text": "Systemet bör söka.",
        },
    ]  # fmt: skip
    assert Requirement.objects.get(code="A1").history.get().history_user == person


def test_problems_in_the_data_are_1_and_nothing_is_written(run):
    code, report = run(BAD)
    assert (code, report["refused"], report["applied"]) == (1, 1, False)
    assert report["rows"][2]["problem"] == "Typen ”kanske” är okänd."
    assert report["rows"][2]["row"] == 4
    assert not Requirement.objects.exists()


def test_the_rest_on_request_is_0(run):
    code, report = run(BAD, "--apply-rest")
    assert (code, report["refused"], report["applied"]) == (0, 1, True)
    assert Requirement.objects.count() == 2


def test_a_dry_run_writes_nothing(run):
    assert run(GOOD, "--dry-run")[0] == 0
    assert run(BAD, "--dry-run")[0] == 1
    assert not Requirement.objects.exists()


def test_a_refused_file_is_1_with_its_reason(run):
    code, report = run("inte en arbetsbok", name="a.xlsx")
    assert (code, report["created"], report["rows"]) == (1, 0, [])
    assert "ingen arbetsbok" in report["problem"]


@pytest.mark.parametrize(
    "options",
    [
        ["--catalogue", "finns-inte"],
        ["--by", "ingen@exempel.test"],
        ["--mapping", "/finns/inte.json"],
    ],
)
def test_wrong_use_is_2(run, options):
    assert run(GOOD, *options) == (2, None)
    assert not Requirement.objects.exists()


def test_a_mapping_says_what_the_columns_are(run, tmp_path):
    mapping = tmp_path / "m.json"
    mapping.write_text(json.dumps({"columns": {"Krav": "title", "Typ": "extra"}}))
    assert run(GOOD, "--mapping", str(mapping))[0] == 0
    row = Requirement.objects.get(code="A2")
    assert (row.title, row.text, row.kind, row.extra) == (
        "Systemet bör söka.", "", "mandatory", {"typ": "bör"},
    )  # fmt: skip
    mapping.write_text(json.dumps({"columns": {"Krav": "fel"}}))
    assert run(GOOD, "--mapping", str(mapping))[0] == 2
    mapping.write_text("[1]")
    assert run(GOOD, "--mapping", str(mapping))[0] == 2


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_export_and_import_again(run, tmp_path, format):
    run(GOOD)
    output = tmp_path / f"ut.{format}"
    call_command("export_requirements", catalogue="krav", format=format, output=str(output))
    rows = read_workbook(output).sheets[0].rows
    assert rows[0][:5] == ["Krav-id", "Nivå", "Rubrik", "Kravtext", "Typ"]
    assert rows[1][3:5] == ["Systemet ska visa listan.", "ska"]
    code, report = run(output.read_bytes(), name=f"ut.{format}")
    assert (code, report["unchanged"], report["updated"]) == (0, 2, 0)


def test_export_of_an_unknown_catalogue_is_wrong_use(tmp_path, catalogue):
    output = tmp_path / "ut.csv"
    with pytest.raises(CommandError) as error:
        call_command("export_requirements", catalogue="annan", format="csv", output=str(output))
    assert error.value.returncode == 2
    assert not output.exists()
