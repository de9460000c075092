"""What an uploaded ReqIF claims, whichever tool has written it out again."""

from common.reqif import XHTML, Document, child, kind_of_value, reference, simple_value, values_of
from common.reqif_reader import read_reqif
from requirements_catalog.import_core.stamp import cell_text
from requirements_catalog.import_core.words import REQIF_HEADS
from requirements_catalog.reqif.cells import ObjectTable
from requirements_catalog.reqif.tree import parents_of

from .claims import Claim, ClaimedRow
from .exports_reqif import LANGUAGE_HEAD, SEAL_HEAD, UID_HEAD

_NAMES = (REQIF_HEADS["code"], REQIF_HEADS["title"], REQIF_HEADS["text"])
_TARGETS = {head: target for target, head in REQIF_HEADS.items()}


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
    _drop_kept_texts(document)
    table = ObjectTable(document)
    targets = [_TARGETS.get(name, "extra") for name in table.names]
    parents = parents_of(document, set(document.objects))
    rows = []
    for key in dict.fromkeys([*parents, *document.objects]):
        texts = map(cell_text, table.cells(document.objects[key], targets))
        cells = {name: text for name, text in zip(table.names, texts, strict=True) if text}
        name = next((cells[one] for one in _NAMES if cells.get(one)), key)
        parent = parents.get(key) or ""
        rows.append(ClaimedRow(key.removeprefix("_"), parent.removeprefix("_"), name[:120], cells))
    return rows


def _drop_kept_texts(document: Document) -> None:
    """Let texts be read by what they show: our exact wording beside it holds only until another
    tool writes the markup in its own way."""
    for one in document.objects.values():
        for div in one.element.iter(f"{{{XHTML}}}div"):
            div.attrib.pop("title", None)
