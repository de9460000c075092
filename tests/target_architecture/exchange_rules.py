"""The rules of ArchiMate's exchange file that a file of ours has to keep, said in our own words.

They are those of the schemas that The Open Group publishes at
https://www.opengroup.org/xsd/archimate/ (``archimate3_Model.xsd``, ``archimate3_View.xsd`` and
``archimate3_Diagram.xsd``), whose licence keeps them out of this project. Each rule names the type
of the schema that it is taken from.
"""

import re
from collections import Counter

from lxml import etree

from common.archimate import NAMESPACE, XML, XSI

# ModelType (Model, and the views that View adds), ConceptType, OrganizationType, Diagram,
# ViewConceptType with Container and ConnectionType: what may stand inside, and in which order.
ORDER = {
    "model": ("name", "documentation", "properties", "metadata", "elements", "relationships",
              "organizations", "propertyDefinitions", "views"),
    "element": ("name", "documentation", "properties"),
    "relationship": ("name", "documentation", "properties"),
    "item": ("label", "documentation", "item"),
    "propertyDefinition": ("name", "documentation"),
    "views": ("viewpoints", "diagrams"),
    "view": ("name", "documentation", "properties", "node", "connection"),
    "node": ("label", "documentation", "style", "viewRef", "node"),
    "connection": ("label", "documentation", "style", "viewRef", "sourceAttachment", "bendpoint",
                   "targetAttachment"),
}  # fmt: skip
# Containers that hold one or more, or are not there (minOccurs="1" inside of minOccurs="0").
HOLDS = {
    "elements": "element", "relationships": "relationship", "properties": "property",
    "propertyDefinitions": "propertyDefinition", "organizations": "item", "diagrams": "view",
    "property": "value",
}  # fmt: skip
# NamedReferenceableType and RealElementType: a name has to be there. Composites and connectors
# (Grouping, Location, the junctions) may be without.
NAMED = ("model", "propertyDefinition", "view")
NAMELESS = ("Grouping", "Location", "AndJunction", "OrJunction")
REQUIRED = {
    "model": ("identifier",),
    "element": ("identifier",),
    "relationship": ("identifier", "source", "target"),
    "propertyDefinition": ("identifier", "type"),
    "property": ("propertyDefinitionRef",),
    "view": ("identifier",),
    "node": ("identifier", "elementRef", "x", "y", "w", "h"),
    "connection": ("identifier", "source", "target", "relationshipRef"),
    "bendpoint": ("x", "y"),
}
# Of the types that the schema has, those that the table of docs/target-architecture.md lists.
TYPES = {
    "element": {"ApplicationComponent", "ApplicationService", "SystemSoftware", "Grouping",
                "DataObject", "Constraint", "Principle", "Plateau"},
    "relationship": {"Aggregation", "Association", "Flow"},
    "view": {"Diagram"},
    "node": {"Element"},
    "connection": {"Relationship"},
}  # fmt: skip
TEXTS = ("name", "documentation", "label", "value")
_NCNAME = re.compile(r"[A-Za-z_][\w.\-]*", re.ASCII)
_NATURAL = re.compile(r"\d+", re.ASCII)


def broken_rules(content: bytes) -> list[str]:
    """What a file of ours breaks, a line each; a file that a schema takes gives none."""
    root = etree.fromstring(content)
    assert root.tag == f"{{{NAMESPACE}}}model"
    found = [text for node in root.iter() for text in _of_node(node)]
    keys = Counter(key for node in root.iter() if (key := node.get("identifier")))
    found += [f"{key} stands {count} times" for key, count in keys.items() if count > 1]
    return found + _references(root)


def _of_node(node) -> list[str]:
    name = etree.QName(node).localname
    inside = [etree.QName(child).localname for child in node]
    found = []
    if name in ORDER:
        places = [ORDER[name].index(one) if one in ORDER[name] else -1 for one in inside]
        if -1 in places or places != sorted(places):
            found.append(f"{name} holds {inside}")
    if name in HOLDS and (not inside or set(inside) != {HOLDS[name]}):
        found.append(f"{name} holds {inside}")
    kind = node.get(f"{{{XSI}}}type")
    is_named = name in NAMED or (name == "element" and kind not in NAMELESS)
    if is_named and "name" not in inside:
        found.append(f"{name} has no name")
    if name in TYPES and kind not in TYPES[name]:
        found.append(f"{name} is of type {kind}")
    found += [f"{name} has no {one}" for one in REQUIRED.get(name, ()) if node.get(one) is None]
    key = node.get("identifier")
    if key is not None and not _NCNAME.fullmatch(key):
        found.append(f"{key} is no NCName")
    # LocationGroup takes no negative number and no fraction, SizeGroup no nought either.
    for one in "xywh":
        value = node.get(one)
        if value is not None and (not _NATURAL.fullmatch(value) or (one in "wh" and value == "0")):
            found.append(f"{name} has {one}={value}")
    if name in TEXTS and set(node.attrib) != {f"{{{XML}}}lang"}:
        found.append(f"{name} has {dict(node.attrib)}")
    return found


def _references(root) -> list[str]:
    """The keys of ModelType and of DiagramsType: what may be named from where."""

    def keys(*names: str) -> set[str]:
        return {key for name in names for one in root.iter(_tag(name))
                if (key := one.get("identifier"))}  # fmt: skip

    concepts = keys("element", "relationship")
    drawn = keys("node", "connection")
    named = {
        ("relationship", "source"): concepts,
        ("relationship", "target"): concepts,
        ("property", "propertyDefinitionRef"): keys("propertyDefinition"),
        ("item", "identifierRef"): {one for node in root.iter() if (one := node.get("identifier"))},
        ("node", "elementRef"): keys("element"),
        ("connection", "relationshipRef"): keys("relationship"),
        ("connection", "source"): drawn,
        ("connection", "target"): drawn,
    }
    return [
        f"{name} names {node.get(attribute)} as {attribute}"
        for (name, attribute), known in named.items()
        for node in root.iter(_tag(name))
        if node.get(attribute) is not None and node.get(attribute) not in known
    ]


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
