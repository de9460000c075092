"""The list in a browser: side panel, keys, filters at once, a phone, and no fault by axe."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from requirements_catalog.models import RequirementModule
from tests.conftest import PHONE
from tests.factories import CatalogueFactory, HeadingFactory, ModuleFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GAP = 1 << 20


@pytest.fixture
def rows(programme):
    """Two chapters with two requirements each."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    module = ModuleFactory(programme=programme)
    made = []
    for chapter in (1, 2):
        heading = HeadingFactory(
            catalogue=catalogue, title=f"Kapitel {chapter}", position=chapter * 10 * GAP
        )
        for number in (1, 2):
            row = RequirementFactory(
                catalogue=catalogue,
                parent=heading,
                depth=1,
                code=f"K{chapter}-{number}",
                title=f"Krav {chapter}.{number}",
                position=(chapter * 10 + number) * GAP,
            )
            RequirementModule.objects.create(requirement=row, module=module)
            made.append(row)
    return made


@pytest.fixture
def address(programme):
    return reverse("requirements_catalog:requirement-list", args=[programme.slug, "karnan"])


def test_panel_opens_by_key_and_closes_back_to_the_row(
    rows, programme, make_person, new_page, address, axe_violations
):
    page = new_page(make_person("author", programme))
    page.goto(address)
    assert axe_violations(page) == []
    for _step in range(3):  # the chapter's own row comes first
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.locator("#requirement-panel")
    panel.get_by_role("heading", name="Krav 1.2").wait_for()
    assert page.url.endswith(address)
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    expect(page.locator(":focus", has_text="Krav 1.2")).not_to_have_count(0)


@pytest.mark.parametrize("wide", [1000, 1250])
def test_below_a_desk_the_tree_is_folded_above_a_list_that_is_not_cut(
    rows, programme, make_person, new_page, address, wide
):
    page = new_page(make_person("author", programme), viewport={"width": wide, "height": 900})
    page.goto(address)
    expect(page.locator("[data-tree-fold]")).not_to_have_attribute("open", "")
    table = page.locator(".requirement-table")
    assert table.evaluate("it => it.scrollWidth <= it.clientWidth")
    fold = page.locator(".tree-panel").bounding_box()
    assert fold["y"] + fold["height"] <= table.bounding_box()["y"]
    if wide < 1200:
        return  # a row opens its page there
    table.get_by_role("link", name="Krav 1.2").click()
    panel = page.locator("#requirement-panel")
    panel.get_by_role("heading", name="Krav 1.2").wait_for()
    beside, listed = panel.bounding_box(), table.bounding_box()
    assert listed["x"] + listed["width"] <= beside["x"]
    assert beside["y"] < 900


def test_filter_renews_the_list_at_once(rows, programme, make_person, new_page, address):
    page = new_page(make_person("reader", programme))
    page.goto(address)
    page.get_by_role("searchbox", name="Sök", exact=True).fill("Krav 2.1")
    page.get_by_role("status").filter(has_text="1 krav").first.wait_for()
    assert page.get_by_role("link", name="Krav 1.1").count() == 0
    assert "q=Krav%202.1" in page.url
    page.get_by_role("link", name="Rensa alla").click()
    page.get_by_role("link", name="Krav 1.1").wait_for()


def test_on_a_phone_a_row_is_its_page(rows, programme, make_person, new_page, address):
    page = new_page(make_person("reader", programme), viewport=PHONE)
    page.goto(address)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    modules = page.locator("summary", has=page.locator("#id_module_chosen"))
    assert not modules.is_visible()
    page.get_by_role("button", name="Filter", exact=True).click()
    assert modules.is_visible()
    page.get_by_role("link", name="Krav 2.2").click()
    page.get_by_role("heading", level=1, name="Krav 2.2").wait_for()


def test_form_keeps_what_the_editor_holds(rows, programme, make_person, new_page):
    page = new_page(make_person("author", programme))
    page.goto(reverse("requirements_catalog:requirement-edit", args=[programme.slug, rows[0].pk]))
    editor = page.get_by_role("textbox", name="Kravtext")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Tillagt.")
    page.get_by_label("Skäl till ändringen").fill("Prov")
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_role("heading", level=1, name="Krav 1.1").wait_for()
    rows[0].refresh_from_db()
    assert rows[0].text == "Systemet ska visa patientens aktuella läkemedelslista. Tillagt."
