"""Needs are searched for and picked with the keys alone, and without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from requirements_catalog.models import ColumnLayout, Need
from tests.browser.grid_keys import press, ready, saved, stand_in
from tests.conftest import sign_in
from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def row(programme):
    """A requirement without needs, in a programme with thirty."""
    Need.objects.bulk_create(
        Need(programme=programme, code=f"B-{number:02}", title=f"Se listan {number}",
             perspective="staff", dimension="information")
        for number in range(1, 31)
    )  # fmt: skip
    catalogue = CatalogueFactory(programme=programme, slug="karnan")
    return RequirementFactory(catalogue=catalogue, code="K-1", title="Visa", text="Visa listan.")


def codes(row):
    return list(row.needs.order_by("code").values_list("code", flat=True))


def open_form(page, programme, row):
    page.goto(reverse("requirements_catalog:requirement-edit", args=[programme.slug, row.pk]))
    return page.locator("#id_needs_picker")


def test_needs_are_picked_with_the_keys_alone(
    new_page, axe_violations, programme, make_person, row
):
    page = new_page(make_person("author", programme))
    picker = open_form(page, programme, row)
    expect(picker.get_by_role("checkbox")).to_have_count(20)
    expect(picker.get_by_role("status")).to_have_text("De första visas. Sök för att hitta andra.")
    field = picker.get_by_role("searchbox")
    field.fill("listan 29")
    expect(picker.get_by_role("checkbox")).to_have_count(1)
    expect(picker.get_by_role("status")).to_have_text(
        "Alla som stämmer visas, efter dem som är valda."
    )
    field.press("Enter")  # searches, and does not save
    page.keyboard.press("Tab")  # the list, which scrolls
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    field.fill("B-30")
    # What is ticked stays while another is looked for.
    expect(picker.get_by_role("checkbox")).to_have_count(2)
    expect(picker.get_by_role("checkbox", name="B-29")).to_be_checked()
    picker.get_by_role("checkbox", name="B-30").check()
    field.fill("finns inte alls")
    expect(picker.get_by_role("checkbox")).to_have_count(2)
    assert not axe_violations(page)
    assert codes(row) == []
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_text("Ändringen är sparad.").wait_for()
    assert codes(row) == ["B-29", "B-30"]


def test_needs_are_picked_without_a_script(chromium, live_server, programme, make_person, row):
    context = chromium.new_context(
        base_url=live_server.url, locale="sv-SE", java_script_enabled=False
    )
    sign_in(context, make_person("author", programme), live_server.url)
    page = context.new_page()
    picker = open_form(page, programme, row)
    page.locator("#id_title").fill("Ny rubrik")
    picker.get_by_role("searchbox").fill("listan 29")
    picker.get_by_role("button", name="Sök").click()
    expect(picker.get_by_role("checkbox")).to_have_count(1)
    assert page.locator("#id_title").input_value() == "Ny rubrik"
    picker.get_by_role("checkbox", name="B-29").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_text("Ändringen är sparad.").wait_for()
    row.refresh_from_db()
    assert (row.title, codes(row)) == ("Ny rubrik", ["B-29"])
    context.close()


def test_needs_are_searched_for_in_the_filter(
    new_page, axe_violations, programme, make_person, row
):
    row.need_links.create(need=Need.objects.get(code="B-29"))
    RequirementFactory(catalogue=row.catalogue, code="K-2", title="Annat")
    page = new_page(make_person("reader", programme))
    listed = reverse("requirements_catalog:requirement-list", args=[programme.slug, "karnan"])
    page.goto(f"{listed}?with=need")
    page.locator("summary", has_text="alla").filter(has=page.locator("#id_need_chosen")).click()
    boxes = page.locator("#id_need_boxes").get_by_role("checkbox")
    expect(boxes).to_have_count(20)
    page.locator("#id_need_search").fill("listan 29")
    expect(boxes).to_have_count(1)
    assert not axe_violations(page)
    boxes.first.check()
    expect(page.get_by_text("Behov: B-29 Se listan 29")).to_be_visible()
    expect(page.get_by_role("cell", name="K-1", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="K-2", exact=True)).to_have_count(0)


def test_needs_are_searched_for_in_a_cell_of_the_grid(new_page, programme, make_person, row):
    author = make_person("author", programme)
    ColumnLayout.objects.create(
        catalogue=row.catalogue,
        person=author,
        columns={"grid": [["title", 240, True], ["needs", 200, True]]},
    )
    page = new_page(author)
    page.goto(reverse("requirements_catalog:requirement-grid", args=[programme.slug, "karnan"]))
    ready(page)
    stand_in(page, row, "needs")
    press(page, "Enter")
    expect(page.get_by_role("option")).to_have_count(20)
    page.keyboard.type("listan 29")
    expect(page.get_by_role("option")).to_have_count(1)
    press(page, ";")
    page.keyboard.type("B-30")
    expect(page.get_by_role("option", name="B-30")).to_be_visible()
    press(page, "Enter")
    saved(page)
    assert codes(row) == ["B-29", "B-30"]
