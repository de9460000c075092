"""The form of a new row: what it begins with, and what it says when it cannot be filled in."""

import pytest

from programmes.choices import Role
from programmes.models import Programme
from programmes.register import REGISTERS
from tests.factories import GoalFactory

pytestmark = pytest.mark.django_db


def test_a_form_that_cannot_be_filled_in_says_what_is_added_first(as_role, programme):
    lead = as_role(Role.PROGRAMME_LEAD)
    address = REGISTERS["measurements"].url("create", programme)
    told = "Det finns inget att välja i fältet Mål än, så formuläret kan inte sparas."
    page = lead.get(address).content.decode()
    goals = REGISTERS["goals"].url("list", programme)
    assert told in page and f'<a href="{goals}">Mål</a>' in page
    GoalFactory(programme=Programme.objects.create(slug="annat", name="Ett annat"))
    assert told in lead.get(address).content.decode()
    GoalFactory(programme=programme)
    assert told not in lead.get(address).content.decode()
    # What may be left empty does not stop anybody.
    page = lead.get(REGISTERS["milestones"].url("create", programme)).content.decode()
    assert "kan inte sparas" not in page


def test_a_new_row_stands_last_where_people_have_an_order(as_role, programme):
    lead = as_role(Role.PROGRAMME_LEAD)
    address = REGISTERS["goals"].url("create", programme)
    assert lead.get(address).context["form"]["position"].value() == 1
    GoalFactory(programme=programme, position=7)
    GoalFactory(programme=Programme.objects.create(slug="annat", name="Annat"), position=40)
    assert lead.get(address).context["form"]["position"].value() == 8
    for name in ("streams", "bodies"):
        page = lead.get(REGISTERS[name].url("create", programme))
        assert page.context["form"]["position"].value() == 1
