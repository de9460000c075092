"""Fill in what the schema of ReqIF demands and a sender left out; nothing that was said changes."""

import re

from lxml import etree

from common.reqif import (
    KINDS,
    REQIF,
    XHTML,
    Element,
    child,
    children,
    descendants,
    kind_of_value,
    local_name,
    reference,
    tag,
    values_of,
)

# Attributes that some tools write as elements, which the schema does not allow.
_MISPLACED = ("IS-EDITABLE", "IS-TABLE-INTERNAL", "MULTI-VALUED")
_TYPE_OF = {
    "SPEC-OBJECT": "SPEC-OBJECT-TYPE",
    "SPECIFICATION": "SPECIFICATION-TYPE",
    "SPEC-RELATION": "SPEC-RELATION-TYPE",
    "RELATION-GROUP": "RELATION-GROUP-TYPE",
}
_REQUIRED = {
    "DATATYPE-DEFINITION-STRING": {"MAX-LENGTH": "32000"},
    "DATATYPE-DEFINITION-INTEGER": {"MIN": "-2147483648", "MAX": "2147483647"},
    "DATATYPE-DEFINITION-REAL": {"ACCURACY": "6", "MIN": "-1.0E12", "MAX": "1.0E12"},
    "ATTRIBUTE-DEFINITION-ENUMERATION": {"MULTI-VALUED": "false"},
}
_IDENTIFIED = {"SPEC-HIERARCHY", "ENUM-VALUE", *_TYPE_OF, *_TYPE_OF.values()}
_COMPLETED = (
    *_IDENTIFIED,
    *(f"{sort}-DEFINITION-{kind}" for sort in ("DATATYPE", "ATTRIBUTE") for kind in KINDS),
)
_MISPLACED_TAGS = tuple(f"{{*}}{name}" for name in _MISPLACED)
_VALUE = tag("ATTRIBUTE-VALUE-")
_WORDS = (*_MISPLACED, "IS-SIMPLIFIED")
_ALLOWED_WORDS = ("true", "false", "0", "1")
_MOMENT = re.compile(r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$")


def repair(content: Element, moment: str) -> None:
    """Make a REQ-IF-CONTENT follow the schema; ``moment`` stands where a time is missing."""
    elements = list(content.iter(f"{{{REQIF}}}*"))
    for element in elements:
        _straighten(element)
    for name, kind in _TYPE_OF.items():
        for element in content.iter(tag(name)):
            _name_type(element, kind)
    for kind in KINDS:
        for element in content.iter(tag(f"ATTRIBUTE-DEFINITION-{kind}")):
            _name_datatype(element, kind)
    _describe_types(content)
    _describe_attributes(content)
    _describe_datatypes(content)
    for element in list(content.iter(*map(tag, _COMPLETED))):
        _complete(element, moment)


def _straighten(element):
    """Words in the wrong form: elements that should be attributes, attributes that say nothing."""
    for inner in list(element.iterchildren(*_MISPLACED_TAGS)):
        if not len(inner):
            word = (inner.text or "").strip().lower()
            if word in ("true", "false") and element.get(local_name(inner)) is None:
                element.set(local_name(inner), word)
            element.remove(inner)
    if element.tag.startswith(_VALUE):
        _straighten_value(element, element.tag.removeprefix(_VALUE))
    for key, value in element.items():
        if key in _WORDS and value not in _ALLOWED_WORDS:
            if value.lower() in ("true", "false"):
                element.set(key, value.lower())
            else:
                del element.attrib[key]


def _straighten_value(element, kind):
    said = element.attrib.pop("DEFINITION", None)
    holder, parent = child(element, "DEFINITION"), element.getparent()
    known = reference(holder)
    if local_name(parent) == "DEFAULT-VALUE":
        # A default can only be of the attribute it stands in.
        said, known = parent.getparent().get("IDENTIFIER"), ""
    if said is not None and not known:
        for old in children(element, "DEFINITION"):
            element.remove(old)
        holder = etree.SubElement(element, tag("DEFINITION"))
        etree.SubElement(holder, tag(f"ATTRIBUTE-DEFINITION-{kind}-REF")).text = said
    if kind == "ENUMERATION":
        single = element.attrib.pop("THE-VALUE", None)
        if single and child(element, "VALUES") is None:
            holder = etree.SubElement(element, tag("VALUES"))
            etree.SubElement(holder, tag("ENUM-VALUE-REF")).text = single
    elif kind == "XHTML":
        text = element.attrib.pop("THE-VALUE", None)
        if child(element, "THE-VALUE") is None:
            holder = etree.SubElement(element, tag("THE-VALUE"))
            etree.SubElement(holder, f"{{{XHTML}}}div").text = text or ""


def _name_type(element, kind):
    """A thing without a type gets one that says so; a type named in bare text, its element."""
    holder = child(element, "TYPE")
    if holder is not None and len(holder):
        return
    key = reference(holder) or f"_okand-{kind.lower()}"
    if holder is None:
        holder = etree.SubElement(element, tag("TYPE"))
    holder.text = None
    etree.SubElement(holder, tag(f"{kind}-REF")).text = key


def _name_datatype(element, kind):
    element.attrib.pop("TYPE", None)
    for old in children(element, "VALUES"):
        element.remove(old)
    if reference(child(element, "TYPE")):
        return
    for old in children(element, "TYPE"):
        element.remove(old)
    holder = etree.SubElement(element, tag("TYPE"))
    name = f"DATATYPE-DEFINITION-{kind}"
    etree.SubElement(holder, tag(f"{name}-REF")).text = f"_okand-{kind.lower()}"


def _described(content, name):
    return {one.get("IDENTIFIER") for one in descendants(content, name)}


def _describe_types(content):
    group = child(content, "SPEC-TYPES")
    for kind in _TYPE_OF.values():
        known = _described(content, kind)
        for one in list(descendants(content, f"{kind}-REF")):
            key = (one.text or "").strip()
            if key and key not in known:
                known.add(key)
                etree.SubElement(group, tag(kind), {"IDENTIFIER": key, "LONG-NAME": key})


def _describe_attributes(content):
    """Attributes that values have and no type describes."""
    group = child(content, "SPEC-TYPES")
    types = {one.get("IDENTIFIER"): one for one in children(group)}
    known = {
        one.get("IDENTIFIER")
        for one in group.iter(f"{{{REQIF}}}*")
        if local_name(one).startswith("ATTRIBUTE-DEFINITION-")
    }
    for name in ("SPEC-OBJECT", "SPECIFICATION", "SPEC-RELATION"):
        for element in list(descendants(content, name)):
            for key, value in values_of(element).items():
                if not key or key in known:
                    continue
                known.add(key)
                type_ = types[reference(child(element, "TYPE"))]
                holder = child(type_, "SPEC-ATTRIBUTES")
                if holder is None:
                    holder = etree.SubElement(type_, tag("SPEC-ATTRIBUTES"))
                kind = kind_of_value(value)
                full = tag(f"ATTRIBUTE-DEFINITION-{kind}")
                _name_datatype(etree.SubElement(holder, full, {"IDENTIFIER": key}), kind)


def _describe_datatypes(content):
    group = child(content, "DATATYPES")
    known = {one.get("IDENTIFIER") for one in children(group)}
    for kind in KINDS:
        name = tag(f"DATATYPE-DEFINITION-{kind}")
        for one in list(content.iter(f"{name}-REF")):
            key = (one.text or "").strip()
            if key not in known:
                known.add(key)
                etree.SubElement(group, name, {"IDENTIFIER": key})
    choices = _described(content, "ENUM-VALUE")
    for one in list(descendants(content, "ENUM-VALUE-REF")):
        key = (one.text or "").strip()
        if key and key not in choices:
            choices.add(key)
            _add_choice(group, key)


def _add_choice(group, key):
    name = "_okand-enumeration"
    datatype = next((one for one in group if one.get("IDENTIFIER") == name), None)
    if datatype is None:
        datatype = etree.SubElement(
            group, tag("DATATYPE-DEFINITION-ENUMERATION"), {"IDENTIFIER": name}
        )
    holder = child(datatype, "SPECIFIED-VALUES")
    if holder is None:
        holder = etree.SubElement(datatype, tag("SPECIFIED-VALUES"))
    etree.SubElement(holder, tag("ENUM-VALUE"), {"IDENTIFIER": key, "LONG-NAME": key})


def _complete(element, moment):
    """Attributes and parts that an element must have."""
    name = local_name(element)
    for key, value in _REQUIRED.get(name, {}).items():
        if element.get(key) is None:
            element.set(key, value)
    if name.startswith("ATTRIBUTE-DEFINITION-") and not element.get("LONG-NAME"):
        # Optional in the schema, but readers take it for granted.
        element.set("LONG-NAME", element.get("IDENTIFIER", ""))
    if not _MOMENT.match(element.get("LAST-CHANGE", "")):
        element.set("LAST-CHANGE", moment)
    if name == "ENUM-VALUE" and child(element, "PROPERTIES") is None:
        holder = etree.SubElement(element, tag("PROPERTIES"))
        etree.SubElement(holder, tag("EMBEDDED-VALUE"), {"KEY": "0", "OTHER-CONTENT": ""})
