"""Fill a table of somebody's own workbook and leave everything else in the file as it is.

Only the parts that must change are rewritten: the sheet of the table, the list of sheets and, when
the table is one of Excel's own, its extent. Styles, validations, other sheets, pictures, charts
and print settings stay byte for byte, which no library that loads and saves a workbook promises.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from posixpath import join, normpath
from xml.sax.saxutils import escape, quoteattr

from defusedxml.minidom import parseString

from common.workbook_reader import sheet_parts
from common.workbook_writer import CELL_CHARACTERS, cell_literal
from common.workbooks import column_letters, column_number

_ROW = re.compile(rb"<((?:\w+:)?row)\b([^<>]*?)(?:/>|>(.*?)</\1>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>")
_ATTRIBUTE = re.compile(rb'\b(\w+)="([^"]*)"')
_RANGE = re.compile(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_EXTRA_PART = "xl/worksheets/fvm-export.xml"
_MARK = "fvm-rows-here"


class CannotFill(Exception):
    """The workbook has something that filling it would spoil; the text is one of the codes below.

    ``totals``: a table with a row of totals. ``long``: a text that no cell holds.
    """


@dataclass(frozen=True)
class Filling:
    """What goes into a sheet. ``places`` is the column (from 0) of each value of a row.

    ``hidden`` are columns after the last one in use, each a head and a value a row; ``extra`` a
    hidden sheet of its own, all text.
    """

    sheet: str
    header_row: int
    places: Sequence[int]
    rows: Sequence[Sequence]
    hidden: Sequence[tuple[str, Sequence[str]]] = ()
    extra_name: str = ""
    extra_rows: Sequence[Sequence[str]] = ()


def fill_workbook(content: bytes, filling: Filling) -> bytes:
    """Return the .xlsx in ``content``, known to be safe, with its table filled anew.

    What stood under the header goes; each row takes its looks from the first row that stood there.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
        parts = {info.filename: archive.read(info) for info in infos}
    sheets = sheet_parts(parts)
    work = _Sheet(parts[sheets[filling.sheet]], filling)
    changed = {sheets[filling.sheet]: work.content()}
    for name in _tables_of(sheets[filling.sheet], parts):
        changed[name] = _table(parts[name], filling.header_row, work.last_row)
    changed |= _without_calculation_chain(parts, work.had_formulas)
    if filling.extra_name:
        changed |= _extra_sheet(parts | changed, sheets, filling)
    gone = {"xl/calcChain.xml"} if work.had_formulas else set()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in infos:
            if info.filename not in gone:
                archive.writestr(info, changed.pop(info.filename, parts[info.filename]))
        for name, new in changed.items():
            if name not in gone:
                archive.writestr(name, new)
    return buffer.getvalue()


class _Sheet:
    """One sheet whose rows below the header are replaced."""

    def __init__(self, xml, filling):
        self.filling = filling
        self.first = filling.header_row + 1
        self.last_row = filling.header_row + max(1, len(filling.rows))
        self.had_formulas = False
        self.model: dict[int, bytes] = {}
        self.model_row = b""
        self.widest = -1
        self.heads: dict[int, bytes] = {}
        self.document = parseString(self._without_rows(xml))
        root = self.document.documentElement
        self.prefix = f"{root.prefix}:" if root.prefix else ""

    def _without_rows(self, xml):
        """Take the rows below the header out, noting how the first of them looks."""
        number = 0

        def one(match):
            nonlocal number
            attributes = dict(_ATTRIBUTE.findall(match[2]))
            number = int(attributes.get(b"r", number + 1))
            cells = [dict(_ATTRIBUTE.findall(cell)) for cell in _CELL.findall(match[3] or b"")]
            for cell in cells:
                found = _RANGE.match(cell.get(b"r", b"").decode())
                if found:
                    self.widest = max(self.widest, column_number(found[1]))
            if number < self.first:
                return match[0]
            if number == self.first:
                self._look_at(attributes, cells)
            self.had_formulas |= bool(re.search(rb"<(?:\w+:)?f[\s>/]", match[3] or b""))
            return b""

        return _ROW.sub(one, xml)

    def _look_at(self, attributes, cells):
        kept = [name for name in (b"s", b"customFormat") if name in attributes]
        if attributes.get(b"customHeight") in (b"1", b"true"):
            kept += [b"ht", b"customHeight"]
        self.model_row = b"".join(b' %s="%s"' % (name, attributes[name]) for name in kept)
        for cell in cells:
            found = _RANGE.match(cell.get(b"r", b"").decode())
            if found and b"s" in cell:
                self.model[column_number(found[1])] = cell[b"s"]

    def content(self):
        """The sheet's new XML."""
        hidden_at = self._hidden_columns()
        self._forget("dimension")
        self._merges()
        for name in ("dataValidation", "conditionalFormatting"):
            for element in self._all(name):
                element.setAttribute("sqref", self._longer(element.getAttribute("sqref")))
        for element in self._all("sqref"):
            for child in element.childNodes:
                if child.nodeType == child.TEXT_NODE:
                    child.data = self._longer(child.data)
        for element in self._all("autoFilter"):
            element.setAttribute("ref", self._filter(element.getAttribute("ref"), hidden_at))
        data = self._all("sheetData")[0]
        data.appendChild(self.document.createTextNode(_MARK))
        whole = self.document.toxml(encoding="utf-8")
        return whole.replace(_MARK.encode(), b"".join(self._rows(hidden_at)))

    def _all(self, name):
        """Elements of a local name, whatever the prefix."""
        return list(self.document.getElementsByTagNameNS("*", name))

    def _forget(self, name):
        for element in self._all(name):
            element.parentNode.removeChild(element)

    def _merges(self):
        for merge in self._all("mergeCell"):
            found = _RANGE.match(merge.getAttribute("ref"))
            if found and int(found[4] or found[2]) >= self.first:
                merge.parentNode.removeChild(merge)
        for whole in self._all("mergeCells"):
            left = len(whole.getElementsByTagNameNS("*", "mergeCell"))
            if left:
                whole.setAttribute("count", str(left))
            else:
                whole.parentNode.removeChild(whole)

    def _longer(self, ranges):
        """Ranges that hold the first row of the table reach as far as its last one."""

        def one(match):
            bottom = int(match[4] or match[2])
            if int(match[2]) > self.first or bottom < self.first or bottom >= self.last_row:
                return match[0]
            return f"{match[1]}{match[2]}:{match[3] or match[1]}{self.last_row}"

        return _RANGE.sub(one, ranges)

    def _filter(self, ref, hidden_at):
        found = _RANGE.fullmatch(ref)
        if not found or int(found[2]) != self.filling.header_row:
            return ref
        last = column_number(found[3] or found[1])
        if hidden_at and last + 1 == hidden_at[0]:
            # Sorting by the filter then takes the hidden cells along with their rows.
            last = hidden_at[-1]
        return f"{found[1]}{found[2]}:{column_letters(last)}{self.last_row}"

    def _hidden_columns(self):
        """Make room for the hidden columns after all others."""
        filling = self.filling
        if not filling.hidden:
            return []
        widest = max([self.widest, *filling.places])
        at = [widest + 1 + number for number in range(len(filling.hidden))]
        self._hide(at[0] + 1, at[-1] + 1)
        row = self._row_element(filling.header_row)
        for column, (head, _values) in zip(at, filling.hidden, strict=True):
            cell = self._element("c")
            cell.setAttribute("r", f"{column_letters(column)}{filling.header_row}")
            cell.setAttribute("t", "inlineStr")
            inline, text = self._element("is"), self._element("t")
            text.appendChild(self.document.createTextNode(head))
            inline.appendChild(text)
            cell.appendChild(inline)
            row.appendChild(cell)
        row.removeAttribute("spans") if row.hasAttribute("spans") else None
        return at

    def _row_element(self, number):
        last = 0
        for row in self._all("row"):
            last = int(row.getAttribute("r") or last + 1)
            if last == number:
                return row
        raise KeyError(number)

    def _element(self, name):
        return self.document.createElementNS(_MAIN, f"{self.prefix}{name}")

    def _hide(self, first, last):
        """Hide columns (from 1), cutting them out of wider descriptions of columns."""
        found = self._all("cols")
        if found:
            cols = found[0]
        else:
            cols = self._element("cols")
            data = self._all("sheetData")[0]
            data.parentNode.insertBefore(cols, data)
        for col in [c for c in cols.childNodes if c.nodeType == c.ELEMENT_NODE]:
            low, high = int(col.getAttribute("min")), int(col.getAttribute("max"))
            if high < first or low > last:
                continue
            if high > last:
                after = col.cloneNode(deep=True)
                after.setAttribute("min", str(last + 1))
                cols.insertBefore(after, col.nextSibling)
            if low < first:
                col.setAttribute("max", str(first - 1))
            else:
                cols.removeChild(col)
        ours = self._element("col")
        for name, value in (("min", first), ("max", last), ("width", 9), ("hidden", 1)):
            ours.setAttribute(name, str(value))
        later = [
            c for c in cols.childNodes
            if c.nodeType == c.ELEMENT_NODE and int(c.getAttribute("min")) > last
        ]  # fmt: skip
        cols.insertBefore(ours, later[0] if later else None)

    def _rows(self, hidden_at):
        """Yield the XML of each row."""
        places = sorted({*self.model, *self.filling.places})
        order = {column: number for number, column in enumerate(self.filling.places)}
        prefix = self.prefix.encode()
        for number, values in enumerate(self.filling.rows):
            row = self.first + number
            cells = [
                _cell(
                    f"{column_letters(column)}{row}",
                    self.model.get(column),
                    values[order[column]] if column in order else None,
                    prefix,
                )
                for column in places
                if column not in hidden_at
            ]
            cells += [
                _cell(f"{column_letters(column)}{row}", None, texts[number], prefix)
                for column, (_head, texts) in zip(hidden_at, self.filling.hidden, strict=True)
            ]
            yield b'<%srow r="%d"%s>%s</%srow>' % (
                prefix, row, self.model_row, b"".join(cells), prefix,
            )  # fmt: skip


def _cell(name, style, value, prefix):
    """The XML of one cell: text is text, whatever it begins with."""
    style = b' s="%s"' % style if style else b""
    head = b'<%sc r="%s"%s' % (prefix, name.encode(), style)
    if isinstance(value, date):
        # The layout's own style need not be one of days.
        value = value.isoformat()
    if value is None or value == "":
        return head + b"/>" if style else b""
    if not isinstance(value, str):
        return head + b"><%sv>%s</%sv></%sc>" % (prefix, str(value).encode(), prefix, prefix)
    if len(value) > CELL_CHARACTERS:
        raise CannotFill("long", value[:80])
    text = escape(cell_literal(value)).encode()
    return head + b' t="inlineStr"><%sis><%st xml:space="preserve">%s</%st></%sis></%sc>' % (
        prefix, prefix, text, prefix, prefix, prefix,
    )  # fmt: skip


def _tables_of(sheet, parts):
    """Names of the parts of Excel's own tables on a sheet."""
    folder, _slash, name = sheet.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{name}.rels")
    if relations is None:
        return []
    found = []
    for element in parseString(relations).getElementsByTagNameNS("*", "Relationship"):
        if element.getAttribute("Type").endswith("/table"):
            target = element.getAttribute("Target")
            path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            found.append(path)
    return [path for path in found if path in parts]


def _table(xml, header_row, last_row):
    """The table's description, reaching to the last row; others on the sheet stay as they are."""
    document = parseString(xml)
    root = document.documentElement
    found = _RANGE.fullmatch(root.getAttribute("ref"))
    if not found or int(found[2]) != header_row:
        return xml
    if int(root.getAttribute("totalsRowCount") or 0):
        raise CannotFill("totals", root.getAttribute("displayName"))
    ref = f"{found[1]}{found[2]}:{found[3]}{last_row}"
    root.setAttribute("ref", ref)
    for element in document.getElementsByTagNameNS("*", "autoFilter"):
        element.setAttribute("ref", ref)
    return document.toxml(encoding="utf-8")


def _without_calculation_chain(parts, had_formulas):
    """Excel's order of formulas names cells that are gone: without it Excel makes a new one."""
    if not had_formulas or "xl/calcChain.xml" not in parts:
        return {}
    changed = {}
    for name, word in (
        ("[Content_Types].xml", "PartName"),
        ("xl/_rels/workbook.xml.rels", "Target"),
    ):
        document = parseString(parts[name])
        for element in list(document.documentElement.childNodes):
            if element.nodeType == element.ELEMENT_NODE and (
                element.getAttribute(word).endswith("calcChain.xml")
            ):
                document.documentElement.removeChild(element)
        changed[name] = document.toxml(encoding="utf-8")
    return changed


def _extra_sheet(parts, sheets, filling):
    """A hidden sheet of text: a new part, or the one that the workbook has of that name."""
    rows = b"".join(
        b'<row r="%d">%s</row>' % (number, b"".join(
            _cell(f"{column_letters(column)}{number}", None, value, b"")
            for column, value in enumerate(values)
        ))
        for number, values in enumerate(filling.extra_rows, 1)
    )  # fmt: skip
    xml = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (  # noqa: E501
        _MAIN.encode(), rows,
    )  # fmt: skip
    if filling.extra_name in sheets:
        return {sheets[filling.extra_name]: xml}
    book = next(name for name in parts if name.rsplit("/", 1)[-1] == "workbook.xml")
    folder = book.rpartition("/")[0]
    relations = f"{folder}/_rels/workbook.xml.rels"
    document = parseString(parts[book])
    listed = document.getElementsByTagNameNS("*", "sheets")[0]
    numbers = [
        int(e.getAttribute("sheetId")) for e in listed.childNodes if e.nodeType == e.ELEMENT_NODE
    ]
    prefix = f"{listed.prefix}:" if listed.prefix else ""
    sheet = document.createElementNS(_MAIN, f"{prefix}sheet")
    sheet.setAttribute("name", filling.extra_name)
    sheet.setAttribute("sheetId", str(max(numbers) + 1))
    sheet.setAttribute("state", "hidden")
    sheet.setAttribute("xmlns:fvmr", _RELATIONS)
    sheet.setAttributeNS(_RELATIONS, "fvmr:id", "rIdFvmExport")
    listed.appendChild(sheet)
    relation = (
        f'<Relationship Id="rIdFvmExport" Type="{_RELATIONS}/worksheet" '
        f"Target={quoteattr('/' + _EXTRA_PART)}/>"
    )
    kind = f'<Override PartName="/{_EXTRA_PART}" ContentType="{_SHEET_TYPE}"/>'
    return {
        _EXTRA_PART: xml,
        book: document.toxml(encoding="utf-8"),
        relations: _appended(parts[relations], relation),
        "[Content_Types].xml": _appended(parts["[Content_Types].xml"], kind),
    }


def _appended(xml, element):
    """XML with one more element last in its root, in the root's own namespace."""
    document = parseString(xml)
    root = document.documentElement
    added = parseString(element).documentElement
    name = f"{root.prefix}:{added.tagName}" if root.prefix else added.tagName
    own = document.createElementNS(root.namespaceURI, name)
    for key, value in added.attributes.items():
        own.setAttribute(key, value)
    root.appendChild(own)
    return document.toxml(encoding="utf-8")
