"""A milestone is moved by a decision, and the day it had is kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from common.append_only import AppendOnlyError
from programmes.actions import replan
from programmes.models import Body, Decision, Replanning
from tests.factories import MilestoneFactory

pytestmark = pytest.mark.django_db
SENT = {
    "planned_after": "2027-09-01",
    "decided_by_body": "Regionstyrelsen",
    "decided_on": "2026-11-17",
    "reason": "Fler frågor än väntat.",
}


@pytest.fixture
def milestone(programme):
    return MilestoneFactory(programme=programme, planned_on=date(2027, 3, 1))


def url(milestone):
    return reverse("programmes:milestone-replan", args=[milestone.programme.slug, milestone.pk])


def test_the_earlier_day_stays_with_the_decision(as_role, milestone):
    lead = as_role("programme_lead")
    answer = lead.post(url(milestone), SENT)
    milestone.refresh_from_db()
    assert milestone.planned_on == date(2027, 9, 1)
    page = lead.get(answer.url).content.decode()
    assert "<del>2027-03-01</del> → <strong>2027-09-01</strong>" in page
    assert "2026-11-17, Regionstyrelsen" in page and "Fler frågor än väntat." in page
    assert Replanning.objects.get().recorded_by == lead.user


def test_the_same_day_is_no_replanning(as_role, milestone):
    answer = as_role("programme_lead").post(url(milestone), SENT | {"planned_after": "2027-03-01"})
    assert answer.status_code == 422
    assert "Välj en annan dag än den som gäller." in answer.content.decode()
    assert not Replanning.objects.exists()
    with pytest.raises(ValidationError):
        replan(
            model=Replanning,
            planned=milestone,
            planned_after=date(2027, 3, 1),
            decided_by_body="Styrelsen",
            decided_on=date(2026, 11, 17),
            reason="Ingen",
            by=None,
        )


def test_a_day_before_the_decision_is_refused(as_role, milestone):
    """SENT's decision is of 2026-11-17: nobody decides then that something came on the 16th."""
    lead = as_role("programme_lead")
    answer = lead.post(url(milestone), SENT | {"planned_after": "2026-11-16"})
    assert answer.status_code == 422
    assert "Dagen ligger före beslutet, som är från 2026-11-17." in answer.content.decode()
    assert not Replanning.objects.exists()
    assert lead.post(url(milestone), SENT | {"planned_after": "2026-11-17"}).status_code == 302


def test_a_planned_day_is_not_changed_in_the_form(as_role, milestone):
    """Only with a decision: the form keeps the day whatever is sent."""
    lead = as_role("programme_lead")
    address = reverse(
        "programmes:register-edit", args=[milestone.programme.slug, "milestones", milestone.pk]
    )
    lead.post(address, {"title": "Nytt namn", "lane": "programme", "planned_on": "2030-01-01"})
    milestone.refresh_from_db()
    assert (milestone.title, milestone.planned_on) == ("Nytt namn", date(2027, 3, 1))


def test_a_replanning_is_never_changed(as_role, milestone):
    as_role("programme_lead").post(url(milestone), SENT)
    moved = Replanning.objects.get()
    moved.reason = "Något annat"
    with pytest.raises(AppendOnlyError):
        moved.save()


def test_a_decision_of_the_list_says_who_and_when(as_role, milestone):
    body = Body.objects.create(
        programme=milestone.programme, name="Regionfullmäktige", kind="decides"
    )
    decision = Decision.objects.create(
        programme=milestone.programme, title="Ny tidplan", body=body, decided_on=date(2026, 10, 6)
    )
    sent = SENT | {"decision": decision.pk, "decided_by_body": "", "decided_on": ""}
    as_role("programme_lead").post(url(milestone), sent)
    moved = Replanning.objects.get()
    assert (moved.decided_by_body, moved.decided_on) == ("Regionfullmäktige", date(2026, 10, 6))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"decided_on": "2999-01-01"}, "Dagen har inte varit än."),
        ({"decided_by_body": ""}, "Ange det, eller välj ett beslut ur listan."),
    ],
)
def test_a_decision_has_been_taken_by_somebody(as_role, milestone, change, told):
    answer = as_role("programme_lead").post(url(milestone), SENT | change)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not Replanning.objects.exists()


def test_what_is_needed_is_not_called_optional_and_what_lacks_is_named(as_role, milestone):
    lead = as_role("programme_lead")
    assert "valfritt" not in lead.get(url(milestone)).content.decode()
    answer = lead.post(url(milestone), {"planned_after": "2027-09-01"})
    page = answer.content.decode()
    # The reason, and who decided and when, as no decision was chosen.
    assert answer.status_code == 422 and "3 fel att rätta" in page
    assert page.count("Ange det, eller välj ett beslut ur listan.") == 6
    assert not Replanning.objects.exists()


def test_an_older_decision_does_not_move_what_a_newer_one_has_moved(as_role, milestone):
    """Else the newer one would seem to have moved it from a day that it never had then."""
    lead = as_role("programme_lead")
    lead.post(url(milestone), SENT)
    older = SENT | {"planned_after": "2027-12-01", "decided_on": "2026-11-16"}
    answer = lead.post(url(milestone), older)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dagen flyttades senast genom ett beslut 2026-11-17." in page
    assert 'value="2027-12-01"' in page and "Fler frågor än väntat." in page
    milestone.refresh_from_db()
    assert (milestone.planned_on, Replanning.objects.count()) == (date(2027, 9, 1), 1)
    # Two decisions of one day are in the order that they were written down.
    lead.post(url(milestone), older | {"decided_on": "2026-11-17"})
    moves = Replanning.objects.values_list("planned_before", "planned_after")
    assert list(moves) == [
        (date(2027, 3, 1), date(2027, 9, 1)),
        (date(2027, 9, 1), date(2027, 12, 1)),
    ]
