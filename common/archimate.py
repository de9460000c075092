"""The Open Group's ArchiMate Model Exchange File Format: what a file says, and how it is read.

One namespace serves versions 3.0, 3.1 and 3.2 of the language (C19C, and the schemas
``archimate3_Model.xsd``, ``archimate3_View.xsd`` and ``archimate3_Diagram.xsd``). Elements and
relationships are read whatever they mean; what they mean is for who imports them to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from common.directions import straight
from common.workbook_safety import MEGABYTE, too_large
from common.workbooks import WorkbookRefused
from common.xml_files import safe_root, too_long

NAMESPACE = "http://www.opengroup.org/xsd/archimate/3.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
# An architecture of a whole country's care has some hundreds.
CONCEPTS = 20_000
PROPERTIES = 200
# The language has some sixty types of elements and a dozen of relationships.
TYPES = 200
CHARACTERS = 100_000
# Names of the model and of properties are compared and shown many times over.
NAME = 200
# So much of a name is told where it is said of something else: each of 20,000 rows may say it.
TOLD = 100

_EARLIER = "http://www.opengroup.org/xsd/archimate"
_ARCHI = "http://www.archimatetool.com/archimate"
_AGAIN = gettext_lazy(
    "Filen är avbruten eller redigerad för hand. Exportera modellen på nytt från det program den "
    "kommer ifrån."
)
_RESEND = gettext_lazy(
    "Be avsändaren om en ny fil som är sparad direkt från deras arkitekturverktyg."
)


@dataclass(frozen=True)
class Concept:
    """An element, or a relationship, which has a source and a target (of either kind)."""

    identifier: str
    type: str
    name: str = ""
    documentation: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    source: str = ""
    target: str = ""
    # Where it stands in the file that was read.
    line: int = 0

    def values(self, *names: str) -> list[str]:
        """What its properties of these names say, whatever their case."""
        wanted = {name.casefold() for name in names}
        return [value for name, value in self.properties if name.strip().casefold() in wanted]


@dataclass
class Model:
    """The elements and relationships of a file, by identifier, in its order.

    Its views and folders are only counted.
    """

    name: str
    identifier: str = ""
    documentation: str = ""
    elements: dict[str, Concept] = field(default_factory=dict)
    relationships: dict[str, Concept] = field(default_factory=dict)
    views: int = 0
    folders: int = 0

    def called(self, one: Concept) -> str:
        """A concept's name; a relationship without one is called after its ends."""
        if one.name or not (one.source or one.target):
            return one.name
        return self.between(one.source, one.target)

    def between(self, *ends: str) -> str:
        """The names of these elements with dashes between, each cut as long names are."""
        known = [self.elements.get(key) for key in ends]
        texts = [
            one.name if one and one.name else key for one, key in zip(known, ends, strict=True)
        ]
        return " – ".join(text[:TOLD] or "?" for text in texts)


def read_archimate(data: bytes, filename: str) -> Model:
    """What a file says; WorkbookRefused, with where and what to do, when it cannot be read."""
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise too_large(filename, settings.UPLOAD_MAX_BYTES // MEGABYTE)
    if not data.strip():
        raise WorkbookRefused(_("Filen är tom."), filename, _("Välj en annan fil."))
    root = safe_root(data, filename, again=_AGAIN, resend=_RESEND)
    _check_kind(root, filename)
    definitions = {
        one.get("identifier", ""): (_text(one, "name") or straight(one.get("name", "")))[:NAME]
        for one in root.iterfind(f"{_tag('propertyDefinitions')}/{_tag('propertyDefinition')}")
    }
    model = Model(_text(root, "name")[:NAME], root.get("identifier", ""))
    model.views = len(root.findall(f"{_tag('views')}/{_tag('diagrams')}/{_tag('view')}"))
    folders = root.iterfind(f"{_tag('organizations')}//{_tag('item')}")
    model.folders = sum(one.get("identifierRef") is None for one in folders)
    known: dict[str, int] = {}
    types: set[tuple[str, str]] = set()
    for group, one, kept in (
        ("elements", "element", model.elements),
        ("relationships", "relationship", model.relationships),
    ):
        for node in root.iterfind(f"{_tag(group)}/{_tag(one)}"):
            concept = _concept(node, definitions, filename)
            if concept.identifier in known:
                raise _twice(concept, known[concept.identifier], filename)
            known[concept.identifier] = concept.line
            kept[concept.identifier] = concept
            types.add((group, concept.type))
            if len(known) > CONCEPTS:
                raise _too_many(filename)
            if len(types) > TYPES:
                raise too_long(filename, _RESEND)
    return model


def _check_kind(root, filename):
    name = etree.QName(root)
    if name.localname == "model" and name.namespace == NAMESPACE:
        return
    if name.namespace == _ARCHI:
        raise WorkbookRefused(
            _("Filen är Archis eget format, inte utbytesformatet."),
            filename,
            _("Öppna den i Archi och välj File → Export → Open Exchange XML Model."),
        )
    if name.namespace == _EARLIER:
        raise WorkbookRefused(
            _("Filen är skriven för ArchiMate 2. Versionerna 3.0–3.2 läses."),
            filename,
            _("Öppna den i ett nyare arkitekturverktyg och exportera den därifrån."),
        )
    if name.localname == "model" and (name.namespace or _EARLIER).startswith(_EARLIER):
        raise WorkbookRefused(
            _("Filen är skriven i namnrymden %(found)s. ArchiMate 3 har alltid %(right)s.")
            % {"found": (name.namespace or _("(ingen)"))[:100], "right": NAMESPACE},
            filename,
            _("Exportera modellen som Open Exchange File (ArchiMate 3) från arkitekturverktyget."),
        )
    raise WorkbookRefused(
        _("Filen är XML men inte ArchiMates utbytesformat: den börjar med elementet <%(name)s>.")
        % {"name": name.localname[:60]},
        filename,
        _("Exportera modellen som Open Exchange File (ArchiMate 3) från arkitekturverktyget."),
    )


def _concept(node, definitions, filename) -> Concept:
    line = node.sourceline or 0
    identifier = (node.get("identifier") or "").strip()
    kind = (node.get(f"{{{XSI}}}type") or "").rpartition(":")[2].strip()
    if not identifier or not kind:
        missing = "identifier" if not identifier else "xsi:type"
        raise WorkbookRefused(
            _("Rad %(line)s: <%(name)s> saknar %(attribute)s.")
            % {"line": line, "name": etree.QName(node).localname, "attribute": missing},
            filename,
            _AGAIN,
        )
    properties = tuple(_properties(node, definitions))
    texts = [
        identifier, kind, _text(node, "name"), _text(node, "documentation"),
        *(value for _name, value in properties),
    ]  # fmt: skip
    if (
        len(properties) > PROPERTIES
        or max(map(len, texts)) > CHARACTERS
        or max(len(identifier), len(kind)) > 200
    ):
        raise too_long(filename, _RESEND)
    return Concept(
        identifier,
        kind,
        " ".join(texts[2].split()),
        texts[3].strip(),
        properties,
        (node.get("source") or "").strip(),
        (node.get("target") or "").strip(),
        line,
    )


def _properties(node, definitions) -> Iterator[tuple[str, str]]:
    for one in node.iterfind(f"{_tag('properties')}/{_tag('property')}"):
        name = definitions.get(one.get("propertyDefinitionRef", ""), "")
        value = _text(one, "value").strip()
        if name and value:
            yield name, value


def _text(node, name) -> str:
    """The Swedish text of a name, else the one without language, else the first that says a thing.

    Tools write a language that nobody has filled in as an empty element.
    """
    found: dict[str, str] = {}
    for one in node.iterfind(_tag(name)):
        text = straight(one.text or "")
        if text.strip():
            language = one.get(f"{{{XML}}}lang", "").lower().replace("_", "-").split("-")[0]
            found.setdefault(language, text)
    return found.get("sv") or found.get("") or next(iter(found.values()), "")


def _tag(name):
    return f"{{{NAMESPACE}}}{name}"


def _twice(concept, line, filename):
    return WorkbookRefused(
        _("Identiteten %(key)s finns två gånger, på rad %(first)s och rad %(second)s.")
        % {"key": concept.identifier[:80], "first": line, "second": concept.line},
        filename,
        _AGAIN,
    )


def _too_many(filename):
    return WorkbookRefused(
        _("Modellen har fler än %(count)s element och relationer.") % {"count": CONCEPTS},
        filename,
        _("Exportera bara den del av modellen som programmet gäller."),
    )
