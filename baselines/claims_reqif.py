"""What an uploaded ReqIF claims, whichever tool has written it out again."""

from collections.abc import Mapping

from lxml import etree

from common.reqif import (
    ENUMERATION,
    XHTML_KIND,
    Document,
    Element,
    child,
    chosen_values,
    kind_of_value,
    local_name,
    reference,
    simple_value,
    values_of,
    xhtml_value,
)
from common.reqif_reader import read_reqif
from requirements_catalog.import_core.stamp import cell_text
from requirements_catalog.import_core.words import REQIF_HEADS
from requirements_catalog.reqif.tree import parents_of

from .claims import Claim, ClaimedRow
from .exports_reqif import LANGUAGE_HEAD, SEAL_HEAD, UID_HEAD

_NAMES = (REQIF_HEADS["code"], REQIF_HEADS["title"], REQIF_HEADS["text"])
_AROUND = {
    "em": "*", "i": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~", "ins": "++",
    "code": "`", "sub": "_", "sup": "^", "td": " | ", "th": " | ",
}  # fmt: skip
_BLOCKS = {"p", "div", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "pre", "blockquote", "table",
           "tr", "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
_SILENT = {"THE-VALUE", "span", "tbody", "thead", "tfoot", "a"}


def claim_of_reqif(data: bytes, filename: str) -> Claim | None:
    """What a .reqif or .reqifz says of a baseline; None for one that was not made from any.

    Raises WorkbookRefused for what must not or cannot be read.
    """
    package = read_reqif(data, filename)
    document = package.document
    for specification in document.specifications.values():
        facts = _values(document, specification.element)
        if SEAL_HEAD in facts:
            break
    else:
        return None
    said = [facts.pop(head, "") for head in (UID_HEAD, SEAL_HEAD, LANGUAGE_HEAD)]
    others = [
        one.long_name or one.identifier
        for one in document.specifications.values()
        if one is not specification
    ]
    return Claim(*said, rows=_rows(document), facts=facts, sheets=others)


def _values(document: Document, element) -> dict[str, str]:
    """Name → text of the simple values of a specification."""
    attributes = document.attributes().get(reference(child(element, "TYPE")), {})
    return {
        attributes[key].name: cell_text(simple_value(value) or "")
        for key, value in values_of(element).items()
        if key in attributes and kind_of_value(value) == "STRING"
    }


def _rows(document: Document) -> list[ClaimedRow]:
    """Objects in the order of the trees; those that stand in none come last, at the top."""
    attributes, words = document.attributes(), document.enumerations()
    parents = parents_of(document, set(document.objects))
    rows = []
    for key in dict.fromkeys([*parents, *document.objects]):
        one = document.objects[key]
        known = attributes.get(one.type, {})
        cells: dict[str, str] = {}
        for identifier, value in one.values().items():
            head = known[identifier].name if identifier in known else identifier
            # A second value under one name is one that somebody has put there.
            head = head if head not in cells else f"{head} ({identifier})"
            if text := cell_text(_text(value, words)):
                cells[head] = text
        name = next((cells[head] for head in _NAMES if cells.get(head)), key)
        parent = parents.get(key) or ""
        rows.append(ClaimedRow(key.removeprefix("_"), parent.removeprefix("_"), name[:120], cells))
    return rows


def _text(value: Element, words: Mapping[str, str]) -> str:
    kind = kind_of_value(value)
    if kind == XHTML_KIND:
        shown = xhtml_value(value)
        return "" if shown is None else visible_text(shown)
    if kind == ENUMERATION:
        return "; ".join(words.get(key, key) for key in chosen_values(value))
    return simple_value(value) or ""


def visible_text(value: Element) -> str:
    """What XHTML shows, a line for each block, with signs for what gives words another meaning.

    White space between and within blocks says nothing, as in a browser: tools write it as they
    like. Markup that is not known stands there by its name, so that none goes unseen.
    """
    parts: list[str] = []
    for event, one in etree.iterwalk(value, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            parts.append(_spaced(one.tail))
            continue
        if event == "start":
            parts += (_before(one), _spaced(one.text))
            continue
        if local_name(one) in _AROUND:
            parts.append(_AROUND[local_name(one)])
        elif local_name(one) in _BLOCKS:
            parts.append("\n")
        if one is not value:
            parts.append(_spaced(one.tail))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(filter(None, lines))


def _before(one: Element) -> str:
    name = local_name(one)
    if name == "li":
        return "\n1. " if local_name(one.getparent()) == "ol" else "\n- "
    if name == "a":
        return f"[{one.get('href', '')}] "
    if name in _AROUND:
        return _AROUND[name]
    if name in _BLOCKS:
        return "\n"
    return "" if name in _SILENT else f"<{name} {one.get('data') or one.get('src') or ''}>"


def _spaced(text: str | None) -> str:
    return (text or "").replace("\n", " ").replace("\r", " ")
