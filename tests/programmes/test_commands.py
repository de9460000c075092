"""What an installation needs before anybody can begin: a programme with a lead, and regions."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from programmes.choices import Role
from programmes.models import Membership, Organisation, Programme

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refused(*arguments) -> str:
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert refusal.value.returncode == 2
    return str(refusal.value)


def test_the_person_named_leads_the_new_programme(make_person):
    person = make_person(name="Kim Ek")
    said = run("create_programme", "fvm", "--name", "Vår miljö", "--lead", person.email.upper())
    assert said == "Programmet Vår miljö är upplagt. Kim Ek är programledare.\n"
    programme = Programme.objects.get(slug="fvm")
    assert (programme.name, programme.is_demo) == ("Vår miljö", False)
    membership = Membership.objects.get(programme=programme)
    assert (membership.user, membership.role) == (person, Role.PROGRAMME_LEAD)
    assert programme.history.get().history_user == person


def test_nothing_is_made_for_a_person_without_an_account(db):
    said = refused("create_programme", "fvm", "--name", "Vår miljö", "--lead", "ny@region.example")
    assert "ny@region.example" in said
    assert "createsuperuser" in said
    assert not Programme.objects.filter(slug="fvm").exists()


@pytest.mark.parametrize("slug", ["taken", "två ord"])
def test_a_short_name_is_new_and_one_word(slug, make_person):
    person = make_person(name="Kim Ek")
    run("create_programme", "taken", "--name", "Det första", "--lead", person.email)
    assert refused("create_programme", slug, "--name", "Ett annat", "--lead", person.email)
    assert Programme.objects.filter(name="Ett annat").count() == 0


def test_an_organisation_is_added_once():
    said = run("add_organisation", "Region Nordan", "--population", "250000")
    assert said == "Region Nordan är tillagd.\n"
    organisation = Organisation.objects.get(name="Region Nordan")
    assert (organisation.kind, organisation.population) == ("region", 250000)
    assert organisation.history.count() == 1
    assert refused("add_organisation", "Region Nordan")
    assert refused("add_organisation", "Region Sunnan", "--population", "-1")
    assert Organisation.objects.filter(name__startswith="Region ").count() == 1


def test_who_administers_is_told_how_a_programme_is_made(client, django_user_model):
    admin = django_user_model.objects.create_superuser("drift@region.example", full_name="Dag Rift")
    client.force_login(admin)
    assert "create_programme" in client.get("/").content.decode()
    other = django_user_model.objects.create_user("ny@region.example", full_name="Ny Person")
    client.force_login(other)
    page = client.get("/").content.decode()
    assert "create_programme" not in page
    assert "En programledare lägger till dig" in page
