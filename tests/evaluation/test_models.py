"""Rules of an evaluation that hold whatever the code forgets: the database refuses."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluation.models import Evaluation
from tests.factories import EvaluationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("stage", "locked"), [("locked", False), ("scoring", True)])
def test_a_lock_goes_with_its_moment(stage, locked):
    evaluation = EvaluationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=evaluation.pk).update(
            stage=stage, locked_at=timezone.now() if locked else None
        )
    evaluation.refresh_from_db()
    assert (evaluation.stage, evaluation.locked_at) == ("scoring", None)
