"""A supplier is found by its name or registered, by one rule for screens and commands."""

import pytest

from tenders.actions_suppliers import OtherNumber, TenderProblem, find_or_register_operator
from tenders.models import EconomicOperator
from tests.factories import OperatorFactory

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "556016-0680", "212000-0142"


@pytest.mark.parametrize("name", ["Fjällvård AB", " fjällvård  AB "])
def test_the_same_name_is_the_same_supplier(programme, name):
    known = OperatorFactory(programme=programme, name="Fjällvård AB")
    OperatorFactory(name="Fjällvård AB")  # of another programme
    found = find_or_register_operator(programme=programme, name=name, by=None)
    assert found == known and EconomicOperator.objects.count() == 2


def test_an_unknown_supplier_is_registered(programme):
    made = find_or_register_operator(
        programme=programme, name=" Nordljus  AB", organisation_number="5560160680", by=None
    )
    assert (made.name, made.organisation_number) == ("Nordljus AB", NUMBER)


@pytest.mark.parametrize(
    ("stored", "given", "kept"),
    [("", NUMBER, NUMBER), (NUMBER, "", NUMBER), (NUMBER, "5560160680", NUMBER)],
)
def test_a_known_supplier_is_completed(programme, stored, given, kept):
    known = OperatorFactory(programme=programme, name="A", organisation_number=stored)
    find_or_register_operator(programme=programme, name="A", organisation_number=given, by=None)
    known.refresh_from_db()
    assert known.organisation_number == kept
    assert known.history.count() == (2 if kept != stored else 1)


def test_another_number_is_refused(programme):
    known = OperatorFactory(programme=programme, name="A", organisation_number=OTHER)
    with pytest.raises(OtherNumber, match=OTHER):
        find_or_register_operator(
            programme=programme, name="a", organisation_number=NUMBER, by=None
        )
    with pytest.raises(TenderProblem, match="stämmer inte"):
        find_or_register_operator(
            programme=programme, name="B", organisation_number="556016-0681", by=None
        )
    known.refresh_from_db()
    assert known.organisation_number == OTHER and EconomicOperator.objects.count() == 1
