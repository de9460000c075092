"""The map: what an address shows, in which order it is read, and how it is coloured."""

import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.roles import Permission
from target_architecture import views
from target_architecture.colourings import COLOURINGS, Colouring, Told, register
from target_architecture.drawing.picture import Shade, landscape
from target_architecture.models import ArchitectureState, Interface
from tests.factories import ModuleFactory, StandardFactory

pytestmark = pytest.mark.django_db
MAP = reverse("target_architecture:landscape", args=["prov"])


def interface(code, source, target, **values) -> Interface:
    return Interface.objects.create(
        programme=source.programme, code=code, name="Svar", source=source, target=target, **values
    )


def states(programme, *years) -> None:
    kinds = ["as_is", *["transition"] * (len(years) - 2), "to_be"]
    for kind, year in zip(kinds, years, strict=True):
        ArchitectureState.objects.create(
            programme=programme, kind=kind, name=f"Läge {year}", year=year
        )


def read_codes(page: str) -> list[str]:
    """The codes of the boxes, in the order that they stand in the page."""
    return re.findall(r'class="map__note"[^>]*>(\w+)', page)


def test_the_map_is_empty_without_modules(as_role):
    page = as_role("reader").get(MAP).content.decode()
    assert "Kartan är tom" in page and "Hämta som PDF" not in page


def test_boxes_are_read_row_by_row_and_what_stands_beside_at_last(programme, as_role):
    # Written in another order than they stand: the second layer's first module comes late.
    for position, (code, layer, kind) in enumerate(
        [
            ("A1", "Överst", "to_procure"),
            ("N1", "Nationellt", "national"),
            ("B1", "Underst", "existing"),
            ("A2", "Överst", "existing"),
            ("B2", "Underst", "to_replace"),
        ]
    ):
        ModuleFactory(programme=programme, code=code, layer=layer, kind=kind, position=position)
    page = as_role("reader").get(MAP).content.decode()
    assert read_codes(page) == ["A1", "A2", "B1", "B2", "N1"]


def test_a_year_shows_what_is_in_use_and_beside_another_what_changes(programme, as_role):
    states(programme, 2026, 2032)
    old = ModuleFactory(programme=programme, code="OLD", in_use_until=2028)
    new = ModuleFactory(programme=programme, code="NEW", in_use_from=2029)
    stays = ModuleFactory(programme=programme, code="STAYS")
    interface("G-1", old, stays)
    interface("G-2", stays, new)
    client = as_role("reader")
    assert read_codes(client.get(MAP).content.decode()) == ["NEW", "STAYS"]
    assert read_codes(client.get(MAP, {"year": "2026"}).content.decode()) == ["OLD", "STAYS"]
    # A year without a state is as if none was asked.
    assert read_codes(client.get(MAP, {"year": "2030"}).content.decode()) == ["NEW", "STAYS"]
    both = client.get(MAP, {"year": "2032", "beside": "2026"}).content.decode()
    assert read_codes(both) == ["OLD", "STAYS", "NEW", "STAYS"]
    assert "OLD · − försvinner" in both and "NEW · + tillkommer" in both
    # Each picture has its table, and the tables tell what changes too.
    assert "Läge 2026 2026 som tabell" in both and "Läge 2032 2032 som tabell" in both
    assert both.count(">− försvinner</td>") == both.count(">+ tillkommer</td>") == 1


def test_the_legend_tells_only_what_is_drawn(programme, as_role):
    one, other = ModuleFactory(programme=programme), ModuleFactory(programme=programme)
    seam = interface("G-1", one, other)
    client = as_role("reader")

    def told() -> list[bool]:
        page = client.get(MAP).content.decode()
        return [f"map-legend__line--{name}" in page for name in ("vital", "missing", "proprietary")]

    assert told() == [False, True, False]
    seam.standards.add(StandardFactory(programme=programme, is_open=False))
    Interface.objects.update(criticality="vital")
    assert told() == [True, False, True]


def test_a_long_table_is_folded(programme, as_role, monkeypatch):
    one, other = ModuleFactory(programme=programme), ModuleFactory(programme=programme)
    client = as_role("reader")
    for number in range(40):
        interface(f"G-{number}", one, other)
    assert "<details><summary" not in client.get(MAP).content.decode()
    interface("G-40", one, other)
    assert "<details><summary" in client.get(MAP).content.decode()
    assert views.LONG_TABLE == 40


def test_the_map_costs_the_same_whatever_it_shows(programme, as_role, django_assert_num_queries):
    def grow(count):
        standard = StandardFactory(programme=programme)
        modules = ModuleFactory.create_batch(count, programme=programme)
        for number, (one, other) in enumerate(pairwise(modules)):
            interface(f"G-{count}-{number}", one, other).standards.add(standard)

    client = as_role("reader")
    grow(3)
    with CaptureQueriesContext(connection) as few:
        client.get(MAP)
    grow(27)
    with django_assert_num_queries(len(few)):
        client.get(MAP)
    with django_assert_num_queries(4):
        landscape(programme)


@pytest.fixture
def by_code():
    """A colouring that only those who write are offered."""
    register(
        Colouring(
            name="letter",
            label="första bokstaven",
            needs=Permission.EDIT_REQUIREMENTS,
            shades=lambda programme, modules: {
                one.pk: Shade(7, "börjar på A") for one in modules if one.code.startswith("A")
            },
            plain="annan bokstav",
            told=lambda programme, shades: Told(f"{len(shades)} på A.", "/dit/", "Läs mer"),
        )
    )
    yield
    del COLOURINGS["letter"]


def test_apps_to_the_right_colour_the_map(programme, as_role, by_code):
    ModuleFactory(programme=programme, code="A1")
    ModuleFactory(programme=programme, code="B1")
    author = as_role("author")
    assert '<option value="letter">första bokstaven</option>' in author.get(MAP).content.decode()
    page = author.get(MAP, {"colour": "letter"}).content.decode()
    assert '<option value="letter" selected>' in page
    assert "A1 · börjar på A" in page
    # What the colouring does not name stays plain, and the legend tells what that is.
    assert re.findall(r"map__box--shade-(\d)", page) == ["7", "0"]
    legend = page.split('class="map-legend"')[1].split("</ul>")[0]
    assert "första bokstaven:" in legend
    words = re.findall(r'map-legend__mark--(\d)" aria-hidden="true"></span>([^<]+)<', legend)
    assert words == [("7", "börjar på A"), ("0", "annan bokstav")]
    assert '<p class="map-told">1 på A. <a href="/dit/">Läs mer</a></p>' in page
    ModuleFactory(programme=programme, code="A2")
    programme.modules.get(code="B1").delete()
    assert "annan bokstav" not in author.get(MAP, {"colour": "letter"}).content.decode()
    # Who may not see what it tells is not offered it, and cannot ask for it.
    reader = as_role("reader").get(MAP, {"colour": "letter"}).content.decode()
    assert "första bokstaven" not in reader
    assert re.findall(r"map__box--shade-(\d)", reader) == ["1", "1"]


def test_a_colour_without_a_box_is_not_in_the_legend(programme):
    """A module of another year has no box, and no colour to explain."""
    ModuleFactory(programme=programme, in_use_from=2030)
    old = ModuleFactory(programme=programme, in_use_until=2029)
    shades = {
        one.pk: Shade(number, str(number)) for number, one in enumerate(programme.modules.all(), 1)
    }
    picture = landscape(programme, year=2026, shades=shades)
    assert [(shade.number, shade.label) for shade in picture.legend] == [
        (shades[old.pk].number, shades[old.pk].label)
    ]
