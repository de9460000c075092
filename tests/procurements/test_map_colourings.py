"""The map coloured by procurement: by the lots that buy the modules."""

import pytest

from target_architecture.colourings import COLOURINGS
from tests.factories import LotFactory, ModuleFactory, ProcurementFactory

pytestmark = pytest.mark.django_db


def test_a_module_has_the_colour_of_its_lot(programme, django_assert_num_queries):
    modules = [ModuleFactory(programme=programme) for _number in range(4)]
    first, second, both, _none = modules
    long = "Plattform och vårdinformationssystem för tre regioner"
    for title, lots in [
        (long, [("Grund", [first, both]), ("Journal", [second])]),
        ("Tillägg", [("Mer", [both])]),
    ]:
        procurement = ProcurementFactory(programme=programme, title=title)
        for number, (name, bought) in enumerate(lots, 1):
            LotFactory(procurement=procurement, number=number, title=name).modules.set(bought)
    LotFactory().modules.set([ModuleFactory()])  # another programme's
    with django_assert_num_queries(1):
        shades = COLOURINGS["procurement"].shades(programme, modules)
    assert {key: one.label for key, one in shades.items()} == {
        # The lot before what the lots share, of which 28 letters are told.
        first.pk: "Del 1 Grund (Plattform och vårdinformati…)",
        second.pk: "Del 2 Journal (Plattform och vårdinformati…)",
        both.pk: "i flera: Del 1 Grund (Plattform och vårdinformati…) + Del 1 Mer (Tillägg)",
    }
    assert len({one.number for one in shades.values()}) == 3


def test_those_beyond_the_colours_share_one(programme):
    modules = [ModuleFactory(programme=programme) for _number in range(9)]
    for module in modules:
        LotFactory(procurement=ProcurementFactory(programme=programme)).modules.add(module)
    shades = COLOURINGS["procurement"].shades(programme, modules)
    assert [shades[one.pk].label for one in modules[7:]] == ["i andra delkontrakt"] * 2
    assert len({one.number for one in shades.values()}) == 8


def test_the_map_offers_it(as_role, programme):
    procurement = ProcurementFactory(programme=programme, title="Plattformen")
    LotFactory(procurement=procurement).modules.add(ModuleFactory(programme=programme))
    text = as_role("reader").get(f"/p/{programme.slug}/architecture/map/?colour=procurement").text
    assert '<option value="procurement" selected>Upphandling</option>' in text
    assert "Plattformen" in text.split('class="map-legend"')[1].split("</ul>")[0]


def test_where_nothing_is_bought_the_map_says_so(as_role, programme):
    ModuleFactory(programme=programme)
    address = f"/p/{programme.slug}/architecture/map/?colour=procurement"
    text = as_role("reader").get(address).text
    told = text.split('class="map-told"')[1].split("</p>")[0]
    assert "Inget delkontrakt i någon upphandling har moduler" in told
    assert f"/p/{programme.slug}/procurements/" in told
    assert "inte i någon upphandling" in text.split('class="map-legend"')[1].split("</ul>")[0]
