"""Out, edited, and in again: both sides at once, what is refused, every field, every outcome."""

import io

import openpyxl
import pytest

from requirements_catalog.exports.tables import import_report_workbook
from requirements_catalog.models import ExtraField, Requirement
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    MembershipFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
    UserFactory,
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


def test_a_row_moved_both_here_and_in_the_file_stays_until_the_file_is_chosen(catalogue, by):
    from requirements_catalog.actions.structure import move_requirement

    extra = HeadingFactory(catalogue=catalogue, code="3", title="Kapitel 3", position=50 << 20)
    file = File(catalogue)
    file.move("A2", before="B2")
    row = catalogue.requirements.get(code="A2")
    move_requirement(requirement=row, by=by, parent=extra)
    report = bring(catalogue, by, file)
    assert told(report) == [("conflict", "A2")]
    assert catalogue.requirements.get(code="A2").parent.code == "3"
    bring(catalogue, by, file, choices={"all": "file"})
    assert catalogue.requirements.get(code="A2").parent.code == "2"


def test_a_row_is_not_moved_under_itself(catalogue, by):
    from requirements_catalog.actions.structure import move_requirement

    file = File(catalogue)
    # In the file chapter 2 comes to stand under chapter 1; here chapter 1 is put under chapter 2.
    file.write("2", "Nivå", 2)
    for code in ("B1", "B2", "B3"):
        file.write(code, "Nivå", 3)
    one, two = (catalogue.requirements.get(code=code) for code in "12")
    move_requirement(requirement=one, by=by, parent=two)
    was = order(catalogue)
    report = bring(catalogue, by, file)
    assert ("refused", "2") in told(report)
    assert order(catalogue) == was


def test_an_unreadable_edit_is_refused_with_its_cell_and_nothing_is_written(catalogue, by):
    file = File(catalogue)
    file.write("A1", "Ansvarig", "ingen@exempel.test")
    file.write("A2", "Rubrik", "Ny")
    before = Requirement.history.count()
    report = bring(catalogue, by, file)
    assert told(report) == [("refused", "A1"), ("updated", "A2")]
    (refused,) = [r for r in report.rows if r["outcome"] == "refused"]
    assert refused["cell"].endswith(str(file.row("A1")))
    assert not report.is_applied
    assert Requirement.history.count() == before


def test_an_owner_who_has_left_does_not_stop_an_untouched_cell(catalogue, by):
    gone = UserFactory()
    catalogue.requirements.filter(code="A1").update(owner=gone)
    file = File(catalogue)
    file.write("A1", "Rubrik", "Ny")
    assert told(bring(catalogue, by, file)) == [("updated", "A1")]
    assert catalogue.requirements.get(code="A1").owner == gone


def test_a_requirement_without_an_id_comes_back(catalogue, by):
    RequirementFactory(catalogue=catalogue, code="", text="Utan id.", position=60 << 20)
    file = File(catalogue)
    row = next(r[0].row for r in file.sheet.iter_rows() if r[3].value == "Utan id.")
    file.sheet.cell(row, file.column("Motiv")).value = "Därför."
    assert [outcome for outcome, _code in told(bring(catalogue, by, file))] == ["updated"]
    assert catalogue.requirements.get(text="Utan id.").motive == "Därför."


def test_a_changed_id_must_be_free(catalogue, by):
    file = File(catalogue)
    file.write("A1", "Krav-id", "A1b")
    assert told(bring(catalogue, by, file)) == [("updated", "A1")]
    file = File(catalogue)
    file.write("A2", "Krav-id", "A1")
    assert told(bring(catalogue, by, file)) == [("refused", "A1")]


def test_every_field_goes_out_and_comes_back_edited(catalogue, by):
    ExtraField.objects.create(catalogue=catalogue, key="vikt", label="Vikt", kind="number")
    ExtraField.objects.create(catalogue=catalogue, key="klar", label="Klar", kind="yes_no")
    ExtraField.objects.create(catalogue=catalogue, key="dag", label="Dag", kind="date")
    ModuleFactory(programme=catalogue.programme, code="VIS")
    NeedFactory(programme=catalogue.programme, code="B-1")
    catalogue.programme.standards.create(code="FHIR", name="HL7 FHIR R4")
    written = {
        "Verifieringsmetod": ("intyg eller certifikat", "verification_method", "certificate"),
        "Verifiering vid leverans": ("Prov.", "verification_delivery", "Prov."),
        "Uppföljning under avtalet": ("Årligen.", "verification_contract", "Årligen."),
        "Högsta poäng": (12.5, "max_points", "12.500"),
        "Högsta mervärde, kr": (40000, "max_value", "40000.00"),
        "Bedömningsskala": ("0–3", "scale", "0–3"),
        "Konfidentialitet": ("3 – allvarlig", "confidentiality", "3"),
        "Riktighet": (2, "integrity", "2"),
        "Olämplighetsbedömning": ("gjord", "suitability_assessment", "done"),
        "Tilldelad": (by.email, "assignee", str(by)),
        "Svarsformat": ("Fritext", "answer_format", "text"),
        # A file approves nothing: what it calls approved comes in as in review.
        "Status": ("godkänt", "status", "in_review"),
        "Minimikrav": ("ja", "is_minimum_requirement", "True"),
    }
    file = File(catalogue)
    for head, (value, _field, _stored) in written.items():
        file.write("A1", head, value)
    for head, value in (
        ("Moduler", "VIS"), ("Behov", "B-1"), ("Standarder i programmet", "FHIR"),
        ("Vikt", 2.25), ("Klar", "ja"), ("Dag", "2027-03-01"),
    ):  # fmt: skip
        file.write("A1", head, value)
    report = bring(catalogue, by, file)
    assert [r for r in report.rows if r["outcome"] == "refused"] == []
    row = catalogue.requirements.get(code="A1")
    assert {field: str(getattr(row, field)) for _v, field, _s in written.values()} == {
        field: stored for _v, field, stored in written.values()
    }
    assert [o.code for o in (*row.modules.all(), *row.needs.all(), *row.standards.all())] == [
        "VIS", "B-1", "FHIR",
    ]  # fmt: skip
    assert row.extra == {"vikt": "2.25", "klar": "yes", "dag": "2027-03-01"}
    # Exported anew, all of it is the same to an import, by digests and by values alike.
    again = File(catalogue)
    assert told(bring(catalogue, by, again)) == []
    again.sheet.delete_cols(again.column("Fast id (ändra inte)"), 2)
    assert told(bring(catalogue, by, again)) == []


def test_a_part_of_a_catalogue_comes_back_edited_and_proposes_only_its_own_rows(catalogue, by):
    file = File(catalogue, catalogue.requirements.filter(code__in=["A2", "A3", "B1"]))
    file.write("A3", "Rubrik", "Ny")
    file.delete("B1")
    was = order(catalogue)
    assert told(bring(catalogue, by, file)) == [("missing", "B1"), ("updated", "A3")]
    assert order(catalogue) == was


def test_a_file_of_another_catalogue_is_read_by_its_ids(catalogue, by):
    other = CatalogueFactory(programme=catalogue.programme)
    report = bring(other, by, File(catalogue))
    assert report.counts["created"] == 7
    assert any("annan katalog" in notice for notice in report.notices)


def test_a_new_column_becomes_a_field(catalogue, by):
    file = File(catalogue)
    column = file.sheet.max_column + 1
    file.sheet.cell(1, column).value = "Prioritet"
    file.sheet.cell(file.row("A2"), column).value = "hög"
    assert told(bring(catalogue, by, file)) == [("updated", "A2")]
    assert catalogue.requirements.get(code="A2").extra == {"prioritet": "hög"}


def test_the_report_workbook_tells_every_outcome(catalogue, by):
    file = File(catalogue)
    file.write("A1", "Kravtext", "Filens text.")
    change_here(catalogue, by, "A1", "text", "Programmets text.")
    file.delete("A2")
    file.move("B3", before="B1")
    report = bring(catalogue, by, file)
    book = openpyxl.load_workbook(io.BytesIO(import_report_workbook(report.as_json())))
    rows = {row[1]: row for row in book.worksheets[0].iter_rows(values_only=True)}
    assert [rows[code][2] for code in ("A1", "A2", "B3", "B2")] == [
        "ändrad på båda håll", "saknas i filen", "flyttad", "oförändrad",
    ]  # fmt: skip
    assert rows["A1"][7] == (
        "Kravtext: i filen Filens text., här Programmets text., gäller: det som står här"
    )
