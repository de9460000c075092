"""Which rows the preview of an import shows: those that matter first, the others when asked."""

import pytest

from programmes.models import Job
from tests.factories import CatalogueFactory
from tests.requirements_catalog.approval import approve
from tests.requirements_catalog.test_import_wizard import (
    BAD,
    GOOD,
    MANAGER,
    address,
    to_preview,
)


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="vis", name="Kravkatalogen")


@pytest.fixture
def client(as_role):
    return as_role(MANAGER)


def test_tiles_filter_the_rows(client, catalogue):
    job = to_preview(client, catalogue, BAD)
    response = client.get(address("import-preview", catalogue, job), {"outcome": "refused"})
    assert [row["row"] for row in response.context["page"]] == [6]
    response = client.get(address("import-preview", catalogue, job), {"outcome": "påhittat"})
    assert [row["row"] for row in response.context["page"]] == [6, 3, 4, 5]


def test_the_preview_opens_with_what_is_not_unchanged_and_what_is_refused_first(client, catalogue):
    approve(client, address("import-preview", catalogue, to_preview(client, catalogue, GOOD)))
    edited = {"Krav": [*BAD["Krav"], ["1.4", "Ny", "Systemet ska mer.", "ska", ""]]}
    edited["Krav"][4] = ["1.2", "Sök", "Systemet bör kunna söka mer.", "bör", "låg"]
    Job.objects.all().delete()
    job = to_preview(client, catalogue, edited)
    response = client.get(address("import-preview", catalogue, job))
    shown = [(row["row"], row["outcome"]) for row in response.context["page"]]
    assert shown == [(6, "refused"), (5, "updated"), (7, "created")]
    assert "Rader som berörs" in response.text
    tile = response.context["tiles"][-1]
    assert (tile["label"], tile["value"], tile["url"]) == ("alla rader", 5, "?outcome=all")
    response = client.get(address("import-preview", catalogue, job) + tile["url"])
    assert [row["row"] for row in response.context["page"]] == [3, 4, 5, 6, 7]
    assert response.context["tiles"][-1]["is_current"]
    # Where all is as it was, the page says so instead of listing it.
    Job.objects.all().delete()
    job = to_preview(client, catalogue, GOOD)
    response = client.get(address("import-preview", catalogue, job))
    assert not response.context["page"].object_list
    assert "Alla rader är oförändrade." in response.text
