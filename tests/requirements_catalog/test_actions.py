"""What is written in a catalogue, by whom and why; and what is refused with nothing written."""

import pytest
from django.core.exceptions import ValidationError

from requirements_catalog.actions import requirements as actions
from requirements_catalog.actions import structure as actions_structure
from requirements_catalog.actions.tree import withdraw_many
from requirements_catalog.choices import RequirementStatus
from requirements_catalog.codes import neighbour_of_new, next_code
from requirements_catalog.forms.requirements import PlaceForm
from requirements_catalog.models import (
    Catalogue,
    ChangeSet,
    Module,
    Need,
    Requirement,
    RequirementModule,
)
from tests.factories import (
    CatalogueFactory,
    GoalFactory,
    ModuleFactory,
    NeedFactory,
    ProgrammeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return UserFactory(full_name="Anna Lindqvist")


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme)


@pytest.fixture
def write(catalogue, author):
    """``write("INT-001", parent=…)``: a requirement; ``write(title="…", is_heading=True)``."""

    def make(code="", **fields):
        if not fields.get("is_heading"):
            fields = {"kind": "mandatory", "text": "Systemet ska svara."} | fields
        return actions.create_requirement(catalogue=catalogue, by=author, code=code, **fields)

    return make


def order(catalogue):
    """Codes in document order with two blanks for each level."""
    rows = catalogue.requirements.order_by("position")
    return ["  " * row.depth + row.code for row in rows]


# ---------------------------------------------------------------- catalogues, needs, modules


def test_catalogue_is_created_with_its_author(programme, author):
    row = actions.create_catalogue(programme=programme, slug="k", name="Kärnan", by=author)
    assert row.history.get().history_user == author


def test_taken_short_name_is_refused(catalogue, author):
    with pytest.raises(ValidationError):
        actions.create_catalogue(
            programme=catalogue.programme, slug=catalogue.slug, name="Två", by=author
        )
    assert Catalogue.objects.count() == 1


def test_modules_come_in_the_order_they_are_made(programme, author):
    for code in ("VIS", "INF"):
        actions.create_module(programme=programme, by=author, code=code, name=code)
    assert list(Module.objects.values_list("code", "position")) == [("VIS", 1), ("INF", 2)]


@pytest.mark.parametrize("model", [Module, Need])
def test_taken_code_is_told_beside_the_field(programme, author, model):
    need = {"title": "Behov", "perspective": "staff", "dimension": "information"}
    create, fields = {
        Module: (actions.create_module, {"name": "Modul"}),
        Need: (actions.create_need, need),
    }[model]
    create(programme=programme, by=author, code="A", **fields)
    with pytest.raises(ValidationError) as refused:
        create(programme=programme, by=author, code="A", **fields)
    assert list(refused.value.message_dict) == ["code"]
    assert model.objects.count() == 1


def test_need_refuses_goals_and_modules_of_another_programme(programme, author):
    elsewhere = ProgrammeFactory()
    need = NeedFactory(programme=programme, title="Före")
    for links in ({"goals": [GoalFactory(programme=elsewhere)]},
                  {"modules": [ModuleFactory(programme=elsewhere)]}):  # fmt: skip
        with pytest.raises(ValidationError):
            actions.save_need(need=need, by=author, title="Efter", **links)
    need.refresh_from_db()
    assert (need.title, need.goals.count(), need.modules.count()) == ("Före", 0, 0)


# ---------------------------------------------------------------- place


def test_rows_are_placed_under_headings_first_last_and_after(catalogue, write):
    one = write("1", is_heading=True, title="Läkemedel")
    two = write("2", is_heading=True, title="Integration")
    write("INT-001", parent=two)
    last = write("LM-002", parent=one)
    write("LM-001", parent=one, first=True)
    sub = write("1.1", is_heading=True, title="Ordination", parent=one)
    write("LM-010", parent=sub)
    write("LM-003", after=last)
    assert order(catalogue) == [
        "1", "  LM-001", "  LM-002", "  LM-003", "  1.1", "    LM-010", "2", "  INT-001",
    ]  # fmt: skip


def test_move_takes_what_stands_under_along(catalogue, write, author):
    one = write("1", is_heading=True, title="Ett")
    write("A-1", parent=one)
    sub = write("1.1", is_heading=True, title="Ett ett", parent=one)
    write("A-2", parent=sub)
    two = write("2", is_heading=True, title="Två")
    moved = actions_structure.move_requirement(
        requirement=one, by=author, parent=two, reason="Ny ordning"
    )
    assert order(catalogue) == ["2", "  1", "    A-1", "    1.1", "      A-2"]
    assert moved.history.first().history_change_reason == "Ny ordning"


def test_heading_does_not_move_under_itself(catalogue, write, author):
    one = write("1", is_heading=True, title="Ett")
    sub = write("1.1", is_heading=True, title="Ett ett", parent=one)
    with pytest.raises(ValidationError):
        actions_structure.move_requirement(requirement=one, by=author, parent=sub)
    assert order(catalogue) == ["1", "  1.1"]


def test_place_in_another_catalogue_or_under_a_requirement_is_refused(catalogue, write, author):
    other = actions.create_requirement(
        catalogue=CatalogueFactory(programme=catalogue.programme),
        by=author, is_heading=True, title="Annan",
    )  # fmt: skip
    row = write("A-1")
    for parent in (other, row):
        with pytest.raises(ValidationError):
            write("A-2", parent=parent)
    assert Requirement.objects.filter(code="A-2").count() == 0


# ---------------------------------------------------------------- codes


def test_code_is_never_used_again(catalogue, write, author):
    row = write("A-1")
    actions.edit_requirement(requirement=row, by=author, code="A-2")
    actions_structure.withdraw_requirement(requirement=row, by=author, reason="Dubblett")
    for code in ("A-1", "A-2"):
        with pytest.raises(ValidationError) as refused:
            write(code)
        assert list(refused.value.message_dict) == ["code"]
    assert Requirement.objects.count() == 1


def test_row_may_take_its_own_earlier_code_back(write, author):
    row = write("A-1")
    actions.edit_requirement(requirement=row, by=author, code="A-2")
    assert actions.edit_requirement(requirement=row, by=author, code="A-1").code == "A-1"


@pytest.mark.parametrize(
    "codes, suggested",
    [
        (["INT-014"], "INT-015"),
        (["INT-009"], "INT-010"),
        (["INT-099"], "INT-100"),
        (["3.1.9"], "3.1.10"),
        (["INT-001", "LM-7", "INT-004"], "INT-005"),
        (["UTAN"], ""),
        ([], ""),
    ],
)
def test_next_code_follows_the_neighbours(catalogue, write, codes, suggested):
    heading = write("1", is_heading=True, title="Kapitel")
    for code in codes:
        write(code, parent=heading)
    assert next_code(neighbour_of_new(catalogue, heading, None)) == suggested


def test_a_withdrawn_row_is_not_brought_back_by_an_edit(write, author):
    row = write("A-1")
    actions_structure.withdraw_requirement(requirement=row, by=author, reason="Dubblett")
    with pytest.raises(ValidationError, match="Återställ det först"):
        actions.edit_requirement(
            requirement=row, by=author, status=RequirementStatus.DRAFT, title="Ny"
        )
    row.refresh_from_db()
    assert (row.status, row.title) == (RequirementStatus.WITHDRAWN, "")


def test_next_code_passes_withdrawn_and_changed_codes(catalogue, write, author):
    first, second = write("A-1"), write("A-2")
    actions.edit_requirement(requirement=second, by=author, code="B-1")
    assert next_code(first) == "A-3"


# ---------------------------------------------------------------- edit


def test_edit_keeps_who_and_why(write, author):
    row = write("A-1")
    editor = UserFactory(full_name="Erik Sandström")
    actions.edit_requirement(requirement=row, by=editor, reason="Efter dialog", text="Ny text.")
    record = row.history.first()
    assert (record.history_user, record.history_change_reason) == (editor, "Efter dialog")
    assert (record.text, record.prev_record.text) == ("Ny text.", "Systemet ska svara.")


def test_edit_without_difference_writes_nothing(write, author):
    row = write("A-1")
    actions.edit_requirement(requirement=row, by=author, text=row.text, modules=[], needs=[])
    assert row.history.count() == 1


def test_links_keep_history_and_touch_the_requirement(programme, write, author):
    first, second = ModuleFactory(programme=programme), ModuleFactory(programme=programme)
    row = write("A-1", modules=[first])
    before = row.changed_at
    row = actions.edit_requirement(requirement=row, by=author, modules=[second], reason="Flytt")
    assert list(row.modules.all()) == [second]
    assert row.changed_at > before
    kinds = RequirementModule.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "-", "+"]


def test_module_of_another_programme_is_refused(write, author):
    row = write("A-1")
    stranger = ModuleFactory(programme=ProgrammeFactory())
    with pytest.raises(ValidationError):
        actions.edit_requirement(requirement=row, by=author, text="Ny.", modules=[stranger])
    row.refresh_from_db()
    assert (row.text, row.modules.count(), row.history.count()) == ("Systemet ska svara.", 0, 1)


def test_edit_of_a_row_changed_meanwhile_is_refused(write, author):
    row = write("A-1")
    opened = actions.revision_of(row)
    actions.edit_requirement(requirement=row, by=author, expected=opened, text="Först.")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit_requirement(requirement=row, by=author, expected=opened, text="Sedan.")
    row.refresh_from_db()
    assert row.text == "Först."


def test_revision_follows_links_status_and_owner(programme, write, author):
    row = write("A-1")
    seen = {actions.revision_of(row)}
    for change in (
        {"modules": [ModuleFactory(programme=programme)]}, {"status": "in_review"},
        {"owner": author}, {"extra": {"ursprung": "RFI"}},
    ):  # fmt: skip
        row = actions.edit_requirement(requirement=row, by=author, **change)
        seen.add(actions.revision_of(row))
    assert len(seen) == 5


# ---------------------------------------------------------------- withdraw


def test_withdrawal_needs_a_reason_and_can_be_undone(write, author):
    row = write("A-1")
    with pytest.raises(ValidationError):
        actions_structure.withdraw_requirement(requirement=row, by=author, reason="  ")
    row.refresh_from_db()
    assert row.status == RequirementStatus.DRAFT
    actions_structure.withdraw_requirement(requirement=row, by=author, reason="Dubblett")
    with pytest.raises(ValidationError):
        actions.edit_requirement(requirement=row, by=author, text="Ändå.")
    assert actions_structure.restore_requirement(requirement=row, by=author).status == "draft"


def test_heading_with_live_rows_stays(write, author):
    heading = write("1", is_heading=True, title="Kapitel")
    row = write("A-1", parent=heading)
    with pytest.raises(ValidationError):
        actions_structure.withdraw_requirement(requirement=heading, by=author, reason="Tomt")
    actions_structure.withdraw_requirement(requirement=row, by=author, reason="Dubblett")
    actions_structure.withdraw_requirement(requirement=heading, by=author, reason="Tomt")
    with pytest.raises(ValidationError):
        actions_structure.restore_requirement(requirement=row, by=author)
    row.refresh_from_db()
    assert row.status == RequirementStatus.WITHDRAWN


def test_nothing_comes_under_a_withdrawn_heading_beside_its_rows_either(catalogue, write, author):
    heading = write("1", is_heading=True, title="Ett")
    gone = write("A-1", parent=heading)
    row = write("A-2")
    withdraw_many(catalogue=catalogue, keys=[heading.pk, gone.pk], by=author, reason="Bort")
    with pytest.raises(ValidationError, match="Rubriken har utgått"):
        write("A-3", after=gone)
    with pytest.raises(ValidationError, match="Rubriken har utgått"):
        actions_structure.move_requirement(requirement=row, by=author, after=gone)
    form = PlaceForm({"place": "last", "after_code": "A-1"}, catalogue=catalogue)
    assert form.errors == {"after_code": ["Kravet har utgått. Välj ett annat."]}


def test_a_row_that_has_gone_keeps_the_reason_it_went_with(write, author):
    row = write("A-1")
    for reason in ("Ett", "Två"):
        actions_structure.withdraw_requirement(requirement=row, by=author, reason=reason)
    reasons = row.history.values_list("history_change_reason", flat=True)
    assert list(reasons) == ["Ett", None]
    assert [one.cells[0][2:] for one in ChangeSet.objects.filter(reason__gt="")] == [
        ["draft", "withdrawn"]
    ]
