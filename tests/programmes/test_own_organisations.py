"""In the registers of a programme its own organisations are chosen, though all are common."""

import pytest

from programmes.choices import Role
from programmes.models import Body, Organisation, Participation
from programmes.register import REGISTERS
from tests.register_rows import SENT

pytestmark = pytest.mark.django_db

OF_ONE = ("bodies", "budget-lines", "staffing", "waves", "own-upgrades")
ELSEWHERE = "Region Annorstädes"


@pytest.fixture
def elsewhere(db):
    return Organisation.objects.create(name=ELSEWHERE)


@pytest.fixture
def own(programme):
    row = Organisation.objects.create(name="Region Egen")
    Participation.objects.create(programme=programme, organisation=row, role="buyer")
    return row


@pytest.mark.parametrize("register", OF_ONE)
def test_only_those_that_take_part_are_offered(as_role, programme, own, elsewhere, register):
    page = as_role(Role.PROGRAMME_LEAD).get(REGISTERS[register].url("create", programme))
    offered = set(page.context["form"].fields["organisation"].queryset)
    assert own in offered and elsewhere not in offered
    assert ELSEWHERE not in page.content.decode()


@pytest.mark.parametrize("register", OF_ONE)
def test_a_forged_key_is_refused_and_tells_no_name(as_role, programme, own, elsewhere, register):
    client, entry = as_role(Role.PROGRAMME_LEAD), REGISTERS[register]
    sent = SENT[register][0](programme) | {"organisation": elsewhere.pk}
    page = client.post(entry.url("create", programme), sent)
    assert page.status_code == 422 and "organisation" in page.context["form"].errors
    assert ELSEWHERE not in page.content.decode()
    # Nor as the beginning of a new row, which the address may state.
    page = client.get(f"{entry.url('create', programme)}?organisation={elsewhere.pk}")
    assert ELSEWHERE not in page.content.decode()


def test_the_one_that_a_row_names_already_can_stay(as_role, programme, own, elsewhere):
    client = as_role(Role.PROGRAMME_LEAD)
    body = Body.objects.create(
        programme=programme, name="Nämnden", kind="decides", organisation=elsewhere
    )
    sent = {"name": "Nämnd", "kind": "decides", "organisation": elsewhere.pk, "position": 0}
    address = REGISTERS["bodies"].url("edit", programme, body.pk)
    assert client.post(address, sent).status_code == 302
    body.refresh_from_db()
    assert (body.name, body.organisation) == ("Nämnd", elsewhere)


def test_where_none_takes_part_the_form_leads_to_the_participants(as_role, programme, elsewhere):
    Body.objects.create(programme=programme, name="Nämnden", kind="decides")
    page = as_role(Role.PROGRAMME_LEAD).get(REGISTERS["staffing"].url("create", programme))
    (lacking,) = page.context["lacking"]
    assert lacking["url"] == REGISTERS["participants"].url("list", programme)
