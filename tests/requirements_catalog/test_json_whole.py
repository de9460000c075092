"""Rows of a JSON document that leave out what is empty, and rows that say only some of it."""

import pytest

from requirements_catalog.actions import requirements as actions
from requirements_catalog.choices import RelationKind
from requirements_catalog.exports.json import export_requirements_json
from requirements_catalog.imports.json import import_document
from requirements_catalog.models import RequirementRelation

from . import test_json

pytestmark = pytest.mark.django_db
person, full, exported = test_json.person, test_json.full, test_json.exported


@pytest.mark.parametrize("count", [1, 20])
def test_an_export_costs_the_same_whatever_the_number_of_rows(
    full, person, count, django_assert_num_queries
):
    """Fields, keys, rows with people and headings, three kinds of links, people in extra fields,
    relations, and the fields again as the head tells them."""
    for number in range(count):
        actions.create_requirement(
            catalogue=full, by=person, code=f"a{number}", text="x", kind="mandatory",
            modules=list(full.programme.modules.all()),
        )  # fmt: skip
    with django_assert_num_queries(9):
        export_requirements_json(full.requirements.all(), full)


def filled(row, person, full):
    """A requirement that had nothing gets a value in each kind of field, and a relation."""
    row.title, row.motive, row.owner, row.max_points = "Rubrik", "Därför", person, "3.5"
    row.confidentiality, row.is_minimum_requirement = 3, True
    row.extra = {"klar": "yes", "våg": "1", "egen": "utanför"}
    row.save()
    row.modules.set(full.programme.modules.all())
    target = full.requirements.get(code="0001")
    RequirementRelation.objects.create(source=row, target=target, kind=RelationKind.DEPENDS_ON)


def test_what_a_whole_row_leaves_out_is_emptied(full, person):
    """A file from before the values came takes them away, as it did when it wrote them as empty."""
    document = exported(full)
    row = full.requirements.get(code="0002")
    filled(row, person, full)
    report = import_document(catalogue=full, document=document, by=person)
    assert report.counts == {"created": 0, "updated": 1, "unchanged": 4, "refused": 0}
    assert sorted(report.rows[3]["fields"]) == [
        "confidentiality", "extra.klar", "extra.våg", "is_minimum_requirement", "max_points",
        "modules", "motive", "owner", "relations", "title",
    ]  # fmt: skip
    row.refresh_from_db()
    # What the document does not state is nothing that it can take away.
    assert row.extra == {"egen": "utanför"}
    assert (row.title, row.owner, row.max_points, row.modules.count()) == ("", None, None, 0)
    assert exported(full)["requirements"][3] == {
        **document["requirements"][3], "extra": {"egen": "utanför"}
    }  # fmt: skip


@pytest.mark.parametrize("mark", [{}, {"whole": False}])
def test_what_another_row_leaves_out_stays(mark, full, person):
    """A row that somebody has written says what it says, in a file of either version."""
    row = full.requirements.get(code="0002")
    filled(row, person, full)
    for version in (1, 2):
        rows = [{"uid": str(row.uid), "text": f"Ny {version}", **mark}]
        document = {**exported(full), "version": version, "requirements": rows}
        report = import_document(catalogue=full, document=document, by=person)
        assert report.rows[0]["fields"] == ["text"]
    row.refresh_from_db()
    assert (row.title, row.motive, row.owner, row.text) == ("Rubrik", "Därför", person, "Ny 2")
    assert row.relations_out.count() == 2


def test_the_first_version_is_read_as_ever(full, person):
    """It wrote out what was empty, and had no word of what it stated."""
    document = exported(full)
    del document["stated"]
    row = document["requirements"][3]
    del row["whole"]
    row |= {"motive": "", "modules": [], "owner": None, "is_minimum_requirement": False}
    first = {**document, "version": 1, "requirements": [row]}
    report = import_document(catalogue=full, document=first, by=person)
    assert report.counts == {"created": 0, "updated": 0, "unchanged": 1, "refused": 0}
    filled(full.requirements.get(code="0002"), person, full)
    report = import_document(catalogue=full, document=first, by=person)
    assert report.rows[0]["fields"] == [
        "motive", "modules", "owner", "is_minimum_requirement", "relations"
    ]  # fmt: skip
