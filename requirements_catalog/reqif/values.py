"""What people wrote here, put into the objects of a ReqIF file: types, attributes and values."""

import hashlib
import re
from decimal import Decimal, InvalidOperation

from lxml import etree

from common.reqif import (
    BOOLEAN,
    DATE,
    ENUMERATION,
    INTEGER,
    REAL,
    STRING,
    XHTML_KIND,
    Attribute,
    Document,
    Element,
    attributes_of,
    child,
    descendants,
    reference,
    tag,
)
from common.xhtml import markdown_to_xhtml, text_to_xhtml
from common.xml_files import xml_text

from .cells import OWN, PERSON_TYPE, one_line

_NO_NAME = re.compile(r"[^A-Za-z0-9_.\-]")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_BOOLEANS = {"ja": "true", "yes": "true", "nej": "false", "no": "false"}
DATATYPES = {
    STRING: {"MAX-LENGTH": "32000"},
    XHTML_KIND: {},
    BOOLEAN: {},
    DATE: {},
    REAL: {"ACCURACY": "6", "MIN": "-1.0E12", "MAX": "1.0E12"},
}


class ValueWriter:
    """Sets values of objects, and describes what the types of a document do not have.

    Without ``keeps_words`` texts are written as what they show only (common/xhtml.py).
    """

    def __init__(self, document: Document, *, keeps_words: bool = True) -> None:
        self.document, self.keeps_words = document, keeps_words
        self.words = document.enumerations()
        self._attributes = document.attributes()

    def set(
        self, element: Element, type_: str, attribute: Attribute, text: str, *, is_markdown: bool
    ) -> bool:
        """Give an object a value; False when the attribute's kind cannot say it."""
        text = xml_text(text)
        value = self._value(attribute, text, is_markdown)
        if value is None and text:
            return False
        group = child(element, "VALUES")
        if group is None:
            group = etree.SubElement(element, tag("VALUES"))
        for old in group.iterchildren(tag(f"ATTRIBUTE-VALUE-{attribute.kind}")):
            if reference(child(old, "DEFINITION")) == attribute.identifier:
                group.remove(old)
                break
        if value is None and attribute.default is not None:
            value = self._empty(attribute)
        if value is not None:
            group.append(value)
        return True

    def attribute(self, type_: str, identifier: str) -> Attribute | None:
        """An attribute that a type describes."""
        return self._attributes.get(type_, {}).get(identifier)

    def add_type(self, identifier: str, kind: str, name: str) -> None:
        """Describe a type, unless the document has it."""
        if identifier not in self.document.types:
            self.document.types[identifier] = etree.Element(
                tag(kind), {"IDENTIFIER": identifier, "LONG-NAME": name}
            )
            self._attributes[identifier] = {}

    def add_attribute(
        self,
        type_: str,
        name: str,
        kind: str,
        choices: tuple[str, ...] = (),
        *,
        is_person: bool = False,
    ) -> Attribute:
        """The attribute of a name that a type has, or a new one of a kind."""
        name = xml_text(name)
        for known in self._attributes.get(type_, {}).values():
            if known.name == name and known.identifier.startswith(OWN):
                if known.kind == kind == ENUMERATION and known.datatype.startswith(OWN):
                    self._add_choices(known.datatype, choices)
                return known
        datatype = self._datatype(name, kind, choices, PERSON_TYPE if is_person else "")
        element = self.document.types[type_]
        group = child(element, "SPEC-ATTRIBUTES")
        if group is None:
            group = etree.SubElement(element, tag("SPEC-ATTRIBUTES"))
        number = len(group)
        identifier = f"{OWN}{_plain(type_)}-{number}-{_plain(name)}"
        one = etree.SubElement(
            group,
            tag(f"ATTRIBUTE-DEFINITION-{kind}"),
            {"IDENTIFIER": identifier, "LONG-NAME": name},
        )
        if kind == ENUMERATION:
            one.set("MULTI-VALUED", "false")
        holder = etree.SubElement(one, tag("TYPE"))
        etree.SubElement(holder, tag(f"DATATYPE-DEFINITION-{kind}-REF")).text = datatype
        self._attributes[type_] = {a.identifier: a for a in attributes_of(element)}
        return self._attributes[type_][identifier]

    def _datatype(self, name, kind, choices, identifier):
        if kind != ENUMERATION:
            identifier = identifier or f"{OWN}{kind.lower()}"
            words = {
                "IDENTIFIER": identifier,
                "LONG-NAME": identifier.removeprefix(OWN).capitalize(),
                **DATATYPES[kind],
            }
            self.document.datatypes.setdefault(
                identifier, etree.Element(tag(f"DATATYPE-DEFINITION-{kind}"), words)
            )
            return identifier
        mark = hashlib.sha256("\n".join((name, *choices)).encode()).hexdigest()[:8]
        identifier = f"{OWN}val-{_plain(name)}-{mark}"
        if identifier not in self.document.datatypes:
            datatype = etree.Element(
                tag("DATATYPE-DEFINITION-ENUMERATION"),
                {"IDENTIFIER": identifier, "LONG-NAME": name},
            )
            etree.SubElement(datatype, tag("SPECIFIED-VALUES"))
            self.document.datatypes[identifier] = datatype
        self._add_choices(identifier, choices)
        return identifier

    def _add_choices(self, identifier, choices):
        """Give an enumeration of ours the choices that it lacks."""
        datatype = self.document.datatypes[identifier]
        group = child(datatype, "SPECIFIED-VALUES")
        known = {one.get("LONG-NAME") for one in group}
        for word in map(xml_text, choices):
            if word in known:
                continue
            number = str(len(group))
            key = f"{identifier}-{number}"
            value = etree.SubElement(
                group, tag("ENUM-VALUE"), {"IDENTIFIER": key, "LONG-NAME": word}
            )
            holder = etree.SubElement(value, tag("PROPERTIES"))
            words = {"KEY": number, "OTHER-CONTENT": word}
            etree.SubElement(holder, tag("EMBEDDED-VALUE"), words)
            self.words[key] = word

    # ------------------------------------------------------------ one value

    def _value(self, attribute, text, is_markdown):
        """The value element for a text; None where there is nothing or the kind cannot say it."""
        kind = attribute.kind
        if not text:
            return None
        value = self._bare(attribute)
        if kind == ENUMERATION:
            keys = self._keys(attribute, text)
            if keys is None:
                return None
            group = etree.SubElement(value, tag("VALUES"))
            for key in keys:
                etree.SubElement(group, tag("ENUM-VALUE-REF")).text = key
            return value
        if kind == XHTML_KIND:
            holder = etree.SubElement(value, tag("THE-VALUE"))
            if is_markdown:
                holder.append(markdown_to_xhtml(text, keeps_words=self.keeps_words))
            else:
                holder.append(text_to_xhtml(text))
            return value
        said = _simple(kind, text)
        if said is None:
            return None
        value.set("THE-VALUE", said)
        return value

    def _bare(self, attribute):
        value = etree.Element(tag(f"ATTRIBUTE-VALUE-{attribute.kind}"))
        holder = etree.SubElement(value, tag("DEFINITION"))
        name = f"ATTRIBUTE-DEFINITION-{attribute.kind}-REF"
        etree.SubElement(holder, tag(name)).text = attribute.identifier
        return value

    def _empty(self, attribute):
        """A value that says "nothing" where leaving it out would mean the default."""
        value = self._bare(attribute)
        if attribute.kind == ENUMERATION:
            etree.SubElement(value, tag("VALUES"))
        elif attribute.kind == XHTML_KIND:
            etree.SubElement(value, tag("THE-VALUE")).append(text_to_xhtml(""))
        elif attribute.kind == STRING:
            value.set("THE-VALUE", "")
        else:
            return None
        return value

    def _keys(self, attribute, text):
        datatype = self.document.datatypes.get(attribute.datatype)
        if datatype is None:
            return None
        known = {
            one_line(one.get("LONG-NAME") or one.get("IDENTIFIER", "")): one.get("IDENTIFIER")
            for one in descendants(datatype, "ENUM-VALUE")
        }
        if text in known:
            return [known[text]]
        words = [word.strip() for word in text.split(";")]
        if attribute.is_multi_valued and all(word in known for word in words):
            return [known[word] for word in words]
        return None


def _simple(kind, text):
    if kind == STRING:
        return text
    if kind == BOOLEAN:
        return _BOOLEANS.get(text.casefold())
    if kind == DATE:
        return f"{text}T00:00:00" if _DAY.match(text) else None
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or (kind == INTEGER and number != int(number)):
        return None
    return str(int(number)) if kind == INTEGER else format(number, "f")


def _plain(name):
    return _NO_NAME.sub("_", name)[:60]
