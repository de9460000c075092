"""Who the documents of a procurement say buys: who has decided to, and nobody who has left."""

from datetime import date

import pytest
from django.utils.timezone import now

from procurements.buyers import buyers_of
from programmes.models import ParticipationDecision
from tests.factories import ProcurementFactory
from tests.joint_procurement.conftest import decide, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def procurement(programme):
    return ProcurementFactory(programme=programme)


def names(procurement) -> tuple[list[str], list[str]]:
    found = buyers_of(procurement)
    return [one.name for one in found.buying], [one.name for one in found.undecided]


def leave(programme, organisation):
    ParticipationDecision.objects.create(
        participation=programme.participations.get(organisation=organisation),
        outcome="withdrew", decided_on=date(2026, 2, 1), decided_by_body="Regionstyrelsen",
    )  # fmt: skip


def test_before_any_decision_roles_tell_less_those_who_have_left(programme, procurement):
    for name in ("Alfa", "Beta"):
        take_part(programme, name, 1000)
    gone = take_part(programme, "Gamma", 1000)
    possible = take_part(programme, "Delta", 1000)
    programme.participations.filter(organisation=possible).update(role="prospective")
    leave(programme, gone)
    assert names(procurement) == (["Alfa", "Beta"], ["Delta"])


def test_decisions_on_the_procurement_tell_whatever_the_role(programme, procurement):
    alfa, beta, gamma, delta, _epsilon = (
        take_part(programme, name, 1000) for name in ("Alfa", "Beta", "Gamma", "Delta", "Epsilon")
    )
    decide(procurement, alfa, "joins")
    decide(procurement, beta, "stays_outside")
    decide(procurement, gamma, "undecided")
    leave(programme, delta)
    # One that has said nothing may still come; one that has left the programme may not.
    assert names(procurement) == (["Alfa"], ["Epsilon", "Gamma"])
    decide(procurement, alfa, "withdrew", day=date(2026, 3, 1))
    assert names(procurement) == ([], ["Epsilon", "Gamma"])


def test_who_bought_at_a_moment_is_told_by_what_was_written_down_then(programme, procurement):
    alfa, _beta = (take_part(programme, name, 1000) for name in ("Alfa", "Beta"))
    before = now()
    decide(procurement, alfa, "joins")
    between = now()
    # Its day is an earlier one, and still nobody knew.
    decide(procurement, alfa, "withdrew", day=date(2026, 1, 16))

    def buying(at):
        return [one.name for one in buyers_of(procurement, at).buying]

    assert (buying(before), buying(between), buying(None)) == (["Alfa", "Beta"], ["Alfa"], [])
