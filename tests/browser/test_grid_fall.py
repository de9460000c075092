"""A paste over approved requirements: the grid asks why before their approvals fall."""

import pytest
from playwright.sync_api import expect

from requirements_catalog.actions.approval_rows import record_approvals
from requirements_catalog.models import ChangeSet
from tests.browser.grid_keys import at, paste, press, saved, stand_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def approved(grid_rows):
    """A-1 and A-2 approved, A-3 a draft."""
    for row in grid_rows[1:3]:
        row.status = "approved"
        row.save()
    record_approvals(keys=[row.pk for row in grid_rows[1:3]], by=UserFactory())
    return grid_rows[1:4]


def states(rows):
    for row in rows:
        row.refresh_from_db()
    return [(row.title, row.status) for row in rows]


def test_a_paste_over_approved_rows_is_written_with_a_reason(
    approved, make_person, programme, open_grid, axe_violations
):
    page = open_grid(make_person("author", programme))
    stand_in(page, approved[0], "title")
    paste(page, "Ett\nTvå\nTre\n")
    dialog = page.get_by_role("dialog", name="2 krav slutar vara godkända")
    dialog.wait_for()
    expect(dialog).to_contain_text("De blir utkast och behöver godkännas på nytt.")
    assert axe_violations(page) == []
    # Nothing is written while the question stands, and not without a reason.
    assert not ChangeSet.objects.exists()
    reason = dialog.get_by_label("Skäl till ändringen")
    expect(reason).to_be_focused()
    press(page, "Enter")
    page.keyboard.type("   ")
    press(page, "Enter")
    expect(dialog).to_be_visible()
    assert not ChangeSet.objects.exists()
    reason.fill("Ny lag")
    press(page, "Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".is-pending")).to_have_count(0)
    expect(page.locator("[data-grid-state]")).to_contain_text("2 krav är inte längre godkända")
    assert states(approved) == [("Ett", "draft"), ("Två", "draft"), ("Tre", "draft")]
    assert approved[0].history.first().history_change_reason == "Ny lag"
    # The cells are where the keys were.
    expect(page.locator("[role=grid]")).to_be_focused()


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_a_paste_that_is_let_be_writes_nothing(approved, make_person, programme, open_grid, way):
    page = open_grid(make_person("author", programme))
    stand_in(page, approved[0], "title")
    paste(page, "Ett\nTvå\nTre\n")
    dialog = page.get_by_role("dialog", name="2 krav slutar vara godkända")
    dialog.wait_for()
    if way == "button":
        dialog.get_by_role("button", name="Låt bli").click()
    else:
        press(page, "Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-grid-state]")).to_have_text("Inget klistrades in.")
    expect(at(page, approved[0], "title")).to_have_text("Krav 1")
    assert not ChangeSet.objects.exists()
    assert states(approved) == [
        ("Krav 1", "approved"), ("Krav 2", "approved"), ("Krav 3", "draft"),
    ]  # fmt: skip
    # What has been let be is not asked again, and other cells are written as before.
    stand_in(page, approved[2], "title")
    paste(page, "Tre\n")
    saved(page)
    approved[2].refresh_from_db()
    assert approved[2].title == "Tre"
