"""Many needs at once: what is written, what history keeps, and how it is taken back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from requirements_catalog.actions.approval_rows import record_approvals, record_recalls
from requirements_catalog.actions.needs import (
    NeedRefused,
    add_needs,
    merge_needs,
    restore_need,
    undo_need_change,
    withdraw_needs,
)
from requirements_catalog.actions.requirements import create_need, save_need
from requirements_catalog.approval import unfounded
from requirements_catalog.models import Need, NeedSource, Requirement
from requirements_catalog.need_codes import free_codes
from requirements_catalog.need_matrix import need_matrix
from requirements_catalog.timeline import timeline_of_need
from tests.factories import (
    GoalFactory,
    ModuleFactory,
    NeedFactory,
    NeedSourceFactory,
    ProgrammeFactory,
    RequirementFactory,
)

WORKSHOP = ["workshop", "Akuten", "2026-03-12", "Ada, Bo"]
ROW = {"title": "Se listan", "perspective": "staff", "dimension": "information"}


def add(programme, by, *rows, **more):
    change = add_needs(programme=programme, rows=rows or [ROW], by=by, source=WORKSHOP, **more)
    return change, list(Need.objects.filter(pk__in=[c[0] for c in change.cells]).order_by("pk"))


def test_needs_of_an_occasion_get_codes_sources_links_and_history(programme, anna):
    NeedFactory(programme=programme, code="BEH-009")
    goal, module = GoalFactory(programme=programme), ModuleFactory(programme=programme)
    linked = {**ROW, "title": "Skriva", "goals": [goal.pk], "modules": [module.pk]}
    _change, (first, second) = add(programme, anna, ROW, linked)
    assert [first.code, second.code] == ["BEH-010", "BEH-011"]
    assert first.sources.get().held_on == datetime.date(2026, 3, 12)
    assert (list(second.goals.all()), list(second.modules.all())) == ([goal], [module])
    record = second.history.get()
    assert record.history_user == anna
    assert [link.goal for link in record.goals.all()] == [goal]
    assert first.sources.get().history.get().history_user == anna


def test_a_code_is_never_used_again(programme, anna):
    change, (need,) = add(programme, anna)
    assert need.code == "BEH-001"
    undo_need_change(change=change, by=anna)
    assert free_codes(programme, 1) == ["BEH-002"]
    with pytest.raises(ValidationError):
        add_needs(programme=programme, rows=[{**ROW, "code": "BEH-001"}], by=anna)
    save_need(need=need, by=anna, code="X-7")
    with pytest.raises(ValidationError):
        add_needs(programme=programme, rows=[{**ROW, "code": "BEH-001"}], by=anna)


def test_links_of_another_programme_are_refused_and_nothing_is_written(programme, anna):
    stranger = GoalFactory(programme=ProgrammeFactory())
    with pytest.raises(ValidationError):
        add_needs(programme=programme, rows=[{**ROW, "goals": [stranger.pk]}], by=anna)
    assert not Need.objects.exists()


def test_needs_withdrawn_and_brought_back(programme, anna):
    need = NeedFactory(programme=programme)
    change = withdraw_needs(programme=programme, needs=[need], by=anna)
    need.refresh_from_db()
    assert need.withdrawn_at is not None
    with pytest.raises(NeedRefused):
        withdraw_needs(programme=programme, needs=[need], by=anna)
    undo_need_change(change=change, by=anna)
    need.refresh_from_db()
    assert need.withdrawn_at is None
    with pytest.raises(NeedRefused):
        undo_need_change(change=change, by=anna)
    with pytest.raises(NeedRefused):
        restore_need(need=need, by=anna)
    assert [one.title for one in timeline_of_need(need)][-1] == "Skapades"


@pytest.fixture
def alike(programme, catalogue, anna):
    """Two needs that say the same, each with its own source, goal, module and requirement."""
    found = []
    for number in (1, 2):
        need = create_need(
            programme=programme,
            by=anna,
            code=f"N{number}",
            title=f"Behov {number}",
            perspective="staff",
            dimension="information",
            goals=[GoalFactory(programme=programme)],
            modules=[ModuleFactory(programme=programme)],
            sources=[
                ["workshop", "Akuten", "", f"Person {number}"],
                ["law", f"Lag {number}", "", ""],
            ],
        )
        row = RequirementFactory(catalogue=catalogue, code=f"K{number}")
        row.need_links.create(need=need)
        found.append(need)
    return found


def test_merged_needs_unite_everything_and_come_apart_again(alike, anna):
    keep, other = alike
    change = merge_needs(keep=keep, others=[other], by=anna, values={"title": "Bägge"})
    for need in alike:
        need.refresh_from_db()
    assert (keep.title, other.merged_into, other.withdrawn_at is not None) == ("Bägge", keep, True)
    # The workshop is one source with both persons; the two laws are two.
    assert [(s.name, s.participants) for s in keep.sources.order_by("name")] == [
        ("Akuten", "Person 1, Person 2"), ("Lag 1", ""), ("Lag 2", ""),
    ]  # fmt: skip
    assert (keep.goals.count(), keep.modules.count()) == (2, 2)
    assert [row.code for row in keep.requirements.order_by("code")] == ["K1", "K2"]
    # What was merged keeps its own page.
    assert (other.sources.count(), other.goals.count(), other.requirements.count()) == (2, 1, 0)
    undo_need_change(change=change, by=anna)
    for need in alike:
        need.refresh_from_db()
    assert (keep.title, other.merged_into, other.withdrawn_at) == ("Behov 1", None, None)
    assert [s.name for s in keep.sources.order_by("name")] == ["Akuten", "Lag 1"]
    assert (keep.goals.count(), keep.modules.count()) == (1, 1)
    assert [need.requirements.get().code for need in alike] == ["K1", "K2"]


def test_an_approved_requirement_that_changes_its_need_is_a_draft(alike, anna):
    row = alike[1].requirements.get()
    row.status = "approved"
    row.save()
    merge_needs(keep=alike[0], others=[alike[1]], by=anna)
    row.refresh_from_db()
    assert row.status == "draft"


def approved(row, by):
    """A row that somebody has approved as it is."""
    row.status = "approved"
    row.save()
    record_approvals(keys=[row.pk], by=by)
    return row


def test_a_merge_says_before_and_after_which_approvals_fall(as_role, programme, catalogue):
    """K3 is of both needs, and falls whichever is kept; the draft K4 has no approval to lose."""
    keep, other = (NeedFactory(programme=programme, code=f"N{n}") for n in (1, 2))
    tied = {"K1": [keep], "K2": [other], "K3": [keep, other], "K4": [other]}
    for code, needs in tied.items():
        status = "draft" if code == "K4" else "approved"
        row = RequirementFactory(catalogue=catalogue, code=code, status=status)
        for need in needs:
            row.need_links.create(need=need)
    client, merging = as_role("author"), reverse("requirements_catalog:need-merge", args=["prov"])
    marked = {"need": [keep.pk, other.pk]}
    page = " ".join(client.post(merging, marked).content.decode().split())
    assert "2 godkända krav blir utkast igen: K2, K3<" in page
    assert "2 godkända krav blir utkast igen: K1, K3<" in page
    after = client.post(merging, {**marked, "keep": keep.pk}, follow=True)
    assert "2 godkända krav blev utkast igen: K2, K3." in after.content.decode()
    fallen = Requirement.objects.filter(catalogue=catalogue, status="draft")
    assert sorted(fallen.values_list("code", flat=True)) == ["K2", "K3", "K4"]


def test_an_undone_merge_brings_approvals_back(alike, anna, bo):
    """K1 keeps its need and never fell. K2 fell, and has its text and its approval again."""
    first, second = (approved(need.requirements.get(), bo) for need in alike)
    change = merge_needs(keep=alike[0], others=[alike[1]], by=anna)
    second.refresh_from_db()
    assert second.status == "draft"
    undo_need_change(change=change, by=anna)
    for row in (first, second):
        row.refresh_from_db()
    assert (first.status, second.status) == ("approved", "approved")
    record = second.history.first()
    assert (record.history_user, record.history_change_reason) == (
        anna, "Ångrade: N2 slogs samman med N1",
    )  # fmt: skip
    assert second.approvals.count() == 1
    assert unfounded(Requirement.objects.all()) == ([], [])


@pytest.mark.parametrize("since", ["recalled", "reviewed", "written", "before the rule"])
def test_an_approval_stays_fallen_where_something_else_has_happened(alike, anna, bo, since):
    row = alike[1].requirements.get()
    if since == "before the rule":
        row.status = "approved"
        row.save()
    else:
        approved(row, bo)
    change = merge_needs(keep=alike[0], others=[alike[1]], by=anna)
    row.refresh_from_db()
    if since == "recalled":
        record_recalls(keys=[row.pk], by=bo)
    elif since == "reviewed":
        for status in ("in_review", "draft"):
            row.status = status
            row.save()
    elif since == "written":
        row.text = "Annat."
        row.save()
    undo_need_change(change=change, by=anna)
    row.refresh_from_db()
    assert row.status == "draft"
    assert list(row.needs.all()) == [alike[1]]


def test_what_was_merged_earlier_points_to_the_last(alike, programme, anna):
    third = NeedFactory(programme=programme, code="N3")
    merge_needs(keep=alike[1], others=[alike[0]], by=anna)
    merge_needs(keep=third, others=[alike[1]], by=anna)
    alike[0].refresh_from_db()
    assert alike[0].merged_into == third


def test_merging_refuses_strangers_the_withdrawn_and_one_alone(alike, programme, anna):
    stranger = NeedFactory(programme=ProgrammeFactory())
    gone = NeedFactory(programme=programme)
    withdraw_needs(programme=programme, needs=[gone], by=anna)
    for others in ([stranger], [gone], [], [alike[0]]):
        with pytest.raises(NeedRefused):
            merge_needs(keep=alike[0], others=others, by=anna)
    assert NeedSource.objects.filter(need=alike[0]).count() == 2


def test_an_undo_that_would_lose_somebodys_work_is_refused(alike, anna):
    change = merge_needs(keep=alike[0], others=[alike[1]], by=anna, values={"title": "Bägge"})
    save_need(need=Need.objects.get(pk=alike[0].pk), by=anna, title="Senare")
    with pytest.raises(NeedRefused, match="N1"):
        undo_need_change(change=change, by=anna)
    alike[1].refresh_from_db()
    assert alike[1].merged_into == alike[0]


def test_a_captured_need_that_has_got_requirements_stays(programme, catalogue, anna):
    change, (need,) = add(programme, anna)
    RequirementFactory(catalogue=catalogue).need_links.create(need=need)
    with pytest.raises(NeedRefused):
        undo_need_change(change=change, by=anna)


@pytest.mark.parametrize("count", [1, 3])
def test_writing_costs_the_same_whatever_the_number(
    programme, anna, django_assert_num_queries, count
):
    goal, module = GoalFactory(programme=programme), ModuleFactory(programme=programme)
    rows = [{**ROW, "goals": [goal.pk], "modules": [module.pk]}] * count
    # Two of them begin and end the change within what the token is looked up in.
    with django_assert_num_queries(29):
        add_needs(programme=programme, rows=rows, by=anna, source=WORKSHOP)


def test_the_matrix_counts_needs_in_use_and_those_without_requirements(programme, catalogue):
    """By hand: staff × information has two, one answered; patients × technology one, bare."""
    needs = [NeedFactory(programme=programme) for _n in range(2)]
    NeedFactory(programme=programme, perspective="patients", dimension="technology")
    NeedFactory(programme=programme, withdrawn_at="2026-01-01T00:00:00Z")
    NeedFactory(programme=ProgrammeFactory())
    RequirementFactory(catalogue=catalogue).need_links.create(need=needs[0])
    RequirementFactory(catalogue=catalogue, status="withdrawn").need_links.create(need=needs[1])
    matrix = need_matrix(programme)
    found = [[(cell.needs, cell.uncovered) for cell in row.cells] for row in matrix.rows]
    none = (0, 0)
    assert found == [
        [none, none, (1, 1), (1, 1)],
        [(2, 1), none, none, (2, 1)],
        [none] * 4, [none] * 4, [none] * 4,
        [(2, 1), none, (1, 1), (3, 2)],
    ]  # fmt: skip
    assert matrix.rows[1].cells[0].uncovered_query == (
        "perspective=staff&dimension=information&covered=no"
    )


def test_a_source_is_one_line_and_once_a_need(programme, anna):
    need = NeedFactory(programme=programme)
    NeedSourceFactory(need=need, name="Akuten", kind="workshop")
    again = NeedSource(need=need, name="Akuten", kind="workshop")
    with pytest.raises(ValidationError):
        again.full_clean()
    with pytest.raises(ValidationError):
        NeedSource(need=need, name="A | B", kind="workshop").full_clean()


def test_a_token_that_no_browser_makes_is_only_a_token(programme, anna):
    """Half of a pair of surrogates can be sent, in a charset of the sender's choice."""
    asked = {"programme": programme, "rows": [ROW], "by": anna, "token": "\ud800"}
    assert add_needs(**asked) == add_needs(**asked)
    assert [need.code for need in Need.objects.all()] == ["BEH-001"]
