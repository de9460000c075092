"""The linter from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import CatalogueFactory, RequirementFactory


def run(*arguments):
    out = StringIO()
    code = 0
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def test_the_score_is_printed_for_every_rule():
    code, text = run("lint_score")
    assert code == 0
    line = next(line for line in text.splitlines() if line.split()[:1] == ["vague-word"])
    labelled, precision, recall = line.split()[1:]
    assert int(labelled) >= 8
    assert float(precision) >= 0.9
    assert float(recall) >= 0.8


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError) as error:
        run("lint_score", "--file", str(tmp_path / "saknas.csv"))
    assert error.value.returncode == 2


@pytest.mark.django_db
def test_open_remarks_are_printed_and_told_by_the_exit_code(programme):
    catalogue = CatalogueFactory(programme=programme, slug="karnan")
    row = RequirementFactory(
        catalogue=catalogue, code="A-1", text="Systemet ska vara modernt.", motive="Skäl",
        verification="Prov",
    )  # fmt: skip
    code, text = run("lint_requirements", "karnan")
    assert code == 1
    assert text.splitlines()[0].startswith("A-1  vague-word  ”modernt”")
    assert text.splitlines()[1] == "1 öppna, 0 accepterade."
    type(row).objects.update(text="Systemet ska visa listan inom 2 sekunder.")
    assert run("lint_requirements", "karnan") == (0, "0 öppna, 0 accepterade.\n")


@pytest.mark.django_db
def test_an_unknown_catalogue_is_told():
    with pytest.raises(CommandError) as error:
        run("lint_requirements", "saknas")
    assert error.value.returncode == 2
