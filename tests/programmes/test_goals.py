"""How far a goal has come; every expected figure is worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from programmes.goals import course_of
from programmes.models import GoalMeasurement
from tests.factories import GoalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(programme):
    """From 40 percent in January 2026 to 60 percent in January 2030."""
    return GoalFactory(
        programme=programme,
        unit="procent",
        baseline_value=Decimal("40"),
        baseline_on=date(2026, 1, 1),
        target_value=Decimal("60"),
        target_on=date(2030, 1, 1),
    )


def measure(goal, day, value):
    GoalMeasurement.objects.create(goal=goal, measured_on=day, value=value)


def test_the_way_done_is_the_share_of_the_distance(goal):
    measure(goal, date(2028, 1, 1), "47")
    # (47 − 40) ÷ (60 − 40) = 0.35
    assert course_of(goal).done == 35


def test_a_hundred_percent_means_that_the_target_is_reached(goal):
    measure(goal, date(2028, 1, 1), "59.99")
    # 19.99 ÷ 20 = 0.9995: not reached, so not 100.
    assert course_of(goal).done == 99
    measure(goal, date(2029, 1, 1), "60")
    assert course_of(goal).done == 100


def test_a_goal_to_come_down_counts_downwards(programme):
    goal = GoalFactory(
        programme=programme,
        baseline_value=Decimal("90"),
        baseline_on=date(2026, 1, 1),
        target_value=Decimal("60"),
        target_on=date(2030, 1, 1),
    )
    measure(goal, date(2027, 1, 1), "80")
    # (80 − 90) ÷ (60 − 90) = 10 ÷ 30, whole percent downwards.
    assert course_of(goal).done == 33


def test_what_went_the_wrong_way_is_less_than_nothing(goal):
    measure(goal, date(2027, 1, 1), "38")
    # −2 ÷ 20 = −0.1
    assert course_of(goal).done == -10


def test_points_stand_by_day_and_value(goal):
    # 2026-01-01 to 2030-01-01 is 1,461 days; 2028-01-01 is 730 days in: 640 × 730 ÷ 1461 = 319.8.
    measure(goal, date(2028, 1, 1), "45")
    first, second = course_of(goal).points
    assert (first.x, first.y) == (0, 140)
    # 5 of 20 up: 140 − 140 × 5 ÷ 20 = 105.
    assert (second.x, second.y) == (319.8, 105)
    target = course_of(goal).target
    assert (target.x, target.y) == (640, 0)


def test_nothing_measured_is_no_course(programme):
    assert course_of(GoalFactory(programme=programme)) is None


def test_without_a_target_there_is_no_way(programme):
    goal = GoalFactory(programme=programme)
    measure(goal, date(2027, 1, 1), "38")
    course = course_of(goal)
    assert course.done is None and course.target is None
