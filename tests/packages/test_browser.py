"""The board in the browser: a module is moved and moved back with the keyboard only."""

import pytest
from django.urls import reverse

from packages.models import Placement
from tests.conftest import PHONE

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_module_is_moved_and_moved_back_by_keyboard(new_page, lead, made, axe_violations):
    page = new_page(lead, viewport=PHONE)
    page.goto(reverse("packages:alternative-detail", args=["prov", made.alternative.pk]))
    left = '[data-lot=""] #module-'
    page.locator(f"#module-{made.vis.pk} summary").focus()
    # Open, go to the list of places, choose the first (left over), go to the button, press it.
    for key in ("Enter", "Tab", "Home", "Tab", "Enter"):
        page.keyboard.press(key)
    page.locator(f"{left}{made.vis.pk}").wait_for()
    assert "kvar att placera" in page.locator("#packaging-board [role=status]").inner_text()
    assert page.evaluate("document.activeElement.matches('[data-focus]')")
    assert not Placement.objects.filter(module=made.vis).exists()
    assert not axe_violations(page)
    # Undone twice: the move, and then the one before it, which put the platform in its place.
    page.keyboard.press("Control+z")
    page.locator(f"{left}{made.vis.pk}").wait_for(state="detached")
    assert Placement.objects.get(module=made.vis).lot.package == made.one
    page.keyboard.press("Control+z")
    page.locator(f"{left}{made.inf.pk}").wait_for()
    assert not Placement.objects.filter(module=made.inf).exists()
