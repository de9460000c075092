"""Files as other tools write them, with what is odd in them; made up, each after what was seen."""

import pytest

from common.archimate import NAMESPACE, read_archimate
from common.workbooks import WorkbookRefused
from target_architecture.actions_exchange import undo_architecture
from tests.factories import JobFactory, ProgrammeFactory, UserFactory
from tests.target_architecture.exchange_files import outcomes, taken_in

pytestmark = pytest.mark.django_db

# Names in several languages, one of them empty; junctions, which have no names; a specialization;
# metadata; folders in folders; properties without a definition, or with its name as an attribute;
# a relationship to one that is not there; a type that the language does not have; nested views.
ODD = f"""<?xml version="1.0" encoding="utf-8" standalone="no"?>
<model xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
       xmlns:dc="http://purl.org/dc/elements/1.1/" identifier="set_id-1" version="16.0.1.21019">
  <name xml:lang="de"/><name xml:lang="fr">Hôpital</name>
  <metadata><schema>Dublin Core</schema><schemaversion>1.1</schemaversion>
    <dc:title>Hôpital</dc:title></metadata>
  <elements>
    <element identifier="a" xsi:type="ApplicationComponent">
      <name xml:lang="sv-SE"></name><name xml:lang="en">Records</name>
      <documentation xml:lang="en">Line 1
Line 2</documentation>
      <properties>
        <property propertyDefinitionRef="code"><value xml:lang="en">REC</value></property>
        <property propertyDefinitionRef="unknown"><value>4711</value></property>
        <property propertyDefinitionRef="owner"><value/></property>
      </properties></element>
    <element identifier="b" xsi:type="ApplicationComponent">
      <name xml:lang="en">Laboratory</name><name xml:lang="sv_SE">Laboratorium</name></element>
    <element identifier="c" xsi:type="ApplicationComponent"/>
    <element identifier="and" xsi:type="AndJunction"/>
    <element identifier="raro" xsi:type="Specialised"><name>Raro</name></element>
    <element identifier="outer" xsi:type="Grouping"><name>Care</name></element>
    <element identifier="inner" xsi:type="Grouping"><name>Diagnostics</name></element>
  </elements>
  <relationships>
    <relationship identifier="r1" source="a" target="and" xsi:type="Flow"/>
    <relationship identifier="r2" source="and" target="b" xsi:type="Flow"/>
    <relationship identifier="r3" source="a" target="b" xsi:type="Flow" isDirected="true"/>
    <relationship identifier="r4" source="b" target="c" xsi:type="Serving"/>
    <relationship identifier="r5" source="a" target="nobody" xsi:type="Flow"/>
    <relationship identifier="r6" source="b" target="a" xsi:type="Specialization"/>
    <relationship identifier="r7" source="r3" target="and" xsi:type="Flow"/>
    <relationship identifier="r8" source="outer" target="inner" xsi:type="Composition"/>
    <relationship identifier="r9" source="inner" target="b" xsi:type="Composition"/>
  </relationships>
  <organizations>
    <item><label xml:lang="en">Application</label>
      <item><label xml:lang="en">Systems</label><item identifierRef="a"/></item></item>
  </organizations>
  <organizations><item identifierRef="b"/></organizations>
  <propertyDefinitions>
    <propertyDefinition identifier="code" name="Code" type="string"/>
    <propertyDefinition identifier="owner" type="string"><name>Owner</name></propertyDefinition>
  </propertyDefinitions>
  <views><diagrams><view identifier="v" xsi:type="Diagram"><name xml:lang="en">All</name>
    <node identifier="n1" xsi:type="Container" x="1" y="1" w="9" h="9">
      <node identifier="n2" elementRef="a" xsi:type="Element" x="2" y="2" w="3" h="3"/></node>
  </view></diagrams></views>
</model>
""".encode()


def test_a_name_is_read_in_the_language_that_says_something():
    model = read_archimate(ODD, "m.xml")
    # German is there and empty; Swedish is empty, English is not; Swedish, however it is marked.
    assert (model.name, model.elements["a"].name) == ("Hôpital", "Records")
    assert model.elements["b"].name == "Laboratorium"
    assert model.elements["a"].properties == (("Code", "REC"),)


def test_what_is_odd_is_told_in_words_and_the_rest_is_read():
    programme = ProgrammeFactory()
    report = taken_in(programme, ODD)
    assert outcomes(report) == {
        "Records": "created",
        "Laboratorium": "created",
        "c": "refused",
        "Records – Laboratorium": "created",
        "Laboratorium – c": "refused",
    }
    why = {row["name"]: row["why"] for row in report["rows"] if row["why"]}
    assert why == {
        "c": "Elementet saknar namn.",
        "Laboratorium – c": "c, som den hör till, läses inte in.",
    }
    assert programme.modules.get(code="REC").description == "Line 1\nLine 2"
    # The inner grouping is the one that has it.
    assert programme.modules.get(name="Laboratorium").layer == "Diagnostics"
    junction = (
        "Änden är en förgrening. Ett gränssnitt går mellan två moduler: rita det direkt mellan dem."
    )
    left_out = "Relationstypen läses inte in enligt valen i steget före."
    unread = {(one["name"] or one["identifier"]): one["why"] for one in report["unread"]}
    assert unread == {
        "Records – and": junction,
        "and – Laboratorium": junction,
        "Records – nobody": "Änden nobody finns inte i filen.",
        "Laboratorium – Records": left_out,
        # Both ends are none: the first is told.
        "r3 – and": "Änden Flow r3 är ingen modul.",
        "and": "Elementtypen läses inte in enligt valen i steget före.",
        "Raro": "Elementtypen läses inte in enligt valen i steget före.",
    }
    assert set(outcomes(taken_in(programme, ODD)).values()) == {"unchanged", "refused"}
    job = JobFactory(programme=programme)
    left = undo_architecture(
        job=job, programme=programme, written=report["written"], by=UserFactory()
    )
    assert left == [] and not programme.modules.exists() and not programme.interfaces.exists()


@pytest.mark.parametrize(
    ("namespace", "told"),
    [
        ("http://www.opengroup.org/xsd/archimate/3.1", "namnrymden http://www.opengroup.org/xsd"),
        ("http://www.opengroup.org/xsd/archimate/3.2/", "ArchiMate 3 har alltid"),
        ("http://www.opengroup.org/xsd/archimate", "ArchiMate 2"),
        ("", "namnrymden (ingen)"),
        ("http://exempel.test/model", "börjar med elementet <model>"),
    ],
)
def test_another_namespace_is_told_by_its_name(namespace, told):
    content = ODD.replace(f'xmlns="{NAMESPACE}"'.encode(), f'xmlns="{namespace}"'.encode())
    with pytest.raises(WorkbookRefused) as refused:
        read_archimate(content, "m.xml")
    assert told in refused.value.message
