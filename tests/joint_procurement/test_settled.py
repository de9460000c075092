"""What a decision on taking part leaves to settle: options it concerns, and others of its day.

TODAY of the other tests is not that of the clock: the days here are counted from it.
"""

from datetime import date, timedelta
from decimal import Decimal as D
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from joint_procurement.actions import record_joining_decision
from joint_procurement.deciding import SameDayDecision
from joint_procurement.exports import report_workbook
from joint_procurement.models import JoiningDecision, JoiningOption
from programmes.register import REGISTERS
from tests.joint_procurement.conftest import asked, decide, option_of, standing

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def url(joint, name):
    return reverse(f"joint_procurement:{name}", args=["prov", joint.procurement.slug])


def sent(organisation, outcome, day, **more):
    return {
        "organisation": organisation.pk,
        "outcome": outcome,
        "decided_on": str(day),
        "body_name": "Regionfullmäktige",
        "reason": "Så beslutades.",
    } | more


def unsettled(page: str) -> str:
    """The alert that options are to be gone through; empty where it is not there."""
    return page.split('id="unsettled"')[1].split("</ul>")[0] if 'id="unsettled"' in page else ""


# ---------------------------------------------------------------- options that a decision concerns


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("joins_with_option", "Delta deltar genom option. Är det den här, är den avropad."),
        ("stays_outside", "Delta deltar inte. Så länge optionen är öppen räknas den med i värdet."),
        ("joins", "Delta deltar genom eget beslut och behöver inte ansluta genom optionen."),
        ("undecided", ""),
    ],
)
def test_after_a_decision_its_open_option_is_to_be_gone_through(joint, as_role, outcome, told):
    option = option_of(joint, joint.delta, name="Option 2")
    officer = as_role("procurement_officer")
    assert not unsettled(officer.get(url(joint, "joint-detail")).content.decode())
    answer = officer.post(
        url(joint, "decision-create"), sent(joint.delta, outcome, "2026-05-02"), follow=True
    )
    alert = unsettled(answer.content.decode())
    edit = REGISTERS["joining-options"].url("edit", joint.procurement.programme, option.pk)
    assert (f'href="{edit}"' in alert and told in alert) if told else not alert
    # Who may not write is led to the option's page. What is settled is not asked of.
    detail = REGISTERS["joining-options"].url("detail", joint.procurement.programme, option.pk)
    page = as_role("reader").get(url(joint, "joint-detail")).content.decode()
    assert (f'href="{detail}"' in unsettled(page)) is bool(told)
    JoiningOption.objects.update(state="lapsed")
    assert not unsettled(officer.get(url(joint, "joint-detail")).content.decode())


def test_one_that_is_called_off_is_settled_until_who_has_it_leaves(joint, as_role):
    option_of(joint, joint.delta, state="called")
    decide(joint.procurement, joint.delta, "joins_with_option")
    reader = as_role("reader")
    assert not unsettled(reader.get(url(joint, "joint-detail")).content.decode())
    decide(joint.procurement, joint.delta, "withdrew")
    assert "Delta deltar inte." in unsettled(
        reader.get(url(joint, "joint-detail")).content.decode()
    )


def test_one_for_others_is_asked_of_when_who_they_join_through_is_out(joint, as_role):
    option_of(joint, joint.alfa, joint.beta, is_for_others=True)
    reader = as_role("reader")
    assert not unsettled(reader.get(url(joint, "joint-detail")).content.decode())
    decide(joint.procurement, joint.beta, "withdrew", date(2026, 2, 1))
    alert = unsettled(reader.get(url(joint, "joint-detail")).content.decode())
    assert "Beta, som andra ansluter genom, deltar inte." in alert and "Alfa" not in alert


def test_an_option_of_one_that_stays_outside_is_not_counted_silently(joint):
    """The option is offered, so V is estimated with it (LOU 5:3) and it is counted; it is said.

    Beta leaves and Delta's option is on all: 60 584 270 + 15 555 556, as in test_options.py.
    """
    option = option_of(joint, joint.delta, name="Option 2")
    decide(joint.procurement, joint.delta, "stays_outside", date(2026, 2, 1))
    report = asked(joint, leave=[joint.beta])
    told = (
        "Option 2 är erbjuden och räknas därför med i värdet (LOU 5 kap. 3 §), fast Delta "
        "(2026-02-01) har beslutat att inte delta."
    )
    assert report.total.after == 76_139_826
    assert any(one.startswith(told) for one in report.remarks)
    assert not any("har en öppen option" in one for one in report.remarks)
    assert report.organisations[-1].tag.label == "option, deltar inte"
    book = load_workbook(BytesIO(report_workbook(report)))
    front = [value for label, value in book.worksheets[0].values if label == "Att veta"]
    assert any(one.startswith(told) for one in front)
    option.state = "withdrawn"
    option.save()
    report = asked(joint, leave=[joint.beta])
    assert report.total.after == 73_400_000
    assert not any(one.startswith("Option 2") for one in report.remarks)


# ---------------------------------------------------------------- the days of an option


def refused(joint, outcome, day, organisation=None):
    with pytest.raises(ValidationError) as problem:
        record_joining_decision(
            procurement=joint.procurement,
            organisation=organisation or joint.delta,
            outcome=outcome,
            decided_on=day,
            body_name="Regionfullmäktige",
            reason="R",
            by=None,
        )
    return problem.value.message_dict


def test_an_option_is_not_used_before_it_opens(joint, as_role):
    today = timezone.localdate()
    opens, before = today + timedelta(days=100), JoiningDecision.objects.count()
    option = option_of(joint, joint.delta, name="Option 2", call_from=opens)
    told = f"Option 2 kan avropas först från {opens}."
    assert told in refused(joint, "joins_with_option", today)["outcome"][0]
    officer = as_role("procurement_officer")
    answer = officer.post(
        url(joint, "decision-create"), sent(joint.delta, "joins_with_option", today)
    )
    assert answer.status_code == 422 and told in answer.context["form"].errors["outcome"][0]
    assert JoiningDecision.objects.count() == before
    # By another decision it takes part at once; and by another option that is open.
    option_of(joint, joint.delta, name="Option 3", call_from=today)
    decide(joint.procurement, joint.delta, "joins_with_option", today)
    # When it has opened, what was decided before it did is noted.
    JoiningOption.objects.exclude(pk=option.pk).delete()
    JoiningOption.objects.update(call_from=today)
    decide(joint.procurement, joint.delta, "joins_with_option", today - timedelta(days=1))


def test_an_option_is_not_used_after_its_last_day(joint):
    last = date(2026, 3, 1)
    option_of(joint, joint.delta, name="Option 2", call_until=last)
    assert (
        "Option 2 kunde avropas till och med 2026-03-01."
        in (refused(joint, "joins_with_option", date(2026, 3, 2))["decided_on"][0])
    )
    decide(joint.procurement, joint.delta, "joins_with_option", last)


def test_nothing_is_asked_of_one_that_no_option_names_or_that_others_join_through(joint):
    opens = timezone.localdate() + timedelta(days=100)
    option_of(joint, joint.beta, call_from=opens)
    option_of(joint, joint.delta, call_from=opens, is_for_others=True)
    decide(joint.procurement, joint.delta, "joins_with_option", date(2026, 3, 1))
    assert standing(joint, joint.delta).outcome == "joins_with_option"


def test_an_older_decision_is_noted_whatever_the_option(joint):
    opens = timezone.localdate() + timedelta(days=100)
    option_of(joint, joint.beta, call_from=opens)
    decide(joint.procurement, joint.beta, "joins_with_option", date(2025, 3, 1))
    assert standing(joint, joint.beta).outcome == "joins"


def test_an_option_is_not_called_off_before_its_first_day(joint, programme, as_role):
    today = timezone.localdate()
    form = {
        "procurement": joint.procurement.pk, "name": "Option 2", "holder": "Delta",
        "organisations": [joint.delta.pk], "state": "called", "value": D(9),
        "call_from": str(today + timedelta(days=1)),
    }  # fmt: skip
    officer, create = (
        as_role("procurement_officer"),
        REGISTERS["joining-options"].url("create", programme),
    )
    answer = officer.post(create, form)
    assert answer.status_code == 422 and not JoiningOption.objects.exists()
    (told,) = answer.context["form"].errors["state"]
    assert f"kan avropas först från {today + timedelta(days=1)}" in told
    officer.post(create, form | {"call_from": str(today)})
    assert JoiningOption.objects.get().state == "called"


# ---------------------------------------------------------------- two decisions of one day


def test_another_decision_of_the_day_is_told_and_confirmed(joint, as_role):
    """Beta joined on 2026-01-15."""
    officer, first = as_role("procurement_officer"), standing(joint, joint.beta)
    other, count = sent(joint.beta, "withdrew", "2026-01-15"), JoiningDecision.objects.count()
    told = "Samma dag, 2026-01-15, finns redan ett beslut: Beta deltar (Regionstyrelsen)."
    # A tick for another decision is none.
    for answered in ({}, {"same_day_confirmed": first.pk + 1}, {"same_day_confirmed": "on"}):
        answer = officer.post(url(joint, "decision-create"), other | answered)
        assert answer.status_code == 422 and JoiningDecision.objects.count() == count
        assert answer.context["form"].errors["same_day_confirmed"][0].startswith(told)
        page = answer.content.decode()
        assert f'value="{first.pk}"' in page and "Så beslutades." in page
        assert 'value="' + str(first.pk) + '" checked' not in page
    officer.post(url(joint, "decision-create"), other | {"same_day_confirmed": first.pk})
    assert standing(joint, joint.beta).outcome == "withdrew"
    # It was about the first: of the one that stands now it is asked anew.
    back = sent(joint.beta, "undecided", "2026-01-15", same_day_confirmed=first.pk)
    answer = officer.post(url(joint, "decision-create"), back)
    assert "Beta har lämnat" in answer.context["form"].errors["same_day_confirmed"][0]


def test_what_contradicts_nothing_is_not_asked_of(joint, as_role):
    officer = as_role("procurement_officer")
    for other in (
        sent(joint.beta, "joins", "2026-01-15"),
        sent(joint.beta, "withdrew", "2026-01-16"),
        sent(joint.delta, "undecided", "2026-01-15"),
    ):
        assert officer.post(url(joint, "decision-create"), other).status_code == 302


def test_a_decision_that_somebody_notes_meanwhile_is_asked_of_too(joint, as_role, monkeypatch):
    """The form saw nothing, and the action, which holds the procurement, does."""
    monkeypatch.setattr("joint_procurement.forms_decisions.check_same_day", lambda *_asked: None)
    other, count = sent(joint.beta, "withdrew", "2026-01-15"), JoiningDecision.objects.count()
    answer = as_role("procurement_officer").post(url(joint, "decision-create"), other)
    assert answer.status_code == 422 and JoiningDecision.objects.count() == count
    assert "Samma dag" in answer.context["form"].errors["same_day_confirmed"][0]
    with pytest.raises(SameDayDecision):
        record_joining_decision(
            procurement=joint.procurement, organisation=joint.beta, outcome="withdrew",
            decided_on=date(2026, 1, 15), body_name="R", reason="R", by=None, confirmed=(),
        )  # fmt: skip
