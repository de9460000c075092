"""Relations in the API, and that a row's ETag covers its place, links and relations too."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from requirements_catalog.actions import (
    relations as actions_relations,
)
from requirements_catalog.actions import (
    requirements as actions,
)
from requirements_catalog.actions import (
    structure as actions_structure,
)
from requirements_catalog.models import Requirement, RequirementRelation
from tests import factories

from .api_client import problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme):
    """The catalogue "journal"."""
    return factories.CatalogueFactory(programme=programme, slug="journal", name="Journal")


@pytest.fixture
def rows(catalogue, program):
    """J-1, J-2 and J-3, made by the action."""
    return [
        actions.create_requirement(
            catalogue=catalogue,
            by=program.person,
            code=f"J-{n}",
            title=f"Krav {n}",
            kind="mandatory",
        )
        for n in (1, 2, 3)
    ]


def path_of(row, rest=""):
    """The address of a row."""
    return f"requirements/{row.uid}/{rest}"


def mark(program, row):
    """The row's revision now."""
    return program.get(path_of(row)).json()["revision"]


def test_a_relation_is_made_read_from_both_ends_and_taken_away(program, rows):
    """201 with its address and the row's new ETag; 204 from the other end."""
    one, two, _three = rows
    answer = program.post(
        path_of(one, "relations/"),
        {"kind": "depends_on", "requirement": str(two.uid), "note": "Efter", "reason": "Samordnat"},
        match=mark(program, one),
    )
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["direction"], made["kind"], made["note"]) == ("out", "depends_on", "Efter")
    assert made["requirement"] == {
        "uid": str(two.uid), "catalogue": "journal", "code": "J-2", "title": "Krav 2",
    }  # fmt: skip
    assert answer["Location"] == f"/api/v1/requirements/{one.uid}/relations/{made['id']}/"
    assert answer["ETag"].strip('"') == mark(program, one)
    assert program.get(answer["Location"]).json() == made
    page = program.get(path_of(two, "relations/")).json()
    assert page["count"] == 1
    assert page["results"][0]["direction"] == "in"
    assert page["results"][0]["requirement"]["code"] == "J-1"
    kept = RequirementRelation.history.get()
    assert (kept.history_user, kept.history_change_reason) == (program.person, "Samordnat")

    gone = program.ask(
        "DELETE", path_of(two, f"relations/{made['id']}/?reason=Fel"), match=mark(program, two)
    )
    assert (gone.status_code, gone.content) == (204, b"")
    assert gone["ETag"].strip('"') == mark(program, two)
    assert program.get(path_of(one, "relations/")).json()["count"] == 0
    assert program.get(answer["Location"]).status_code == 404
    last = RequirementRelation.history.first()
    assert (last.history_type, last.history_change_reason) == ("-", "Fel")


def test_relations_stand_in_the_history(program, rows):
    """Of both requirements, when they were made and when they were taken away."""
    one, two, _three = rows
    body = {"kind": "refines", "requirement": str(two.uid), "reason": "Samordnat"}
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        made = program.post(path_of(one, "relations/"), body, match="*").json()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        program.ask("DELETE", path_of(one, f"relations/{made['id']}/"), match="*")
    for row, words in ((one, "preciserar J-2"), (two, "preciseras av J-1")):
        page = program.get(path_of(row, "history/?limit=2")).json()
        shown = [(change["reason"], change["fields_changed"][0]) for change in page["results"]]
        assert page["count"] == 3
        assert [reason for reason, _field in shown] == ["", "Samordnat"]
        assert [field["name"] for _reason, field in shown] == ["relation", "relation"]
        assert shown[1][1]["old"] == shown[0][1]["new"] == ""
        assert words in shown[1][1]["new"] and words in shown[0][1]["old"]


def test_relations_come_in_pages(program, rows):
    """Those that the requirement states itself first."""
    one, two, three = rows
    factories.RelationFactory(source=three, target=one, kind="refines")
    factories.RelationFactory(source=one, target=two, kind="refines")
    first = program.get(path_of(one, "relations/?limit=1")).json()
    assert (first["count"], first["results"][0]["requirement"]["code"]) == (2, "J-2")
    second = program.get(first["next"]).json()
    assert second["results"][0]["requirement"]["code"] == "J-3"
    assert program.get(path_of(one, "relations/?sida=2")).status_code == 400


def test_what_cannot_be_related_is_refused(program, rows, catalogue):
    """The rules of the page in its words, and nothing is written."""
    one, two, three = rows
    stranger = factories.RequirementFactory()
    heading = factories.HeadingFactory(catalogue=catalogue)
    actions_structure.withdraw_requirement(requirement=three, by=program.person, reason="Bort")
    factories.RelationFactory(source=two, target=one, kind="conflicts_with")

    def refused(**body):
        answer = program.post(path_of(one, "relations/"), body, match="*")
        return problems(answer)

    uid = str(two.uid)
    assert refused(kind="refines", requirement=str(stranger.uid)) == refused(
        kind="refines", requirement="0b6a1f0e-0000-4000-8000-000000000000"
    )
    assert refused(kind="refines", requirement=str(heading.uid)).keys() == {"target"}
    assert "utgått" in refused(kind="refines", requirement=str(three.uid))["target"]
    assert refused(kind="conflicts_with", requirement=uid) == {"target": "Relationen finns redan."}
    assert "sig självt" in refused(kind="refines", requirement=str(one.uid))[""]
    assert refused(kind="refines").keys() == {"requirement"}
    assert refused(kind="är", requirement=7, note="x" * 301, reason=[], mer=1).keys() == {
        "kind", "requirement", "note", "reason", "mer",
    }  # fmt: skip
    assert RequirementRelation.objects.count() == 1


@pytest.mark.parametrize("number", ["x", "²", "-1", "0", "9" * 18, "9" * 5000, "%00", "1%2F2"])
def test_a_forged_number_is_not_found(number, program, rows):
    """404, never an error."""
    for method in ("GET", "DELETE"):
        answer = program.ask(method, path_of(rows[0], f"relations/{number}/"), match="*")
        assert answer.status_code == 404, answer.content


def test_a_relation_of_others_is_not_found(program, rows):
    """By its number at a row that it does not touch."""
    one, two, three = rows
    relation = factories.RelationFactory(source=one, target=two)
    assert program.get(path_of(three, f"relations/{relation.pk}/")).status_code == 404
    answer = program.ask("DELETE", path_of(three, f"relations/{relation.pk}/"), match="*")
    assert answer.status_code == 404
    answer = program.ask("DELETE", path_of(one, f"relations/{relation.pk}/?reason=%00"), match="*")
    assert answer.status_code == 400
    assert RequirementRelation.objects.count() == 1


def _edited(program, rows, catalogue):
    actions.edit_requirement(requirement=rows[0], by=program.person, title="Annan")


def _linked(program, rows, catalogue):
    module = factories.ModuleFactory(programme=catalogue.programme)
    actions.set_links(requirement=rows[0], by=program.person, modules=[module])


def _moved(program, rows, catalogue):
    actions_structure.move_requirement(requirement=rows[0], by=program.person, after=rows[2])


def _under_a_heading(program, rows, catalogue):
    heading = factories.HeadingFactory(catalogue=catalogue)
    actions_structure.move_requirement(requirement=rows[0], by=program.person, parent=heading)


def _related(program, rows, catalogue):
    actions_relations.add_relation(
        source=rows[0], target=rows[1], kind="refines", by=program.person
    )


def _related_from_elsewhere(program, rows, catalogue):
    actions_relations.add_relation(
        source=rows[2], target=rows[0], kind="refines", by=program.person
    )


def _unrelated(program, rows, catalogue):
    relation = RequirementRelation.objects.get(kind="derived_from")
    actions_relations.remove_relation(relation=relation, by=program.person)


def _withdrawn(program, rows, catalogue):
    actions_structure.withdraw_requirement(requirement=rows[0], by=program.person, reason="Bort")


@pytest.mark.parametrize(
    "change",
    [
        _edited,
        _linked,
        _moved,
        _under_a_heading,
        _related,
        _related_from_elsewhere,
        _unrelated,
        _withdrawn,
    ],
)
def test_an_old_etag_is_refused_after_any_change(change, program, rows, catalogue):
    """Of fields, links, place or relations: 412 for every write, and nothing is written."""
    one, two, _three = rows
    relation = factories.RelationFactory(source=one, target=two, kind="derived_from")
    old = mark(program, one)
    kept = factories.RelationFactory(source=two, target=rows[2], kind="corresponds_to")
    assert mark(program, one) == old  # what others have to do with each other is no change here
    change(program, rows, catalogue)
    assert mark(program, one) != old
    before = (
        list(Requirement.objects.order_by("pk").values()),
        set(RequirementRelation.objects.values_list("pk", flat=True)),
    )
    for method, rest, data in (
        ("PATCH", "", {"title": "Min"}),
        ("PUT", "links/", {"modules": []}),
        ("POST", "move/", {"first": True}),
        ("POST", "withdraw/", {"reason": "Bort"}),
        ("POST", "restore/", {}),
        ("POST", "relations/", {"kind": "conflicts_with", "requirement": str(two.uid)}),
        ("DELETE", f"relations/{relation.pk}/", None),
    ):
        answer = program.ask(method, path_of(one, rest), data, match=old)
        gone = change is _unrelated and method == "DELETE"
        assert answer.status_code == (404 if gone else 412), (rest, answer.content)
    assert before == (
        list(Requirement.objects.order_by("pk").values()),
        set(RequirementRelation.objects.values_list("pk", flat=True)),
    )
    assert kept.pk in before[1]


def test_a_change_of_a_relation_without_if_match_is_refused(program, rows):
    """428, and nothing is written."""
    one, two, _three = rows
    relation = factories.RelationFactory(source=one, target=two)
    body = {"kind": "conflicts_with", "requirement": str(two.uid)}
    assert program.post(path_of(one, "relations/"), body).status_code == 428
    answer = program.ask("DELETE", path_of(one, f"relations/{relation.pk}/"))
    assert answer.status_code == 428
    assert RequirementRelation.objects.count() == 1
