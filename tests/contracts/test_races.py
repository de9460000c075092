"""A contract is signed while the scores that it rests on are opened again (PostgreSQL only)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from contracts.models import Contract
from evaluation.actions import EvaluationProblem, unlock_scores
from evaluation.models import Evaluation
from programmes.actions_registers import save_row
from tests.factories import UserFactory
from tests.races import both_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SIGNED_ON = date(2026, 11, 2)


@pytest.fixture
def doing(chain, need):
    """``doing["sign"]()`` and ``doing["unlock"]()``, as two people have the pages before them."""
    need("postgresql")
    chain.lock()
    by = UserFactory()
    seen = Contract.objects.get(pk=chain.contract.pk)
    evaluation = Evaluation.objects.get(pk=chain.evaluation.pk)

    def sign():
        seen.state, seen.operator, seen.signed_on = "signed", chain.tender.operator, SIGNED_ON
        save_row(row=seen, by=by)

    def unlock():
        unlock_scores(evaluation=evaluation, by=by, reason="Fel bilaga lästes.")

    return {"sign": sign, "unlock": unlock}


def states() -> tuple[str, str]:
    return Evaluation.objects.get().stage, Contract.objects.get().state


def test_scores_are_not_opened_while_a_contract_is_being_signed(doing):
    problem = both_at_once(doing["sign"], doing["unlock"])
    assert isinstance(problem, EvaluationProblem) and "Journalavtalet 1" in str(problem)
    assert states() == ("locked", "signed")


def test_no_contract_is_signed_while_the_scores_are_being_opened(doing):
    problem = both_at_once(doing["unlock"], doing["sign"])
    assert isinstance(problem, ValidationError) and "state" in problem.message_dict
    assert states() == ("scoring", "draft")
