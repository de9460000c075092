"""Filters, columns and views in a browser: by keyboard, without a script, on a phone, by axe."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from requirements_catalog.models import ColumnLayout, SavedView
from tests.browser.grid_keys import ready
from tests.conftest import PHONE
from tests.factories import CatalogueFactory, ModuleFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GAP = 1 << 20


@pytest.fixture
def catalogue(programme):
    """Three requirements; ten modules, of which the first has one of them."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    modules = [ModuleFactory(programme=programme, code=f"MOD-{number}") for number in range(10)]
    for number, kind in enumerate(["mandatory", "desirable", "information"], 1):
        row = RequirementFactory(
            catalogue=catalogue, code=f"K-{number}", title=f"Krav {number}", kind=kind,
            position=number * GAP, motive="" if number == 2 else f"Motiv {number}",
        )  # fmt: skip
        if number == 1:
            row.module_links.create(module=modules[0])
    return catalogue


def address(name="requirement-list"):
    return reverse(f"requirements_catalog:{name}", args=["prov", "karnan"])


def rows(page):
    return page.locator(".requirement-table tbody .code")


def tab_to(page, place):
    """Tab until the place has the focus."""
    for _step in range(60):
        if place.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the focus never came there")


def condition(page, name):
    return page.locator("summary", has=page.locator(f"[id='id_{name}_chosen']"))


def test_conditions_are_chosen_and_added_by_keyboard(
    catalogue, programme, make_person, new_page, axe_violations
):
    page = new_page(make_person("reader", programme))
    page.goto(address())
    tab_to(page, condition(page, "kind"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(rows(page)).to_have_text(["K-1"])
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(rows(page)).to_have_text(["K-1", "K-2"])
    expect(condition(page, "kind")).to_have_text("ska-krav, bör-krav")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(condition(page, "kind")).to_be_focused()
    # One more field: it comes into the bar and takes the focus.
    tab_to(page, page.locator("#id_with"))
    page.keyboard.type("Motiv")
    expect(page.locator("#id_motive")).to_be_focused()
    page.keyboard.type("motiv 1")
    page.keyboard.press("Tab")
    expect(rows(page)).to_have_text(["K-1"])
    expect(page.locator(".chip")).to_have_text(
        ["Ta bort filtretTyp: ska-krav eller bör-krav", "Ta bort filtretMotiv: motiv 1"]
    )
    assert axe_violations(page) == []
    page.locator(".chip").first.click()
    expect(condition(page, "kind")).to_have_text("alla")
    expect(page.locator("#id_motive")).to_have_value("motiv 1")
    expect(rows(page)).to_have_text(["K-1"])


def test_long_lists_of_choices_are_searched(catalogue, programme, make_person, new_page):
    page = new_page(make_person("reader", programme))
    page.goto(address())
    condition(page, "module").click()
    page.get_by_label("Sök bland Moduler").fill("mod-0")
    boxes = page.locator("[data-condition][open] [data-choice]:visible")
    expect(boxes).to_have_count(1)
    boxes.locator("input").check()
    expect(rows(page)).to_have_text(["K-1"])


def test_columns_are_chosen_and_ordered_by_keyboard(
    catalogue, programme, make_person, new_page, axe_violations
):
    page = new_page(make_person("reader", programme))
    page.goto(address())
    page.get_by_role("link", name="Kolumner").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Kolumner").wait_for()
    assert axe_violations(page) == []
    page.locator("#columns-dialog").get_by_role("checkbox", name="Status").press("Space")
    page.locator("#columns-dialog").get_by_role("checkbox", name="Motiv", exact=True).press("Space")
    up = page.get_by_role("button", name="Flytta upp Motiv", exact=True)
    up.focus()
    for _step in range(7):
        page.keyboard.press("Enter")
    # At the top it cannot go further up; the focus stays in its row.
    expect(page.get_by_role("button", name="Flytta ned Motiv", exact=True)).to_be_focused()
    page.get_by_role("button", name="Visa kolumnerna").press("Enter")
    expect(page.locator("thead th")).to_have_text(
        ["Krav-id", "Krav", "Motiv", "Typ", "Moduler", "Ansvarig", "Ändrad"]
    )
    expect(page.locator(".cell-long").first).to_have_text("Motiv 1")
    assert ColumnLayout.objects.get().columns["list"][:5] == [
        "code", "title", "text", "motive", "kind",
    ]  # fmt: skip
    page.get_by_role("link", name="Typ").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Typ")
    page.get_by_role("link", name="Typ").click()
    expect(rows(page)).to_have_text(["K-3", "K-2", "K-1"])
    assert axe_violations(page) == []


def test_a_view_is_saved_changed_in_the_grid_and_opened_by_another(
    catalogue, programme, make_person, new_page, axe_violations
):
    author = make_person("author", programme)
    page = new_page(author)
    page.goto(f"{address()}?missing=module&columns=kind,motive")
    page.get_by_role("link", name="Spara som vy").click()
    page.get_by_label("Namn").fill("Utan modul")
    page.get_by_label("Dela med alla i programmet").check()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Spara", exact=True).click()
    tab = page.get_by_role("link", name="Utan modul")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(rows(page)).to_have_text(["K-2", "K-3"])
    page.get_by_role("link", name="Rutnät").click()
    ready(page)
    headers = page.locator("[role=columnheader]")
    expect(headers).to_have_text(["Nr", "Rubrik", "Kravtext", "Typ", "Motiv"])
    page.get_by_role("button", name="Kolumner").click()
    page.get_by_role("checkbox", name="Motiv", exact=True).uncheck()
    page.get_by_role("button", name="Klar").click()
    expect(page.locator(".views__changed")).to_have_text("ändrad")
    assert not ColumnLayout.objects.exists()
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.locator(".views__changed")).to_have_count(0)
    ready(page)
    expect(headers).to_have_text(["Nr", "Rubrik", "Kravtext", "Typ"])
    assert axe_violations(page) == []

    phone = new_page(make_person("evaluator", programme), viewport=PHONE)
    phone.goto(reverse("requirements_catalog:view-open",
                       args=["prov", "karnan", SavedView.objects.get().uid]))  # fmt: skip
    expect(rows(phone)).to_have_text(["K-2", "K-3"])
    assert not phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert axe_violations(phone) == []
    expect(phone.get_by_role("link", name="Ändra vyn")).to_have_count(0)

    page.get_by_role("link", name="Ändra vyn").click()
    page.get_by_role("link", name="Ta bort vyn").click()
    page.get_by_role("button", name="Ta bort vyn").click()
    expect(page.get_by_role("link", name="Utan modul")).to_have_count(0)
    phone.reload()
    phone.get_by_text("Vyn finns inte längre, eller delas inte med dig.").wait_for()
    assert axe_violations(phone) == []


def test_without_a_script(catalogue, programme, make_person, chromium, live_server):
    """Conditions, columns and views by forms and links alone."""
    from tests.conftest import sign_in

    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="sv-SE"
    )
    sign_in(context, make_person("reader", programme), live_server.url)
    page = context.new_page()
    page.goto(address())
    condition(page, "kind").click()
    page.get_by_label("ska-krav").check()
    page.get_by_label("Fler filter").select_option("Motiv")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(rows(page)).to_have_text(["K-1"])
    page.locator("#id_motive").fill("finns inte")
    page.get_by_role("button", name="Visa", exact=True).click()
    page.get_by_text("Inget krav passar urvalet").wait_for()
    page.get_by_role("link", name="Motiv: finns inte").click()
    page.get_by_role("link", name="Kolumner").click()
    page.get_by_role("button", name="Flytta ned Typ").click()
    page.get_by_role("button", name="Visa kolumnerna").click()
    expect(page.locator("thead th")).to_have_text(
        ["Krav-id", "Krav", "Moduler", "Typ", "Status", "Ansvarig", "Ändrad"]
    )
    page.get_by_role("link", name="Spara som vy").click()
    page.get_by_label("Namn").fill("Mina")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("link", name="Mina")).to_have_attribute("aria-current", "page")
    expect(rows(page)).to_have_text(["K-1"])
    context.close()
