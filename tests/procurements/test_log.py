"""The log of a procurement: what it tells, and what it costs."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from procurements import actions
from procurements.log import log_of
from tests.factories import ProgrammeFactory, UserFactory, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return UserFactory(full_name="Anna")


@pytest.fixture
def procurement(anna):
    return actions.set_up_procurement(
        programme=ProgrammeFactory(), slug="vardsystem", title="Vårdsystem", by=anna
    )


def test_every_part_is_named_also_one_that_was_taken_away(procurement, anna):
    lot = procurement.lots.get()
    price = actions.add_price_item(
        lot=lot, number=1, title="Licens", unit="år", quantity=3, by=anna
    )
    price = actions.edit_price_item(price_item=price, title="Årslicens", by=anna, reason="Enhet")
    actions.remove_price_item(price_item=price, by=anna)
    entries = log_of(procurement)
    assert [entry.what for entry in entries] == [
        "Prispost ”1 Årslicens” togs bort",
        "Prispost ”1 Årslicens” ändrades",
        "Prispost ”1 Årslicens” lades till",
        "Tilldelningsplan ”1 Vårdsystem” lades till",
        "Delkontrakt ”1 Vårdsystem” lades till",
        "Upphandlingen skapades",
    ]
    assert {entry.by for entry in entries} == {"Anna"}
    [field] = entries[1].fields
    assert (entries[1].reason, field.label) == ("Enhet", "Benämning")
    assert (field.old, field.new) == ("Licens", "Årslicens")


def test_no_more_of_the_package_is_read_than_the_log_shows(
    procurement, anna, django_assert_num_queries
):
    lot = procurement.lots.get()
    item = make_item(procurement)
    for day in (1, 2, 3):
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=False):
            actions.change_items(
                procurement=procurement, items=[item], lots=[lot] if day % 2 else [], by=anna
            )
    with django_assert_num_queries(6 + 1) as asked:  # and the people
        entries = log_of(procurement, limit=2)
    assert [entry.what for entry in entries] == ["1 krav ändrades"] * 2
    assert entries[0].at.day == (timezone.now() + timedelta(days=3)).day
    [grouped] = [query["sql"] for query in asked if "GROUP BY" in query["sql"]]
    assert grouped.endswith("LIMIT 2")


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_whatever_its_length(
    procurement, anna, django_assert_num_queries, count
):
    for number in range(2, 2 + count):
        lot = actions.add_lot(procurement=procurement, number=number, title="Del", by=anna)
        actions.add_price_item(lot=lot, number=1, title="Pris", unit="st", quantity=1, by=anna)
        actions.add_criterion(lot=lot, key="k", title="Kvalitet", by=anna)
    with django_assert_num_queries(6):  # procurement, requirements, lots, plans, criteria, prices
        log_of(procurement)
