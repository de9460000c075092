"""Which file of an archive each thing of a ReqIF document came in, so that it goes back there."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from common.reqif import Document, Element, descendants, element_of, xml_of

# Kinds of things that have an identifier of their own and are listed by it.
_NAMED = ("datatypes", "types", "specifications", "relations")


def file_as_plain(name: str, document: Document) -> dict:
    """What one .reqif holds, by identifiers, as data that JSON can keep.

    Objects are told by the places of the file's specifications; only those that stand in none of
    them, and those that are placed but not there, are listed.
    """
    placed = dict.fromkeys(place.object for place in document.places)
    return {
        "name": name,
        "header": None if document.header is None else xml_of(document.header),
        **{kind: list(getattr(document, kind)) for kind in _NAMED},
        "loose": [key for key in document.objects if key not in placed],
        "elsewhere": [key for key in placed if key not in document.objects],
        "groups": [one.get("IDENTIFIER") for one in document.groups],
        "extensions": [_digest(xml_of(one)) for one in document.extensions],
    }


def merged_files(stored: Iterable[Mapping], new: Iterable[Mapping]) -> list[dict]:
    """The files that came before with those that came now, which replace their like.

    A file is known by its name, or by holding a specification of one that came before.
    """
    before = list(stored)
    found = {one["name"]: dict(one) for one in before}
    for one in new:
        same = [known["name"] for known in before if known["name"] == one["name"]] or [
            known["name"]
            for known in before
            if set(known["specifications"]) & set(one["specifications"])
        ]
        name = same[0] if same else one["name"]
        found[name] = {**one, "name": name}
    return list(found.values())


def split(
    document: Document, trees: Mapping[str, list[Element]], files: Iterable[Mapping]
) -> list[tuple[str, Document, dict[str, list[Element]]]]:
    """(name, document, trees) of each file: what it held, and what has come to it since.

    A new object follows its place, a new relation its source; what nobody knows goes to the first.
    """
    files = list(files)
    listed = {kind: {key for one in files for key in one[kind]} for kind in _NAMED}
    listed |= {k: {key for one in files for key in one[k]} for k in ("loose", "groups")}
    parts: list[tuple[str, Document, dict[str, list[Element]]]] = []
    homeless = set(document.objects) - set(_named_in(tree for t in trees.values() for tree in t))
    for number, file in enumerate(files):
        own = {
            key: one
            for key, one in document.specifications.items()
            if key in file["specifications"] or (not number and key not in listed["specifications"])
        }
        named = set(_named_in(tree for key in own for tree in trees.get(key, ())))
        named -= set(file["elsewhere"])
        loose = set(file["loose"])
        if not number:
            loose |= homeless - listed["loose"]
        objects = {k: o for k, o in document.objects.items() if k in named or k in loose}
        part = replace(
            document,
            header=element_of(file["header"]) if file["header"] else document.header,
            objects=objects,
            specifications=own,
            relations=_relations(document, file, listed["relations"], objects),
            datatypes=_listed(document.datatypes, file["datatypes"], listed["datatypes"]),
            types=_listed(document.types, file["types"], listed["types"]),
            groups=[
                one
                for one in document.groups
                if one.get("IDENTIFIER") in file["groups"]
                or (not number and one.get("IDENTIFIER") not in listed["groups"])
            ],
            extensions=[
                one for one in document.extensions if _digest(xml_of(one)) in file["extensions"]
            ],
        )
        parts.append((file["name"], part, {key: trees[key] for key in own if key in trees}))
    return parts


def _listed(things, own, all_of_them):
    """Those of a file, and those that have been made since, which any file may need."""
    return {key: one for key, one in things.items() if key in own or key not in all_of_them}


def _relations(document, file, listed, objects):
    own = set(file["relations"])
    return {
        key: one
        for key, one in document.relations.items()
        if key in own or (key not in listed and one.source in objects)
    }


def _named_in(trees: Iterable[Element]):
    """The objects that places refer to."""
    for tree in trees:
        for one in descendants(tree, "SPEC-OBJECT-REF"):
            yield (one.text or "").strip()


def _digest(xml: str) -> str:
    return hashlib.sha256(xml.encode()).hexdigest()
