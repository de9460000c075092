"""The map coloured by package says which alternative it is of, or that none is chosen."""

import pytest

from packages.actions import move_module, save_package
from packages.actions_choice import choose_alternative
from packages.models import Package
from target_architecture.colourings import COLOURINGS
from tests.factories import ModuleFactory

pytestmark = pytest.mark.django_db
MAP = "/p/prov/architecture/map/?colour=package"


def told(client) -> str:
    return client.get(MAP).content.decode().split('class="map-told"')[1].split("</p>")[0]


def choose(made, decision, by) -> None:
    choose_alternative(
        alternative=made.alternative,
        decision=decision,
        reason="Bäst konkurrens",
        rejected={},
        packages=[],
        by=by,
    )


def test_before_the_choice_it_says_why_it_is_plain_and_where_one_chooses(as_role, made):
    client = as_role("reader")
    assert "Inget sätt att paketera är valt än, så modulerna har ingen färg." in told(client)
    assert 'href="/p/prov/packaging/"' in told(client)
    page = client.get(MAP).content.decode()
    legend = page.split('class="map-legend"')[1].split("</ul>")[0]
    assert "inte i något paket" in legend and "map-legend__mark--1" not in legend


def test_after_it_it_says_which_was_chosen_by_whom(as_role, made, decision, lead):
    choose(made, decision, lead)
    client = as_role("reader")
    assert "Paketen i Två delar, valt av Regionstyrelsen 2026-03-17." in told(client)
    assert f'href="/p/prov/packaging/{made.alternative.pk}/"' in told(client)
    legend = client.get(MAP).content.decode().split('class="map-legend"')[1].split("</ul>")[0]
    for words in ("Vårdsystemet", "Plattformen", "inte i något paket"):
        assert words in legend


def test_those_beyond_the_colours_share_one_and_the_legend_says_so(
    programme, made, decision, lead, django_assert_num_queries
):
    """Seven colours of their own: the first two packages, five of these, and two share one."""
    for number in range(7):
        module = ModuleFactory(programme=programme, code=f"M{number}")
        package = save_package(
            package=Package(alternative=made.alternative, title=f"Paket {number}"), by=lead
        )
        move_module(alternative=made.alternative, module=module, lot=package.lots.get(), by=lead)
    choose(made, decision, lead)
    with django_assert_num_queries(1):
        shades = COLOURINGS["package"].shades(programme, [])
    labels = [shades[one.pk].label for one in programme.modules.filter(code__startswith="M")]
    assert labels == [f"Paket {number}" for number in range(5)] + ["andra paket"] * 2
    assert len({shade.number for shade in shades.values()}) == 8
