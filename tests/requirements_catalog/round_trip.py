"""What the tests of the round trip share: a catalogue, and a file edited as a person would."""

import io
import subprocess

import openpyxl

from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.exports.tables import export_requirements_workbook
from requirements_catalog.imports.files import import_file
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    RequirementFactory,
)
from tests.tools import need


def two_chapters():
    """A catalogue of two chapters: 1 with A1–A4, 2 with B1–B3."""
    catalogue = CatalogueFactory(slug="krav")
    position = 0
    for number, letter, count in ((1, "A", 4), (2, "B", 3)):
        position += 1 << 20
        top = HeadingFactory(
            catalogue=catalogue, code=str(number), title=f"Kapitel {number}", position=position
        )
        for index in range(1, count + 1):
            position += 1 << 20
            RequirementFactory(
                catalogue=catalogue, code=f"{letter}{index}", title=f"Krav {letter}{index}",
                text=f"Systemet ska {letter}{index}.", position=position, parent=top, depth=1,
            )  # fmt: skip
    return catalogue


class File:
    """An exported workbook that is edited as a person would."""

    def __init__(self, catalogue, rows=None):
        rows = catalogue.requirements.all() if rows is None else rows
        self.book = openpyxl.load_workbook(
            io.BytesIO(export_requirements_workbook(rows, catalogue))
        )
        self.sheet = self.book["Krav"]

    def at(self, head, code):
        return self.sheet.cell(self.row(code), self.column(head))

    def column(self, head):
        return next(cell.column for cell in self.sheet[1] if cell.value == head)

    def row(self, code):
        return next(row[0].row for row in self.sheet.iter_rows() if row[0].value == code)

    def write(self, code, head, value):
        self.at(head, code).value = value

    def insert(self, before, **cells):
        """A new row above the row of a code; keys are heads."""
        row = self.row(before)
        self.sheet.insert_rows(row)
        for head, value in cells.items():
            self.sheet.cell(row, self.column(head.replace("_", " "))).value = value
        return row

    def delete(self, code):
        self.sheet.delete_rows(self.row(code))

    def move(self, code, before):
        """Cut the row of a code and insert it above another, hidden cells and all."""
        source = self.row(code)
        cells = [cell.value for cell in self.sheet[source]]
        self.sheet.delete_rows(source)
        row = self.row(before)
        self.sheet.insert_rows(row)
        for column, value in enumerate(cells, 1):
            cell = self.sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"

    def content(self):
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def bring(catalogue, by, file, **options):
    content = file if isinstance(file, bytes) else file.content()
    return import_file(
        catalogue=catalogue, path_or_bytes=content, filename="ut.xlsx", by=by, **options
    )


def order(catalogue):
    return list(catalogue.requirements.order_by("position").values_list("code", flat=True))


def told(report):
    """(outcome, code) of every row that is not unchanged."""
    return sorted((r["outcome"], r["code"]) for r in report.rows if r["outcome"] != "unchanged")


def change_here(catalogue, by, code, field, value):
    row = catalogue.requirements.get(code=code)
    change_cells(
        catalogue=catalogue, cells=[Cell(row.pk, field, value)], by=by, kind="edit", label="x"
    )


def through_libreoffice(content, folder, suffix="xlsx"):
    """The workbook as LibreOffice saves it."""
    source = folder / "in.xlsx"
    source.write_bytes(content)
    out = folder / "out"
    subprocess.run(
        [need("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", suffix, "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (out / f"in.{suffix}").read_bytes()
