"""A Word document of headings, paragraphs, pictures and tables: named styles, tagged and tidy.

The same content gives the same bytes. Tables repeat their header row and do not break within a
row; pictures carry what they show in words; the table of contents is filled in already and leads
to the headings, so that nothing has to be updated when the document is opened.
"""

import io
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .workbook_bytes import without_clock
from .xml_files import xml_text

_INK, _MUTED, _HEAD, _HAIRLINE = (
    RGBColor(0x1B, 0x24, 0x30),
    RGBColor(0x55, 0x60, 0x6E),
    "E1EEF4",
    "B8C0CA",
)
MARGIN = 14
# ECMA-376 part 2 lets a core property be no longer.
PROPERTY = 255
A3 = (420, 297)
# A table of at most so many rows stands whole on one page.
MOST_KEPT = 24
# Millimetres that a line of running text, and a heading, take of a page.
LINE, HEADING, FOOT = 5, 14, 6
_SIZES = {"Title": 22, "Heading 1": 16, "Heading 2": 12}


class WordDocument:
    """A document on A3, lying down."""

    def __init__(self, *, title: str, author: str, language: str, at: datetime) -> None:
        self._document = Document()
        self._at = at
        self._headings: list[tuple[str, str]] = []
        self._set_properties(title, author, language)
        self._set_page()
        self._set_styles(language)
        self._document.add_paragraph(xml_text(title), style="Title")
        self._contents = None

    @property
    def width(self) -> float:
        """What a picture may fill across, in millimetres."""
        return A3[0] - 2 * MARGIN

    def paragraph(self, text: str, *, is_muted: bool = False) -> None:
        """Running text."""
        run = self._document.add_paragraph().add_run(xml_text(text))
        if is_muted:
            run.font.color.rgb = _MUTED

    def legend(self, entries: Sequence[tuple[str, str, str]]) -> None:
        """What colours and lines mean, on one line: (sign, its colour as rrggbb, words)."""
        line = self._document.add_paragraph()
        for sign, colour, words in entries:
            mark = line.add_run(f"{sign} ")
            mark.font.color.rgb = RGBColor.from_string(colour)
            mark.bold = True
            line.add_run(f"{xml_text(words)}     ")

    def contents(self, heading: str) -> None:
        """Where the table of contents is to stand; its entries are those headings that follow."""
        self._document.add_paragraph(xml_text(heading)).runs[0].bold = True
        self._contents = self._document.add_paragraph()

    def heading(self, text: str, *, new_page: bool = False) -> None:
        """A heading of the first level, which the table of contents names."""
        text = xml_text(text) or "–"
        paragraph = self._document.add_heading(text, 1)
        paragraph.paragraph_format.page_break_before = new_page
        name = f"_Toc{len(self._headings) + 1:08d}"
        for kind, at in (("bookmarkStart", 0), ("bookmarkEnd", None)):
            mark = OxmlElement(f"w:{kind}")
            mark.set(qn("w:id"), str(len(self._headings) + 1))
            if at is not None:
                mark.set(qn("w:name"), name)
                paragraph.runs[0]._r.addprevious(mark)
            else:
                paragraph._p.append(mark)
        self._headings.append((text, name))

    @property
    def height(self) -> float:
        """What a page has room for from above, in millimetres, its foot apart."""
        return A3[1] - 2 * MARGIN - FOOT

    def picture(self, png: bytes, *, width_mm: float, told: str) -> None:
        """A picture, and what it shows for those who do not see it."""
        run = self._document.add_paragraph().add_run()
        shape = run.add_picture(io.BytesIO(png), width=Mm(width_mm))
        properties = shape._inline.docPr
        properties.set("descr", xml_text(told))
        properties.set("name", f"Bild {properties.get('id')}")

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[float],
        numbers: Collection[int] = (),
    ) -> None:
        """A table whose head stands again on each page; the first column names the row.

        ``widths`` are the columns' in relation to each other, ``numbers`` which of them are
        figures. A table of few rows stands whole on one page.
        """
        table = self._document.add_table(rows=1, cols=len(head), style="Table Grid")
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            self._cell(cell, text, is_bold=True)
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD)):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)
        _row_property(table.rows[0], "cantSplit")
        _row_property(table.rows[0], "tblHeader")
        for values in rows:
            row = table.add_row()
            _row_property(row, "cantSplit")
            for number, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
                self._cell(cell, text, is_bold=number == 0)
                if number in numbers:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._set_widths(table, widths)
        if len(rows) <= MOST_KEPT:
            for row in table.rows[:-1]:
                row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True

    def content(self) -> bytes:
        """The document's bytes."""
        self._fill_contents()
        made = io.BytesIO()
        self._document.save(made)
        return without_clock(made.getvalue(), modified=self._at)

    # ------------------------------------------------------------ inside

    def _set_properties(self, title: str, author: str, language: str) -> None:
        core = self._document.core_properties
        moment = self._at.astimezone(UTC).replace(tzinfo=None)
        title, author = (xml_text(text)[:PROPERTY] for text in (title, author))
        core.title, core.author, core.language = title, author, language
        core.last_modified_by, core.comments, core.keywords = author, "", ""
        core.created = core.modified = moment
        core.revision = 1

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(A3[0]), Mm(A3[1])
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Mm(MARGIN))
        foot = section.footer.paragraphs[0]
        foot.style.font.size = Pt(8)
        _field(foot, "PAGE", "1")

    def _set_styles(self, language: str) -> None:
        styles = self._document.styles
        for name in ("Normal", *_SIZES):
            font = styles[name].font
            font.name, font.color.rgb = "Arial", _INK
            fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
            for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{key}"), None)
            fonts.set(qn("w:hAnsi"), "Arial")
        styles["Normal"].font.size = Pt(9)
        styles["Normal"].paragraph_format.space_after = Pt(4)
        for name, size in _SIZES.items():
            styles[name].font.size = Pt(size)
        for one in styles["Table Grid"].element.iter(qn("w:tblBorders")):
            for side in one:
                side.set(qn("w:color"), _HAIRLINE)
        locale = {"sv": "sv-SE", "en": "en-GB"}.get(language, language)
        for one in styles.element.iter(qn("w:lang")):
            one.set(qn("w:val"), locale)

    @staticmethod
    def _cell(cell, text: str, *, is_bold: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
        run = paragraph.add_run(xml_text(text))
        run.bold = is_bold or None
        run.font.size = Pt(8.5)

    def _set_widths(self, table, widths: Sequence[float]) -> None:
        table.autofit = False
        exact = [Mm(self.width * width / sum(widths)) for width in widths]
        for column, width in zip(table.columns, exact, strict=True):
            column.width = width
        # Row by row: a column is searched for through the whole table.
        for row in table.rows:
            for cell, width in zip(row.cells, exact, strict=True):
                cell.width = width

    def _fill_contents(self) -> None:
        """The field that Word makes of headings, without page numbers, and what it comes to."""
        if self._contents is None:
            return
        entries = self._headings or [("", "")]
        paragraph = self._contents
        _field_mark(paragraph._p, "begin")
        _instruction(paragraph._p, r'TOC \o "1-1" \h \n \z')
        _field_mark(paragraph._p, "separate")
        last = paragraph
        for number, (text, name) in enumerate(entries):
            if number:
                following = OxmlElement("w:p")
                last._p.addnext(following)
                last = type(paragraph)(following, paragraph._parent)
            last.paragraph_format.space_after = Pt(1)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), name)
            run = OxmlElement("w:r")
            words = OxmlElement("w:t")
            words.text = text
            run.append(words)
            link.append(run)
            last._p.append(link)
        _field_mark(last._p, "end")


def _row_property(row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def _field(paragraph, instruction: str, shown: str) -> None:
    _field_mark(paragraph._p, "begin")
    _instruction(paragraph._p, instruction)
    _field_mark(paragraph._p, "separate")
    paragraph.add_run(shown)
    _field_mark(paragraph._p, "end")


def _field_mark(parent, kind: str) -> None:
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    parent.append(run)


def _instruction(parent, text: str) -> None:
    run, words = OxmlElement("w:r"), OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {text} "
    run.append(words)
    parent.append(run)
