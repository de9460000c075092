"""Points with more decimals than any scale has."""

from decimal import Decimal

import pytest

from evaluation.actions import ScoreRefused, record_score
from evaluation.models import Score


@pytest.mark.django_db
def test_points_with_a_billion_decimals_are_refused(make_scene):
    scene = make_scene()
    tender = scene.tender("Alfa")
    scene.start()
    # Its remainder by any step is nothing, so it passed for a point on the scale.
    with pytest.raises(ScoreRefused):
        record_score(
            evaluation=scene.evaluation,
            tender=tender,
            item=scene.items[0],
            points=Decimal("1e-999999999"),
            reason="Motiv.",
            by=scene.evaluators[0],
        )
    assert not Score.objects.exists()
