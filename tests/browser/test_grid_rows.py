"""New rows in the grid: made by key and by button, written at once, taken back."""

import pytest
from playwright.sync_api import expect

from requirements_catalog.models import Requirement
from tests.browser.grid_keys import at, press, saved, stand_in, stands_in, titles

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_row_is_made_written_and_taken_back_by_keys(
    grid_rows, make_person, programme, open_grid, axe_violations
):
    page = open_grid(make_person("author", programme))
    stand_in(page, grid_rows[2], "status")
    press(page, "Control+Shift+Enter")
    page.locator(".grid-editor").wait_for()
    page.keyboard.type("Infogat")
    press(page, "Enter")
    saved(page)
    made = Requirement.objects.get(title="Infogat")
    assert made.code == "A-7"
    assert titles() == [
        "Kapitel", "Krav 1", "Krav 2", "Infogat", "Krav 3", "Krav 4", "Krav 5", "Krav 6",
    ]  # fmt: skip
    stands_in(page, grid_rows[3], "title")
    expect(page.locator("[role=grid]")).to_have_attribute("aria-rowcount", "9")
    assert axe_violations(page) == []
    # Both steps were made here, so neither is asked about.
    state = page.locator("[data-grid-state]")
    press(page, "Control+z")
    expect(state).to_have_text("Ångrat: Ändrade Rubrik")
    press(page, "Control+z")
    expect(state).to_contain_text("Ångrat: Skapade A-7")
    made.refresh_from_db()
    assert made.status == "withdrawn"


def test_the_button_makes_a_row_first_under_a_heading(grid_rows, make_person, programme, open_grid):
    page = open_grid(make_person("author", programme))
    stand_in(page, grid_rows[0], "title")
    page.get_by_role("button", name="Nytt krav").click()
    page.locator(".grid-editor").wait_for()
    press(page, "Escape")
    made = Requirement.objects.get(title="Nytt krav")
    expect(at(page, made, "title")).to_have_text("Nytt krav")
    stands_in(page, made, "title")
    assert titles()[:3] == ["Kapitel", "Nytt krav", "Krav 1"]


def test_the_first_row_of_an_empty_grid(grid_rows, make_person, programme, open_grid):
    Requirement.objects.filter(is_heading=False).delete()
    Requirement.objects.all().delete()
    page = open_grid(make_person("author", programme))
    expect(page.locator("[data-grid-empty]")).to_be_visible()
    press(page, "Control+Shift+Enter")
    page.locator(".grid-editor").wait_for()
    page.keyboard.type("Det första")
    press(page, "Enter")
    saved(page)
    assert titles() == ["Det första"]
    expect(page.locator("[data-grid-empty]")).to_be_hidden()
