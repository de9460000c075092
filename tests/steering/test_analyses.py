"""An analysis that is done has the day of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from programmes.register import REGISTERS
from steering.models import Analysis

pytestmark = pytest.mark.django_db
ASKED = "Ange vilken dag analysen blev klar."
SENT = {"title": "Riskanalys", "kind": "risk", "status": "done", "done_on": ""}


def test_one_that_is_done_is_asked_for_its_day(as_role, programme):
    lead = as_role("programme_lead")
    new = REGISTERS["analyses"].url("create", programme)
    answer = lead.post(new, SENT)
    assert answer.status_code == 422 and ASKED in answer.content.decode()
    assert lead.post(new, SENT | {"status": "ongoing"}).status_code == 302
    analysis = Analysis.objects.get()
    edit = REGISTERS["analyses"].url("edit", programme, analysis.pk)
    assert lead.post(edit, SENT).status_code == 422
    # A day that cannot be read is told as that, and nothing more.
    page = lead.post(edit, SENT | {"done_on": "i våras"}).content.decode()
    assert ASKED not in page
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert (
        "Dagen har inte varit än." in lead.post(edit, SENT | {"done_on": tomorrow}).content.decode()
    )
    assert lead.post(edit, SENT | {"done_on": "2026-04-10"}).status_code == 302
    # Its day is not taken away again.
    assert lead.post(edit, SENT).status_code == 422
    analysis.refresh_from_db()
    assert (analysis.status, analysis.done_on) == ("done", date(2026, 4, 10))


def test_one_that_was_done_without_a_day_can_still_be_changed(as_role, programme):
    analysis = Analysis.objects.create(
        programme=programme, title="Gammal", kind="risk", status="done"
    )
    edit = REGISTERS["analyses"].url("edit", programme, analysis.pk)
    assert as_role("programme_lead").post(edit, SENT).status_code == 302
    analysis.refresh_from_db()
    assert (analysis.title, analysis.done_on) == ("Riskanalys", None)
