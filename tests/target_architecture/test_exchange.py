"""An architecture goes out as ArchiMate's exchange file and comes in again."""

from datetime import date

import pytest
from lxml import etree

from common.archimate import NAMESPACE, XSI, read_archimate
from target_architecture.actions_exchange import undo_architecture
from target_architecture.choices import ExchangeKind
from target_architecture.exchange.mapping import first_mapping
from target_architecture.exchange.outgoing import archimate_file
from target_architecture.exchange.plan import MODELS, plan_of
from target_architecture.models import (
    ArchitectureState,
    ExchangeIdentity,
    InformationClass,
    Interface,
    Principle,
    Replacement,
)
from tests.factories import (
    JobFactory,
    ModuleFactory,
    ProgrammeFactory,
    StandardFactory,
    UserFactory,
)
from tests.target_architecture.exchange_files import (
    FOREIGN,
    element,
    exchange_file,
    outcomes,
    relationship,
    taken_in,
)

pytestmark = pytest.mark.django_db
FIELDS = {
    ExchangeKind.STANDARD: ("code", "name", "version", "publisher", "url", "is_open"),
    ExchangeKind.INFORMATION: (
        "code", "name", "description", "is_personal",
        "confidentiality", "integrity", "availability", "traceability",
    ),
    ExchangeKind.PRINCIPLE: ("code", "title", "text", "rationale", "is_shared"),
    ExchangeKind.STATE: ("kind", "name", "year", "description"),
    ExchangeKind.MODULE: (
        "code", "name", "kind", "layer", "description", "in_use_from", "in_use_until",
    ),
    ExchangeKind.INTERFACE: (
        "code", "name", "source__code", "target__code", "direction", "criticality",
        "messages_per_day", "in_use_from", "in_use_until", "description",
    ),
    ExchangeKind.REPLACEMENT: ("old__code", "new__code", "planned_on", "done_on", "note"),
}  # fmt: skip


def architecture(programme) -> None:
    """A small architecture with everything in it that a file carries."""
    vis, plat, nat, old = (
        ModuleFactory(programme=programme, code=code, name=name, kind=kind, layer=layer, **more)
        for code, name, kind, layer, more in (
            ("VIS", "Vårdinformation & mer", "to_procure", "Tillämpningar", {"in_use_from": 2029}),
            ("INF", "Informationsplattform", "shared_platform", "Plattform", {}),
            (
                "NLL",
                "Läkemedelslistan",
                "national",
                "Nationellt",
                {"description": "Två\n\ndelar"},
            ),
            ("AJS", "Äldre journal", "to_replace", "Tillämpningar", {"in_use_until": 2030}),
        )
    )
    fhir = StandardFactory(
        programme=programme, code="FHIR", name="HL7 FHIR", version="R4", publisher="HL7",
        url="https://hl7.org/fhir/", is_open=True,
    )  # fmt: skip
    own = StandardFactory(programme=programme, code="EGEN", name="Eget format", is_open=False)
    lkm = InformationClass.objects.create(
        programme=programme, code="LKM", name="Läkemedel", description="Ordination.",
        confidentiality=4, integrity=3, availability=2, traceability=1,
    )  # fmt: skip
    InformationClass.objects.create(
        programme=programme, code="KOD", name="Kodverk", is_personal=False
    )
    seam = Interface.objects.create(
        programme=programme, code="G-1", name="Läsa & skriva", source=vis, target=plat,
        direction="both_ways", criticality="vital", messages_per_day=620000, in_use_from=2029,
        description="Båda hållen.",
    )  # fmt: skip
    seam.standards.set([fhir, own])
    seam.information.set([lkm])
    Interface.objects.create(programme=programme, code="G-2", name="Lista", source=vis, target=nat)
    Principle.objects.create(
        programme=programme, code="P-1", title="Öppet", text="Så.", rationale="Därför.",
        is_shared=True,
    )  # fmt: skip
    for kind, name, year in (("as_is", "Nuläge", 2026), ("to_be", "Målbild", 2032)):
        ArchitectureState.objects.create(programme=programme, kind=kind, name=name, year=year)
    Replacement.objects.create(old=old, new=vis, planned_on=date(2030, 3, 1), note="Stegvis.")


def content_of(programme) -> dict:
    """All that a file carries, without keys."""
    found = {
        kind: sorted(model.objects.in_programme(programme).values_list(*FIELDS[kind]), key=str)
        for kind, model in MODELS.items()
    }
    found["links"] = sorted(
        (one.code, sorted(s.code for s in one.standards.all()),
         sorted(i.code for i in one.information.all()))
        for one in Interface.objects.in_programme(programme)
    )  # fmt: skip
    return found


def test_what_goes_out_comes_in_to_an_empty_programme_as_it_was():
    programme, other = ProgrammeFactory(), ProgrammeFactory()
    architecture(programme)
    report = taken_in(other, archimate_file(programme))
    assert set(outcomes(report).values()) == {"created"} and not report["unread"]
    assert content_of(other) == content_of(programme)
    # It carries on the identities that it came with.
    first = etree.fromstring(archimate_file(programme)).iterfind(f".//{{{NAMESPACE}}}element")
    again = etree.fromstring(archimate_file(other)).iterfind(f".//{{{NAMESPACE}}}element")
    kept = {one.get("identifier") for one in first if one.get(f"{{{XSI}}}type") != "Grouping"}
    assert kept <= {one.get("identifier") for one in again}


def test_ones_own_file_changes_nothing_and_is_the_same_bytes():
    programme = ProgrammeFactory()
    architecture(programme)
    content = archimate_file(programme)
    assert content == archimate_file(programme)
    report = taken_in(programme, content)
    assert set(outcomes(report).values()) == {"unchanged"} and report["written"] == []
    # By now every row is known by its identifier: a new code and name do not make a new row.
    module = programme.modules.get(code="VIS")
    module.code, module.name = "VX", "Nytt namn"
    module.save()
    assert outcomes(taken_in(programme, content))["Vårdinformation & mer"] == "updated"
    assert programme.modules.count() == 4


def test_a_file_follows_the_order_and_the_references_of_the_schema():
    """archimate3_Model.xsd and archimate3_Diagram.xsd, whose licence keeps them out of here."""
    programme = ProgrammeFactory()
    architecture(programme)
    root = etree.fromstring(archimate_file(programme))
    names = [etree.QName(one).localname for one in root]
    order = [
        "name", "documentation", "elements", "relationships", "organizations",
        "propertyDefinitions", "views",
    ]  # fmt: skip
    assert names == [name for name in order if name in names] and "views" in names
    everything = [one for one in root.iter() if one.get("identifier")]
    keys = [one.get("identifier") for one in everything]
    assert len(keys) == len(set(keys))
    assert all(key[0].isalpha() and ":" not in key and " " not in key for key in keys)
    known = set(keys)
    for one in root.iter():
        for name in ("source", "target", "elementRef", "relationshipRef", "identifierRef",
                     "propertyDefinitionRef"):  # fmt: skip
            assert one.get(name, keys[0]) in known
    for node in root.iter(f"{{{NAMESPACE}}}node"):
        assert all(int(node.get(name)) >= 0 for name in "xy")
        assert all(int(node.get(name)) > 0 for name in "wh")
    for one in root.iterfind(f"{{{NAMESPACE}}}elements/{{{NAMESPACE}}}element"):
        parts = [etree.QName(part).localname for part in one]
        assert parts == [p for p in ("name", "documentation", "properties") if p in parts]
        assert parts[0] == "name"
    # Kinds of module as docs/target-architecture.md says: component, platform, service.
    kinds = {
        one.findtext(f"{{{NAMESPACE}}}name"): one.get(f"{{{XSI}}}type")
        for one in root.iter(f"{{{NAMESPACE}}}element")
    }
    assert kinds["Informationsplattform"] == "SystemSoftware"
    assert kinds["Läkemedelslistan"] == "ApplicationService"
    assert kinds["Äldre journal"] == "ApplicationComponent"


def test_another_tools_file_is_read_by_its_types():
    programme = ProgrammeFactory()
    report = taken_in(programme, FOREIGN)
    # The two applications, what flows, two plateaus, two seams, two standards that are only named.
    assert outcomes(report) == dict.fromkeys(
        ["Record system", "Patient portal", "Patient data", "Baseline 2025", "Target 2030",
         "Requests", "Record system – Patient portal", "FHIR R4", "DICOM"],
        "created",
    )  # fmt: skip
    record, portal = programme.modules.order_by("position")
    assert (record.code, record.layer) == ("M-01", "Applications")
    # The portal is in the last plateau only: in use from its year.
    assert (portal.code, portal.in_use_from, portal.in_use_until) == ("M-02", 2030, None)
    served = programme.interfaces.get(name="Record system – Patient portal")
    # The service is realized by the record system, which therefore is the end of its seam.
    assert (served.source, served.target) == (record, portal)
    asked = programme.interfaces.get(name="Requests")
    assert [one.name for one in asked.information.all()] == ["Patient data"]
    # Nothing says that they are open.
    assert [(s.code, s.is_open) for s in asked.standards.all()] == [
        ("DICOM", False), ("FHIR R4", False),
    ]  # fmt: skip
    kinds = {one.kind for one in ArchitectureState.objects.in_programme(programme)}
    assert kinds == {"as_is", "to_be"}
    told = {(one["type"], one["identifier"]): one["why"] for one in report["unread"]}
    assert set(told) == {("BusinessActor", "b1"), ("Access", "r3"), ("Flow", "r8")}
    assert told["Flow", "r8"] == "Änden Ward är ingen modul."


def test_the_mapping_decides():
    programme = ProgrammeFactory()
    report = taken_in(
        programme,
        FOREIGN,
        **{"elements-BusinessActor": "module:existing", "relationships-Serving": ""},
    )
    assert programme.modules.get(name="Ward").kind == "existing"
    assert {one["identifier"] for one in report["unread"]} == {"r1", "r3"}
    assert programme.interfaces.count() == 2  # r4 and r8


def test_rows_are_known_by_identifier_then_by_code_then_by_name():
    programme = ProgrammeFactory()
    named = ModuleFactory(programme=programme, code="A", name="Record system")
    report = taken_in(programme, FOREIGN)
    assert outcomes(report)["Record system"] == "updated"  # its layer is told
    named.refresh_from_db()
    assert (named.code, named.layer) == ("A", "Applications")
    twin = ModuleFactory(programme=programme, code="B", name="Record system")
    renamed = FOREIGN.replace(b"Record system", b"Records")
    assert outcomes(taken_in(programme, renamed))["Records"] == "updated"
    named.refresh_from_db(), twin.refresh_from_db()
    assert (named.name, twin.name) == ("Records", "Record system")


def test_what_a_file_only_names_does_not_change_the_one_that_is_there():
    programme = ProgrammeFactory()
    known = StandardFactory(programme=programme, code="DICOM", name="Bilder", is_open=True)
    assert outcomes(taken_in(programme, FOREIGN))["DICOM"] == "unchanged"
    known.refresh_from_db()
    assert (known.name, known.is_open) == ("Bilder", True)
    assert known in programme.interfaces.get(name="Requests").standards.all()


def test_a_refused_row_takes_what_hangs_on_it_and_leaves_the_rest():
    programme = ProgrammeFactory()
    content = exchange_file(
        element("a", "ApplicationComponent", "x" * 201)
        + element("b", "ApplicationComponent", "Portal")
        + element("p", "Plateau", "Senare"),
        relationship("f", "Flow", "a", "b"),
    )
    report = taken_in(programme, content)
    assert sorted(row["outcome"] for row in report["rows"]) == ["created"] + ["refused"] * 3
    assert "Läget saknar årtal" in next(r["why"] for r in report["rows"] if r["kind"] == "state")
    assert [one.name for one in programme.modules.all()] == ["Portal"]
    assert not programme.interfaces.exists()


def test_an_import_is_taken_back_and_leaves_what_has_changed_since():
    programme = ProgrammeFactory()
    known = ModuleFactory(programme=programme, code="A", name="Record system", layer="Förut")
    report = taken_in(programme, FOREIGN)
    InformationClass.objects.in_programme(programme).update(name="Ändrat sedan")
    job = JobFactory(programme=programme)
    left = undo_architecture(
        job=job, programme=programme, written=report["written"], by=UserFactory()
    )
    known.refresh_from_db()
    assert known.layer == "Förut"
    assert left == ["Patient data"]
    assert [one.pk for one in programme.modules.all()] == [known.pk]
    assert not programme.interfaces.exists() and not programme.standards.exists()
    assert set(ExchangeIdentity.objects.in_programme(programme).values_list("kind", flat=True)) == {
        "module",
        "information",
    }
    # Once is enough.
    assert undo_architecture(job=job, programme=programme, written=report["written"], by=None) == []


@pytest.mark.once
def test_queries_do_not_grow_with_the_file(django_assert_num_queries):
    programme = ProgrammeFactory()
    architecture(programme)
    content = archimate_file(programme)
    model = read_archimate(content, "m.xml")
    mapping = first_mapping(model)
    # Seven kinds with two prefetches of the interfaces, and the identities.
    with django_assert_num_queries(10):
        plan_of(programme, model, mapping)
    larger = exchange_file(
        "".join(element(f"e{n}", "ApplicationComponent", f"Del {n}") for n in range(60)),
        "".join(relationship(f"f{n}", "Flow", f"e{n}", f"e{n + 1}") for n in range(59)),
    )
    model = read_archimate(larger, "m.xml")
    with django_assert_num_queries(10):
        assert len(plan_of(programme, model, first_mapping(model)).rows) == 119
