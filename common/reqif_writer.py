"""Write a ReqIF document so that strict readers take it: every name, type and time in its place."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime

from lxml import etree

from common.reqif import NAMESPACES, Document, Element, children, local_name, tag
from common.reqif_repair import repair

TOOL = "FVM-upphandling"
_HEADER = ("COMMENT", "CREATION-TIME", "REPOSITORY-ID", "REQ-IF-TOOL-ID", "REQ-IF-VERSION",
           "SOURCE-TOOL-ID", "TITLE")  # fmt: skip


def write_reqif(document: Document, trees: dict[str, list[Element]], title: str, at: datetime,
                ) -> bytes:  # fmt: skip
    """The bytes of a document whose header says ``at`` as the time it was made.

    ``trees`` is specification → its SPEC-HIERARCHY elements with all that lies below them. What
    the standard demands and the sender left out is filled in; nothing that was said is changed.
    """
    moment = at.isoformat(timespec="seconds")
    root = etree.Element(tag("REQ-IF"), nsmap=NAMESPACES)
    etree.SubElement(root, tag("THE-HEADER")).append(_header(document.header, title, moment))
    core = etree.SubElement(root, tag("CORE-CONTENT"))
    content = etree.SubElement(core, tag("REQ-IF-CONTENT"))
    types = {key: deepcopy(one) for key, one in document.types.items()}
    objects = [deepcopy(one.element) for one in document.objects.values()]
    datatypes = {key: deepcopy(one) for key, one in document.datatypes.items()}
    relations = [deepcopy(one.element) for one in document.relations.values()]
    specifications = [
        _with_tree(one.element, trees.get(key, ())) for key, one in document.specifications.items()
    ]
    groups = {one.get("IDENTIFIER"): deepcopy(one) for one in document.groups}
    for name, parts in (
        ("DATATYPES", datatypes.values()),
        ("SPEC-TYPES", types.values()),
        ("SPEC-OBJECTS", objects),
        ("SPEC-RELATIONS", relations),
        ("SPECIFICATIONS", specifications),
        ("SPEC-RELATION-GROUPS", groups.values()),
    ):
        group = etree.SubElement(content, tag(name))
        group.extend(parts)
    etree.strip_tags(root, etree.Comment)
    repair(content, moment)
    if document.extensions:
        group = etree.SubElement(root, tag("TOOL-EXTENSIONS"))
        group.extend([deepcopy(one) for one in document.extensions])
    etree.cleanup_namespaces(root, top_nsmap=NAMESPACES)
    for group in (root, core, content, *content):
        _on_lines_of_their_own(group)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _on_lines_of_their_own(group):
    group.text = "\n"
    for one in group:
        one.tail = "\n"


def _with_tree(specification, tree: Iterable[Element]):
    copy = deepcopy(specification)
    tree = list(tree)
    if tree:
        etree.SubElement(copy, tag("CHILDREN")).extend(tree)
    return copy


def _header(old, title, moment):
    """The header in the order of the schema: who sent it first stays, who wrote it now is us."""
    header = etree.Element(tag("REQ-IF-HEADER"))
    said = {local_name(one): (one.text or "").strip() for one in children(old)}
    key = (old.get("IDENTIFIER") if old is not None else "") or "_header"
    # An identifier may not begin with a figure; nothing refers to the header.
    header.set("IDENTIFIER", f"_{key}" if key[0].isdigit() else key)
    values = {
        "COMMENT": said.get("COMMENT", ""),
        "CREATION-TIME": moment,
        "REPOSITORY-ID": said.get("REPOSITORY-ID", ""),
        "REQ-IF-TOOL-ID": TOOL,
        "REQ-IF-VERSION": "1.0",
        "SOURCE-TOOL-ID": said.get("SOURCE-TOOL-ID") or said.get("REQ-IF-TOOL-ID") or TOOL,
        "TITLE": said.get("TITLE") or title,
    }
    for name in _HEADER:
        if values[name] or name in ("SOURCE-TOOL-ID", "TITLE"):
            etree.SubElement(header, tag(name)).text = values[name]
    return header
