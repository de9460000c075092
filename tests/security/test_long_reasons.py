"""What people give as their reason is kept whole, on every database.

PostgreSQL refused what was longer than its column with a fault of the server, and so it does a NUL.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluation.choices import Stage
from evaluation.models import Evaluation
from procurements.choices import ProcurementState
from procurements.models import Procurement
from programmes.choices import Role
from tests import factories
from tests.architecture.world import make_world

REASON = "Skäl som behöver mer än en rad. " * 20


@pytest.fixture
def world(db):
    return make_world()


def sign_in(world, role):
    client = Client()
    client.force_login(world.people[role])
    return client


def test_a_lock_is_broken_for_a_reason_of_any_length(world):
    path = reverse("evaluation:scores-unlock", args=["prov", world.decided.slug])
    answer = sign_in(world, Role.PROCUREMENT_OFFICER).post(path, {"reason": REASON})
    assert answer.status_code == 302
    evaluation = Evaluation.objects.get(procurement=world.decided)
    assert evaluation.stage == Stage.SCORING
    assert evaluation.history.first().history_change_reason == REASON.strip()


def test_two_with_long_names_open_the_tenders(world):
    procurement = factories.ProcurementFactory(
        programme=world.programme,
        state=ProcurementState.PUBLISHED,
        tender_deadline_at=timezone.now() - timedelta(hours=1),
    )
    path = reverse("procurements:tenders-open", args=["prov", procurement.slug])
    names = {"first": "A" * 60, "second": "B" * 60}
    answer = sign_in(world, Role.PROCUREMENT_OFFICER).post(path, names)
    assert answer.status_code == 302
    opened = Procurement.objects.get(pk=procurement.pk)
    assert opened.state == ProcurementState.OPENED
    reason = opened.history.first().history_change_reason
    assert names["first"] in reason and names["second"] in reason


def test_a_nul_in_the_reason_of_a_move_is_left_out(world):
    row = factories.RequirementFactory(catalogue=world.catalogue, code="FLYTT-1")
    path = reverse("requirements_catalog:requirement-move", args=["prov", row.pk])
    answer = sign_in(world, Role.AUTHOR).post(path, {"place": "last", "reason": "a\0b"})
    assert answer.status_code == 302
    assert row.history.first().history_change_reason == "ab"
