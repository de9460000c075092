"""How much one address can ask of the list: conditions and columns, told in words above that."""

from pathlib import Path

import pytest
from django.urls import reverse

from requirements_catalog.models import ExtraField
from requirements_catalog.views.looks import LONGEST_COLUMNS
from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = pytest.mark.django_db
TOLD = "Högst 15 villkor kan läggas till. Ta bort några."


@pytest.fixture
def catalogue(programme):
    """120 own fields of 50 letters with 100 choices each, and a row."""
    catalogue = CatalogueFactory(programme=programme, slug="bred")
    RequirementFactory(catalogue=catalogue, code="A-1", extra={key(0): "1"})
    choices = "\n".join(map(str, range(100)))
    ExtraField.objects.bulk_create(
        ExtraField(
            catalogue=catalogue, key=key(n), label=f"Fält {n}", kind="choice", choice_list=choices,
            position=n,
        )
        for n in range(120)
    )  # fmt: skip
    return catalogue


def key(number):
    return f"f{number:049d}"


def url(name="requirement-list"):
    return reverse(f"requirements_catalog:{name}", args=["prov", "bred"])


def asked(count, by="with=extra.{key}"):
    return "&".join(by.format(key=key(number)) for number in range(count))


@pytest.mark.parametrize("by", ["with=extra.{key}", "extra.{key}=1"])
def test_no_more_conditions_than_a_page_can_hold(as_role, catalogue, by):
    client = as_role("reader")
    full = client.get(f"{url()}?{asked(15, by)}")
    assert TOLD not in full.content.decode()
    assert len(full.context["filterset"].further) == 15
    over = client.get(f"{url()}?{asked(120, by)}")
    assert TOLD in over.content.decode()
    assert len(over.context["filterset"].further) == 15
    # Never more rows than were meant.
    assert "A-1" not in over.content.decode()


def test_columns_that_fit_in_no_address_are_told(as_role, catalogue):
    client = as_role("reader")
    names = [f"extra.{key(number)}" for number in range(120)]
    address = f"{url('requirement-columns')}?columns=title"
    kept = client.post(address, {"order": names, "shown": names[:80]})
    assert all(name in kept.url for name in names[:80])
    response = client.post(address, {"order": names, "shown": names}, follow=True)
    assert "Så många kolumner får inte plats i adressen. Välj färre." in response.content.decode()
    assert len(response.request["QUERY_STRING"]) < 100
    # Without columns in the address they are the person's own, as many as there are.
    own = client.post(url("requirement-columns"), {"order": names, "shown": names}, follow=True)
    assert len(own.context["look"].columns) > 120


def test_the_web_server_takes_what_an_address_may_hold():
    script = (Path(__file__).parents[2] / "fvm").read_text(encoding="utf-8")
    assert script.count("-m gunicorn") == script.count("--limit-request-line 8190") == 2
    assert LONGEST_COLUMNS + 2000 < 8190
