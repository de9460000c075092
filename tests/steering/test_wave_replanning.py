"""A roll-out wave is moved by a decision, and the day it had is kept."""

from datetime import date

import pytest
from django.urls import reverse

from common.append_only import AppendOnlyError
from programmes.models import Body, Decision, Programme
from steering.models import RolloutWave, WaveReplanning

pytestmark = pytest.mark.django_db


def wave(programme) -> RolloutWave:
    return RolloutWave.objects.create(
        programme=programme, name="Etapp 1", area="Södra", planned_on=date(2029, 3, 12)
    )


SENT = {
    "planned_after": "2029-09-01",
    "decided_by_body": "Regionstyrelsen",
    "decided_on": "2026-05-17",
    "reason": "Reviderad tidplan.",
}


def replan_url(row) -> str:
    return reverse("steering:wave-replan", args=["prov", row.pk])


def test_a_wave_is_moved_and_its_earlier_day_kept(programme, as_role):
    row, lead = wave(programme), as_role("programme_lead")
    body = Body.objects.create(programme=programme, name="Styrelsen", kind="decides")
    decision = Decision.objects.create(
        programme=programme, title="Ny tidplan", body=body, decided_on=date(2026, 5, 17)
    )
    sent = SENT | {"decision": decision.pk, "decided_by_body": "", "decided_on": ""}
    page = lead.get(lead.post(replan_url(row), sent).url).content.decode()
    row.refresh_from_db()
    moved = WaveReplanning.objects.get()
    assert (row.planned_on, moved.planned_before) == (date(2029, 9, 1), date(2029, 3, 12))
    assert (moved.decided_by_body, moved.recorded_by) == ("Styrelsen", lead.user)
    assert "<del>2029-03-12</del> → <strong>2029-09-01</strong>" in page
    with pytest.raises(AppendOnlyError):
        moved.save()


def test_a_planned_wave_is_not_moved_by_its_form(programme, as_role):
    row, lead = wave(programme), as_role("programme_lead")
    edit = reverse("programmes:register-edit", args=["prov", "waves", row.pk])
    sent = {"name": "Etapp A", "area": "Norra", "planned_on": "2030-01-01", "status": "planned"}
    lead.post(edit, sent)
    row.refresh_from_db()
    assert (row.name, row.planned_on) == ("Etapp A", date(2029, 3, 12))


def test_what_is_refused_stays_in_the_form(programme, as_role):
    answer = as_role("programme_lead").post(
        replan_url(wave(programme)), SENT | {"planned_after": "2029-03-12"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "Välj en annan dag än den som gäller." in page
    assert "Reviderad tidplan." in page and not WaveReplanning.objects.exists()


def test_another_programmes_wave_and_decision_are_not_reached(programme, as_role):
    other = Programme.objects.create(slug="annat", name="Ett annat")
    body = Body.objects.create(programme=other, name="Styrelsen", kind="decides")
    decision = Decision.objects.create(
        programme=other, title="Annat", body=body, decided_on=date(2026, 5, 17)
    )
    lead = as_role("programme_lead")
    assert lead.post(replan_url(wave(other)), SENT).status_code == 404
    answer = lead.post(replan_url(wave(programme)), SENT | {"decision": decision.pk})
    assert answer.status_code == 422 and not WaveReplanning.objects.exists()
