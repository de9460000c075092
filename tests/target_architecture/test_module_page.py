"""What the architecture tells on a module's page, and the ways from the list of modules."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from requirements_catalog.models import Module
from target_architecture.models import Interface, LockIn, Replacement, Safeguard
from target_architecture.protection import protection_of
from tests.factories import (
    CatalogueFactory,
    GoalFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
    StandardFactory,
)

pytestmark = pytest.mark.django_db
LIST = reverse("requirements_catalog:module-list", args=["prov"])


def address(module) -> str:
    return reverse("requirements_catalog:module-detail", args=["prov", module.pk])


def interface(code, source, target, **values) -> Interface:
    return Interface.objects.create(
        programme=source.programme, code=code, name="Svar", source=source, target=target, **values
    )


@pytest.fixture
def module(programme):
    return ModuleFactory(programme=programme, code="VIS", name="Vårdinformation")


@pytest.fixture
def requirement(programme):
    return RequirementFactory(
        catalogue=CatalogueFactory(programme=programme), code="V-12", title="Uttag av allt"
    )


def test_the_list_of_modules_leads_to_the_map_first(as_role, programme):
    page = as_role("reader").get(LIST).content.decode()
    ways = page.split('class="beside-pages"')[1].split("</nav>")[0]
    assert ways.index("beside-pages__main") < ways.index("Karta") < ways.index("Gränssnitt")
    names = ["interfaces", "information", "principles", "states", "replacements", "lock-in"]
    for name in [*names, "safeguards"]:
        assert reverse("programmes:register-list", args=["prov", name]) in ways
    assert reverse("target_architecture:landscape", args=["prov"]) in ways
    assert reverse("requirements_catalog:standard-list", args=["prov"]) in ways


def test_a_module_shows_its_seams_on_both_sides(as_role, programme, module):
    lab = ModuleFactory(programme=programme, code="LAB", name="Laboratorium")
    npo = ModuleFactory(programme=programme, code="NPÖ", name="Översikt", kind="national")
    ModuleFactory(programme=programme, code="AMB", name="Ambulans")
    out = interface("G-1", module, npo, in_use_from=2029)
    out.standards.add(StandardFactory(programme=programme, code="FHIR R4", name="FHIR"))
    interface("G-2", lab, module, in_use_until=2030)
    interface("G-3", lab, npo)
    page = as_role("reader").get(address(module)).content.decode()
    sent, got = page.split("Från modulen</caption>")[1].split("Till modulen</caption>")
    assert "G-1 Svar" in sent and "FHIR R4 FHIR" in sent and "från 2029" in sent
    assert "G-2" not in sent
    assert "G-2 Svar" in got and "saknas" in got and "till och med 2030" in got
    # The drawing has the module and its neighbours, and nothing between the neighbours.
    drawn = page.split('class="map"')[1].split("</svg>")[0]
    assert all(code in drawn for code in ("VIS ·", "LAB ·", "NPÖ ·")) and "AMB" not in drawn
    assert drawn.count('<path class="map__line') == 2
    assert drawn.count("map__box--own") == 1


def test_a_module_without_seams_says_so(as_role, module):
    page = as_role("reader").get(address(module)).content.decode()
    assert "Inget gränssnitt är beskrivet." in page and '<svg class="map"' not in page
    assert "Ingen bedömning är gjord." in page
    assert "module-replacements" not in page


def test_years_replacements_and_assessment_are_told(as_role, programme, module):
    Module.objects.filter(pk=module.pk).update(in_use_from=2028, in_use_until=2040)
    old = ModuleFactory(programme=programme, name="Gammal journal")
    later = ModuleFactory(programme=programme, name="Nästa system")
    Replacement.objects.create(old=old, new=module, done_on="2028-03-31")
    Replacement.objects.create(old=module, new=later)
    LockIn.objects.create(
        module=module,
        data_location="Egna hallar",
        jurisdiction="Sverige",
        third_country_access="possible",
        exit_plan="Sex månader.",
    )
    page = as_role("reader").get(address(module)).content.decode()
    assert "2028–2040" in page
    replacements = page.split('id="module-replacements"')[1].split("</section>")[0]
    before, after = replacements.split("Ersätts av")
    assert "Gammal journal" in before and "genomfört 2028-03-31" in before
    assert "Nästa system" in after and "dag saknas" in after
    lock_in = page.split('id="module-lock-in"')[1].split("</section>")[0]
    assert all(text in lock_in for text in ("Egna hallar", "Sverige", "möjlig", "Sex månader."))
    # Formats are not written: that is told.
    assert lock_in.count("saknas") == 1


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [
        ("to_procure", ["exit", "data_export"]),
        ("shared_platform", ["exit", "data_export"]),
        ("national", []),
        ("existing", []),
        ("to_replace", []),
    ],
)
def test_what_a_kind_of_module_must_have_is_told_as_lacking(programme, kind, lacking):
    module = ModuleFactory(programme=programme, kind=kind)
    assert [one.purpose.value for one in protection_of(module) if one.is_lacking] == lacking


def test_a_requirement_in_force_protects_and_a_withdrawn_one_does_not(module, requirement):
    Safeguard.objects.create(module=module, requirement=requirement, purpose="data_export")
    Safeguard.objects.create(module=module, requirement=requirement, purpose="escrow")

    def told() -> list[tuple[str, int, bool]]:
        return [
            (one.purpose.value, len(one.requirements), one.is_lacking)
            for one in protection_of(module)
        ]

    assert told() == [("exit", 0, True), ("data_export", 1, False), ("escrow", 1, False)]
    requirement.status = "withdrawn"
    requirement.save()
    # Source code in escrow is not asked of every module: it stands there and is not lacking.
    assert told() == [("exit", 0, True), ("data_export", 1, True), ("escrow", 1, False)]
    Safeguard.objects.create(module=module, requirement=requirement, purpose="formats")
    # Nor are the formats, which stand last.
    assert told()[-1] == ("formats", 1, False)


def test_a_safeguard_is_one_requirement_named_by_its_code(as_role, programme, module, requirement):
    client = as_role("author")
    url = reverse("programmes:register-create", args=["prov", "safeguards"])
    sent = {"module": module.pk, "purpose": "exit"}
    form = client.get(url).content.decode()
    assert re.search(r'for="id_module"[^>]*>\s*Modul\b', form)
    assert "Krav-id, till exempel VIS-012." in form
    for code, told in (
        ("", "måste fyllas i"),
        ("X-1", "Finns inte i programmet: X-1."),
        ("V-12, X-1", "Finns inte i programmet: X-1."),
    ):
        answer = client.post(url, sent | {"requirement": code})
        assert answer.status_code == 422 and told in answer.content.decode()
    RequirementFactory(catalogue=requirement.catalogue, code="V-13")
    answer = client.post(url, sent | {"requirement": "V-12, V-13"})
    assert "Skriv ett krav-id." in answer.content.decode()
    assert client.post(url, sent | {"requirement": "V-12"}).status_code == 302
    row = Safeguard.objects.get()
    assert (row.module, row.requirement) == (module, requirement)
    # The form shows the code that is saved, and takes no second row of the same.
    edit = reverse("programmes:register-edit", args=["prov", "safeguards", row.pk])
    assert 'value="V-12"' in client.get(edit).content.decode()
    assert client.post(url, sent | {"requirement": "V-12"}).status_code == 422
    assert Safeguard.objects.count() == 1


def test_a_connection_is_pointed_out_for_the_national_service(
    as_role, programme, module, requirement
):
    """The requirement stands in the module that uses the service; the service says which it is."""
    client = as_role("author")
    service = ModuleFactory(programme=programme, code="NLL", kind="national")
    url = reverse("programmes:register-create", args=["prov", "safeguards"])
    sent = {"purpose": "connection", "requirement": "V-12"}
    wrong = client.post(url, sent | {"module": module.pk})
    assert wrong.status_code == 422
    assert "Välj den nationella tjänst som kravet ansluter till." in wrong.content.decode()
    assert client.post(url, sent | {"module": service.pk}).status_code == 302
    assert Safeguard.objects.get().module == service


def test_years_are_written_in_the_form_of_the_module(as_role, module):
    client = as_role("author")
    url = reverse("requirements_catalog:module-edit", args=["prov", module.pk])
    sent = {"code": "VIS", "name": "Vårdinformation", "kind": "to_procure"}
    wrong = client.post(url, sent | {"in_use_from": "2030", "in_use_until": "2029"})
    assert wrong.status_code == 422
    assert "Det sista året kan inte komma före det första." in wrong.content.decode()
    client.post(url, sent | {"in_use_from": "2029", "in_use_until": ""})
    module.refresh_from_db()
    assert (module.in_use_from, module.in_use_until) == (2029, None)


def test_a_modules_page_costs_the_same_whatever_it_shows(
    as_role, programme, module, requirement, django_assert_num_queries
):
    client = as_role("reader")
    standard = StandardFactory(programme=programme)

    def grow(count):
        for number in range(count):
            other = ModuleFactory(programme=programme)
            interface(f"G-{other.pk}-1", module, other).standards.add(standard)
            interface(f"G-{other.pk}-2", other, module)
            Replacement.objects.create(old=other, new=module)
            row = RequirementFactory(catalogue=requirement.catalogue, code=f"W-{other.pk}-{number}")
            Safeguard.objects.create(module=module, requirement=row, purpose="exit")

    grow(1)
    LockIn.objects.create(module=module)
    with CaptureQueriesContext(connection) as one:
        client.get(address(module))
    grow(5)
    with django_assert_num_queries(len(one)):
        client.get(address(module))
    # A page of its requirements asks for none of the parts: interfaces with standards and
    # information (3), replacements, assessment, safeguards; and what else only the page has.
    with CaptureQueriesContext(connection) as fragment:
        client.get(address(module), headers={"HX-Request": "true"})
    assert len(one) - len(fragment) >= 6


def test_a_module_tells_the_goals_that_its_needs_lead_to(as_role, programme, module):
    goal = GoalFactory(programme=programme, code="EM-1", title="Samlad bild")
    GoalFactory(programme=programme, code="EM-2", title="Utan behov")
    for code in ("BEH-1", "BEH-2"):
        need = NeedFactory(programme=programme, code=code)
        need.modules.add(module)
        need.goals.add(goal)
    page = as_role("reader").get(address(module)).content.decode()
    told = page.split('id="module-goals"')[1].split("</section>")[0]
    assert told.count("EM-1") == 1 and "BEH-1" in told and "BEH-2" in told
    # It is asked first: before the chain and what is folded, and open.
    assert page.index('id="module-goals"') < page.index('class="two-column"')
    assert "<details" not in page.split('id="module-goals"')[0].split("page-contents")[1]
    assert "EM-2" not in page
    assert reverse("programmes:register-detail", args=["prov", "goals", goal.pk]) in told


def test_the_line_of_contents_leads_to_what_is_on_the_page(as_role, programme, module):
    """Every address in it is the identity of one thing, with or without parts of other apps."""
    root = html.fromstring(as_role("reader").get(address(module)).content)
    ways = [way.get("href") for way in root.iterfind(".//nav[@class='page-contents']//a")]
    assert len(ways) == len(set(ways)) and {"#part-interfaces", "#module-needs"} <= set(ways)
    for way in ways:
        assert len(root.xpath(f"//*[@id='{way[1:]}']")) == 1, way
