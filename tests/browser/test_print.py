"""Pages printed from the browser: no page of paper is blank, and what colour tells is printed."""

import re
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from programmes.models import Stream
from tests.factories import MilestoneFactory
from tests.register_rows import ROWS
from tests.tools import need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.once]
EDGE = {"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}


def printed(page, tmp_path, *, landscape) -> list[str]:
    """The text of each page of paper, A4."""
    path = tmp_path / "printed.pdf"
    page.pdf(path=path, format="A4", landscape=landscape, margin=EDGE)
    text = subprocess.run(
        [need("pdftotext"), "-layout", path, "-"], check=True, capture_output=True, text=True
    ).stdout
    return [re.sub(r"\s+", " ", one).strip() for one in text.split("\f")[:-1]]


@pytest.fixture
def planned(programme):
    """A programme of so many milestones that its timeline is higher than it is wide."""
    today = timezone.localdate()
    for number in range(48):
        MilestoneFactory(
            programme=programme,
            title=f"Milstolpe {number}",
            planned_on=today + timedelta(days=2 * number),
        )
    Stream.objects.create(programme=programme, code="A", name="Upphandling")
    ROWS["decisions"](programme)
    ROWS["risks"](programme)
    ROWS["participants"](programme)
    return programme


@pytest.mark.parametrize("landscape", [True, False])
def test_a_timeline_begins_on_the_first_page(planned, make_person, new_page, tmp_path, landscape):
    page = new_page(make_person("reader", planned))
    page.goto(f"/p/{planned.slug}/steering/timeline/?zoom=whole")
    assert page.locator(".plan-panel--taller").count() == 1
    pages = printed(page, tmp_path, landscape=landscape)
    assert all(len(text) > 60 for text in pages), pages
    # What is small is told letter by letter.
    assert "Milstolpe47" in pages[0].replace(" ", "")
    assert "Bilden är bredare" not in " ".join(pages)
    # Folded, its table is no heading without anything.
    assert "som tabell" not in " ".join(pages) and len(pages) == 1
    page.locator(".plan-table summary").click()
    pages = printed(page, tmp_path, landscape=landscape)
    assert "Milstolpe47" in pages[0].replace(" ", "") and all(len(text) > 60 for text in pages[1:])
    assert "som tabell Vad" in " ".join(pages)


def test_marks_of_legends_are_printed(planned, make_person, new_page):
    page = new_page(make_person("reader", planned))
    page.goto(f"/p/{planned.slug}/steering/timeline/?zoom=whole")
    page.emulate_media(media="print")
    exact = "it => getComputedStyle(it).printColorAdjust"
    assert {one.evaluate(exact) for one in page.locator(".plan-mark").all()} == {"exact"}
    ROWS["interfaces"](planned)
    page.goto(f"/p/{planned.slug}/architecture/map/")
    marks = page.locator(".map-legend__mark").all()
    assert marks and {one.evaluate(exact) for one in marks} == {"exact"}


@pytest.mark.parametrize("landscape", [True, False])
def test_headings_are_printed_once_with_what_they_head(
    planned, make_person, new_page, tmp_path, landscape
):
    page = new_page(make_person("reader", planned))
    page.goto(f"/p/{planned.slug}/steering/")
    pages = printed(page, tmp_path, landscape=landscape)
    whole = " ".join(pages)
    assert whole.count("Senaste besluten") == 1 and "Alla register" not in whole
    assert "Inriktning" in whole[whole.index("Senaste besluten") :][:80]
    for text in pages:
        assert not text.endswith(("Senaste besluten", "Deltagare", "Milstolpar", "Ekonomi"))


def test_what_a_phone_has_folded_is_printed(planned, make_person, new_page, tmp_path):
    page = new_page(make_person("reader", planned), viewport={"width": 390, "height": 844})
    page.goto(f"/p/{planned.slug}/steering/")
    assert not page.get_by_text("Inriktning").is_visible()
    assert "Inriktning" in " ".join(printed(page, tmp_path, landscape=False))
