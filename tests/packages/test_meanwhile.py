"""What two people at once, or a name that is a page's, do to packaging: it is answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from packages.actions import (
    copy_alternative,
    move_module,
    remove_alternative,
    remove_lot,
    remove_package,
    save_lot,
    save_package,
)
from packages.actions_choice import choose_alternative
from packages.making import free_slug
from packages.models import Package, PackageLot, PackagingAlternative
from packages.problems import MovedMeanwhile
from programmes.choices import Role
from tests.forms import sent_from

pytestmark = pytest.mark.django_db


def test_a_package_named_as_a_page_gets_another_short_name():
    """The address of the procurement was that of the form for a new one."""
    assert free_slug("New") == "new-2"


def test_a_module_is_not_moved_into_a_lot_that_is_gone(made, lead):
    lot = save_lot(lot=PackageLot(package=made.one, number=2, title="Två"), by=lead)
    seen = PackageLot.objects.get(pk=lot.pk)
    remove_lot(lot=lot, by=lead)
    with pytest.raises(MovedMeanwhile):
        move_module(alternative=made.alternative, module=made.app, lot=seen, by=lead)


def test_a_choice_takes_turns_with_every_other_choice(made, lead, decision):
    """Two who chose one each both went on, and the second ended as a fault of the server."""
    with CaptureQueriesContext(connection) as queries:
        choose_alternative(
            alternative=made.alternative,
            decision=decision,
            reason="Skäl.",
            rejected={},
            packages=[],
            by=lead,
        )
    first = next(one["sql"] for one in queries if "SAVEPOINT" not in one["sql"])
    assert 'ORDER BY "packages_packagingalternative"."id"' in first
    if connection.features.has_select_for_update:
        assert "FOR UPDATE" in first


# ---------------------------------------------------------------- what somebody else has removed


def _url(name, alternative, *keys):
    return reverse(f"packages:{name}", args=["prov", alternative.pk, *keys])


def test_what_was_removed_is_not_put_back_by_who_saves_it(made, lead):
    lot = save_lot(lot=PackageLot(package=made.one, number=2, title="Två"), by=lead)
    seen, package = PackageLot.objects.get(pk=lot.pk), Package.objects.get(pk=made.two.pk)
    remove_lot(lot=lot, by=lead)
    remove_package(package=made.two, by=lead)
    kept = PackageLot.history.count(), Package.history.count()
    for write in (
        lambda: save_lot(lot=seen, by=lead),
        lambda: save_package(package=package, by=lead),
        lambda: save_lot(lot=PackageLot(package=package, number=3, title="Tre"), by=lead),
        lambda: remove_lot(lot=seen, by=lead),
        lambda: remove_package(package=package, by=lead),
    ):
        with pytest.raises(MovedMeanwhile) as refused:
            write()
        assert "finns inte längre" in str(refused.value)
    assert not PackageLot.objects.filter(pk=seen.pk).exists()
    assert not Package.objects.filter(pk=package.pk).exists()
    # Neither is it said to have been removed twice.
    assert (PackageLot.history.count(), Package.history.count()) == kept


def test_what_was_typed_of_a_removed_part_stays_in_its_form(made, lead, as_role):
    officer = as_role(Role.PROCUREMENT_OFFICER)
    lot = save_lot(lot=PackageLot(package=made.one, number=2, title="Två"), by=lead)
    address = _url("lot-edit", made.alternative, made.one.pk, lot.pk)
    whole = _url("package-edit", made.alternative, made.two.pk)
    sent = {"number": "2", "title": "Driftens del", "procedure": "open", "form": "contract"}
    keys = lot.pk, made.two.pk
    remove_lot(lot=lot, by=lead)
    remove_package(package=made.two, by=lead)
    for page in (address, whole, _url("lot-create", made.alternative, keys[1])):
        answer = officer.post(page, sent)
        assert answer.status_code == 422
        told = answer.content.decode()
        assert "finns inte längre" in told and 'value="Driftens del"' in told
        # Who opens its page is led to the board, and told.
        answer = officer.get(page, follow=True)
        assert answer.redirect_chain[-1][0] == _url("alternative-detail", made.alternative)
        assert "finns inte längre" in answer.content.decode()
    for page in ("lot-remove", made.one.pk, keys[0]), ("package-remove", keys[1]):
        answer = officer.post(_url(page[0], made.alternative, *page[1:]), follow=True)
        assert "finns inte längre" in answer.content.decode()
    assert not PackageLot.objects.filter(pk=keys[0]).exists()
    assert not Package.objects.filter(pk=keys[1]).exists()


def test_the_board_says_that_the_lot_is_gone(made, lead, as_role):
    lot = save_lot(lot=PackageLot(package=made.one, number=2, title="Två"), by=lead)
    key = lot.pk
    remove_lot(lot=lot, by=lead)
    answer = as_role(Role.PROCUREMENT_OFFICER).post(
        _url("module-move", made.alternative),
        {"module": made.app.pk, "lot": key},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "2 Två finns inte längre" in answer.content.decode()


def test_a_removed_lot_of_another_alternative_is_not_told_of(made, lead, as_role):
    other = PackagingAlternative.objects.create(programme=made.alternative.programme, title="Ett")
    package = save_package(package=Package(alternative=other, title="Hemligt"), by=lead)
    lot = package.lots.get()
    key = lot.pk
    remove_package(package=package, by=lead)
    answer = as_role(Role.PROCUREMENT_OFFICER).post(
        _url("module-move", made.alternative), {"module": made.app.pk, "lot": key}
    )
    assert answer.status_code == 404


def test_a_copy_is_made_of_what_is_locked_and_there(made, lead, as_role):
    with CaptureQueriesContext(connection) as queries:
        copy_alternative(alternative=made.alternative, title="Kopian", by=lead)
    first = next(one["sql"] for one in queries if "SAVEPOINT" not in one["sql"])
    assert 'FROM "packages_packagingalternative"' in first
    if connection.features.has_select_for_update:
        assert "FOR UPDATE" in first
    seen = PackagingAlternative.objects.get(pk=made.alternative.pk)
    remove_alternative(alternative=made.alternative, by=lead)
    with pytest.raises(MovedMeanwhile):
        copy_alternative(alternative=seen, title="Kopian igen", by=lead)
    assert PackagingAlternative.objects.get().title == "Kopian"


# ---------------------------------------------------------------- what somebody else has changed


@pytest.mark.parametrize(
    ("page", "field", "name"),
    [
        ("alternative-edit", "idea", "Två delar"),
        ("package-edit", "note", "Vårdsystemet"),
        ("lot-edit", "sub_areas", "1 Vårdsystemet"),
    ],
)
def test_two_changes_of_one_text_are_a_choice(made, as_role, page, field, name):
    lot = made.one.lots.get()
    keys = {"alternative-edit": [], "package-edit": [made.one.pk]}.get(page, [made.one.pk, lot.pk])
    row = {"alternative-edit": made.alternative, "package-edit": made.one}.get(page, lot)
    address = _url(page, made.alternative, *keys)
    first, second = as_role(Role.PROCUREMENT_OFFICER), as_role(Role.PROCUREMENT_OFFICER)
    sent, theirs = sent_from(first.get(address)), sent_from(second.get(address))
    assert second.post(address, theirs | {field: "Deras text"}).status_code == 302
    answer = first.post(address, sent | {field: "Min text"})
    assert answer.status_code == 409
    told = answer.content.decode()
    assert f"Någon annan hann ändra {name}" in told and f"{second.user} sparade" in told
    row.refresh_from_db()
    assert getattr(row, field) == "Deras text"
    again = sent_from(answer)
    assert again[field] == "Min text"
    taken = first.post(address, again | {"clash": [field], "take": field})
    assert sent_from(taken)[field] == "Deras text"
    assert first.post(address, again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Min text"


def test_each_card_says_where_its_module_was_seen(as_role, made):
    """So that of two who move a module from pages of their own the second is told."""
    page = as_role(Role.PROCUREMENT_OFFICER).get(_url("alternative-detail", made.alternative))
    card = page.content.decode().split(f'id="module-{made.vis.pk}"')[1].split("</form>")[0]
    assert f'name="expected" value="{made.one.lots.get().pk}"' in card
