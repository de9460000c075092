"""What a bulk change would do, before it is done: counts, refusals, nothing written, its cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requirements_catalog.actions.bulk import begin_bulk, choose_change, write_bulk_now
from requirements_catalog.bulk.plan import plan
from requirements_catalog.models import ExtraField, Requirement
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    ProgrammeFactory,
    RequirementFactory,
    StandardFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
GAP = 1 << 20

# Which of the rows are headings or withdrawn; own fields and rows of the trial (3). Links: rows
# and what they are linked to, the programme's three lists, links in the trial. Text:
# own fields and rows. Codes: used now and once, rows, and the same two for what is refused.
QUERIES = {"set": 3, "add": 10, "replace": 5, "renumber": 8}
# The job before and after, and its lock; the label's and the cells' own fields; the catalogue's and
# the rows' locks; update, history and set; five savepoints' two each. Links have their own rows and
# history besides, codes the two questions of who had them.
QUERIES_OF_WRITING = {"set": 18, "add": 25, "replace": 18, "renumber": 20}


@pytest.fixture
def catalogue():
    return CatalogueFactory(programme=ProgrammeFactory())


@pytest.fixture
def make(catalogue):
    """``make(5)``: so many requirements under a heading, in order; returns their keys."""

    def build(count):
        chapter = HeadingFactory(catalogue=catalogue, title="Systemet", position=GAP)
        rows = [
            Requirement(
                catalogue=catalogue, parent=chapter, depth=1, kind="mandatory",
                code=f"A-{count}-{number}",
                title=f"Krav {number}", text="Systemet ska finnas.", position=(number + 2) * GAP,
            )
            for number in range(count)
        ]  # fmt: skip
        return [row.pk for row in Requirement.objects.bulk_create(rows)]

    return build


def changes(module):
    """One change of every sort."""
    return {
        "set": {"act": "set", "field": "motive", "value": "Skäl."},
        "add": {"act": "add", "links": {"modules": [module.pk], "needs": [], "standards": []}},
        "replace": {"act": "replace", "fields": ["title", "text"], "find": "Systemet",
                    "put": "Lösningen", "match_case": True, "whole_word": False},
        "renumber": {"act": "renumber", "pattern": "KRAV-{n:03}", "start": 1, "skip": True},
    }  # fmt: skip


@pytest.mark.parametrize("act", QUERIES)
def test_cost_is_the_same_for_few_and_many(catalogue, make, act):
    change = changes(ModuleFactory(programme=catalogue.programme))[act]
    costs = []
    for count in (2, 60):
        keys = make(count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            made = plan(catalogue, keys, change)
        assert len(made.changed_rows) == count
        costs.append(len(queries))
    assert costs == [QUERIES[act], QUERIES[act]]
    assert not Requirement.history.filter(history_type="~").exists()


@pytest.mark.parametrize("act", QUERIES_OF_WRITING)
def test_writing_costs_the_same_for_few_and_many(catalogue, make, act):
    change = changes(ModuleFactory(programme=catalogue.programme))[act]
    by, costs = UserFactory(), []
    for count in (2, 60):
        job = begin_bulk(catalogue=catalogue, keys=make(count), by=by)
        choose_change(job=job, catalogue=catalogue, change=change)
        seen = job.parameters["digest"]
        with CaptureQueriesContext(connection) as queries:
            write_bulk_now(job=job, catalogue=catalogue, by=by, reason="Prov", seen=seen)
        assert job.result["changed"] == count
        costs.append(len(queries))
    assert costs == [QUERIES_OF_WRITING[act]] * 2


def test_set_counts_what_changes_what_stays_and_what_is_left_out(catalogue, make):
    first, second, third = make(3)
    gone = RequirementFactory(catalogue=catalogue, status="withdrawn")
    stranger = RequirementFactory(catalogue=CatalogueFactory(programme=catalogue.programme))
    Requirement.objects.filter(pk=second).update(motive="Skäl.")
    heading = catalogue.requirements.headings().get()
    keys = [first, second, third, gone.pk, stranger.pk, heading.pk, 999_999]
    made = plan(catalogue, keys, {"act": "set", "field": "motive", "value": "Skäl."})
    assert made.cells == [[first, "motive", "", "Skäl."], [third, "motive", "", "Skäl."]]
    assert (made.unchanged, made.withdrawn, made.headings) == (1, 1, 1)
    assert made.refused == []


def test_withdrawal_in_bulk_is_refused_in_words(catalogue, make):
    made = plan(catalogue, make(1), {"act": "set", "field": "status", "value": "withdrawn"})
    assert made.cells == []
    assert [why for _key, _field, why in made.refused] == [
        "Ett krav utgår med ett skäl, på kravets sida."
    ]


def test_links_are_added_to_and_taken_from_those_there(catalogue, make):
    programme = catalogue.programme
    first, second = make(2)
    kept, added = ModuleFactory(programme=programme), ModuleFactory(programme=programme)
    standard = StandardFactory(programme=programme)
    foreign = ModuleFactory(programme=ProgrammeFactory())
    Requirement.objects.get(pk=first).modules.add(kept)
    links = {"modules": [added.pk, foreign.pk], "needs": [], "standards": [standard.pk]}
    made = plan(catalogue, [first, second], {"act": "add", "links": links})
    assert made.cells == [
        [first, "modules", [kept.pk], [kept.pk, added.pk]],
        [first, "standards", [], [standard.pk]],
        [second, "modules", [], [added.pk]],
        [second, "standards", [], [standard.pk]],
    ]
    links = {"modules": [kept.pk], "needs": [], "standards": []}
    made = plan(catalogue, [first, second], {"act": "remove", "links": links})
    assert (made.cells, made.unchanged) == ([[first, "modules", [kept.pk], []]], 1)


def test_replacement_reaches_headings_and_own_fields_and_tells_what_gets_too_long(catalogue, make):
    (key,) = make(1)
    heading = catalogue.requirements.headings().get()
    ExtraField.objects.create(catalogue=catalogue, key="not", label="Notering")
    Requirement.objects.filter(pk=key).update(
        title="systemet " * 50, extra={"not": "Se systemet"}, motive="Utan"
    )
    change = {"act": "replace", "fields": ["title", "text", "motive", "extra.not"],
              "find": "systemet", "put": "informationsmiljön", "match_case": False,
              "whole_word": True}  # fmt: skip
    made = plan(catalogue, [heading.pk, key], change)
    assert made.cells == [
        [heading.pk, "title", "Systemet", "informationsmiljön"],
        [key, "text", "Systemet ska finnas.", "informationsmiljön ska finnas."],
        [key, "extra.not", "Se systemet", "Se informationsmiljön"],
    ]
    ((row, field, why),) = made.refused
    assert (row, field) == (key, "title")
    assert "Högst 500" in why


def test_a_row_is_not_left_without_words(catalogue, make):
    (key,) = make(1)
    Requirement.objects.filter(pk=key).update(title="", text="Bort")
    change = {"act": "replace", "fields": ["text"], "find": "Bort", "put": "",
              "match_case": False, "whole_word": False}  # fmt: skip
    made = plan(catalogue, [key], change)
    assert (made.cells, made.refused) == ([], [[key, "text", "Skriv kravets text eller rubrik."]])


def test_codes_follow_the_order_and_pass_over_those_that_others_had(catalogue, make):
    first, second, third = make(3)
    other = RequirementFactory(catalogue=catalogue, code="K-2")
    once = RequirementFactory(catalogue=catalogue, code="K-3")
    once.code = "X-1"
    once.save()
    Requirement.objects.filter(pk=third).update(code="K-1")
    change = {"act": "renumber", "pattern": "K-{n}", "start": 1, "skip": True}
    made = plan(catalogue, [third, second, first], change)
    assert [(key, new) for key, _field, _old, new in made.cells] == [
        (first, "K-4"), (second, "K-5"), (third, "K-6"),
    ]  # fmt: skip
    made = plan(catalogue, [first, second, third], {**change, "skip": False})
    # K-1 is the third's, K-2 the other's, K-3 was used once.
    assert [key for key, *_rest in made.refused] == [first, second, third]
    assert "är eller har varit ett annat kravs" in made.refused[0][2]
    assert other.code == "K-2"


def test_numbers_start_anew_in_each_chapter(catalogue, make):
    first, second = make(2)
    chapter = HeadingFactory(catalogue=catalogue, title="Två", position=50 * GAP)
    below = RequirementFactory(
        catalogue=catalogue, parent=chapter, depth=1, position=51 * GAP, code="B-1"
    )
    loose = RequirementFactory(catalogue=catalogue, position=60 * GAP, code="C-1")
    change = {"act": "renumber", "pattern": "{kapitel}-{n:02}", "start": 5, "skip": True}
    made = plan(catalogue, [first, second, below.pk, loose.pk], change)
    assert [(key, new) for key, _field, _old, new in made.cells] == [
        (first, "1-05"), (second, "1-06"), (below.pk, "2-05"),
    ]  # fmt: skip
    ((key, _field, why),) = made.refused
    assert key == loose.pk
    assert "inget kapitel" in why


def test_person_and_a_field_that_is_no_longer_there(catalogue, make):
    (key,) = make(1)
    anna = UserFactory()
    made = plan(catalogue, [key], {"act": "set", "field": "owner", "value": anna.pk})
    assert made.cells == [[key, "owner", None, anna.pk]]
    made = plan(catalogue, [key], {"act": "set", "field": "extra.borta", "value": "x"})
    assert made.refused == [[key, "extra.borta", "Fältet finns inte i katalogen."]]
