"""A decision that was written down by mistake is annulled: it stays, and counts nowhere."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from common.append_only import AppendOnlyError
from joint_procurement.actions import annul_joining_decision
from joint_procurement.changed_buyers import changed_after_opening
from joint_procurement.members import decided_buyers, members_of
from joint_procurement.models import DecisionAnnulment, JoiningDecision, Mandate
from joint_procurement.rights import open_rights
from joint_procurement.summary import standings_in
from procurements.models import Procurement
from programmes.actions_registers import StillUsed, remove_row
from tests.factories import ProcurementFactory, UserFactory
from tests.joint_procurement.conftest import asked, decide, option_of, standing, take_part

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 1)


def annul(decision, reason="Fel organisation valdes."):
    return annul_joining_decision(decision=decision, reason=reason, by=UserFactory())


def url(joint, name, *keys) -> str:
    return reverse(f"joint_procurement:{name}", args=["prov", joint.procurement.slug, *keys])


def percents(joint) -> dict:
    return {member.organisation.name: member.percent for member in members_of(joint.procurement)}


def buying(joint, at=None) -> list[str]:
    found = decided_buyers(joint.procurement, at)
    return sorted(place.organisation.name for place in found.buying)


# ---------------------------------------------------------------- what holds


def test_what_the_one_before_it_says_holds_again(joint):
    wrong = decide(joint.procurement, joint.beta, "withdrew", day=LATER)
    assert standing(joint, joint.beta) == wrong
    annulment = annul(wrong)
    now = standing(joint, joint.beta)
    assert (now.outcome, now.decided_on) == ("joins", date(2026, 1, 15))
    # The record keeps it with who, when and why.
    (member,) = (one for one in members_of(joint.procurement) if one.organisation == joint.beta)
    assert member.record == [now, wrong] and member.record[1].annulled == annulment
    assert annulment.reason == "Fel organisation valdes."
    assert annulment.annulled_by is not None and annulment.annulled_at <= timezone.now()


def test_without_one_before_it_nothing_is_decided(joint):
    annul(standing(joint, joint.alfa))
    assert standing(joint, joint.alfa) is None
    assert standings_in(joint.procurement.programme)[0].undecided == 2


def test_it_is_annulled_step_by_step_and_another_is_written_after(joint):
    first = standing(joint, joint.beta)
    annul(decide(joint.procurement, joint.beta, "withdrew", day=LATER))
    annul(first)
    assert standing(joint, joint.beta) is None
    right = decide(joint.procurement, joint.beta, "stays_outside", day=date(2026, 1, 10))
    assert standing(joint, joint.beta) == right


@pytest.mark.parametrize("day", [LATER, date(2026, 1, 15)])
def test_only_the_last_is_annulled(joint, day):
    """Also of one day: the last that was written down."""
    first = standing(joint, joint.beta)
    last = decide(joint.procurement, joint.beta, "withdrew", day=day)
    with pytest.raises(ValidationError, match=f"Ett senare beslut, {day}"):
        annul(first)
    assert standing(joint, joint.beta) == last and not DecisionAnnulment.objects.exists()


def test_one_that_is_annulled_is_not_annulled_again(joint):
    wrong = decide(joint.procurement, joint.beta, "withdrew", day=LATER)
    annul(wrong)
    with pytest.raises(ValidationError, match="redan makulerat"):
        annul(JoiningDecision.objects.get(pk=wrong.pk))
    assert DecisionAnnulment.objects.count() == 1


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_a_reason_is_needed(joint, reason):
    with pytest.raises(ValidationError):
        annul(standing(joint, joint.alfa), reason=reason)
    assert standing(joint, joint.alfa) is not None


def test_a_reason_is_kept_without_what_surrounds_it(joint):
    assert annul(standing(joint, joint.alfa), reason=" Fel rad.\n").reason == "Fel rad."


def test_it_is_not_changed_or_taken_back(joint):
    annulment = annul(standing(joint, joint.alfa))
    with pytest.raises(AppendOnlyError):
        annulment.save()
    with pytest.raises(AppendOnlyError):
        annulment.delete()


def test_who_would_take_part_again_and_buys_through_another_is_told(joint):
    wrong = decide(joint.procurement, joint.beta, "withdrew", day=LATER)
    mandate = Mandate.objects.create(
        procurement=joint.procurement, principal=joint.beta, agent=joint.alfa,
        state="given", valid_from=LATER,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Beta själv igen, enligt beslutet 2026-01-15"):
        annul(wrong)
    assert standing(joint, joint.beta) == wrong
    mandate.valid_until = date(2026, 12, 31)
    mandate.save()
    with pytest.raises(ValidationError, match="till Alfa till och med 2026-12-31"):
        annul(wrong)
    mandate.state = "withdrawn"
    mandate.save()
    annul(wrong)
    assert standing(joint, joint.beta).outcome == "joins"


def test_a_power_of_attorney_is_given_where_the_decision_to_take_part_was_a_mistake(joint):
    row = Mandate(
        procurement=joint.procurement, principal=joint.beta, agent=joint.alfa,
        state="given", valid_from=LATER,
    )  # fmt: skip
    with pytest.raises(ValidationError):
        row.full_clean()
    annul(standing(joint, joint.beta))
    row.full_clean()


def test_it_can_be_said_also_after_the_opening_and_keeps_its_trace(joint):
    """It is the record that is mended; the law's questions are about what was decided."""
    opened = datetime(2026, 2, 1, 9, tzinfo=UTC)
    Procurement.objects.filter(pk=joint.procurement.pk).update(
        state="opened", published_at=opened, opened_at=opened
    )
    joint.procurement.refresh_from_db()
    wrong = decide(joint.procurement, joint.beta, "withdrew", day=LATER)
    told = changed_after_opening(joint.procurement, members_of(joint.procurement))
    assert told.decisions == [wrong]
    annul(wrong)
    told = changed_after_opening(joint.procurement, members_of(joint.procurement))
    assert told.decisions == [] and JoiningDecision.objects.filter(pk=wrong.pk).exists()


# ---------------------------------------------------------------- every reader


def test_shares_are_of_those_who_take_part(joint):
    """400, 200 and 200 thousand: 50, 25 and 25; without Gamma 400 and 200: 66.7 and 33.3."""
    annul(standing(joint, joint.gamma))
    found = {name: str(one) for name, one in percents(joint).items() if one is not None}
    assert found == {"Alfa": "66.7", "Beta": "33.3"}


def test_what_if_counts_from_those_who_take_part(joint):
    """Gamma leaves. With Delta only the licences are stated by all, 500 + 300 + 200 + 100 = 1 100:
    lot 1 is 8 + 72 × 900/1 100 = 66 909 090.90… and lot 2, by population, 20 × 700/900 million =
    15 555 555.55…; in whole kronor 66 909 091 and 15 555 556, together 82 464 647.

    Without Delta, Gamma's weight is 0.25 (test_report.py): lot 1 is 8 + 72 × 0.75 = 62 million, and
    lot 2 is 20 × 600/800 = 15.
    """
    wrong = decide(joint.procurement, joint.delta, "joins", day=LATER)
    total = asked(joint, leave=[joint.gamma]).total
    assert (total.before, total.after) == (100_000_000, 82_464_647)
    annul(wrong)
    total = asked(joint, leave=[joint.gamma]).total
    assert (total.before, total.after) == (100_000_000, 77_000_000)
    # That Gamma had left already was a mistake: it leaves from the same place again.
    annul(decide(joint.procurement, joint.gamma, "withdrew", day=LATER))
    assert asked(joint, leave=[joint.gamma]).total.after == 77_000_000


def test_the_list_and_the_steering_page_tell_the_newest_that_counts(joint):
    wrong = decide(joint.procurement, joint.delta, "joins", day=LATER)
    (now,) = standings_in(joint.procurement.programme)
    assert (now.joined, now.newest) == (4, wrong)
    annul(wrong)
    (now,) = standings_in(joint.procurement.programme)
    assert (now.joined, now.undecided) == (3, 1) and now.newest != wrong


def test_who_may_join_later_is_who_does_not_buy(joint):
    """Delta has an option; it was by mistake that it was said to take part without one."""
    option_of(joint, joint.delta)
    wrong = decide(joint.procurement, joint.delta, "joins", day=LATER)
    assert open_rights(joint.procurement) == []
    annul(wrong)
    (right,) = open_rights(joint.procurement)
    assert right.organisations == {joint.delta.pk}


def test_documents_name_those_who_buy_and_remember_what_was_said_then(joint):
    wrong = decide(joint.procurement, joint.delta, "joins", day=LATER)
    JoiningDecision._base_manager.update(recorded_at=timezone.now() - timedelta(days=2))
    annul(wrong)
    assert buying(joint) == ["Alfa", "Beta", "Gamma"]
    # An edition of yesterday named Delta: that it no longer buys is told before the next.
    assert "Delta" in buying(joint, timezone.now() - timedelta(days=1))
    assert buying(joint, timezone.now()) == ["Alfa", "Beta", "Gamma"]


def test_a_procurement_where_all_was_a_mistake_has_no_decision(joint, programme):
    for organisation in (joint.alfa, joint.beta, joint.gamma, joint.delta):
        annul(standing(joint, organisation))
    assert decided_buyers(joint.procurement) is None


def test_who_is_in_the_record_stays_in_the_programme(joint, programme):
    fresh = take_part(programme, "Epsilon", 1)
    annul(decide(joint.procurement, fresh, "joins"))
    with pytest.raises(StillUsed):
        remove_row(row=fresh.participations.get(), by=UserFactory())


def test_it_costs_three_queries_however_many_are_annulled(joint, django_assert_num_queries):
    with django_assert_num_queries(3):
        members_of(joint.procurement)
    annul(standing(joint, joint.alfa))
    annul(standing(joint, joint.beta))
    with django_assert_num_queries(3):
        for member in members_of(joint.procurement):
            assert [str(one.annulled and one.annulled.annulled_by) for one in member.record]


# ---------------------------------------------------------------- the pages


def test_it_is_annulled_from_its_place_among_the_decisions(joint, as_role):
    first = standing(joint, joint.beta)
    wrong = decide(joint.procurement, joint.beta, "withdrew", day=LATER)
    officer = as_role("procurement_officer")
    page = officer.get(url(joint, "joint-detail")).content.decode()
    assert url(joint, "decision-annul", wrong.pk) in page
    assert url(joint, "decision-annul", first.pk) not in page
    asked = officer.get(url(joint, "decision-annul", wrong.pk)).content.decode()
    told = asked.split("Därefter gäller")[1].split("</dl>")[0]
    assert "Deltar" in told and "2026-01-15" in told
    refused = officer.post(url(joint, "decision-annul", wrong.pk), {"reason": ""})
    assert refused.status_code == 422 and standing(joint, joint.beta) == wrong
    answer = officer.post(url(joint, "decision-annul", wrong.pk), {"reason": "Fel <i>rad</i>."})
    assert answer["Location"] == url(joint, "joint-detail")
    page = officer.get(answer["Location"]).content.decode()
    row = page.split(f'id="decision-{wrong.pk}"')[1].split("</li>")[0]
    assert '>makulerat</span> <del class="is-void">' in row and "Fel &lt;i&gt;rad&lt;/i&gt;." in row
    assert f"av {officer.user}: " in row and url(joint, "decision-annul", wrong.pk) not in row
    assert url(joint, "decision-annul", first.pk) in page


@pytest.mark.parametrize("which", ["earlier", "annulled", "mandate"])
def test_what_cannot_be_annulled_says_why(joint, as_role, which):
    """Before a reason is asked for, and also when it is sent."""
    decision = standing(joint, joint.beta)
    if which == "earlier":
        decide(joint.procurement, joint.beta, "withdrew", day=LATER)
        told = "Bara det senaste beslutet kan makuleras."
    elif which == "mandate":
        decision = decide(joint.procurement, joint.beta, "withdrew", day=LATER)
        Mandate.objects.create(
            procurement=joint.procurement, principal=joint.beta, agent=joint.alfa,
            state="given", valid_from=LATER,
        )  # fmt: skip
        told = "Återkalla fullmakten i registret Fullmakter"
    else:
        annul(decision)
        told = "Beslutet är redan makulerat."
    count = DecisionAnnulment.objects.count()
    officer = as_role("procurement_officer")
    for send in (officer.get, officer.post):
        answer = send(url(joint, "decision-annul", decision.pk), {"reason": "Fel."}, follow=True)
        assert told in answer.content.decode()
    assert DecisionAnnulment.objects.count() == count


@pytest.mark.parametrize(
    ("role", "shown", "sent"),
    [
        ("reader", 403, 403),
        ("author", 403, 403),
        ("reviewer", 403, 403),
        ("requirements_manager", 403, 403),
        ("procurement_officer", 200, 302),
        ("evaluator", 403, 403),
        ("auditor", 403, 403),
        ("programme_lead", 200, 302),
    ],
)
def test_only_who_writes_decisions_down_annuls_them(joint, as_role, role, shown, sent):
    client, page = as_role(role), url(joint, "decision-annul", standing(joint, joint.beta).pk)
    assert client.get(page).status_code == shown
    assert client.post(page, {"reason": "Fel."}).status_code == sent
    assert DecisionAnnulment.objects.count() == (1 if sent == 302 else 0)


def test_a_decision_of_another_procurement_is_not_found(joint, programme, as_role):
    other = ProcurementFactory(programme=programme, title="Annan")
    decision = decide(other, joint.beta, "joins")
    answer = as_role("procurement_officer").get(url(joint, "decision-annul", decision.pk))
    assert answer.status_code == 404


def test_after_the_opening_it_tells_what_is_not_changed_by_it(joint, as_role):
    opened = datetime(2026, 2, 1, 9, tzinfo=UTC)
    Procurement.objects.filter(pk=joint.procurement.pk).update(
        state="opened", published_at=opened, opened_at=opened
    )
    decision = standing(joint, joint.beta)
    page = as_role("procurement_officer").get(url(joint, "decision-annul", decision.pk))
    assert "Anbuden öppnades 2026-02-01. Makuleringen rättar bara" in page.content.decode()
