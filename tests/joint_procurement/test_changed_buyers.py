"""A value is estimated for those who bought on the day of the estimate."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from joint_procurement.changed_buyers import changed_since_estimated
from joint_procurement.members import members_of
from procurements.models import Lot
from tests.joint_procurement.conftest import asked, decide

pytestmark = pytest.mark.django_db


def since(joint):
    return changed_since_estimated(joint.procurement, members_of(joint.procurement))


@pytest.fixture
def estimated(joint):
    """Both lots were estimated at noon on the first of March 2026, when three bought."""
    Lot.history.update(history_date=datetime(2026, 3, 1, 12, tzinfo=UTC))
    return joint


def test_who_leaves_after_the_estimate_is_told_until_it_is_made_anew(estimated, as_role):
    joint = estimated
    assert since(joint) is None
    decide(joint.procurement, joint.beta, "withdrew", date(2026, 3, 1))
    # On the day of the estimate nothing says which came first.
    assert since(joint) is None
    decide(joint.procurement, joint.beta, "joins", date(2026, 3, 2))
    decide(joint.procurement, joint.beta, "withdrew", date(2026, 4, 7))
    found = since(joint)
    assert (found.since, [one.decided_on.day for one in found.decisions]) == (
        date(2026, 3, 1), [2, 7],
    )  # fmt: skip
    report = asked(joint, leave=[joint.alfa])
    told = "Delkontraktens värden är uppskattade 2026-03-01. Därefter har det ändrats vilka"
    assert any(one.startswith(told) for one in report.remarks)
    assert any("Beta har lämnat 2026-04-07" in one for one in report.remarks)
    address = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    page = as_role("reader").get(address).content.decode()
    assert "Delkontraktens värden är uppskattade 2026-03-01" in page
    # One lot estimated anew is not both; a change of something else is no estimate.
    for lot in (joint.one, joint.two):
        assert since(joint) is not None
        lot.title += " a"
        lot.save()
        assert since(joint).since == date(2026, 3, 1)
        lot.estimated_value += 1
        lot.save()
    assert since(joint) is None


def test_who_joins_by_an_option_is_in_the_estimate(estimated):
    decide(estimated.procurement, estimated.delta, "joins_with_option", date(2026, 4, 7))
    assert since(estimated) is None
    decide(estimated.procurement, estimated.delta, "joins", date(2026, 4, 8))
    assert since(estimated) is None
    decide(estimated.procurement, estimated.delta, "withdrew", date(2026, 4, 9))
    assert [one.outcome for one in since(estimated).decisions] == ["withdrew"]


def test_a_lot_that_was_removed_is_no_estimate(estimated):
    """Its value was stated on the first of January; the others' on the first of March."""
    gone = Lot.objects.create(
        procurement=estimated.procurement, number=9, title="Borta", estimated_value=1
    )
    Lot.history.filter(id=gone.pk).update(history_date=datetime(2026, 1, 1, 12, tzinfo=UTC))
    decide(estimated.procurement, estimated.beta, "withdrew", date(2026, 2, 1))
    assert since(estimated).since == date(2026, 1, 1)
    gone.delete()
    assert since(estimated) is None


def test_a_change_after_the_opening_is_told_in_the_report(joint):
    told = "Anbuden öppnades 2026-05-04"
    assert not any(told in one for one in asked(joint, leave=[joint.beta]).remarks)
    one = joint.procurement
    one.state, one.published_at = "opened", datetime(2026, 2, 1, 8, tzinfo=UTC)
    one.tender_deadline_at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    one.opened_at = datetime(2026, 5, 4, 10, tzinfo=UTC)
    one.save()
    assert any(told in one for one in asked(joint, leave=[joint.beta]).remarks)
    assert not any(told in one for one in asked(joint, leave=[]).remarks)
