"""Two people in one grid: what the one does is seen by the other, who loses nothing by it."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from requirements_catalog.actions.structure import move_requirement, withdraw_requirement
from tests.browser.grid_keys import at, press, saved, stand_in, stands_in

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_grids(make_person, programme, open_grid, grid_rows, monkeypatch):
    """Anna's and Bo's grids, which ask for news each second."""
    monkeypatch.setattr("requirements_catalog.views.grid.NEWS_EVERY", 1)
    people = [make_person("author", programme, name=name) for name in ("Anna", "Bo")]
    return people, [open_grid(person) for person in people]


def state(page):
    return page.locator("[data-grid-state]")


def test_what_others_write_appears_and_is_marked(two_grids, grid_rows, axe_violations):
    (_people, (anna, bo)), row = two_grids, grid_rows[2]
    stand_in(bo, grid_rows[4], "text")
    stand_in(anna, row, "title")
    anna.keyboard.type("Annas")
    press(anna, "Enter")
    saved(anna)
    cell = at(bo, row, "title")
    expect(cell).to_have_text("Annas")
    expect(cell).to_have_attribute(
        "aria-description", re.compile(r"^Ändrad av Anna kl\. \d\d\.\d\d$")
    )
    expect(cell.locator(".bi-pencil-fill")).to_be_visible()
    expect(state(bo)).to_have_text("Anna ändrade 1 rad")
    stands_in(bo, grid_rows[4], "text")
    assert axe_violations(bo) == []
    # Anna is told nothing of her own, and no order has changed.
    expect(state(anna)).to_have_text(re.compile("^Sparat"))
    expect(at(anna, row, "title").locator(".bi-pencil-fill")).to_have_count(0)
    for page in (anna, bo):
        expect(page.get_by_role("button", name="Läs om raderna")).to_be_hidden()


def test_the_cell_being_edited_is_left_alone_and_both_texts_are_kept(two_grids, grid_rows):
    (_people, (anna, bo)), row = two_grids, grid_rows[1]
    stand_in(bo, row, "title")
    bo.keyboard.type("Bos")
    for field, word in (("title", "Annas"), ("motive", "Annas skäl")):
        stand_in(anna, row, field)
        anna.keyboard.type(word)
        press(anna, "Enter")
    saved(anna)
    expect(state(bo)).to_have_text(
        "Anna ändrade just cellen som du skriver i. När du sparar visas båda texterna."
    )
    expect(at(bo, row, "motive")).to_have_text("Annas skäl")
    expect(bo.locator(".grid-editor")).to_have_value("Bos")
    expect(bo.locator(".grid-editor")).to_be_focused()
    press(bo, "Enter")
    bo.get_by_role("button", name="1 cell sparades inte").wait_for()
    row.refresh_from_db()
    assert row.title == "Annas"
    stand_in(bo, row, "title")
    box = bo.get_by_role("dialog", name="Cellen sparades inte")
    expect(box).to_contain_text("Annas")
    expect(box).to_contain_text("Bos")
    box.get_by_role("button", name="Ta min").click()
    saved(bo)
    row.refresh_from_db()
    assert row.title == "Bos"
    expect(at(anna, row, "title")).to_have_text("Bos")


def test_leaving_the_cell_without_writing_shows_what_came(two_grids, grid_rows):
    (_people, (anna, bo)), row = two_grids, grid_rows[1]
    stand_in(bo, row, "title")
    press(bo, "F2")
    stand_in(anna, row, "title")
    anna.keyboard.type("Annas")
    press(anna, "Enter")
    saved(anna)
    expect(state(bo)).to_have_text(re.compile("^Anna ändrade just cellen"))
    press(bo, "Escape")
    expect(at(bo, row, "title")).to_have_text("Annas")
    row.refresh_from_db()
    assert row.title == "Annas"


def test_another_order_is_told_and_read_when_asked_for(two_grids, grid_rows):
    (_anna, bo), (page, _other) = two_grids
    stand_in(page, grid_rows[3], "title")
    with transaction.atomic():  # told in one sentence
        withdraw_requirement(requirement=grid_rows[1], by=bo, reason="Dubblett")
        move_requirement(requirement=grid_rows[6], after=grid_rows[2], by=bo)
    expect(state(page)).to_have_text("Bo lät 1 rad utgå. Bo flyttade 1 rad")
    expect(at(page, grid_rows[1], "status")).to_have_text("utgått")
    button = page.get_by_role("button", name="Läs om raderna")
    button.click()
    expect(state(page)).to_have_text("Raderna är lästa på nytt.")
    expect(button).to_be_hidden()
    stands_in(page, grid_rows[3], "title")
    codes = page.locator("[role=rowheader]").all_text_contents()
    assert codes == ["1", "A-2", "A-6", "A-3", "A-4", "A-5"]
