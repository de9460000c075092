"""Read ReqIF and ReqIFz of any tool: tolerant of dialects, never of attacks.

A file is refused with a sentence when it is not well-formed, has a document type or entities, is
a zip bomb, or has names that lead out of its archive. Everything else that is odd is read as far
as it goes and told in a notice.
"""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from common.reqif import (
    KINDS,
    REQIF,
    XHTML,
    Document,
    Place,
    Relation,
    Specification,
    SpecObject,
    child,
    children,
    local_name,
    reference,
    tag,
)
from common.reqif_archive import unpack
from common.reqif_checks import document_notices, form_notices
from common.reqif_files import file_as_plain
from common.workbook_safety import MEGABYTE, ZIP_SIGNATURE, too_large
from common.workbooks import WorkbookRefused
from common.xml_files import safe_root, too_long

REQIF_SUFFIXES = (".reqif", ".reqifz")
ELEMENTS = 50_000  # in one object, relation or type

_OLD_NAMESPACES = {"", "http://www.omg.org/spec/ReqIF/20101201", REQIF}
_OURS, _THE_VALUE = tag(""), tag("THE-VALUE")
_TYPES = ("SPEC-OBJECT-TYPE", "SPECIFICATION-TYPE", "SPEC-RELATION-TYPE", "RELATION-GROUP-TYPE")
_PARTS = tuple(f"{{*}}{name}" for name in ("SPEC-OBJECT", "SPEC-RELATION", *_TYPES))
_AGAIN = gettext_lazy(
    "Filen är avbruten eller redigerad för hand. Exportera kraven på nytt från det program de "
    "kommer ifrån."
)
_RESEND = gettext_lazy("Be avsändaren om en ny fil som är sparad direkt från deras kravverktyg.")


@dataclass(frozen=True)
class Part:
    """One .reqif of an upload: its name, how much of each thing it holds, and which of them.

    ``holds`` is as ``common.reqif_files.file_as_plain`` gives it.
    """

    name: str
    counts: dict
    holds: dict = field(default_factory=dict)


@dataclass
class Package:
    """An uploaded ReqIF or ReqIFz: one document, the files beside it, what to tell people."""

    filename: str
    document: Document
    parts: list[Part]
    files: dict[str, bytes] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def is_reqif(data: bytes, filename: str) -> bool:
    """Whether an upload should be read as ReqIF: by its name, or by its root element."""
    if Path(filename).suffix.lower() in REQIF_SUFFIXES:
        return True
    return b"REQ-IF" in data[:2000] and data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<")


def read_reqif(data: bytes, filename: str) -> Package:
    """Return what a .reqif or .reqifz says; WorkbookRefused when it must not or cannot be read."""
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise too_large(filename, settings.UPLOAD_MAX_BYTES // MEGABYTE)
    if not data.strip():
        raise WorkbookRefused(_("Filen är tom."), filename, _("Välj en annan fil."))
    if not data.startswith(ZIP_SIGNATURE):
        return _package(filename, {filename: data}, {})
    texts, files = unpack(data, filename)
    if not texts:
        raise WorkbookRefused(
            _("Arkivet innehåller ingen ReqIF-fil."),
            filename,
            _("Exportera kraven på nytt som ReqIF från det program de kommer ifrån."),
        )
    return _package(filename, texts, files)


def _package(filename, texts, files):
    whole, parts, notices = Document(), [], []
    for name, data in texts.items():
        root = _parse(data, name)
        odd = form_notices(root, data)
        document, counts = _document(root)
        parts.append(Part(name, counts, file_as_plain(name, document)))
        label = f"{PurePosixPath(name).name}: " if len(texts) > 1 else ""
        notices += [f"{label}{text}" for text in [*odd, *document_notices(document)]]
        notices += [f"{label}{text}" for text in _merge(whole, document)]
    return Package(filename, whole, parts, files, notices)


def _merge(whole, other):
    """Add a document to what has been read; a second, different thing of one identifier is told."""
    clashes = []
    if whole.header is None:
        whole.header = other.header
    for name in ("datatypes", "types", "specifications", "objects", "relations"):
        mine, new = getattr(whole, name), getattr(other, name)
        for key, value in new.items():
            if key not in mine:
                mine[key] = value
            elif name == "objects" and _differs(mine[key], value):
                clashes.append(key)
    known = {place.identifier for place in whole.places}
    whole.places += [place for place in other.places if place.identifier not in known]
    whole.groups += other.groups
    whole.extensions += other.extensions
    if not clashes:
        return []
    return [
        _("%(count)s objekt finns med olika innehåll i arkivets filer; det första gäller: %(ids)s")
        % {"count": len(clashes), "ids": ", ".join(clashes[:5])}
    ]


def _differs(one, other):
    return etree.tostring(one.element, method="c14n") != etree.tostring(
        other.element, method="c14n"
    )


# ---------------------------------------------------------------- the XML


def _parse(data, filename):
    """Return the root of a ReqIF, with ReqIF's own names in one namespace."""
    root = safe_root(data, filename, again=_AGAIN, resend=_RESEND)
    if local_name(root) != "REQ-IF":
        raise WorkbookRefused(
            _("Filen är XML men inte ReqIF: den börjar med elementet <%(name)s>.")
            % {"name": local_name(root)[:60]},
            filename,
            _("Exportera kraven på nytt som ReqIF från det program de kommer ifrån."),
        )
    if any(sum(1 for _one in part.iter()) > ELEMENTS for part in root.iter(*_PARTS)):
        raise too_long(filename, _RESEND)
    _make_uniform(root)
    return root


def _make_uniform(root):
    """One namespace for ReqIF whatever version or prefix it came with; no white space between."""
    names: dict[str, str] = {}
    for element in root.iter(etree.Element):
        name = element.tag
        known = names.get(name) or names.setdefault(name, _uniform(name))
        if known != name:
            element.tag = known
        if not known.startswith(_OURS) or known == _THE_VALUE:
            continue
        if len(element) and not (element.text or "").strip():
            element.text = None
        for inner in element:
            if not (inner.tail or "").strip():
                inner.tail = None


def _uniform(name):
    """The full name of an element with ReqIF's own namespace in its newest form."""
    namespace, _sep, local = name.rpartition("}")
    is_ours = namespace.lstrip("{") in _OLD_NAMESPACES and local.isupper()
    return f"{_OURS}{local}" if is_ours else name


# ---------------------------------------------------------------- the document


def _document(root):
    """Return the document of a root, and the counts of what it holds."""
    document, counts = Document(), _counts(root)
    # Anywhere: tools keep views of their own in extensions, which may point outside the file too.
    named = [(one.text or "").strip() for one in root.iter("{*}SPEC-OBJECT-REF")]
    document.header = next(_all(root, "REQ-IF-HEADER"), None)
    for element in root.iter(*(tag(f"DATATYPE-DEFINITION-{kind}") for kind in KINDS)):
        document.datatypes.setdefault(element.get("IDENTIFIER", ""), element)
    for element in root.iter(*map(tag, _TYPES)):
        document.types.setdefault(element.get("IDENTIFIER", ""), element)
    document.groups += root.iter(tag("RELATION-GROUP"))
    for element in root.iter(tag("TOOL-EXTENSIONS")):
        document.extensions += element.iterchildren(etree.Element)
    for number, element in enumerate(_all(root, "SPEC-OBJECT"), 1):
        key = element.get("IDENTIFIER") or f"_saknas-{number}"
        one = SpecObject(
            key, element.get("LONG-NAME") or "", reference(child(element, "TYPE")), element
        )
        document.objects.setdefault(key, one)
    for number, element in enumerate(_all(root, "SPEC-RELATION"), 1):
        key = element.get("IDENTIFIER") or f"_relation-{number}"
        ends = (reference(child(element, "SOURCE")), reference(child(element, "TARGET")))
        kind = reference(child(element, "TYPE"))
        document.relations.setdefault(key, Relation(key, kind, *ends, element))
    for element in list(_all(root, "SPECIFICATION")):
        key = element.get("IDENTIFIER", "")
        alone = _without(element, "CHILDREN")
        document.specifications[key] = Specification(key, element.get("LONG-NAME") or "", alone)
        _read_places(document, key, child(element, "CHILDREN"), 0)
    counts |= _reference_counts(document)
    counts["dangling_object_refs"] = sum(key not in document.objects for key in named)
    _loosen(document)
    return document, counts


def _read_places(document, specification, group, depth):
    for element in children(group, "SPEC-HIERARCHY"):
        target = reference(child(element, "OBJECT"))
        inner = child(element, "CHILDREN")
        key = element.get("IDENTIFIER") or f"_plats-{len(document.places) + 1}"
        alone = _without(element, "CHILDREN")
        document.places.append(Place(specification, key, depth, target, alone))
        _read_places(document, specification, inner, depth + 1)


def _without(element, name):
    """A copy that stands alone, without the children of a name."""
    copy = etree.Element(element.tag, element.attrib, nsmap=element.nsmap)
    copy.text = element.text
    copy.extend([deepcopy(one) for one in element if local_name(one) != name])
    return _bare(copy)


def _alone(element):
    """A copy out of the tree that it was read from; to take it out costs the square of its size."""
    copy = deepcopy(element)
    copy.tail = None
    return _bare(copy)


def _bare(copy):
    """Without parts that some tool has put inside another: they are parts of their own."""
    etree.strip_elements(copy, *_PARTS, with_tail=False)
    return copy


def _loosen(document):
    """Make every part only itself; places and specifications are already."""
    for parts in (document.datatypes, document.types):
        parts.update({key: _alone(element) for key, element in parts.items()})
    for things in (document.objects, document.relations):
        things.update(
            {key: replace(one, element=_alone(one.element)) for key, one in things.items()}
        )
    for group in (document.groups, document.extensions):
        group[:] = map(_alone, group)


def _all(root, name):
    return root.iter(f"{{{REQIF}}}{name}")


def _counts(root):
    """What the file holds, as counted over the whole of it."""
    values: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for full, count in Counter(element.tag for element in root.iter(etree.Element)).items():
        name = full.rpartition("}")[2]
        if name.startswith("ATTRIBUTE-VALUE-"):
            values[name.removeprefix("ATTRIBUTE-VALUE-")] += count
        names[f"xhtml:{name}" if full.startswith(f"{{{XHTML}}}") else name] += count
    return {
        "spec_objects": names["SPEC-OBJECT"],
        "specifications": names["SPECIFICATION"],
        "spec_relations": names["SPEC-RELATION"],
        "spec_hierarchies": names["SPEC-HIERARCHY"],
        "attr_values": dict(values),
        "enum_values": names["ENUM-VALUE"],
        "xhtml_objects": names["xhtml:object"],
        "xhtml_tables": names["xhtml:table"],
    }


def _reference_counts(document):
    ends = [end for one in document.relations.values() for end in (one.source, one.target)]
    placed = [place.object for place in document.places]
    used = {*ends, *placed}
    return {
        "max_depth": max((place.depth + 1 for place in document.places), default=0),
        "objects_not_in_hierarchy_or_relation": sum(key not in used for key in document.objects),
    }
