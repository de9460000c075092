"""The grid around its cells: stops of Tab, columns, filter, mouse, many rows, foreign texts."""

import re

import pytest
from playwright.sync_api import expect

from requirements_catalog.models import ChangeSet, ColumnLayout, Requirement
from tests.browser.grid_keys import at, paste, press, ready, saved, stand_in
from tests.conftest import PHONE
from tests.factories import HeadingFactory, ModuleFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GAP = 1 << 20
# What has the focus, and whether it is in the grid.
STOP = """() => {
  const at = document.activeElement;
  return [at.getAttribute('role') || at.tagName, Boolean(at.closest('[data-grid]'))];
}"""


def test_the_grid_is_three_stops_and_clean(
    grid_rows, make_person, programme, open_grid, axe_violations
):
    page = open_grid(make_person("author", programme))
    assert axe_violations(page) == []
    page.locator("[data-filter-more]").focus()
    stops = []
    for _stop in range(4):
        press(page, "Tab")
        stops.append(page.evaluate(STOP))
    assert stops[:3] == [["BUTTON", True], ["columnheader", True], ["grid", True]]
    assert not stops[3][1]
    # Editors are clean as well.
    for field in ("title", "text", "modules"):
        page.locator("[role=grid]").focus()
        stand_in(page, grid_rows[1], field)
        press(page, "Enter")
        page.locator(".grid-editor").wait_for()
        assert axe_violations(page) == []
        press(page, "Escape")


def test_columns_are_moved_widened_and_hidden_by_keyboard_and_remembered(
    grid_rows, make_person, programme, open_grid
):
    page = open_grid(make_person("author", programme))
    press(page, "Shift+Tab", "ArrowRight")
    with page.expect_response(re.compile("/grid/layout/")):
        press(page, "Shift+ArrowRight", "Control+ArrowRight")
    page.get_by_role("button", name="Kolumner").click()
    page.get_by_role("checkbox", name="Status").uncheck()
    page.get_by_role("checkbox", name="Krav-id").check()
    with page.expect_response(re.compile("/grid/layout/")):
        page.get_by_role("button", name="Klar").click()
    page.reload()
    ready(page)
    assert page.locator("[role=columnheader]").all_text_contents() == [
        "Nr", "Krav-id", "Kravtext", "Rubrik", "Typ", "Ansvarig", "Moduler", "Motiv",
        "Verifiering i anbudet",
    ]  # fmt: skip
    widths = {name: width for name, width, _shown in ColumnLayout.objects.get().columns["grid"]}
    assert widths["title"] == 240 + 24


def test_the_number_in_the_outline_is_a_column_to_read(
    grid_rows, make_person, programme, open_grid
):
    page = open_grid(make_person("author", programme))
    page.get_by_role("button", name="Kolumner").click()
    page.get_by_role("checkbox", name="Nr i dispositionen").check()
    with page.expect_response("**/grid/layout/"):
        page.get_by_role("button", name="Klar").click()
    expect(at(page, grid_rows[2], "outline_number")).to_have_text("1.2")
    expect(at(page, grid_rows[0], "outline_number")).to_have_text("1")
    page.locator("[role=grid]").focus()
    stand_in(page, grid_rows[2], "outline_number")
    press(page, "7")
    expect(page.locator("[data-grid-state]")).to_have_text(
        "Numret följer platsen. Flytta raden i dispositionen."
    )
    page.reload()
    ready(page)
    expect(at(page, grid_rows[6], "outline_number")).to_have_text("1.6")


def test_a_filter_narrows_the_grid_without_a_new_page(grid_rows, make_person, programme, open_grid):
    page = open_grid(make_person("reader", programme))
    page.locator("#requirement-filter").get_by_label("Sök", exact=True).fill("Krav 4")
    page.locator(".chip").wait_for()
    expect(page.locator(".tabulator-row")).to_have_count(1)
    expect(at(page, grid_rows[4], "title")).to_have_text("Krav 4")
    assert "q=Krav" in page.url
    # A reader reads: a key that would write does not.
    page.locator("[role=grid]").focus()
    page.keyboard.type("x")
    expect(page.locator(".grid-editor")).to_have_count(0)


def test_headings_sort_by_key_and_mouse_as_in_the_list(
    grid_rows, make_person, programme, open_grid, axe_violations
):
    Requirement.objects.filter(pk=grid_rows[3].pk).update(title="Allra först")
    page = open_grid(make_person("author", programme))
    title = page.locator("[role=columnheader][tabulator-field=title]")
    first = page.locator(".tabulator-row").first
    expect(first).to_contain_text("Kapitel")
    press(page, "Shift+Tab", "ArrowRight", "Enter")
    expect(title).to_have_attribute("aria-sort", "ascending")
    expect(first).to_contain_text("Allra först")
    page.wait_for_url("**sort=title*")
    assert axe_violations(page) == []
    expect(title).to_be_focused()
    press(page, "Enter")
    expect(title).to_have_attribute("aria-sort", "descending")
    expect(first).to_contain_text("Krav 6")
    page.reload()
    ready(page)
    expect(title).to_have_attribute("aria-sort", "descending")
    title.click()
    expect(first).to_contain_text("Kapitel")
    assert title.get_attribute("aria-sort") is None
    # A long text gives no order, and says so.
    page.locator("[role=columnheader][tabulator-field=text]").click()
    state = page.locator("[data-grid-state]")
    expect(state).to_have_text("Raderna kan inte sorteras efter Kravtext.")


def test_headings_stand_further_in_by_their_level(grid_rows, make_person, programme, open_grid):
    chapter = grid_rows[0]
    below = HeadingFactory(
        catalogue=chapter.catalogue, parent=chapter, depth=1, title="Under",
        position=chapter.position + 1,
    )  # fmt: skip
    page = open_grid(make_person("reader", programme))
    edges = [at(page, row, "title").locator(".grid-text") for row in (chapter, below, grid_rows[1])]
    paddings = [edge.evaluate("text => getComputedStyle(text).paddingLeft") for edge in edges]
    assert paddings == ["0px", "12px", "0px"]


def test_the_cells_follow_a_heading_that_is_scrolled_into_sight(
    grid_rows, make_person, programme, open_grid
):
    page = open_grid(make_person("author", programme), viewport={"width": 700, "height": 700})
    status = page.locator("[role=columnheader][tabulator-field=status]")
    status.evaluate("heading => heading.focus()")
    expect(status).to_be_in_viewport(ratio=1)
    page.wait_for_function(
        """() => {
            const [heading, cell] = ["columnheader", "gridcell"].map((role) =>
                document.querySelector(`[role=${role}][tabulator-field=status]`));
            return Math.abs(
                heading.getBoundingClientRect().left - cell.getBoundingClientRect().left) < 1;
        }"""
    )
    assert page.locator("[role=grid]").evaluate("cells => cells.scrollLeft") > 0


def test_the_mouse_selects_moves_and_opens(grid_rows, make_person, programme, open_grid):
    page = open_grid(make_person("author", programme))
    state = page.locator("[data-grid-state]")

    def drag(source, target, x):
        source, target = source.bounding_box(), target.bounding_box()
        page.mouse.move(source["x"] + 20, source["y"] + 10)
        page.mouse.down()
        page.wait_for_timeout(350)  # the table waits a moment before it takes a heading along
        page.mouse.move(target["x"] + x + 60, target["y"] + 10, steps=4)
        page.mouse.move(target["x"] + x, target["y"] + 10, steps=4)
        page.mouse.up()

    drag(at(page, grid_rows[1], "title"), at(page, grid_rows[3], "text"), 20)
    page.keyboard.press("Control+c")
    expect(state).to_have_text("Kopierat: 3 × 2 celler")
    kind = page.locator("[role=columnheader][tabulator-field=kind]")
    kind.click(modifiers=["Control"])
    page.keyboard.press("Control+c")
    expect(state).to_have_text("Kopierat: 7 × 1 celler")
    with page.expect_response(re.compile("/grid/layout/")):
        drag(kind, page.locator("[role=columnheader][tabulator-field=title]"), 20)
    shown = page.locator("[role=columnheader]").all_text_contents()
    assert shown[1:4] == ["Typ", "Rubrik", "Kravtext"]
    at(page, grid_rows[2], "title").dblclick()
    page.locator(".grid-editor").fill("Med musen")
    at(page, grid_rows[4], "title").click()
    saved(page)
    assert Requirement.objects.get(pk=grid_rows[2].pk).title == "Med musen"


def test_texts_are_shown_as_they_are_never_as_html(grid_rows, make_person, programme, open_grid):
    catalogue = grid_rows[0].catalogue
    catalogue.extra_fields.create(key="a b", label="<img src=x>Fält")
    ModuleFactory(programme=programme, code="<b>M</b>", name="<img src=x>")
    Requirement.objects.filter(pk=grid_rows[1].pk).update(title="<img src=x onerror=alert(1)>")
    page = open_grid(make_person("author", programme))
    expect(at(page, grid_rows[1], "title")).to_have_text("<img src=x onerror=alert(1)>")
    assert "<img src=x>Fält" in page.locator("[role=columnheader]").all_text_contents()
    stand_in(page, grid_rows[1], "modules")
    press(page, "Enter")
    expect(page.get_by_role("option").filter(has_text="<b>M</b>")).to_be_visible()
    assert page.locator("[data-grid] img").count() == 0


def test_rows_far_down_are_fetched_when_they_come_into_sight(
    grid_rows, make_person, programme, open_grid
):
    catalogue = grid_rows[0].catalogue
    Requirement.objects.bulk_create(
        RequirementFactory.build(
            catalogue=catalogue, code=f"B-{number}", title=f"Långt ner {number}",
            position=(100 + number) * GAP,
        )
        for number in range(1500)
    )  # fmt: skip
    page = open_grid(make_person("author", programme))
    press(page, "Control+ArrowDown")
    expect(page.get_by_role("grid").get_by_text("Långt ner 1499")).to_be_visible()
    assert page.locator(".tabulator-row").count() < 150
    # A paste that reaches into rows not seen yet is still one set.
    press(page, "Control+Home", *["ArrowDown"] * 7)
    paste(page, "\n".join(f"Nytt {number}" for number in range(500)))
    saved(page)
    assert ChangeSet.objects.get().row_count == 500
    assert Requirement.objects.get(code="B-499").title == "Nytt 499"


def test_the_grid_on_a_phone(grid_rows, make_person, programme, open_grid, axe_violations):
    page = open_grid(make_person("author", programme), viewport=PHONE)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(at(page, grid_rows[1], "title")).to_be_visible()
