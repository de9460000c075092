"""A milestone is moved by a decision, and the day it had is kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from common.append_only import AppendOnlyError
from programmes.actions import replan, undo_replanning
from programmes.models import Body, Decision, Replanning, Stream
from programmes.overview import milestones_against_plan
from programmes.plans import by_decision, day_in_plan, first_day
from tests.factories import MilestoneFactory, UserFactory

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


def undo_url(milestone):
    return reverse("programmes:milestone-replan-undo", args=["prov", milestone.pk])


def test_ones_own_last_replanning_is_taken_back_and_stays_in_the_history(as_role, milestone):
    lead = as_role("programme_lead")
    lead.post(url(milestone), SENT)
    moved = Replanning.objects.get()
    detail = reverse("programmes:register-detail", args=["prov", "milestones", milestone.pk])
    assert f'href="{undo_url(milestone)}"' in lead.get(detail).content.decode()
    asked = lead.get(undo_url(milestone)).content.decode()
    assert "Dagen 2027-09-01, enligt beslutet 2026-11-17 (Regionstyrelsen), tas tillbaka" in asked
    # Without a reason nothing is done.
    answer = lead.post(undo_url(milestone), {"move": moved.pk})
    assert answer.status_code == 422 and Replanning.objects.count() == 1
    sent = {"move": moved.pk, "reason": "Fel dag antecknades."}
    page = lead.post(undo_url(milestone), sent, follow=True).content.decode()
    assert "Omplaneringen är ångrad. Dagen som gäller är 2027-03-01." in page
    assert "<del>2027-03-01</del> → <strong>2027-09-01</strong>" in page
    assert "Fel dag antecknades." in page and ">ångrad</span>" in page
    assert undo_url(milestone) not in page
    milestone.refresh_from_db()
    assert milestone.planned_on == date(2027, 3, 1)
    assert milestone.history.first().history_change_reason == "Fel dag antecknades."
    back = Replanning.objects.get(undoes=moved)
    assert (back.planned_before, back.planned_after) == (date(2027, 9, 1), date(2027, 3, 1))
    # Sent once more it changes nothing, and says so.
    page = lead.post(undo_url(milestone), sent, follow=True).content.decode()
    assert "Det finns ingen egen omplanering att ångra här." in page
    assert Replanning.objects.count() == 2


def test_what_was_undone_is_in_no_plan_and_binds_no_later_decision(as_role, milestone, programme):
    """Moved to 1 May by a decision of the 10th; then, wrongly, to 1 September by one of the 17th.

    That is undone, and a decision of the 12th moves it to 1 June, which the 17th would have barred.
    """
    lead = as_role("programme_lead")
    lead.post(url(milestone), SENT | {"planned_after": "2027-05-01", "decided_on": "2026-11-10"})
    lead.post(url(milestone), SENT)
    wrong = Replanning.objects.latest("pk")
    undo_replanning(planned=milestone, move=wrong, reason="Fel", by=lead.user)
    sent = SENT | {"planned_after": "2027-06-01", "decided_on": "2026-11-12"}
    assert lead.post(url(milestone), sent).status_code == 302
    milestone.refresh_from_db()
    moves = milestone.replannings.all()
    assert [one.planned_after for one in by_decision(moves)] == [date(2027, 5, 1), date(2027, 6, 1)]
    in_plan = [day_in_plan(milestone.planned_on, moves, date(2026, 11, day)) for day in (9, 11, 18)]
    assert in_plan == [date(2027, 3, 1), date(2027, 5, 1), date(2027, 6, 1)]
    assert first_day(milestone.planned_on, moves) == date(2027, 3, 1)


def test_the_first_plan_is_that_of_the_first_move_that_stands(as_role, milestone, programme):
    """The first move is undone, so nothing has been moved."""
    lead = as_role("programme_lead")
    lead.post(url(milestone), SENT)
    undo_replanning(planned=milestone, move=Replanning.objects.get(), reason="Fel", by=lead.user)
    [planned] = milestones_against_plan(programme, date(2026, 11, 26))
    assert (planned.first_on, planned.days_moved) == (date(2027, 3, 1), 0)


def test_of_what_has_happened_no_move_is_taken_back(as_role, milestone):
    lead = as_role("programme_lead")
    lead.post(url(milestone), SENT)
    move = Replanning.objects.get()
    type(milestone).objects.filter(pk=milestone.pk).update(done_on=date(2026, 11, 20))
    sent = {"move": move.pk, "reason": "Fel"}
    page = lead.post(undo_url(milestone), sent, follow=True).content.decode()
    done = "Det är genomfört 2026-11-20: planen ändras inte längre."
    assert done in page
    # And nothing is moved, by who kept the page open.
    again = lead.post(url(milestone), SENT | {"planned_after": "2027-11-01"})
    assert again.status_code == 422 and done in again.content.decode()
    milestone.refresh_from_db()
    assert milestone.planned_on == move.planned_after and Replanning.objects.count() == 1


def test_only_ones_own_and_only_the_last_is_taken_back(as_role, milestone):
    lead = as_role("programme_lead")
    lead.post(url(milestone), SENT)
    first = Replanning.objects.get()
    with pytest.raises(ValidationError, match="Bara den som antecknade"):
        undo_replanning(planned=milestone, move=first, reason="Fel", by=UserFactory())
    lead.post(url(milestone), SENT | {"planned_after": "2027-12-01"})
    with pytest.raises(ValidationError, match="dagen är flyttad igen"):
        undo_replanning(planned=milestone, move=first, reason="Fel", by=lead.user)
    # The page was opened before it was moved again.
    page = lead.post(undo_url(milestone), {"move": first.pk, "reason": "Fel"}, follow=True)
    assert "dagen är flyttad igen" in page.content.decode()
    other = as_role("programme_lead")
    detail = reverse("programmes:register-detail", args=["prov", "milestones", milestone.pk])
    assert undo_url(milestone) not in other.get(detail).content.decode()
    answer = other.get(undo_url(milestone), follow=True)
    assert "Det finns ingen egen omplanering att ångra här." in answer.content.decode()
    assert as_role("reader").get(undo_url(milestone)).status_code == 403
    assert Replanning.objects.count() == 2


def test_a_decision_of_the_list_is_one_plan_whatever_is_written_beside_it(as_role, milestone):
    """Another day or body than the decision's own would make two plans of one decision."""
    body = Body.objects.create(programme=milestone.programme, name="Fullmäktige", kind="decides")
    decision = Decision.objects.create(
        programme=milestone.programme, title="Ny tidplan", body=body, decided_on=date(2026, 10, 6)
    )
    lead = as_role("programme_lead")
    answer = lead.post(url(milestone), SENT | {"decision": decision.pk})
    page = answer.content.decode()
    assert answer.status_code == 422 and not Replanning.objects.exists()
    for said in ("Fullmäktige", "2026-10-06"):
        assert f"Beslutet i listan säger {said}." in page
    with pytest.raises(ValidationError, match="inte de som beslutet"):
        replan(
            model=Replanning,
            planned=milestone,
            planned_after=date(2027, 9, 1),
            decision=decision,
            decided_by_body="Fullmäktige",
            decided_on=date(2026, 10, 7),
            reason="R",
            by=None,
        )


@pytest.mark.parametrize(
    ("day", "is_told"),
    [
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2027, 6, 30), False),
        (date(2027, 7, 1), True),
    ],
)
def test_a_day_outside_the_stream_is_told_and_not_refused(as_role, milestone, day, is_told):
    stream = Stream.objects.create(
        programme=milestone.programme, code="A", name="Upphandling",
        planned_from=date(2027, 1, 1), planned_until=date(2027, 6, 30),
    )  # fmt: skip
    milestone.stream = stream
    milestone.save()
    lead = as_role("programme_lead")
    form = lead.get(url(milestone)).content.decode()
    assert "Delprojektet A Upphandling pågår 2027-01-01 – 2027-06-30." in form
    page = lead.post(
        url(milestone), SENT | {"planned_after": day.isoformat()}, follow=True
    ).content.decode()
    told = f"Dagen {day} ligger utanför delprojektet A Upphandling, som pågår 2027-01-01"
    assert (told in page) == is_told
    edited = lead.get(
        reverse("programmes:register-edit", args=["prov", "milestones", milestone.pk])
    ).content.decode()
    assert ("Dagen ligger utanför delprojektet" in edited) == is_told
    stream.planned_from = stream.planned_until = None
    stream.save()
    assert (
        "utanför delprojektet"
        not in lead.get(
            reverse("programmes:register-detail", args=["prov", "milestones", milestone.pk])
        ).content.decode()
    )


def test_what_undoes_does_not_hold_what_it_belongs_to(as_role, milestone):
    """A programme that is deleted takes it all along, what undoes and what is undone."""
    lead = as_role("programme_lead")
    lead.post(url(milestone), SENT)
    undo_replanning(planned=milestone, move=Replanning.objects.get(), reason="Fel", by=lead.user)
    milestone.delete()
    assert not Replanning.objects.exists()
