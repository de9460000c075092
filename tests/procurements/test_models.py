"""Rules of the package that hold whatever the code forgets: the database refuses."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from procurements import actions
from procurements.models import AwardCriterion, AwardPlan, PriceItem, Procurement
from tests.factories import AwardCriterionFactory, PriceItemFactory, ProcurementFactory

pytestmark = pytest.mark.django_db

IMPOSSIBLE = [
    (AwardPlan, "price_weight", 0),
    (AwardPlan, "price_max_points", 0),
    (AwardPlan, "zero_points_at", 0),
    (AwardPlan, "full_points_at", -1),
    (AwardPlan, "minimum_total_points", -1),
    (AwardCriterion, "max_deduction", 0),
    (AwardCriterion, "weight", 0),
    (AwardCriterion, "score_step", 0),
    (AwardCriterion, "minimum_points", -1),
    (PriceItem, "quantity", -1),
]


@pytest.fixture
def rows(lot):
    """One row of each model with numbers."""
    made = (lot.plan, AwardCriterionFactory(lot=lot), PriceItemFactory(lot=lot))
    return {type(row): row for row in made}


@pytest.mark.parametrize(("model", "name", "value"), IMPOSSIBLE)
def test_an_impossible_number_is_refused(rows, model, name, value):
    row = rows[model]
    before = getattr(model.objects.get(), name)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{name: value})
    setattr(row, name, Decimal(value))
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == [name], "told beside its field"
    assert getattr(model.objects.get(), name) == before


def test_an_action_tells_the_field(rows, officer):
    criterion = rows[AwardCriterion]
    with pytest.raises(ValidationError) as refused:
        actions.edit_criterion(criterion=criterion, by=officer, weight=Decimal(0))
    assert refused.value.message_dict == {"weight": ["Ange ett tal som är större än noll."]}
    assert AwardCriterion.objects.get().weight is None


@pytest.mark.parametrize(
    ("state", "published", "opened"),
    [
        ("draft", True, False),
        ("draft", False, True),
        ("published", False, False),
        ("published", True, True),
        ("opened", True, False),
        ("opened", False, True),
        ("closed", True, True),
    ],
)
def test_a_state_goes_with_its_moment(state, published, opened):
    """The periods of the law are counted from these: a state without its moment has none."""
    procurement = ProcurementFactory()
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Procurement.objects.filter(pk=procurement.pk).update(
            state=state,
            published_at=now if published else None,
            opened_at=now if opened else None,
        )
    procurement.refresh_from_db()
    assert procurement.state == "draft"
