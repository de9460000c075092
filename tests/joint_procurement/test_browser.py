"""Needs are filled in with the keyboard alone."""

import time

import pytest

from joint_procurement.models import RequirementStance
from steering.models import BudgetFrame
from tests.conftest import PATIENCE_MS, arrived

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_another_need_is_told_where_it_is_asked_for(joint, programme, make_person, new_page):
    author, requirement = make_person("author", programme), joint.requirements[0]
    page = new_page(author)
    page.goto(f"/p/prov/procurements/{joint.procurement.slug}/joint/needs/")
    cell = page.get_by_label(f"{requirement.code}, Alfa", exact=True)
    arrived(cell)
    cell.focus()
    cell.select_option("differs")
    words = page.get_by_label(f"{requirement.code}, Alfa: på vilket sätt")
    words.wait_for()
    # A function: a text would be evaluated, which the page's policy forbids.
    page.wait_for_function("() => document.activeElement.name === 'text'")
    page.keyboard.type("Med sigill.")
    page.keyboard.press("Tab")
    page.get_by_text(f"{requirement.code}, Alfa: sparat").first.wait_for(state="attached")
    row = RequirementStance.objects.get(requirement=requirement, organisation=joint.alfa)
    assert (row.stance, row.text) == ("differs", "Med sigill.")


def test_another_organisation_and_day_bring_what_hangs_on_them(
    joint, programme, make_person, new_page, axe_violations
):
    """Beta joined on 2026-01-15, so an older decision changes nothing; Alfa has its own body."""
    for name, organisation in (("Nämnden i Alfa", joint.alfa), ("Nämnden i Beta", joint.beta)):
        programme.bodies.create(name=name, kind="decides", organisation=organisation)
    page = new_page(make_person("procurement_officer", programme))
    page.goto(f"/p/prov/procurements/{joint.procurement.slug}/joint/decide/")
    page.get_by_label("Skäl").fill("Behoven skiljer sig.")
    page.get_by_label("Organisation").select_option(label="Beta")
    page.locator("#content").get_by_text("Nu gäller beslutet 2026-01-15: deltar").wait_for()
    bodies = page.get_by_label("Beslutande organ")
    assert bodies.locator("option").all_inner_texts() == ["---------", "Nämnden i Beta"]
    bodies.select_option(label="Nämnden i Beta")
    page.get_by_label("Beslutsdatum").fill("2025-12-01")
    page.get_by_label("Beslutsdatum").dispatch_event("change")
    content = page.locator("#content")
    content.get_by_text("Ett senare beslut, 2026-01-15 (deltar), gäller.").wait_for()
    # What was chosen and written stays.
    assert bodies.locator("option:checked").inner_text() == "Nämnden i Beta"
    assert page.get_by_label("Skäl").input_value() == "Behoven skiljer sig."
    assert axe_violations(page) == []


@pytest.fixture
def deciding(joint, programme, make_person, new_page):
    """The form of a decision; Alfa and Beta have a body each."""
    for name, organisation in (("Nämnden i Alfa", joint.alfa), ("Nämnden i Beta", joint.beta)):
        programme.bodies.create(name=name, kind="decides", organisation=organisation)
    page = new_page(make_person("procurement_officer", programme))
    page.goto(f"/p/prov/procurements/{joint.procurement.slug}/joint/decide/")
    return page


def test_a_body_chosen_before_the_answer_comes_stays(deciding):
    """The answer to the choice of Beta is held until the body is chosen from the list as it was."""
    page, held = deciding, []
    page.route("**/joint/decide/?*", lambda one: held.append(one))
    page.get_by_label("Organisation").select_option(label="Beta")
    bodies = page.get_by_label("Beslutande organ")
    bodies.select_option(label="Nämnden i Beta")
    _until(page, lambda: len(held) == 2)
    for one in held:
        one.continue_()
    page.locator("#id_body option", has_text="Alfa").wait_for(state="detached")
    assert bodies.locator("option:checked").inner_text() == "Nämnden i Beta"
    # One that is not offered of the organisation chosen next is not kept.
    page.unroute("**/joint/decide/?*")
    page.get_by_label("Organisation").select_option(label="Alfa")
    bodies.locator("option", has_text="Nämnden i Alfa").wait_for(state="attached")
    assert bodies.input_value() == ""


def test_only_a_whole_day_asks_and_the_bodies_stay_as_they_are(deciding):
    """A browser tells of a change at each key of the year."""
    page, asked = deciding, []
    page.get_by_label("Organisation").select_option(label="Beta")
    page.locator("#content").get_by_text("Nu gäller beslutet 2026-01-15: deltar").wait_for()
    page.locator("#id_body option", has_text="Alfa").wait_for(state="detached")
    page.get_by_label("Beslutande organ").select_option(label="Nämnden i Beta")
    page.locator("#id_body").evaluate("one => { one.isTheSame = true; }")
    page.on("request", lambda one: asked.append(one.url) if "/decide/" in one.url else None)
    day = page.get_by_label("Beslutsdatum")
    # The page's own clock, moved by hand: what waits for its time is through when it has passed.
    page.clock.install()
    for year in ("0002", "0020", "0202"):
        day.fill(f"{year}-12-01")
        day.dispatch_event("change")
        # Longer than the delay: somebody who looks up the year between two keys.
        page.clock.run_for(1000)
    # Requests are told of in their order, so that one of before would have been told of by now.
    page.evaluate("() => fetch('/decide/last')")
    _until(page, lambda: asked)
    assert [one.endswith("/decide/last") for one in asked] == [True]
    asked.clear()
    day.fill("2025-12-01")
    day.dispatch_event("change")
    page.clock.run_for(1000)
    page.locator("#content").get_by_text("Ett senare beslut, 2026-01-15 (deltar)").wait_for()
    assert len(asked) == 1 and "decided_on=2025-12-01" in asked[0]
    assert page.get_by_label("Beslutande organ").evaluate("one => one.isTheSame === true")


def test_pages_can_be_read_by_all(joint, programme, make_person, new_page, axe_violations):
    page = new_page(make_person("programme_lead", programme))
    below = f"/p/prov/procurements/{joint.procurement.slug}/joint/"
    for name in ("", "needs/", f"volumes/{joint.one.pk}/", f"what-if/?leave={joint.beta.pk}"):
        page.goto(below + name)
        assert axe_violations(page) == [], name


def test_every_figure_of_what_happens_is_seen_on_a_phone(joint, programme, make_person, new_page):
    """No cell of organisations, lots, weights, volumes or budget lies outside its frame."""
    frame = BudgetFrame.objects.create(
        programme=programme, name="Ram", amount=1, first_year=2029, last_year=2029
    )
    frame.lines.create(year=2029, organisation=joint.beta, title="Stöd", planned=38_000_000)
    page = new_page(make_person("reader", programme), viewport={"width": 390, "height": 844})
    page.goto(f"/p/prov/procurements/{joint.procurement.slug}/joint/what-if/?leave={joint.beta.pk}")
    outside = page.evaluate(
        """() => ["who", "value", "weights", "volume", "budget"].flatMap(name => {
          const panel = document.getElementById(`${name}-title`).closest("section");
          const cells = [...panel.querySelectorAll("td, tbody th, tfoot th")];
          const edge = panel.getBoundingClientRect().right;
          const out = cells.filter(one => one.getBoundingClientRect().right > edge + 1);
          return cells.length ? out.map(one => one.textContent) : [name];
        })"""
    )
    assert outside == []
    label = page.locator("[data-label='Skillnad, kr']").first
    assert label.evaluate("one => getComputedStyle(one, '::before').content") == '"Skillnad, kr"'


@pytest.mark.parametrize("wide", [1000, 1200])
def test_what_happens_if_is_read_without_scrolling_sideways(
    joint, programme, make_person, new_page, wide
):
    """The names of price items are long, and stand as heads of columns."""
    for item in (joint.licence, joint.hours):
        type(item).objects.filter(pk=item.pk).update(
            title="Anslutning av privat vårdgivare till plattformen, per år och mottagning"
        )
    page = new_page(make_person("programme_lead", programme), viewport=_viewport(wide))
    below = f"/p/prov/procurements/{joint.procurement.slug}/joint/"
    page.goto(f"{below}what-if/?leave={joint.beta.pk}")
    frames = page.locator(".table-responsive").all()
    assert len(frames) > 4
    for frame in frames:
        assert frame.evaluate("it => it.scrollWidth <= it.clientWidth + 1")


def _until(page, is_so) -> None:
    """Let the browser go on until something is so; fail where it does not come to be."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not is_so():
        assert time.monotonic() < end, "it did not come to be"
        page.wait_for_timeout(20)


def _viewport(wide: int) -> dict:
    return {"width": wide, "height": 900}
