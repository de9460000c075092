"""What changes an evaluation, where two people do it at the same time."""

import pytest

from evaluation import actions
from evaluation.models import Evaluation
from tenders.models import RequirementResponse, Tender
from tests.races import both_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_that_comes_in_during_the_locking_is_seen_by_it(scene, need):
    """Gamma, rejected until now, meets the ska-requirement after all: its scores are missing."""
    need("postgresql")
    scene.score("Alfa", (1, 1, 1))
    scene.score("Beta", (1, 1, 1))
    gamma = scene.tenders["Gamma"]

    def answer_is_corrected():
        Tender.objects.select_for_update().get(pk=gamma.pk)
        RequirementResponse.objects.filter(tender=gamma, item=scene.mandatory).update(answer="yes")

    problem = both_at_once(answer_is_corrected, scene.lock)
    assert isinstance(problem, actions.ScoresMissing)
    assert len(problem.missing) == 6  # two evaluators, three requirements
    assert Evaluation.objects.get().stage == "scoring"
    assert not Tender.objects.exclude(frozen_at=None).exists()
