"""What changes a programme, where two people do it at the same time."""

import pytest

from programmes.actions import ProgrammeProblem, remove_member
from programmes.models import Membership
from tests.factories import MembershipFactory, ProgrammeFactory
from tests.races import both_at_once


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_remove_each_other_leave_one(need):
    need("postgresql")
    programme = ProgrammeFactory()
    one, other = (
        MembershipFactory(programme=programme, role="programme_lead") for _person in range(2)
    )
    problem = both_at_once(
        lambda: remove_member(membership=other, by=one.user, reason="Slutar"),
        lambda: remove_member(membership=one, by=other.user, reason="Slutar"),
    )
    assert isinstance(problem, ProgrammeProblem)
    assert Membership.objects.get() == one
