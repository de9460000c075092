"""The map coloured by risk."""

import pytest

from steering.models import Risk
from target_architecture.colourings import COLOURINGS
from tests.factories import ModuleFactory

pytestmark = pytest.mark.django_db


def test_a_module_is_coloured_by_its_heaviest_open_risk(programme, django_assert_num_queries):
    modules = [ModuleFactory(programme=programme) for _number in range(5)]
    first, second, third, closed, _none = modules
    for code, probability, consequence, state, concerned in [
        ("R-1", 3, 3, "open", [first]),  # 9: high
        ("R-2", 1, 2, "open", [first, third]),  # 2: low
        ("R-3", 2, 4, "open", [second]),  # 8: middling
        ("R-4", 4, 4, "closed", [closed, third]),
    ]:
        Risk.objects.create(
            programme=programme,
            code=code,
            title=code,
            category="time",
            probability=probability,
            consequence=consequence,
            state=state,
        ).modules.set(concerned)
    with django_assert_num_queries(2):
        shades = COLOURINGS["risk"].shades(programme, modules)
    assert {key: (one.number, one.label) for key, one in shades.items()} == {
        first.pk: (5, "hög risk"),
        second.pk: (6, "måttlig risk"),
        third.pk: (2, "låg risk"),
    }


def test_the_map_offers_it(as_role, programme):
    ModuleFactory(programme=programme)
    text = as_role("reader").get(f"/p/{programme.slug}/architecture/map/?colour=risk").text
    assert '<option value="risk" selected>Risk</option>' in text
    assert "Ingen öppen risk gäller någon modul, så modulerna har ingen färg." in text
