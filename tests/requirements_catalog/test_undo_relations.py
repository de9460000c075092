"""Relations in sets of changes: their notes, what others did since, and what it costs."""

import pytest

from requirements_catalog.actions.cells import record_change_set
from requirements_catalog.actions.copies import copy_rows
from requirements_catalog.actions.relations import add_relation, remove_relation
from requirements_catalog.actions.requirements import create_requirement
from requirements_catalog.actions.undo import redo, undo
from requirements_catalog.exports.json import requirements_document
from requirements_catalog.imports.files import import_file
from requirements_catalog.imports.json import import_document
from requirements_catalog.models import RequirementRelation
from tests.factories import MembershipFactory, UserFactory
from tests.requirements_catalog.reqif_samples import obj, place, relation, reqif, spec
from tests.requirements_catalog.round_trip import two_chapters

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    return two_chapters()


@pytest.fixture
def by(catalogue):
    return MembershipFactory(programme=catalogue.programme, role="requirements_manager").user


def noted(catalogue):
    """The notes of the relations from A1, by the code of what they lead to."""
    rows = RequirementRelation.objects.filter(source__code="A1", source__catalogue=catalogue)
    return dict(rows.values_list("target__code", "note"))


@pytest.fixture
def related(catalogue, by):
    """A1 refines A2 and A3, each with a note; a document then drops one and rewrites the other."""
    source = catalogue.requirements.get(code="A1")
    for code, note in (("A2", "skrivet av en människa"), ("A3", "gammal not")):
        target = catalogue.requirements.get(code=code)
        add_relation(source=source, target=target, kind="refines", note=note, by=by)
    full = requirements_document(catalogue.requirements.all(), catalogue)
    row = next(row for row in full["requirements"] if row["code"] == "A1")
    row["relations"] = [
        {**one, "note": "ny not"} for one in row["relations"] if one["note"] == "gammal not"
    ]
    import_document(catalogue=catalogue, document=full, by=by)
    return source


def test_notes_on_relations_come_back_and_go_again(catalogue, by, related):
    assert noted(catalogue) == {"A3": "ny not"}
    assert undo(catalogue=catalogue, by=by).problems == []
    assert noted(catalogue) == {"A2": "skrivet av en människa", "A3": "gammal not"}
    assert redo(catalogue=catalogue, by=by).problems == []
    assert noted(catalogue) == {"A3": "ny not"}


def test_relations_that_others_have_changed_since_stay_and_are_told(catalogue, by, related):
    bo = UserFactory()
    remove_relation(relation=RequirementRelation.objects.get(target__code="A3"), by=bo)
    for code in ("A2", "A3"):
        target = catalogue.requirements.get(code=code)
        add_relation(source=related, target=target, kind="refines", note="Bos", by=bo)
    problems = undo(catalogue=catalogue, by=by).problems
    assert [(one.row, one.field, one.is_conflict) for one in problems] == [
        (related.pk, "relation", True)
    ] * 2
    assert noted(catalogue) == {"A2": "Bos", "A3": "Bos"}


def test_a_set_from_before_notes_were_kept_is_taken_back(catalogue, by):
    """Its cells hold kind and target alone."""
    one, two = (catalogue.requirements.get(code=code) for code in ("A1", "A2"))
    add_relation(source=one, target=two, kind="refines", note="not", by=by)
    cells = [
        [one.pk, "relation", None, ["refines", two.pk]],
        [one.pk, "relation", ["conflicts_with", two.pk], None],
    ]
    record_change_set(catalogue=catalogue, by=by, kind="import", label="x", cells=cells)
    assert undo(catalogue=catalogue, by=by).problems == []
    found = RequirementRelation.objects.values_list("kind", "note")
    assert list(found) == [("conflicts_with", "")]
    redo(catalogue=catalogue, by=by)
    # The note was there when the relation was taken away.
    assert list(found.all()) == [("refines", "not")]


@pytest.mark.parametrize("count", [2, 40])
def test_relations_cost_the_same_whatever_their_number(
    catalogue, by, count, django_assert_num_queries
):
    rows = [
        create_requirement(catalogue=catalogue, by=by, code=f"R-{n}", kind="mandatory", text="Ska.")
        for n in range(count)
    ]
    copy_rows(source=catalogue, keys=[row.pk for row in rows], target=catalogue, by=by)
    made = RequirementRelation.objects.filter(kind="derived_from")
    assert made.count() == count
    with django_assert_num_queries(23):
        undo(catalogue=catalogue, by=by)
    assert made.count() == 0
    with django_assert_num_queries(23):
        redo(catalogue=catalogue, by=by)
    assert made.count() == count


def test_relations_that_a_reqif_file_only_repeats_are_not_taken_back(catalogue, by):
    def content(text):
        return reqif(
            [obj("_1", title="Kapitel"), obj("_2", text=text), obj("_3", id="X-3")],
            [spec("_s", place("_p1", "_1", place("_p2", "_2"), place("_p3", "_3")))],
            [relation("_r", "_2", "_3")],
        )

    for text in ("Ett", "Nytt"):
        import_file(catalogue=catalogue, path_or_bytes=content(text), filename="krav.reqif", by=by)
    assert undo(catalogue=catalogue, by=by).problems == []
    assert RequirementRelation.objects.count() == 1
