"""Exchange files that no tool writes: told what is wrong with them, soon and without a fault."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.archimate import CONCEPTS, TYPES, read_archimate
from common.workbooks import WorkbookRefused
from target_architecture.actions_exchange import undo_architecture
from target_architecture.exchange.mapping import first_mapping
from target_architecture.exchange.outgoing import archimate_file
from target_architecture.exchange.plan import plan_of
from target_architecture.models import Interface
from tests.factories import JobFactory, ModuleFactory, ProgrammeFactory, UserFactory
from tests.target_architecture.exchange_files import (
    FOREIGN,
    HEAD,
    element,
    exchange_file,
    relationship,
)
from tests.target_architecture.test_exchange import taken_in

pytestmark = pytest.mark.django_db


def outcome_of(programme, content: bytes):
    """What a file would do."""
    model = read_archimate(content, "m.xml")
    return plan_of(programme, model, first_mapping(model))


def with_property(value: str, definition: str) -> tuple[str, str]:
    """A property inside of an element, and its definition."""
    inside = (
        '<properties><property propertyDefinitionRef="x">'
        f'<value xml:lang="sv">{value}</value></property></properties>'
    )
    name = f'<name xml:lang="sv">{definition}</name>'
    return inside, f'<propertyDefinition identifier="x" type="string">{name}</propertyDefinition>'


@pytest.mark.parametrize("year", ["²", "9" * 5000, "٢٠٢٦", "-2026"])
def test_a_year_that_is_no_number_is_told(programme, year):
    inside, definition = with_property(year, "År")
    plan = outcome_of(
        programme, exchange_file(element("p", "Plateau", "Senare", inside), "", definition)
    )
    assert [(row.outcome, "årtal" in row.why) for row in plan.rows] == [("refused", True)]


def test_a_day_that_is_none_is_told(programme, as_role):
    """It was a fault of the server, in the preview that was to tell of it."""
    inside, definition = with_property("i morgon", "Planerad dag")
    inside = f'<name xml:lang="sv">replaced by</name>{inside}'
    content = exchange_file(
        element("a", "ApplicationComponent", "Gammalt") + element("b", "ApplicationComponent", "N"),
        relationship("r", "Association", "a", "b", inside),
        definition,
    )
    (row,) = [row for row in outcome_of(programme, content).rows if row.wanted.identifier == "r"]
    assert row.outcome == "refused" and "i morgon" in row.why
    client = as_role("requirements_manager")
    url = reverse("target_architecture:exchange-file", args=["prov"])
    mapping = client.post(url, {"file": SimpleUploadedFile("m.xml", content)}).url
    assert client.get(mapping.replace("mapping", "preview")).status_code == 200


def test_more_types_than_the_language_has_are_refused():
    """Each type is a choice to make on a page."""
    many = "".join(element(f"e{n}", f"T{n}", "x") for n in range(TYPES + 1))
    with pytest.raises(WorkbookRefused):
        read_archimate(exchange_file(many), "m.xml")
    with pytest.raises(WorkbookRefused):
        read_archimate(exchange_file(element("e", "T" * 201, "x")), "m.xml")


def test_a_property_that_names_more_standards_than_there_are_is_told(programme):
    half = ";".join(f"S{n}" for n in range(CONCEPTS // 2 + 1))
    inside, definition = with_property(half, "Standard")
    content = exchange_file(
        element("a", "ApplicationComponent", "A") + element("b", "ApplicationComponent", "B"),
        relationship("f", "Flow", "a", "b", inside) + relationship("g", "Flow", "b", "a", inside),
        definition,
    )
    plan = outcome_of(programme, content)
    told = [row for row in plan.rows if str(CONCEPTS) in row.why]
    assert [row.outcome for row in told] == ["refused"]
    assert len(plan.rows) <= CONCEPTS + 4


def test_a_long_row_of_parts_and_many_modules_are_gone_through_once(programme):
    """Each part looked for its module along the whole row: hundreds of millions of steps."""
    count = CONCEPTS // 2 - 1
    parts = "".join(element(f"e{n}", "ApplicationFunction", "x") for n in range(count))
    whole = "".join(
        relationship(f"r{n}", "Composition", f"e{n}", f"e{n + 1}") for n in range(count - 1)
    )
    model = read_archimate(exchange_file(parts, whole), "m.xml")
    start = time.process_time()
    assert not plan_of(programme, model, first_mapping(model)).rows
    modules = "".join(element(f"m{n}", "ApplicationComponent", f"M{n}") for n in range(5000))
    assert len(outcome_of(programme, exchange_file(modules)).rows) == 5000
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE model [<!ENTITY a "b">]>',
        b'<!DOCTYPE model SYSTEM "http://127.0.0.1/x.dtd">',
        b'<!DOCTYPE model [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_that_fetch_or_fill_are_refused(attack, encoding):
    declaration, _line, rest = HEAD.partition("\n")
    text = declaration.replace("UTF-8", encoding) + attack.decode() + rest + "</model>"
    with pytest.raises(WorkbookRefused):
        read_archimate(text.encode(encoding), "m.xml")


def test_an_import_is_taken_back_although_what_it_named_is_gone(programme):
    """What a row was before cannot be again when the module that it led to has been removed."""
    old, new, third = (ModuleFactory(programme=programme, code=code) for code in "ABC")
    seam = Interface.objects.create(programme=programme, code="G", source=old, target=third)
    content = archimate_file(programme)
    Interface.objects.filter(pk=seam.pk).update(source=new)
    report = taken_in(programme, content)
    (entry,) = [one for one in report["written"] if one["kind"] == "interface"]
    entry["before"]["source"] = 10**9  # a module that is no longer there
    left = undo_architecture(
        job=JobFactory(programme=programme),
        programme=programme,
        written=report["written"],
        by=UserFactory(),
    )
    assert left == [entry["name"]]


def test_signs_that_no_xml_holds_are_left_out_of_the_file():
    programme = ProgrammeFactory(name="Program\x01met")
    ModuleFactory(programme=programme, code="A", name="Vård\x0bsystem", description="a\x1fb\ufffe")
    model = read_archimate(archimate_file(programme), "m.xml")
    (module,) = [one for one in model.elements.values() if one.type == "ApplicationComponent"]
    assert (module.name, module.documentation) == ("Vårdsystem", "ab")


def test_script_in_a_file_is_text_on_the_page(programme, as_role):
    name = "&lt;script&gt;alert(1)&lt;/script&gt;"
    client = as_role("requirements_manager")
    content = FOREIGN.replace(b"Ward", name.encode()).replace(b"Record system", name.encode())
    url = reverse("target_architecture:exchange-file", args=["prov"])
    mapping = client.post(url, {"file": SimpleUploadedFile("m.xml", content)}).url
    for page in (mapping, mapping.replace("mapping", "preview")):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html and name in html
