"""A participant's page tells what it has decided of procurements, and its powers of attorney."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joint_procurement.actions import annul_joining_decision
from joint_procurement.models import Mandate
from programmes.models import Participation
from programmes.roles import ROLE_PERMISSIONS, Permission
from tests.factories import ProcurementFactory, ProgrammeFactory, UserFactory
from tests.joint_procurement.conftest import decide, standing, take_part

pytestmark = pytest.mark.django_db


def page_of(organisation, client) -> str:
    place = Participation.objects.get(organisation=organisation, programme__slug="prov")
    address = reverse("programmes:register-detail", args=["prov", "participants", place.pk])
    return client.get(address).content.decode()


def part(page: str, name: str) -> str:
    return page.split(f'id="{name}"')[1].split("</section>")[0]


def test_its_decisions_stand_by_procurement_newest_first(joint, programme, as_role):
    left = decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 3, 1))
    other = ProcurementFactory(programme=programme, title="Arkiv")
    decide(other, joint.beta, "joins", day=date(2026, 2, 1))
    told = part(page_of(joint.beta, as_role("reader")), "joining")
    page = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    days = ["Arkiv</a>", "2026-02-01", f'<a href="{page}">Vårdsystem</a>', "2026-03-01",
            "2026-01-15"]  # fmt: skip
    places = [told.index(one) for one in days]
    assert places == sorted(places) and told.count("#decision-") == 3
    assert f'href="{page}#decision-{left.pk}">2026-03-01</a> <strong>Har lämnat</strong>' in told
    assert "Regionstyrelsen" in told and "<del" not in told


def test_an_annulled_one_is_struck(joint, as_role):
    left = decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 3, 1))
    annul_joining_decision(decision=left, reason="Fel.", by=UserFactory())
    told = part(page_of(joint.beta, as_role("reader")), "joining")
    row = told.split("<li>")[1]
    assert f"#decision-{left.pk}" in row and '>makulerat</span> <del class="is-void">' in row
    assert told.count("<del") == 1


def test_its_powers_of_attorney_are_those_given_and_those_held(joint, programme, as_role):
    kommun = take_part(programme, "Kommunen", 5)
    given = Mandate.objects.create(
        procurement=joint.procurement, principal=kommun, agent=joint.alfa, state="given",
        valid_from=date(2026, 2, 1), valid_until=date(2027, 1, 31),
    )  # fmt: skip
    reader = as_role("reader")
    address = reverse("programmes:register-detail", args=["prov", "mandates", given.pk])
    for one in (kommun, joint.alfa):
        told = part(page_of(one, reader), "mandates")
        assert f'<a href="{address}">Kommunen → Alfa</a>' in told
        assert "från 2026-02-01 · till och med 2027-01-31" in told
    assert 'id="mandates"' not in page_of(joint.beta, reader)
    assert 'id="joining"' not in page_of(kommun, reader)


def test_of_another_programme_nothing_is_told(joint, as_role):
    other = ProgrammeFactory()
    elsewhere = ProcurementFactory(programme=other, title="Annan upphandling")
    Participation.objects.create(programme=other, organisation=joint.beta, role="buyer")
    decide(elsewhere, joint.beta, "joins")
    Mandate.objects.create(procurement=elsewhere, principal=joint.gamma, agent=joint.beta)
    page = page_of(joint.beta, as_role("reader"))
    assert "Annan upphandling" not in page and 'id="mandates"' not in page


def test_who_may_not_read_procurements_is_told_nothing(joint, as_role, monkeypatch):
    reader = as_role("reader")
    assert standing(joint, joint.beta) is not None
    monkeypatch.setitem(ROLE_PERMISSIONS, "reader", frozenset({Permission.VIEW}))
    assert 'id="joining"' not in page_of(joint.beta, reader)


def test_it_costs_two_queries_however_many_there_are(joint, programme, as_role):
    reader = as_role("reader")
    for number in range(3):
        one = ProcurementFactory(programme=programme)
        wrong = decide(one, joint.alfa, "joins")
        annul_joining_decision(decision=wrong, reason="Fel.", by=UserFactory())
        kommun = take_part(programme, f"Kommun {number}", 5)
        Mandate.objects.create(procurement=one, principal=kommun, agent=joint.alfa)
        with CaptureQueriesContext(connection) as asked:
            page_of(joint.alfa, reader)
        assert sum("joint_procurement_" in one["sql"] for one in asked) == 2
