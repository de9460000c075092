"""A ReqIF document without its objects as plain data, and back; lists keep every order."""

from common.reqif import (
    Document,
    Place,
    Relation,
    Specification,
    element_of,
    xml_of,
)


def as_plain(document: Document) -> dict:
    """Everything but the objects as data that JSON can hold."""
    return {
        "header": None if document.header is None else xml_of(document.header),
        "datatypes": [[key, xml_of(one)] for key, one in document.datatypes.items()],
        "types": [[key, xml_of(one)] for key, one in document.types.items()],
        "specifications": [
            [one.identifier, one.long_name, xml_of(one.element)]
            for one in document.specifications.values()
        ],
        "places": [
            [one.specification, one.identifier, one.depth, one.object, xml_of(one.element)]
            for one in document.places
        ],
        "relations": [
            [one.identifier, one.type, one.source, one.target, xml_of(one.element)]
            for one in document.relations.values()
        ],
        "groups": [xml_of(one) for one in document.groups],
        "extensions": [xml_of(one) for one in document.extensions],
        "dangling": sorted(
            {
                key
                for key in (
                    *(one.object for one in document.places),
                    *(
                        end
                        for one in document.relations.values()
                        for end in (one.source, one.target)
                    ),
                )
                if key not in document.objects
            }
        ),
    }


def from_plain(data: dict) -> Document:
    """The document that ``as_plain`` described; one without anything for an empty dict."""
    header = data.get("header")
    return Document(
        header=element_of(header) if header else None,
        datatypes={key: element_of(xml) for key, xml in data.get("datatypes", ())},
        types={key: element_of(xml) for key, xml in data.get("types", ())},
        specifications={
            key: Specification(key, name, element_of(xml))
            for key, name, xml in data.get("specifications", ())
        },
        places=[
            Place(specification, key, depth, target, element_of(xml))
            for specification, key, depth, target, xml in data.get("places", ())
        ],
        relations={
            key: Relation(key, kind, source, target, element_of(xml))
            for key, kind, source, target, xml in data.get("relations", ())
        },
        groups=[element_of(xml) for xml in data.get("groups", ())],
        extensions=[element_of(xml) for xml in data.get("extensions", ())],
    )


def updated(stored: dict, new: dict) -> dict:
    """What is stored with what a new file says: the new wins, what it does not name stays.

    Of specifications that the new file has, only its own places count.
    """
    if not stored:
        return new
    renewed = {key for key, *_rest in new["specifications"]}
    kept = [place for place in stored["places"] if place[0] not in renewed]
    return {
        "header": new["header"] or stored["header"],
        **{
            name: list({**{one[0]: one for one in stored[name]},
                        **{one[0]: one for one in new[name]}}.values())
            for name in ("datatypes", "types", "specifications", "relations")
        },
        "places": kept + new["places"],
        "groups": list(dict.fromkeys([*stored["groups"], *new["groups"]])),
        "extensions": list(dict.fromkeys([*stored["extensions"], *new["extensions"]])),
        "dangling": sorted({*stored["dangling"], *new["dangling"]}),
    }  # fmt: skip
