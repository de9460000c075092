"""The register of interfaces tells which have an open standard."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from target_architecture.models import Interface
from tests.factories import ModuleFactory, StandardFactory

pytestmark = pytest.mark.django_db
LIST = reverse("programmes:register-list", args=["prov", "interfaces"])
EXPORT = reverse("programmes:register-export", args=["prov", "interfaces"])


@pytest.fixture
def seams(programme):
    """G-1 has an open standard, G-2 one that is not, G-3 both and G-4 none."""
    source, target = ModuleFactory(programme=programme), ModuleFactory(programme=programme)
    opened = StandardFactory(programme=programme, is_open=True)
    closed = StandardFactory(programme=programme, is_open=False)
    chosen = {"G-1": [opened], "G-2": [closed], "G-3": [opened, closed], "G-4": []}
    for code, standards in chosen.items():
        row = Interface.objects.create(
            programme=programme, code=code, name="Svar", source=source, target=target
        )
        for standard in standards:
            row.standards.through.objects.create(interface=row, standard=standard)


def codes(client, **asked) -> list[str]:
    return [row.code for row in client.get(LIST, asked).context["page"]]


def test_those_that_lack_one_are_left_by_the_filter_as_among_the_holes(as_role, seams):
    client = as_role("reader")
    assert codes(client) == ["G-1", "G-2", "G-3", "G-4"]
    assert codes(client, standard="lacking") == ["G-2", "G-3", "G-4"]
    assert codes(client, standard="open") == ["G-1"]
    assert codes(client, standard="lacking", q="G-4") == ["G-4"]
    # What is no choice leaves all.
    assert codes(client, standard="x\0") == ["G-1", "G-2", "G-3", "G-4"]


def test_the_column_says_it_and_the_export_is_what_is_shown(as_role, seams):
    client = as_role("reader")
    page = client.get(LIST).content.decode()
    assert "inte öppen" in page and "standard saknas" in page
    sheet = load_workbook(BytesIO(client.get(EXPORT, {"standard": "lacking"}).content)).active
    heads, *rows = sheet.iter_rows(values_only=True)
    column = heads.index("Öppen standard")
    assert [(row[0], row[column]) for row in rows] == [
        ("G-2", "inte öppen"), ("G-3", "inte öppen"), ("G-4", "standard saknas"),
    ]  # fmt: skip


def test_how_much_hangs_on_an_interface_wears_no_colour_of_a_verdict(as_role, seams):
    client = as_role("reader")
    for criticality, word in (("vital", "livsviktig"), ("high", "hög")):
        Interface.objects.update(criticality=criticality)
        assert client.get(LIST).text.count(f'<span class="tag tag--information">{word}') == 4


def test_the_list_costs_the_same_however_many_it_leaves(as_role, seams, django_assert_num_queries):
    client = as_role("reader")
    with CaptureQueriesContext(connection) as all_rows:
        client.get(LIST)
    with django_assert_num_queries(len(all_rows)):
        client.get(LIST, {"standard": "open"})
