"""Procurements, lots, award plans, criteria, price items: what is written, what is refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from procurements import actions
from procurements.models import AwardCriterion, AwardPlan, Lot, PriceItem, Procurement
from procurements.problems import PlanProblem, ProcurementLocked
from tests.factories import ModuleFactory

pytestmark = pytest.mark.django_db


def test_a_new_procurement_names_its_author_in_history(programme, officer):
    procurement = actions.create_procurement(
        programme=programme, slug="vim", title="VIM", by=officer, registry_number="RS 2026-0417"
    )
    assert (procurement.state, procurement.history.get().history_user) == ("draft", officer)


def test_a_short_name_is_used_once(procurement, programme, officer):
    with pytest.raises(ValidationError) as error:
        actions.create_procurement(programme=programme, slug="vim", title="Annan", by=officer)
    assert "slug" in error.value.message_dict
    assert Procurement.objects.count() == 1


def test_each_lot_gets_a_plan(procurement, officer):
    module = ModuleFactory(programme=procurement.programme)
    lot = actions.add_lot(
        procurement=procurement, number=1, title="Journal", modules=[module], by=officer
    )
    assert lot.plan.model == "monetary_deduction"
    assert list(lot.modules.all()) == [module]


def test_a_lot_number_is_used_once(procurement, lot, officer):
    with pytest.raises(ValidationError):
        actions.add_lot(procurement=procurement, number=1, title="Igen", by=officer)
    assert Lot.objects.count() == 1


def test_a_module_of_another_programme_is_refused(procurement, lot, officer):
    with pytest.raises(PlanProblem):
        actions.add_lot(
            procurement=procurement, number=2, title="x", modules=[ModuleFactory()], by=officer
        )
    with pytest.raises(PlanProblem):
        actions.edit_lot(lot=lot, modules=[ModuleFactory()], by=officer)
    assert Lot.objects.count() == 1 and not lot.modules.exists()


def test_a_lot_with_requirements_is_not_removed(complete, lot, officer):
    with pytest.raises(PlanProblem, match="hör till"):
        actions.remove_lot(lot=lot, by=officer)
    assert Lot.objects.count() == 1


def test_an_empty_lot_is_removed_with_its_plan(lot, officer):
    actions.remove_lot(lot=lot, by=officer)
    assert not Lot.objects.exists() and not AwardPlan.objects.exists()


# ---------------------------------------------------------------- award plan


def test_a_price_floor_is_refused_with_its_reason(lot, officer):
    """HFD 2022 ref. 41: full points up to 700 000 kronor, none from 3 000 000."""
    with pytest.raises(ValidationError) as error:
        actions.set_award_plan(
            lot=lot,
            model="weighted_points",
            price_method="absolute_scale",
            price_weight=55,
            full_points_at=700_000,
            zero_points_at=3_000_000,
            by=officer,
        )
    assert "HFD 2022 ref. 41" in error.value.message_dict["full_points_at"][0]
    lot.plan.refresh_from_db()
    assert lot.plan.model == "monetary_deduction"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price_weight", 0),
        ("price_weight", -1),
        ("price_max_points", 0),
        ("zero_points_at", 0),
        ("full_points_at", -1),
        ("minimum_total_points", -1),
    ],
)
def test_values_that_can_never_be_right_are_refused(lot, officer, field, value):
    with pytest.raises(ValidationError) as error:
        actions.set_award_plan(lot=lot, model="weighted_points", by=officer, **{field: value})
    assert field in error.value.message_dict
    lot.plan.refresh_from_db()
    assert lot.plan.model == "monetary_deduction"


def test_what_the_model_does_not_use_is_emptied(lot, officer):
    plan = actions.set_award_plan(
        lot=lot,
        model="weighted_points",
        price_method="absolute_scale",
        price_weight=60,
        zero_points_at=900_000_000,
        by=officer,
    )
    assert (plan.price_max_points, plan.full_points_at) == (100, 0)
    plan = actions.set_award_plan(lot=lot, price_method="lowest_over_price", by=officer)
    assert (plan.price_weight, plan.zero_points_at, plan.full_points_at) == (60, None, None)
    plan = actions.set_award_plan(lot=lot, model="monetary_addition", by=officer)
    assert (plan.price_weight, plan.price_max_points) == (None, None)


def test_lowest_price_and_criteria_exclude_each_other(lot, criterion, second_lot, officer):
    with pytest.raises(PlanProblem, match="Ta bort kriterierna"):
        actions.set_award_plan(lot=lot, model="lowest_price", by=officer)
    actions.set_award_plan(lot=second_lot, model="lowest_price", by=officer)
    second_lot.refresh_from_db()
    with pytest.raises(PlanProblem, match="Välj en annan modell"):
        actions.add_criterion(lot=second_lot, key="x", title="x", by=officer)
    assert AwardCriterion.objects.get() == criterion


@pytest.mark.parametrize(
    ("field", "value"),
    [("max_deduction", 0), ("weight", 0), ("minimum_points", -1), ("score_step", 0)],
)
def test_a_criterion_is_worth_something(lot, officer, field, value):
    with pytest.raises(ValidationError) as error:
        actions.add_criterion(lot=lot, key="x", title="x", by=officer, **{field: value})
    assert field in error.value.message_dict
    assert not AwardCriterion.objects.exists()


def test_criteria_stand_in_the_order_they_were_made(lot, criterion, officer):
    second = actions.add_criterion(
        lot=lot,
        key="interoperability",
        title="Interoperabilitet",
        max_deduction=Decimal(30_000_000),
        levels=[{"points": "5", "text": "Mycket god."}, {"points": "0", "text": "Saknas."}],
        by=officer,
    )
    assert list(lot.criteria.all()) == [criterion, second]
    changed = actions.edit_criterion(criterion=second, title="Öppenhet", by=officer)
    assert (changed.title, changed.levels[0]["points"]) == ("Öppenhet", "5")


def test_a_criterion_that_gives_points_is_not_removed(complete, criterion, officer):
    with pytest.raises(PlanProblem, match="1 bör-krav ger poäng i Användbarhet"):
        actions.remove_criterion(criterion=criterion, by=officer)
    assert AwardCriterion.objects.get() == criterion


def test_price_items_are_added_changed_and_removed(lot, officer):
    item = actions.add_price_item(
        lot=lot, number=1, title="Licens", unit="år", quantity=Decimal(8), by=officer
    )
    item = actions.edit_price_item(price_item=item, quantity=Decimal(10), by=officer)
    assert item.quantity == 10
    with pytest.raises(ValidationError):
        actions.add_price_item(lot=lot, number=1, title="x", unit="st", quantity=1, by=officer)
    actions.remove_price_item(price_item=item, by=officer)
    assert not PriceItem.objects.exists()


def test_everything_is_locked_by_publication(complete, lot, criterion, officer):
    actions.publish_procurement(procurement=complete, by=officer)
    price_item = lot.price_items.get()
    tables = (Procurement, Lot, AwardPlan, AwardCriterion, PriceItem)
    before = [list(model.objects.values()) for model in tables]
    calls = [
        (actions.edit_procurement, {"procurement": complete, "title": "x"}),
        (actions.add_lot, {"procurement": complete, "number": 9, "title": "x"}),
        (actions.edit_lot, {"lot": lot, "title": "x"}),
        (actions.remove_lot, {"lot": lot}),
        (actions.set_award_plan, {"lot": lot, "model": "lowest_price"}),
        (actions.add_criterion, {"lot": lot, "key": "x", "title": "x"}),
        (actions.edit_criterion, {"criterion": criterion, "title": "x"}),
        (actions.remove_criterion, {"criterion": criterion}),
        (
            actions.add_price_item,
            {"lot": lot, "number": 9, "title": "x", "unit": "st", "quantity": 1},
        ),
        (actions.edit_price_item, {"price_item": price_item, "title": "x"}),
        (actions.remove_price_item, {"price_item": price_item}),
    ]
    for action, values in calls:
        with pytest.raises(ProcurementLocked):
            action(by=officer, **values)
    assert [list(model.objects.values()) for model in tables] == before
