"""Readers of ReqIF that know nothing of ours: what they say of a file, in plain data.

- ``by_schema``: the OMG's own schema, applied by xmlschema. It reads everything, each value in the
  type that the standard gives it (true, 6, 1.6), and refuses what the standard forbids.
- ``by_library``: the ``reqif`` library, which StrictDoc exchanges requirements with.
- ``by_supplier``: pyreqifz, with which suppliers answer vehicle makers. It reads objects, their
  text or chapter, one choice and the pictures, and neither trees nor relations nor other types.
"""

import io
from functools import cache

import pyreqif
import reqif
import xmlschema
from reqif.parser import ReqIFParser

SIMPLE = ("STRING", "INTEGER", "REAL", "BOOLEAN", "DATE")


@cache
def rules():
    """The OMG's schema as the reqif library carries it."""
    return xmlschema.XMLSchema(reqif.__path__[0] + "/reqif_schema/reqif.xsd")


def schema_errors(content):
    """What the schema says is wrong with a file."""
    return [f"{error.path}: {error.reason}" for error in rules().iter_errors(content.decode())]


# ---------------------------------------------------------------- the OMG's schema


def by_schema(content):
    """Objects with values, places, relations, specifications; raises where the schema refuses."""
    # What a tool keeps for itself (TOOL-EXTENSIONS) is no part of the standard.
    root = _child(rules().to_objects(content.decode()), "CORE-CONTENT")
    names = {e.attrib["IDENTIFIER"]: e.attrib.get("LONG-NAME") for e in root.iter() if _is_name(e)}
    return {
        "objects": {
            _key(e): (_ref(e, "TYPE"), _values(e)) for e in root.iter() if _name(e) == "SPEC-OBJECT"
        },
        "places": [place for e in root.iter() if _name(e) == "SPECIFICATION" for place in _tree(e)],
        "relations": {
            _key(e): (_ref(e, "TYPE"), _ref(e, "SOURCE"), _ref(e, "TARGET"))
            for e in root.iter()
            if _name(e) == "SPEC-RELATION"
        },
        "names": names,
    }


def _is_name(element):
    name = _name(element)
    return (name.startswith("ATTRIBUTE-DEFINITION-") and not name.endswith("-REF")) or (
        name in ("ENUM-VALUE", "SPEC-RELATION-TYPE")
    )


def _name(element):
    return element.tag.rpartition("}")[2]


def _key(element):
    return element.attrib["IDENTIFIER"]


def _child(element, name):
    return next((one for one in element if _name(one) == name), ())


def _ref(element, name):
    return next((one.value for one in _child(element, name)), None)


def _values(element):
    found = {}
    for value in _child(element, "VALUES"):
        kind = _name(value).removeprefix("ATTRIBUTE-VALUE-")
        if kind in SIMPLE:
            said = value.attrib["THE-VALUE"]
        elif kind == "ENUMERATION":
            said = tuple(one.value for one in _child(value, "VALUES"))
        else:
            # xmlschema takes white space away at the ends of texts; so it is left out everywhere.
            said = "".join("".join(_words(_child(value, "THE-VALUE"))).split())
        found[_ref(value, "DEFINITION")] = said
    return found


def _words(element):
    for one in element:
        yield one.text or ""
        yield from _words(one)
        yield one.tail or ""


def _tree(specification):
    waiting = [(0, one) for one in reversed(_child(specification, "CHILDREN"))]
    while waiting:
        depth, one = waiting.pop()
        yield _key(specification), _key(one), depth, _ref(one, "OBJECT")
        waiting += [(depth + 1, inner) for inner in reversed(_child(one, "CHILDREN"))]


# ---------------------------------------------------------------- programs


def by_library(content):
    """(objects, relations, specifications) as the reqif library counts them."""
    found = ReqIFParser.parse_from_string(content.decode()).core_content.req_if_content
    lists = (found.spec_objects, found.spec_relations, found.specifications)
    return tuple(len(one or ()) for one in lists)


def by_supplier(content, *, comment="", status=""):
    """Objects as pyreqifz reads them; ``comment`` and ``status`` are names of attributes."""
    names = {"COMMENT_ATTR": comment, "STATUS_ATTR": status}
    return list(type("Reader", (pyreqif.Reqif,), names)(io.BytesIO(content)))
