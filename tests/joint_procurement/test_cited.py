"""Decisions on taking part stand below the register of decisions, and a re-planning cites one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from joint_procurement.actions import annul_joining_decision
from joint_procurement.register_sections import OPEN, _decisions, cited_from
from programmes.actions import replan, undo_replanning
from programmes.models import Body, Decision, Replanning
from programmes.registered_citations import cited_by, offered_to, planned_by
from tests.factories import MilestoneFactory, ProgrammeFactory, UserFactory
from tests.joint_procurement.conftest import decide, standing, take_part

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def milestone(programme):
    return MilestoneFactory(programme=programme, title="Avtal", planned_on=date(2027, 3, 1))


@pytest.fixture
def left(joint):
    """Beta leaves, by a body that is no body of the programme's."""
    return decide(joint.procurement, joint.beta, "withdrew", day=DAY)


def replan_url(milestone) -> str:
    return reverse("programmes:milestone-replan", args=["prov", milestone.pk])


def listed(client) -> str:
    page = client.get(reverse("programmes:register-list", args=["prov", "decisions"]))
    return page.content.decode()


# ---------------------------------------------------------------- the register's page


def test_they_stand_below_the_register_newest_first_with_a_link(joint, left, as_role):
    part = listed(as_role("reader")).split('id="joining"')[1]
    assert part.index("2026-03-01") < part.index("2026-01-15")
    page = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    assert f'href="{page}#decision-{left.pk}"' in part and "Regionstyrelsen" in part
    assert "<strong>Beta</strong> har lämnat:" in part
    # They are no rows of the register, and it says so.
    assert not Decision.objects.exists() and "står inte i listan ovan" in part


def test_the_older_are_folded(joint, left, as_role, programme):
    """Five there are; with eight more thirteen, of which the three oldest are folded."""
    for number in range(8):
        fresh = take_part(programme, f"Ny {number}", 1)
        decide(joint.procurement, fresh, "joins", day=date(2026, 4, 1))
    part = listed(as_role("reader")).split('id="joining"')[1]
    assert OPEN == 10 and "3 äldre beslut" in part
    assert part.split("<details")[0].count("#decision-") == 10


def test_an_annulled_one_is_struck_there_too(joint, left, as_role):
    annul_joining_decision(decision=left, reason="Fel.", by=UserFactory())
    part = listed(as_role("reader")).split('id="joining"')[1]
    row = part.split(f"#decision-{left.pk}")[0].rsplit("<li", 1)[1]
    assert '>makulerat</span> <del class="is-void">' in row


def test_without_any_nothing_is_told(programme, as_role):
    assert 'id="joining"' not in listed(as_role("reader"))


def test_the_list_costs_one_query_more(joint, left, as_role, django_assert_num_queries, programme):
    with django_assert_num_queries(1):
        for one in _decisions(programme):
            assert one.decided_by and str(one.procurement) and one.annulled is None


# ---------------------------------------------------------------- a re-planning that cites one


def test_a_milestone_is_moved_by_one_and_says_which(joint, left, milestone, as_role):
    lead = as_role("programme_lead")
    form = lead.get(replan_url(milestone)).context["form"]
    offered = dict(form.fields["cited_joining"].choices)
    key = f"joining:{left.pk}"
    assert list(offered)[1] == key and "2026-03-01 Beta" in offered[key]
    sent = {"planned_after": "2027-09-01", "cited_joining": key, "reason": "Volymerna ändras."}
    answer = lead.post(replan_url(milestone), sent)
    assert answer.status_code == 302
    moved = Replanning.objects.get()
    # Day and body are the decision's.
    assert (moved.cited, moved.decided_on, moved.decided_by_body, moved.decision) == (
        key, DAY, "Regionstyrelsen", None,
    )  # fmt: skip
    page = lead.get(answer["Location"]).content.decode()
    address = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    assert f'<a href="{address}#decision-{left.pk}">2026-03-01 Beta' in page


def test_another_day_than_the_decisions_is_refused(joint, left, milestone, as_role):
    sent = {
        "planned_after": "2027-09-01", "cited_joining": f"joining:{left.pk}", "reason": "Skäl.",
        "decided_on": "2026-02-01",
    }  # fmt: skip
    answer = as_role("programme_lead").post(replan_url(milestone), sent)
    assert answer.status_code == 422
    assert "Beslutet i listan säger 2026-03-01" in answer.content.decode()
    assert not Replanning.objects.exists()


def test_one_decision_is_chosen_and_not_two(joint, left, milestone, programme, as_role):
    body = Body.objects.create(programme=programme, name="Regionstyrelsen", kind="decides")
    decision = Decision.objects.create(
        programme=programme, title="Ny plan", body=body, decided_on=DAY
    )
    sent = {
        "planned_after": "2027-09-01", "decision": decision.pk, "reason": "Skäl.",
        "cited_joining": f"joining:{left.pk}",
    }  # fmt: skip
    answer = as_role("programme_lead").post(replan_url(milestone), sent)
    assert answer.status_code == 422
    assert "Välj ett beslut, inte två" in answer.content.decode()
    with pytest.raises(ValidationError, match="inte två"):
        move(milestone, left, programme, decision=decision)
    assert not Replanning.objects.exists()


def move(milestone, joining, programme, **more):
    cited = cited_from(joining, programme)
    asked = {"decided_by_body": cited.body, "decided_on": cited.decided_on, "cited": cited} | more
    return replan(
        model=Replanning, planned=milestone, planned_after=date(2027, 9, 1), reason="Skäl.",
        by=asked.pop("by", None) or UserFactory(), **asked,
    )  # fmt: skip


def test_only_what_counts_and_is_the_programmes_own_is_offered(joint, left, milestone, as_role):
    lead = as_role("programme_lead")
    annul_joining_decision(decision=left, reason="Fel.", by=UserFactory())
    form = lead.get(replan_url(milestone)).context["form"]
    keys = [key for key, _label in form.fields["cited_joining"].choices if key]
    alfa = standing(joint, joint.alfa)
    assert f"joining:{left.pk}" not in keys and f"joining:{alfa.pk}" in keys and len(keys) == 4
    sent = {"planned_after": "2027-09-01", "cited_joining": f"joining:{left.pk}", "reason": "S."}
    assert lead.post(replan_url(milestone), sent).status_code == 422
    other = ProgrammeFactory()
    assert offered_to(lead.user, other) == {}


def test_a_cited_one_that_is_annulled_says_so(joint, left, milestone, programme, as_role):
    move(milestone, left, programme)
    lead, officer = as_role("programme_lead"), as_role("procurement_officer")
    annul = reverse(
        "joint_procurement:decision-annul", args=["prov", joint.procurement.slug, left.pk]
    )
    assert "Omplaneringar hänvisar till beslutet: Avtal." in officer.get(annul).content.decode()
    officer.post(annul, {"reason": "Fel."})
    address = reverse("programmes:register-detail", args=["prov", "milestones", milestone.pk])
    page = lead.get(address).content.decode()
    assert "beslutet är makulerat" in page and '<del class="is-void"><a href=' in page


def test_what_is_undone_is_planned_by_it_no_longer(joint, left, milestone, programme):
    person = UserFactory()
    moved = move(milestone, left, programme, by=person)
    assert planned_by(f"joining:{left.pk}") == ["Avtal"]
    milestone.refresh_from_db()
    undo_replanning(planned=milestone, move=moved, reason="Fel.", by=person)
    assert planned_by(f"joining:{left.pk}") == []


def test_who_may_not_read_procurements_gets_no_link(joint, left, milestone, programme, as_role):
    moved = move(milestone, left, programme)
    reader = as_role("reader").user
    assert list(cited_by(reader, programme, [moved])) == [f"joining:{left.pk}"]
    assert cited_by(UserFactory(), programme, [moved]) == {}


def test_without_any_the_form_is_as_it_was(programme, milestone, as_role):
    form = as_role("programme_lead").get(replan_url(milestone)).context["form"]
    assert list(form.fields) == [
        "planned_after", "decision", "decided_by_body", "decided_on", "reason",
    ]  # fmt: skip
