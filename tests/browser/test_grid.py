"""Cells of the grid by keyboard and clipboard, undone after a reload, by two people, offline."""

import re

import pytest
from playwright.sync_api import expect

from requirements_catalog.models import ChangeSet, Requirement
from tests.browser.grid_keys import at, paste, press, ready, saved, stand_in, stands_in, titles
from tests.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.once
def test_cells_are_edited_by_keyboard_alone(grid_rows, make_person, programme, open_grid):
    row = grid_rows[1]
    page = open_grid(make_person("author", programme))
    stand_in(page, row, "title")
    press(page, "F2")  # the caret stands last, as in a spreadsheet
    page.keyboard.type(", ny")
    press(page, "Tab", "Enter")  # on to the text, which floats over the grid
    press(page, "Alt+Enter")
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
    stand_in(page, grid_rows[0], "kind")
    press(page, "Enter")
    expect(page.locator("[data-grid-state]")).to_have_text("En rubrik har inte det fältet.")
    assert ChangeSet.objects.count() == 4


@pytest.mark.once
def test_a_paste_from_a_spreadsheet_shows_what_is_refused_in_its_cell(
    grid_rows, make_person, programme, open_grid, axe_violations
):
    page = open_grid(make_person("author", programme))
    stand_in(page, grid_rows[1], "title")
    paste(page, 'Ett\t"Med ""citat""\noch rad"\tBÖR\r\nTvå\tText\tkanske\r\n')
    problems = page.get_by_role("button", name="1 cell sparades inte")
    problems.wait_for()
    first, second = (Requirement.objects.get(pk=row.pk) for row in grid_rows[1:3])
    assert (first.title, first.text, first.kind) == ("Ett", 'Med "citat"\noch rad', "desirable")
    assert (second.title, second.text, second.kind) == ("Två", "Text", "mandatory")
    assert ChangeSet.objects.get().row_count == 2
    cell = at(page, grid_rows[2], "kind")
    expect(cell).to_have_text("kanske")
    expect(cell).to_have_attribute("aria-invalid", "true")
    assert axe_violations(page) == []
    # The list leads to the cell, whose box lets the person write something else.
    problems.click()
    page.get_by_role("button", name=re.compile("A-2 · Typ")).click()
    stands_in(page, grid_rows[2], "kind")
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


@pytest.mark.once
def test_what_a_paste_has_no_room_for_stays_told(grid_rows, make_person, programme, open_grid):
    page = open_grid(make_person("author", programme))
    state = page.locator("[data-grid-state]")
    stand_in(page, grid_rows[6], "title")
    paste(page, "Sist\nÖver\nkanten\n")
    expect(state).to_have_text(
        re.compile(
            r"^Sparat kl\. \d\d\.\d\d\. "
            r"2 rader fick inte plats under den sista och klistrades inte in: gör nya först$"
        )
    )
    assert titles()[-1] == "Sist"
    # Also when nothing differs in what had room.
    paste(page, "Sist\nÖver\n")
    expect(state).to_have_text(
        "1 rad fick inte plats under den sista och klistrades inte in: gör en ny rad först"
    )


@pytest.mark.once
def test_copy_gives_what_a_spreadsheet_takes(grid_rows, make_person, programme, open_grid):
    Requirement.objects.filter(pk=grid_rows[1].pk).update(text='Två "rader"\nhär')
    page = open_grid(make_person("author", programme))
    stand_in(page, grid_rows[1], "title")
    press(page, "Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "Control+c")
    expect(page.locator("[data-grid-state]")).to_have_text("Kopierat: 2 × 3 celler")
    assert page.evaluate("navigator.clipboard.readText()") == (
        'Krav 1\t"Två ""rader""\nhär"\tska-krav\nKrav 2\tText 2.\tska-krav'
    )


def test_fill_down_and_clear_and_undo_after_a_reload(grid_rows, make_person, programme, open_grid):
    page = open_grid(make_person("author", programme))
    before = titles()
    stand_in(page, grid_rows[1], "title")
    press(page, *["Shift+ArrowDown"] * 3, "Control+d")
    saved(page)
    stand_in(page, grid_rows[5], "text")
    press(page, "Shift+ArrowDown", "Delete")
    expect(at(page, grid_rows[6], "text")).to_have_text("")
    saved(page)
    assert titles() == ["Kapitel", *["Krav 1"] * 4, "Krav 5", "Krav 6"]
    page.reload()
    ready(page)
    state = page.locator("[data-grid-state]")
    # What was done before the grid was opened is told and asked for.
    dialog = page.get_by_role("dialog", name="Ångra en tidigare ändring?")
    press(page, "Control+z")
    expect(dialog).to_contain_text("Tömde 2 celler")
    expect(dialog).to_contain_text("rör 2 rader")
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    assert Requirement.objects.get(pk=grid_rows[6].pk).text == ""
    press(page, "Control+z")
    dialog.get_by_role("button", name="Ångra ändringen").click()
    expect(state).to_have_text("Ångrat: Tömde 2 celler")
    press(page, "Control+z")
    dialog.get_by_role("button", name="Ångra ändringen").click()
    expect(state).to_have_text("Ångrat: Fyllde nedåt i 3 rader")
    expect(at(page, grid_rows[3], "title")).to_have_text("Krav 3")
    assert titles() == before
    assert Requirement.objects.get(pk=grid_rows[6].pk).text == "Text 6."
    press(page, "Control+Shift+z")
    expect(state).to_have_text("Gjort om: Fyllde nedåt i 3 rader")
    expect(at(page, grid_rows[3], "title")).to_have_text("Krav 1")


def test_only_what_was_done_elsewhere_is_asked_for(grid_rows, make_person, programme, open_grid):
    author = make_person("author", programme)
    page, other = open_grid(author), open_grid(author)
    state = page.locator("[data-grid-state]")
    stand_in(page, grid_rows[1], "title")
    page.keyboard.type("Här")
    # At once, before the answer has come: one's own edit is not asked about.
    press(page, "Enter", "Control+z")
    expect(state).to_have_text("Ångrat: Ändrade Rubrik")
    press(page, "Control+y")
    expect(state).to_have_text("Gjort om: Ändrade Rubrik")
    # A step of another window that came meanwhile is told of before it is taken back.
    stand_in(other, grid_rows[2], "motive")
    other.keyboard.type("Där")
    press(other, "Enter")
    saved(other)
    press(page, "Control+z")
    dialog = page.get_by_role("dialog", name="Ångra en tidigare ändring?")
    expect(dialog).to_contain_text("Ändrade Motiv")
    dialog.get_by_role("button", name="Låt bli").click()
    assert Requirement.objects.get(pk=grid_rows[2].pk).motive == "Där"
    assert titles()[1] == "Här"


def test_two_people_in_the_same_cell_lose_nothing(grid_rows, make_person, programme, open_grid):
    row = grid_rows[1]
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


@pytest.mark.once
def test_what_cannot_be_sent_waits_and_is_sent_later(grid_rows, make_person, programme, open_grid):
    row = grid_rows[1]
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


@pytest.mark.once
def test_a_session_that_was_renewed_elsewhere_goes_on(
    grid_rows, make_person, programme, open_grid, live_server
):
    author = make_person("author", programme)
    page = open_grid(author)
    state = page.locator("[data-grid-state]")
    page.context.clear_cookies()
    stand_in(page, grid_rows[1], "title")
    page.keyboard.type("Utloggad")
    press(page, "Enter")
    expect(state).to_have_text(re.compile("väntar"))
    sign_in(page.context, author, live_server.url)
    page.get_by_role("button", name="Försök nu").click()
    saved(page)
    assert Requirement.objects.get(pk=grid_rows[1].pk).title == "Utloggad"
