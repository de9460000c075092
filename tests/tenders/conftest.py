"""A small opened procurement with a package, for the tests of tenders."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from procurements.choices import ItemRole
from procurements.models import Procurement
from requirements_catalog.models import Requirement
from tests import factories


@pytest.fixture
def opened(db):
    """Two lots; a heading, three ska (one common, one of lot 1, one number), one bör, one note."""
    procurement = factories.ProcurementFactory(slug="prov", title="Provupphandling")
    first = factories.LotFactory(procurement=procurement, number=1, title="Plattform")
    second = factories.LotFactory(procurement=procurement, number=2, title="Journal")
    catalogue = factories.CatalogueFactory(programme=procurement.programme)
    criterion = factories.AwardCriterionFactory(lot=first, key="anvandbarhet")

    def row(code, **fields) -> Requirement:
        return factories.RequirementFactory(catalogue=catalogue, code=code, **fields)

    heading = factories.make_item(
        procurement,
        requirement=factories.HeadingFactory(catalogue=catalogue, title="Allmänt"),
        role=ItemRole.HEADING,
    )
    common = factories.make_item(procurement, requirement=row("ALL-1", title="Språk"))
    own = factories.make_item(procurement, requirement=row("PLA-1", title="Lagring"))
    own.lots.add(first)
    number = factories.make_item(
        procurement, requirement=row("PLA-2", title="Svarstid", answer_format="number")
    )
    number.lots.add(first)
    wish = factories.make_item(
        procurement,
        requirement=row("PLA-3", title="Format", answer_format="choice", kind="desirable",
                        answer_choices="JSON; XML"),
        role=ItemRole.DESIRABLE,
        criterion=criterion,
    )  # fmt: skip
    note = factories.make_item(
        procurement, requirement=row("ALL-2", kind="information"), role=ItemRole.INFORMATION
    )
    price = factories.PriceItemFactory(lot=first, number=1, title="Licens", quantity=Decimal(10))
    other_price = factories.PriceItemFactory(lot=second, number=1, title="Journal")
    Procurement.objects.filter(pk=procurement.pk).update(
        state="opened", published_at=timezone.now(), opened_at=timezone.now()
    )
    procurement.refresh_from_db()
    tender = factories.TenderFactory(procurement=procurement, operator__name="Nordljus AB")
    tender.lots.add(first)
    return SimpleNamespace(
        procurement=procurement, programme=procurement.programme, first=first, second=second,
        criterion=criterion, heading=heading, common=common, own=own, number=number, wish=wish,
        note=note, price=price, other_price=other_price, tender=tender,
    )  # fmt: skip
