"""What axe does not see: borders that can be seen, a focus that can be seen, narrow screens."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.conftest import DESK, PHONE, arrived
from tests.factories import GoalFactory, JobFactory, MilestoneFactory

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

BORDER_RATIO = 3  # WCAG 2.2, 1.4.11: parts of controls
TEXT_RATIO = 4.5  # WCAG 2.2, 1.4.3

PAGES = [
    "programme-overview",
    "programme-about",
    "programme-edit",
    "register-create",
    "programme-settings",
]


def address(name: str, programme) -> str:
    """A page of the programme; what is written in a register is a goal."""
    kind = ["goals"] if name == "register-create" else []
    return reverse(f"programmes:{name}", args=[programme.slug, *kind])


@pytest.fixture
def lead(programme, make_person):
    """A programme lead in a programme with something of everything."""
    person = make_person("programme_lead", programme, name="Maria Lind")
    programme.is_demo = True
    programme.vision = "En **öppen** miljö"
    programme.save()
    GoalFactory(programme=programme)
    MilestoneFactory(programme=programme)
    JobFactory(programme=programme, started_by=person)
    return person


def luminance(colour: str) -> float:
    """Relative luminance of ``rgb(…)`` (WCAG 2.2)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_computed_as_the_standard_says():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    # Bootstrap's own border, the reason for the test below.
    assert contrast("rgb(222, 226, 230)", "rgb(255, 255, 255)") == pytest.approx(1.30, abs=0.01)


COLOURS = """selector => [...document.querySelectorAll(selector)]
  .filter(element => element.offsetParent !== null)
  .map(element => {
    let behind = element.parentElement;
    while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)")
      behind = behind.parentElement;
    const style = getComputedStyle(element);
    return {
      name: element.name || element.className,
      border: style.borderTopColor,
      width: parseFloat(style.borderTopWidth),
      text: style.color,
      own: style.backgroundColor,
      behind: behind ? getComputedStyle(behind).backgroundColor : "rgb(255, 255, 255)",
    };
  })"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["programme-settings", "register-create"])
def test_borders_of_fields_can_be_seen(new_page, lead, programme, name, scheme):
    page = new_page(lead)
    page.emulate_media(color_scheme=scheme)
    page.goto(address(name, programme))
    fields = page.evaluate(COLOURS, ".form-control, .form-select, .form-check-input, .md-editor")
    assert len(fields) > 3
    faint = [
        (field["name"], round(contrast(field["border"], field["behind"]), 2))
        for field in fields
        if field["width"] < 1 or contrast(field["border"], field["behind"]) < BORDER_RATIO
    ]
    assert not faint
    tags = page.evaluate(COLOURS, ".tag, .chip, .btn-primary")
    assert all(contrast(tag["text"], tag["own"]) >= TEXT_RATIO for tag in tags if tag["text"])


def test_every_stop_of_the_tab_key_shows_its_focus(new_page, lead, programme):
    page = new_page(lead)
    page.goto(reverse("programmes:programme-settings", args=[programme.slug]))
    seen, hidden = set(), []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const element = document.activeElement;
              if (!element || element === document.body) return null;
              const style = getComputedStyle(element);
              return {
                name: element.outerHTML.slice(0, 90),
                width: parseFloat(style.outlineWidth),
                style: style.outlineStyle,
              };
            }"""
        )
        if stop is None:
            break
        if stop["name"] in seen and len(seen) > 10:
            continue
        seen.add(stop["name"])
        if stop["style"] == "none" or stop["width"] < 2:
            hidden.append(stop["name"])
    assert len(seen) > 10, "the key moves through the page"
    assert not hidden


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1440", "390"])
def test_pages_are_without_faults_and_fit(new_page, lead, programme, axe_violations, viewport):
    page = new_page(lead, viewport=viewport)
    addresses = [address(name, programme) for name in PAGES]
    addresses += [reverse(f"programmes:{name}") for name in ("programme-list", "job-list")]
    addresses += [
        reverse("programmes:search") + "?q=m",
        reverse("programmes:job-detail", args=[lead.jobs.get().uid]),
        reverse("accounts:profile"),
        reverse("mfa_index"),
    ]
    problems = []
    for path in addresses:
        assert page.goto(path).status == 200, path
        problems += [f"{path}: {found}" for found in axe_violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            problems.append(f"{path} is wider than the screen")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1440", "390"])
def test_pages_before_sign_in_are_without_faults(new_page, db, axe_violations, viewport):
    page = new_page(viewport=viewport)
    for name in ("account_login", "account_signup", "account_reset_password"):
        page.goto(reverse(name))
        assert axe_violations(page) == []


def test_the_drawer_opens_and_closes_by_keyboard(new_page, lead, programme):
    page = new_page(lead, viewport=PHONE)
    page.goto(reverse("programmes:programme-overview", args=[programme.slug]))
    nav, button = page.locator("#side-nav"), page.locator("[data-nav-open]")
    assert not nav.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert nav.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not nav.is_visible()
    expect(button).to_be_focused()


def test_the_keyboard_stays_in_the_open_drawer(new_page, lead, programme):
    page = new_page(lead, viewport=PHONE)
    page.goto(reverse("programmes:programme-overview", args=[programme.slug]))
    nav, button = page.locator("#side-nav"), page.locator("[data-nav-open]")
    at = "document.activeElement"
    button.press("Enter")
    nav.get_by_role("link", name="Inställningar").focus()
    for key in ["Tab"] * 4 + ["Shift+Tab"] * 6:
        page.keyboard.press(key)
        # Between its ends the keyboard is with the browser itself.
        assert page.evaluate(f"{at} === document.body || !!{at}.closest('#side-nav')")
    assert nav.is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    behind = page.locator(".programme-switcher > summary")
    expect(behind).to_be_focused()
    # Who turns the screen has the whole page again.
    button.press("Enter")
    behind.focus()
    expect(behind).not_to_be_focused()
    page.set_viewport_size(DESK)
    expect(nav).not_to_have_class("side-nav is-open")
    behind.focus()
    expect(behind).to_be_focused()


def test_the_labels_of_the_folded_navigation_lie_over_the_page(new_page, lead, programme):
    page = new_page(lead)
    page.goto(reverse("programmes:programme-overview", args=[programme.slug]))
    page.locator("[data-nav-fold]").click()
    page.locator("main").evaluate(
        "it => { const alert = document.createElement('div'); alert.className = 'alert';"
        " Object.assign(alert.style, { position: 'fixed', inset: '60px 0 0 60px' });"
        " it.prepend(alert); }"
    )
    link = page.locator("#side-nav").get_by_role("link", name="Behov")
    link.hover()
    # A label lets the mouse through, and could not be asked for as what lies on top.
    link.get_by_text("Behov").evaluate("it => { it.style.pointerEvents = 'auto'; }")
    label = link.get_by_text("Behov").bounding_box()
    assert label["x"] >= 56
    middle = [label["x"] + label["width"] / 2, label["y"] + label["height"] / 2]
    top = page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", middle)
    assert top == "side-nav__label"


def test_breadcrumbs_take_one_line_on_a_phone_and_open_whole(
    new_page, lead, programme, axe_violations
):
    page = new_page(lead, viewport=PHONE)
    page.goto(address("register-create", programme))
    crumbs = page.get_by_role("navigation", name="Brödsmulor")
    items = crumbs.get_by_role("listitem")
    assert crumbs.bounding_box()["height"] < 40
    assert crumbs.get_by_role("link", name="Provprogrammet").is_hidden()
    assert axe_violations(page) == []
    crumbs.get_by_role("button", name="Visa hela sökvägen").press("Enter")
    expect(crumbs.get_by_role("link", name="Provprogrammet")).to_be_focused()
    assert crumbs.get_by_role("button").count() == 0
    whole = items.all_text_contents()
    page.set_viewport_size(DESK)
    page.reload()
    assert crumbs.get_by_role("link", name="Provprogrammet").is_visible()
    assert crumbs.get_by_role("button").count() == 0
    assert [text for text in items.all_text_contents() if text != "…"] == whole


def test_keys_reach_search_and_the_list_of_keys(new_page, lead, programme):
    page = new_page(lead)
    page.goto(reverse("programmes:programme-list"))
    page.keyboard.press("/")
    expect(page.locator("#global-search")).to_be_focused()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Provprogrammet")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#key-list")).to_be_visible()


@pytest.mark.parametrize("wide", [900, 1000, 1100, 1200])
def test_between_phone_and_desk_nothing_of_the_frame_is_cut(new_page, lead, programme, wide):
    type(programme).objects.update(
        name="Framtidens vårdinformationsmiljö i norra sjukvårdsregionen"
    )
    page = new_page(lead, viewport={"width": wide, "height": 800})
    page.goto(address("programme-overview", programme))
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    assert page.locator(".stage-strip").evaluate("it => it.scrollWidth <= it.clientWidth")
    # The name of the programme is cut with dots where it must, and does not lie on the search.
    name = page.locator(".programme-switcher > summary").bounding_box()
    assert name["x"] + name["width"] <= page.locator(".global-search").bounding_box()["x"]


@pytest.mark.parametrize(
    ("wide", "columns", "first"), [(699, 2, ["0px", "1px"]), (700, 4, ["0px", "1px", "1px", "1px"])]
)
def test_the_stages_stand_in_two_columns_on_a_phone_and_four_beside_it(
    new_page, lead, programme, wide, columns, first
):
    page = new_page(lead, viewport={"width": wide, "height": 800})
    page.goto(address("programme-overview", programme))
    strip = page.locator(".stage-strip")
    tracks = strip.evaluate("it => getComputedStyle(it).gridTemplateColumns.split(' ').length")
    assert tracks == columns
    lines = "it => [...it.children].map(one => getComputedStyle(one).borderLeftWidth)"
    assert strip.evaluate(lines)[: columns + 1] == [*first, "0px"]
    over = "it => [...it.children].map(one => getComputedStyle(one).borderTopWidth)"
    assert strip.evaluate(over)[: columns + 1] == ["0px"] * columns + ["1px"]


def test_the_navigation_is_read_in_groups_folded_or_not(new_page, lead, programme, axe_violations):
    page = new_page(lead)
    page.goto(reverse("programmes:programme-overview", args=[programme.slug]))
    nav = page.locator("#side-nav")
    needs = nav.get_by_role("list", name="Vad vi behöver")
    for is_folded in (False, True):
        assert nav.get_by_role("heading").all_inner_texts() == [
            "Programmet", "Vad vi behöver", "Kravställning", "Upphandling", "Övrigt",
        ]  # fmt: skip
        assert needs.get_by_role("link").all_inner_texts() == ["Behov", "Målarkitektur", "Ordlista"]
        assert axe_violations(page) == []
        heading = nav.get_by_role("heading", name="Vad vi behöver").bounding_box()
        if not is_folded:
            assert heading["height"] > 16
            page.locator("[data-nav-fold]").click()
    # A line is left of a heading, between the groups.
    assert heading["height"] <= 1.5
    nav.get_by_role("link", name="Mitt arbete").focus()
    page.keyboard.press("Tab")
    expect(nav.get_by_role("link", name="Behov")).to_be_focused()
    expect(nav.get_by_text("Behov", exact=True)).to_have_css("opacity", "1")
    expect(nav.get_by_text("Styrning", exact=True)).to_have_css("opacity", "0")


@pytest.mark.parametrize("high", [844, 560])
def test_all_of_the_navigation_is_reached_on_a_phone(new_page, lead, programme, high):
    page = new_page(lead, viewport={"width": 390, "height": high})
    page.goto(reverse("programmes:programme-overview", args=[programme.slug]))
    page.locator("[data-nav-open]").click()
    nav = page.locator("#side-nav")
    assert nav.bounding_box()["height"] <= high
    last = nav.get_by_role("link", name="Inställningar")
    last.scroll_into_view_if_needed()
    assert last.bounding_box()["y"] + last.bounding_box()["height"] <= high + 1


def test_the_navigation_stays_folded(new_page, lead, programme):
    page = new_page(lead)
    address = reverse("programmes:programme-overview", args=[programme.slug])
    page.goto(address)
    wide = page.locator("#side-nav").bounding_box()["width"]
    page.locator("[data-nav-fold]").click()
    page.goto(address)
    assert (wide, page.locator("#side-nav").bounding_box()["width"]) == (232, 56)


def test_the_editor_writes_markdown_back(new_page, lead, programme, axe_violations):
    page = new_page(lead)
    page.goto(reverse("programmes:programme-edit", args=[programme.slug]))
    surface = page.get_by_role("textbox", name="Vision")
    surface.click()
    # Twenty milliseconds after it got the focus the editor puts the caret where it knew it, and
    # where a key moved it the browser tells it a moment later. Nobody types so soon; a test does.
    page.evaluate("new Promise((done) => setTimeout(done, 40))")
    page.keyboard.press("Control+End")
    page.wait_for_function(
        "() => { const { doc, selection } = document.activeElement.editor.state;"
        " return selection.head === doc.content.size - 1; }"
    )
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Punktlista").click()
    expect(surface.get_by_role("listitem")).to_have_count(1)
    page.keyboard.type("Öppna standarder")
    assert page.evaluate("document.getElementById('id_vision').value").split("\n") == [
        "En **öppen** miljö",
        "",
        "- Öppna standarder",
    ]
    assert axe_violations(page) == []
    page.get_by_role("button", name="Spara").click()
    programme.refresh_from_db()
    assert programme.vision.replace("\r", "") == "En **öppen** miljö\n\n- Öppna standarder"


def test_the_page_says_before_what_is_typed_is_lost(new_page, lead, programme):
    page = new_page(lead)
    page.goto(address("register-create", programme))
    page.get_by_label("Rubrik").fill("Färre fel")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(reverse("programmes:programme-list"))
    assert asked == ["beforeunload"]


def test_a_wrong_form_leads_to_its_field(new_page, lead, programme):
    page = new_page(lead)
    page.goto(address("register-create", programme))
    page.get_by_role("button", name="Lägg till").click()
    arrived(page.locator("[data-error-summary]"))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Rubrik").click()
    expect(page.locator("#id_title")).to_be_focused()
