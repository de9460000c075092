"""Two people at the same time in one way to package (PostgreSQL only).

Of each pair the first has written and not yet committed when the second begins.
"""

import pytest
from django.core.exceptions import ValidationError

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
from packages.models import OrderConstraint, Package, PackageLot, PackagingAlternative, Placement
from packages.problems import MovedMeanwhile, PackagingProblem
from procurements.actions import edit_procurement
from procurements.models import Procurement
from programmes.actions_registers import ChangedMeanwhile, save_row
from tests.factories import ModuleFactory
from tests.races import both_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def locks(need):
    need("postgresql")


def test_a_lot_and_a_package_that_are_being_removed_are_not_put_back(made, lead):
    lot = save_lot(lot=PackageLot(package=made.one, number=2, title="Två"), by=lead)
    seen, package = PackageLot.objects.get(pk=lot.pk), Package.objects.get(pk=made.two.pk)
    key = lot.pk
    problem = both_at_once(
        lambda: remove_lot(lot=lot, by=lead), lambda: save_lot(lot=seen, by=lead)
    )
    assert isinstance(problem, MovedMeanwhile)
    problem = both_at_once(
        lambda: remove_package(package=made.two, by=lead),
        lambda: save_package(package=package, by=lead),
    )
    assert isinstance(problem, MovedMeanwhile)
    assert not PackageLot.objects.filter(pk=key).exists()
    assert [one.title for one in made.alternative.packages.all()] == ["Vårdsystemet"]


def test_a_copy_waits_for_who_is_changing_what_it_copies(made, lead):
    """A module moved meanwhile stood in no lot of the copy, or in two were it not for a rule."""
    problem = both_at_once(
        lambda: move_module(
            alternative=made.alternative, module=made.vis, lot=made.two.lots.get(), by=lead
        ),
        lambda: copy_alternative(alternative=made.alternative, title="Kopian", by=lead),
    )
    assert problem is None
    placed = Placement.objects.get(alternative__title="Kopian", module=made.vis)
    assert placed.lot.package.title == "Plattformen"


def test_what_is_being_removed_is_not_copied(made, lead):
    seen = PackagingAlternative.objects.get(pk=made.alternative.pk)
    problem = both_at_once(
        lambda: remove_alternative(alternative=made.alternative, by=lead),
        lambda: copy_alternative(alternative=seen, title="Kopian", by=lead),
    )
    assert isinstance(problem, MovedMeanwhile)
    assert not PackagingAlternative.objects.exists()


def test_of_two_who_save_one_package_the_second_is_told(made, lead):
    first, second = (Package.objects.get(pk=made.one.pk) for _number in range(2))
    first.note, second.note = "Först", "Sedan"

    def save(package):
        save_package(package=package, by=lead, is_unseen=lambda saved: saved.note != "")

    problem = both_at_once(lambda: save(first), lambda: save(second))
    assert isinstance(problem, ChangedMeanwhile)
    made.one.refresh_from_db()
    assert made.one.note == "Först"


def test_two_orders_saved_at_once_make_no_circle(programme, lead):
    one, two = (ModuleFactory(programme=programme, code=code) for code in ("A", "B"))

    def put(before, after):
        return save_row(row=OrderConstraint(before=before, after=after, reason="R"), by=lead)

    problem = both_at_once(lambda: put(one, two), lambda: put(two, one))
    assert isinstance(problem, ValidationError) and "går runt" in str(problem)
    assert OrderConstraint.objects.count() == 1


# ---------------------------------------------------------------- a choice in place of another


@pytest.fixture
def chosen(made, decision, lead):
    """The first of three is chosen, and its two drafts are made."""
    others = [
        copy_alternative(alternative=made.alternative, title=title, by=lead)
        for title in ("Ett annat", "Tredje")
    ]
    made.others = others
    return choose_alternative(
        alternative=made.alternative,
        decision=decision,
        reason="Två.",
        rejected={one.pk: "Nej." for one in others},
        packages={made.one.pk, made.two.pk},
        by=lead,
    )


def _replace(chosen, other, decision, lead):
    return choose_alternative(
        alternative=other, decision=decision, reason="Nu.", rejected={chosen.pk: "Dyrt."},
        packages=(), by=lead,
    )  # fmt: skip


def test_of_two_who_replace_one_choice_the_second_finds_the_firsts(made, chosen, decision, lead):
    """It has said why the first holds no longer, and not why that which took its place does not."""
    problem = both_at_once(
        lambda: _replace(chosen, made.others[0], decision, lead),
        lambda: _replace(chosen, made.others[1], decision, lead),
    )
    assert isinstance(problem, PackagingProblem)
    assert "Ange varför Ett annat inte längre gäller" in str(problem)
    states = PackagingAlternative.objects.values_list("title", "state")
    assert dict(states) == {"Två delar": "rejected", "Ett annat": "chosen", "Tredje": "rejected"}


def test_work_that_is_begun_meanwhile_stops_the_replacing(made, chosen, decision, lead):
    procurement = Procurement.objects.get(title="Plattformen")
    problem = both_at_once(
        lambda: edit_procurement(procurement=procurement, by=lead, title="Plattformen nu"),
        lambda: _replace(chosen, made.others[0], decision, lead),
    )
    assert isinstance(problem, PackagingProblem) and "Plattformen nu" in str(problem)
    chosen.refresh_from_db()
    assert chosen.state == "chosen" and Procurement.objects.count() == 2
