"""Two people at the same time in what a programme is steered by (PostgreSQL only)."""

import pytest
from django.core.exceptions import ValidationError

from programmes.actions_registers import save_row
from programmes.models import Organisation
from steering.models import BudgetFrame, FrameShare
from tests.factories import UserFactory
from tests.races import both_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_shares_saved_at_once_are_not_more_than_the_frame(need, programme):
    need("postgresql")
    frame = BudgetFrame.objects.create(
        programme=programme, name="Ram", amount=1000, first_year=2026, last_year=2027
    )
    one, two = (Organisation.objects.create(name=name) for name in ("Ett", "Två"))
    by = UserFactory()

    def save(organisation):
        return save_row(row=FrameShare(frame=frame, organisation=organisation, percent=60), by=by)

    problem = both_at_once(lambda: save(one), lambda: save(two))
    assert isinstance(problem, ValidationError) and "percent" in problem.message_dict
    assert list(FrameShare.objects.values_list("organisation__name", "percent")) == [("Ett", 60)]
