"""Every concept of a programme is accounted for; test_loader sees that the demo has them."""

import pytest
from django.apps import apps

from tests.demo import concepts


@pytest.mark.once
def test_every_concept_has_one_row_and_a_home():
    rows = concepts.rows()
    assert [number for number, _models in rows] == list(range(1, 44))
    for number, models in rows:
        assert models, number
        for name in models:
            assert apps.get_model(name)
