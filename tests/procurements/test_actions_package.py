"""Picking, changing, refreshing and removing requirements of a package."""

import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurements import actions
from procurements.models import ProcurementRequirement as Item
from procurements.problems import PackageProblem, ProcurementLocked
from requirements_catalog.models import RequirementVersion
from tests.factories import (
    AwardCriterionFactory,
    CatalogueFactory,
    HeadingFactory,
    LotFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db


def codes(procurement, lot=None):
    items = procurement.items.for_lot(lot) if lot else procurement.items.all()
    return [item.version.content["code"] for item in items.in_order().select_related("version")]


def item_of(procurement, code):
    return next(
        item
        for item in procurement.items.select_related("version", "criterion")
        if item.version.content["code"] == code
    )


def test_the_headings_above_come_along(procurement, find, officer):
    result = actions.pick_requirements(
        procurement=procurement, requirements=[find("B1")], by=officer
    )
    assert codes(procurement) == ["B", "B.1", "B1"]
    assert result.headings == 2
    assert [item.role for item in procurement.items.in_order()] == [
        "heading",
        "heading",
        "mandatory",
    ]
    assert item_of(procurement, "B1").parent.version.content["code"] == "B.1"
    assert item_of(procurement, "B.1").parent.version.content["code"] == "B"


def test_later_picks_fall_into_document_order(procurement, find, officer):
    for code in ("B1", "A1", "B2"):
        actions.pick_requirements(procurement=procurement, requirements=[find(code)], by=officer)
    assert codes(procurement) == ["A", "A1", "B", "B.1", "B1", "B2"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_order_of_the_package_is_document_order(seed, programme, officer):
    """Whatever tree, picked in whatever parts: the package reads as the catalogue does."""
    chance = random.Random(seed)
    catalogue = CatalogueFactory(programme=programme)
    headings, rows = [None], []
    for number in range(chance.randint(1, 25)):
        parent = chance.choice(headings)
        depth = parent.depth + 1 if parent else 0
        make = HeadingFactory if chance.random() < 0.4 else RequirementFactory
        row = make(catalogue=catalogue, position=0, parent=parent, depth=depth, code=f"r{number}")
        (headings if row.is_heading else rows).append(row)
    # Document order: every row straight after its parent's subtree so far.
    ordered = []

    def walk(parent):
        for row in [row for row in [*headings[1:], *rows] if row.parent == parent]:
            ordered.append(row)
            walk(row)

    walk(None)
    for position, row in enumerate(ordered, 1):
        row.position = position << 20
        row.save()
    procurement = actions.create_procurement(
        programme=programme, slug=catalogue.slug, title="x", by=officer
    )
    chance.shuffle(rows)
    middle = chance.randint(0, len(rows))
    for part in (rows[:middle], rows[middle:]):
        if part:
            actions.pick_requirements(procurement=procurement, requirements=part, by=officer)
    needed = {row.pk for row in rows}
    for row in rows:
        above = row.parent
        while above:
            needed.add(above.pk)
            above = above.parent
    assert codes(procurement) == [row.code for row in ordered if row.pk in needed]


def test_text_is_frozen_when_picked(procurement, find, officer):
    requirement = find("A1")
    requirement.text = "Första lydelsen."
    requirement.save()
    actions.pick_requirements(procurement=procurement, requirements=[requirement], by=officer)
    requirement.text = "Andra lydelsen."
    requirement.save()
    assert item_of(procurement, "A1").version.content["text"] == "Första lydelsen."
    assert actions.refresh_items(procurement=procurement, by=officer) == 1
    assert item_of(procurement, "A1").version.content["text"] == "Andra lydelsen."
    assert actions.refresh_items(procurement=procurement, by=officer) == 0


def test_role_follows_kind_and_bor_stands_in_its_criterions_lot(
    procurement, lot, second_lot, criterion, catalogue, officer
):
    actions.pick_requirements(
        procurement=procurement,
        requirements=catalogue.requirements.all(),
        criterion=criterion,
        max_points="2.5",
        by=officer,
    )
    found = {
        code: (item.role, [lot.number for lot in item.lots.all()], item.max_points)
        for code in ("A1", "A2", "B1", "B2")
        for item in [item_of(procurement, code)]
    }
    assert found == {
        "A1": ("mandatory", [], None),
        "A2": ("desirable", [1], Decimal("2.5")),
        "B1": ("mandatory", [], None),
        "B2": ("information", [], None),
    }


@pytest.mark.parametrize("missing", ["criterion", "points"])
def test_a_bor_krav_needs_criterion_and_points(procurement, criterion, find, officer, missing):
    given_values = {"criterion": criterion, "max_points": 5}
    given_values["criterion" if missing == "criterion" else "max_points"] = None
    with pytest.raises(PackageProblem, match="tilldelningskriterium och poäng"):
        actions.pick_requirements(
            procurement=procurement, requirements=[find("A2")], by=officer, **given_values
        )
    assert not Item.objects.exists() and not RequirementVersion.objects.exists()


def test_duplicates_and_withdrawn_are_left_out_and_told(procurement, find, officer):
    actions.pick_requirements(procurement=procurement, requirements=[find("A1")], by=officer)
    withdrawn = find("B1")
    withdrawn.status = "withdrawn"
    withdrawn.save()
    result = actions.pick_requirements(
        procurement=procurement, requirements=[find("A1"), withdrawn, find("B2")], by=officer
    )
    assert [item.version.content["code"] for item in result.created] == ["B2"]
    assert [(s.requirement.code, s.reason) for s in result.skipped] == [
        ("A1", "Kravet finns redan i upphandlingen."),
        ("B1", "Kravet har utgått."),
    ]


def test_the_same_requirement_may_earn_points_in_two_lots(
    procurement, lot, second_lot, criterion, find, officer
):
    other = AwardCriterionFactory(lot=second_lot)
    for each in (criterion, other):
        actions.pick_requirements(
            procurement=procurement,
            requirements=[find("A2")],
            criterion=each,
            max_points=5,
            by=officer,
        )
    assert codes(procurement) == ["A", "A2", "A2"]
    assert codes(procurement, lot) == codes(procurement, second_lot) == ["A", "A2"]


def test_headings_stand_in_the_lots_of_what_is_below(procurement, lot, second_lot, find, officer):
    actions.pick_requirements(
        procurement=procurement, requirements=[find("A1")], lots=[lot], by=officer
    )
    actions.pick_requirements(
        procurement=procurement, requirements=[find("B1")], lots=[second_lot], by=officer
    )
    assert codes(procurement, lot) == ["A", "A1"]
    assert codes(procurement, second_lot) == ["B", "B.1", "B1"]
    actions.change_items(
        procurement=procurement, items=[item_of(procurement, "A1")], lots=[], by=officer
    )
    assert codes(procurement, second_lot) == ["A", "A1", "B", "B.1", "B1"]


def test_rows_of_other_programmes_and_procurements_are_refused(
    procurement, lot, criterion, find, officer
):
    own = find("A1")
    for wrong in (
        {"requirements": [RequirementFactory()]},
        {"requirements": [own], "lots": [LotFactory()]},
        {"requirements": [own], "criterion": AwardCriterionFactory(), "max_points": 5},
    ):
        with pytest.raises(PackageProblem):
            actions.pick_requirements(procurement=procurement, by=officer, **wrong)
    assert not Item.objects.exists()


def test_a_criterion_of_a_lot_that_is_not_chosen_is_refused(
    procurement, second_lot, criterion, find, officer
):
    with pytest.raises(PackageProblem, match="som inte är valt"):
        actions.pick_requirements(
            procurement=procurement,
            requirements=[find("A2")],
            lots=[second_lot],
            criterion=criterion,
            max_points=5,
            by=officer,
        )
    assert not Item.objects.exists()


def test_the_role_of_many_is_set_at_once(complete, criterion, officer):
    items = [item_of(complete, code) for code in ("A1", "B1")]
    number = actions.change_items(
        procurement=complete,
        items=items,
        role="desirable",
        criterion=criterion,
        max_points=3,
        by=officer,
        reason="Sänkt efter RFI.",
    )
    assert number == 2
    changed = item_of(complete, "B1")
    assert (changed.role, changed.criterion, changed.max_points) == ("desirable", criterion, 3)
    assert list(changed.lots.all()) == [criterion.lot]
    newest = changed.history.first()
    assert (newest.history_user, newest.history_change_reason) == (officer, "Sänkt efter RFI.")


def test_from_bor_to_ska_drops_criterion_and_points(complete, officer):
    actions.set_item_role(item=item_of(complete, "A2"), role="mandatory", lots=[], by=officer)
    item = item_of(complete, "A2")
    assert (item.role, item.criterion, item.max_points) == ("mandatory", None, None)
    assert not item.lots.exists()


def test_two_places_in_one_lot_are_refused_all_or_nothing(
    procurement, lot, second_lot, criterion, find, officer
):
    other = AwardCriterionFactory(lot=second_lot)
    for each in (criterion, other):
        actions.pick_requirements(
            procurement=procurement,
            requirements=[find("A2")],
            criterion=each,
            max_points=5,
            by=officer,
        )
    items = list(procurement.items.exclude(role="heading"))
    with pytest.raises(PackageProblem, match="A2"):
        actions.change_items(procurement=procurement, items=items, role="mandatory", by=officer)
    assert set(procurement.items.values_list("role", flat=True)) == {"heading", "desirable"}


def test_items_of_another_procurement_and_headings_are_refused(complete, procurement, officer):
    other = actions.create_procurement(
        programme=procurement.programme, slug="annan", title="Annan", by=officer
    )
    for items in ([item_of(complete, "A1")],):
        with pytest.raises(PackageProblem):
            actions.change_items(procurement=other, items=items, role="information", by=officer)
        with pytest.raises(PackageProblem):
            actions.remove_items(procurement=other, items=items, by=officer)
    with pytest.raises(PackageProblem, match="inte rubriker"):
        actions.remove_items(procurement=complete, items=[item_of(complete, "A")], by=officer)
    assert codes(complete) == ["A", "A1", "A2", "B", "B.1", "B1", "B2"]
    assert item_of(complete, "A1").role == "mandatory"


def test_removal_takes_headings_without_children(complete, officer):
    items = [item_of(complete, code) for code in ("B1", "B2", "A1")]
    assert actions.remove_items(procurement=complete, items=items, by=officer) == 3
    assert codes(complete) == ["A", "A2"]
    assert Item.history.filter(history_type="-").count() == 5


def test_a_requirement_below_another_stays_when_the_upper_is_removed(procurement, find, officer):
    upper = find("A1")
    lower = find("A2")
    lower.parent, lower.kind = upper, "mandatory"
    lower.save()
    actions.pick_requirements(procurement=procurement, requirements=[upper, lower], by=officer)
    assert item_of(procurement, "A2").parent == item_of(procurement, "A1")
    actions.remove_items(procurement=procurement, items=[item_of(procurement, "A1")], by=officer)
    assert codes(procurement) == ["A", "A2"]
    assert item_of(procurement, "A2").parent == item_of(procurement, "A")


def test_nothing_changes_after_publication(complete, criterion, lot, find, officer):
    item = item_of(complete, "A1")
    actions.publish_procurement(procurement=complete, by=officer)
    before = list(Item.objects.values())
    calls = [
        (actions.pick_requirements, {"procurement": complete, "requirements": [find("A1")]}),
        (actions.change_items, {"procurement": complete, "items": [item], "lots": [lot]}),
        (actions.set_item_role, {"item": item, "role": "information"}),
        (actions.remove_items, {"procurement": complete, "items": [item]}),
        (actions.refresh_items, {"procurement": complete}),
    ]
    for action, values in calls:
        with pytest.raises(ProcurementLocked):
            action(by=officer, **values)
    assert list(Item.objects.values()) == before


@pytest.mark.parametrize(
    ("number", "levels", "queries"), [(5, 2, 0), (500, 2, 0), (5, 3, 1), (500, 3, 1)]
)
def test_picking_costs_one_query_a_level_and_none_a_requirement(
    procurement, catalogue, officer, number, levels, queries
):
    heading = catalogue.requirements.get(code="B.1")
    for depth in range(2, levels):
        heading = HeadingFactory(catalogue=catalogue, parent=heading, depth=depth)
    rows = [
        RequirementFactory(catalogue=catalogue, parent=heading, depth=levels) for _ in range(number)
    ]
    with CaptureQueriesContext(connection) as asked:
        actions.pick_requirements(procurement=procurement, requirements=rows, by=officer)
    # SQLite takes fewer rows in an insert than PostgreSQL does: those are left out of the count.
    inserts = ("INSERT", "SAVEPOINT", "RELEASE")
    others = [query for query in asked if not query["sql"].startswith(inserts)]
    assert len(others) == 21 + queries
    assert procurement.items.count() == number + levels
