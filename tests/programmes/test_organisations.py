"""Organisations are added and changed in the browser by programme leads, with history."""

from datetime import date

import pytest
from django.urls import reverse

from programmes.models import Membership, Organisation, Participation, Programme
from tests.forms import sent_from

pytestmark = pytest.mark.django_db
WEST = {
    "name": "Region Väst",
    "kind": "region",
    "organisation_number": "232100-0131",
    "population": "402000",
    "population_on": "2025-12-31",
}


def new(programme) -> str:
    return reverse("programmes:organisation-create", args=[programme.slug])


def edit(programme, organisation) -> str:
    return reverse("programmes:organisation-edit", args=[programme.slug, organisation.pk])


@pytest.fixture
def north(programme):
    organisation = Organisation.objects.create(name="Region Norr", population=300_000)
    Participation.objects.create(programme=programme, organisation=organisation, role="buyer")
    return organisation


def test_a_lead_adds_an_organisation_and_its_role(as_role, programme):
    lead = as_role("programme_lead")
    answer = lead.post(new(programme), WEST | {"role": "buyer"})
    place = Participation.objects.get()
    assert (place.programme, place.organisation.name, place.role) == (
        programme,
        "Region Väst",
        "buyer",
    )
    assert place.organisation.population_on == date(2025, 12, 31)
    assert place.organisation.history.get().history_user == lead.user
    page = lead.get(answer.url).content.decode().replace("\xa0", " ")
    assert "402 000" in page and "den 2025-12-31" in page and "232100-0131" in page


def test_one_without_a_role_is_added_and_takes_no_part(as_role, programme):
    lead = as_role("programme_lead")
    answer = lead.post(new(programme), {"name": "Kommunen", "kind": "municipality", "role": ""})
    town = Organisation.objects.get()
    assert answer.url == edit(programme, town) and not Participation.objects.exists()
    # Nobody else's: the lead mends what was typed.
    lead.post(answer.url, {"name": "Norra kommunen", "kind": "municipality"})
    town.refresh_from_db()
    assert town.name == "Norra kommunen"


def test_a_change_is_kept_with_its_reason(as_role, programme, north):
    lead = as_role("programme_lead")
    reason = {"change_reason": "Ny siffra från SCB"}
    answer = lead.post(edit(programme, north), WEST | reason)
    north.refresh_from_db()
    assert (north.name, north.population) == ("Region Väst", 402_000)
    page = lead.get(answer.url).content.decode()
    assert "Ny siffra från SCB" in page and lead.user.full_name in page


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Region Norr"}, "finns redan"),
        ({"population": "många"}, "heltal"),
        ({"population": "-1"}, "större"),
        ({"population_on": "2999-12-31"}, "Dagen har inte varit än."),
        ({"population": ""}, "Ange befolkningen, eller ta bort dagen."),
    ],
)
def test_what_is_refused_is_said_and_kept(as_role, programme, north, wrong, said):
    answer = as_role("programme_lead").post(new(programme), WEST | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "232100-0131" in page
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("role", ["reader", "procurement_officer", "requirements_manager"])
def test_others_are_refused(as_role, programme, north, role):
    client = as_role(role)
    assert client.post(new(programme), WEST).status_code == 403
    assert client.post(edit(programme, north), WEST).status_code == 403
    assert Organisation.objects.get().name == "Region Norr"


def test_one_of_another_programme_is_not_found(as_role, programme, north):
    other = Programme.objects.create(slug="annat", name="Ett annat")
    Participation.objects.update(programme=other)
    lead = as_role("programme_lead")
    assert lead.post(edit(programme, north), WEST).status_code == 404
    assert lead.get(edit(programme, Organisation(pk=999_999))).status_code == 404


def test_one_in_two_programmes_is_changed_by_who_leads_both(as_role, programme, north):
    other = Programme.objects.create(slug="annat", name="Ett annat")
    Participation.objects.create(programme=other, organisation=north, role="buyer")
    place = north.participations.get(programme=programme)
    detail = reverse("programmes:register-detail", args=[programme.slug, "participants", place.pk])
    lead = as_role("programme_lead")
    assert lead.post(edit(programme, north), WEST).status_code == 403
    page = lead.get(detail).content.decode()
    assert edit(programme, north) not in page and "av den som leder alla" in page
    assert "Ett annat" not in page
    Membership.objects.create(programme=other, user=lead.user, role="programme_lead")
    assert edit(programme, north) in lead.get(detail).content.decode()
    assert lead.post(edit(programme, north), WEST).status_code == 302


def test_only_those_without_a_role_can_become_participants(as_role, programme, north):
    lead = as_role("programme_lead")
    url = reverse("programmes:register-create", args=[programme.slug, "participants"])
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    page = lead.get(url)
    assert list(page.context["form"].fields["organisation"].queryset) == [town]
    assert new(programme) in page.content.decode()
    assert lead.post(url, {"organisation": north.pk, "role": "buyer"}).status_code == 422


def test_the_organisation_of_a_participant_stays(as_role, programme, north):
    lead = as_role("programme_lead")
    place = north.participations.get()
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    url = reverse("programmes:register-edit", args=[programme.slug, "participants", place.pk])
    lead.post(url, {"organisation": town.pk, "role": "lead_buyer"})
    place.refresh_from_db()
    assert (place.organisation, place.role) == (north, "lead_buyer")


def test_what_another_has_changed_meanwhile_is_not_written_over(as_role, programme, north):
    first, second = as_role("programme_lead"), as_role("programme_lead")
    sent = sent_from(first.get(edit(programme, north)))
    theirs = sent_from(second.get(edit(programme, north)))
    second.post(edit(programme, north), theirs | {"population": "310000"})
    # Another field: what is saved stands in the form, and nothing is written.
    answer = first.post(edit(programme, north), sent | {"name": "Region Nord"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Någon annan hann ändra Region Norr" in page and second.user.full_name in page
    north.refresh_from_db()
    assert (north.name, north.population) == ("Region Norr", 310_000)
    assert first.post(edit(programme, north), sent_from(answer)).status_code == 302
    north.refresh_from_db()
    assert (north.name, north.population) == ("Region Nord", 310_000)


def test_the_same_field_is_a_choice(as_role, programme, north):
    first, second = as_role("programme_lead"), as_role("programme_lead")
    sent = sent_from(first.get(edit(programme, north)))
    second.post(edit(programme, north), sent | {"population": "310000"})
    answer = first.post(edit(programme, north), sent | {"population": "320000"})
    assert answer.status_code == 409 and "Spara min version" in answer.content.decode()
    again = sent_from(answer)
    taken = first.post(edit(programme, north), again | {"take": "population"})
    assert taken.status_code == 409 and sent_from(taken)["population"] == "310000"
    assert first.post(edit(programme, north), again).status_code == 302
    north.refresh_from_db()
    assert north.population == 320_000
