"""ArchiMate exchange files for tests, written by hand as other tools write them."""

from common.archimate import read_archimate
from target_architecture.actions_exchange import write_architecture
from target_architecture.exchange.mapping import first_mapping
from target_architecture.exchange.plan import plan_of
from tests.factories import UserFactory

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="id-model">\n'
    '<name xml:lang="en">Hospital</name>\n'
)


def exchange_file(elements: str, relationships: str = "", definitions: str = "") -> bytes:
    """A model of these; each part stands as it is given."""
    parts = [HEAD, f"<elements>{elements}</elements>\n"]
    if relationships:
        parts.append(f"<relationships>{relationships}</relationships>\n")
    if definitions:
        parts.append(f"<propertyDefinitions>{definitions}</propertyDefinitions>\n")
    return "".join([*parts, "</model>\n"]).encode()


def element(identifier: str, kind: str, name: str, inside: str = "") -> str:
    return (
        f'<element identifier="{identifier}" xsi:type="{kind}">'
        f'<name xml:lang="en">{name}</name>{inside}</element>\n'
    )


def relationship(identifier: str, kind: str, source: str, target: str, inside: str = "") -> str:
    return (
        f'<relationship identifier="{identifier}" source="{source}" target="{target}" '
        f'xsi:type="{kind}">{inside}</relationship>\n'
    )


# An insurer's landscape in the manner of the Open Group's ArchiSurance, in care's words: a portal
# that is served by a record system through its service, and what no register here holds.
FOREIGN = exchange_file(
    element("c1", "ApplicationComponent", "Record system")
    + element("c2", "ApplicationComponent", "Patient portal")
    + element("s1", "ApplicationService", "Read records")
    + element("d1", "DataObject", "Patient data")
    + element("b1", "BusinessActor", "Ward")
    + element("g1", "Grouping", "Applications")
    + element("p1", "Plateau", "Baseline 2025")
    + element("p2", "Plateau", "Target 2030"),
    relationship("r1", "Serving", "s1", "c2")
    + relationship("r2", "Realization", "c1", "s1")
    + relationship("r3", "Access", "c1", "d1")
    + relationship(
        "r4",
        "Flow",
        "c2",
        "c1",
        '<name xml:lang="en">Requests</name><properties><property propertyDefinitionRef="x">'
        '<value xml:lang="en">FHIR R4; DICOM</value></property></properties>',
    )
    + relationship("r5", "Aggregation", "g1", "c1")
    + relationship("r6", "Aggregation", "p2", "c2")
    + relationship("r7", "Association", "r4", "d1")
    + relationship("r8", "Flow", "b1", "c2"),
    '<propertyDefinition identifier="x" type="string"><name>Protocol</name></propertyDefinition>',
)


def taken_in(programme, content: bytes, **mapping) -> dict:
    model = read_archimate(content, "modell.xml")
    chosen = {**first_mapping(model), **mapping}
    return write_architecture(
        programme=programme,
        model=model,
        mapping=chosen,
        expected=plan_of(programme, model, chosen).digest,
        by=UserFactory(),
        reason="Import",
    )


def outcomes(report) -> dict[str, str]:
    return {row["name"]: row["outcome"] for row in report["rows"]}
