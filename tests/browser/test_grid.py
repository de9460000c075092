"""The grid by keyboard and clipboard, undone after a reload, by two people at once, offline."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from requirements_catalog.models import ChangeSet, ColumnLayout, Requirement
from tests.conftest import PHONE, sign_in
from tests.factories import CatalogueFactory, HeadingFactory, ModuleFactory, RequirementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GAP = 1 << 20


@pytest.fixture
def rows(programme):
    """A chapter and six requirements under it, A-1 to A-6."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    for code in ("INT", "LAK"):
        ModuleFactory(programme=programme, code=code)
    chapter = HeadingFactory(catalogue=catalogue, code="1", title="Kapitel", position=GAP)
    made = [
        RequirementFactory(
            catalogue=catalogue, parent=chapter, depth=1, code=f"A-{number}",
            title=f"Krav {number}", text=f"Text {number}.", position=(number + 1) * GAP,
        )
        for number in range(1, 7)
    ]  # fmt: skip
    return [chapter, *made]


@pytest.fixture
def open_grid(programme, new_page):
    """``open_grid(person)``: the grid in a browser of the person's own, its cells in focus."""
    address = reverse("requirements_catalog:requirement-grid", args=[programme.slug, "karnan"])

    def make(person, **options):
        page = new_page(person, **options)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(address)
        ready(page)
        return page

    return make


def ready(page):
    """Wait until the grid has its rows, then stand in its first cell."""
    page.locator("[data-grid][data-ready]").wait_for()
    page.locator("[role=grid]").focus()
    page.keyboard.press("Control+Home")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def at(page, row, field):
    """The cell of a row and a field."""
    return page.locator(f'[id="cell-{row.pk}-{field}"]')


def stand_in(page, row, field):
    """Move to a cell by keys alone."""
    place = Requirement.objects.filter(position__lt=row.position).count()
    column = page.locator(f"[role=columnheader][tabulator-field='{field}']")
    steps = column.evaluate(
        "at => [...at.parentNode.querySelectorAll('[role=columnheader]')].indexOf(at) - 1"
    )
    press(page, "Control+Home", *["ArrowDown"] * place, *["ArrowRight"] * steps)
    stands_in(page, row, field)


def stands_in(page, row, field):
    """Wait until assistive technology is told of that cell."""
    name = f"cell-{row.pk}-{field}"
    expect(page.locator("[role=grid]:focus")).to_have_attribute("aria-activedescendant", name)


def saved(page):
    """Wait until the state says that all is saved."""
    expect(page.locator("[data-grid-state]")).to_have_text(re.compile(r"^Sparat kl\. \d\d\.\d\d$"))
    expect(page.locator(".is-pending")).to_have_count(0)


def paste(page, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    press(page, "Control+v")


def test_cells_are_edited_by_keyboard_alone(rows, make_person, programme, open_grid):
    row = rows[1]
    page = open_grid(make_person("author", programme))
    stand_in(page, row, "title")
    press(page, "F2", "End")
    page.keyboard.type(", ny")
    press(page, "Tab", "Enter")  # on to the text, which floats over the grid
    press(page, "End", "Alt+Enter")
    page.keyboard.type("Rad två.")
    press(page, "Enter")
    stand_in(page, row, "kind")
    page.keyboard.type("bör")
    press(page, "Enter")
    stand_in(page, row, "modules")
    page.keyboard.type("in")
    press(page, ";")
    page.keyboard.type("la")
    press(page, "Enter")
    saved(page)
    row.refresh_from_db()
    assert (row.title, row.text, row.kind) == ("Krav 1, ny", "Text 1.\nRad två.", "desirable")
    assert sorted(row.modules.values_list("code", flat=True)) == ["INT", "LAK"]
    assert ChangeSet.objects.count() == 4
    # Escape leaves the cell as it was; what headings lack is not opened.
    stand_in(page, row, "title")
    page.keyboard.type("Bort")
    press(page, "Escape")
    expect(at(page, row, "title")).to_have_text("Krav 1, ny")
    stand_in(page, rows[0], "kind")
    press(page, "Enter")
    expect(page.locator("[data-grid-state]")).to_have_text("En rubrik har inte det fältet.")
    assert ChangeSet.objects.count() == 4


def test_a_paste_from_a_spreadsheet_shows_what_is_refused_in_its_cell(
    rows, make_person, programme, open_grid, axe_violations
):
    page = open_grid(make_person("author", programme))
    stand_in(page, rows[1], "title")
    paste(page, 'Ett\t"Med ""citat""\noch rad"\tBÖR\r\nTvå\tText\tkanske\r\n')
    problems = page.get_by_role("button", name="1 cell sparades inte")
    problems.wait_for()
    first, second = (Requirement.objects.get(pk=row.pk) for row in rows[1:3])
    assert (first.title, first.text, first.kind) == ("Ett", 'Med "citat"\noch rad', "desirable")
    assert (second.title, second.text, second.kind) == ("Två", "Text", "mandatory")
    assert ChangeSet.objects.get().row_count == 2
    cell = at(page, rows[2], "kind")
    expect(cell).to_have_text("kanske")
    expect(cell).to_have_attribute("aria-invalid", "true")
    assert axe_violations(page) == []
    # The list leads to the cell, whose box lets the person write something else.
    problems.click()
    page.get_by_role("button", name=re.compile("A-2 · Typ")).click()
    stands_in(page, rows[2], "kind")
    box = page.get_by_role("dialog", name="Cellen sparades inte")
    expect(box).to_contain_text("”kanske” är inget av de svar som finns")
    assert axe_violations(page) == []
    press(page, "Enter", "Enter")
    page.locator(".grid-editor").fill("upplysning")
    press(page, "Enter")
    saved(page)
    expect(problems).to_be_hidden()
    second.refresh_from_db()
    assert second.kind == "information"


def test_copy_gives_what_a_spreadsheet_takes(rows, make_person, programme, open_grid):
    Requirement.objects.filter(pk=rows[1].pk).update(text='Två "rader"\nhär')
    page = open_grid(make_person("author", programme))
    stand_in(page, rows[1], "title")
    press(page, "Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "Control+c")
    expect(page.locator("[data-grid-state]")).to_have_text("Kopierat: 2 × 3 celler")
    assert page.evaluate("navigator.clipboard.readText()") == (
        'Krav 1\t"Två ""rader""\nhär"\tska-krav\nKrav 2\tText 2.\tska-krav'
    )


def test_fill_down_and_clear_and_undo_after_a_reload(rows, make_person, programme, open_grid):
    page = open_grid(make_person("author", programme))
    titles = list(Requirement.objects.order_by("position").values_list("title", flat=True))
    stand_in(page, rows[1], "title")
    press(page, *["Shift+ArrowDown"] * 3, "Control+d")
    saved(page)
    stand_in(page, rows[5], "text")
    press(page, "Shift+ArrowDown", "Delete")
    expect(at(page, rows[6], "text")).to_have_text("")
    saved(page)
    assert list(Requirement.objects.order_by("position").values_list("title", flat=True)) == [
        "Kapitel", *["Krav 1"] * 4, "Krav 5", "Krav 6",
    ]  # fmt: skip
    page.reload()
    ready(page)
    press(page, "Control+z")
    state = page.locator("[data-grid-state]")
    expect(state).to_have_text("Ångrat: Tömde 2 celler")
    press(page, "Control+z")
    expect(state).to_have_text("Ångrat: Fyllde nedåt i 3 rader")
    expect(at(page, rows[3], "title")).to_have_text("Krav 3")
    assert list(Requirement.objects.order_by("position").values_list("title", flat=True)) == titles
    assert Requirement.objects.get(pk=rows[6].pk).text == "Text 6."
    press(page, "Control+Shift+z")
    expect(state).to_have_text("Gjort om: Fyllde nedåt i 3 rader")
    expect(at(page, rows[3], "title")).to_have_text("Krav 1")


def test_two_people_in_the_same_cell_lose_nothing(rows, make_person, programme, open_grid):
    row = rows[1]
    anna = open_grid(make_person("author", programme, name="Anna"))
    bo = open_grid(make_person("author", programme, name="Bo"))
    stand_in(anna, row, "title")
    anna.keyboard.type("Annas")
    press(anna, "Enter")
    saved(anna)
    for field, word in (("title", "Bos"), ("motive", "Bos motiv")):
        stand_in(bo, row, field)
        bo.keyboard.type(word)
        press(bo, "Enter")
    bo.get_by_role("button", name="1 cell sparades inte").wait_for()
    saved(bo)
    row.refresh_from_db()
    assert (row.title, row.motive) == ("Annas", "Bos motiv")
    stand_in(bo, row, "title")
    box = bo.get_by_role("dialog", name="Cellen sparades inte")
    expect(box).to_contain_text("Annas")
    expect(box).to_contain_text("Bos")
    press(bo, "Enter", "Enter")  # into the box, whose first choice is mine
    saved(bo)
    row.refresh_from_db()
    assert row.title == "Bos"
    # And the other way: Anna's grid still shows hers; she writes, is told, and keeps his.
    stand_in(anna, row, "title")
    anna.keyboard.type("Annas igen")
    press(anna, "Enter")
    anna.get_by_role("button", name="1 cell sparades inte").wait_for()
    stand_in(anna, row, "title")
    anna.get_by_role("button", name="Behåll deras").click()
    expect(at(anna, row, "title")).to_have_text("Bos")
    row.refresh_from_db()
    assert row.title == "Bos"


def test_what_cannot_be_sent_waits_and_is_sent_later(rows, make_person, programme, open_grid):
    row = rows[1]
    page = open_grid(make_person("author", programme))
    page.route("**/grid/save/", lambda route: route.fulfill(status=500, body="fel"))
    stand_in(page, row, "title")
    page.keyboard.type("Senare")
    press(page, "Enter")
    state = page.locator("[data-grid-state]")
    expect(state).to_have_text(re.compile("Servern svarar inte.*1 ändring väntar"))
    expect(at(page, row, "title")).to_have_text("Senare")
    asks = page.evaluate("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    assert asks, "leaving now would lose a cell without a word"
    row.refresh_from_db()
    assert row.title == "Krav 1"
    page.unroute("**/grid/save/")
    page.get_by_role("button", name="Försök nu").click()
    saved(page)
    row.refresh_from_db()
    assert row.title == "Senare"


def test_the_grid_is_three_stops_and_clean(rows, make_person, programme, open_grid, axe_violations):
    page = open_grid(make_person("author", programme))
    assert axe_violations(page) == []
    page.locator("[data-filter-more]").focus()
    stops = []
    for _stop in range(4):
        press(page, "Tab")
        stops.append(
            page.evaluate(
                "[document.activeElement.getAttribute('role') || document.activeElement.tagName,"
                " Boolean(document.activeElement.closest('[data-grid]'))]"
            )
        )
    assert stops[:3] == [["BUTTON", True], ["columnheader", True], ["grid", True]]
    assert stops[3][1] is False
    # Editors are clean as well.
    for field in ("title", "text", "modules"):
        page.locator("[role=grid]").focus()
        stand_in(page, rows[1], field)
        press(page, "Enter")
        page.locator(".grid-editor").wait_for()
        assert axe_violations(page) == []
        press(page, "Escape")


def test_columns_are_moved_widened_and_hidden_by_keyboard_and_remembered(
    rows, make_person, programme, open_grid
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
    widths = {name: width for name, width, _shown in ColumnLayout.objects.get().columns}
    assert widths["title"] == 240 + 24


def test_a_filter_narrows_the_grid_without_a_new_page(rows, make_person, programme, open_grid):
    page = open_grid(make_person("reader", programme))
    page.locator("#requirement-filter").get_by_label("Sök").fill("Krav 4")
    page.locator(".chip").wait_for()
    expect(page.locator(".tabulator-row")).to_have_count(1)
    expect(at(page, rows[4], "title")).to_have_text("Krav 4")
    assert "q=Krav" in page.url
    # A reader reads: a key that would write does not.
    page.locator("[role=grid]").focus()
    page.keyboard.type("x")
    expect(page.locator(".grid-editor")).to_have_count(0)


def test_the_mouse_selects_moves_and_opens(rows, make_person, programme, open_grid):
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

    drag(at(page, rows[1], "title"), at(page, rows[3], "text"), 20)
    page.keyboard.press("Control+c")
    expect(state).to_have_text("Kopierat: 3 × 2 celler")
    kind = page.locator("[role=columnheader][tabulator-field=kind]")
    kind.click()
    page.keyboard.press("Control+c")
    expect(state).to_have_text("Kopierat: 7 × 1 celler")
    with page.expect_response(re.compile("/grid/layout/")):
        drag(kind, page.locator("[role=columnheader][tabulator-field=title]"), 20)
    assert page.locator("[role=columnheader]").all_text_contents()[1:4] == [
        "Typ", "Rubrik", "Kravtext",
    ]  # fmt: skip
    at(page, rows[2], "title").dblclick()
    page.locator(".grid-editor").fill("Med musen")
    at(page, rows[4], "title").click()
    saved(page)
    assert Requirement.objects.get(pk=rows[2].pk).title == "Med musen"


def test_texts_are_shown_as_they_are_never_as_html(rows, make_person, programme, open_grid):
    catalogue = rows[0].catalogue
    catalogue.extra_fields.create(key="a b", label="<img src=x>Fält")
    ModuleFactory(programme=programme, code="<b>M</b>", name="<img src=x>")
    Requirement.objects.filter(pk=rows[1].pk).update(title="<img src=x onerror=alert(1)>")
    page = open_grid(make_person("author", programme))
    expect(at(page, rows[1], "title")).to_have_text("<img src=x onerror=alert(1)>")
    assert "<img src=x>Fält" in page.locator("[role=columnheader]").all_text_contents()
    stand_in(page, rows[1], "modules")
    press(page, "Enter")
    expect(page.get_by_role("option").filter(has_text="<b>M</b>")).to_be_visible()
    assert page.locator("[data-grid] img").count() == 0


def test_a_session_that_was_renewed_elsewhere_goes_on(
    rows, make_person, programme, open_grid, live_server
):
    author = make_person("author", programme)
    page = open_grid(author)
    state = page.locator("[data-grid-state]")
    page.context.clear_cookies()
    stand_in(page, rows[1], "title")
    page.keyboard.type("Utloggad")
    press(page, "Enter")
    expect(state).to_have_text(re.compile("väntar"))
    sign_in(page.context, author, live_server.url)
    page.get_by_role("button", name="Försök nu").click()
    saved(page)
    assert Requirement.objects.get(pk=rows[1].pk).title == "Utloggad"


def test_rows_far_down_are_fetched_when_they_come_into_sight(
    rows, make_person, programme, open_grid
):
    catalogue = rows[0].catalogue
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


def test_the_grid_on_a_phone(rows, make_person, programme, open_grid, axe_violations):
    page = open_grid(make_person("author", programme), viewport=PHONE)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(at(page, rows[1], "title")).to_be_visible()
