"""The catalogue on the overview, in search, and the history as people read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requirements_catalog.actions import requirements as actions
from requirements_catalog.actions import structure as actions_structure
from requirements_catalog.models import ExtraField, Requirement, RequirementModule, RequirementNeed
from requirements_catalog.panels import changed_this_week, health
from requirements_catalog.search_providers import find_modules, find_needs, find_requirements
from requirements_catalog.timeline import timeline_of, timeline_of_need
from tests.factories import (
    CatalogueFactory,
    GoalFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme)


# ---------------------------------------------------------------- panels


def test_health_counts_what_is_lacking(programme, catalogue):
    module, need = ModuleFactory(programme=programme), NeedFactory(programme=programme)
    empty = ModuleFactory(programme=programme)
    whole = RequirementFactory(catalogue=catalogue, motive="Varför", verification="Prov")
    part = RequirementFactory(catalogue=catalogue, motive="Varför")
    RequirementFactory(catalogue=catalogue, status="withdrawn")
    RequirementFactory(catalogue=catalogue)
    for row in (whole, part):
        RequirementModule.objects.create(requirement=row, module=module)
    RequirementNeed.objects.create(requirement=whole, need=need)
    found = health(programme, None)
    [(shown, figures)] = found["catalogues"]
    assert shown == catalogue
    expected = {"total": 3, "need": 2, "motive": 1, "verification": 2, "module": 1}
    assert {name: figures[name] for name in expected} == expected
    assert [(m, m.requirement_count, m.complete_percent) for m in found["modules"]] == [
        (module, 2, 50),
        (empty, 0, 0),
    ]


def test_panels_of_an_empty_programme_are_left_out(programme):
    assert health(programme, None) is None
    assert changed_this_week(programme, None) is None


def test_changes_of_the_last_seven_days(programme, catalogue):
    old, new = RequirementFactory(catalogue=catalogue), RequirementFactory(catalogue=catalogue)
    RequirementFactory()
    Requirement.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=8))
    found = changed_this_week(programme, None)
    assert (list(found["changed"]), found["count"]) == ([new], 1)


# ---------------------------------------------------------------- search


def test_code_that_begins_so_comes_first(programme, catalogue, make_person):
    reader, stranger = make_person("reader", programme), make_person()
    RequirementFactory(catalogue=catalogue, code="A-1", title="Nämner INT-0 i texten")
    RequirementFactory(catalogue=catalogue, code="INT-002", title="Två")
    RequirementFactory(catalogue=catalogue, code="INT-001", title="Ett")
    RequirementFactory(catalogue=catalogue, code="INT-003", status="withdrawn")
    RequirementFactory(code="INT-009")
    titles = [hit.title for hit in find_requirements(reader, "int-0", 10)]
    assert titles == ["INT-001 Ett", "INT-002 Två", "A-1 Nämner INT-0 i texten"]
    assert [hit.title for hit in find_requirements(reader, "int-0", 1)] == ["INT-001 Ett"]
    assert find_requirements(stranger, "int-0", 10) == []


def test_needs_and_modules_are_found(programme, make_person):
    reader, stranger = make_person("reader", programme), make_person()
    NeedFactory(programme=programme, code="BEH-1", title="Se listan", target_state="Överblick")
    ModuleFactory(programme=programme, code="VIS", name="Vårdinformationssystem")
    assert [hit.title for hit in find_needs(reader, "överblick", 5)] == ["BEH-1 Se listan"]
    assert [hit.title for hit in find_modules(reader, "vård", 5)] == ["VIS Vårdinformationssystem"]
    assert find_needs(stranger, "beh", 5) == find_modules(stranger, "vis", 5) == []


# ---------------------------------------------------------------- history


def words(entry):
    """The fields of an entry with [-removed-] and {+added+} words."""
    marks = {"same": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
    return [
        (field.label, "".join(marks[piece.kind].format(piece.text) for piece in field.pieces))
        for field in entry.fields
    ]


def test_timeline_joins_fields_and_links_of_one_change(programme, catalogue):
    anna, erik = UserFactory(full_name="Anna"), UserFactory(full_name="Erik")
    ExtraField.objects.create(catalogue=catalogue, key="ursprung", label="Ursprung")
    module = ModuleFactory(programme=programme, name="Journal")
    row = actions.create_requirement(
        catalogue=catalogue, by=anna, code="A-1", text="Visa inom 2 sekunder.", kind="mandatory"
    )
    actions.edit_requirement(
        requirement=row, by=erik, reason="Dialog", text="Visa inom 5 sekunder.", modules=[module],
        extra={"ursprung": "RFI"}, is_minimum_requirement=True,
    )  # fmt: skip
    newest, oldest = timeline_of(row)
    assert (newest.title, newest.change.by, newest.change.reason) == ("Ändrades", "Erik", "Dialog")
    assert words(newest) == [
        ("Kravtext", "Visa inom [-2-]{+5+} sekunder."),
        ("Minimikrav", "[-nej-]{+ja+}"),
        ("Ursprung", "{+RFI+}"),
        ("Moduler", "{+Journal+}"),
    ]
    assert (oldest.title, oldest.change.by, words(oldest)) == ("Skapades", "Anna", [])


def test_timeline_tells_a_move(catalogue):
    anna = UserFactory()
    heading = actions.create_requirement(
        catalogue=catalogue, by=anna, is_heading=True, title="Kapitel"
    )
    row = actions.create_requirement(
        catalogue=catalogue, by=anna, code="A-1", text="Text", kind="mandatory"
    )
    moved = actions_structure.move_requirement(requirement=row, by=anna, parent=heading)
    assert [entry.title for entry in timeline_of(moved)] == ["Flyttades", "Skapades"]


def test_timeline_of_a_need_names_goals_and_modules(programme):
    anna, erik = UserFactory(full_name="Anna"), UserFactory(full_name="Erik")
    module = ModuleFactory(programme=programme, name="Journal")
    goal = GoalFactory(programme=programme, code="M1", title="Säkrare vård")
    need = actions.create_need(
        programme=programme, by=anna, code="B", title="Se", perspective="staff",
        dimension="information", modules=[module],
    )  # fmt: skip
    actions.save_need(need=need, by=erik, title="Se allt", goals=[goal])
    newest, oldest = timeline_of_need(need)
    assert words(newest) == [("Rubrik", "Se{+ allt+}"), ("Mål", "{+M1 Säkrare vård+}")]
    assert oldest.title == "Skapades"


@pytest.mark.parametrize("times", [1, 4])
def test_the_history_of_a_need_costs_the_same_however_often_it_was_changed(
    programme, anna, times, django_assert_num_queries
):
    need = NeedFactory(programme=programme)
    for _time in range(times):
        goal, module = GoalFactory(programme=programme), ModuleFactory(programme=programme)
        actions.save_need(need=need, by=anna, goals=[goal], modules=[module])
    # The history as fields; the history as links, its goals, its modules; that of its sources.
    with django_assert_num_queries(1 + 3 + 1):
        timeline_of_need(need)
