"""Small ReqIF files of our own, and the real tools' files where they are at hand."""

import csv
import json
from pathlib import Path

from common.reqif import (
    BOOLEAN,
    ENUMERATION,
    INTEGER,
    REAL,
    XHTML_KIND,
    child,
    children,
    chosen_values,
    descendants,
    kind_of_value,
    simple_value,
    tag,
    values_of,
    xhtml_value,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "reqif"
IS_AT_HAND = (SHARED / "MANIFEST.csv").is_file()


def manifest() -> list[dict]:
    """Each line of the manifest of the real files; nothing where they are not at hand."""
    if not IS_AT_HAND:
        return []
    with (SHARED / "MANIFEST.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def expected_counts(line: dict) -> dict:
    """The counts that the manifest gives for a file."""
    names = (
        "spec_objects", "specifications", "spec_relations", "spec_hierarchies", "max_depth",
        "enum_values", "xhtml_objects", "xhtml_tables", "dangling_object_refs",
        "objects_not_in_hierarchy_or_relation",
    )  # fmt: skip
    return {name: int(line[name]) for name in names} | {
        "attr_values": json.loads(line["attr_values"])
    }


def said(document) -> dict:
    """Everything that must come back: objects with values, order, relations, types."""
    attributes = document.attributes()
    names = {
        one.identifier: (one.name, one.kind)
        for found in attributes.values()
        for one in found.values()
    }
    return {
        "objects": {
            key: (
                one.type,
                one.long_name,
                {name: comparable(value) for name, value in one.values().items()},
            )
            for key, one in document.objects.items()
        },
        "order of objects": list(document.objects),
        "order": [(p.specification, p.identifier, p.depth, p.object) for p in document.places],
        "relations": {
            key: (one.type, one.source, one.target,
                  {name: comparable(value) for name, value in values_of(one.element).items()})
            for key, one in document.relations.items()
        },
        "specifications": {
            key: (one.long_name, {n: comparable(v) for n, v in values_of(one.element).items()})
            for key, one in document.specifications.items()
        },
        "attributes": names,
        "datatypes": set(document.datatypes),
    }  # fmt: skip


def plain(document) -> dict:
    """The same as ``reqif_elsewhere.by_schema`` tells, as we have read it."""
    enumerations = [
        one for kind in document.datatypes.values() for one in descendants(kind, "ENUM-VALUE")
    ]
    attributes = [
        one for kind in document.types.values() for one in children(child(kind, "SPEC-ATTRIBUTES"))
    ]
    relations = [one for one in document.types.values() if one.tag == tag("SPEC-RELATION-TYPE")]
    return {
        "objects": {
            key: (one.type, {name: typed(value) for name, value in one.values().items()})
            for key, one in document.objects.items()
        },
        "places": [(p.specification, p.identifier, p.depth, p.object) for p in document.places],
        "relations": {
            key: (one.type, one.source, one.target) for key, one in document.relations.items()
        },
        "names": {
            one.get("IDENTIFIER"): one.get("LONG-NAME")
            for one in [*enumerations, *attributes, *relations]
        },
    }


def typed(value):
    """What a value says: true, 6, 1.6, XHTML's letters without space, or the keys of choices."""
    kind = kind_of_value(value)
    if kind == ENUMERATION:
        return chosen_values(value)
    if kind == XHTML_KIND:
        return "".join("".join(xhtml_value(value).itertext()).split())
    read = {BOOLEAN: lambda text: text in ("true", "1"), INTEGER: int, REAL: float}.get(kind, str)
    return read(simple_value(value))


def text_or_chapter(document, one) -> str:
    """The words of an object's text, else of its chapter name, where those are XHTML."""
    names = {a.identifier: a.name for kind in document.attributes().values() for a in kind.values()}
    said = {
        names.get(key): "".join(xhtml_value(value).itertext()).strip()
        for key, value in one.values().items()
        if kind_of_value(value) == XHTML_KIND and xhtml_value(value) is not None
    }
    return said.get("ReqIF.Text") or said.get("ReqIF.ChapterName") or ""


def pictures(one) -> list[str]:
    """The addresses of the pictures that an object's texts show."""
    values = (xhtml_value(value) for value in one.values().values())
    inner = [shown for value in values if value is not None for shown in value.iter("{*}object")]
    return [
        shown.get("data") for shown in inner
        if shown.get("data") and shown.get("type", "").startswith("image/")
    ]  # fmt: skip


def comparable(value) -> tuple:
    """What a value says, in a form where equal values are equal whatever prefixes they use."""
    kind = kind_of_value(value)
    if kind == ENUMERATION:
        return kind, chosen_values(value)
    if kind != XHTML_KIND:
        return kind, simple_value(value)
    inner = xhtml_value(value)
    if inner is None:
        return kind, value.get("THE-VALUE")
    if not "".join(inner.itertext()).strip() and not list(inner.iter("{*}object", "{*}img")):
        # Empty markup and no markup at all both say nothing.
        return kind, None
    return kind, "".join([inner.text or "", *(_plain_form(one) for one in inner)])


def _plain_form(element):
    """One text for an element, its attributes and content, with full names."""
    if not isinstance(element.tag, str):
        return element.tail or ""
    attributes = "".join(f" {key}={value!r}" for key, value in sorted(element.attrib.items()))
    inner = "".join(_plain_form(one) for one in element)
    return f"<{element.tag}{attributes}>{element.text or ''}{inner}</>{element.tail or ''}"
