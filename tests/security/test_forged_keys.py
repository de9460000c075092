"""Keys that no form offers: answered without an error of ours, and nothing is written."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

KEYS = ["²", "9" * 30, "-1", "\x00", "1e3"]
REFUSED = {302, 404, 422}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["item-change", "item-remove", "item-changes", "item-add"])
def test_a_forged_key_changes_nothing(as_role, programme, name, key):
    procurement = factories.ProcurementFactory(programme=programme)
    item = factories.make_item(procurement)
    client = as_role("procurement_officer")
    before = list(procurement.items.values_list("pk", "role", "version", "criterion"))
    answer = client.post(
        reverse(f"procurements:{name}", args=[programme.slug, procurement.slug]),
        {"items": [key], "requirements": [key], "role": "information", "scope": "chosen"},
    )
    assert answer.status_code in REFUSED
    assert list(procurement.items.values_list("pk", "role", "version", "criterion")) == before
    assert before == [(item.pk, "mandatory", item.version_id, None)]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["heading", "page"])
def test_a_forged_address_gives_a_page(as_role, programme, name, key):
    catalogue = factories.CatalogueFactory(programme=programme)
    path = reverse("requirements_catalog:requirement-list", args=[programme.slug, catalogue.slug])
    assert as_role("reader").get(path, {name: key}).status_code == 200
