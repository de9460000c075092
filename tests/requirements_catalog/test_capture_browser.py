"""Needs written fast at a workshop while answers come slowly, in a real browser."""

import time
from itertools import cycle

import pytest
from playwright.sync_api import expect

from requirements_catalog.models import Need
from requirements_catalog.views import need_capture

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

TEN = [
    "Visa vem som bokat", "Se väntetider i hela regionen", "Läsa journal utan nät på ön",
    "Signera i mobilen", "Hitta remissen", "Dela med kommunen", "Skriva ut listan",
    "Ordinera vid sängen", "Få larm om allergi", "Se bilder direkt",
]  # fmt: skip


@pytest.fixture
def slow(monkeypatch):
    """Every answer to something sent comes after 400 to 800 ms."""
    waits = cycle((0.4, 0.8, 0.6, 0.5, 0.7))
    view = need_capture.CaptureForm.is_valid

    def slowly(form):
        if form.is_bound:
            time.sleep(next(waits))
        return view(form)

    monkeypatch.setattr(need_capture.CaptureForm, "is_valid", slowly)


@pytest.fixture
def page(new_page, programme, make_person):
    """The page of an author who has told the occasion and chosen a dimension; no perspective."""
    page = new_page(make_person("author", programme))
    page.goto("/p/prov/needs/capture/")
    page.get_by_label("Vad eller var").fill("Akuten")
    page.get_by_role("button", name="Börja skriva").press("Enter")
    field(page, "dimension").select_option("information")
    return page


def field(page, name):
    """A field of the need that is being written."""
    return page.locator(f"[data-capture] [name={name}]")


def write(page, titles):
    """Type without looking: titles with Enter after each, at the speed of somebody fast."""
    for title, delay in zip(titles, cycle((60, 90, 120)), strict=False):
        page.keyboard.type(title, delay=delay)
        page.keyboard.press("Enter")


def saved():
    """Titles and perspectives of all needs, in the order of their codes."""
    return list(Need.objects.order_by("code").values_list("title", "perspective"))


def refused(page):
    """The titles that stand as not saved."""
    return page.locator("[data-capture-refused] li strong")


def test_ten_needs_in_a_row_are_ten_needs(page, slow):
    field(page, "perspective").select_option("staff")
    field(page, "title").focus()
    write(page, TEN)
    expect(page.locator(".captured li")).to_have_count(10, timeout=20_000)
    assert saved() == [(title, "staff") for title in TEN]
    expect(field(page, "title")).to_be_focused()


def test_ten_needs_of_which_the_first_were_refused_are_ten_needs(page, slow, axe_violations):
    field(page, "title").focus()
    write(page, TEN[:2])
    page.keyboard.type(TEN[2], delay=60)
    # What was refused stands whole by itself, and what is typed where it is typed.
    expect(refused(page)).to_have_text(TEN[:2])
    expect(field(page, "title")).to_have_value(TEN[2])
    expect(field(page, "perspective")).to_have_value("")
    expect(field(page, "perspective")).to_have_attribute("aria-invalid", "true")
    assert not axe_violations(page)
    field(page, "perspective").select_option("patients")
    field(page, "title").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    write(page, TEN[3:])
    expect(page.locator(".captured li")).to_have_count(10, timeout=20_000)
    assert saved() == [(title, "patients") for title in TEN]
    expect(refused(page)).to_have_count(0)
    expect(field(page, "perspective")).to_have_value("patients")
    expect(field(page, "perspective")).not_to_have_attribute("aria-invalid", "true")


def test_a_missing_choice_is_refused_before_anything_is_sent(page):
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    field(page, "title").focus()
    write(page, TEN[:1])
    expect(refused(page)).to_have_text(TEN[:1])
    page.get_by_text("Perspektiv: välj i listan.", exact=True).wait_for()
    # Nobody types on: the list that lacks a choice is come to. A letter writes the next need still.
    expect(field(page, "perspective")).to_be_focused()
    page.keyboard.type("Vård", delay=60)
    expect(field(page, "title")).to_have_value("Vård")
    expect(field(page, "perspective")).to_have_value("")
    assert not sent
    # With the arrow keys one comes by other choices: only the one that is left there is taken.
    field(page, "perspective").focus()
    for _step in range(3):
        page.keyboard.press("ArrowDown")
    chosen = field(page, "perspective").input_value()
    assert chosen
    assert not sent
    page.keyboard.press("Tab")
    page.get_by_role("link", name=TEN[0]).wait_for()
    assert saved() == [(TEN[0], chosen)]
    expect(field(page, "title")).to_have_value("Vård")


def led_to_the_list(page):
    """A need without a perspective is refused, and the list is come to by itself."""
    field(page, "title").focus()
    write(page, TEN[:1])
    expect(field(page, "perspective")).to_be_focused()


def test_letters_choose_in_the_list_that_one_was_led_to(page):
    led_to_the_list(page)
    page.keyboard.type("med", delay=60)
    expect(field(page, "perspective")).to_have_value("staff")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=TEN[0]).wait_for()
    assert saved() == [(TEN[0], "staff")]
    expect(field(page, "title")).to_be_focused()
    expect(field(page, "title")).to_have_value("")
    write(page, TEN[1:2])
    expect(page.locator(".captured li")).to_have_count(2)


def test_letters_that_begin_a_choice_and_go_on_otherwise_are_all_in_the_title(page):
    led_to_the_list(page)
    # "for" begins "forskning", and "form" no choice.
    page.keyboard.type("Form på svar", delay=60)
    expect(field(page, "title")).to_have_value("Form på svar")
    expect(field(page, "perspective")).to_have_value("")
    expect(refused(page)).to_have_text(TEN[:1])


def test_a_choice_by_letters_stays_when_one_writes_on_after_a_pause(page):
    led_to_the_list(page)
    page.keyboard.type("pat", delay=60)
    page.wait_for_timeout(1100)
    page.keyboard.type("Signera", delay=60)
    expect(field(page, "title")).to_have_value("Signera")
    page.get_by_role("link", name=TEN[0]).wait_for()
    assert saved() == [(TEN[0], "patients")]


def test_the_occasion_is_asked_for_where_one_begins_to_write(new_page, programme, make_person):
    page = new_page(make_person("author", programme))
    page.goto("/p/prov/needs/capture/")
    expect(page.get_by_label("Slag")).to_be_focused()


def test_a_choice_made_at_enter_stays_with_its_need(page, slow):
    field(page, "perspective").select_option("staff")
    field(page, "title").focus()
    write(page, TEN[:2])
    field(page, "perspective").select_option("patients")
    write(page, TEN[2:3])
    expect(page.locator(".captured li")).to_have_count(3)
    assert saved() == [(TEN[0], "staff"), (TEN[1], "staff"), (TEN[2], "patients")]


def test_what_the_server_refuses_is_corrected_beside_what_is_being_written(page, slow):
    field(page, "perspective").select_option("staff")
    title = field(page, "title")
    title.evaluate("field => field.removeAttribute('maxlength')")
    title.fill("x" * 2000)
    title.press("Enter")
    field(page, "perspective").select_option("patients")
    page.keyboard.type(TEN[0])
    expect(refused(page)).to_have_text("x" * 2000)
    expect(title).to_have_value(TEN[0])
    page.get_by_role("button", name="Rätta").click()
    # It comes back with its own choices, and what was being written stands aside whole.
    expect(title).to_have_value("x" * 2000)
    expect(field(page, "perspective")).to_have_value("staff")
    expect(refused(page)).to_have_text(TEN[0])
    title.fill(TEN[1])
    title.press("Enter")
    expect(field(page, "perspective")).to_have_value("patients")
    page.get_by_role("button", name="Rätta").click()
    expect(title).to_have_value(TEN[0])
    title.press("Enter")
    expect(page.locator(".captured li")).to_have_count(2)
    assert saved() == [(TEN[1], "staff"), (TEN[0], "patients")]


def test_a_need_without_a_title_stays_and_says_so(page):
    field(page, "perspective").select_option("staff")
    field(page, "current_state").fill("På papper")
    field(page, "current_state").press("Enter")
    note = page.locator("[data-capture-untitled]")
    expect(note).to_be_visible()
    expect(field(page, "title")).to_be_focused()
    expect(field(page, "current_state")).to_have_value("På papper")
    write(page, TEN[:1])
    page.get_by_role("link", name=TEN[0]).wait_for()
    assert Need.objects.get().current_state == "På papper"
    expect(note).to_be_hidden()


def test_a_line_that_breaks_keeps_all_until_somebody_tries_again(page):
    field(page, "perspective").select_option("staff")
    page.route(
        "**/needs/capture/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    field(page, "title").focus()
    write(page, TEN[:1])
    page.get_by_role("button", name="Försök igen").wait_for()
    page.keyboard.type(TEN[1])
    page.unroute("**/needs/capture/")
    expect(field(page, "title")).to_have_value(TEN[1])
    page.keyboard.press("Enter")
    expect(page.locator(".captured li")).to_have_count(2)
    assert saved() == [(title, "staff") for title in TEN[:2]]
    expect(page.get_by_role("button", name="Försök igen")).to_be_hidden()


def test_a_need_whose_answer_was_lost_is_one_need_after_another_try(page):
    field(page, "perspective").select_option("staff")
    lost = []

    def lose(route):
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/needs/capture/", lose)
    field(page, "title").focus()
    write(page, TEN[:1])
    page.get_by_role("button", name="Försök igen").wait_for()
    assert (lost, saved()) == ([200], [(TEN[0], "staff")])
    page.get_by_role("button", name="Försök igen").click()
    expect(page.locator(".captured__new")).to_contain_text(TEN[0])
    # The same words said once more are another need.
    write(page, TEN[:1])
    expect(page.locator(".captured li")).to_have_count(2)
    assert saved() == [(TEN[0], "staff")] * 2


def test_another_occasion_takes_what_waits_and_what_is_being_written(page):
    field(page, "title").focus()
    write(page, TEN[:1])
    page.locator("[data-occasion] summary").click()
    page.get_by_label("Vad eller var").fill("Vårdcentralen")
    page.get_by_role("button", name="Byt tillfälle").click()
    page.locator("[data-occasion]:not([open])", has_text="Vårdcentralen").wait_for()
    field(page, "perspective").select_option("staff")
    field(page, "title").focus()
    page.get_by_role("link", name=TEN[0]).wait_for()
    assert Need.objects.get().sources.get().name == "Vårdcentralen"


def test_a_field_that_was_made_larger_stays_so_without_a_complaint(page):
    """A dragged corner is a style of the field; ``new_page`` fails when copying it was stopped."""
    field(page, "perspective").select_option("staff")
    box = field(page, "current_state").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] + 60)
    page.mouse.up()
    larger = field(page, "current_state").bounding_box()["height"]
    assert larger > box["height"] + 40
    field(page, "title").focus()
    write(page, TEN[:2])
    expect(page.locator(".captured li")).to_have_count(2)
    assert field(page, "current_state").bounding_box()["height"] == larger
    # Nor does htmx copy it on other screens.
    assert "style" not in page.evaluate("htmx.config.attributesToSettle")
