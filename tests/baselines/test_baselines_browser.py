"""Baselines in the browser: published, read, compared and narrowed, by mouse and by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.baselines.steps import edit, make_catalogue, publish
from tests.conftest import DESK, PHONE

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@pytest.fixture
def person(make_person, programme):
    return make_person("requirements_manager", programme, "Maja")


@pytest.fixture
def catalogue(programme, person):
    return make_catalogue(programme, person)


def address(name, *arguments):
    return reverse(f"baselines:{name}", args=["prov", "krav", *arguments])


def test_from_the_list_of_requirements_to_a_baseline(new_page, catalogue, person):
    """The filter of the list comes along; the preview stands before the button."""
    page = new_page(person)
    page.goto(reverse("requirements_catalog:requirement-list", args=["prov", "krav"]))
    page.locator("#requirement-filter").get_by_label("Sök", exact=True).fill("D-1")
    page.wait_for_url("**q=D-1**")
    page.locator(".page-head summary", has_text="Mer").click()
    page.get_by_role("link", name="Baslinjer").click()
    page.locator(".page-head").get_by_role("link", name="Publicera baslinje").click()
    expect(page.get_by_label("Det som listan visade: Sök: D-1")).to_be_checked()
    expect(page.locator(".tile__value").first).to_have_text("1")
    page.get_by_label("Hela katalogen").check()
    expect(page.locator(".tile__value").first).to_have_text("4")
    page.get_by_label("Namn").fill("Till remiss")
    page.get_by_label("Skäl att ta med krav som inte är godkända").fill("Granskas i remissen")
    page.get_by_role("button", name="Publicera", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("B1 Till remiss")
    expect(page.get_by_text("B1 Till remiss är publicerad.")).to_be_visible()
    assert catalogue.baselines.get().requirement_count == 4


def test_the_difference_is_narrowed_without_a_new_page(new_page, catalogue, person):
    publish(catalogue, person)
    edit(catalogue, "D-1", person, text="Systemet ska klara D-1 inom 2 sekunder.")
    edit(catalogue, "S-1", person, kind="mandatory")
    page = new_page(person)
    page.goto(address("difference") + "?from=1&to=now")
    cards = page.locator(".change-card")
    expect(cards).to_have_count(2)
    expect(cards.first.locator("ins")).to_have_text("inom 2 sekunder")
    page.get_by_label("Sök", exact=True).last.fill("S-1")
    page.wait_for_url("**q=S-1**")
    expect(cards).to_have_count(1)
    expect(page.locator("#live")).to_have_text("1 skillnad")
    page.get_by_role("link", name="Ta bort filtret").click()
    expect(cards).to_have_count(2)
    page.get_by_role("link", name="Ska ↔ bör").click()
    expect(cards).to_have_count(1)
    assert "from=1" in page.url and "way=kind" in page.url
    with page.expect_download() as found:
        page.get_by_role("link", name="Excel").click()
    assert found.value.suggested_filename == "krav-B1-nu.xlsx"


def test_pages_are_clean_and_fit_a_phone(new_page, catalogue, person, axe_violations):
    publish(catalogue, person, purpose="Extern remiss", reason="Styrgruppen har beslutat.")
    edit(catalogue, "D-1", person, text="Annan lydelse.", reason="Tydligare")
    publish(catalogue, person)
    page = new_page(person)
    pages = [
        address("baseline-list"), address("baseline-publish"), address("baseline-detail", 2),
        address("entry-detail", 2, 1), address("difference") + "?from=1&to=2",
        address("difference") + "?from=9&to=2",
    ]  # fmt: skip
    problems = []
    for path in pages:
        page.set_viewport_size(DESK)
        page.goto(path)
        problems += [f"{path}: {found}" for found in axe_violations(page)]
        page.set_viewport_size(PHONE)
        if page.evaluate(OVERFLOWS):
            problems.append(f"{path} scrolls sideways on a phone")
    assert not problems, "\n".join(problems)


def test_rows_by_keyboard(new_page, catalogue, person):
    publish(catalogue, person)
    page = new_page(person)
    page.goto(address("baseline-detail", 1))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Titel D-1")
    page.get_by_role("link", name="Nästa rad").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Titel D-2")


def test_one_file_after_the_other_from_the_same_page(new_page, catalogue, person):
    """A download leaves the page standing, and its button is soon there for the next one."""
    publish(catalogue, person)
    page = new_page(person)
    page.goto(address("baseline-files", 1))
    button = page.get_by_role("button", name="Hämta filen")
    for kind, ending in (("xlsx", ".xlsx"), ("reqif", ".reqif")):
        page.locator(f"#format-{kind}").check()
        with page.expect_download() as found:
            button.click()
        assert ending in found.value.suggested_filename
        expect(page.locator("form[data-sent]")).to_have_count(0)
