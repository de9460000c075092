"""An evaluator reads the tenders of the evaluations he or she is appointed to, and of no other."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluation import actions
from evaluation.models import Evaluation, Score
from procurements.choices import ProcurementState
from programmes.choices import Role
from programmes.models import Membership
from programmes.stages import strip_of
from tenders.models import EconomicOperator, PriceLine, RequirementResponse, Tender
from tests import factories

pytestmark = pytest.mark.once

READS_ALL = {Role.PROCUREMENT_OFFICER, Role.AUDITOR}


@pytest.fixture
def other(scene):
    """Another opened procurement of the same programme, whose evaluation nobody scores."""
    procurement = factories.ProcurementFactory(
        programme=scene.programme, slug="annan", state=ProcurementState.OPENED
    )
    lot = factories.LotFactory(procurement=procurement, number=1)
    item = factories.make_item(procurement)
    operator = factories.OperatorFactory(programme=scene.programme, name="Zeta")
    tender = factories.TenderFactory(procurement=procurement, operator=operator)
    tender.lots.add(lot)
    factories.ResponseFactory(tender=tender, item=item)
    factories.EvaluationFactory(procurement=procurement)
    procurement.tender, procurement.item = tender, item
    return procurement


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


def pages(programme, procurement, tender, item):
    """Every address that tells of one procurement's tenders."""
    names = {
        "tenders:tender-list": [],
        "tenders:tender-matrix": [],
        "tenders:tender-detail": [tender.pk],
        "tenders:response-detail": [tender.pk, item.pk],
        "evaluation:evaluation-detail": [],
    }
    return [
        reverse(name, args=[programme.slug, procurement.slug, *rest])
        for name, rest in names.items()
    ]


def statuses(user, addresses):
    client = sign_in(user)
    return {client.get(address).status_code for address in addresses}


def own_pages(scene):
    return pages(scene.programme, scene.procurement, scene.tenders["Alfa"], scene.mandatory)


def other_pages(scene, other):
    return pages(scene.programme, other, other.tender, other.item)


def test_the_appointed_reads_one_procurement_and_not_the_next(scene, other):
    evaluator = scene.evaluators[0]
    assert statuses(evaluator, own_pages(scene)) == {200}
    assert statuses(evaluator, other_pages(scene, other)) == {403}


@pytest.mark.parametrize("role", Role.values)
def test_a_role_alone_opens_everything_or_nothing(scene, other, make_person, role):
    person = make_person(role, scene.programme)
    expected = {200} if role in READS_ALL else {403}
    assert statuses(person, own_pages(scene)) == expected
    assert statuses(person, other_pages(scene, other)) == expected


def test_a_stranger_finds_nothing(scene, other, make_person):
    assert statuses(make_person(), own_pages(scene) + other_pages(scene, other)) == {404}


def test_one_who_is_relieved_reads_no_more(scene):
    evaluator = scene.evaluators[0]
    scene.score("Alfa", (1, 1, 1), evaluator)
    actions.unassign_evaluator(
        evaluation=scene.evaluation, user=evaluator, by=scene.officer, reason="Jäv."
    )
    assert statuses(evaluator, own_pages(scene)) == {403}
    assert not Score.objects.visible_to(evaluator).exists()
    assert Score.objects.filter(evaluator=evaluator).count() == 3


def test_an_appointment_ends_with_the_role(scene):
    evaluator = scene.evaluators[0]
    scene.score("Alfa", (1, 1, 1), evaluator)
    evaluator.memberships.update(role=Role.READER)
    assert statuses(evaluator, own_pages(scene)) == {403}
    for model in (Tender, RequirementResponse, EconomicOperator, Evaluation, Score):
        assert not model.objects.visible_to(evaluator).exists(), model


def test_querysets_tell_the_appointed_of_one_procurement_only(scene, other, make_person):
    evaluator, idle = scene.evaluators[0], make_person("evaluator", scene.programme)
    officer = scene.officer
    # Three tenders with an answer each to one ska- and three bör-requirements.
    for model, appointed, everything in (
        (Tender, 3, 4),
        (RequirementResponse, 12, 13),
        (EconomicOperator, 3, 4),
        (Evaluation, 1, 2),
    ):
        assert model.objects.visible_to(evaluator).count() == appointed, model
        assert model.objects.visible_to(officer).count() == everything, model
        assert model.objects.visible_to(idle).count() == 0, model
        assert model.objects.visible_to(make_person()).count() == 0, model


def test_lists_name_only_what_the_person_is_appointed_to(scene, other, make_person):
    for name in ("tenders:procurement-list", "evaluation:evaluation-list"):
        address = reverse(name, args=[scene.programme.slug])
        told = sign_in(scene.evaluators[0]).get(address)
        assert scene.procurement.title in told.text
        assert other.title not in told.text
        assert other.title in sign_in(scene.officer).get(address).text
        idle = make_person("evaluator", scene.programme)
        assert sign_in(idle).get(address).status_code == 403


def test_the_navigation_leads_only_where_the_person_gets_in(scene, make_person):
    address = reverse("programmes:programme-overview", args=[scene.programme.slug])
    entries = [
        reverse(name, args=[scene.programme.slug])
        for name in ("tenders:procurement-list", "evaluation:evaluation-list")
    ]
    idle = make_person("evaluator", scene.programme)
    for person, leads in ((scene.evaluators[0], True), (scene.officer, True), (idle, False)):
        text = sign_in(person).get(address).text
        assert [f'href="{entry}"' in text for entry in entries] == [leads, leads]


def test_the_stage_strip_counts_tenders_for_the_appointed_only(scene, other, make_person):
    def notes(person):
        strip = {str(stage["label"]): stage for stage in strip_of(scene.programme, person)}
        return strip["Anbud"]["note"], strip["Utvärdering"]["note"]

    idle = make_person("evaluator", scene.programme)
    # The newest procurement is the other one, to which no evaluator is appointed.
    assert notes(scene.evaluators[0]) == notes(idle) == ("öppnade", "")
    assert notes(scene.officer) == ("1 anbud", "poängsättning pågår")
    actions.assign_evaluator(evaluation=other.evaluation, user=idle, by=scene.officer)
    idle = type(idle).objects.get(pk=idle.pk)
    assert notes(idle) == ("1 anbud", "poängsättning pågår")


def test_search_and_documents_tell_an_idle_evaluator_what_they_tell_a_reader(scene, make_person):
    found = {}
    for role in ("evaluator", "reader"):
        client = sign_in(make_person(role, scene.programme))
        documents = reverse(
            "procurements:document-list", args=[scene.programme.slug, scene.procurement.slug]
        )
        assert "Alfa" not in client.get(documents).text
        assert client.get("/search/?q=Alfa").context["groups"] == []
        found[role] = client.get("/search/?q=Journal").context["groups"]
    assert found["evaluator"] == found["reader"]


def test_an_appointment_gives_neither_prices_nor_forms_nor_results(scene):
    evaluator = scene.evaluators[0]
    client = sign_in(evaluator)
    tender = scene.tenders["Alfa"]
    base = f"/p/{scene.programme.slug}"
    for address in (
        f"{base}/evaluation/{scene.procurement.slug}/result/",
        f"{base}/evaluation/{scene.procurement.slug}/lock/",
        f"{base}/tenders/{scene.procurement.slug}/{tender.pk}/forms/1/",
        f"{base}/tenders/{scene.procurement.slug}/add/",
    ):
        assert client.get(address).status_code == 403, address
    assert not PriceLine.objects.visible_to(evaluator).exists()


def test_a_lead_who_is_also_appointed_follows_only_that_evaluation(scene, other):
    evaluator = scene.evaluators[0]
    Membership.objects.create(programme=scene.programme, user=evaluator, role=Role.PROGRAMME_LEAD)
    assert statuses(evaluator, own_pages(scene)) == {200}
    assert statuses(evaluator, other_pages(scene, other)) == {403}
    listed = sign_in(evaluator).get(
        reverse("evaluation:evaluation-list", args=[scene.programme.slug])
    )
    detail = "evaluation:evaluation-detail"
    own, not_own = (
        reverse(detail, args=[scene.programme.slug, slug]) for slug in ("journal", "annan")
    )
    assert f'href="{own}"' in listed.text
    assert f'href="{not_own}"' not in listed.text
