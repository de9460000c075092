"""Two people, or two tabs, change the same catalogue at the same time (PostgreSQL only).

Of each pair the first has written and not yet committed when the second begins.
"""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from programmes.models import Job
from requirements_catalog.actions.bulk import (
    begin_bulk,
    choose_change,
    plan_of,
    queue_bulk,
    write_bulk_now,
)
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.actions.import_steps import (
    begin_import,
    choose_columns,
    keep_outcome,
    run_import,
)
from requirements_catalog.actions.prepared import NotAsShown
from requirements_catalog.actions.relations import add_relation
from requirements_catalog.actions.requirements import (
    ChangedMeanwhile,
    edit_requirement,
    revision_of,
)
from requirements_catalog.actions.tree import withdraw_many
from requirements_catalog.imports.files import choose_mapping, import_file, preview, read_file
from requirements_catalog.imports.order import ImportChanged
from requirements_catalog.models import ChangeSet, Requirement, RequirementRelation
from tests.factories import CatalogueFactory, ProgrammeFactory, RequirementFactory, UserFactory
from tests.races import both_at_once

pytestmark = pytest.mark.django_db(transaction=True)

FILE = b"Krav-id;Rubrik;Kravtext;Typ\nA-1;Filens;Systemet ska.;ska\n"


@pytest.fixture(autouse=True)
def on_postgresql(need):
    need("postgresql")


@pytest.fixture
def catalogue(on_postgresql):
    return CatalogueFactory(programme=ProgrammeFactory())


@pytest.fixture
def rows(catalogue):
    return [
        RequirementFactory(catalogue=catalogue, code=f"A-{n}", title="Förut", position=n << 20)
        for n in (1, 2)
    ]


@pytest.fixture
def person(on_postgresql):
    return UserFactory()


@pytest.fixture
def queued(monkeypatch):
    """The keys of jobs that are put in the queue, where they stay."""
    keys = []
    monkeypatch.setattr("programmes.actions.run_job", SimpleNamespace(enqueue=keys.append))
    return keys


def titles():
    return list(Requirement.objects.order_by("position").values_list("title", flat=True))


def the_job():
    """As another request reads it."""
    return Job.objects.get()


# ---------------------------------------------------------------- approve and choose


@pytest.fixture
def bulk(catalogue, rows, person):
    """The digest of a bulk change that has been shown."""
    job = begin_bulk(catalogue=catalogue, keys=[rows[0].pk], by=person)
    return choose_title(job, catalogue, "Visad").parameters["digest"]


def choose_title(job, catalogue, title):
    change = {"act": "set", "field": "title", "value": title}
    return choose_change(job=job, catalogue=catalogue, change=change)


def approvals(catalogue, person, seen):
    """The two ways in which a preview is approved: at once and by the queue."""
    return {
        "now": lambda: write_bulk_now(
            job=the_job(), catalogue=catalogue, by=person, reason="Prov", seen=seen
        ),
        "queue": lambda: queue_bulk(job=the_job(), reason="Prov", seen=seen),
    }


@pytest.mark.parametrize("way", ["now", "queue"])
def test_what_is_chosen_while_a_preview_is_approved_stops_it(catalogue, person, bulk, queued, way):
    problem = both_at_once(
        lambda: choose_title(the_job(), catalogue, "Osedd"), approvals(catalogue, person, bulk)[way]
    )
    assert isinstance(problem, NotAsShown)
    assert (titles(), queued, the_job().state) == (["Förut", "Förut"], [], "prepared")


@pytest.mark.parametrize(
    ("way", "state", "written"), [("now", "done", "Visad"), ("queue", "waiting", "Förut")]
)
def test_what_is_chosen_after_an_approval_is_not_kept(
    catalogue, person, bulk, queued, way, state, written
):
    problem = both_at_once(
        approvals(catalogue, person, bulk)[way], lambda: choose_title(the_job(), catalogue, "Osedd")
    )
    assert problem is None
    assert (titles()[0], the_job().state) == (written, state)
    assert the_job().parameters["change"]["value"] == "Visad"
    if way == "queue":
        assert plan_of(the_job()).cells[0][3] == "Visad"


@pytest.mark.parametrize("way", ["now", "queue"])
def test_two_approvals_are_one(catalogue, person, bulk, queued, way):
    approve = approvals(catalogue, person, bulk)[way]
    assert both_at_once(approve, approve) is None
    assert ChangeSet.objects.count() + len(queued) == 1


@pytest.fixture
def imported(catalogue, rows, person):
    """An import that has been shown with the digest ``shown``."""
    job = begin_import(catalogue=catalogue, content=FILE, file_name="x.csv", by=person)
    keep_outcome(job=job, report={}, digest="shown", mapping={"sheet": "Krav"})
    return job


def approve_import():
    return run_import(job=the_job(), apply_rest=False, seen="shown")


def choose_sheet():
    choose_columns(job=the_job(), mapping={"sheet": "Annat"})


def test_columns_chosen_while_an_import_is_approved_stop_it(imported, queued):
    assert isinstance(both_at_once(choose_sheet, approve_import), NotAsShown)
    assert (queued, the_job().state) == ([], "prepared")


def test_columns_chosen_after_an_approval_are_not_kept(imported, queued):
    assert both_at_once(approve_import, choose_sheet) is None
    assert (queued, the_job().state) == ([imported.pk], "waiting")
    assert the_job().parameters["mapping"] == {"sheet": "Krav"}
    assert the_job().parameters["digest"] == "shown"


# ---------------------------------------------------------------- edit and import


@pytest.fixture
def import_it(catalogue, rows, person):
    """Write the file, as it was shown before anybody else wrote."""
    workbook = read_file(FILE, "x.csv")
    mapping = choose_mapping(workbook, catalogue)
    digest = preview(catalogue, workbook, mapping).digest
    return lambda: import_file(
        catalogue=catalogue,
        path_or_bytes=FILE,
        filename="x.csv",
        by=person,
        mapping=mapping,
        expected_digest=digest,
    )


@pytest.fixture
def edit_it(rows, import_it):
    """Change the title of the row of the file, as it stood before."""
    row, by = Requirement.objects.get(pk=rows[0].pk), UserFactory()
    revision = revision_of(row)
    return lambda: edit_requirement(requirement=row, by=by, expected=revision, title="Skriven")


def test_an_import_sees_the_edit_that_came_before_it(import_it, edit_it):
    assert isinstance(both_at_once(edit_it, import_it), ImportChanged)
    assert titles() == ["Skriven", "Förut"]


def test_an_edit_sees_the_import_that_came_before_it(import_it, edit_it):
    assert isinstance(both_at_once(import_it, edit_it), ChangedMeanwhile)
    assert titles() == ["Filens", "Förut"]


def test_a_cell_of_the_grid_sees_the_import_that_came_before_it(catalogue, rows, person, import_it):
    problems = []

    def write_cell():
        cells = [Cell(rows[0].pk, "title", "Skriven", "Förut")]
        changed = change_cells(catalogue=catalogue, cells=cells, by=person, kind="edit", label="x")
        problems.extend((p.is_conflict, p.current) for p in changed.problems)

    assert both_at_once(import_it, write_cell) is None
    assert problems == [(True, "Filens")]
    assert titles() == ["Filens", "Förut"]


# ---------------------------------------------------------------- relations and cells


@pytest.fixture
def relate(rows, person):
    return lambda: add_relation(source=rows[0], target=rows[1], kind="depends_on", by=person)


@pytest.fixture
def write_both(catalogue, rows, person):
    """Change the titles at both ends, the last first."""
    cells = [Cell(row.pk, "title", "Ny") for row in reversed(rows)]
    return lambda: change_cells(catalogue=catalogue, cells=cells, by=person, kind="edit", label="x")


@pytest.mark.parametrize("relation_first", [True, False])
def test_a_relation_and_a_change_of_both_its_ends_are_both_done(relate, write_both, relation_first):
    pair = (relate, write_both) if relation_first else (write_both, relate)
    assert both_at_once(*pair) is None
    assert titles() == ["Ny", "Ny"]
    assert RequirementRelation.objects.count() == 1


def test_no_relation_to_a_row_that_is_being_withdrawn(catalogue, rows, person, relate):
    problem = both_at_once(
        lambda: withdraw_many(catalogue=catalogue, keys=[rows[1].pk], by=person, reason="x"),
        relate,
    )
    assert isinstance(problem, ValidationError)
    assert not RequirementRelation.objects.exists()


def test_a_relation_is_made_once(relate):
    assert isinstance(both_at_once(relate, relate), ValidationError)
    assert RequirementRelation.objects.count() == 1
