"""Powers of attorney: from which day they hold, and who gives one does not take part itself."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from joint_procurement.models import Mandate
from programmes.models import Organisation
from programmes.register import REGISTERS
from tests.joint_procurement.conftest import decide, standing

pytestmark = pytest.mark.django_db


def page_of(joint) -> str:
    return reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])


@pytest.fixture
def attorney(joint):
    """What the form of a power of attorney is sent: Alfa buys for Delta, which has not decided."""
    return {
        "procurement": joint.procurement.pk,
        "principal": joint.delta.pk,
        "agent": joint.alfa.pk,
        "state": "asked",
    }


def test_a_power_of_attorney_that_is_given_holds_from_a_day(joint, programme, as_role):
    """The refusal stands by the field, and what was typed is kept."""
    officer = as_role("procurement_officer")
    address = REGISTERS["mandates"].url("create", programme)
    giver = Organisation.objects.create(name="Sjukhuset AB", kind="company")
    sent = {
        "procurement": joint.procurement.pk,
        "principal": giver.pk,
        "agent": joint.alfa.pk,
        "state": "given",
        "document_reference": "Dnr 7",
    }
    answer = officer.post(address, sent)
    told = "Ange från vilken dag den lämnade fullmakten gäller."
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"valid_from": [told]}
    assert "Dnr 7" in answer.content.decode() and not Mandate.objects.filter(principal=giver)
    officer.post(address, sent | {"valid_from": "2026-05-02"})
    assert Mandate.objects.get(principal=giver).state == "given"


def test_who_takes_part_itself_gives_no_power_of_attorney(joint, programme, as_role, attorney):
    officer, url = as_role("procurement_officer"), REGISTERS["mandates"].url("create", programme)
    answer = officer.post(url, attorney | {"principal": joint.beta.pk, "document_reference": "D 7"})
    assert answer.status_code == 422
    told = (
        "Beta deltar själv i upphandlingen, enligt beslutet 2026-01-15, och kan inte också köpa "
        "genom en annan. Välj en annan fullmaktsgivare, eller anteckna först beslutet att Beta "
        "inte längre deltar själv."
    )
    assert answer.context["form"].errors == {"principal": [told]}
    assert "D 7" in answer.content.decode() and not Mandate.objects.exists()
    officer.post(url, attorney)
    assert Mandate.objects.get().principal == joint.delta
    decide(joint.procurement, joint.beta, "stays_outside", day=date(2026, 3, 1))
    officer.post(url, attorney | {"principal": joint.beta.pk})
    assert Mandate.objects.filter(principal=joint.beta).exists()


def test_who_buys_through_another_does_not_join_as_well(joint):
    mandate = Mandate.objects.create(
        procurement=joint.procurement, principal=joint.delta, agent=joint.alfa
    )
    told = "Delta köper redan genom fullmakt till Alfa."
    with pytest.raises(ValidationError, match=told):
        decide(joint.procurement, joint.delta, "joins_with_option", day=date(2026, 2, 1))
    assert standing(joint, joint.delta).outcome == "undecided"
    # Not to take part is no other matter; neither is what a newer decision has superseded.
    decide(joint.procurement, joint.delta, "stays_outside", day=date(2026, 3, 1))
    decide(joint.procurement, joint.delta, "joins", day=date(2026, 2, 1))
    mandate.state, mandate.valid_from = "given", date(2026, 1, 1)
    mandate.valid_until = date(2026, 3, 31)
    mandate.save()
    with pytest.raises(ValidationError, match=told):
        decide(joint.procurement, joint.delta, "joins", day=date(2026, 3, 31))
    decide(joint.procurement, joint.delta, "joins", day=date(2026, 4, 1))
    mandate.full_clean()  # it had ended when Delta joined


def test_one_that_does_both_is_told_and_may_withdraw(joint, programme, as_role, attorney):
    """Written down before it was refused."""
    row = Mandate.objects.create(
        procurement=joint.procurement, principal=joint.beta, agent=joint.alfa
    )
    page = as_role("reader").get(page_of(joint)).content.decode()
    assert "deltar också själv" in page
    edit = REGISTERS["mandates"].url("edit", programme, row.pk)
    sent = attorney | {"principal": joint.beta.pk, "state": "withdrawn"}
    assert as_role("procurement_officer").post(edit, sent).status_code == 302
    page = as_role("reader").get(page_of(joint)).content.decode()
    assert "deltar också själv" not in page
