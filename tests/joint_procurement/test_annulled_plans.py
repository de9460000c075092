"""What was re-planned by a decision that is annulled since: it is marked, and binds nobody.

Planned for 2027-03-01, moved to 2027-09-01 by the decision of 2026-11-01 that Beta has left:
31 + 30 + 31 + 30 + 31 + 31 = 184 days later. That Gamma left on 2026-04-28 is right.
"""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joint_procurement.actions import annul_joining_decision
from programmes.models import Replanning
from programmes.overview import milestones_against_plan
from programmes.roles import Permission
from steering.overview import standing_of
from steering.planned import plan_of
from steering.shown import shown_of
from tests.factories import MilestoneFactory, UserFactory
from tests.joint_procurement.conftest import decide, move, standing

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
MARK = "beslutet om dagen är makulerat"
FIRST, WRONG, RIGHT = date(2027, 3, 1), date(2027, 9, 1), date(2027, 6, 1)


@pytest.fixture
def milestone(programme):
    return MilestoneFactory(programme=programme, title="Avtal", planned_on=FIRST)


@pytest.fixture
def right(joint):
    return decide(joint.procurement, joint.gamma, "withdrew", day=date(2026, 4, 28))


@pytest.fixture
def wrong(joint):
    return decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 11, 1))


def annul(decision):
    annul_joining_decision(decision=decision, reason="Fel organisation.", by=UserFactory())


def planned(programme, then=None):
    [item] = plan_of(programme, TODAY, then, frozenset(Permission)).items
    return item


def test_a_day_by_an_annulled_decision_is_marked_where_it_is_read(
    milestone, wrong, programme, as_role
):
    """In words, on the steering group's page and on the timeline."""
    move(milestone, wrong, programme)
    reader = as_role("reader")
    pages = [reverse(f"steering:{name}", args=["prov"]) for name in ("steering", "timeline")]
    for page in pages:
        assert MARK not in reader.get(page).content.decode()
    assert planned(programme).state_label == "planerad"
    annul(wrong)
    steering, timeline = (reader.get(page).content.decode() for page in pages)
    row = steering[steering.index(">Avtal</a>") :]
    row = row[: row.index("</li>")]
    assert "184 dagar senare än först planerat" in row and MARK in row
    # Under the mark of the picture, in what it is called, and in the table.
    assert timeline.count(MARK) == 3
    item = planned(programme, date(2026, 10, 31))
    assert item.state_label == f"planerad, {MARK}"
    assert item.note == f"2027-09-01 · planerad, {MARK} · flyttad 184 dagar senare"
    assert item.moved_by == (
        "2026-11-01, Regionstyrelsen, Beta har lämnat: Vårdsystem (makulerat)",
    )


def test_who_may_not_read_procurements_is_told_that_it_is_annulled(milestone, wrong, programme):
    move(milestone, wrong, programme)
    annul(wrong)
    [item] = plan_of(programme, TODAY, date(2026, 10, 31), {Permission.VIEW}).items
    assert item.rests_on_annulled
    assert item.moved_by == ("2026-11-01, Regionstyrelsen, makulerat beslut",)


def test_of_what_is_done_it_is_said_too(milestone, wrong, programme):
    move(milestone, wrong, programme)
    annul(wrong)
    type(milestone).objects.update(done_on=WRONG)
    assert planned(programme).state_label == f"klar, {MARK}"


def test_an_annulled_decision_does_not_stop_one_that_is_older(
    milestone, wrong, right, programme, as_role
):
    move(milestone, wrong, programme)
    with pytest.raises(ValidationError, match="genom ett beslut 2026-11-01"):
        move(milestone, right, programme, planned_after=RIGHT)
    annul(wrong)
    lead = as_role("programme_lead")
    sent = {
        "planned_after": RIGHT.isoformat(),
        "decision": f"joining:{right.pk}",
        "reason": "Det som gäller.",
    }
    address = reverse("programmes:milestone-replan", args=["prov", milestone.pk])
    assert lead.post(address, sent).status_code == 302
    milestone.refresh_from_db()
    assert milestone.planned_on == RIGHT and not planned(programme).rests_on_annulled
    [now] = milestones_against_plan(programme, TODAY)
    assert (now.first_on, now.rests_on_annulled) == (FIRST, False)
    # The page does not ask for a day that the annulled one says.
    detail = reverse("programmes:register-detail", args=["prov", "milestones", milestone.pk])
    assert "men det senaste beslutet" not in lead.get(detail).content.decode()


def test_one_that_holds_sets_the_floor_still(joint, milestone, wrong, right, programme):
    """Of three moves the last is annulled: what counts is the one before it."""
    move(milestone, right, programme, planned_after=RIGHT)
    move(milestone, wrong, programme)
    annul(wrong)
    with pytest.raises(ValidationError, match="genom ett beslut 2026-04-28"):
        move(milestone, standing(joint, joint.alfa), programme, planned_after=FIRST)
    milestone.refresh_from_db()
    assert milestone.planned_on == WRONG


def test_no_earlier_plan_is_that_of_an_annulled_decision(joint, milestone, wrong, right, programme):
    """Once the day rests on another: on 10 November the plan was that of 28 April."""
    move(milestone, wrong, programme)
    annul(wrong)
    assert planned(programme, date(2026, 11, 10)).then == WRONG
    move(milestone, right, programme, planned_after=RIGHT)
    later = decide(joint.procurement, joint.alfa, "withdrew", day=date(2026, 11, 15))
    move(milestone, later, programme, planned_after=date(2027, 12, 1))
    then = [planned(programme, date(2026, *day)).then for day in ((4, 27), (4, 28), (11, 10))]
    assert then == [FIRST, RIGHT, RIGHT]
    shown = shown_of(programme, {"plan": "first"}, frozenset(Permission), TODAY)
    assert [one.label for one in shown.plans] == [
        "Första planen (gällde till och med 2026-04-27)",
        "Planen 2026-04-28: Gamma har lämnat: Vårdsystem (gällde till och med 2026-11-14)",
    ]
    moved_by = planned(programme, date(2026, 4, 27)).moved_by
    assert [told[:10] for told in moved_by] == ["2026-04-28", "2026-11-15"]


def test_the_mark_costs_one_query_however_many_are_marked(milestone, wrong, programme):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            standing_of(programme, TODAY)
        return len(asked)

    without = cost()
    move(milestone, wrong, programme)
    annul(wrong)
    assert cost() == without + 1
    for title in ("Annons", "Start"):
        one = MilestoneFactory(programme=programme, title=title, planned_on=FIRST)
        Replanning.objects.create(
            milestone=one,
            planned_before=FIRST,
            planned_after=WRONG,
            decided_by_body="Regionstyrelsen",
            decided_on=wrong.decided_on,
            cited=f"joining:{wrong.pk}",
            reason="Skäl.",
        )
    assert cost() == without + 1
    assert all(one.rests_on_annulled for one in standing_of(programme, TODAY).milestones)


def test_the_page_that_annuls_advises_what_the_reader_can_do(
    joint, milestone, wrong, programme, as_role
):
    """Who runs procurements does not re-plan the programme; what is done is not re-planned."""
    done = MilestoneFactory(programme=programme, title="Annons", planned_on=FIRST)
    again = MilestoneFactory(programme=programme, title="Start", planned_on=FIRST)
    for one in (milestone, done, again):
        move(one, wrong, programme)
    type(done).objects.filter(pk=done.pk).update(done_on=WRONG)
    later = decide(joint.procurement, joint.alfa, "withdrew", day=date(2026, 11, 15))
    move(again, later, programme, planned_after=RIGHT)
    args = ["prov", joint.procurement.slug, wrong.pk]
    address = reverse("joint_procurement:decision-annul", args=args)
    ask, do = "Be sedan en programledare planera om", "Planera sedan om efter ett beslut"
    lead = as_role("programme_lead").get(address).content.decode()
    officer = as_role("procurement_officer").get(address).content.decode()
    assert do in lead and ask not in lead
    assert ask in officer and do not in officer
    for page in (lead, officer):
        assert "Omplaneringar hänvisar till beslutet: Avtal." in page
        assert "planen för det ändras inte: Annons." in page and "Start" not in page


def test_a_decision_that_holds_gives_the_same_day_anew(milestone, wrong, right, programme, as_role):
    """The move by the annulled one is taken back first, whoever wrote it down."""
    move(milestone, wrong, programme)
    lead = as_role("programme_lead")
    address = reverse("programmes:milestone-replan", args=["prov", milestone.pk])
    sent = {
        "planned_after": WRONG.isoformat(),
        "decision": f"joining:{right.pk}",
        "reason": "Det som gäller.",
    }
    refused = lead.post(address, sent)
    assert refused.status_code == 422
    assert "Välj en annan dag än den som gäller." in refused.content.decode()
    assert "Beslutet om dagen är makulerat" not in refused.content.decode()
    annul(wrong)
    assert "Beslutet om dagen är makulerat" in lead.get(address).content.decode()
    assert lead.post(address, sent).status_code == 302
    milestone.refresh_from_db()
    assert milestone.planned_on == WRONG and not planned(programme).rests_on_annulled
    wrongly, back, anew = Replanning.objects.order_by("pk")
    assert (back.planned_before, back.planned_after, back.undoes) == (WRONG, FIRST, wrongly)
    assert (back.reason, back.recorded_by) == ("Beslutet är makulerat.", lead.user)
    assert (anew.planned_before, anew.planned_after, anew.undoes) == (FIRST, WRONG, None)
    # Now it rests on a decision that holds: the same day is no re-planning.
    assert lead.post(address, sent).status_code == 422


@pytest.mark.parametrize("page", ["about", "list"])
def test_lists_mark_a_day_whose_decision_is_annulled(page, milestone, wrong, programme, as_role):
    MilestoneFactory(programme=programme, title="Annat")
    move(milestone, wrong, programme)
    reader = as_role("reader")
    address, mark = {
        "about": (reverse("programmes:programme-about", args=["prov"]), MARK),
        "list": (reverse("programmes:register-list", args=["prov", "milestones"]), ">makulerat<"),
    }[page]
    before = reader.get(address).content.decode()
    assert mark not in before and "Beslutet om dagen" not in before
    annul(wrong)
    assert reader.get(address).content.decode().count(mark) == 1
