"""A programme's own layout: filled without harm to the rest of the file, and read back."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from requirements_catalog.imports.files import import_file
from requirements_catalog.models import ExportTemplate, ExtraField, Requirement
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory
from tests.requirements_catalog.round_trip import through_libreoffice, told
from tests.tools import need


def layout(table=False, rows=2):
    """A region's workbook: a front page, junk above the header, a list of words, a formula."""
    book = openpyxl.Workbook()
    book.active.title = "Försättsblad"
    book.active["A1"] = "Region Exempel"
    sheet = book.create_sheet("Kravlista")
    sheet["A1"] = "Version 3"
    sheet["A1"].font = Font(bold=True, size=20)
    for column, head in enumerate(["Typ", "Nr", "Kommentar", "Krav", "Rubrik"], 1):
        sheet.cell(3, column).value = head
    for row in range(4, 4 + rows):
        for column, value in enumerate(["ska", f"GAMMAL-{row}", "minns", "Gammal text", ""], 1):
            sheet.cell(row, column).value = value
            sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFEEDD")
    sheet["C5"] = "=1+1"
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["D"].width = 61
    words = DataValidation(type="list", formula1='"ska,bör,upplysning"')
    words.add("A4:A5")
    sheet.add_data_validation(words)
    if table:
        sheet.add_table(Table(displayName="Krav", ref="A3:E5"))
    else:
        sheet.auto_filter.ref = "A3:E5"
    last = book.create_sheet("Ordlista")
    last["B2"] = "=SUM(1,2)"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def catalogue(programme):
    catalogue = CatalogueFactory(programme=programme, slug="krav")
    top = HeadingFactory(catalogue=catalogue, code="1", title="Kapitel", position=1 << 20)
    for number in range(1, 6):
        RequirementFactory(
            catalogue=catalogue, code=f"A.{number}0", title=f"Krav {number}", parent=top, depth=1,
            text=f"=Systemet ska <{number}> & mer\nrad två", position=(number + 1) << 20,
        )  # fmt: skip
    return catalogue


@pytest.fixture
def client(as_role):
    return as_role("requirements_manager")


@pytest.fixture
def user(client):
    return client.user


def address(name, catalogue, template=None):
    arguments = [catalogue.programme.slug, catalogue.slug, *([template.uid] if template else [])]
    return reverse(f"requirements_catalog:template-{name}", args=arguments)


def upload(client, catalogue, content, name="regionens.xlsx"):
    return client.post(
        address("list", catalogue), {"name": "Regionens", "file": SimpleUploadedFile(name, content)}
    )


def kept(client, catalogue, content=None):
    response = upload(client, catalogue, content or layout())
    assert response.status_code == 302, response.content.decode()
    return ExportTemplate.objects.get()


def export(client, catalogue, template, query=""):
    arguments = [catalogue.programme.slug, catalogue.slug]
    url = reverse("requirements_catalog:requirement-export", args=arguments)
    response = client.post(url + query, {"format": f"layout:{template.uid}"})
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_layout_is_uploaded_guessed_and_mapped(client, catalogue):
    template = kept(client, catalogue)
    assert (template.sheet, template.header_row, template.header_rows) == ("Kravlista", 3, 1)
    assert template.columns == [
        [0, "Typ", "kind"], [1, "Nr", "code"], [3, "Krav", "text"], [4, "Rubrik", "title"],
    ]  # fmt: skip
    page = client.get(address("edit", catalogue, template)).content.decode()
    assert "Kommentar" in page
    response = client.post(
        address("edit", catalogue, template),
        {"name": "Ny", "sheet": "Kravlista", "header_row": 3, "header_rows": 1,
         "column-1": "code", "column-2": "motive", "column-3": "text"},
    )  # fmt: skip
    assert response.status_code == 302
    template.refresh_from_db()
    assert template.name == "Ny"
    assert template.columns == [[1, "Nr", "code"], [2, "Kommentar", "motive"], [3, "Krav", "text"]]
    assert template.history.count() == 2


def test_days_are_written_as_text_in_a_layout_whose_cells_need_not_be_days(client, catalogue):
    ExtraField.objects.create(catalogue=catalogue, key="dag", label="Dag", kind="date")
    catalogue.requirements.filter(code="A.10").update(extra={"dag": "2027-03-01"})
    book = openpyxl.Workbook()
    book.active.append(["Krav-id", "Kravtext", "Dag"])
    buffer = io.BytesIO()
    book.save(buffer)
    content = export(client, catalogue, kept(client, catalogue, buffer.getvalue()))
    rows = (
        openpyxl.load_workbook(io.BytesIO(content))
        .worksheets[0]
        .iter_rows(max_col=3, values_only=True)
    )
    assert "2027-03-01" in [row[2] for row in rows if row[0] == "A.10"]


def test_an_export_fills_the_workbook_and_leaves_the_rest(client, catalogue):
    original = layout()
    content = export(client, catalogue, kept(client, catalogue, original))
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (original, content))
    changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert sorted(changed) == [
        "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml",
        "xl/worksheets/sheet2.xml",
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [(s.title, s.sheet_state) for s in book] == [
        ("Försättsblad", "visible"), ("Kravlista", "visible"), ("Ordlista", "visible"),
        ("fvm-export", "hidden"),
    ]  # fmt: skip
    sheet = book["Kravlista"]
    assert (sheet["A1"].value, sheet["A1"].font.size) == ("Version 3", 20)
    assert [str(merge) for merge in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.column_dimensions["D"].width == 61
    rows = list(sheet.iter_rows(min_row=3, max_col=5, values_only=True))
    assert rows[0] == ("Typ", "Nr", "Kommentar", "Krav", "Rubrik")
    assert rows[1] == ("rubrik", "1", None, None, "Kapitel")
    assert rows[2] == ("ska", "A.10", None, "=Systemet ska <1> & mer\nrad två", "Krav 1")
    assert len(rows) == 1 + 6
    assert sheet["D5"].data_type == "s"
    assert {sheet.cell(row, 3).fill.fgColor.rgb for row in range(4, 10)} == {"00FFEEDD"}
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A4:A9"
    assert sheet.auto_filter.ref == "A3:G9"
    last = sheet.column_dimensions["F"]
    assert (last.hidden, last.min, last.max) == (True, 6, 7)


def test_a_table_of_excels_own_reaches_to_the_last_row(client, catalogue):
    content = export(client, catalogue, kept(client, catalogue, layout(table=True)))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Kravlista"]
    assert sheet.tables["Krav"].ref == "A3:E9"


def test_a_filled_layout_comes_back_with_only_what_was_edited(client, catalogue, user):
    content = export(client, catalogue, kept(client, catalogue))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Kravlista"]
    sheet["E6"] = "Ny rubrik"
    sheet.delete_rows(8)
    buffer = io.BytesIO()
    book.save(buffer)
    before = Requirement.history.count()
    report = import_file(
        catalogue=catalogue, path_or_bytes=buffer.getvalue(), filename="ut.xlsx", by=user
    )
    assert told(report) == [("missing", "A.40"), ("updated", "A.20")]
    assert catalogue.requirements.get(code="A.20").title == "Ny rubrik"
    assert Requirement.history.count() == before + 1


def test_a_table_sorted_without_its_hidden_cells_is_known_by_its_ids(client, catalogue, user):
    content = export(client, catalogue, kept(client, catalogue, layout(table=True)))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Kravlista"]
    rows = [[cell.value for cell in row] for row in sheet["A5:E9"]]
    for number, row in enumerate(reversed(rows), 5):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
            sheet.cell(number, column).data_type = "s" if isinstance(value, str) else "n"
    sheet["E5"] = "Ny rubrik"
    buffer = io.BytesIO()
    book.save(buffer)
    report = import_file(
        catalogue=catalogue, path_or_bytes=buffer.getvalue(), filename="ut.xlsx", by=user
    )
    edited = [(r["code"], [c["field"] for c in r["changes"]]) for r in report.rows
              if r["outcome"] == "updated"]  # fmt: skip
    assert [code for code, fields in edited if "title" in fields] == ["A.50"]
    assert catalogue.requirements.get(code="A.10").title == "Krav 1"
    assert any("dolda celler" in notice for notice in report.notices)


def test_a_filled_layout_survives_libreoffice(client, catalogue, user, tmp_path):
    need("soffice")
    content = export(client, catalogue, kept(client, catalogue))
    report = import_file(
        catalogue=catalogue,
        path_or_bytes=through_libreoffice(content, tmp_path),
        filename="ut.xlsx",
        by=user,
    )
    assert told(report) == []
    assert report.round_trip["missing"] == 0


def test_an_export_of_ours_can_be_a_layout(client, catalogue, user):
    from requirements_catalog.exports.tables import export_requirements_workbook

    own = export_requirements_workbook(catalogue.requirements.all(), catalogue)
    content = export(client, catalogue, kept(client, catalogue, own))
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len([name for name in names if "worksheets/" in name]) == 2
    report = import_file(catalogue=catalogue, path_or_bytes=content, filename="ut.xlsx", by=user)
    assert told(report) == []
    assert report.counts["unchanged"] == 5


def test_only_the_selected_rows_are_exported(client, catalogue):
    Requirement.objects.filter(code="A.20").update(kind="desirable")
    content = export(client, catalogue, kept(client, catalogue), "?kind=desirable")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Kravlista"]
    assert [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["A.20"]


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("makro.xlsm", lambda: with_part("xl/vbaProject.bin"), "makron"),
        ("lankar.xlsx", lambda: with_part("xl/externalLinks/externalLink1.xml"), "länkar"),
        ("krav.csv", lambda: b"Id;Krav\nA1;Text\n", "Excel-arbetsbok"),
        ("trasig.xlsx", lambda: layout()[:2000], "skadad"),
    ],
)
def test_what_cannot_be_a_layout_is_refused(client, catalogue, name, make, words):
    response = upload(client, catalogue, make(), name)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ExportTemplate.objects.exists()


def with_part(name):
    buffer = io.BytesIO(layout())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, b"<a/>")
    return buffer.getvalue()


def test_a_name_is_used_once(client, catalogue):
    kept(client, catalogue)
    response = upload(client, catalogue, layout())
    assert response.status_code == 422
    assert ExportTemplate.objects.count() == 1


def test_a_layout_is_replaced_and_removed(client, catalogue):
    template = kept(client, catalogue)
    digest = template.digest
    response = client.post(
        address("edit", catalogue, template),
        {"name": "Regionens", "sheet": "Kravlista", "header_row": 3, "header_rows": 1,
         "file": SimpleUploadedFile("ny.xlsx", layout(rows=4))},
    )  # fmt: skip
    assert response.status_code == 302
    template.refresh_from_db()
    assert (template.file_name, template.digest != digest) == ("ny.xlsx", True)
    assert client.post(address("remove", catalogue, template)).status_code == 302
    assert not ExportTemplate.objects.exists()


def test_a_reader_exports_but_does_not_change_layouts(client, catalogue, as_role):
    template = kept(client, catalogue)
    reader = as_role("reader")
    assert export(reader, catalogue, template)
    page = reader.get(address("list", catalogue)).content.decode()
    assert "Ny mall" not in page
    assert reader.post(address("remove", catalogue, template)).status_code == 403
    assert upload(reader, catalogue, layout()).status_code == 403
    assert ExportTemplate.objects.count() == 1
