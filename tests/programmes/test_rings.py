"""Bodies that report to each other, and procurements begun anew, in a ring: refused in words."""

import pytest
from django.core.exceptions import ValidationError

from programmes.actions_registers import save_row
from programmes.choices import Role
from programmes.models import Body
from programmes.register import REGISTERS
from steering.models import Undertaking
from tests.factories import UserFactory
from tests.races import both_at_once


def body(programme, name, **more):
    return Body.objects.create(programme=programme, name=name, kind="decides", **more)


def undertaking(programme, title, **more):
    more = {"form": "single_system", "started_on": "2022-01-10", **more}
    return Undertaking.objects.create(programme=programme, title=title, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("between", [0, 1, 3])
def test_a_ring_of_bodies_is_refused_by_its_field(as_role, programme, between):
    lead = as_role(Role.PROGRAMME_LEAD)
    top = body(programme, "Nämnden")
    under = top
    for number in range(between + 1):
        under = body(programme, f"Grupp {number}", reports_to=under)
    sent = {"name": "Nämnden", "kind": "decides", "reports_to": under.pk, "position": 0}
    page = lead.post(REGISTERS["bodies"].url("edit", programme, top.pk), sent)
    assert page.status_code == 422
    (told,) = page.context["form"].errors["reports_to"]
    names = [f"Grupp {number}" for number in reversed(range(between + 1))]
    assert " → ".join(["Nämnden", *names, "Nämnden"]) in told
    top.refresh_from_db()
    assert top.reports_to is None
    # What was chosen is still there.
    assert page.context["form"]["reports_to"].value() == str(under.pk)


@pytest.mark.django_db
def test_a_ring_of_procurements_begun_anew_is_refused(as_role, programme):
    lead = as_role(Role.PROGRAMME_LEAD)
    first = undertaking(programme, "Första")
    second = undertaking(programme, "Andra", restart_of=first)
    sent = {"title": "Första", "form": "single_system", "started_on": "2022-01-10",
            "outcome": "ongoing", "restart_of": second.pk}  # fmt: skip
    page = lead.post(REGISTERS["chain"].url("edit", programme, first.pk), sent)
    assert page.status_code == 422
    assert "Första → Andra → Första" in page.context["form"].errors["restart_of"][0]
    first.refresh_from_db()
    assert first.restart_of is None


@pytest.mark.django_db
def test_a_row_under_a_ring_from_before_the_rule_is_saved_and_the_ring_is_mended(programme):
    one = body(programme, "Ett")
    two = body(programme, "Två", reports_to=one)
    Body.objects.filter(pk=one.pk).update(reports_to=two)
    below = body(programme, "Under", reports_to=one)
    save_row(row=below, by=UserFactory())
    one.refresh_from_db()
    with pytest.raises(ValidationError):
        save_row(row=one, by=UserFactory())
    one.reports_to = None
    save_row(row=one, by=UserFactory())


@pytest.mark.django_db
def test_kin_are_held_before_the_row_itself(programme, monkeypatch):
    """In the other order two who each held their own row would wait for each other's."""
    row = body(programme, "Under", reports_to=body(programme, "Ett"))
    order = []
    monkeypatch.setattr(Body, "lock_kin", lambda self: order.append("kin"))
    save_row(row=row, by=UserFactory(), is_unseen=lambda saved: order.append("row"))
    assert order == ["kin", "row"]


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_ring(need, programme):
    need("postgresql")
    one, two = body(programme, "Ett"), body(programme, "Två")

    def put(row, under):
        row.reports_to = under
        return save_row(row=row, by=None)

    problem = both_at_once(lambda: put(one, two), lambda: put(two, one))
    assert isinstance(problem, ValidationError)
    two.refresh_from_db()
    assert two.reports_to is None
