"""What stands in the way of taking a choice back: what is told of it, and what it costs to know."""

from contextlib import nullcontext

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from packages import replacing
from packages.actions import copy_alternative, save_lot, save_package
from packages.actions_choice import choose_alternative
from packages.choice_undo import undo_choice
from packages.models import Package, PackageLot, PackagingAlternative
from packages.problems import PackagingProblem
from packages.replacing import TakingBack, replacement_by, taking_back
from procurements.actions import add_lot, create_procurement, edit_lot, edit_procurement, remove_lot
from procurements.models import AwardPlan, Lot, Procurement
from programmes.choices import Role
from tests.factories import TenderFactory

pytestmark = pytest.mark.django_db


def chosen_of(made, decision, lead):
    """Everything that the alternative's packages lack is made."""
    keys = set(made.alternative.packages.values_list("pk", flat=True))
    return choose_alternative(
        alternative=made.alternative, decision=decision, reason="Två.",
        rejected={one.pk: "Nej." for one in PackagingAlternative.objects.filter(state="draft")},
        packages=keys, by=lead,
    )  # fmt: skip


def test_what_somebody_has_removed_is_no_obstacle(made, decision, later, lead):
    """Nothing is left of it to take back: once it stopped the undoing for ever."""
    other = copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)
    chosen = chosen_of(made, decision, lead)
    remove_lot(lot=Lot.objects.get(title="Plattformen"), by=lead)
    taken = taking_back(chosen)
    assert (taken.refusal, [str(row.lot) for row in taken.lots]) == ("", ["1 Vårdsystemet"])
    choose_alternative(
        alternative=other, decision=later, reason="Nu.", rejected={chosen.pk: "Dyrt."},
        packages=(), by=lead,
    )  # fmt: skip
    assert not Procurement.objects.exists()
    rows = PackageLot.objects.filter(package__alternative=chosen)
    assert [(row.lot, row.made_at) for row in rows] == [(None, None)] * 2


def test_a_choice_with_a_removed_lot_is_undone(made, decision, lead):
    chosen = chosen_of(made, decision, lead)
    remove_lot(lot=Lot.objects.get(title="Plattformen"), by=lead)
    assert undo_choice(alternative=chosen, by=lead).state == "draft"
    assert not Procurement.objects.exists()


def test_a_choice_with_a_removed_procurement_is_undone(made, decision, lead):
    chosen = chosen_of(made, decision, lead)
    gone = Procurement.objects.get(title="Plattformen")
    chosen.packages.filter(procurement=gone).update(procurement=None)
    gone.delete()
    taken = taking_back(chosen)
    assert (taken.refusal, [one.title for one in taken.drafts]) == ("", ["Vårdsystemet"])
    undo_choice(alternative=chosen, by=lead)
    assert not chosen.packages.exclude(made_at=None).exists()


def test_the_page_says_that_a_draft_with_made_lots_is_kept(
    as_role, made, programme, decision, later, lead
):
    """As the hint says: naming the draft is how to go on when a lot in it has been worked on."""
    draft = create_procurement(programme=programme, slug="utkast", title="Utkast", by=lead)
    made.one.procurement = draft
    save_package(package=made.one, by=lead)
    other = copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)
    chosen_of(made, decision, lead)
    edit_lot(lot=draft.lots.get(), by=lead, title="Nytt namn")
    url = reverse("packages:alternative-choose", args=["prov", other.pk])
    page = as_role(Role.PROGRAMME_LEAD).get(url).content.decode()
    assert "Alternativet kan inte väljas nu." not in page and 'name="reason"' in page
    assert "Utkast behålls som den är, med de delkontrakt som valet skapade" in page
    assert "Delkontraktet" not in page.split("Det här ersätts")[1].split("</section>")[0]
    other.packages.update(procurement=None)
    page = as_role(Role.PROGRAMME_LEAD).get(url).content.decode()
    assert "Alternativet kan inte väljas nu." in page and "Ange den på ett paket" in page


def test_a_lot_added_beside_many_that_were_made_is_seen(made, decision, lead):
    """Five were made; what refers to the draft was read four at a time, and all were its own."""
    for number in range(2, 6):
        save_lot(lot=PackageLot(package=made.one, number=number, title="Del"), by=lead)
    chosen = chosen_of(made, decision, lead)
    procurement = Procurement.objects.get(title="Vårdsystemet")
    assert procurement.lots.count() == 5 and not taking_back(chosen).obstacles
    add_lot(procurement=procurement, number=9, title="Till", by=lead)
    with pytest.raises(PackagingProblem, match="Vårdsystemet används av delkontrakt 9 Till"):
        undo_choice(alternative=chosen, by=lead)
    assert procurement.lots.count() == 6


def test_of_many_that_use_it_three_are_named(made, decision, lead, django_assert_num_queries):
    chosen = chosen_of(made, decision, lead)
    procurement = Procurement.objects.get(title="Plattformen")
    for number in (4, 5, 6, 7):
        add_lot(procurement=procurement, number=number, title="Ny", by=lead)
    # What is named costs no question of its own: as many as where nothing stands in the way.
    taken = taking_back(chosen)
    with django_assert_num_queries(9 + 11 + 3):
        (obstacle,) = taken.obstacles
        assert [bool(url) for _text, url in obstacle.pieces].count(True) == 3
    assert (
        obstacle.why == "används av delkontrakt 4 Ny, delkontrakt 5 Ny, delkontrakt 6 Ny, med flera"
    )


def test_who_has_tendered_is_told_to_nobody_who_packages(made, decision, as_role, lead, programme):
    """A lead reads no tenders before the scores are locked: it is told that there are some."""
    other = copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)
    # The other is as it was, without what this choice makes.
    chosen = chosen_of(made, decision, lead)
    procurement = Procurement.objects.get(title="Plattformen")
    for name in ("Hemlig AB", "Dold AB"):
        TenderFactory(procurement=procurement, operator__name=name)
    Procurement.objects.filter(pk=procurement.pk).update(
        state="opened", published_at="2026-06-01T08:00Z", opened_at="2026-07-01T08:00Z"
    )
    client = as_role(Role.PROGRAMME_LEAD)
    for name, pk in (("choice-undo", chosen.pk), ("alternative-choose", other.pk)):
        page = client.get(reverse(f"packages:{name}", args=[programme.slug, pk]))
        text = page.content.decode()
        assert "används av anbud" in text, name
        assert "Hemlig" not in text and "Dold" not in text, name
    with pytest.raises(PackagingProblem, match="har öppnade anbud och används av anbud") as problem:
        undo_choice(alternative=chosen, by=lead)
    assert "Hemlig" not in str(problem.value) and "Dold" not in str(problem.value)


def test_several_reasons_are_one_sentence(made, decision, lead):
    chosen = chosen_of(made, decision, lead)
    procurement = Procurement.objects.get(title="Plattformen")
    add_lot(procurement=procurement, number=7, title="Till", by=lead)
    edit_procurement(procurement=procurement, by=lead, title="Drift")
    Procurement.objects.filter(pk=procurement.pk).update(
        state="published", published_at="2026-06-01T08:00Z"
    )
    lot, draft = taking_back(chosen).obstacles
    assert str(draft) == (
        "Upphandlingen Drift är publicerad, har ändrats efter valet och används av delkontrakt "
        "7 Till."
    )
    assert str(lot) == (
        "Delkontraktet 1 Plattformen i Drift ligger i en upphandling som är publicerad."
    )


def test_a_refusal_links_to_the_lot(as_role, made, decision, lead):
    chosen = chosen_of(made, decision, lead)
    lot = Lot.objects.get(title="Plattformen")
    edit_lot(lot=lot, by=lead, modules=[made.app])
    client = as_role(Role.PROGRAMME_LEAD)
    undo = client.get(reverse("packages:choice-undo", args=["prov", chosen.pk])).content.decode()
    page = f"/p/prov/procurements/plattformen/lots/{lot.pk}/award/"
    told = (
        f'<a href="{page}">Delkontraktet 1 Plattformen i Plattformen</a> har ändrats efter valet.'
    )
    assert told in undo and client.get(page).status_code == 200


def test_a_refusal_links_to_the_lots_that_use_it(as_role, made, decision, lead):
    """Both that are named; neither the words between them nor what a page is not linked for."""
    chosen = chosen_of(made, decision, lead)
    procurement = Procurement.objects.get(title="Plattformen")
    four, five = (
        add_lot(procurement=procurement, number=number, title="<Ny>", by=lead) for number in (4, 5)
    )
    client = as_role(Role.PROGRAMME_LEAD)
    undo = client.get(reverse("packages:choice-undo", args=["prov", chosen.pk])).content.decode()
    first, second = (
        f'<a href="/p/prov/procurements/plattformen/lots/{lot.pk}/award/">'
        f"delkontrakt {lot.number} &lt;Ny&gt;</a>"
        for lot in (four, five)
    )
    told = f">Upphandlingen Plattformen</a> används av {first}, {second}.</li>"
    assert told in undo
    other = copy_alternative(alternative=chosen, title="Kopia", by=lead)
    other.packages.filter(title="Plattformen").update(procurement=procurement)
    Lot.objects.filter(pk__in=[four.pk, five.pk]).delete()
    undo = client.get(reverse("packages:choice-undo", args=["prov", chosen.pk])).content.decode()
    # Packages of a copy are called as the first's: the alternative is told, and led to.
    board = reverse("packages:alternative-detail", args=["prov", other.pk])
    told = f'<a href="{board}">paket Plattformen i alternativet ”Kopia”</a>'
    assert f">Upphandlingen Plattformen</a> används av {told}.</li>" in undo


def test_what_has_no_history_is_not_said_to_have_changed(made, decision, lead):
    chosen = chosen_of(made, decision, lead)
    for model in (Procurement, Lot, AwardPlan):
        model.history.all().delete()
    assert taking_back(chosen).obstacles == []


# ---------------------------------------------------------------- what it costs


def obstacles_counted(alternative) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert taking_back(alternative).obstacles == []
    return len(queries)


def test_the_obstacles_cost_the_same_for_one_package_and_for_three(made, decision, lead):
    """Two for the packages with what they made; nine kinds refer to a lot and eleven to a
    procurement; when lots, their plans and procurements were last written is one each."""
    save_package(package=Package(alternative=made.alternative, title="Tredje"), by=lead)
    chosen = chosen_of(made, decision, lead)
    assert obstacles_counted(chosen) == 2 + 9 + 11 + 3
    for title in ("Plattformen", "Tredje"):
        Procurement.objects.filter(title=title).first().lots.all().delete()
        chosen.packages.filter(title=title).update(made_at=None, procurement=None)
    assert [one.title for one in taking_back(chosen).drafts] == ["Vårdsystemet"]
    assert obstacles_counted(chosen) == 2 + 9 + 11 + 3


@pytest.mark.parametrize("is_worked_on", [False, True])
def test_a_choice_asks_for_the_obstacles_once(
    made, decision, later, lead, monkeypatch, is_worked_on
):
    other = copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)
    chosen = chosen_of(made, decision, lead)
    if is_worked_on:
        edit_lot(lot=Lot.objects.get(title="Plattformen"), by=lead, title="Nytt namn")
    asked, real = [], replacing.obstacles_to
    monkeypatch.setattr(replacing, "obstacles_to", lambda *rows: asked.append(rows) or real(*rows))
    assert replacement_by(other).mark and not asked
    with pytest.raises(PackagingProblem) if is_worked_on else nullcontext():
        choose_alternative(
            alternative=other, decision=later, reason="Nu.", rejected={chosen.pk: "Dyrt."},
            packages=(), by=lead,
        )  # fmt: skip
    assert len(asked) == 1


def test_where_nothing_is_chosen_nothing_is_taken_back(made, django_assert_num_queries):
    with django_assert_num_queries(1):
        replaced = replacement_by(made.alternative)
        assert (replaced.refusal, replaced.losses, replaced.mark) == ("", [], [])
    assert replaced == TakingBack()
