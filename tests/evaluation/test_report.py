"""The evaluation report as a document, with the same figures as the screen."""

import subprocess

import pytest

from procurements.document_registry import KINDS
from procurements.documents import DocumentProblem, issue_document
from tests.verapdf import assert_valid

pytestmark = pytest.mark.once


def issue(scene, form):
    return issue_document(
        procurement=scene.procurement, kind="evaluation-report", format=form, by=scene.officer
    )


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_there_is_no_report_before_the_lock(scene, form):
    with pytest.raises(DocumentProblem, match="låsta"):
        issue(scene, form)
    assert not scene.procurement.documents.exists()


def test_there_is_no_report_without_an_evaluation(make_scene):
    with pytest.raises(DocumentProblem, match="inte startad"):
        issue(make_scene(), "pdf")


def test_only_those_who_see_results_read_it():
    kind = KINDS["evaluation-report"]
    assert (kind.needs_to_issue, kind.needs_to_read) == ("manage_evaluation", "view_result")


def test_the_workbook_is_issued(locked_scene):
    document = issue(locked_scene, "xlsx")
    assert document.file.open("rb").read(2) == b"PK"


def test_the_pdf_has_every_figure_of_the_screen(locked_scene, need, tmp_path):
    need("pango")
    program = need("pdftotext")
    document = issue(locked_scene, "pdf")
    path = tmp_path / "rapport.pdf"
    path.write_bytes(document.file.open("rb").read())
    command = [program, "-layout", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    text = " ".join(text.replace("\xa0", " ").split())
    code = locked_scene.mandatory.version.content["code"]
    for shown in (
        "Utvärderingsrapport",
        "Alfa är rangordnat först med jämförelsetalet 645 kr",
        "1 025 kr",
        "Utvärderare 2, 4 poäng: Utvärderare 2 om Alfa",
        f"Ska-krav ej uppfyllt: {code} (svar: Nej)",
    ):
        assert shown in text, shown


@pytest.mark.once
def test_the_pdf_is_archival_and_accessible(locked_scene, need, tmp_path):
    need("pango")
    path = tmp_path / "rapport.pdf"
    path.write_bytes(issue(locked_scene, "pdf").file.read())
    assert_valid(path)
