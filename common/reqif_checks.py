"""What is odd about a ReqIF that can still be read, in sentences for the one who uploaded it."""

import re
from collections import Counter

from django.utils.translation import gettext as _
from lxml import etree

from common.reqif import (
    XHTML_KIND,
    Document,
    Element,
    child,
    children,
    kind_of_value,
    local_name,
)

_DATE = re.compile(r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$")
_TIMES = ("LAST-CHANGE",)
_BOOLEANS = ("IS-EDITABLE", "IS-TABLE-INTERNAL", "IS-SIMPLIFIED", "MULTI-VALUED")
_MOST = 5


def form_notices(root: Element, data: bytes) -> list[str]:
    """What is odd about the form of a file, before it is taken apart."""
    return [*_form(root, data), *_repeated(root), *_odd_attributes(root)]


def document_notices(document: Document) -> list[str]:
    """What people should know about a document that was read."""
    return [*_missing_types(document), *_dangling(document)]


def _form(root, data):
    texts = []
    core = next(root.iter("{*}CORE-CONTENT"), None)
    inside = children(core)
    if core is not None and inside and local_name(inside[0]) != "REQ-IF-CONTENT":
        texts.append(_("Filen följer inte ReqIF: CORE-CONTENT saknar REQ-IF-CONTENT. Det som "
                       "gick att känna igen har lästs."))  # fmt: skip
    version = next(root.iter("{*}REQ-IF-VERSION"), None)
    if version is not None and (version.text or "").strip() != "1.0":
        texts.append(
            _("Filhuvudet anger ReqIF-versionen %(version)s; standarden kräver 1.0. Filen har "
              "lästs ändå.") % {"version": (version.text or "").strip()[:20]}
        )  # fmt: skip
    created = next(root.iter("{*}CREATION-TIME"), None)
    if created is not None and not _DATE.match((created.text or "").strip()):
        texts.append(
            _("Filhuvudets tidpunkt går inte att tolka: %(value)s")
            % {"value": (created.text or "").strip()[:60]}
        )
    if data.lstrip(b"\xef\xbb\xbf")[:5] not in (b"<?xml", b"\xff\xfe<\x00?", b"\xfe\xff\x00<\x00"):
        texts.append(_("XML-deklarationen saknas; filen har lästs som UTF-8."))
    return texts


def _repeated(root):
    """Identifiers that two things share."""
    seen = Counter(
        (local_name(one), one.get("IDENTIFIER"))
        for one in root.iter("{*}SPEC-OBJECT", "{*}SPEC-RELATION", "{*}SPECIFICATION")
        if one.get("IDENTIFIER")
    )
    repeated = [key for (_name, key), count in seen.items() if count > 1]
    if not repeated:
        return []
    return [
        _("Identiteter som förekommer flera gånger; den första gäller: %(ids)s")
        % {"ids": _few(repeated)}
    ]


def _odd_attributes(root):
    """Attributes and elements whose value is not what the standard allows."""
    odd = []
    for one in root.iter(etree.Element):
        for name, value in one.items():
            is_odd = (name in _TIMES and not _DATE.match(value)) or (
                name in _BOOLEANS and value not in ("true", "false", "0", "1")
            )
            if is_odd:
                odd.append(f"{name}={value[:30]}")
    odd += [f"<{local_name(one)}>" for one in root.iter(*(f"{{*}}{name}" for name in _BOOLEANS))]
    if any(one.get("THE-VALUE") is not None for one in root.iter("{*}ATTRIBUTE-VALUE-XHTML")):
        odd.append(_("XHTML som text"))
    texts = []
    if odd:
        found = list(dict.fromkeys(odd))
        texts.append(
            _("Värden som standarden inte tillåter, men som har lästs ändå: %(values)s")
            % {"values": _few(found)}
        )
    return texts


def _missing_types(document):
    attributes = document.attributes()
    unknown = {
        one.type or "–" for one in document.objects.values() if one.type not in document.types
    }
    if unknown:
        return [
            _("Objekttyper som filen hänvisar till men inte beskriver: %(ids)s")
            % {"ids": _few(sorted(unknown))}
        ]
    loose = {
        key or "–"
        for one in document.objects.values()
        for key, value in one.values().items()
        if key not in attributes[one.type] or (kind_of_value(value) == XHTML_KIND
                                               and child(value, "THE-VALUE") is None)
    }  # fmt: skip
    if loose:
        return [
            _("Värden vars fält typen inte beskriver, eller som är tomma: %(ids)s")
            % {"ids": _few(sorted(loose))}
        ]
    return []


def _dangling(document):
    places = [one.identifier for one in document.places if one.object not in document.objects]
    texts = []
    if places:
        texts.append(
            _("%(count)s platser i trädet pekar på objekt som inte finns i filen: %(ids)s")
            % {"count": len(places), "ids": _few(places)}
        )
    broken = [
        one.identifier
        for one in document.relations.values()
        if one.source not in document.objects or one.target not in document.objects
    ]
    if broken:
        texts.append(
            _("%(count)s relationer saknar en ände eller pekar på objekt som inte finns i filen: "
              "%(ids)s") % {"count": len(broken), "ids": _few(broken)}
        )  # fmt: skip
    return texts


def _few(words):
    more = f" … (+{len(words) - _MOST})" if len(words) > _MOST else ""
    return ", ".join(words[:_MOST]) + more
