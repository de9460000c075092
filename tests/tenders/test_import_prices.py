"""Returned price forms: exact amounts, nothing missing taken for zero."""

from decimal import Decimal

import pytest

from tenders.actions import import_prices
from tenders.forms_out import build_price_form
from tenders.models import PriceLine

from .form_filler import FilledForm

pytestmark = pytest.mark.django_db


def read(opened, value, **options):
    form = FilledForm(build_price_form(opened.procurement), "Priser")
    form.put("Licens", "À-pris", value)
    return import_prices(
        tender=opened.tender, content=form.content(), file_name="pris.xlsx", by=None, **options
    )


@pytest.mark.parametrize(
    ("value", "price"),
    [(1200.35, "1200.35"), (0, "0"), ("1 200,50", "1200.50"), (520_000_000, "520000000")],
)
def test_a_price_is_stored_exactly(opened, value, price):
    report = read(opened, value)
    assert (report.created, report.refused) == (1, 0)
    assert opened.tender.price_lines.get().unit_price == Decimal(price)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("=100*2", "formel"),
        (-1, "negativt"),
        ("100 kr", "inte ett tal"),
        (1.005, "två decimaler"),
        (True, "inte ett tal"),
        (10**12, "orimligt"),
        # Each of these ended the whole import, or would have filled the memory.
        ("1e29", "orimligt"),
        ("1e999999999", "inte ett tal"),
        ("1e-999999", "inte ett tal"),
    ],
)
def test_what_is_no_price_is_refused(opened, value, word):
    report = read(opened, value)
    refused = [row for row in report.rows if row["outcome"] == "refused"]
    assert len(refused) == 1
    assert (refused[0]["cell"], refused[0]["code"]) == ("G5", "1.1")
    assert word in refused[0]["problem"]
    assert not PriceLine.objects.exists()


def test_an_empty_price_is_missing_not_zero(opened):
    report = read(opened, None)
    assert "saknar pris" in report.notices[0]["problem"]
    assert not PriceLine.objects.exists()
