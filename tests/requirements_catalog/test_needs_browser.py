"""Needs from the keyboard, and marks that hold across pages, in a real browser."""

import pytest
from playwright.sync_api import expect

from requirements_catalog.models import Need
from tests.conftest import PHONE
from tests.factories import NeedFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_needs_are_written_from_the_keyboard(new_page, axe_violations, programme, make_person):
    page = new_page(make_person("author", programme))
    page.goto("/p/prov/needs/capture/")
    page.get_by_label("Slag av källa").select_option("workshop")
    page.get_by_label("Vad eller var").fill("Akuten")
    page.get_by_role("button", name="Börja skriva").press("Enter")
    title = page.locator("[data-capture] [name=title]")
    title.fill("Se svaret")
    # Left for nothing: told, and no more told once somebody writes again.
    page.get_by_role("banner").click(position={"x": 500, "y": 5})
    page.get_by_text("Inte sparat än.").wait_for()
    title.focus()
    page.get_by_text("Inte sparat än.").wait_for(state="detached")
    title.press("Enter")  # refused: who needs it is not said yet
    page.locator("[name=perspective][aria-invalid=true]").wait_for()
    expect(page.locator("[data-capture-refused] li strong")).to_have_text("Se svaret")
    page.locator("[data-capture] [name=perspective]").select_option("staff")
    page.locator("[data-capture] [name=dimension]").select_option("information")
    title.press("Enter")
    page.get_by_role("link", name="Se svaret").wait_for()
    expect(page.locator("[data-capture] [name=title]")).to_be_focused()
    page.keyboard.type("Svara snabbt")
    for _field in range(5):
        page.keyboard.press("Tab")
    expect(page.locator("[data-capture] [name=priority]")).to_be_focused()
    page.keyboard.press("Tab")  # beyond the last field: saved, and the next begun
    page.get_by_role("link", name="Svara snabbt").wait_for()
    assert not axe_violations(page)
    found = Need.objects.order_by("code").values_list("title", "perspective", "dimension")
    assert list(found) == [
        ("Se svaret", "staff", "information"), ("Svara snabbt", "staff", "information"),
    ]  # fmt: skip


def test_marks_hold_across_pages_and_the_matrix_fits_a_phone(new_page, programme, make_person):
    for number in range(51):
        NeedFactory(programme=programme, code=f"B-{number:02}")
    page = new_page(make_person("author", programme), viewport=PHONE)
    page.goto("/p/prov/needs/")
    page.get_by_label("Markera B-00").check()
    page.get_by_role("link", name="Nästa").click()
    page.get_by_label("Markera B-50").check()
    assert page.locator("[data-bulk-count]").inner_text() == "2"
    page.get_by_role("button", name="Slå samman").click()
    page.get_by_role("heading", name="Slå samman behov").wait_for()
    assert page.locator("[name=keep]").count() == 2
    page.goto("/p/prov/needs/matrix/")
    frame = page.locator(".need-matrix").locator("..")
    assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")
