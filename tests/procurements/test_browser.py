"""The package in the browser: accessible, narrow enough for a phone, usable without a mouse."""

import pytest
from django.urls import reverse

from procurements import actions
from procurements.models import Procurement
from tests.conftest import DESK, PHONE

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def url(name, procurement, *args):
    return reverse(
        f"procurements:{name}", args=[procurement.programme.slug, procurement.slug, *args]
    )


@pytest.fixture
def addresses(complete, lot, criterion, officer):
    actions.add_lot(procurement=complete, number=2, title="Informationsplattform", by=officer)
    item = complete.items.filter(role="mandatory").first()
    return [
        reverse("procurements:procurement-list", args=[complete.programme.slug]),
        reverse("procurements:procurement-create", args=[complete.programme.slug]),
        url("procurement-detail", complete),
        url("procurement-edit", complete),
        url("procurement-publish", complete),
        url("procurement-log", complete),
        url("item-list", complete),
        url("item-add", complete),
        url("item-detail", complete, item.pk),
        url("item-changes", complete),
        url("plan-detail", complete, lot.pk),
        url("plan-edit", complete, lot.pk),
        url("criterion-edit", complete, criterion.pk),
        url("price-list", complete, lot.pk),
    ]


@pytest.mark.once
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_accessible_and_fits(new_page, officer, addresses, axe_violations, viewport):
    page = new_page(officer, viewport=viewport)
    wrong = {}
    for address in addresses:
        page.goto(address)
        found = axe_violations(page)
        beyond = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if found or beyond > 0:
            wrong[address] = (beyond, found)
    assert not wrong


def test_many_are_changed_by_keyboard(new_page, officer, complete):
    page = new_page(officer)
    page.goto(url("item-list", complete))
    bar = page.locator("[data-bulk-bar]")
    assert not bar.is_visible()
    page.get_by_label("Markera A1").focus()
    page.keyboard.press("Space")
    assert bar.is_visible() and bar.locator("[data-bulk-count]").inner_text() == "1"
    bar.get_by_label("Roll").select_option("information")
    bar.get_by_role("button", name="Ändra").press("Enter")
    page.get_by_text("1 krav är ändrat.").wait_for()
    assert complete.items.filter(role="information").count() == 2


def test_a_procurement_is_published_after_a_look_at_what_is_locked(new_page, officer, complete):
    page = new_page(officer)
    page.goto(url("procurement-detail", complete))
    page.get_by_role("link", name="Publicera …").click()
    page.get_by_label("Jag har läst vad som låses").check()
    page.get_by_role("button", name="Publicera och lås").click()
    page.get_by_text("Upphandlingen är publicerad och underlaget är låst.").wait_for()
    assert Procurement.objects.get(pk=complete.pk).state == "published"
    assert page.get_by_role("link", name="Lägg till krav").count() == 0
