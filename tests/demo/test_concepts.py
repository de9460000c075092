"""Every concept of a programme is accounted for; test_loader sees that the demo has them."""

import pytest
from django.apps import apps

from scripts.messages import english_catalogue
from tests.demo import concepts


@pytest.mark.once
def test_every_concept_has_one_row_and_a_home():
    rows = concepts.rows()
    assert [number for number, _models in rows] == list(range(1, 44))
    for number, models in rows:
        assert models, number
        for name in models:
            assert apps.get_model(name)


@pytest.mark.once
def test_screens_are_called_what_the_interface_calls_them():
    shown = {entry.msgid for entry in english_catalogue()}
    assert len(concepts.screens()) > 20
    assert concepts.screens() <= shown
