"""A new choice takes the place of the earlier one, which stays readable as it was made."""

from datetime import date

import pytest
from django.urls import reverse

from packages.actions import copy_alternative, save_alternative, save_package
from packages.actions_choice import choose_alternative
from packages.choice_record import choices_of
from packages.choice_undo import undo_choice
from packages.log import check_decision
from packages.models import PackageLot, PackagingAlternative
from packages.problems import LayoutChanged, OlderThanReplaced, PackagingProblem, SameDecision
from packages.replacing import replacement_by
from procurements.actions import add_lot, create_procurement, edit_lot, edit_procurement
from procurements.models import Lot, Procurement
from programmes.actions_registers import StillUsed, remove_row
from programmes.choices import Role
from programmes.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(made, lead):
    """Another proposal with the same two packages."""
    return copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)


@pytest.fixture
def chosen(made, other, decision, lead):
    """The first is chosen, its procurements made, and the other rejected with it."""
    return choose_alternative(
        alternative=made.alternative,
        decision=decision,
        reason="Två räcker.",
        rejected={other.pk: "För stort."},
        packages={made.one.pk, made.two.pk},
        by=lead,
    )


def replace(chosen, other, later, lead, **more):
    asked = {"decision": later, "reason": "Marknaden vill.", "packages": (), "by": lead}
    asked["rejected"] = {chosen.pk: "Blev för dyrt."}
    return choose_alternative(alternative=other, **asked | more)


def states() -> dict:
    return dict(PackagingAlternative.objects.values_list("title", "state"))


def test_what_the_earlier_choice_made_goes_and_what_the_new_one_needs_is_made(
    chosen, other, later, lead
):
    old = set(Procurement.objects.values_list("pk", flat=True))
    replace(chosen, other, later, lead, packages=set(other.packages.values_list("pk", flat=True)))
    assert states() == {"Två delar": "rejected", "Ett annat": "chosen"}
    chosen.refresh_from_db()
    assert (chosen.decision, chosen.reason) == (later, "Blev för dyrt.")
    made = Procurement.objects.order_by("pk")
    assert [one.title for one in made] == ["Vårdsystemet", "Plattformen"]
    assert not old & {one.pk for one in made} and Lot.objects.count() == 2
    assert not chosen.packages.exclude(procurement=None).exists()
    assert set(other.packages.values_list("procurement", flat=True)) == {one.pk for one in made}


def test_the_record_tells_every_choice_newest_first(chosen, other, decision, later, lead):
    replace(chosen, other, later, lead)
    new, old = choices_of(chosen.programme)
    assert (new.title, new.decision, new.reason) == ("Ett annat", later, "Marknaden vill.")
    assert new.ending is None and new.rejected == [] and new.by == str(lead)
    # The replaced one with its own decision, reasons and day, and what took its place.
    assert (old.title, old.decision, old.reason) == ("Två delar", decision, "Två räcker.")
    assert old.rejected == [("Ett annat", "För stort.")]
    ending = old.ending
    assert (ending.successor, ending.decision, ending.reason, ending.by) == (
        "Ett annat", later, "Blev för dyrt.", str(lead),
    )  # fmt: skip
    assert old.at < ending.at <= new.at
    # What is undone is in the record too, and says so.
    undo_choice(alternative=other, by=lead, reason="Överprövat.")
    new = choices_of(chosen.programme)[0]
    assert (new.ending.decision_key, new.ending.successor) == (None, "")
    assert new.ending.reason == "Överprövat." and new.reason == "Marknaden vill."
    assert states() == {"Två delar": "draft", "Ett annat": "draft"}


def test_a_choice_after_an_undone_one_has_replaced_nothing(chosen, other, later, lead):
    undo_choice(alternative=chosen, by=lead, reason="Fel.")
    replace(chosen, other, later, lead)
    new, old = choices_of(chosen.programme)
    assert (old.ending.reason, old.ending.successor) == ("Fel.", "")
    assert new.rejected == [("Två delar", "Blev för dyrt.")]


def test_the_first_can_be_chosen_again(chosen, other, decision, later, lead):
    replace(chosen, other, later, lead)
    again = Decision.objects.create(
        programme=later.programme, title="Åter", body=later.body, decided_on=date(2026, 10, 1)
    )
    replace(other, chosen, again, lead, rejected={other.pk: "Det höll inte."})
    told = [(one.title, one.ending and one.ending.successor) for one in choices_of(other.programme)]
    assert told == [("Två delar", None), ("Ett annat", "Två delar"), ("Två delar", "Ett annat")]


def test_the_record_costs_three_queries(
    chosen, other, later, lead, programme, django_assert_num_queries
):
    with django_assert_num_queries(3):
        choices_of(programme)
    replace(chosen, other, later, lead)
    with django_assert_num_queries(3):
        choices_of(programme)


def test_without_a_choice_there_is_no_record(made, programme, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert choices_of(programme) == []


@pytest.mark.parametrize("why", ["", " "])
def test_why_the_earlier_one_holds_no_longer_has_to_be_said(chosen, other, later, lead, why):
    rejected = {chosen.pk: why}
    with pytest.raises(PackagingProblem, match="Ange varför Två delar inte längre gäller"):
        replace(chosen, other, later, lead, rejected=rejected)
    assert states() == {"Två delar": "chosen", "Ett annat": "rejected"}
    assert Procurement.objects.count() == 2


@pytest.mark.parametrize(
    ("touch", "told"),
    [
        ("title", "Upphandlingen Plattformen nu har ändrats efter valet."),
        (
            "modules",
            "Delkontraktet 1 Plattformen i Plattformen har ändrats efter valet.",
        ),
        ("lot", "Upphandlingen Plattformen används av delkontrakt 7 Till."),
        ("published", "Upphandlingen Plattformen är publicerad."),
    ],
)
def test_what_cannot_be_taken_back_stops_it_and_nothing_is_changed(
    chosen, other, later, lead, made, touch, told
):
    procurement = Procurement.objects.get(title="Plattformen")
    if touch == "title":
        edit_procurement(procurement=procurement, by=lead, title="Plattformen nu")
    elif touch == "modules":
        edit_lot(lot=procurement.lots.get(), by=lead, modules=[made.app])
    elif touch == "lot":
        add_lot(procurement=procurement, number=7, title="Till", by=lead)
    else:
        Procurement.objects.filter(pk=procurement.pk).update(
            state="published", published_at="2026-06-01T08:00Z"
        )
    with pytest.raises(PackagingProblem) as refused:
        replace(chosen, other, later, lead)
    assert told in str(refused.value)
    assert "valet av ”Två delar” skapade kan inte längre tas tillbaka" in str(refused.value)
    assert states() == {"Två delar": "chosen", "Ett annat": "rejected"}
    assert Procurement.objects.count() == 2 and len(choices_of(chosen.programme)) == 1
    assert chosen.packages.filter(made_at__isnull=False).count() == 2


def test_what_the_new_choice_names_is_kept_though_it_was_worked_on(chosen, later, lead, made):
    """Otherwise nothing could be chosen anew once the work has begun."""
    third = copy_alternative(alternative=chosen, title="Tredje", by=lead)
    kept = Procurement.objects.get(title="Plattformen")
    edit_procurement(procurement=kept, by=lead, title="Plattformen nu")
    package = third.packages.get(title="Plattformen")
    package.procurement = kept
    save_package(package=package, by=lead)
    replaced = replacement_by(third)
    assert [str(one) for one in replaced.carried] == ["Plattformen nu"] and not replaced.obstacles
    assert [one.title for one in replaced.drafts] == ["Vårdsystemet"]
    replace(chosen, third, later, lead)
    # The one that nobody had touched is gone; the other is whole, and the new choice's.
    assert Procurement.objects.get() == kept
    package.refresh_from_db()
    assert (package.procurement, package.made_at) == (kept, None)
    assert package.lots.get().lot == kept.lots.get()
    assert list(kept.lots.get().modules.all()) == [made.inf]
    # It is not the new choice's to take back.
    undo_choice(alternative=third, by=lead)
    assert Procurement.objects.get() == kept


def test_lots_made_in_a_procurement_that_the_new_one_names_are_kept(
    made, programme, decision, later, lead, other
):
    """Though it was worked on: otherwise neither could it be chosen nor the choice be undone."""
    draft = create_procurement(programme=programme, slug="utkast", title="Utkast", by=lead)
    for package in (made.one, other.packages.get(title="Plattformen")):
        package.procurement = draft
        save_package(package=package, by=lead)
    chosen = choose_alternative(
        alternative=made.alternative, decision=decision, reason="Två.",
        rejected={other.pk: "Nej."}, packages={made.one.pk}, by=lead,
    )  # fmt: skip
    first = draft.lots.get()
    edit_lot(lot=first, by=lead, modules=[made.vis, made.app])
    with pytest.raises(PackagingProblem, match="Delkontraktet 1 Vårdsystemet i Utkast har ändrats"):
        undo_choice(alternative=chosen, by=lead)
    replaced = replacement_by(other)
    assert (replaced.carried, replaced.lots, replaced.refusal) == ([draft], [], "")
    package = other.packages.get(title="Plattformen")
    replace(chosen, other, later, lead, packages={package.pk})
    assert (Procurement.objects.get(), draft.lots.get()) == (draft, first)
    assert list(first.modules.order_by("code")) == [made.app, made.vis]
    # The old one still names the draft, and the lot is neither's to take back.
    assert chosen.packages.get(title="Vårdsystemet").procurement == draft
    rows = PackageLot.objects.filter(lot=first)
    assert [(row.package, row.made_at) for row in rows] == [(package, None)]
    undo_choice(alternative=other, by=lead)
    assert draft.lots.get() == first


def test_what_was_there_before_and_is_named_no_longer_is_told(
    made, other, programme, decision, later, lead, as_role
):
    """The new one names the first of the two and not the second; neither is changed."""
    one, two = (
        create_procurement(programme=programme, slug=slug, title=slug.title(), by=lead)
        for slug in ("forst", "sedan")
    )
    for package, procurement in (
        (made.one, one), (made.two, two), (other.packages.get(title="Vårdsystemet"), one),
    ):  # fmt: skip
        package.procurement = procurement
        save_package(package=package, by=lead)
    chosen = choose_alternative(
        alternative=made.alternative, decision=decision, reason="Två.",
        rejected={other.pk: "Nej."}, packages=(), by=lead,
    )  # fmt: skip
    assert [str(row) for row in replacement_by(other).let_go] == ["Sedan"]
    page = as_role(Role.PROGRAMME_LEAD).get(address("alternative-choose", other)).content.decode()
    assert ">Sedan</a> (under arbete) blir kvar, men bygger sedan inte längre" in page
    replace(chosen, other, later, lead)
    assert set(Procurement.objects.all()) == {one, two}


def test_proposals_since_are_rejected_each_with_a_reason(chosen, other, later, lead, programme):
    new = save_alternative(
        alternative=PackagingAlternative(programme=programme, title="Nytt"), by=lead
    )
    with pytest.raises(PackagingProblem, match="Ange varför Nytt inte valdes"):
        replace(chosen, other, later, lead)
    replace(chosen, other, later, lead, rejected={chosen.pk: "Dyrt.", new.pk: "Omoget."})
    assert choices_of(programme)[0].rejected == [("Nytt", "Omoget.")]


def test_the_chosen_one_is_not_chosen_again(chosen, later, lead):
    with pytest.raises(PackagingProblem, match="redan valt"):
        replace(chosen, chosen, later, lead)


def test_an_older_decision_than_the_replaced_has_to_be_confirmed(chosen, other, decision, lead):
    PackagingAlternative.history.update(history_date="2026-01-01T08:00Z")
    for row in (other.packages.model, PackageLot):
        row.history.update(history_date="2026-01-01T08:00Z")
    other.placements.model.history.update(history_date="2026-01-01T08:00Z")
    before = Decision.objects.create(
        programme=decision.programme, title="Förr", body=decision.body, decided_on=date(2026, 2, 1)
    )
    with pytest.raises(OlderThanReplaced, match=r"2026-02-01.*2026-03-17"):
        replace(chosen, other, before, lead, is_confirmed=False)
    replace(chosen, other, before, lead)
    assert states()["Ett annat"] == "chosen"


def test_the_decision_that_chose_replaces_its_own_choice_only_when_confirmed(
    as_role, chosen, other, decision, later, lead
):
    """Decided and laid out long ago: its age alone raises no question."""
    decision.refresh_from_db()
    for row in (PackagingAlternative, other.packages.model, PackageLot, other.placements.model):
        row.history.update(history_date="2026-01-01T08:00Z")
    with pytest.raises(SameDecision, match="Genom det beslutet valdes ”Två delar”"):
        replace(chosen, other, decision, lead, is_confirmed=False)
    client, url = as_role(Role.PROGRAMME_LEAD), address("alternative-choose", other)
    sent = {
        "decision": decision.pk, "reason": "Nu.", f"rejected_{chosen.pk}": "Dyrt.",
        "seen": client.get(url).context["form"]["seen"].value(),
    }  # fmt: skip
    for answer in ("", later.pk):
        refused = client.post(url, sent | {"decision_confirmed": answer})
        page = refused.content.decode()
        assert refused.status_code == 422 and states()["Två delar"] == "chosen"
        assert "Genom det beslutet valdes ”Två delar”, som nu skulle ersättas." in page
        told = "Beslutet från 2026-03-17 säger också att Ett annat, som det är nu, ersätter valet"
        assert told in page
        tick = page.split('name="decision_confirmed"')[1].split(">")[0]
        assert f'value="{decision.pk}"' in tick and "checked" not in tick
    # Another decision of the same day is another decision: nothing is asked of it.
    twin = Decision.objects.create(
        programme=decision.programme, title="Samma dag", body=decision.body,
        decided_on=decision.decided_on,
    )  # fmt: skip
    check_decision(other, twin, chosen)
    assert client.post(url, sent | {"decision_confirmed": decision.pk}).status_code == 302
    assert states() == {"Två delar": "rejected", "Ett annat": "chosen"}


def test_a_decision_that_chose_stays_in_its_register(chosen, other, decision, later, lead):
    replace(chosen, other, later, lead)
    with pytest.raises(StillUsed) as used:
        remove_row(row=decision, by=lead)
    assert str(used.value) == "valet av ”Två delar” i paketeringen"


# ---------------------------------------------------------------- the pages


def address(name, alternative) -> str:
    return reverse(f"packages:{name}", args=["prov", alternative.pk])


def test_the_page_tells_what_is_replaced_and_replaces_it(as_role, chosen, other, later):
    client = as_role(Role.PROGRAMME_LEAD)
    board = client.get(address("alternative-detail", other)).content.decode()
    url = address("alternative-choose", other)
    assert f'href="{url}"' in board and "Väljs det här alternativet ersätter det valet" in board
    opened = client.get(url)
    page = opened.content.decode()
    told = page.split("Det här ersätts", 1)[1].split("</section>")[0]
    assert "Paketering</a>, Regionstyrelsen 2026-03-17" in told
    assert "Utkastet Plattformen med sina delkontrakt." in told
    assert "Varför gäller inte Två delar längre?" in page
    sent = {
        "decision": later.pk, "reason": "Marknaden vill.", "decision_confirmed": later.pk,
        f"rejected_{chosen.pk}": "Blev för dyrt.", "seen": opened.context["form"]["seen"].value(),
    }  # fmt: skip
    assert client.post(url, sent | {f"rejected_{chosen.pk}": ""}).status_code == 422
    assert client.post(url, sent).status_code == 302
    listed = client.get(reverse("packages:alternative-list", args=["prov"])).content.decode()
    record = listed.split('id="choices"')[1]
    assert record.index("Marknaden vill.") < record.index("Två räcker.")
    assert (
        "Ersatt av <strong>Ett annat</strong> genom <a href=" in record
        and "Blev för dyrt." in record
    )
    board = client.get(address("alternative-detail", chosen)).content.decode()
    assert "Valt tidigare" in board and "Två räcker." in board


def test_what_stands_in_the_way_is_told_before_the_form(as_role, chosen, other, later, lead):
    procurement = Procurement.objects.get(title="Plattformen")
    edit_procurement(procurement=procurement, by=lead, title="Plattformen nu")
    client = as_role(Role.PROGRAMME_LEAD)
    opened = client.get(address("alternative-choose", other))
    page = opened.content.decode()
    assert "Alternativet kan inte väljas nu." in page and 'name="reason"' not in page
    link = f'<a href="/p/prov/procurements/{procurement.slug}/">Upphandlingen Plattformen nu</a>'
    assert f"<li>{link} har ändrats efter valet.</li>" in page
    sent = {
        "decision": later.pk, "reason": "Nu.", "decision_confirmed": later.pk,
        f"rejected_{chosen.pk}": "Dyrt.", "seen": opened.context["form"]["seen"].value(),
    }  # fmt: skip
    answer = client.post(address("alternative-choose", other), sent)
    assert answer.status_code == 422 and "Nu.</textarea>" in answer.content.decode()
    undo = client.get(address("choice-undo", chosen)).content.decode()
    assert "Valet kan inte ångras nu." in undo and f"<li>{link} har ändrats efter" in undo


def test_a_choice_that_was_made_meanwhile_is_shown_and_not_replaced(
    as_role, made, chosen, other, later, lead
):
    client = as_role(Role.PROGRAMME_LEAD)
    third = copy_alternative(alternative=chosen, title="Tredje", by=lead)
    url = address("alternative-choose", third)
    seen = client.get(url).context["form"]["seen"].value()
    replace(chosen, other, later, lead, rejected={chosen.pk: "Dyrt.", third.pk: "Omoget."})
    sent = {
        "decision": later.pk, "reason": "Tre.", "decision_confirmed": later.pk,
        f"rejected_{chosen.pk}": "Dyrt.", f"rejected_{other.pk}": "Dyrt.", "seen": seen,
    }  # fmt: skip
    answer = client.post(url, sent)
    assert answer.status_code == 409 and states()["Ett annat"] == "chosen"
    assert "Varför gäller inte Ett annat längre?" in answer.content.decode()
    with pytest.raises(LayoutChanged):
        replace(other, third, later, lead, rejected={other.pk: "Dyrt."}, seen=seen)


def test_only_who_leads_the_programme_replaces(as_role, chosen, other):
    officer = as_role(Role.PROCUREMENT_OFFICER)
    assert officer.get(address("alternative-choose", other)).status_code == 403
    board = officer.get(address("alternative-detail", other)).content.decode()
    assert address("alternative-choose", other) not in board


def test_a_lot_more_changes_what_is_seen(chosen, other, lead):
    """The mark is of what goes away too."""
    before = replacement_by(other).mark
    chosen.packages.update(made_at=None)
    assert replacement_by(other).mark != before
