"""What changes ways to package, and what is refused without anything written."""

import pytest
from django.core.exceptions import ValidationError

from joint_procurement.actions import record_joining_decision
from packages.actions import (
    copy_alternative,
    move_module,
    remove_lot,
    remove_package,
    save_alternative,
    save_lot,
    save_package,
)
from packages.actions_choice import choose_alternative, make_package
from packages.choice_undo import undo_choice, undone_with
from packages.models import OrderConstraint, Package, PackageLot, PackagingAlternative, Placement
from packages.problems import AlternativeClosed, MovedMeanwhile, PackagingProblem
from packages.replacing import taking_back
from procurements.actions import add_lot, create_procurement, edit_lot, edit_procurement
from procurements.models import Lot, Procurement
from programmes.models import Decision, Organisation, Participation
from tests.factories import ModuleFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_a_module_stands_once_and_moving_is_kept_in_history(made, lead):
    lot = made.two.lots.get()
    move = {"alternative": made.alternative, "module": made.vis, "by": lead}
    assert move_module(lot=lot, **move)
    assert not move_module(lot=lot, **move)
    placement = Placement.objects.get(module=made.vis)
    assert placement.lot == lot
    assert [one.history_user for one in placement.history.all()] == [lead, lead]
    assert move_module(lot=None, **move)
    assert not Placement.objects.filter(module=made.vis).exists()


def test_who_saw_it_elsewhere_does_not_move_it(made, lead):
    move = {"alternative": made.alternative, "lot": made.two.lots.get(), "by": lead}
    with pytest.raises(MovedMeanwhile):
        move_module(module=made.vis, expected=None, **move)
    with pytest.raises(MovedMeanwhile):
        move_module(module=made.app, expected=made.one.lots.get().pk, **move)
    assert Placement.objects.get(module=made.vis).lot.package == made.one
    assert Placement.objects.count() == 2


def test_what_is_not_procured_or_is_anothers_is_not_placed(made, lead):
    lot = made.one.lots.get()
    stranger = ModuleFactory(programme=ProgrammeFactory())
    for module, error in ((made.hsa, PackagingProblem), (stranger, ValidationError)):
        with pytest.raises(error):
            move_module(alternative=made.alternative, module=module, lot=lot, by=lead)
    other = copy_alternative(alternative=made.alternative, title="Annat", by=lead)
    with pytest.raises(ValidationError):
        move_module(alternative=other, module=made.app, lot=lot, by=lead)
    assert Placement.objects.filter(module__in=[made.hsa, stranger, made.app]).count() == 0


def test_modules_of_what_is_removed_are_left_over(made, lead):
    with pytest.raises(PackagingProblem):
        remove_lot(lot=made.one.lots.get(), by=lead)
    second = save_lot(lot=PackageLot(package=made.one, number=2, title="Mer"), by=lead)
    move_module(alternative=made.alternative, module=made.app, lot=second, by=lead)
    remove_lot(lot=second, by=lead)
    remove_package(package=made.one, by=lead)
    assert set(Placement.objects.values_list("module__code", flat=True)) == {"INF"}
    gone = Placement.history.filter(history_type="-")
    assert {one.history_user for one in gone} == {lead} and gone.count() == 2


def test_a_copy_has_the_same_packages_and_places(made, lead):
    copy = copy_alternative(alternative=made.alternative, title="Kopian", by=lead)
    told = [
        (one.lot.package.title, one.module.code)
        for one in copy.placements.order_by("lot__package__position")
    ]
    assert told == [("Vårdsystemet", "VIS"), ("Plattformen", "INF")]
    assert made.alternative.placements.count() == 2
    assert made.alternative.packages.count() == copy.packages.count() == 2


def test_a_circle_of_orders_is_refused_with_its_modules(made):
    OrderConstraint.objects.create(before=made.inf, after=made.vis, reason="Grund")
    OrderConstraint.objects.create(before=made.vis, after=made.app, reason="Flöde")
    row = OrderConstraint(before=made.app, after=made.inf, reason="Fel")
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    told = str(refused.value)
    assert "går runt" in told
    assert all(name in told for name in ("Vårdsystem", "Plattform", "Appar"))


# ---------------------------------------------------------------- the choice


def _choose(made, decision, lead, **more):
    given = {"decision": decision, "reason": "Bäst.", "rejected": {}, "by": lead} | more
    given.setdefault("packages", {made.one.pk, made.two.pk})
    return choose_alternative(alternative=made.alternative, **given)


def test_choosing_makes_drafts_with_the_modules_and_rejects_the_others(made, decision, lead):
    other = save_alternative(
        alternative=PackagingAlternative(programme=made.alternative.programme, title="Ett"),
        by=lead,
    )
    with pytest.raises(PackagingProblem):
        _choose(made, decision, lead)
    assert not Procurement.objects.exists()
    made.alternative.refresh_from_db()
    assert made.alternative.state == "draft"
    _choose(made, decision, lead, rejected={other.pk: "För stort."})
    other.refresh_from_db()
    assert (other.state, other.reason, other.decision) == ("rejected", "För stort.", decision)
    drafts = Procurement.objects.order_by("pk")
    assert [(one.title, one.state) for one in drafts] == [
        ("Vårdsystemet", "draft"),
        ("Plattformen", "draft"),
    ]
    assert [list(one.lots.get().modules.all()) for one in drafts] == [[made.vis], [made.inf]]
    with pytest.raises(AlternativeClosed):
        move_module(alternative=made.alternative, module=made.app, lot=None, by=lead)


def test_a_choice_is_undone_while_nobody_has_worked_on_it(made, decision, lead):
    _choose(made, decision, lead)
    undo_choice(alternative=made.alternative, by=lead)
    assert not Procurement.objects.exists() and not Lot.objects.exists()
    made.alternative.refresh_from_db()
    assert (made.alternative.state, made.alternative.decision) == ("draft", None)
    # And can be made again.
    _choose(made, decision, lead)
    assert Procurement.objects.count() == 2


def test_what_is_told_to_come_back_is_what_does(made, decision, lead):
    """Also what another decision has rejected before: without a choice nothing is rejected."""
    before = Decision.objects.create(
        programme=decision.programme, title="Avgränsning", body=decision.body,
        decided_on="2026-01-20",
    )  # fmt: skip
    programme = made.alternative.programme
    left, other = (
        save_alternative(
            alternative=PackagingAlternative(programme=programme, title=title), by=lead
        )
        for title in ("Avfört", "Ett")
    )
    PackagingAlternative.objects.filter(pk=left.pk).update(
        state="rejected", decision=before, reason="Utanför."
    )
    _choose(made, decision, lead, rejected={other.pk: "För stort."}, packages=())
    made.alternative.refresh_from_db()
    losses = undone_with(taking_back(made.alternative))
    assert [one for one in losses if "valdes bort" in one] == [
        "Skälet till att ”Avfört” valdes bort.", "Skälet till att ”Ett” valdes bort.",
    ]  # fmt: skip
    undo_choice(alternative=made.alternative, by=lead)
    states = PackagingAlternative.objects.values_list("title", "state")
    assert dict(states) == dict.fromkeys(["Två delar", "Ett", "Avfört"], "draft")


@pytest.mark.parametrize("touch", ["title", "lot", "new lot", "joining", "package"])
def test_what_was_worked_on_stays(made, decision, lead, touch):
    _choose(made, decision, lead)
    procurement = Procurement.objects.get(title="Plattformen")
    if touch == "title":
        edit_procurement(procurement=procurement, by=lead, title="Plattformen nu")
    elif touch == "lot":
        edit_lot(lot=procurement.lots.get(), by=lead, modules=[made.app])
    elif touch == "new lot":
        add_lot(procurement=procurement, number=7, title="Till", by=lead)
    elif touch == "joining":
        organisation = Organisation.objects.create(name="Region Norr")
        Participation.objects.create(
            programme=procurement.programme, organisation=organisation, role="buyer"
        )
        record_joining_decision(
            procurement=procurement,
            organisation=organisation,
            outcome="joins",
            decided_on="2026-04-01",
            body_name="Regionstyrelsen",
            reason="Behovet.",
            by=lead,
        )
    else:
        copy = copy_alternative(alternative=made.alternative, title="Kopian", by=lead)
        package = copy.packages.first()
        package.procurement = procurement
        save_package(package=package, by=lead)
    with pytest.raises(PackagingProblem) as refused:
        undo_choice(alternative=made.alternative, by=lead)
    assert "Plattformen" in str(refused.value)
    assert Procurement.objects.count() == 2
    made.alternative.refresh_from_db()
    assert made.alternative.state == "chosen"


def test_what_exists_is_linked_to_and_a_published_one_is_not_changed(made, decision, lead):
    programme = made.alternative.programme
    draft = create_procurement(programme=programme, slug="utkast", title="Utkast", by=lead)
    published = create_procurement(programme=programme, slug="ute", title="Ute", by=lead)
    there = add_lot(procurement=published, number=1, title="Delen", modules=[made.app], by=lead)
    Procurement.objects.filter(pk=published.pk).update(
        state="published", published_at="2026-06-01T08:00Z"
    )
    Package.objects.filter(pk=made.one.pk).update(procurement=draft)
    Package.objects.filter(pk=made.two.pk).update(procurement=published)
    save_lot(lot=PackageLot(package=made.two, number=2, title="Till"), by=lead)
    _choose(made, decision, lead)
    assert Procurement.objects.count() == 2
    assert list(draft.lots.get().modules.all()) == [made.vis]
    assert list(published.lots.get().modules.all()) == [made.app]
    assert [one.lot for one in made.two.lots.all()] == [there, None]
    undo_choice(alternative=made.alternative, by=lead)
    assert Procurement.objects.count() == 2 and Lot.objects.get() == there
    made.one.refresh_from_db()
    assert made.one.procurement == draft


def test_a_package_can_get_its_procurement_later(made, decision, lead):
    _choose(made, decision, lead, packages={made.one.pk})
    assert Procurement.objects.get().title == "Vårdsystemet"
    made.two.refresh_from_db()
    make_package(package=made.two, by=lead)
    assert Procurement.objects.count() == 2
    with pytest.raises(PackagingProblem):
        make_package(package=made.two, by=lead)
    undo_choice(alternative=made.alternative, by=lead)
    assert not Procurement.objects.exists()


def test_only_one_is_chosen_and_by_the_programmes_own_decision(made, decision, lead):
    other = copy_alternative(alternative=made.alternative, title="Kopian", by=lead)
    decision.programme = ProgrammeFactory()
    with pytest.raises(PackagingProblem):
        _choose(made, decision, lead, rejected={other.pk: "Nej."})
    decision.refresh_from_db()
    _choose(made, decision, lead, rejected={other.pk: "Nej."})
    later = PackagingAlternative.objects.create(programme=other.programme, title="Senare")
    with pytest.raises(PackagingProblem):
        choose_alternative(
            alternative=later, decision=decision, reason="Ny.", rejected={}, packages=(), by=lead
        )
    later.refresh_from_db()
    assert later.state == "draft"
