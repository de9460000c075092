"""The timeline on a phone: it opens at today, and the names of lanes stay and hide nothing."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import DESK, PHONE
from tests.factories import MilestoneFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.once]
PAGE = reverse("steering:timeline", args=["prov"])
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
TITLE = "Beslut om fortsatt införande efter första etappen"


@pytest.fixture
def phone(programme, make_person, new_page):
    """The timeline of three years before and three after this one, on a phone."""
    year = timezone.localdate().year
    for at in (year - 3, year, year + 3):
        MilestoneFactory(programme=programme, title=TITLE, planned_on=date(at, 7, 1))
    page = new_page(make_person("reader", programme), viewport=PHONE)
    page.goto(PAGE)
    return page


def test_it_opens_at_today_and_the_names_of_lanes_stay(phone, axe_violations):
    frame = phone.locator("[data-plan]").bounding_box()
    names = phone.locator(".plan-names")
    today = phone.locator(".plan__today path").bounding_box()
    kept = names.bounding_box()
    assert kept["x"] == pytest.approx(frame["x"], abs=1.5)
    assert frame["x"] < today["x"] < frame["x"] + frame["width"]
    # They stand above their lanes: the same picture, as high.
    picture = phone.locator(".plan").bounding_box()
    assert kept["height"] == pytest.approx(picture["height"], abs=1)
    phone.evaluate("document.querySelector('[data-plan]').scrollLeft = 10000")
    assert names.bounding_box()["x"] == kept["x"]
    assert not phone.evaluate(OVERFLOWS) and axe_violations(phone) == []


def test_a_picture_wider_than_the_screen_says_that_it_goes_on(phone):
    hint = phone.get_by_text("Bilden är bredare än skärmen: dra den i sidled")
    frame = phone.locator("[data-plan]")
    for size, is_wider in ((PHONE, True), ({"width": 1000, "height": 800}, True), (DESK, False)):
        phone.set_viewport_size(size)
        assert frame.evaluate("it => it.scrollWidth > it.clientWidth") is is_wider
        assert hint.is_visible() is is_wider


def test_no_name_of_a_lane_lies_on_a_title_however_it_is_scrolled(phone):
    names = phone.locator(".plan-names text").all()
    titles = phone.locator(".plan__title").all()
    for left in (0, 300, 10000):
        phone.evaluate(f"document.querySelector('[data-plan]').scrollLeft = {left}")
        for name in [one.bounding_box() for one in names]:
            for title in [one.bounding_box() for one in titles]:
                assert (
                    name["y"] + name["height"] <= title["y"] + 1
                    or title["y"] + title["height"] <= name["y"] + 1
                )


def test_its_table_is_read_row_by_row_without_scrolling_sideways(phone):
    table = phone.locator(".plan-table .table-responsive")
    assert table.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert phone.locator(".plan-table tbody tr").first.inner_text().startswith(TITLE)


def test_at_a_desk_and_on_paper_it_is_seen_whole(phone):
    phone.set_viewport_size(DESK)
    phone.reload()
    frame, names = phone.locator("[data-plan]"), phone.locator(".plan-names")
    assert frame.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert names.bounding_box()["x"] == pytest.approx(frame.bounding_box()["x"], abs=1.5)
    # There is room for all of the title.
    assert phone.locator(".plan__title").first.text_content() == TITLE
    phone.emulate_media(media="print")
    assert names.is_visible()


def test_the_same_picture_is_sent_once_for_all_widths(phone):
    titles = phone.locator(".plan__title").all_text_contents()
    assert titles == [TITLE] * 3 and phone.locator("svg.plan").count() == 1
    lanes = phone.locator(".plan-names text").all_text_contents()
    assert lanes and len(lanes) == len(set(lanes))
