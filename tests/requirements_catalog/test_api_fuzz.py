"""Requests made from the API's own description: no error, no answer that it does not describe."""

import json

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode, openapi
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks

from requirements_catalog.models import ExtraField
from requirements_catalog.views.api_page import schema_in
from tests import factories

from .api_client import Program

pytestmark = pytest.mark.django_db

EXAMPLES = 6
site = get_wsgi_application()


def application(environ, start_response):
    """The site, with the description at an address that needs no key while tests are gathered."""
    if environ["PATH_INFO"] != "/description.json":
        return site(environ, start_response)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(schema_in("sv")).encode()]


def description(**generation):
    """The API as schemathesis sees it, always trying the same requests."""
    config = {
        "seed": 20270301,
        "generation": {"deterministic": True, "database": "none", **generation},
        "phases": {"coverage": {"enabled": False}, "stateful": {"enabled": False}},
    }
    return openapi.from_wsgi(
        "/description.json", application, config=SchemathesisConfig.from_dict(config)
    )


CONFORMANCE = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
valid = description(mode="positive")
broken = description(mode="negative")


@pytest.fixture
def world(programme, make_person):
    """A key and a requirement with something in every part, for addresses to name."""
    program = Program(make_person("requirements_manager", programme))
    catalogue = factories.CatalogueFactory(programme=programme, slug="journal")
    ExtraField.objects.create(catalogue=catalogue, key="klar", label="Klar", kind="yes_no")
    program.row = factories.RequirementFactory(
        catalogue=catalogue, owner=program.person, extra={"klar": "yes"}
    )
    program.row.need_links.create(need=factories.NeedFactory(programme=programme))
    program.relation = factories.RelationFactory(
        source=program.row, target=factories.RequirementFactory(catalogue=catalogue)
    )
    # As Django's own test client does: a request must not close the connection of the test.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with override_settings(ALLOWED_HOSTS=["localhost"], API_RATE="100000/min"):
        yield program
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(case, world):
    """The case sent with the key, about what exists; never an error of ours."""
    names = {"uid": str(world.row.uid), "slug": "journal", "number": str(world.relation.pk)}
    for name in case.path_parameters:
        case.path_parameters[name] = names[name]
    response = case.call(headers={"Authorization": f"Bearer {world.secret}"})
    assert response.status_code < 500, (response.status_code, case.as_curl_command())
    return response


@valid.parametrize()
@bounded
def test_valid_requests_get_described_answers(case, world):
    """Whether accepted or refused: the status, type, headers and body that are described.

    A valid body may still be refused: which people and modules there are is not in the description.
    """
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"
    case.validate_response(ask(case, world), checks=CONFORMANCE)


@broken.parametrize()
@bounded
def test_broken_requests_are_refused(case, world):
    """What the description forbids in a body is refused, in the described form."""
    body = case.meta.components.get(ParameterLocation.BODY)
    response = ask(case, world)
    case.validate_response(response, checks=CONFORMANCE)
    if body and body.mode is GenerationMode.NEGATIVE:
        assert response.status_code >= 400, (case.meta.phase, case.body)
