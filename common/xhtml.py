"""XHTML of other tools to Markdown and back, so that nothing a reader could read is lost."""

import re
from collections.abc import Callable
from copy import deepcopy

import nh3
from lxml import etree, html
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

from common.reqif import XHTML, Element, local_name

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "q", "s",
    "samp", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "tt", "ul", "var",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"colspan"}, "th": {"colspan"}}
_SCHEMES = {"http", "https", "mailto"}
_BLOCKS = {"p", "div", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote",
           "address", "caption"}  # fmt: skip
_ON_A_LINE = _BLOCKS | {"br", "hr", "ul", "ol", "dl"}
# A text of nothing but these needs no parser of HTML.
_PLAIN = {"div", "p", "span", "br"}
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_INLINE_MARK = re.compile(r"([\\`*\[\]<])|(?<!\w)(_)|(_)(?!\w)|(~~)")
_LINE_MARK = re.compile(r"(?m)^([^\S\n]*+)([-+>#=]|\d+(?=[.)](?:\s|$)))")
# What may be a mark of Markdown; a text without any is nothing but its paragraphs.
_MAY_MARK = re.compile(r"[\\`*_\[\]<>&!|~#]|^(?:$|[-+=]|\d+[.)](?:\s|$))")
_BLANK_LINES = re.compile(r"\n{3,}")
# So much white space is one space or one line break to a reader; what makes Markdown of it would
# go through the rest of it again from each.
_LONG_SPACE = re.compile(r"[ \t\r\n]{100,}")
# Where white space is kept, so much of it.
_KEPT_SPACE = re.compile(r"([ \t\r\n]{200})[ \t\r\n]+")
# What a table may hold once its rows are equally wide: one row of thousands of cells above
# thousands of rows of one cell would become millions.
_MOST_CELLS, _MOST_SPAN = 50_000, 50

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False, "xhtmlOut": True}).enable(
    ["table", "strikethrough"]
)


class _Converter(MarkdownConverter):
    """Markdown in which a literal sign stays that sign, without escaping what needs it not."""

    def escape(self, text, parent_tags):
        """Escape only what would be taken for a mark where it stands."""
        if not text or "pre" in parent_tags or "code" in parent_tags:
            return text
        if "td" in parent_tags or "th" in parent_tags:
            return _INLINE_MARK.sub(r"\\\g<0>", text).replace("|", "\\|")
        return _escaped(text)


def _escaped(text):
    return _LINE_MARK.sub(_escaped_start, _INLINE_MARK.sub(r"\\\g<0>", text))


def _escaped_start(found):
    indent, mark = found.groups()
    return f"{indent}{mark}\\" if mark.isdigit() else f"{indent}\\{mark}"


def xhtml_to_markdown(value: Element, picture: Callable[[str, str, str], str] | None = None) -> str:
    """Markdown of the content of ``value``, a THE-VALUE element.

    ``picture`` is asked for the words that stand for an embedded file, with its address, type
    and the text shown in its stead.
    """
    plain = _of_plain(value)
    if plain is not None:
        return plain
    root = _as_html(value, picture or _picture_words)
    _shorten_space(root)
    _flatten_tables(root)
    _flatten_marks(root)
    markup = etree.tostring(root, method="html", encoding="unicode")
    clean = nh3.clean(markup, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)
    text = _Converter(
        heading_style="ATX", bullets="-", table_infer_header=True, newline_style="backslash"
    ).convert(clean)
    lines = [line.rstrip() if not line.endswith("\\") else line for line in text.splitlines()]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip().removesuffix("\\").rstrip()


def _of_plain(value):
    """Markdown of paragraphs and line breaks alone; None where there is anything else."""
    names = {one.tag: local_name(one) for one in value.iterdescendants()}
    if not _PLAIN.issuperset(names.values()):
        return None
    paragraphs: list[list[str]] = [[""]]
    for event, one in etree.iterwalk(value, events=("start", "end")):
        name = names.get(one.tag, "")
        if name in ("div", "p") and one is not value:
            paragraphs.append([""])
        elif name == "br" and event == "start":
            paragraphs[-1].append("")
        text = one.text if event == "start" else None if one is value else one.tail
        paragraphs[-1][-1] += text or ""
    blocks = []
    for lines in paragraphs:
        words = [_escaped(" ".join(line.split())) for line in lines]
        while words and not words[-1]:
            words.pop()
        while words and not words[0]:
            words.pop(0)
        if words:
            blocks.append("\\\n".join(words))
    return "\n\n".join(blocks)


def xhtml_to_text(value: Element) -> str:
    """The words of the content of a THE-VALUE element, one line for each paragraph."""
    root = _as_html(value, _picture_words)
    for element in root.iter():
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _BLOCKS or name in ("br", "tr"):
            element.tail = "\n" + (element.tail or "")
        elif name in ("td", "th"):
            element.tail = " " + (element.tail or "")
    text = "".join(root.itertext(tag=etree.Element))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def embedded_files(value: Element) -> list[str]:
    """The addresses of files that a THE-VALUE element shows: images, documents, OLE objects."""
    found = []
    for element in value.iter("{*}object", "{*}img"):
        address = element.get("data" if local_name(element) == "object" else "src")
        if address:
            found.append(address)
    return found


def _picture_words(address, _kind, words):
    """Words for a file that is shown in the text; they stand even where the file is missing."""
    name = "" if address.startswith("data:") else address.replace("\\", "/").rpartition("/")[2]
    inner = " – ".join(part for part in (name, " ".join(words.split())) if part)
    return f"(bild: {inner})" if inner else "(bild)"


# ---------------------------------------------------------------- clean-up before the conversion


def _as_html(value, picture):
    """A copy without namespaces, comments and scripts, files replaced by words."""
    root = deepcopy(value)
    root.tag = "div"
    root.attrib.clear()
    etree.strip_elements(root, etree.Comment, with_tail=False)
    for element in root.iter(etree.Element):
        element.tag = local_name(element)
    etree.strip_elements(root, "script", "style", with_tail=False)
    for element in list(root.iter("img", "object")):
        name = "src" if element.tag == "img" else "data"
        inner = list(element.iterchildren(etree.Element))
        words = element.get("alt") or (element.text or "")
        address, kind = element.get(name, ""), element.get("type", "")
        nested = [one for one in inner if one.tag in ("object", "img")]
        element.attrib.clear()
        if nested and not words.strip():
            # An OLE object with its picture inside: the picture is what people see.
            element.tag = "span"
            continue
        element.tag, element.text = "span", picture(address, kind, words)
    return root


def _flatten_tables(root):
    """A table inside a table becomes lines: Markdown has no tables in cells."""
    for table in [one for one in root.iter("table") if _is_inside(one, "table")]:
        _as_words(table, "span", "; ")
    for table in [one for one in root.iter("table") if _is_huge(one)]:
        _as_words(table, "p", " / ")
    for cell in root.iter("td", "th"):
        _flatten_cell(cell)
    for table in root.iter("table"):
        _make_even(table)


def _as_words(table, tag, between):
    """What stands in a table, in words."""
    lines = []
    for row in table.iter("tr"):
        cells = (" ".join("".join(cell.itertext()).split()) for cell in row)
        lines.append(" · ".join(filter(None, cells)))
    rest = table.tail
    table.clear()
    table.tag, table.text, table.tail = tag, between.join(filter(None, lines)), rest


def _is_huge(table):
    """Whether its rows, made equally wide, have too many cells in all."""
    widths = [sum(_span(cell) for cell in row.iterchildren("td", "th")) for row in table.iter("tr")]
    return max(widths, default=0) * len(widths) > _MOST_CELLS


def _span(cell):
    span = cell.get("colspan", "1")
    return max(min(int(span), _MOST_SPAN), 1) if span.isdecimal() and len(span) < 9 else 1


def _shorten_space(root):
    """Put one sign for very long white space, as a browser shows it."""
    for element in root.iter():
        if element.text:
            element.text = _shortened(element.text, element)
        if element.tail and element is not root:
            element.tail = _shortened(element.tail, element.getparent())


def _shortened(text, element):
    if element.tag == "pre" or _is_inside(element, "pre"):
        return _KEPT_SPACE.sub(r"\1", text)
    return _LONG_SPACE.sub(_short, text)


def _short(found):
    return "\n" if "\n" in found[0] or "\r" in found[0] else " "


def _flatten_cell(cell):
    """Paragraphs and lists of a cell on one line: a cell has only one."""
    for element in list(cell.iter(etree.Element)):
        if element is cell:
            continue
        name, element.tag = element.tag, "span" if element.tag in _ON_A_LINE else element.tag
        if name in ("br", "hr"):
            element.text = " / "
        elif name in _BLOCKS:
            mark = "• " if name == "li" else ""
            before = " / " if _has_words_before(element, cell) else ""
            element.text = before + mark + (element.text or "").lstrip()
            if (element.tail or "").strip():
                element.tail = f" / {element.tail.lstrip()}"


def _has_words_before(element, cell):
    """Whether anything stands in the cell before the element."""
    while element is not cell:
        parent = element.getparent()
        if (parent.text or "").strip() or element.getprevious() is not None:
            return True
        element = parent
    return False


def _make_even(table):
    """Rows of equal width, no cell over several columns: Markdown drops what stands outside."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    for row in rows:
        for cell in list(row.iterchildren("td", "th")):
            span = _span(cell)
            cell.attrib.pop("colspan", None)
            for _number in range(span - 1):
                cell.addnext(etree.Element("td"))
    width = max((len(row) for row in rows), default=0)
    for row in list(rows):
        if not len(row):
            row.getparent().remove(row)
        row.extend([etree.Element("td") for _number in range(width - len(row))])


def _is_inside(element, name):
    return next(element.iterancestors(name), None) is not None


def _flatten_marks(root):
    """Marks that Markdown lacks, said with signs: m² for raised, quotes for a quotation."""
    for element in list(root.iter("sup", "sub")):
        text = "".join(element.itertext())
        table = _RAISED if element.tag == "sup" else _LOWERED
        mark = "^" if element.tag == "sup" else "_"
        is_plain = bool(text) and all(ord(sign) in table for sign in text)
        rest = element.tail
        if is_plain:
            element.clear()
            element.text, element.tail = text.translate(table), rest
        elif text.strip():
            element.text = f"{mark}({element.text or ''}"
            last = element[-1] if len(element) else None
            if last is not None:
                last.tail = f"{last.tail or ''})"
            else:
                element.text += ")"
        element.tag = "span"
    for element in root.iter("dl", "dd"):
        element.tag = "div"
    for element in root.iter("dt"):
        element.tag = "p"
    for element in root.iter("q"):
        element.text = f"”{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}”"
        else:
            element.text += "”"


# ---------------------------------------------------------------- back to XHTML


def markdown_to_xhtml(text: str, *, keeps_words: bool = True) -> Element:
    """A div in XHTML's namespace with the text of Markdown that a person wrote here.

    XHTML says less than Markdown: how a list was marked, where a line was broken. Where it would
    be read back in other words, the div keeps the text as its title (``kept_text``), unless
    nobody is to read it back: finding that out costs more than all the rest.
    """
    if not keeps_words:
        return _of_markdown(text)
    return _keeping(_of_markdown(text), text, xhtml_to_markdown)


def _of_markdown(text):
    paragraphs = (text or "").split("\n\n")
    if any(_MAY_MARK.search(one) or " ".join(one.split()) != one for one in paragraphs):
        return _of_marked(text)
    div = etree.Element(f"{{{XHTML}}}div", nsmap={"xhtml": XHTML})
    for one in paragraphs:
        paragraph = etree.SubElement(div, f"{{{XHTML}}}p")
        paragraph.text, paragraph.tail = one, "\n"
    return div


def _of_marked(text):
    markup = _PARSER.render(text or "")
    return _in_namespace(html.fragment_fromstring(markup or "<p></p>", create_parent="div"))


def _keeping(div, text, read):
    if read(div) != text:
        div.set("title", text)
    return div


def kept_text(value: Element, *, is_markdown: bool) -> str | None:
    """The text that a THE-VALUE element of ours keeps, while it still says just that; else None."""
    divs = list(value.iterchildren(etree.Element))
    text = divs[0].get("title") if len(divs) == 1 else None
    if text is None or (value.text or "").strip() or (divs[0].tail or "").strip():
        return None
    made = _of_markdown(text) if is_markdown else _of_text(text)
    made.set("title", text)
    return text if _form(made) == _form(divs[0]) else None


def _form(element):
    """Everything that an element says, in a form where equal markup is equal."""
    return (
        element.tag,
        sorted(element.attrib.items()),
        element.text or "",
        [(_form(one), one.tail or "") for one in element],
    )


def _in_namespace(element):
    # ReqIF has no <img>, and a file that a text only names is not ours to embed: it is a link.
    name = {"s": "del", "img": "a"}.get(element.tag, element.tag)
    copy = etree.Element(f"{{{XHTML}}}{name}", nsmap={"xhtml": XHTML})
    for key, value in element.attrib.items():
        if key in ("href", "title", "src"):
            copy.set("href" if key == "src" else key, value)
    copy.text, copy.tail = element.get("alt") or element.text, element.tail
    for inner in element:
        if isinstance(inner.tag, str):
            copy.append(_in_namespace(inner))
    return copy


def text_to_xhtml(text: str) -> Element:
    """A div in XHTML's namespace with plain words, kept as its title where space would be lost."""
    return _keeping(_of_text(text), text, xhtml_to_text)


def _of_text(text):
    """Each line break stays one."""
    div = etree.Element(f"{{{XHTML}}}div", nsmap={"xhtml": XHTML})
    first, *rest = text.split("\n")
    div.text = first
    for line in rest:
        etree.SubElement(div, f"{{{XHTML}}}br").tail = line
    return div
