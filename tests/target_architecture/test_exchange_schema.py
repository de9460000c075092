"""What goes out keeps the rules of ArchiMate's schemas, whatever the architecture is."""

import os
import re
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from target_architecture.exchange.outgoing import archimate_file
from target_architecture.models import ArchitectureState, ExchangeIdentity, Interface
from tests import tools
from tests.factories import ModuleFactory, ProgrammeFactory, StandardFactory
from tests.target_architecture.exchange_files import element, exchange_file, taken_in
from tests.target_architecture.exchange_rules import broken_rules
from tests.target_architecture.test_exchange import architecture

pytestmark = pytest.mark.django_db
# The path of archimate3_Diagram.xsd, with the two other schemas and xml.xsd beside it.
XSD = "FVM_ARCHIMATE_XSD"


def empty(programme):
    """Nothing but its name, which has signs that no XML holds."""
    programme.name = "\x01Tomt <&>"


def one_module(programme):
    ModuleFactory(programme=programme, code="Å 1", name="\x0b", layer="", description="\ud7ff")


def only_texts(programme):
    """No module, so that there is nothing to draw."""
    StandardFactory(programme=programme, code="S", name="S")
    ArchitectureState.objects.create(programme=programme, kind="as_is", name="Nu", year=2026)


def long_ways(programme):
    """Modules that begin and end, codes with slashes that look alike when they are joined."""
    rows = [
        ModuleFactory(programme=programme, code=code, layer=code, in_use_from=2020 + n)
        for n, code in enumerate(("A/B", "A", "B", "B/C", "C"))
    ]
    for n, (source, target) in enumerate(((0, 4), (1, 3), (4, 0), (2, 1))):
        Interface.objects.create(
            programme=programme, code=f"G{n}", name="x", source=rows[source], target=rows[target]
        )
    for old, new in ((0, 4), (1, 3)):
        rows[old].replaced_by.create(new=rows[new])


def from_elsewhere(programme):
    """Rows that came with identifiers: one that is no NCName, one that is ours for a property."""
    taken_in(
        programme,
        exchange_file(
            element("{12-34}", "ApplicationComponent", "A")
            + element("1a b", "ApplicationComponent", "B")
            + element("propid-1", "ApplicationComponent", "C"),
        ),
    )


def a_code_that_moved(programme):
    """What this file said of A came in again as A; A is B by now, and another is A."""
    first = ModuleFactory(programme=programme, code="A", name="A")
    taken_in(programme, archimate_file(programme))
    first.code = "B"
    first.save()
    ModuleFactory(programme=programme, code="A", name="Ny")


MADE = [empty, one_module, only_texts, architecture, long_ways, from_elsewhere, a_code_that_moved]


@pytest.mark.parametrize("make", MADE)
def test_a_file_keeps_the_rules_of_the_schemas(make):
    programme = ProgrammeFactory()
    make(programme)
    content = archimate_file(programme)
    assert broken_rules(content) == []
    # And nothing is lost on the way: each module and interface is in it.
    assert len(re.findall(rb"<element [^>]*(?:Component|Service|SystemSoftware)", content)) == (
        programme.modules.count()
    )
    assert content.count(b'xsi:type="Flow"') == programme.interfaces.count()


@pytest.mark.parametrize("make", MADE)
def test_a_file_is_taken_by_the_schemas_themselves(make):
    programme = ProgrammeFactory()
    make(programme)
    schema = schema_of(os.environ.get(XSD, ""))
    schema.assertValid(etree.fromstring(archimate_file(programme)))


@cache
def schema_of(path: str) -> etree.XMLSchema:
    """The schema whose path the environment gives; nothing is fetched."""
    if not path:
        pytest.skip(f"{tools.NOT_HERE}The Open Group's schemas; {XSD} can say where they are")
    folder = Path(path).parent

    class Beside(etree.Resolver):
        def resolve(self, url, _public_id, context):
            return self.resolve_filename(str(folder / url.rpartition("/")[2]), context)

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(path, parser))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'xsi:type="Flow"', b'xsi:type="Flows"', "relationship is of type Flows"),
        (b' w="', b' w="-', "node has w=-"),
        (b"<organizations>", b"<views/><organizations>", "model holds"),
        (b'type="string"', b"", "propertyDefinition has no type"),
        (b'source="id-', b'source="no-', "names no-"),
        (b'identifier="id-', b'identifier="1-', "is no NCName"),
    ],
)
def test_the_rules_find_what_breaks_them(old, new, told):
    programme = ProgrammeFactory()
    architecture(programme)
    content = archimate_file(programme)
    assert any(told in text for text in broken_rules(content.replace(old, new, 1)))


def test_identifiers_that_others_can_read_go_out_as_they_came():
    programme = ProgrammeFactory()
    from_elsewhere(programme)
    content = archimate_file(programme)
    assert b'identifier="propid-1"' in content and b"12-34" not in content
    # And our own file still finds the rows that it had to name anew.
    assert {row["outcome"] for row in taken_in(programme, content)["rows"]} == {"unchanged"}
    assert not ExchangeIdentity.objects.filter(identifier="{12-34}").exists()
