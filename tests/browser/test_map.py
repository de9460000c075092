"""The map of the architecture for eye and keyboard, at desk and phone width, light and dark."""

import pytest
from django.urls import reverse

from target_architecture.models import ArchitectureState, Interface
from tests.conftest import DESK, PHONE
from tests.factories import ModuleFactory, StandardFactory

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

MAP = reverse("target_architecture:landscape", args=["prov"])
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@pytest.fixture
def reader(programme, make_person):
    """A reader of a map of four modules in a row and one beside, each with a seam to the next."""
    modules = [
        ModuleFactory(programme=programme, code=f"M{number}", layer="Vård", position=number)
        for number in range(4)
    ]
    modules.append(ModuleFactory(programme=programme, code="NAT", kind="national", position=0))
    open_one = StandardFactory(programme=programme, code="FHIR R4")
    own_one = StandardFactory(programme=programme, code="Eget", is_open=False)
    for number, standards in enumerate([[open_one], [own_one], [], [open_one, own_one]]):
        seam = Interface.objects.create(
            programme=programme,
            code=f"G-{number}",
            name="Svar",
            source=modules[number],
            target=modules[number + 1],
            criticality="vital" if number == 0 else "medium",
        )
        seam.standards.set(standards)
    for kind, year in (("as_is", 2026), ("to_be", 2032)):
        ArchitectureState.objects.create(
            programme=programme, kind=kind, name=f"Läge {year}", year=year
        )
    return make_person("reader", programme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    new_page, reader, axe_violations, scheme, viewport
):
    page = new_page(reader, viewport=viewport)
    page.emulate_media(color_scheme=scheme)
    module = Interface.objects.first().source
    addresses = [
        MAP,
        f"{MAP}?year=2032&beside=2026",
        reverse("requirements_catalog:module-detail", args=["prov", module.pk]),
        reverse("requirements_catalog:module-list", args=["prov"]),
    ]
    problems = []
    for address in addresses:
        page.goto(address)
        problems += [f"{address}: {line}" for line in axe_violations(page)]
        if page.evaluate(OVERFLOWS):
            problems.append(f"{address}: wider than the screen")
    assert not problems, "\n".join(problems)


LIT = """() => ({
  lines: [...document.querySelectorAll('.map__lines > .is-lit')].length,
  boxes: [...document.querySelectorAll('.map__box.is-lit .map__note')]
    .map(note => note.textContent.split(' ')[0]),
})"""


def test_boxes_are_reached_in_reading_order_and_light_their_lines(new_page, reader):
    page = new_page(reader)
    page.goto(MAP)
    page.locator(".map-scroll").focus()
    reached = []
    for _stop in range(5):
        page.keyboard.press("Tab")
        note = page.evaluate("document.activeElement.querySelector('.map__note')?.textContent")
        reached.append((note or "").split(" ")[0])
        if reached[-1] == "M1":
            # Its own two lines, and the boxes that they lead to.
            assert page.evaluate(LIT) == {"lines": 2, "boxes": ["M0", "M1", "M2"]}
    assert reached == ["M0", "M1", "M2", "M3", "NAT"]
    # The national module has one line; when the focus leaves, nothing is dimmed.
    assert page.evaluate(LIT) == {"lines": 1, "boxes": ["M3", "NAT"]}
    page.keyboard.press("Tab")
    assert page.evaluate(LIT) == {"lines": 0, "boxes": []}


def test_a_map_too_small_to_read_begins_larger_than_its_frame(new_page, reader):
    """On a phone it is scrolled in its frame; the whole of it is one press away."""
    page = new_page(reader, viewport=PHONE)
    page.goto(MAP)
    widths = "() => [document.querySelector('.map').clientWidth, innerWidth]"
    drawn, screen = page.evaluate(widths)
    assert drawn > screen * 2
    page.get_by_role("button", name="Hela kartan").click()
    drawn, screen = page.evaluate(widths)
    assert drawn <= screen
    page.set_viewport_size(DESK)
    page.goto(MAP)
    assert page.evaluate("document.querySelector('.map-scroll').hasAttribute('data-fits')")
