"""The board in the browser: a module is moved and moved back with the keyboard only."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from packages.actions import copy_alternative
from packages.models import Package, PackageLot, Placement
from tests.conftest import DESK, PHONE
from tests.factories import ModuleFactory

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_module_is_moved_and_moved_back_by_keyboard(new_page, lead, made, axe_violations):
    page = new_page(lead, viewport=PHONE)
    page.goto(reverse("packages:alternative-detail", args=["prov", made.alternative.pk]))
    left = '[data-lot=""] #module-'
    page.locator(f"#module-{made.vis.pk} summary").focus()
    # Open, go to the first place (left over), press it.
    for key in ("Enter", "Tab", "Enter"):
        page.keyboard.press(key)
    page.locator(f"{left}{made.vis.pk}").wait_for()
    expect(page.locator("#packaging-board [role=status]")).to_contain_text("kvar att placera")
    expect(page.locator("[data-focus]:focus")).to_have_count(1)
    assert not Placement.objects.filter(module=made.vis).exists()
    assert not axe_violations(page)
    # Undone twice: the move, and then the one before it, which put the platform in its place.
    page.keyboard.press("Control+z")
    page.locator(f"{left}{made.vis.pk}").wait_for(state="detached")
    assert Placement.objects.get(module=made.vis).lot.package == made.one
    page.keyboard.press("Control+z")
    page.locator(f"{left}{made.inf.pk}").wait_for()
    assert not Placement.objects.filter(module=made.inf).exists()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_many_packages_are_scrolled_in_the_board_and_not_with_the_page(
    new_page, lead, made, viewport
):
    for number in range(6):
        package = Package.objects.create(alternative=made.alternative, title=f"Paket {number}")
        lot = package.lots.create(number=1, title="Del")
        module = ModuleFactory(programme=made.alternative.programme)
        Placement.objects.create(alternative=made.alternative, lot=lot, module=module)
    page = new_page(lead, viewport=viewport)
    page.goto(reverse("packages:alternative-detail", args=["prov", made.alternative.pk]))
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) == 0


def test_alternatives_are_compared_on_a_phone(new_page, lead, made, axe_violations):
    """What is compared stays in sight as the figures are scrolled; texts need no scrolling."""
    for number in range(4):
        copy_alternative(alternative=made.alternative, title=f"Kopia {number}", by=lead)
    page = new_page(lead, viewport=PHONE)
    page.goto(reverse("packages:alternative-list", args=["prov"]))
    frame, label = page.locator(".compare-scroll").first, page.get_by_text("Moduler placerade")
    assert frame.evaluate("it => it.scrollWidth > it.clientWidth")
    before = label.bounding_box()["x"]
    frame.evaluate("it => { it.scrollLeft = 200 }")
    assert label.bounding_box()["x"] == before
    words = page.locator(".compare-scroll").nth(1)
    assert words.evaluate("it => it.scrollWidth <= it.clientWidth")
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) == 0 and axe_violations(page) == []


@pytest.mark.parametrize("wide", [1200, 1440])
def test_four_alternatives_are_compared_at_a_desk_without_scrolling(new_page, lead, made, wide):
    module = "Vårdinformationssystem"
    type(made.vis).objects.filter(pk=made.vis.pk).update(name=module)
    for number in range(3):
        title = f"Fyra upphandlingar, en för varje del {number}"
        copy_alternative(alternative=made.alternative, title=title, by=lead)
    page = new_page(lead, viewport={"width": wide, "height": 900})
    page.goto(reverse("packages:alternative-list", args=["prov"]))
    frames = page.locator(".compare-scroll").all()
    assert len(frames) == 2 and page.locator(".compare--figures .compare__head").count() == 4
    for frame in frames:
        assert frame.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_between_phone_and_desk_the_figures_fit_and_say_what_differs(new_page, lead, made):
    other = copy_alternative(alternative=made.alternative, title="Kopia", by=lead)
    other.packages.create(title="Ett paket till")
    page = new_page(lead, viewport={"width": 1000, "height": 900})
    page.goto(reverse("packages:alternative-list", args=["prov"]))
    frame = page.locator(".compare-scroll").first
    assert frame.evaluate("it => it.scrollWidth <= it.clientWidth")
    packages = frame.get_by_role("row").filter(has_text="Paket").first
    expect(packages.locator(".compare__said")).to_be_visible()
    expect(packages.locator(".compare__difference")).to_be_hidden()


def test_a_decision_is_noted_on_the_way_to_a_choice(new_page, lead, made, decision, axe_violations):
    page = new_page(lead, viewport=DESK)
    page.goto(reverse("packages:alternative-choose", args=["prov", made.alternative.pk]))
    page.get_by_label("Skäl till valet").fill("Två räcker.")
    page.get_by_label("Plattformen").check()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Anteckna ett nytt beslut").click()
    page.locator("[name=title]").fill("Nytt beslut")
    page.locator("[name=body]").select_option(str(decision.body_id))
    page.locator("[name=decided_on]").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Lägg till").click()
    expect(page.locator("[name=decision] option:checked")).to_contain_text("Nytt beslut")
    expect(page.get_by_label("Skäl till valet")).to_have_value("Två räcker.")
    expect(page.get_by_label("Plattformen")).to_be_checked()
    expect(page.get_by_label("Vårdsystemet")).not_to_be_checked()
    page.get_by_role("button", name="Välj alternativet").click()
    expect(page.get_by_text("Två delar är valt.")).to_be_visible()


def test_a_card_is_dragged_by_its_name_and_followed_when_that_is_pressed(new_page, lead, made):
    """The name is a link, and most of what one takes hold of: only the grip moved the card."""
    page = new_page(lead, viewport=DESK)
    page.goto(reverse("packages:alternative-detail", args=["prov", made.alternative.pk]))
    card = page.locator(f"#module-{made.vis.pk}")
    grip = card.locator("[data-grip]").bounding_box()
    assert min(grip["width"], grip["height"]) >= 32
    card.locator(".board__name").drag_to(page.locator('[data-lot=""]'), steps=8)
    page.locator(f'[data-lot=""] #module-{made.vis.pk}').wait_for()
    expect(page.locator("#packaging-board [role=status]")).to_contain_text("kvar att placera")
    assert not Placement.objects.filter(module=made.vis).exists()
    card.locator(".board__name").click()
    expect(page.get_by_role("heading", name="Vårdsystem", level=1)).to_be_visible()


def test_a_name_alone_is_changed_alone(new_page, lead, made):
    """The browser ends lines by two signs: the texts of several lines were told as changed."""
    made.alternative.pros, made.alternative.cons = "Ett.\nTvå.", "Tre.\n\nFyra."
    made.alternative.save()
    # What one person does within moments is told as one deed.
    for row in (type(made.alternative), Package, PackageLot, Placement):
        row.history.update(history_date="2026-01-01T08:00Z")
    page = new_page(lead, viewport=DESK)
    page.goto(reverse("packages:alternative-edit", args=["prov", made.alternative.pk]))
    page.get_by_label("Benämning").fill("Nytt namn")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Ändringen är sparad.")).to_be_visible()
    page.goto(reverse("packages:alternative-history", args=["prov", made.alternative.pk]))
    newest = page.locator(".timeline > li").first
    expect(newest).to_contain_text("Nytt namn")
    expect(newest).not_to_contain_text("ördelar")
    made.alternative.refresh_from_db()
    assert (made.alternative.pros, made.alternative.cons) == ("Ett.\nTvå.", "Tre.\n\nFyra.")


def test_the_chosen_is_in_sight_on_a_phone(new_page, lead, made, decision):
    for number in range(3):
        copy_alternative(alternative=made.alternative, title=f"Kopia {number}", by=lead)
    rows = type(made.alternative).objects.exclude(pk=made.alternative.pk)
    rows.filter(title="Kopia 2").update(state="chosen", decision=decision, reason="Nu.")
    page = new_page(lead, viewport=PHONE)
    page.goto(reverse("packages:alternative-list", args=["prov"]))
    head = page.locator(".compare--figures .compare__head").filter(has_text="Kopia 2")
    box = head.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
