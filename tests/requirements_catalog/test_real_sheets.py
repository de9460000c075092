"""What real workbooks hold: one sheet with everything that has been met, read as it was meant."""

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from common.workbook_reader import read_workbook
from requirements_catalog.imports.files import import_file
from requirements_catalog.imports.tables import choose_mapping
from requirements_catalog.models import Requirement
from tests.factories import CatalogueFactory, UserFactory

pytestmark = pytest.mark.django_db


def ugly():
    """Junk, two header rows, merges, sections, repeated headers, hidden and stray things."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    old = book.active
    old.title = "Gammalt"
    for row in (["Id", "Krav", "Typ"], ["X1", "Systemet ska det gamla.", "ska"]):
        old.append(row)
    old.sheet_state = "hidden"
    sheet = book.create_sheet("Krav")
    book.active = 1
    head = ["Id", "Krav", None, "Typ", "Beslutat"], [None, "Rubrik", "Text", None, "den"]
    for row in (
        ["Kravspecifikation VIS"],
        ["Version", "3"],
        [],
        *head,
        ["Läkemedel"],
        ["1.1", "Listan", "Systemet ska visa listan.", "SHALL", date(2027, 3, 1)],
        ["1.2", "Sök", "Systemet ska söka.", "måste", datetime(2027, 3, 2)],
        [None, None, "Även på synonym."],
        [],
        *head,
        ["Remisser"],
        ["1.8", "Åtta", "Systemet bör åtta.", "SHOULD"],
        ["1.9", "Nio", "Systemet bör nio.", "bör"],
        [1.1, "Tio", "Systemet bör tio.", "bör"],
        ["1.11", "Elva", "Systemet kan elva.", "MAY"],
        ["1.12", "Tolv", '="Systemet kan "&"tolv."', "kan"],
        ["1.13", "Tretton", '="Systemet kan "&"tretton."', "kan"],
    ):
        sheet.append(row)
    for cells in ("B4:C4", "A4:A5", "D4:D5", "A6:E6", "A8:A9", "B8:B9", "D8:D9"):
        sheet.merge_cells(cells)
    sheet["ZZ900"] = "långt bort"
    sheet.auto_filter.ref = "A5:E19"
    sheet.row_dimensions[14].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return with_cached(buffer.getvalue(), "C18", "Systemet kan tolv.")


def with_cached(content, cell, text):
    """The workbook with the value of one formula stored beside it, as Excel does."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if name.endswith("sheet2.xml"):
                pattern = rf'<c r="{cell}"([^>]*)>(<f>.*?</f>)<v ?/?>(</v>)?</c>'
                value = rf'<c r="{cell}" t="str">\2<v>{text}</v></c>'
                part, count = re.subn(pattern, value, part)
                assert count == 1
            new.writestr(name, part)
    return made.getvalue()


@pytest.fixture
def catalogue():
    return CatalogueFactory()


@pytest.fixture
def report(catalogue):
    return import_file(
        catalogue=catalogue,
        path_or_bytes=ugly(),
        filename="krav.xlsx",
        by=UserFactory(),
        apply_rest=True,
    )


def test_the_table_is_found_among_what_surrounds_it(catalogue):
    """The hidden sheet is not chosen; the header of two rows stands below three rows of junk."""
    mapping = choose_mapping(read_workbook(ugly(), "krav.xlsx"), catalogue)
    assert (mapping.sheet, mapping.header_row, mapping.header_rows) == ("Krav", 4, 2)
    assert mapping.targets == {
        "Id": "code", "Krav – Rubrik": "title", "Krav – Text": "text", "Typ": "kind",
        "Beslutat – den": "extra",
    }  # fmt: skip


def test_every_requirement_comes_in_under_its_section(report, catalogue):
    """Merged and lone section rows are headings; repeated headers are none; merged rows are one."""
    rows = [
        (row.code, row.title, row.kind, row.parent.title if row.parent else "")
        for row in catalogue.requirements.order_by("position").select_related("parent")
    ]
    assert rows == [
        ("", "Läkemedel", "", ""),
        ("1.1", "Listan", "mandatory", "Läkemedel"),
        ("1.2", "Sök", "mandatory", "Läkemedel"),
        ("", "Remisser", "", ""),
        ("1.8", "Åtta", "desirable", "Remisser"),
        ("1.9", "Nio", "desirable", "Remisser"),
        ("1.11", "Elva", "information", "Remisser"),
        ("1.12", "Tolv", "information", "Remisser"),
    ]
    assert Requirement.objects.get(code="1.2").text == "Systemet ska söka.\nÄven på synonym."
    assert Requirement.objects.get(code="1.12").text == "Systemet kan tolv."


def test_days_counted_from_1904_are_right(report):
    extra = [Requirement.objects.get(code=code).extra for code in ("1.1", "1.2")]
    assert extra == [{"beslutat_den": "2027-03-01"}, {"beslutat_den": "2027-03-02"}]


def test_what_cannot_be_read_is_told_with_its_cell(report):
    """The id that Excel made a number, with its likely original; the formula without a value."""
    refused = {row["cell"]: row for row in report.rows if row["outcome"] == "refused"}
    assert set(refused) == {"A16", "C19"}
    assert "1.10" in refused["A16"]["problem"] + refused["A16"]["remedy"]


def test_rows_hidden_by_a_filter_are_read_and_told(report):
    assert "1 rad i bladet är dold, till exempel av ett filter. Den läses in som de andra." in (
        report.notices
    )


def test_a_cell_far_away_is_no_column_and_no_row(report, catalogue):
    assert [field.label for field in catalogue.extra_fields.all()] == ["Beslutat – den"]
    assert not any("långt bort" in str(row) for row in report.rows)
