"""Who must not learn of tenders before the award: tried from outside, role by role (OSL 19:3)."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from programmes.choices import Role
from programmes.models import Membership
from tenders.models import ReceivedForm
from tests.architecture.world import make_world

OUTSIDE = [
    Role.READER,
    Role.AUTHOR,
    Role.REVIEWER,
    Role.REQUIREMENTS_MANAGER,
    Role.PROGRAMME_LEAD,
]

PAGES = [
    "",
    "evaluation/",
    "evaluation/{slug}/",
    "evaluation/{slug}/result/",
    "tenders/",
    "tenders/{slug}/",
    "tenders/{slug}/matrix/",
    "procurements/{slug}/",
    "procurements/{slug}/log/",
    "procurements/{slug}/documents/",
]


@pytest.fixture
def world(db):
    return make_world()


def get(user, address):
    """The answer to one who is signed in."""
    client = Client()
    client.force_login(user)
    return client.get(address)


def test_no_page_names_a_tenderer_before_the_scores_are_locked(world):
    name = world.opened.tender.operator.name
    told = []
    for role in OUTSIDE:
        for page in PAGES:
            address = f"/p/prov/{page.format(slug=world.opened.slug)}"
            if name in get(world.people[role], address).content.decode():
                told.append((role, page))
    assert told == []


def test_a_programme_lead_follows_no_evaluation_but_reads_the_locked_one(world):
    lead = world.people[Role.PROGRAMME_LEAD]

    assert get(lead, f"/p/prov/evaluation/{world.opened.slug}/").status_code == 403
    assert get(lead, f"/p/prov/evaluation/{world.decided.slug}/").status_code == 200


def test_search_finds_no_tenderer(world):
    name = world.opened.tender.operator.name
    for role in OUTSIDE:
        answer = get(world.people[role], f"/search/?q={name}")
        assert answer.context["groups"] == []


def test_an_officer_who_also_scores_gets_no_price_form_before_the_lock(world):
    officer = world.people[Role.PROCUREMENT_OFFICER]
    tender = world.opened.tender
    form = ReceivedForm.objects.create(
        tender=tender,
        kind="prices",
        file=ContentFile(b"PK", name="pris.xlsx"),
        file_name="pris.xlsx",
        sha256="0" * 64,
        imported_by=officer,
    )
    address = f"/p/prov/tenders/{world.opened.slug}/{tender.pk}/forms/{form.pk}/"
    assert get(officer, address).status_code == 200

    Membership.objects.create(programme=world.programme, user=officer, role=Role.EVALUATOR)

    assert get(officer, address).status_code == 403
