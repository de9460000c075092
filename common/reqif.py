"""ReqIF as data: the parts of a document, each with the XML it came as.

Whoever works on requirements reads the plain fields; the element beside them holds everything
else that the sender's tool wrote, so that it can be given back unchanged. Reading is in
``reqif_reader``, writing in ``reqif_writer``. Standard: OMG ReqIF 1.2 (formal/2016-07-01).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree
from lxml.etree import _Element as Element

REQIF = "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd"
XHTML = "http://www.w3.org/1999/xhtml"
NAMESPACES = {None: REQIF, "xhtml": XHTML}
STRING, XHTML_KIND, INTEGER, REAL = "STRING", "XHTML", "INTEGER", "REAL"
BOOLEAN, DATE, ENUMERATION = "BOOLEAN", "DATE", "ENUMERATION"
KINDS = (STRING, XHTML_KIND, INTEGER, REAL, BOOLEAN, DATE, ENUMERATION)
_VALUE = "ATTRIBUTE-VALUE-"
_DEFINITION = "ATTRIBUTE-DEFINITION-"


@dataclass(frozen=True)
class Attribute:
    """What an attribute of a type is; ``default`` is the value that holds where none is given."""

    identifier: str
    name: str
    kind: str
    datatype: str = ""
    is_multi_valued: bool = False
    default: Element | None = None


@dataclass(frozen=True)
class SpecObject:
    """A requirement, heading or other thing; ``element`` is the whole of it."""

    identifier: str
    long_name: str
    type: str
    element: Element

    def values(self) -> dict[str, Element]:
        """The values it gives itself: identifier of the attribute → value element."""
        return self._values

    @cached_property
    def _values(self):
        # Asked for many times while a file is read; who changes the element reads it anew.
        return values_of(self.element)


@dataclass(frozen=True)
class Place:
    """That an object stands in a specification, at a depth counted from 0, in document order."""

    specification: str
    identifier: str
    depth: int
    object: str
    element: Element


@dataclass(frozen=True)
class Specification:
    """A document of its own inside the file; ``element`` is without its tree."""

    identifier: str
    long_name: str
    element: Element


@dataclass(frozen=True)
class Relation:
    """That one object stands in a relation of a type to another."""

    identifier: str
    type: str
    source: str
    target: str
    element: Element


@dataclass
class Document:
    """Everything of one ReqIF file, or of several that came together."""

    header: Element | None = None
    datatypes: dict[str, Element] = field(default_factory=dict)
    types: dict[str, Element] = field(default_factory=dict)
    objects: dict[str, SpecObject] = field(default_factory=dict)
    specifications: dict[str, Specification] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    relations: dict[str, Relation] = field(default_factory=dict)
    groups: list[Element] = field(default_factory=list)
    extensions: list[Element] = field(default_factory=list)

    def attributes(self) -> dict[str, dict[str, Attribute]]:
        """Type → its attributes by identifier, in the order of the type."""
        return {
            key: {attribute.identifier: attribute for attribute in attributes_of(element)}
            for key, element in self.types.items()
        }

    def enumerations(self) -> dict[str, str]:
        """Identifier of every choice → what it is called."""
        return {
            value.get("IDENTIFIER", ""): value.get("LONG-NAME") or value.get("IDENTIFIER", "")
            for datatype in self.datatypes.values()
            for value in descendants(datatype, "ENUM-VALUE")
        }


# ---------------------------------------------------------------- elements


def local_name(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def tag(name: str) -> str:
    """The full name of an element of ReqIF."""
    return f"{{{REQIF}}}{name}"


def child(element: Element, name: str) -> Element | None:
    """The first child of a name."""
    return next(element.iterchildren(f"{{*}}{name}"), None)


def children(element: Element | None, name: str = "") -> list[Element]:
    """The children of a name, or all that are elements."""
    if element is None:
        return []
    return list(element.iterchildren(f"{{*}}{name}" if name else etree.Element))


def descendants(element: Element, name: str) -> Iterator[Element]:
    """Every element of a name below this one, whatever its namespace."""
    return element.iter(f"{{*}}{name}")


def reference(element: Element | None) -> str:
    """The identifier that a TYPE, OBJECT, DEFINITION, SOURCE or TARGET points at; "" if none."""
    if element is None:
        return ""
    inner = next(element.iterchildren(etree.Element), None)
    return ((element if inner is None else inner).text or "").strip()


def xml_of(element: Element) -> str:
    """An element as text that stands alone."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def element_of(text: str) -> Element:
    """The element that ``xml_of`` gave; for our own stored text only."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(text, parser)


# ---------------------------------------------------------------- attributes and values


def attributes_of(element: Element) -> Iterator[Attribute]:
    """The attribute definitions of a type."""
    for one in children(child(element, "SPEC-ATTRIBUTES")):
        name = local_name(one)
        kind = name.removeprefix(_DEFINITION)
        if not name.startswith(_DEFINITION) or kind not in KINDS:
            continue
        identifier = one.get("IDENTIFIER", "")
        default = child(one, "DEFAULT-VALUE")
        values = children(default)
        yield Attribute(
            identifier,
            one.get("LONG-NAME") or identifier,
            kind,
            reference(child(one, "TYPE")),
            one.get("MULTI-VALUED", "").strip().lower() in ("true", "1"),
            values[0] if values else None,
        )


def values_of(element: Element) -> dict[str, Element]:
    """Attribute → value element of an object, specification or relation."""
    found = {}
    for value in children(child(element, "VALUES")):
        if local_name(value).startswith(_VALUE):
            key = reference(child(value, "DEFINITION")) or value.get("DEFINITION", "")
            found[key] = value
    return found


def kind_of_value(value: Element) -> str:
    """STRING, XHTML, … of a value element."""
    return local_name(value).removeprefix(_VALUE)


def simple_value(value: Element) -> str | None:
    """What a value other than XHTML and choices says; None when it says nothing."""
    return value.get("THE-VALUE")


def chosen_values(value: Element) -> tuple[str, ...]:
    """The identifiers of the choices of an enumeration, in the order of the file."""
    refs = children(child(value, "VALUES"), "ENUM-VALUE-REF")
    if refs:
        return tuple((ref.text or "").strip() for ref in refs)
    single = value.get("THE-VALUE")
    return (single,) if single else ()


def xhtml_value(value: Element) -> Element | None:
    """The element that holds the XHTML; None where there is none."""
    return child(value, "THE-VALUE")
