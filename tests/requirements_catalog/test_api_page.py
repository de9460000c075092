"""The API's description: whole, in both languages, and shown under the strict policy."""

import pytest
from django.urls import get_resolver
from django.utils import translation

from .api_client import Program

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_every_address_is_described(as_role):
    """Each operation of the API's own addresses, with what it refuses."""
    schema = as_role("reader").get("/api/v1/schema/").json()
    assert schema["openapi"].startswith("3.")
    api = next(p for p in get_resolver().url_patterns if str(p.pattern) == "api/v1/")
    named = {p.name for p in api.url_patterns} - {"page", "schema", "nowhere"}
    assert len(schema["paths"]) == len(named) == 15
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "404", "429"} <= set(operation["responses"]), (path, method)
            assert operation["security"] == [{"token": []}]
    change = schema["paths"]["/api/v1/requirements/{uid}/"]["patch"]
    assert {"412", "413", "415", "422", "428"} <= set(change["responses"])
    assert [one["name"] for one in change["parameters"] if one["in"] == "header"] == ["If-Match"]


def test_the_description_needs_a_key_or_a_session(make_person, programme):
    """Nobody else learns what there is."""
    assert Program().get("schema/").status_code == 401
    assert Program(make_person("reader", programme)).get("schema/").status_code == 200


def test_the_page_lists_every_operation(as_role):
    """With parameters, values to choose and an example to copy; in English as well."""
    client = as_role("reader")
    page = client.get("/api/v1/").content.decode()
    for text in (
        "Ändra ett krav",
        "If-Match",
        "mandatory | desirable | information",
        "curl -X PATCH",
    ):
        assert text in page
    assert "Beskrivningen som OpenAPI 3" in page
    with translation.override("sv"):  # the language of the request stays in the thread
        english = client.get("/api/v1/", headers={"Accept-Language": "en"}).content.decode()
    assert "Change a requirement" in english and "Ändra ett krav" not in english


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/api/v1/", "/account/tokens/"])
def test_the_pages_in_a_browser(path, new_page, make_person, programme, axe_violations):
    """Nothing that the policy stops, nothing that axe finds, nothing wider than a phone."""
    page = new_page(make_person("reader", programme), viewport={"width": 390, "height": 844})
    page.goto(path)
    assert axe_violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
