"""Of what holds a row of a register in place, five are named, and whether there are more."""

import pytest

from programmes.actions_registers import StillUsed, remove_row
from programmes.models import Body, Decision
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "more"), [(1, ""), (5, ""), (6, ", med flera"), (20, ", med flera")]
)
def test_that_there_are_more_than_are_named_is_told(programme, number, more):
    body = Body.objects.create(programme=programme, name="Regionstyrelsen", kind="decides")
    for one in range(number):
        Decision.objects.create(
            programme=programme, title=f"Beslut {one}", body=body, decided_on="2026-03-17"
        )
    with pytest.raises(StillUsed) as used:
        remove_row(row=body, by=UserFactory())
    told = str(used.value)
    assert told.count("2026-03-17 Beslut") == min(number, 5)
    assert told.endswith(more) and ("med flera" in told) == bool(more)
    assert Body.objects.filter(pk=body.pk).exists()
