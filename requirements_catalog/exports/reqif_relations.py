"""Relations in a ReqIF file that goes out."""

from collections.abc import Collection, Mapping
from copy import deepcopy

from lxml import etree

from common.reqif import Document, Relation, child, children, tag
from common.xml_files import xml_text

from ..choices import RelationKind
from ..models import RequirementRelation
from ..reqif.relations import kinds_of_relations
from ..reqif.values import ValueWriter


def write_relations(
    document: Document,
    writer: ValueWriter,
    identifier: Mapping[int, str],
    keys: Collection[int],
    dangling: Collection[str],
) -> None:
    """Keep the file's own relations that still hold, and add those that people made here.

    ``identifier`` is row → object, ``keys`` the rows that are written, ``dangling`` the objects
    that the file names without having them.
    """
    kinds = kinds_of_relations(document)
    relations = RequirementRelation.objects.filter(source__in=keys, target__in=keys)
    held = {
        (source, target, kind): note
        for source, target, kind, note in relations.values_list(
            "source_id", "target_id", "kind", "note"
        )
    }
    row_of = {name: key for key, name in identifier.items()}
    kept, said = {}, set()
    for key, one in document.relations.items():
        ends = (row_of.get(one.source), row_of.get(one.target))
        if None not in ends and one.source != one.target:
            triple = (*ends, str(kinds[one.type]))
            said.add(triple)
            if triple in held:
                kept[key] = one
        elif all(end in row_of or end in dangling for end in (one.source, one.target)):
            kept[key] = one
    for source, target, kind in sorted(held.keys() - said):
        made = _relation(writer, identifier[source], identifier[target], kind)
        if note := xml_text(held[source, target, kind]):
            made.element.set("DESC", note)
        kept[made.identifier] = made
    gone = set(document.relations) - set(kept)
    document.relations = kept
    if gone:
        document.groups = [_without(group, gone) for group in document.groups]


def _relation(writer: ValueWriter, source: str, target: str, kind: str) -> Relation:
    type_ = f"_fvm-{kind}"
    writer.add_type(type_, "SPEC-RELATION-TYPE", str(RelationKind(kind).label))
    key = f"_relation-{kind}-{source}-{target}"
    element = etree.Element(tag("SPEC-RELATION"), {"IDENTIFIER": key})
    for name, end in (("SOURCE", source), ("TARGET", target)):
        holder = etree.SubElement(element, tag(name))
        etree.SubElement(holder, tag("SPEC-OBJECT-REF")).text = end
    holder = etree.SubElement(element, tag("TYPE"))
    etree.SubElement(holder, tag("SPEC-RELATION-TYPE-REF")).text = type_
    return Relation(key, type_, source, target, element)


def _without(group, gone: set[str]):
    """A group of relations without those that are gone."""
    copy = deepcopy(group)
    holder = child(copy, "SPEC-RELATIONS")
    for one in children(holder):
        if (one.text or "").strip() in gone:
            holder.remove(one)
    return copy
