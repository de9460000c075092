"""Out to a workbook and in again: nothing is lost, nothing is changed, nothing can run."""

import csv
import io

import openpyxl
import pytest

from requirements_catalog.exports.tables import (
    ExportProblem,
    export_requirements_csv,
    export_requirements_workbook,
)
from requirements_catalog.imports.files import import_file
from requirements_catalog.models import ExtraField
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
    UserFactory,
)

ODD = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+46 8 123",
    "-5 grader",
    "- en punkt i en lista",
    "- =1+1|x!A1",
    "@SUM(A1)",
    "'=redan skyddad",
    "'vanlig apostrof",
    'text; med semikolon, komma och "citat"',
    "rad ett\nrad två\n\nrad fyra",
    "_x000D_ skrivet som text",
    "<b>inte fet</b> & co",
    "Åäö ÅÄÖ é ß 漢字 🙂",
    "007",
    "1.10",
    "2026-11-22",
    "TRUE",
    "#REF!",
]


@pytest.fixture
def catalogue(db):
    catalogue = CatalogueFactory(slug="krav")
    ExtraField.objects.create(catalogue=catalogue, key="prio", label="Prioritet", position=0)
    ExtraField.objects.create(catalogue=catalogue, key="status_2", label="Status", position=1)
    module = ModuleFactory(programme=catalogue.programme, code="VIS, del 1")
    need = NeedFactory(programme=catalogue.programme)
    top = HeadingFactory(catalogue=catalogue, code="1", title="Allmänt", position=10)
    bare = HeadingFactory(
        catalogue=catalogue, title="2 Utan id", position=20, parent=top, depth=1, text="Ingress."
    )
    for number, text in enumerate(ODD, 1):
        row = RequirementFactory(
            catalogue=catalogue, code=f"1.{number}", title=text, text=text, motive=text,
            position=20 + number, parent=bare, depth=2, extra={"prio": text, "status_2": "klar"},
            status="approved", phase="delivery", is_minimum_requirement=number % 2 == 0,
            kind=("mandatory", "desirable", "information")[number % 3],
        )  # fmt: skip
        row.modules.add(module)
        row.needs.add(need)
    RequirementFactory(catalogue=catalogue, code="K-9", position=90, parent=row, depth=3)
    HeadingFactory(catalogue=catalogue, title="2 Utan id", position=100)
    return catalogue


def bring_back(catalogue, content, name):
    return import_file(catalogue=catalogue, path_or_bytes=content, filename=name, by=UserFactory())


@pytest.mark.parametrize(
    ("make", "name"),
    [(export_requirements_workbook, "ut.xlsx"), (export_requirements_csv, "ut.csv")],
)
def test_out_and_in_again_changes_nothing(catalogue, make, name):
    # A memory of other workbooks does not disturb a file of our own.
    catalogue.column_mapping = {"columns": {"Rubrik": "motive", "Kravtext": "extra"}}
    catalogue.save()
    report = bring_back(catalogue, make(catalogue.requirements.all(), catalogue), name)
    odd = [row for row in report.rows if row["outcome"] not in ("unchanged",)]
    assert odd == []
    assert report.counts == {
        "created": 0, "updated": 0, "unchanged": len(ODD) + 1, "refused": 0,
    }  # fmt: skip
    assert report.headings == {"created": 0, "updated": 0, "unchanged": 3}


def test_a_part_of_a_catalogue_stays_in_its_place(catalogue):
    part = catalogue.requirements.filter(kind="desirable")
    report = bring_back(catalogue, export_requirements_workbook(part, catalogue), "del.xlsx")
    assert report.counts["unchanged"] == part.count() > 3
    assert report.counts["updated"] == 0


def test_only_the_columns_that_are_asked_for(catalogue):
    content = export_requirements_workbook(
        catalogue.requirements.all(), catalogue, ["kind", "title", "prio"]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    heads = [cell.value for cell in sheet[1]]
    # In the order that was asked for; the id stands first whatever was asked.
    assert heads[:5] == ["Krav-id", "Nivå", "Typ", "Rubrik", "Prioritet"]
    assert [cell.value for cell in sheet[2]][:5] == ["1", 1, "rubrik", "Allmänt", None]
    # What the file is known by again is there, but nobody sees it.
    assert heads[5:] == ["Fast id (ändra inte)", "Kontroll (ändra inte)"]
    assert [sheet.column_dimensions[letter].hidden for letter in "EFG"] == [False, True, True]


def test_no_text_is_a_formula_in_the_workbook(catalogue):
    content = export_requirements_workbook(catalogue.requirements.all(), catalogue)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    titles = [row[2].value for row in sheet.iter_rows(min_row=4)]
    assert titles[0] == "=1+1"
    assert titles[4] == "- en punkt i en lista"


def test_csv_text_that_would_run_has_an_apostrophe(catalogue):
    content = export_requirements_csv(catalogue.requirements.all(), catalogue)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    titles = [row[2] for row in rows[3:]]
    assert titles[:9] == [
        "'=1+1",
        "'=cmd|' /C calc'!A0",
        "'+46 8 123",
        "'-5 grader",
        "- en punkt i en lista",
        "'- =1+1|x!A1",
        "'@SUM(A1)",
        "''=redan skyddad",
        "'vanlig apostrof",
    ]


def test_a_text_that_no_cell_holds_is_named(catalogue):
    RequirementFactory(catalogue=catalogue, code="LÅNG", text="Lång text. " * 3000, position=200)
    with pytest.raises(ExportProblem, match="Lång text"):
        export_requirements_workbook(catalogue.requirements.all(), catalogue)
    assert export_requirements_csv(catalogue.requirements.all(), catalogue)


def test_export_asks_a_fixed_number_of_queries(catalogue, django_assert_num_queries):
    # Extra fields, places, modules, needs, standards, rows; people when the rows name some.
    with django_assert_num_queries(6):
        export_requirements_csv(catalogue.requirements.filter(code="1.1"), catalogue)
    with django_assert_num_queries(6):
        export_requirements_csv(catalogue.requirements.all(), catalogue)
    catalogue.requirements.filter(code="1.2").update(owner=UserFactory())
    with django_assert_num_queries(7):
        export_requirements_workbook(catalogue.requirements.all(), catalogue)
    with django_assert_num_queries(3):
        export_requirements_csv(catalogue.requirements.all(), catalogue, ["title", "kind"])


COLUMNS = ["text", "changed", "title", "owner", "extra.prio", "modules"]


@pytest.mark.parametrize("order", [("-code", "pk"), ("-changed_at", "-pk"), ("position",)])
def test_rows_come_in_the_order_and_under_the_columns_of_a_look(catalogue, order):
    rows = catalogue.requirements.requirements().order_by(*order)
    content = export_requirements_workbook(rows, catalogue, COLUMNS)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Krav"]
    # No level without headings: it would tell an import that the rows were moved.
    assert [cell.value for cell in sheet[1]][:7] == [
        "Krav-id", "Kravtext", "Ändrad (läses inte in)", "Rubrik", "Ansvarig", "Prioritet",
        "Moduler",
    ]  # fmt: skip
    codes = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert codes == list(rows.values_list("code", flat=True))
    listed = export_requirements_csv(rows, catalogue, COLUMNS).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(listed), delimiter=";")][1:] == codes


@pytest.mark.parametrize(
    ("make", "name"),
    [(export_requirements_workbook, "ut.xlsx"), (export_requirements_csv, "ut.csv")],
)
@pytest.mark.parametrize("order", [("-code", "pk"), ("position",)])
def test_what_a_look_shows_comes_back_unchanged(catalogue, make, name, order):
    rows = catalogue.requirements.requirements().order_by(*order)
    report = bring_back(catalogue, make(rows, catalogue, COLUMNS), name)
    assert report.counts == {
        "created": 0, "updated": 0, "unchanged": len(ODD) + 1, "refused": 0,
    }  # fmt: skip
    round_trip = {name: count for name, count in report.round_trip.items() if count}
    assert set(round_trip) <= {"exported_at"}
    assert [extra.label for extra in catalogue.extra_fields.all()] == ["Prioritet", "Status"]


def test_a_cell_edited_in_a_sorted_look_is_the_only_change(catalogue):
    rows = catalogue.requirements.requirements().order_by("-code", "pk")
    book = openpyxl.load_workbook(
        io.BytesIO(export_requirements_workbook(rows, catalogue, COLUMNS, [("Filter", "Typ: ska")]))
    )
    assert [[cell.value for cell in row] for row in book["Om filen"]] == [
        ["Uppgift", "Värde"],
        ["Filter", "Typ: ska"],
    ]
    sheet = book["Krav"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "1.9")
    row[3].value = "Ny rubrik"
    row[2].value = "2020-01-01"
    buffer = io.BytesIO()
    book.save(buffer)
    report = bring_back(catalogue, buffer.getvalue(), "ut.xlsx")
    changed = [row for row in report.rows if row["outcome"] != "unchanged"]
    # It was approved, and another title is not.
    assert [(row["code"], [c["field"] for c in row["changes"]]) for row in changed] == [
        ("1.9", ["title", "status"])
    ]
    assert catalogue.requirements.get(code="1.9").title == "Ny rubrik"


@pytest.mark.parametrize("make", [export_requirements_workbook, export_requirements_csv])
def test_no_rows_are_a_table_with_heads(catalogue, make):
    content = make(catalogue.requirements.none(), catalogue, ["title", "kind"])
    if make is export_requirements_csv:
        assert content.decode("utf-8-sig") == "Krav-id;Rubrik;Typ\r\n"
        return
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Krav"]
    assert [[cell.value for cell in row][:3] for row in sheet] == [["Krav-id", "Rubrik", "Typ"]]
    assert sheet.auto_filter.ref == "A1:E2"
