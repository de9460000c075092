"""Scoring and result in the browser: by keyboard, on a phone, and without barriers."""

import pytest
from playwright.sync_api import expect

from tests.conftest import PHONE

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def overflow(page):
    """How many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_scoring_screen_has_no_barriers(scene, new_page, axe_violations, viewport):
    page = new_page(scene.evaluators[0], viewport=viewport)
    for part in ("", "score/", "submit/"):
        page.goto(scene.address + part)
        assert axe_violations(page) == []
        assert overflow(page) <= 0


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_officers_screens_have_no_barriers(locked_scene, new_page, axe_violations, viewport):
    page = new_page(locked_scene.officer, viewport=viewport)
    for part in ("../", "", "result/", "unlock/"):
        page.goto(locked_scene.address + part)
        for summary in page.query_selector_all("main summary"):
            summary.click()
        assert axe_violations(page) == []
        assert overflow(page) <= 0


def test_a_score_is_given_by_keyboard_alone(scene, new_page):
    page = new_page(scene.evaluators[0])
    page.goto(f"{scene.address}score/")
    first = page.url
    page.focus("input[name=points]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # from 5 to 4
    page.keyboard.press("Tab")
    page.keyboard.type("Tydligt och komplett svar.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != first)
    score = scene.items[0].scores.get()
    assert (score.points, score.reason) == (4, "Tydligt och komplett svar.")


def test_the_next_score_is_one_key_away(scene, new_page):
    """The page begins at the answer: Tab leads to the points, and Ctrl+Enter saves."""
    page = new_page(scene.evaluators[0])
    page.goto(f"{scene.address}score/")
    first = page.url
    page.keyboard.press("Tab")
    expect(page.locator("[name=points]:focus")).to_have_count(1)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Tydligt och komplett svar.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != first)
    assert scene.items[0].scores.get().reason == "Tydligt och komplett svar."
