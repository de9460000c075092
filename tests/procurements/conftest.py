"""A small procurement that lacks nothing: two lots, plans, prices and requirements."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from procurements import actions
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory


@pytest.fixture
def officer(programme, make_person):
    return make_person("procurement_officer", programme)


@pytest.fixture
def catalogue(programme):
    """Two chapters: A with A1 (ska) and A2 (bör), B with B.1 above B1 (ska) and B2 (upplysning)."""
    catalogue = CatalogueFactory(programme=programme)

    def row(number, make, **fields):
        return make(catalogue=catalogue, position=number << 20, **fields)

    a = row(1, HeadingFactory, code="A", title="Journal")
    row(2, RequirementFactory, code="A1", parent=a, depth=1)
    row(3, RequirementFactory, code="A2", parent=a, depth=1, kind="desirable")
    b = row(4, HeadingFactory, code="B", title="Läkemedel")
    b1 = row(5, HeadingFactory, code="B.1", title="Ordination", parent=b, depth=1)
    row(6, RequirementFactory, code="B1", parent=b1, depth=2)
    row(7, RequirementFactory, code="B2", parent=b1, depth=2, kind="information")
    return catalogue


@pytest.fixture
def find(catalogue):
    """``find("A1")``: the catalogue's row of that code."""
    return lambda code: catalogue.requirements.get(code=code)


@pytest.fixture
def procurement(programme, officer):
    return actions.create_procurement(
        programme=programme,
        slug="vim",
        title="Vårdinformationssystem",
        tender_deadline_at=timezone.now() + timedelta(days=45),
        tender_valid_until=timezone.localdate() + timedelta(days=200),
        by=officer,
    )


@pytest.fixture
def lot(procurement, officer):
    return actions.add_lot(procurement=procurement, number=1, title="Journal", by=officer)


@pytest.fixture
def second_lot(procurement, officer):
    return actions.add_lot(procurement=procurement, number=2, title="Plattform", by=officer)


@pytest.fixture
def criterion(lot, officer):
    return actions.add_criterion(
        lot=lot,
        key="usability",
        title="Användbarhet",
        max_deduction=Decimal(40_000_000),
        by=officer,
    )


@pytest.fixture
def complete(procurement, lot, criterion, catalogue, officer):
    """Nothing is missing: it can be published."""
    actions.add_price_item(lot=lot, number=1, title="Licens", unit="år", quantity=8, by=officer)
    actions.pick_requirements(
        procurement=procurement,
        requirements=catalogue.requirements.all(),
        criterion=criterion,
        max_points=5,
        by=officer,
    )
    return procurement
