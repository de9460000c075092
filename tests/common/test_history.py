"""History written set by set is the library's own, row for row."""

import pytest

from common.history import (
    bulk_create_with_history,
    bulk_delete_with_history,
    bulk_update_with_history,
    changes_of,
    chunks,
    delete_with_reason,
    save_with_reason,
    set_with_reason,
)
from requirements_catalog.models import Module, Requirement
from tests.factories import (
    CatalogueFactory,
    ModuleFactory,
    NeedFactory,
    ProgrammeFactory,
    RequirementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
OWN = {"history_id", "history_date", "id", "uid", "position", "code", "title"}


@pytest.fixture
def anna():
    return UserFactory(full_name="Anna")


def record(row):
    """The newest history of a row without what differs between any two rows."""
    values = row.history.order_by("-history_id").values().first()
    return {name: value for name, value in values.items() if name not in OWN}


def new_row(catalogue, **fields):
    """A requirement that is not saved."""
    return RequirementFactory.build(catalogue=catalogue, extra={"ö": "å"}, **fields)


def test_created_in_bulk_as_one_by_one(anna):
    catalogue = CatalogueFactory()
    single = save_with_reason(new_row(catalogue), by=anna, reason="Ur fil")
    many = bulk_create_with_history(
        Requirement, [new_row(catalogue), new_row(catalogue)], by=anna, reason="Ur fil"
    )
    assert [record(row) for row in many] == [record(single)] * 2
    assert record(single)["history_change_reason"] == "Ur fil"


def test_a_set_of_links_names_person_and_reason(anna):
    need = NeedFactory()
    module = ModuleFactory(programme=need.programme)
    # As read anew: nothing of an earlier change hangs on the instance.
    need = type(need).objects.get(pk=need.pk)
    set_with_reason(need, "modules", [module], by=anna, reason="Hör dit")
    newest = need.history.first()
    assert (newest.history_user, newest.history_change_reason) == (anna, "Hör dit")
    assert list(need.modules.all()) == [module]


def test_changed_in_bulk_as_one_by_one(anna):
    catalogue = CatalogueFactory()
    rows = [RequirementFactory(catalogue=catalogue) for _number in range(4)]
    for row in rows:
        row.text = "Ny text."
    save_with_reason(rows[0], by=anna, reason="Ordval")
    bulk_update_with_history(Requirement, rows[1:], ["text"], by=anna, reason="Ordval")
    assert [record(row) for row in rows[1:]] == [record(rows[0])] * 3


def test_deleted_in_bulk_as_one_by_one(anna):
    programme = ProgrammeFactory()
    rows = [ModuleFactory(programme=programme, name="Modul") for _number in range(3)]
    keys = [row.pk for row in rows]
    delete_with_reason(rows[0], by=anna, reason="Dubblett")
    gone = Module.objects.filter(pk__in=keys[1:])
    assert bulk_delete_with_history(gone, by=anna, reason="Dubblett") == 2
    assert not Module.objects.exists()
    fields = ("name", "history_type", "history_user", "history_change_reason")
    last = Module.history.filter(history_type="-").values_list(*fields)
    assert list(last) == [("Modul", "-", anna.pk, "Dubblett")] * 3


def test_without_person_and_reason(anna):
    catalogue = CatalogueFactory()
    single = save_with_reason(new_row(catalogue), by=None)
    [row] = bulk_create_with_history(Requirement, [new_row(catalogue)], by=None)
    assert record(row) == record(single)
    assert record(row)["history_user_id"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_bulk_costs_the_same_whatever_the_number(anna, django_assert_num_queries, count):
    catalogue = CatalogueFactory()
    rows = [new_row(catalogue) for _number in range(count)]
    with django_assert_num_queries(4):  # savepoint, insert, history, release
        bulk_create_with_history(Requirement, rows, by=anna)


def test_chunks():
    assert list(chunks(range(5), 2)) == [(0, 1), (2, 3), (4,)]
    assert list(chunks([], 2)) == []


# ---------------------------------------------------------------- reading


def test_changes_field_by_field_newest_first(anna):
    owner = UserFactory(full_name="Erik")
    row = RequirementFactory(text="Före.", kind="mandatory", extra={"a": "1", "b": "2"})
    row.text, row.kind, row.owner = "Efter.", "desirable", owner
    row.is_minimum_requirement, row.extra = True, {"a": "1", "c": "3"}
    save_with_reason(row, by=anna, reason="Dialog")
    newest, oldest = changes_of(row)
    assert (newest.by, newest.reason, newest.kind) == ("Anna", "Dialog", "~")
    assert {(field.label, field.old, field.new) for field in newest.fields} == {
        ("Kravtext", "Före.", "Efter."),
        ("Typ", "ska-krav", "bör-krav"),
        ("Minimikrav", "nej", "ja"),
        ("Ansvarig", "", "Erik"),
        ("b", "2", ""),
        ("c", "", "3"),
    }
    assert (oldest.kind, oldest.by, oldest.fields) == ("+", "", ())


def test_ignored_fields_and_rows_without_history(anna):
    row = RequirementFactory(text="Före.")
    row.text = "Efter."
    save_with_reason(row, by=anna)
    assert changes_of(row, ignore={"text"})[0].fields == ()
    row.history.all().delete()
    assert changes_of(row) == []
