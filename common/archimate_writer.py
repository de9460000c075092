"""Write the ArchiMate Model Exchange File Format: the same content gives the same bytes.

Elements stand in the order that ``archimate3_Model.xsd`` and ``archimate3_Diagram.xsd`` ask for:
name, documentation, properties, elements, relationships, organizations, propertyDefinitions, views.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from lxml import etree

from .archimate import NAMESPACE, XML, XSI, Concept, Model
from .xml_files import xml_text

_SCHEMA = "http://www.opengroup.org/xsd/archimate/3.1/archimate3_Diagram.xsd"
_LANGUAGE = f"{{{XML}}}lang"
_TYPE = f"{{{XSI}}}type"


@dataclass(frozen=True)
class Node:
    """An element's rectangle in a view, with those inside it; places are the view's own."""

    identifier: str
    element: str
    x: float
    y: float
    width: float
    height: float
    inside: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Connection:
    """A relationship's line between two nodes, and where it bends."""

    identifier: str
    relationship: str
    source: str
    target: str
    bends: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class View:
    """A diagram."""

    identifier: str
    name: str
    nodes: Sequence[Node]
    connections: Sequence[Connection]


def write_archimate(
    model: Model,
    *,
    folders: Iterable[tuple[str, Sequence[str]]] = (),
    views: Sequence[View] = (),
    language: str = "sv",
) -> bytes:
    """A file; ``folders`` are (name, identifiers of what lies in it), and an empty one is not
    written."""
    root = etree.Element(
        _tag("model"), {"identifier": model.identifier}, nsmap={None: NAMESPACE, "xsi": XSI}
    )
    root.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACE} {_SCHEMA}")
    writer = _Writer(language, _definitions(model))
    writer.texts(root, model)
    writer.concepts(root, "elements", "element", model.elements.values())
    writer.concepts(root, "relationships", "relationship", model.relationships.values())
    writer.folders(root, folders)
    writer.definitions(root)
    writer.views(root, views)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def is_identifier(text: str) -> bool:
    """Whether an identifier is an NCName, as ``xs:ID`` asks for: tools send others too."""
    try:
        etree.QName(None, text)
    except ValueError:
        return False
    return True


def _definitions(model: Model) -> dict[str, str]:
    """Name of each property -> its identifier, in the order of the alphabet; no concept has it."""
    concepts = [*model.elements.values(), *model.relationships.values()]
    names = sorted({name for one in concepts for name, _value in one.properties})
    taken = {one.identifier for one in concepts}
    free = (key for n in count(1) if (key := f"propid-{n}") not in taken)
    return dict(zip(names, free, strict=False))


@dataclass(frozen=True)
class _Writer:
    language: str
    names: dict[str, str]

    def texts(self, node, one: Concept | Model) -> None:
        if one.name:
            self._text(node, "name", one.name)
        if one.documentation:
            self._text(node, "documentation", one.documentation)

    def concepts(self, root, group: str, name: str, concepts: Iterable[Concept]) -> None:
        concepts = list(concepts)
        whole = etree.SubElement(root, _tag(group)) if concepts else None
        for one in concepts:
            node = etree.SubElement(whole, _tag(name), {"identifier": one.identifier})
            if one.source:
                node.set("source", one.source)
                node.set("target", one.target)
            node.set(_TYPE, one.type)
            self.texts(node, one)
            properties = etree.SubElement(node, _tag("properties")) if one.properties else None
            for key, value in one.properties:
                reference = {"propertyDefinitionRef": self.names[key]}
                self._text(
                    etree.SubElement(properties, _tag("property"), reference), "value", value
                )

    def folders(self, root, folders: Iterable[tuple[str, Sequence[str]]]) -> None:
        filled = [(label, keys) for label, keys in folders if keys]
        whole = etree.SubElement(root, _tag("organizations")) if filled else None
        for label, keys in filled:
            item = etree.SubElement(whole, _tag("item"))
            self._text(item, "label", label)
            for key in keys:
                etree.SubElement(item, _tag("item"), {"identifierRef": key})

    def definitions(self, root) -> None:
        whole = etree.SubElement(root, _tag("propertyDefinitions")) if self.names else None
        for name, key in self.names.items():
            node = etree.SubElement(
                whole, _tag("propertyDefinition"), {"identifier": key, "type": "string"}
            )
            self._text(node, "name", name)

    def views(self, root, views: Sequence[View]) -> None:
        if not views:
            return
        diagrams = etree.SubElement(etree.SubElement(root, _tag("views")), _tag("diagrams"))
        for view in views:
            node = etree.SubElement(diagrams, _tag("view"), {"identifier": view.identifier})
            node.set(_TYPE, "Diagram")
            self._text(node, "name", view.name)
            for one in view.nodes:
                self._node(node, one)
            for line in view.connections:
                self._connection(node, line)

    def _node(self, parent, one: Node) -> None:
        places = {"x": one.x, "y": one.y, "w": one.width, "h": one.height}
        node = etree.SubElement(
            parent, _tag("node"), {"identifier": one.identifier, "elementRef": one.element}
        )
        node.set(_TYPE, "Element")
        for name, value in places.items():
            node.set(name, str(max(round(value), 0)))
        for inner in one.inside:
            self._node(node, inner)

    def _connection(self, parent, line: Connection) -> None:
        node = etree.SubElement(
            parent,
            _tag("connection"),
            {
                "identifier": line.identifier,
                "relationshipRef": line.relationship,
                "source": line.source,
                "target": line.target,
            },
        )
        node.set(_TYPE, "Relationship")
        for x, y in line.bends:
            etree.SubElement(
                node, _tag("bendpoint"), {"x": str(max(round(x), 0)), "y": str(max(round(y), 0))}
            )

    def _text(self, parent, name: str, text: str) -> None:
        node = etree.SubElement(parent, _tag(name), {_LANGUAGE: self.language})
        node.text = xml_text(text)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
