"""Bulk change in the browser: rows marked in the list and the grid, and two people at once."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from requirements_catalog.models import ChangeSet, Requirement
from tests.conftest import DESK, PHONE, arrived
from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GAP = 1 << 20


@pytest.fixture
def catalogue(programme):
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    for number in range(1, 61):
        RequirementFactory(
            catalogue=catalogue, code=f"A-{number:02}", title=f"Krav {number}", text="Ska finnas.",
            position=number * GAP,
        )  # fmt: skip
    return catalogue


def view(name):
    return reverse(f"requirements_catalog:requirement-{name}", args=["prov", "karnan"])


def motives():
    return list(Requirement.objects.order_by("position").values_list("motive", flat=True))


def mark(page, *codes):
    """Mark rows of the list and go on to what is to be done with them."""
    page.goto(view("list"))
    for code in codes:
        page.get_by_label(f"Markera {code}", exact=True).check()
    page.get_by_role("button", name="Ändra markerade").click()
    page.wait_for_url("**/bulk/**")


def preview_motive(page, text):
    """Choose a new motive and look at what it would do."""
    field = page.get_by_label("Fält", exact=True)
    arrived(field)
    field.select_option("motive")
    page.wait_for_url("**field=motive*")
    page.get_by_role("textbox", name="Motiv").fill(text)
    page.get_by_role("button", name="Förhandsgranska").click()
    page.wait_for_url("**/preview/")


def approve(page, reason):
    page.get_by_label("Skäl till ändringen").fill(reason)
    page.get_by_role("button", name="Genomför ändringen").click()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_chosen_previewed_done_and_undone(
    new_page, make_person, programme, catalogue, viewport, axe_violations
):
    page = new_page(make_person("author", programme), viewport=viewport)
    page.goto(view("list"))
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()
    mark(page, "A-02", "A-05")
    assert axe_violations(page) == []
    preview_motive(page, "Lagen kräver det.")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert set(motives()) == {""}
    approve(page, "Möte 3 mars")
    expect(page.get_by_role("heading", name="Ändringen är genomförd")).to_be_visible()
    assert [place for place, text in enumerate(motives(), 1) if text] == [2, 5]
    assert axe_violations(page) == []
    page.get_by_role("button", name="Ångra ändringen").click()
    expect(page.get_by_text("Ändringen är ångrad: 2 rader är som förut.")).to_be_visible()
    assert set(motives()) == {""}
    assert axe_violations(page) == []
    page.get_by_role("button", name="Gör om ändringen").click()
    expect(page.get_by_role("heading", name="Ändringen är genomförd")).to_be_visible()
    assert [place for place, text in enumerate(motives(), 1) if text] == [2, 5]


def test_all_of_the_page_and_all_of_the_filter(new_page, make_person, programme, catalogue):
    page = new_page(make_person("author", programme))
    page.goto(view("list"))
    page.get_by_label("Markera alla på sidan").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("50")
    page.get_by_role("button", name="Ändra alla 60 i urvalet").click()
    expect(page.get_by_text("60 rader är valda")).to_be_visible()
    # The filter renews the list without the page; what it then finds is what is changed.
    page.goto(view("list"))
    page.get_by_label("Markera A-02", exact=True).check()
    page.get_by_label("Markera A-10", exact=True).check()
    page.get_by_label("Sök", exact=True).last.fill("Krav 1")
    page.wait_for_url("**q=Krav*")
    expect(page.locator("[data-select-row]")).to_have_count(15)
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    page.get_by_label("Markera alla på sidan").check()
    # Leaving the search field renews the list once more; the marks stay.
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-bulk-count]")).to_have_text("15")
    page.get_by_role("button", name="Ändra markerade").click()
    expect(page.get_by_text("15 rader är valda")).to_be_visible()
    page.get_by_role("link", name="Avbryt").click()
    expect(page.locator("[data-select-row]")).to_have_count(15)


def test_marks_stay_while_pages_are_turned(new_page, make_person, programme, catalogue):
    page = new_page(make_person("author", programme))
    page.goto(view("list"))
    page.get_by_label("Markera A-01", exact=True).check()
    page.get_by_label("Markera A-03", exact=True).check()
    page.get_by_role("link", name="Nästa").click()
    page.get_by_label("Markera A-60", exact=True).check()
    expect(page.locator("[data-bulk-count]")).to_have_text("3")
    page.get_by_role("link", name="Föregående").click()
    expect(page.get_by_label("Markera A-01", exact=True)).to_be_checked()
    page.get_by_label("Markera A-03", exact=True).uncheck()
    expect(page.locator("[data-bulk-count]")).to_have_text("2")
    page.get_by_role("button", name="Ändra markerade").click()
    preview_motive(page, "Skäl.")
    approve(page, "Prov")
    expect(page.get_by_role("heading", name="Ändringen är genomförd")).to_be_visible()
    assert [place for place, text in enumerate(motives(), 1) if text] == [1, 60]


def test_shift_and_click_mark_a_range(new_page, make_person, programme, catalogue):
    page = new_page(make_person("author", programme))
    page.goto(view("list"))
    page.get_by_label("Markera A-04", exact=True).click()
    page.get_by_label("Markera A-09", exact=True).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("6")
    expect(page.get_by_label("Markera A-06", exact=True)).to_be_checked()
    # Upwards, and what is unmarked is unmarked as a range too.
    page.get_by_label("Markera A-07", exact=True).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("3")
    page.get_by_label("Markera A-02", exact=True).click()
    page.get_by_label("Markera A-01", exact=True).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("5")
    page.get_by_role("button", name="Ändra markerade").click()
    expect(page.get_by_text("5 rader är valda")).to_be_visible()


def test_marked_rows_of_the_grid(new_page, make_person, programme, catalogue):
    page = new_page(make_person("author", programme))
    page.goto(view("grid"))
    page.wait_for_selector("[data-grid][data-ready=yes]")
    page.locator("[role=grid]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.get_by_role("button", name="Massändra").click()
    expect(page.get_by_text("3 rader är valda")).to_be_visible()
    preview_motive(page, "Skäl.")
    approve(page, "Prov")
    expect(page.get_by_role("heading", name="Ändringen är genomförd")).to_be_visible()
    assert [place for place, text in enumerate(motives(), 1) if text] == [2, 3, 4]


def test_two_people_with_previews_of_the_same_rows(new_page, make_person, programme, catalogue):
    """The second is told which rows the first changed; nothing is written over."""
    anna = new_page(make_person("author", programme, "Anna"))
    bo = new_page(make_person("requirements_manager", programme, "Bo"))
    mark(anna, "A-01", "A-02", "A-03")
    mark(bo, "A-02", "A-03", "A-04")
    preview_motive(anna, "Annas skäl.")
    preview_motive(bo, "Bos skäl.")
    approve(anna, "Anna först")
    expect(anna.get_by_role("heading", name="Ändringen är genomförd")).to_be_visible()
    approve(bo, "Bo sedan")
    told = bo.get_by_role("alert")
    expect(told).to_contain_text("Inget har sparats")
    assert told.locator("li").all_inner_texts() == ["A-02 Krav 2", "A-03 Krav 3"]
    assert motives()[:4] == ["Annas skäl."] * 3 + [""]
    # What Anna wrote stands beside what Bo would write; those rows come first.
    first = bo.locator("tbody tr").first
    expect(first).to_contain_text("ändrat sedan du granskade")
    expect(first.locator("del")).to_have_text("Annas")
    expect(first.locator("ins")).to_have_text("Bos")
    # Bo has seen it and chooses to go on; Anna's undo then keeps what is Bo's.
    approve(bo, "Sett Annas")
    expect(bo.get_by_role("heading", name="Ändringen är genomförd")).to_be_visible()
    assert motives()[:4] == ["Annas skäl."] + ["Bos skäl."] * 3
    anna.get_by_role("button", name="Ångra ändringen").click()
    expect(anna.get_by_text("2 celler står kvar")).to_be_visible()
    assert motives()[:4] == [""] + ["Bos skäl."] * 3
    written = Requirement.objects.get(code="A-02").history.values_list("motive", flat=True)
    assert list(written) == ["Bos skäl.", "Annas skäl.", ""]
    assert ChangeSet.objects.count() == 3
