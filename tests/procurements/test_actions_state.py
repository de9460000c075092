"""The gate before publication and the opening of tenders."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from procurements import actions, gates
from procurements.problems import (
    DeadlineNotPassed,
    NotPublishable,
    StateNotAllowed,
    TooFewOpeners,
)
from requirements_catalog.actions.approval_rows import record_approvals
from requirements_catalog.models import Approval, ApprovalRecall
from tests.factories import RequirementFactory

pytestmark = pytest.mark.django_db

TWO = ("Eva Ek", "Ola Ask")


def texts(procurement, **values):
    return [gap.text for gap in gates.publication_gaps(procurement, **values) if gap.is_blocking]


def warnings(procurement, **values):
    return [
        gap.text for gap in gates.publication_gaps(procurement, **values) if not gap.is_blocking
    ]


def test_a_whole_procurement_is_published(complete, officer):
    published = actions.publish_procurement(procurement=complete, by=officer)
    assert published.state == "published" and published.published_at
    assert published.history.first().history_user == officer


def test_everything_that_is_missing_is_told_at_once(programme, officer):
    empty = actions.create_procurement(programme=programme, slug="tom", title="Tom", by=officer)
    with pytest.raises(NotPublishable) as error:
        actions.publish_procurement(procurement=empty, by=officer)
    assert [(gap.place, gap.text) for gap in error.value.gaps] == [
        ("facts", "Sista anbudsdag saknas."),
        ("lots", "Det finns inget delkontrakt. Även en odelad upphandling har ett."),
        ("package", "Upphandlingen innehåller inga krav."),
    ]
    empty.refresh_from_db()
    assert (empty.state, empty.published_at) == ("draft", None)


def test_a_lot_without_criteria_points_or_prices(procurement, lot, officer):
    assert "Delkontrakt 1 Journal: modellen behöver minst ett tilldelningskriterium." in texts(
        procurement
    )
    assert "Delkontrakt 1 Journal har ingen prispost att lämna pris på." in texts(procurement)
    actions.add_criterion(lot=lot, key="k", title="Användbarhet", by=officer)
    found = texts(procurement)
    assert "Delkontrakt 1 Journal: kriteriet Användbarhet har inga bör-krav med poäng." in found
    assert "Delkontrakt 1 Journal: kriteriet Användbarhet saknar högsta avdrag i kronor." in found


def test_weights_must_be_exactly_100_with_the_price(complete, lot, criterion, officer):
    actions.set_award_plan(
        lot=lot,
        model="weighted_points",
        price_method="absolute_scale",
        price_weight="60",
        zero_points_at=900_000_000,
        by=officer,
    )
    actions.edit_criterion(criterion=criterion, weight="39.999", by=officer)
    assert texts(complete) == [
        "Delkontrakt 1 Journal: vikterna blir 99,999 tillsammans med priset, inte 100."
    ]
    actions.edit_criterion(criterion=criterion, weight="40", by=officer)
    assert texts(complete) == []


def test_relative_price_points_give_a_warning(complete, lot, criterion, officer):
    actions.set_award_plan(
        lot=lot,
        model="weighted_points",
        price_method="lowest_over_price",
        price_weight=60,
        by=officer,
    )
    actions.edit_criterion(criterion=criterion, weight=40, by=officer)
    assert texts(complete) == []
    assert any("vända ordningen" in text for text in warnings(complete))


def test_minimum_points_above_what_can_be_earned(complete, lot, criterion, officer):
    actions.edit_criterion(criterion=criterion, minimum_points=6, by=officer)
    actions.set_award_plan(lot=lot, minimum_total_points=7, by=officer)
    assert texts(complete) == [
        "Delkontrakt 1 Journal: kriteriet Användbarhet kräver minst 6 poäng men kan ge högst 5.",
        "Delkontrakt 1 Journal: minsta totalpoäng 7 är mer än de 5 som finns.",
    ]


def test_dialogue_is_never_decided_on_price_alone(complete, second_lot, officer):
    """LOU 6:27."""
    actions.set_award_plan(lot=second_lot, model="lowest_price", by=officer)
    actions.edit_procurement(procurement=complete, procedure="comp-dial", by=officer)
    complete.refresh_from_db()
    gap = next(gap for gap in gates.publication_gaps(complete) if gap.law == "LOU 6 kap. 27 §")
    assert gap.lot_id == second_lot.pk and gap.is_blocking


def test_no_ska_krav_needs_a_confirmation(complete, officer):
    items = complete.items.filter(role="mandatory")
    actions.change_items(procurement=complete, items=items, role="information", by=officer)
    with pytest.raises(NotPublishable, match="inget ska-krav"):
        actions.publish_procurement(procurement=complete, by=officer)
    published = actions.publish_procurement(
        procurement=complete, without_mandatory=True, by=officer
    )
    assert "saknar ska-krav" in published.history.first().history_change_reason


def test_reasons_for_one_lot_are_a_warning(complete, officer):
    """LOU 4:14: the reasons may stand in the individual report instead."""
    assert any("delas inte upp" in text for text in warnings(complete))
    actions.edit_procurement(procurement=complete, no_lots_reason="Ett flöde.", by=officer)
    complete.refresh_from_db()
    assert not any("delas inte upp" in text for text in warnings(complete))


# Published on 2026-11-22; the day itself is not counted. 22 November + 30 days is 22 December.
@pytest.mark.parametrize(
    ("procedure", "last_day", "is_refused"),
    [
        ("open", date(2026, 12, 21), True),
        ("open", date(2026, 12, 22), False),
        ("restricted", date(2026, 12, 16), True),
        ("restricted", date(2026, 12, 17), False),
        ("neg-w-call", date(2026, 12, 16), True),
        ("neg-w-call", date(2026, 12, 17), False),
        ("comp-dial", date(2026, 11, 23), False),
        ("innovation", date(2026, 11, 23), False),
    ],
)
def test_the_tender_period_of_the_law(complete, officer, procedure, last_day, is_refused):
    at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    # 23:59 in Stockholm is 22:59 UTC in winter.
    deadline = datetime(last_day.year, last_day.month, last_day.day, 22, 59, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        procurement = actions.edit_procurement(
            procurement=complete,
            procedure=procedure,
            tender_deadline_at=deadline,
            tender_valid_until=date(2027, 6, 30),
            by=officer,
        )
        found = texts(procurement)
    assert any("Anbudstiden är" in text for text in found) == is_refused


def test_a_procurement_published_earlier_is_counted_from_then(complete, officer):
    """Records brought over: the periods are those of the day it was published."""
    now = timezone.now()
    actions.edit_procurement(
        procurement=complete, tender_deadline_at=now - timedelta(days=1), by=officer
    )
    with pytest.raises(NotPublishable, match="redan passerat"):
        actions.publish_procurement(procurement=complete, by=officer)
    published = actions.publish_procurement(
        procurement=complete, published_at=now - timedelta(days=40), by=officer
    )
    assert published.published_at == now - timedelta(days=40)
    opened = actions.open_tenders(
        procurement=published, opened_by=["Eva Ek", "Ola Ask"], by=officer
    )
    assert opened.state == "opened"
    assert opened.history.first().history_change_reason == "Öppnade av Eva Ek, Ola Ask."


def test_tenders_are_not_opened_before_the_deadline(complete, officer):
    published = actions.publish_procurement(procurement=complete, by=officer)
    with pytest.raises(DeadlineNotPassed, match="LOU 12 kap"):
        actions.open_tenders(procurement=published, opened_by=TWO, by=officer)
    # Neither by saying that it is later than it is.
    late = complete.tender_deadline_at + timedelta(hours=1)
    with pytest.raises(DeadlineNotPassed):
        actions.open_tenders(procurement=published, opened_at=late, opened_by=TWO, by=officer)
    with (
        time_machine.travel(complete.tender_deadline_at, tick=False),
        pytest.raises(DeadlineNotPassed),
    ):
        actions.open_tenders(procurement=published, opened_by=TWO, by=officer)
    published.refresh_from_db()
    assert (published.state, published.opened_at) == ("published", None)
    with time_machine.travel(complete.tender_deadline_at + timedelta(seconds=1), tick=False):
        opened = actions.open_tenders(procurement=published, opened_by=TWO, by=officer)
    assert opened.state == "opened"


@pytest.mark.parametrize("names", [(), ("Eva Ek",), ("Eva Ek", " eva  EK "), ("Eva Ek", " ")])
def test_tenders_are_opened_by_two_different_persons(complete, officer, names):
    """LOU 12:10; also when they were opened earlier elsewhere."""
    now = timezone.now()
    actions.edit_procurement(
        procurement=complete, tender_deadline_at=now - timedelta(days=2), by=officer
    )
    published = actions.publish_procurement(
        procurement=complete, published_at=now - timedelta(days=40), by=officer
    )
    for at in (None, now - timedelta(days=1)):
        with pytest.raises(TooFewOpeners, match="två personer"):
            actions.open_tenders(procurement=published, opened_at=at, opened_by=names, by=officer)
    published.refresh_from_db()
    assert (published.state, published.opened_at) == ("published", None)
    assert published.history.count() == 3  # created, deadline set, published


def test_no_step_is_taken_twice_or_skipped(complete, officer):
    with pytest.raises(StateNotAllowed):
        actions.open_tenders(procurement=complete, opened_by=TWO, by=officer)
    actions.publish_procurement(procurement=complete, by=officer)
    with pytest.raises(StateNotAllowed, match="publicerad"):
        actions.publish_procurement(procurement=complete, by=officer)
    complete.refresh_from_db()
    assert complete.state == "published" and complete.history.count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_gate_costs_the_same_queries_whatever_the_number_of_lots(
    complete, officer, number, django_assert_num_queries
):
    for extra in range(number - 1):
        actions.add_lot(procurement=complete, number=extra + 2, title="x", by=officer)
    with django_assert_num_queries(6):
        gates.publication_gaps(complete)


def test_a_requirement_that_cannot_be_answered_stops_publication(complete, lot, catalogue, officer):
    rows = [
        RequirementFactory(catalogue=catalogue, code="X1", text="", status="approved"),
        RequirementFactory(
            catalogue=catalogue, code="X2", answer_format="choice", status="approved"
        ),
    ]
    actions.pick_requirements(procurement=complete, requirements=rows, by=officer)
    assert texts(complete) == [
        "1 krav saknar kravtext: X1.",
        "1 krav ska besvaras med ett val men saknar svarsalternativ: X2.",
    ]
    with pytest.raises(NotPublishable):
        actions.publish_procurement(procurement=complete, by=officer)
    complete.refresh_from_db()
    assert complete.state == "draft"


def test_requirements_that_nobody_has_approved_are_named(complete, catalogue, officer):
    approve_all(catalogue, officer)
    assert not any("godkän" in text for text in warnings(complete))
    catalogue.requirements.filter(code__in=["A1", "B2"]).update(status="draft")
    assert "2 krav är inte godkända i katalogen: A1, B2." in warnings(complete)
    assert texts(complete) == []


def approve_all(catalogue, by):
    catalogue.requirements.update(status="approved")
    record_approvals(keys=catalogue.requirements.requirements().values_list("pk", flat=True), by=by)


def test_requirements_called_approved_that_nobody_stands_behind_are_named(
    complete, catalogue, officer
):
    """From before the rule, taken back, or approved with other words than those of the package."""
    catalogue.requirements.update(status="approved")
    words = (
        "4 krav heter godkända, men ingen har godkänt den lydelse som står i upphandlingen: "
        "A1, A2, B1, B2."
    )
    assert [text for text in warnings(complete) if "godkän" in text] == [words]
    approve_all(catalogue, officer)
    assert not any("godkän" in text for text in warnings(complete))

    taken_back = Approval.objects.get(requirement__code="A1")
    ApprovalRecall.objects.create(approval=taken_back, recalled_by=officer)
    assert [text for text in warnings(complete) if "godkän" in text] == [
        "1 krav heter godkänt, men ingen har godkänt den lydelse som står i upphandlingen: A1."
    ]
    assert texts(complete) == []


def test_other_words_approved_later_are_not_those_of_the_package(complete, catalogue, officer):
    catalogue.requirements.filter(code="B1").update(text="Systemet ska göra något annat.")
    approve_all(catalogue, officer)
    assert [text for text in warnings(complete) if "godkän" in text] == [
        "1 krav heter godkänt, men ingen har godkänt den lydelse som står i upphandlingen: B1."
    ]


def test_a_passed_deadline_does_not_hide_the_other_dates(complete, officer):
    now = timezone.now()
    edited = actions.edit_procurement(
        procurement=complete,
        tender_deadline_at=now - timedelta(days=1),
        questions_until=now,
        by=officer,
    )
    found = texts(edited)
    assert "Sista anbudsdag har redan passerat." in found
    assert "Sista dag för frågor ligger inte före sista anbudsdag." in found
