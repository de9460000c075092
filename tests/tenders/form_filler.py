"""Fills in an issued form as a supplier would, by heading and code, with openpyxl."""

import io

from openpyxl import load_workbook

from tenders.form_layout import COVER_SHEET


class FilledForm:
    """An issued form opened for editing."""

    def __init__(self, content: bytes, sheet: str) -> None:
        self.book = load_workbook(io.BytesIO(content))
        self.sheet = self.book[sheet]
        self.headings = {cell.value: cell.column for cell in self.sheet[4]}

    def row_of(self, text: str) -> int:
        """Row whose code or title is ``text``."""
        for row in self.sheet.iter_rows(min_row=5):
            if any(cell.value == text for cell in row):
                return row[0].row
        raise LookupError(text)

    def put(self, code: str, heading: str, value) -> "FilledForm":
        """Write a value in the row of a code, under a heading."""
        self.sheet.cell(self.row_of(code), self.headings[heading]).value = value
        return self

    def say_yes_to_lot(self, number: int) -> "FilledForm":
        """Answer yes to one lot on the cover sheet."""
        cover = self.book[COVER_SHEET]
        for row in cover.iter_rows(max_col=3):
            if str(row[1].value or "").startswith(f"Delkontrakt {number} "):
                row[2].value = "Ja"
        return self

    def content(self) -> bytes:
        """The workbook's bytes."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def answered(content: bytes) -> FilledForm:
    """A form for lot 1 of the ``opened`` fixture, answered in full."""
    form = FilledForm(content, "Svar").say_yes_to_lot(1)
    form.put("ALL-1", "Svar", "Ja").put("PLA-1", "Svar", "Ja")
    form.put("PLA-2", "Svar", 250).put("PLA-3", "Svar", "JSON")
    return form.put("PLA-3", "Kommentar", "Se bilaga 2.")
