"""The glossary and the remarks in a browser: without a fault by axe, by keyboard, while typing."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quality.actions_findings import refresh_findings
from quality.models import Finding, Term
from tests.conftest import PHONE
from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def row(programme):
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    Term.objects.create(
        programme=programme, term="patientöversikt", definition="En vy över patienten.",
        source="Kravrådet",
    )  # fmt: skip
    return RequirementFactory(
        catalogue=catalogue, code="K-1", title="Översikt", motive="Skäl", verification="Prov",
        text="Systemet ska ha en modern visning av vårdens uppgifter i patientöversikten.",
    )  # fmt: skip


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_the_pages_are_without_fault(
    row, programme, make_person, new_page, axe_violations, viewport
):
    page = new_page(make_person("author", programme), viewport=viewport)
    for name, *more in (
        ("term-list",), ("term-create",), ("term-paste",), ("quality-list",),
        ("finding-list", "karnan"), ("rule-detail", "karnan", "vague-word"),
    ):  # fmt: skip
        page.goto(reverse(f"quality:{name}", args=["prov", *more]))
        assert axe_violations(page) == [], name
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), name


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_a_term_is_explained_by_keyboard_and_hidden_by_escape(
    row, programme, make_person, new_page, axe_violations, viewport
):
    page = new_page(make_person("reader", programme), viewport=viewport)
    page.goto(reverse("requirements_catalog:requirement-detail", args=["prov", row.pk]))
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    page.locator(".term__word").focus()
    expect(tip).to_contain_text("En vy över patienten.")
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_remarks_come_and_go_while_a_requirement_is_written(
    row, programme, make_person, new_page, axe_violations
):
    page = new_page(make_person("author", programme))
    page.goto(reverse("requirements_catalog:requirement-edit", args=["prov", row.pk]))
    remarks = page.get_by_role("region", name="Språkgranskning")
    expect(remarks).to_contain_text("1 sak att tänka på i texten")
    page.locator("#div_id_text [contenteditable=true]").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Systemet ska vara snabbt och intuitivt.")
    expect(remarks).to_contain_text("intuitivt")
    expect(remarks).not_to_contain_text("modern")
    assert axe_violations(page) == []
    page.locator("#div_id_text [contenteditable=true]").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Systemet ska visa listan inom 2 sekunder.")
    expect(remarks.get_by_role("listitem")).to_have_count(0)


def test_a_remark_is_accepted_from_the_report(row, programme, make_person, new_page):
    refresh_findings(catalogue=row.catalogue)
    page = new_page(make_person("author", programme))
    page.goto(reverse("quality:finding-list", args=["prov", "karnan"]))
    page.get_by_role("checkbox", name="Markera K-1: Vagt ord").check()
    page.get_by_label("Varför får anmärkningen stå kvar?").fill("Ett namn")
    page.get_by_role("button", name="Acceptera de markerade").click()
    expect(page.get_by_text("Inga öppna anmärkningar", exact=True)).to_be_visible()
    assert Finding.objects.get().acceptance.reason == "Ett namn"
