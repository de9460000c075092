"""Locks are taken in one order, so that two people at the same time never wait for each other."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requirements_catalog.actions.api import relate
from requirements_catalog.actions.cells import Cell, change_cells, record_change_set
from requirements_catalog.actions.copies import merge_requirements
from requirements_catalog.actions.relations import RELATION, add_relation, remove_relation
from requirements_catalog.actions.undo import undo
from requirements_catalog.models import RequirementRelation
from tests.factories import CatalogueFactory, RequirementFactory, UserFactory
from tests.races import both_at_once

LOCK = re.compile(r'FROM "requirements_catalog_(\w+)".* FOR UPDATE')
# By the key itself, or by its place as the first of the columns that are read.
IN_ORDER = re.compile(
    r'ORDER BY "\w+"\."id" ASC *FOR UPDATE|^SELECT "\w+"\."id" .* ORDER BY 1 ASC *FOR UPDATE'
)


def locks(write):
    """The tables that rows are locked in, in turn; several rows at a time must be in order."""
    with CaptureQueriesContext(connection) as queries:
        write()
    found = []
    for query in queries:
        sql = query["sql"]
        if lock := LOCK.search(sql):
            assert IN_ORDER.search(sql) or " IN (" not in sql, sql
            found.append(lock[1])
    return found


@pytest.fixture
def by(need):
    need("postgresql")
    return UserFactory()


@pytest.fixture
def rows(by):
    """Three rows of one programme: two in a catalogue, the last in another."""
    catalogue = CatalogueFactory()
    other = CatalogueFactory(programme=catalogue.programme)
    made = [RequirementFactory(catalogue=catalogue, code=f"A-{n}", text="Ska.") for n in (1, 2)]
    return [*made, RequirementFactory(catalogue=other, code="B-1", text="Ska.")]


@pytest.mark.django_db
def test_catalogues_are_locked_first_and_then_rows_in_order(rows, by):
    one, two, far = rows
    catalogue = one.catalogue
    cells = [Cell(row.pk, "title", "Ny") for row in (two, one)]
    assert locks(
        lambda: change_cells(catalogue=catalogue, cells=cells, by=by, kind="edit", label="x")
    ) == ["catalogue", "requirement"]
    assert locks(lambda: add_relation(source=far, target=one, kind="refines", by=by)) == [
        "catalogue", "requirement",
    ]  # fmt: skip
    relation = RequirementRelation.objects.get()
    assert locks(lambda: remove_relation(relation=relation, by=by)) == ["catalogue", "requirement"]
    taken = locks(lambda: relate(requirement=one, target=far, by=by, expected=None, kind="refines"))
    assert taken[:2] == ["catalogue", "requirement"]
    taken = locks(
        lambda: merge_requirements(
            catalogue=catalogue, keys=[two.pk], into=one, by=by, reason="Samma"
        )
    )
    assert taken[:2] == ["catalogue", "requirement"]


@pytest.mark.django_db(transaction=True)
def test_a_relation_made_anew_while_an_undo_would_make_it_stays(rows, by):
    one, two, _far = rows
    cells = [[one.pk, RELATION, ["refines", two.pk, "gammal"], None]]
    record_change_set(catalogue=one.catalogue, by=by, kind="import", label="x", cells=cells)
    problems = []
    raised = both_at_once(
        lambda: add_relation(source=one, target=two, kind="refines", note="Bos", by=UserFactory()),
        lambda: problems.extend(undo(catalogue=one.catalogue, by=by).problems),
    )
    assert raised is None
    assert [problem.field for problem in problems] == [RELATION]
    assert RequirementRelation.objects.get().note == "Bos"
