"""Approvals and undo, copies, files and the API: never by one alone, and only of what was read."""

import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requirements_catalog.actions.approvals import approve_requirements, send_back
from requirements_catalog.actions.copies import copy_rows, merge_requirements, split_requirement
from requirements_catalog.actions.requirements import create_requirement
from requirements_catalog.actions.structure import restore_requirement, withdraw_requirement
from requirements_catalog.actions.undo import redo, undo
from requirements_catalog.exports.json import export_requirements_json
from requirements_catalog.exports.reqif import export_requirements_reqif
from requirements_catalog.imports.files import import_file
from requirements_catalog.imports.json import import_document
from tests.factories import CatalogueFactory, ModuleFactory
from tests.requirements_catalog.api_client import Program
from tests.requirements_catalog.round_trip import File, bring
from tests.requirements_catalog.two_people import (
    FIRST,
    OWN,
    approve,
    is_founded,
    seen,
    set_cells,
    status_of,
)

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- undo


def test_undo_brings_back_only_what_was_approved_last(approved, anna, bo):
    set_cells(approved, anna, text="Andra.")
    set_cells(approved, anna, status="in_review")
    assert approve(approved, by=bo) == []
    for _step in range(2):
        undo(catalogue=approved.catalogue, by=anna)
    # The first text is there again; the second is what is approved, so it is a draft.
    approved.refresh_from_db()
    assert (approved.text[:8], approved.status) == ("Systemet", "draft")
    redo(catalogue=approved.catalogue, by=anna)
    approved.refresh_from_db()
    assert approved.text == "Andra."
    assert is_founded(approved)


def test_undo_does_not_bring_back_what_was_taken_back(approved, anna, bo):
    set_cells(approved, anna, text="Andra.")
    undo(catalogue=approved.catalogue, by=anna)
    assert is_founded(approved)
    send_back(requirement=approved, by=bo, reason="Fel")
    redo(catalogue=approved.catalogue, by=anna)
    undo(catalogue=approved.catalogue, by=anna)
    changed = undo(catalogue=approved.catalogue, by=bo)
    assert "måste godkännas på nytt" in changed.problems[0].message
    approved.refresh_from_db()
    assert (approved.text[:8], approved.status) == ("Systemet", "draft")
    set_cells(approved, anna, status="in_review")
    assert approve(approved, by=anna) == [OWN]


def test_an_approval_is_undone_and_not_redone(reviewed, bo):
    assert approve(reviewed, by=bo) == []
    undo(catalogue=reviewed.catalogue, by=bo)
    assert status_of(reviewed) == "in_review"
    changed = redo(catalogue=reviewed.catalogue, by=bo)
    assert len(changed.problems) == 1
    assert status_of(reviewed) == "in_review"
    assert approve(reviewed, by=bo) == []


def test_withdrawn_and_back(approved, anna):
    withdraw_requirement(requirement=approved, by=anna, reason="Utgår")
    undo(catalogue=approved.catalogue, by=anna)
    assert is_founded(approved)
    withdraw_requirement(requirement=approved, by=anna, reason="Utgår")
    restore_requirement(requirement=approved, by=anna)
    assert status_of(approved) == "draft"


# ---------------------------------------------------------------- copies, split, merge


def test_copies_and_parts_are_drafts_and_the_makers_own(approved, catalogue, anna, bo):
    copy_rows(source=catalogue, keys=[approved.pk], target=catalogue, by=bo)
    copy = catalogue.requirements.exclude(pk=approved.pk).get()
    assert (status_of(copy), status_of(approved)) == ("draft", "approved")
    set_cells(copy, bo, status="in_review")
    assert approve(copy, by=bo) == [OWN]
    assert approve(copy, by=anna) == []
    part = split_requirement(requirement=approved, at=1, by=bo)
    assert (status_of(part), status_of(approved)) == ("draft", "draft")
    merge_requirements(
        catalogue=catalogue, keys=[part.pk, copy.pk], into=copy, by=bo, reason="Samma"
    )
    assert status_of(copy) == "draft"
    undo(catalogue=catalogue, by=bo)
    assert is_founded(copy)


# ---------------------------------------------------------------- imports


def changed_by_import(report):
    return " ".join(report.notices), [row for row in report.rows if row.get("notices")]


def test_a_workbook_approves_nothing_and_what_it_changes_falls(approved, catalogue, anna, bo):
    draft = create_requirement(
        catalogue=catalogue, by=anna, code="A-2", title="Två", text="Två.", kind="mandatory"
    )
    file = File(catalogue)
    file.write("A-2", "Status", "godkänt")
    report = bring(catalogue, bo, file)
    told, rows = changed_by_import(report)
    assert "1 rad står som godkänd i filen och läses in på granskning." in told
    assert (len(rows), status_of(draft), status_of(approved)) == (1, "in_review", "approved")
    # Bo has only changed the status, so Bo may approve what Anna wrote, and Anna not.
    assert approve(draft, by=anna) == [OWN]
    file = File(catalogue)
    file.write("A-1", "Kravtext", "Inom 3 sekunder.")
    told, _rows = changed_by_import(bring(catalogue, bo, file))
    assert "1 krav är inte längre godkänt, eftersom filen ändrar dess text." in told
    assert status_of(approved) == "draft"
    undo(catalogue=catalogue, by=bo)
    assert is_founded(approved)


def test_the_same_workbook_again_changes_nothing(approved, catalogue, bo):
    report = bring(catalogue, bo, File(catalogue))
    assert [row for row in report.rows if row["outcome"] != "unchanged"] == []
    assert is_founded(approved)


def test_a_conflict_that_the_file_wins_makes_the_approval_fall(approved, catalogue, anna, bo):
    file = File(catalogue)
    file.write("A-1", "Kravtext", "Filens.")
    set_cells(approved, anna, text="Här.")
    set_cells(approved, anna, status="in_review")
    assert approve(approved, by=bo) == []
    bring(catalogue, anna, file, choices={"all": "file"})
    approved.refresh_from_db()
    assert (approved.text, approved.status) == ("Filens.", "draft")


def table(*rows):
    book = openpyxl.Workbook()
    for line in (["Krav-id", "Rubrik", "Kravtext", "Typ", "Status"], *rows):
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_table_approves_nothing_and_what_it_changes_falls(approved, catalogue, anna, bo):
    content = table(
        ["A-1", approved.title, "Ändrad i tabellen.", "ska", "godkänt"],
        ["N-1", "Ny", "Ny i tabellen.", "ska", "godkänt"],
    )
    report = import_file(catalogue=catalogue, path_or_bytes=content, filename="krav.xlsx", by=bo)
    told, rows = changed_by_import(report)
    assert "läses in på granskning" in told
    assert "inte längre godkänt" in told
    new = catalogue.requirements.get(code="N-1")
    assert (status_of(approved), new.status, len(rows)) == ("draft", "in_review", 2)
    assert approve(new, by=bo) == [OWN]
    assert approve(new, by=anna) == []
    again = import_file(catalogue=catalogue, path_or_bytes=content, filename="krav.xlsx", by=bo)
    # What is approved here already stays so; A-1 is a draft that the file calls approved.
    assert {row["code"]: row["outcome"] for row in again.rows} == {
        "A-1": "updated", "N-1": "unchanged",
    }  # fmt: skip
    assert (status_of(approved), is_founded(new)) == ("in_review", True)


def test_json_approves_nothing_and_what_it_changes_falls(approved, catalogue, programme, anna, bo):
    document = json.loads(export_requirements_json(catalogue.requirements.all(), catalogue))
    assert import_document(catalogue=catalogue, document=document, by=bo).counts["unchanged"] == 1
    assert is_founded(approved)
    other = CatalogueFactory(programme=programme)
    report = import_document(catalogue=other, document=document, by=bo)
    copy = other.requirements.get()
    assert copy.status == "in_review"
    assert "läses in på granskning" in report.notices[0]
    assert approve(copy, by=bo) == [OWN]
    assert approve(copy, by=anna) == []
    document["requirements"][0]["text"] = "Ändrad i JSON."
    report = import_document(catalogue=catalogue, document=document, by=bo)
    assert "inte längre godkänt" in report.notices[0]
    assert status_of(approved) == "draft"
    document["requirements"][0]["text"] = "Åter ändrad."
    import_document(catalogue=catalogue, document=document, by=bo)
    assert status_of(approved) == "in_review"


def test_reqif_approves_nothing_and_what_it_changes_falls(approved, catalogue, programme, anna, bo):
    content = export_requirements_reqif(catalogue.requirements.all(), catalogue)
    other = CatalogueFactory(programme=programme)
    report = import_file(catalogue=other, path_or_bytes=content, filename="k.reqif", by=bo)
    copy = other.requirements.get()
    assert (report.is_applied, copy.status) == (True, "in_review")
    assert "läses in på granskning" in " ".join(report.notices)
    assert approve(copy, by=bo) == [OWN]
    import_file(catalogue=catalogue, path_or_bytes=content, filename="k.reqif", by=bo)
    assert is_founded(approved)
    changed = content.replace(b"inom 2 sekunder", b"inom 3 sekunder")
    report = import_file(catalogue=catalogue, path_or_bytes=changed, filename="k.reqif", by=bo)
    assert "inte längre godkänt" in " ".join(report.notices)
    assert status_of(approved) == "draft"


# ---------------------------------------------------------------- the API


def test_by_the_api_one_cannot_and_two_can(row, anna, bo):
    annas, bos = Program(anna), Program(bo)
    at = f"requirements/{row.uid}/"

    def revision():
        return annas.get(at).json()["revision"]

    answer = annas.patch(at, {"status": "approved"}, match=revision())
    assert (answer.status_code, FIRST in answer.json()["errors"][0]["message"]) == (422, True)
    annas.patch(at, {"status": "in_review"}, match=revision())
    for ask in (
        lambda: annas.patch(at, {"status": "approved"}, match=revision()),
        lambda: annas.post(f"{at}approve/", {}, match=revision()),
    ):
        answer = ask()
        assert (answer.status_code, answer.json()["errors"][0]["message"]) == (422, OWN)
    old = revision()
    set_cells(row, anna, text="Osett.")
    assert bos.post(f"{at}approve/", {}, match=old).status_code == 412
    assert status_of(row) == "in_review"
    assert bos.post(f"{at}approve/", {"reason": "Bra"}, match=revision()).status_code == 200
    assert is_founded(row)
    assert bos.post(f"{at}send-back/", {}, match=revision()).status_code == 422
    assert bos.post(f"{at}send-back/", {"reason": "Fel"}, match=revision()).status_code == 200
    assert status_of(row) == "draft"


def test_by_the_api_a_new_one_is_never_approved(catalogue, bo, make_person, programme):
    new = {"text": "Ny.", "kind": "mandatory", "status": "approved", "code": "N-1"}
    answer = Program(bo).post("catalogues/karnan/requirements/", new)
    assert answer.status_code == 422
    assert not catalogue.requirements.exists()


def test_by_the_api_a_reviewer_approves_and_an_author_does_not(reviewed, make_person, programme):
    at = f"requirements/{reviewed.uid}/"
    author = Program(make_person("author", programme))
    assert author.post(f"{at}approve/", {}, match="*").status_code == 403
    reviewer = Program(make_person("reviewer", programme))
    assert reviewer.patch(at, {"status": "approved"}, match="*").status_code == 403
    # What is approved has been read.
    assert reviewer.post(f"{at}approve/", {}, match="*").status_code == 422
    assert status_of(reviewed) == "in_review"
    revision = reviewer.get(at).json()["revision"]
    assert reviewer.post(f"{at}approve/", {}, match=revision).status_code == 200
    assert is_founded(reviewed)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_approved_is_read_once(catalogue, anna, bo, count):
    """The content that was held to what the person saw is what the approval is bound to."""
    rows = [
        create_requirement(
            catalogue=catalogue, by=anna, code=f"A-{number}", text="Ska finnas.", kind="mandatory",
            status="in_review", modules=[ModuleFactory(programme=catalogue.programme)],
        )
        for number in range(count)
    ]  # fmt: skip
    read = seen(*rows)
    with CaptureQueriesContext(connection) as queries:
        approve_requirements(catalogue=catalogue, seen=read, by=bo, label="x")
    links = [
        one["sql"] for one in queries
        if one["sql"].startswith("SELECT") and 'JOIN "requirements_catalog_requirementmodule"'
        in one["sql"]
    ]  # fmt: skip
    assert len(links) == 1
    for row in rows:
        row.refresh_from_db()
        assert is_founded(row)
        assert row.approvals.get().version.content["modules"] == [row.modules.get().code]
