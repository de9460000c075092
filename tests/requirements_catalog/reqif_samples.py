"""A small ReqIF file put together piece by piece, so that a test says only what it is about."""

import io
import zipfile

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<REQ-IF xmlns="http://www.omg.org/spec/ReqIF/20110401/reqif.xsd" '
    'xmlns:x="http://www.w3.org/1999/xhtml"><THE-HEADER><REQ-IF-HEADER IDENTIFIER="_h">'
    "<CREATION-TIME>2026-01-02T03:04:05Z</CREATION-TIME><REQ-IF-TOOL-ID>prov</REQ-IF-TOOL-ID>"
    "<REQ-IF-VERSION>1.0</REQ-IF-VERSION><SOURCE-TOOL-ID>prov</SOURCE-TOOL-ID>"
    "<TITLE>Prov</TITLE></REQ-IF-HEADER></THE-HEADER><CORE-CONTENT><REQ-IF-CONTENT>"
)
TIME = 'LAST-CHANGE="2026-01-02T03:04:05Z"'
KINDS = {
    "text": "XHTML", "title": "STRING", "id": "STRING", "level": "INTEGER", "weight": "REAL",
    "safe": "BOOLEAN", "due": "DATE", "one": "ENUMERATION", "many": "ENUMERATION",
}  # fmt: skip
NAMES = {
    "text": "ReqIF.Text", "title": "ReqIF.ChapterName", "id": "ReqIF.ForeignID", "level": "Tal",
    "weight": "Vikt", "safe": "Säker", "due": "Klart", "one": "Ett val", "many": "Flera val",
}  # fmt: skip


def value(name, said):
    """A value element: text, XHTML markup, or identifiers of choices."""
    kind = KINDS[name]
    ref = (
        f"<DEFINITION><ATTRIBUTE-DEFINITION-{kind}-REF>_a-{name}</ATTRIBUTE-DEFINITION-{kind}-REF>"
        "</DEFINITION>"
    )
    if kind == "XHTML":
        return (
            f"<ATTRIBUTE-VALUE-XHTML><THE-VALUE><x:div>{said}</x:div></THE-VALUE>{ref}"
            "</ATTRIBUTE-VALUE-XHTML>"
        )
    if kind == "ENUMERATION":
        refs = "".join(f"<ENUM-VALUE-REF>{key}</ENUM-VALUE-REF>" for key in said)
        return f"<ATTRIBUTE-VALUE-{kind}><VALUES>{refs}</VALUES>{ref}</ATTRIBUTE-VALUE-{kind}>"
    return f'<ATTRIBUTE-VALUE-{kind} THE-VALUE="{said}">{ref}</ATTRIBUTE-VALUE-{kind}>'


def obj(key, /, **values):
    """An object with values by the short names of ``KINDS``."""
    inner = "".join(value(name, said) for name, said in values.items())
    return (
        f'<SPEC-OBJECT IDENTIFIER="{key}" {TIME}><VALUES>{inner}</VALUES><TYPE>'
        "<SPEC-OBJECT-TYPE-REF>_t</SPEC-OBJECT-TYPE-REF></TYPE></SPEC-OBJECT>"
    )


def place(key, target, *children):
    """A place in a tree."""
    inner = f"<CHILDREN>{''.join(children)}</CHILDREN>" if children else ""
    return (
        f'<SPEC-HIERARCHY IDENTIFIER="{key}" {TIME}><OBJECT><SPEC-OBJECT-REF>{target}'
        f"</SPEC-OBJECT-REF></OBJECT>{inner}</SPEC-HIERARCHY>"
    )


def spec(key, *places, name="Kravspecifikation"):
    """A specification with its tree."""
    return (
        f'<SPECIFICATION IDENTIFIER="{key}" LONG-NAME="{name}" {TIME}><TYPE>'
        "<SPECIFICATION-TYPE-REF>_st</SPECIFICATION-TYPE-REF></TYPE>"
        f"<CHILDREN>{''.join(places)}</CHILDREN></SPECIFICATION>"
    )


def relation(key, source, target, type_="_rt"):
    """A relation between two objects."""
    return (
        f'<SPEC-RELATION IDENTIFIER="{key}" {TIME}><SOURCE><SPEC-OBJECT-REF>{source}'
        f"</SPEC-OBJECT-REF></SOURCE><TARGET><SPEC-OBJECT-REF>{target}</SPEC-OBJECT-REF></TARGET>"
        f"<TYPE><SPEC-RELATION-TYPE-REF>{type_}</SPEC-RELATION-TYPE-REF></TYPE></SPEC-RELATION>"
    )


def reqif(objects, specs=(), relations=(), defaults=None, relation_type="Refines"):
    """The bytes of a whole file; ``defaults`` is short name → value of the type's attribute."""
    attributes = "".join(_attribute(name, (defaults or {}).get(name)) for name in KINDS)
    simple = "".join(
        f'<DATATYPE-DEFINITION-{kind} IDENTIFIER="_d-{kind}" {TIME}{more}/>'
        for kind, more in (
            ("XHTML", ""), ("STRING", ' MAX-LENGTH="9999"'), ("BOOLEAN", ""), ("DATE", ""),
            ("INTEGER", ' MIN="0" MAX="99"'), ("REAL", ' MIN="0" MAX="99" ACCURACY="3"'),
        )
    )  # fmt: skip
    words = "".join(
        f'<ENUM-VALUE IDENTIFIER="_e-{key}" LONG-NAME="{word}" {TIME}><PROPERTIES>'
        f'<EMBEDDED-VALUE KEY="{key}" OTHER-CONTENT=""/></PROPERTIES></ENUM-VALUE>'
        for key, word in ((1, "röd"), (2, "grön"), (3, "blå"))
    )
    text = (
        f'{HEAD}<DATATYPES>{simple}<DATATYPE-DEFINITION-ENUMERATION IDENTIFIER="_d-ENUMERATION" '
        f"{TIME}><SPECIFIED-VALUES>{words}</SPECIFIED-VALUES></DATATYPE-DEFINITION-ENUMERATION>"
        f'</DATATYPES><SPEC-TYPES><SPEC-OBJECT-TYPE IDENTIFIER="_t" LONG-NAME="Krav" {TIME}>'
        f"<SPEC-ATTRIBUTES>{attributes}</SPEC-ATTRIBUTES></SPEC-OBJECT-TYPE>"
        f'<SPECIFICATION-TYPE IDENTIFIER="_st" {TIME}/>'
        f'<SPEC-RELATION-TYPE IDENTIFIER="_rt" LONG-NAME="{relation_type}" {TIME}/></SPEC-TYPES>'
        f"<SPEC-OBJECTS>{''.join(objects)}</SPEC-OBJECTS>"
        f"<SPEC-RELATIONS>{''.join(relations)}</SPEC-RELATIONS>"
        f"<SPECIFICATIONS>{''.join(specs)}</SPECIFICATIONS>"
        "</REQ-IF-CONTENT></CORE-CONTENT></REQ-IF>"
    )
    return text.encode()


def _attribute(name, default):
    kind = KINDS[name]
    many = f' MULTI-VALUED="{str(name == "many").lower()}"' if kind == "ENUMERATION" else ""
    given = f"<DEFAULT-VALUE>{value(name, default)}</DEFAULT-VALUE>" if default else ""
    return (
        f'<ATTRIBUTE-DEFINITION-{kind} IDENTIFIER="_a-{name}" LONG-NAME="{NAMES[name]}" {TIME}'
        f"{many}>{given}<TYPE><DATATYPE-DEFINITION-{kind}-REF>_d-{kind}"
        f"</DATATYPE-DEFINITION-{kind}-REF></TYPE></ATTRIBUTE-DEFINITION-{kind}>"
    )


def reqifz(files):
    """The bytes of an archive of name → bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
