"""The catalogue's filter "changed since a baseline", in list, grid, export, views and the API."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from requirements_catalog.actions.requirements import create_requirement
from requirements_catalog.actions.structure import withdraw_requirement
from requirements_catalog.look import look_at
from tests.baselines.steps import edit, make_catalogue, publish, row
from tests.factories import CatalogueFactory
from tests.requirements_catalog.api_client import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme, anna):
    return make_catalogue(programme, anna)


def found(catalogue, user, *baselines, **more):
    query = QueryDict(mutable=True)
    query.setlist("changed_from", [str(baseline.uid) for baseline in baselines])
    query.update(more)
    look = look_at(catalogue, query, user=user)
    assert not look.filterset.troubles
    return [one.code for one in look.rows]


def test_finds_what_differs_now_and_what_is_new(catalogue, anna):
    first = publish(catalogue, anna)
    assert found(catalogue, anna, first) == []
    edit(catalogue, "D-2", anna, motive="Lagen kräver det.")
    edit(catalogue, "L-1", anna, owner=anna)  # who is responsible is not published
    create_requirement(catalogue=catalogue, by=anna, code="N-1", kind="mandatory", text="Nytt.")
    assert found(catalogue, anna, first) == ["D-2", "N-1"]
    second = publish(catalogue, anna)
    assert found(catalogue, anna, second) == []
    edit(catalogue, "S-1", anna, title="Ny titel")
    assert found(catalogue, anna, second) == ["S-1"]
    assert found(catalogue, anna, first, second) == ["D-2", "S-1", "N-1"]
    assert found(catalogue, anna, first, q="Lagen") == ["D-2"]


def test_what_is_changed_back_is_not_changed(catalogue, anna):
    first = publish(catalogue, anna)
    edit(catalogue, "D-1", anna, motive="Ett")
    edit(catalogue, "D-1", anna, motive="")
    assert found(catalogue, anna, first) == []


def test_withdrawn_rows_are_found_when_asked_for(catalogue, anna):
    first = publish(catalogue, anna)
    edit(catalogue, "D-1", anna, motive="Ett")
    withdraw_requirement(requirement=row(catalogue, "D-1"), by=anna, reason="Behövs inte")
    assert found(catalogue, anna, first) == []
    assert found(catalogue, anna, first, status="withdrawn") == ["D-1"]


def test_a_baseline_that_is_not_the_catalogues_finds_nothing_and_says_so(
    catalogue, anna, programme
):
    other = CatalogueFactory(programme=programme)
    create_requirement(catalogue=other, by=anna, code="X", kind="mandatory", text="X.")
    theirs = publish(other, anna)
    for word in (str(theirs.uid), "nonsens"):
        look = look_at(catalogue, QueryDict(f"changed_from={word}"), user=anna)
        assert [trouble.name for trouble in look.filterset.troubles] == ["changed_from"]
        assert not look.rows.exists()


def test_works_in_list_grid_export_and_api(catalogue, anna, client, programme):
    first = publish(catalogue, anna)
    edit(catalogue, "D-2", anna, motive="Lagen kräver det.")
    client.force_login(anna)
    query = f"?changed_from={first.uid}"
    page = client.get(
        reverse("requirements_catalog:requirement-list", args=["prov", "krav"]) + query
    )
    assert "D-2" in page.text and "Titel D-1" not in page.text
    assert "Ändrad sedan baslinje: B1 Till remiss" in page.text
    grid = client.get(
        reverse("requirements_catalog:requirement-grid", args=["prov", "krav"]) + query
    )
    assert grid.context["total"] == 1
    export = client.post(
        reverse("requirements_catalog:requirement-export", args=["prov", "krav"]) + query,
        {"format": "csv"},
    )
    text = b"".join(export.streaming_content).decode("utf-8-sig")
    assert "D-2" in text and "D-1" not in text
    answer = Program(anna).get(f"catalogues/krav/requirements/{query}")
    assert [one["code"] for one in answer.json()["results"]] == ["D-2"]


def test_costs_the_same_whatever_has_changed(catalogue, anna, django_assert_num_queries):
    first = publish(catalogue, anna)
    for codes in (["D-1"], ["D-1", "D-2", "S-1"]):
        for code in codes:
            edit(catalogue, code, anna, motive=f"{len(codes)}")
        look = look_at(catalogue, QueryDict(f"changed_from={first.uid}"), user=anna)
        # The choices, the baseline; digests, what was written to, contents with three sorts of
        # link; the rows themselves.
        with django_assert_num_queries(9):
            assert len(look.rows) == len(codes)
