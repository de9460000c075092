"""A catalogue has so many levels and no more, whichever way rows come in; deeper ones are shown."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programmes.models import Job
from requirements_catalog.actions import requirements as actions
from requirements_catalog.actions.copies import copy_rows
from requirements_catalog.actions.structure import relocate
from requirements_catalog.actions.tree import indent_many, move_many, outdent_many
from requirements_catalog.actions.undo import undo
from requirements_catalog.exports.reqif import export_requirements_reqif
from requirements_catalog.imports.files import import_file
from requirements_catalog.imports.json import import_document
from requirements_catalog.imports.tables import MappingProblem
from requirements_catalog.models import Requirement
from requirements_catalog.outline import outline
from requirements_catalog.tree import GAP
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory
from tests.requirements_catalog.api_client import Program
from tests.requirements_catalog.round_trip import File

pytestmark = pytest.mark.django_db
TOLD = "Katalogen har högst 20 nivåer. Välj en plats längre ut."


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="djup")


@pytest.fixture
def person(make_person, programme):
    return make_person("requirements_manager", programme)


def chain(catalogue, length):
    """Headings H1, H2 … each under the one before."""
    rows = []
    for depth in range(length):
        rows.append(
            HeadingFactory(
                catalogue=catalogue, title=f"H{depth + 1}", depth=depth, position=GAP * (depth + 1),
                parent=rows[-1] if rows else None,
            )
        )  # fmt: skip
    return rows


def refused(call, **arguments):
    with pytest.raises(ValidationError) as error:
        call(**arguments)
    assert error.value.messages == [TOLD]


@pytest.mark.parametrize("page", ["requirement-list", "requirement-tree", "requirement-grid"])
def test_a_catalogue_that_is_deeper_still_stands(as_role, catalogue, page):
    rows = chain(catalogue, 160)
    client = as_role("reader")
    url = reverse(f"requirements_catalog:{page}", args=[catalogue.programme.slug, catalogue.slug])
    assert client.get(url).status_code == 200
    assert client.get(f"{url}?heading={rows[-1].pk}").status_code == 200


def test_what_stands_deeper_is_shown_beside_the_last_level(catalogue):
    rows = chain(catalogue, 22)
    RequirementFactory(catalogue=catalogue, parent=rows[-1], depth=22, position=GAP * 30)
    nodes = outline(catalogue).nodes
    for row in rows[:19]:
        assert [(node.pk, node.count) for node in nodes] == [(row.pk, 1)]
        nodes = nodes[0].children
    assert [(node.pk, node.count) for node in nodes] == [
        (rows[19].pk, 0), (rows[20].pk, 0), (rows[21].pk, 1),
    ]  # fmt: skip


def test_new_and_moved_rows(catalogue, person):
    rows = chain(catalogue, 20)
    new = {"catalogue": catalogue, "by": person, "title": "Ny", "is_heading": True}
    refused(actions.create_requirement, parent=rows[19], **new)
    beside = actions.create_requirement(after=rows[19], **new)
    assert beside.depth == 19
    top = actions.create_requirement(**new)
    under = actions.create_requirement(parent=top, **new)
    # The row itself would fit, but not what stands under it.
    refused(relocate, requirement=top, parent=rows[18], by=person)
    refused(move_many, catalogue=catalogue, keys=[top.pk], parent=rows[18], by=person)
    refused(indent_many, catalogue=catalogue, keys=[beside.pk], by=person)
    refused(
        copy_rows, source=catalogue, target=catalogue, keys=[top.pk], parent=rows[18], by=person
    )
    move_many(catalogue=catalogue, keys=[under.pk], parent=rows[18], by=person)
    under.refresh_from_db()
    assert under.depth == 19


def test_rows_that_were_deeper_can_be_moved_out(catalogue, person):
    rows = chain(catalogue, 25)
    outdent_many(catalogue=catalogue, keys=[rows[23].pk], by=person)
    relocate(requirement=rows[21], parent=rows[5], by=person)
    depths = {row.title: row.depth for row in catalogue.requirements.all()}
    assert [depths[f"H{number}"] for number in (22, 23, 24, 25)] == [6, 7, 7, 8]


def test_undo_puts_nothing_below_the_last_level(catalogue, person):
    rows = chain(catalogue, 20)
    moved = move_many(catalogue=catalogue, keys=[rows[19].pk], parent=None, by=person)
    actions.create_requirement(
        catalogue=catalogue, by=person, parent=rows[19], title="Nytt", kind="mandatory"
    )
    done = undo(catalogue=catalogue, by=person, change_set=moved)
    assert len(done.problems) == 1
    rows[19].refresh_from_db()
    assert rows[19].depth == 0


def test_the_api_says_so(catalogue, person):
    rows = chain(catalogue, 20)
    program = Program(person)
    answer = program.post(
        "catalogues/djup/requirements/",
        {"title": "Nytt", "is_heading": True, "parent": str(rows[19].uid)},
    )
    assert (answer.status_code, TOLD in answer.content.decode()) == (422, True)
    assert catalogue.requirements.count() == 20


def document(count):
    """Headings each under the one before, as our own JSON."""
    uids = [f"11111111-1111-4111-8111-{number:012d}" for number in range(count)]
    rows = [
        {"uid": uid, "parent": above, "is_heading": True, "title": f"H{number}"}
        for number, (uid, above) in enumerate(zip(uids, [None, *uids], strict=False), 1)
    ]
    return {"format": "fvm-requirements", "version": 1, "requirements": rows}


def test_a_json_document_is_refused_from_the_level_where_it_is_too_deep(catalogue, person):
    report = import_document(
        catalogue=catalogue, document=document(400), by=person, apply_rest=True
    )
    told = [row.get("problems", [{}])[0].get("message") for row in report.rows]
    assert told[19:22] == [None, TOLD, TOLD]
    assert catalogue.requirements.count() == 20


def test_what_a_json_document_moves_along_counts(catalogue, person):
    rows = chain(catalogue, 19)
    top = HeadingFactory(catalogue=catalogue, title="X", position=GAP * 50)
    under = HeadingFactory(catalogue=catalogue, parent=top, depth=1, position=GAP * 51)
    moved = {"uid": str(top.uid), "parent": str(rows[18].uid), "is_heading": True, "title": "X"}
    answer = Program(person).post(
        "catalogues/djup/document/?dry_run=no",
        {"format": "fvm-requirements", "version": 1, "requirements": [moved]},
    )
    assert (answer.status_code, TOLD in answer.content.decode()) == (422, True)
    under.refresh_from_db()
    assert under.depth == 1


def test_a_reqif_file_that_is_too_deep(as_role, catalogue, programme):
    chain(catalogue, 21)
    content = export_requirements_reqif(catalogue.requirements.all(), catalogue)
    target = CatalogueFactory(programme=programme, slug="ny")
    client = as_role("requirements_manager")
    with pytest.raises(MappingProblem, match="högst 20 nivåer"):
        import_file(catalogue=target, path_or_bytes=content, filename="a.reqif", by=client.user)
    url = reverse("requirements_catalog:requirement-import", args=[programme.slug, "ny"])
    client.post(url, {"file": SimpleUploadedFile("a.reqif", content)})
    job = Job.objects.get()
    preview = reverse(
        "requirements_catalog:requirement-import-preview", args=[programme.slug, "ny", job.uid]
    )
    assert TOLD in client.get(preview, follow=True).content.decode()
    assert not target.requirements.exists()


def test_a_workbook_brought_back_does_not_go_deeper(catalogue, person):
    """What it puts under a heading that people have moved inwards since."""
    rows = chain(catalogue, 19)
    top = HeadingFactory(catalogue=catalogue, code="X", title="X", position=GAP * 50)
    RequirementFactory(catalogue=catalogue, code="X-1", parent=top, depth=1, position=GAP * 51)
    file = File(catalogue)
    row = file.insert("X-1", Nivå=2, Typ="Ska", Kravtext="Nytt.")
    file.sheet.cell(row, file.column("Krav-id")).value = "X-0"
    Requirement.objects.filter(code="X-1").update(status="withdrawn", parent=None, depth=0)
    move_many(catalogue=catalogue, keys=[top.pk], parent=rows[18], by=person)
    with pytest.raises(MappingProblem, match="högst 20 nivåer"):
        import_file(
            catalogue=catalogue, path_or_bytes=file.content(), filename="a.xlsx", by=person,
            apply_rest=True,
        )  # fmt: skip
    assert not catalogue.requirements.filter(code="X-0").exists()
