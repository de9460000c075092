"""Out, edited, and in again: cells and rows, edited here and in the file."""

import io
from datetime import datetime

import openpyxl
import pytest
from django.utils.timezone import localtime

from requirements_catalog.exports.tables import export_requirements_workbook
from requirements_catalog.models import ExtraField, Requirement
from tests.factories import (
    MembershipFactory,
    RequirementFactory,
)
from tests.requirements_catalog.round_trip import (
    File,
    bring,
    change_here,
    order,
    told,
    two_chapters,
)

pytestmark = pytest.mark.once


@pytest.fixture
def catalogue(db):
    return two_chapters()


@pytest.fixture
def by(catalogue):
    return MembershipFactory(programme=catalogue.programme, role="requirements_manager").user


def test_only_the_edited_cell_is_written(catalogue, by):
    file = File(catalogue)
    file.write("A2", "Kravtext", "Systemet ska något annat.")
    before = Requirement.history.count()
    report = bring(catalogue, by, file)
    assert told(report) == [("updated", "A2")]
    (row,) = [row for row in report.rows if row["outcome"] == "updated"]
    assert [(c["field"], c["old"], c["new"]) for c in row["changes"]] == [
        ("text", "Systemet ska A2.", "Systemet ska något annat.")
    ]
    assert catalogue.requirements.get(code="A2").text == "Systemet ska något annat."
    assert Requirement.history.count() == before + 1


def test_what_changed_here_meanwhile_is_not_taken_back_by_an_unedited_row(catalogue, by):
    file = File(catalogue)
    change_here(catalogue, by, "A1", "text", "Ändrad här.")
    change_here(catalogue, by, "A2", "text", "Ändrad även här.")
    file.write("A2", "Rubrik", "Ny rubrik")
    report = bring(catalogue, by, file)
    assert told(report) == [("updated", "A2")]
    assert catalogue.requirements.get(code="A1").text == "Ändrad här."
    row = catalogue.requirements.get(code="A2")
    assert (row.title, row.text) == ("Ny rubrik", "Ändrad även här.")


def test_a_cell_edited_on_both_sides_is_a_conflict_and_keeps_what_stands_here(catalogue, by):
    file = File(catalogue)
    file.write("A1", "Kravtext", "Filens text.")
    file.write("A1", "Motiv", "Filens motiv.")
    change_here(catalogue, by, "A1", "text", "Programmets text.")
    report = bring(catalogue, by, file)
    assert told(report) == [("conflict", "A1")]
    row = catalogue.requirements.get(code="A1")
    assert (row.text, row.motive) == ("Programmets text.", "Filens motiv.")
    (shown,) = [r for r in report.rows if r["outcome"] == "conflict"]
    assert shown["conflicts"] == [
        {"key": f"{row.uid}:text", "choice": "application", "field": "text", "label": "Kravtext",
         "old": "Programmets text.", "new": "Filens text."}
    ]  # fmt: skip


def test_the_file_wins_a_conflict_that_a_person_gives_it(catalogue, by):
    file = File(catalogue)
    file.write("A1", "Kravtext", "Filens text.")
    file.write("A2", "Kravtext", "Filens text två.")
    for code in ("A1", "A2"):
        change_here(catalogue, by, code, "text", "Programmets text.")
    uid = catalogue.requirements.get(code="A1").uid
    bring(catalogue, by, file, choices={"cells": {f"{uid}:text": "file"}})
    assert catalogue.requirements.get(code="A1").text == "Filens text."
    assert catalogue.requirements.get(code="A2").text == "Programmets text."
    report = bring(catalogue, by, file, choices={"all": "file"})
    assert catalogue.requirements.get(code="A2").text == "Filens text två."
    # A1 now says what the file says: no conflict any more.
    assert told(report) == [("conflict", "A2")]


def test_the_same_edit_on_both_sides_is_no_conflict(catalogue, by):
    file = File(catalogue)
    file.write("A1", "Kravtext", "Samma text.")
    change_here(catalogue, by, "A1", "text", "Samma text.")
    assert told(bring(catalogue, by, file)) == []


def test_new_rows_land_where_they_stand(catalogue, by):
    file = File(catalogue)
    file.insert("A3", **{"Krav-id": "N1", "Rubrik": "Ny", "Kravtext": "Text.", "Typ": "bör"})
    file.insert("A1", **{"Krav-id": "N0", "Rubrik": "Först", "Kravtext": "Text.", "Typ": "ska"})
    report = bring(catalogue, by, file)
    assert told(report) == [("created", "N0"), ("created", "N1")]
    assert order(catalogue) == ["1", "N0", "A1", "A2", "N1", "A3", "A4", "2", "B1", "B2", "B3"]
    assert {r.parent.code for r in catalogue.requirements.filter(code__in=["N0", "N1"])} == {"1"}


def test_a_new_heading_takes_the_rows_below_it(catalogue, by):
    file = File(catalogue)
    file.insert("A3", **{"Krav-id": "1b", "Nivå": 1, "Rubrik": "Nytt kapitel", "Typ": "rubrik"})
    report = bring(catalogue, by, file)
    assert told(report) == [("created", "1b"), ("moved", "A3"), ("moved", "A4")]
    assert order(catalogue) == ["1", "A1", "A2", "1b", "A3", "A4", "2", "B1", "B2", "B3"]
    assert catalogue.requirements.get(code="A4").parent.code == "1b"


def test_a_moved_row_moves_and_is_the_only_one_that_does(catalogue, by):
    file = File(catalogue)
    file.move("A1", before="A4")
    before = Requirement.history.count()
    report = bring(catalogue, by, file)
    assert told(report) == [("moved", "A1")]
    assert order(catalogue) == ["1", "A2", "A3", "A1", "A4", "2", "B1", "B2", "B3"]
    assert Requirement.history.count() == before + 1


def test_a_row_moved_to_another_chapter_changes_heading(catalogue, by):
    file = File(catalogue)
    file.move("A2", before="B2")
    report = bring(catalogue, by, file)
    assert told(report) == [("moved", "A2")]
    assert order(catalogue) == ["1", "A1", "A3", "A4", "2", "B1", "A2", "B2", "B3"]
    assert catalogue.requirements.get(code="A2").parent.code == "2"


def test_a_moved_chapter_is_one_move(catalogue, by):
    file = File(catalogue)
    for code in ("2", "B1", "B2", "B3"):
        file.move(code, before="1")
    report = bring(catalogue, by, file)
    assert [code for _outcome, code in told(report)] in (["1"], ["2"])
    assert order(catalogue) == ["2", "B1", "B2", "B3", "1", "A1", "A2", "A3", "A4"]


def test_a_row_that_is_gone_is_proposed_and_stays_until_it_is_chosen(catalogue, by):
    file = File(catalogue)
    file.delete("A2")
    report = bring(catalogue, by, file)
    assert told(report) == [("missing", "A2")]
    row = catalogue.requirements.get(code="A2")
    assert row.status == "draft"
    report = bring(catalogue, by, file, choices={"withdraw": [str(row.uid)]})
    assert report.round_trip["withdrawn"] == 1
    row.refresh_from_db()
    assert (row.status, row.history.first().history_user) == ("withdrawn", by)
    assert catalogue.requirements.get(code="A3").status == "draft"


def test_a_heading_that_is_gone_stays_while_rows_stand_under_it(catalogue, by):
    file = File(catalogue)
    file.delete("2")
    file.delete("B1")
    report = bring(catalogue, by, file, choices={"withdraw": "all"})
    assert told(report) == [("missing", "2"), ("missing", "B1")]
    assert catalogue.requirements.get(code="2").status == "draft"
    assert catalogue.requirements.get(code="B1").status == "withdrawn"
    assert catalogue.requirements.get(code="B2").parent.code == "2"
    for code in ("B2", "B3"):
        file.delete(code)
    bring(catalogue, by, file, choices={"withdraw": "all"})
    assert catalogue.requirements.get(code="2").status == "withdrawn"


def test_an_emptied_row_counts_as_gone(catalogue, by):
    file = File(catalogue)
    row = file.row("A2")
    for column in range(1, file.column("Fast id (ändra inte)")):
        file.sheet.cell(row, column).value = None
    assert told(bring(catalogue, by, file)) == [("missing", "A2")]


def test_the_name_shown_on_screen_is_taken_as_the_person(catalogue, by):
    file = File(catalogue)
    file.write("A1", "Ansvarig", by.full_name)
    assert told(bring(catalogue, by, file)) == [("updated", "A1")]
    assert catalogue.requirements.get(code="A1").owner == by


def test_cells_are_days_numbers_and_lists_and_come_back_unchanged(catalogue, by):
    ExtraField.objects.create(catalogue=catalogue, key="dag", label="Dag", kind="date")
    ExtraField.objects.create(catalogue=catalogue, key="antal", label="Antal", kind="number")
    ExtraField.objects.create(
        catalogue=catalogue, key="del", label="Del", kind="choice", choice_list="ett\ntvå"
    )
    row = catalogue.requirements.get(code="A1")
    row.extra = {"dag": "2027-03-01", "antal": "2.5", "del": "två"}
    row.save()
    # From before the field held days.
    catalogue.requirements.filter(code="A2").update(extra={"dag": "20270301"})
    columns = ["title", "text", "kind", "status", "changed", "extra.dag", "extra.antal", "del"]
    rows = catalogue.requirements.all()
    content = export_requirements_workbook(rows, catalogue, columns)
    assert told(bring(catalogue, by, content)) == []
    file = File(catalogue)
    file.book = openpyxl.load_workbook(io.BytesIO(content))
    file.sheet = file.book["Krav"]
    assert file.at("Dag", "A1").value == datetime(2027, 3, 1)
    assert file.at("Antal", "A1").value == 2.5
    assert file.at("Dag", "A2").value == "20270301"
    told_at = file.at("Ändrad (läses inte in)", "A1")
    assert (told_at.is_date, told_at.value.date()) == (True, localtime(row.changed_at).date())
    rules = file.sheet.data_validations.dataValidation
    assert {
        file.sheet[str(rule.sqref).split("2:")[0] + "1"].value: rule.formula1 for rule in rules
    } == {
        "Typ": '"ska,bör,upplysning,rubrik"',
        "Status": '"utkast,på granskning,godkänt,utgått"',
        "Del": '"ett,två"',
    }
    file.write("A1", "Dag", datetime(2027, 4, 2))
    assert told(bring(catalogue, by, file)) == [("updated", "A1")]
    assert catalogue.requirements.get(code="A1").extra["dag"] == "2027-04-02"


def test_a_copied_row_is_new_and_needs_an_id_of_its_own(catalogue, by):
    file = File(catalogue)
    cells = [cell.value for cell in file.sheet[file.row("A2")]]
    for code in ("A2", "N1"):
        file.sheet.insert_rows(file.row("A3"))
        row = file.row("A3") - 1
        for column, value in enumerate(cells, 1):
            file.sheet.cell(row, column).value = value
        file.sheet.cell(row, 1).value = code
    report = bring(catalogue, by, file)
    assert told(report) == [("created", "N1"), ("refused", "A2")]
    assert not report.is_applied
    assert not catalogue.requirements.filter(code="N1").exists()
    (refused,) = [r for r in report.rows if r["outcome"] == "refused"]
    assert "har varit ett annat kravs" in refused["problem"]


def test_a_new_row_without_an_id_gets_the_next_free_one_after_its_neighbours(catalogue, by):
    RequirementFactory(catalogue=catalogue, code="B7", position=1 << 40).delete()
    file = File(catalogue)
    file.insert("2", Rubrik="Sist i ett", Kravtext="Systemet ska ett.", Typ="ska", Nivå=2)
    file.insert("2", Rubrik="Ännu en", Kravtext="Systemet ska två.", Typ="bör", Nivå=2)
    file.insert("2", **{"Krav-id": "A6"}, Kravtext="Med eget id.", Typ="ska", Nivå=2)
    file.insert("B1", Rubrik="Först i två", Kravtext="Systemet ska tre.", Typ="ska", Nivå=2)
    report = bring(catalogue, by, file, dry_run=True)
    new = [row for row in report.rows if row["outcome"] == "created"]
    # A4, then the two without an id, then A6 that the file itself names; B7 was once an id.
    assert [row["code"] for row in new] == ["A7", "A8", "A6", "B8"]
    assert new[0]["notices"] == ["A7: Raden har inget krav-id och får nästa lediga: A7."]
    bring(catalogue, by, file, expected_digest=report.digest)
    assert order(catalogue) == (
        ["1", "A1", "A2", "A3", "A4", "A7", "A8", "A6", "2", "B8", "B1", "B2", "B3"]
    )


def test_a_new_row_among_rows_whose_ids_do_not_count_comes_in_without_one(catalogue, by):
    file = File(catalogue, catalogue.requirements.filter(code="1"))
    catalogue.requirements.filter(code="A1").update(code="Alfa")
    file.sheet.append([None] * 12)
    for head, value in (("Rubrik", "Ny"), ("Kravtext", "Systemet ska."), ("Typ", "ska")):
        file.sheet.cell(3, file.column(head)).value = value
    report = bring(catalogue, by, file)
    assert told(report) == [("created", "")]
    assert catalogue.requirements.get(title="Ny").code == ""


def test_a_sheet_that_was_sorted_keeps_the_order_of_the_catalogue(catalogue, by):
    for number in range(30):
        RequirementFactory(
            catalogue=catalogue, code=f"Z{number:02}", title=f"{97 * number % 31:02}",
            position=(20 + number) << 20,
        )  # fmt: skip
    was = order(catalogue)
    file = File(catalogue)
    rows = [[cell.value for cell in row] for row in file.sheet.iter_rows(min_row=2)]
    rows.sort(key=lambda row: row[2])
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            file.sheet.cell(number, column).value = value
    file.write("A1", "Rubrik", "Ny rubrik")
    report = bring(catalogue, by, file)
    assert told(report) == [("updated", "A1")]
    assert order(catalogue) == was
    assert any("sorterats" in notice for notice in report.notices)
