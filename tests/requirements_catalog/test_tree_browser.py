"""The tree by keyboard alone, by buttons, on a phone and without a script; no fault by axe."""

import pytest
from django.urls import reverse

from requirements_catalog.models import RequirementModule
from requirements_catalog.tree_page import State, tree_page
from tests.conftest import PHONE, arrived
from tests.factories import HeadingFactory, ModuleFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GAP = 1 << 20


@pytest.fixture
def address(programme):
    return reverse("requirements_catalog:requirement-tree", args=[programme.slug, "karnan"])


def shown(catalogue):
    page = tree_page(catalogue, State(open="-"))
    return [f"{line.number} {line.title}" for line in page.lines]


def row(page, name):
    return page.get_by_role("treeitem", name=name)


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def tab_to(page, place):
    """Tab until the place has focus."""
    for _step in range(120):
        if place.evaluate("place => place === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never came there")


def go(page, name):
    """Arrow down from the first row to the one of this name."""
    page.keyboard.press("Home")
    for _step in range(30):
        if focused(page).split(",")[0].endswith(name):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no row {name}: {focused(page)}")


def wait_until_done(page):
    page.locator("[data-outline]:not([aria-busy])").wait_for()


def test_ten_requirements_by_keyboard_alone(
    catalogue, programme, make_person, new_page, address, axe_violations
):
    module = ModuleFactory(programme=programme, code="LM", name="Läkemedel")
    page = new_page(make_person("author", programme))
    page.goto(address)
    press, text = page.keyboard.press, page.keyboard.type

    def make(key, title):
        press(key)
        text(title)
        press("Enter")
        wait_until_done(page)
        row(page, title).and_(page.locator(":focus")).wait_for()

    # The first row comes by the button; Tab leads there.
    tab_to(page, page.get_by_role("link", name="Ny rubrik"))
    make("Enter", "Allmänt")
    make("Enter", "Krav 1")
    for number in range(2, 6):
        make("Enter", f"Krav {number}")
    make("Shift+Enter", "Läkemedel")
    # The new heading stands under the first one: out it goes.
    press("Alt+ArrowLeft")
    wait_until_done(page)
    for number in range(10, 5, -1):  # each comes first under the heading
        go(page, "Läkemedel")
        make("Enter", f"Krav {number}")
    # A heading inside, with two of the requirements drawn in under it.
    go(page, "Krav 6")
    make("Shift+Enter", "Recept")
    press("ArrowDown")
    press("Shift+ArrowDown")
    press("Alt+ArrowRight")
    wait_until_done(page)
    assert axe_violations(page) == []
    # One title is written anew.
    press("Escape")
    go(page, "Krav 9")
    press("F2")
    text("Krav nio")
    press("Enter")
    wait_until_done(page)
    expected = [
        "1 Allmänt", *(f"1.{number} Krav {number}" for number in range(1, 6)),
        "2 Läkemedel", "2.1 Krav 6", "2.2 Recept", "2.2.1 Krav 7", "2.2.2 Krav 8",
        "2.3 Krav nio", "2.4 Krav 10",
    ]  # fmt: skip
    assert shown(catalogue) == expected
    # All are linked to a module at once.
    press("Control+a")
    press("l")
    page.get_by_role("heading", level=1, name="Koppla krav").wait_for()
    tab_to(page, page.get_by_label("Läkemedel"))
    press("Space")
    press("Enter")
    page.get_by_text("10 krav är kopplade.").wait_for()
    page.locator("[data-pk]:focus").wait_for()
    assert RequirementModule.objects.filter(module=module).count() == 10
    # The last one is written in full on its page.
    go(page, "Krav 10")
    press("e")
    text_field = page.get_by_role("textbox", name="Kravtext")
    arrived(text_field)
    tab_to(page, text_field)
    text("Systemet ska visa läkemedelslistan.")
    tab_to(page, page.get_by_role("button", name="Spara", exact=True))
    press("Enter")
    page.get_by_role("heading", level=1, name="Krav 10").wait_for()
    assert catalogue.requirements.get(title="Krav 10").text == "Systemet ska visa läkemedelslistan."


@pytest.fixture
def rows(catalogue):
    """Ett (A-1, A-2), Två (A-3)."""
    one, two = (
        HeadingFactory(catalogue=catalogue, title=title, position=at * GAP)
        for title, at in (("Ett", 1), ("Två", 4))
    )
    return [
        RequirementFactory(
            catalogue=catalogue, parent=parent, depth=1, title=title, position=at * GAP, code=title
        )
        for parent, title, at in ((one, "A-1", 2), (one, "A-2", 3), (two, "A-3", 5))
    ]


def test_moves_are_told_undone_and_refused_in_words(
    catalogue, rows, programme, make_person, new_page, address, axe_violations
):
    page = new_page(make_person("author", programme))
    page.goto(address)
    assert axe_violations(page) == []
    start = ["1 Ett", "1.1 A-1", "1.2 A-2", "2 Två", "2.1 A-3"]
    row(page, "A-2").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#live", has_text="Flyttat upp.").wait_for()
    assert shown(catalogue)[1:3] == ["1.1 A-2", "1.2 A-1"]
    assert focused(page).startswith("1.1 A-2")
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#live", has_text="redan först").wait_for()
    page.keyboard.press("Control+z")
    page.locator("#live", has_text="Ångrat").wait_for()
    assert shown(catalogue) == start
    page.keyboard.press("Control+y")
    page.locator("#live", has_text="Gjort om").wait_for()
    page.keyboard.press("Control+z")
    page.locator("#live", has_text="Ångrat").wait_for()
    # Quick keys are carried out one after the other.
    row(page, "Två").focus()
    for _time in range(2):
        page.keyboard.press("Alt+ArrowRight")
        page.keyboard.press("Alt+ArrowLeft")
    wait_until_done(page)
    assert shown(catalogue) == start
    # Closing leads to the heading; what is closed stays so.
    row(page, "A-1").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    wait_until_done(page)
    assert row(page, "A-1").count() == 0
    assert row(page, "Ett").get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowRight")
    wait_until_done(page)
    # Delete asks for a reason on a page of its own.
    row(page, "A-1").focus()
    page.keyboard.press("Delete")
    page.get_by_role("heading", level=1, name="Låt rader utgå").wait_for()
    assert axe_violations(page) == []
    page.get_by_label("Skäl").fill("Dubblett")
    page.keyboard.press("Enter")
    page.get_by_text("En rad har utgått.").wait_for()
    assert shown(catalogue) == ["1 Ett", "1.1 A-2", "2 Två", "2.1 A-3"]


def test_on_a_phone_by_touch(
    catalogue, rows, programme, make_person, new_page, address, axe_violations
):
    page = new_page(make_person("author", programme), viewport=PHONE)
    page.goto(address)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert axe_violations(page) == []
    page.get_by_label("Markera A-3").check()
    page.get_by_role("button", name="Dra ut").click()
    page.locator("#live", has_text="Utdraget").wait_for()
    assert shown(catalogue)[3:] == ["2 Två", "3 A-3"]
    page.get_by_role("button", name="Ångra").click()
    page.locator("#live", has_text="Ångrat").wait_for()
    assert shown(catalogue)[4] == "2.1 A-3"


def test_dragged_with_the_mouse(catalogue, rows, programme, make_person, new_page, address):
    page = new_page(make_person("author", programme))
    page.goto(address)
    grip = row(page, "A-1").locator("[data-outline-grip]")
    grip.drag_to(row(page, "A-3"))
    page.locator("#live", has_text="Flyttat.").wait_for()
    assert shown(catalogue)[:2] == ["1 Ett", "1.1 A-2"]
    assert set(shown(catalogue)[3:]) in ({"2.1 A-1", "2.2 A-3"}, {"2.1 A-3", "2.2 A-1"})


def test_without_a_script(catalogue, rows, programme, make_person, chromium, live_server, address):
    from tests.conftest import sign_in

    context = chromium.new_context(
        base_url=live_server.url, locale="sv-SE", java_script_enabled=False
    )
    sign_in(context, make_person("author", programme), live_server.url)
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Markera A-2").check()
    page.get_by_role("button", name="Upp").click()
    page.get_by_text("Flyttat upp.").first.wait_for()
    assert shown(catalogue)[1:3] == ["1.1 A-2", "1.2 A-1"]
    page.get_by_role("link", name="Stäng Ett").click()
    assert page.get_by_role("link", name="A-1").count() == 0
    context.close()


def test_split_and_merge_have_keys(catalogue, programme, make_person, new_page, address):
    for number in (1, 2):
        RequirementFactory(
            catalogue=catalogue, code=f"K{number}", title=f"Krav {number}",
            text="Ett stycke.\n\nEtt till.", position=number << 20,
        )  # fmt: skip
    page = new_page(make_person("author", programme))
    page.goto(address)
    page.locator("[data-pk]").first.focus()
    page.keyboard.press("d")
    page.get_by_role("heading", level=1, name="Dela kravet").wait_for()
    page.goto(address)
    page.locator("[data-pk]").first.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("s")
    page.get_by_role("heading", level=1, name="Slå samman krav").wait_for()
