"""What the grid reads beside the stored fields: keys as differences, numbers by place."""

import json
from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.urls import reverse

from requirements_catalog.grid.rows import columns_in_grid, packed
from requirements_catalog.look import look_at
from requirements_catalog.models import ColumnLayout, Requirement
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory

pytestmark = pytest.mark.django_db
GAP = 1 << 20
# Session, person, programme, roles, catalogue, own fields, the rows with three kinds of links, and
# members; nothing is linked, so the codes of modules, needs and standards are not read.
QUERIES_OF_ROWS_WITHOUT_LINKS = 11


@pytest.fixture
def rows(programme):
    """Two requirements under a chapter."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan")
    chapter = HeadingFactory(catalogue=catalogue, title="Kapitel", position=GAP)
    return [
        RequirementFactory(
            catalogue=catalogue, parent=chapter, depth=1, code=f"K-{number}",
            title=f"Krav {number}", position=(number + 1) * GAP,
        )
        for number in (1, 2)
    ]  # fmt: skip


def url(name="", **query):
    path = reverse(f"requirements_catalog:requirement-grid{name}", args=["prov", "karnan"])
    return f"{path}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def send(client, name, body):
    response = client.post(url(name), json.dumps(body), content_type="application/json")
    assert response.status_code in {200, 204}, response.content
    return response.json() if response.content else None


@pytest.mark.parametrize(
    "keys, parts",
    [
        ([], []),
        ([1], [1]),
        ([1, 2, 3], [1, [2]]),
        ([5, 6, 7, 9, 3], [5, [2], 2, -6]),
        ([9, 10, 4, 5, 6], [9, [1], -6, [2]]),
        (range(1, 100_001), [1, [99_999]]),
    ],
)
def test_keys_travel_as_differences(keys, parts):
    assert packed(keys) == parts


def test_numbers_in_the_outline_come_when_asked_for(rows, author, django_assert_num_queries):
    first, second = rows
    numbers = {"outline_number": "1.2"}
    keyed = url("-rows", keys=f"{second.pk}", **{"with": "outline_number"})
    with django_assert_num_queries(QUERIES_OF_ROWS_WITHOUT_LINKS + 3):
        (found,) = author.get(keyed).json()["rows"]
    assert numbers.items() <= found["cells"].items()
    opened = author.get(url("-rows", q="krav 2", **{"with": "outline_number"})).json()["rows"]
    assert numbers.items() <= opened[0]["cells"].items()
    assert "outline_number" not in author.get(url("-rows")).json()["rows"][0]["cells"]
    (column,) = [
        column
        for column in author.get(url()).context["setup"]["columns"]
        if column["name"] == "outline_number"
    ]
    assert (column["label"], column["readOnly"], column["shown"]) == (
        "Nr i dispositionen", True, False,
    )  # fmt: skip
    answer = send(
        author, "-save", {"action": "edit", "cells": [[first.pk, "outline_number", "7", ""]]}
    )
    assert answer["problems"][0]["message"] == "Fältet finns inte i katalogen."
    body = {"columns": [["outline_number", 120, True]]}
    send(author, "-layout", body)
    assert ColumnLayout.objects.get().columns == {"grid": [["outline_number", 120, True]]}


def test_the_day_of_the_last_change_is_a_column_to_read(rows, author, django_assert_num_queries):
    first, second = rows
    day = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    Requirement.objects.filter(pk=second.pk).update(changed_at=day)
    keyed = url("-rows", keys=f"{second.pk}", **{"with": "changed"})
    with django_assert_num_queries(QUERIES_OF_ROWS_WITHOUT_LINKS):
        (found,) = author.get(keyed).json()["rows"]
    # Half past eleven in the evening by Greenwich is the next day in Sweden.
    assert found["cells"]["changed"] == "2026-03-02"
    both = author.get(keyed + "&with=outline_number").json()["rows"][0]["cells"]
    assert (both["changed"], both["outline_number"]) == ("2026-03-02", "1.2")
    page = author.get(url(columns="code,title,changed,status"))
    shown = [column["name"] for column in page.context["setup"]["columns"] if column["shown"]]
    assert shown == ["title", "text", "changed", "status"]
    look = look_at(first.catalogue, QueryDict("columns=code,title,changed"), user=author.user)
    assert columns_in_grid(look) == ("title", "text", "changed")
    answer = send(
        author, "-save", {"action": "edit", "cells": [[first.pk, "changed", "2026-01-01", ""]]}
    )
    assert answer["problems"][0]["message"] == "Fältet finns inte i katalogen."
