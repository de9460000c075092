"""Remarks as a condition of the catalogue's filter: list, grid, views, exports and API."""

import pytest
from django.urls import reverse

from common.workbook_reader import read_workbook
from quality.actions_findings import accept_findings, refresh_findings
from quality.models import Finding
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory
from tests.requirements_catalog.api_client import Program

pytestmark = pytest.mark.django_db

WHOLE = {"motive": "Vården behöver det.", "verification": "Anbud: beskrivning."}


@pytest.fixture
def catalogue(programme):
    """A has a vague word, B lacks a motive, C has an accepted remark, D is good."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan")
    HeadingFactory(catalogue=catalogue, title="Rubrik")
    good = "Systemet ska visa listan inom 2 sekunder."
    for code, fields in {
        "A": {"text": "Systemet ska vara modernt."},
        "B": {"motive": ""},
        "C": {"text": "Systemet ska vara intuitivt."},
        "D": {},
    }.items():
        RequirementFactory(catalogue=catalogue, code=code, **({"text": good} | WHOLE | fields))
    return catalogue


@pytest.fixture
def accepted(catalogue, make_person, programme):
    refresh_findings(catalogue=catalogue)
    keys = Finding.objects.filter(requirement__code="C").values_list("pk", flat=True)
    by = make_person("author", programme)
    accept_findings(catalogue=catalogue, findings=keys, reason="Namn", by=by)


def codes(response):
    return [row.code for row in response.context["page"]]


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("remark=any", ["A", "B"]),
        ("remark=none", ["C", "D"]),
        ("remark=vague-word", ["A"]),
        ("remark=vague-word&remark=no-motive", ["A", "B"]),
        ("remark=none&remark=no-motive", ["B", "C", "D"]),
        ("remark=no-such-rule", []),
        ("remark=any&status=approved", []),
    ],
)
def test_the_list_finds_requirements_by_open_remarks(as_role, query, expected):
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    assert codes(as_role("reader").get(f"{url}?{query}")) == expected


def test_the_condition_sees_texts_that_nobody_has_looked_at(catalogue, as_role):
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    assert codes(as_role("reader").get(f"{url}?remark=vague-word")) == ["A", "C"]


@pytest.mark.usefixtures("accepted")
def test_grid_export_saved_view_and_api_take_the_same_condition(catalogue, programme, as_role):
    client = as_role("author")
    arguments = ["prov", "karnan"]
    grid = client.get(
        reverse("requirements_catalog:requirement-grid", args=arguments) + "?remark=any"
    )
    assert grid.status_code == 200
    assert grid.context["total"] == 2
    view = catalogue.views.create(owner=client.user, name="Brister", query="remark=any")
    listed = reverse("requirements_catalog:requirement-list", args=arguments)
    assert codes(client.get(f"{listed}?view={view.uid}")) == ["A", "B"]
    export = reverse("requirements_catalog:requirement-export", args=arguments)
    response = client.post(f"{export}?remark=any", {"format": "xlsx"})
    book = read_workbook(b"".join(response.streaming_content), "krav.xlsx")
    assert [row[0] for row in book.sheets[0].rows][1:] == ["A", "B"]
    program = Program(client.user)
    found = program.get("catalogues/karnan/requirements/?remark=vague-word").json()
    assert [row["code"] for row in found["results"]] == ["A"]
