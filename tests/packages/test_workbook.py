"""The workbook of the comparison."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from packages.actions import copy_alternative
from packages.models import PackagingAlternative
from programmes.roles import Role

pytestmark = pytest.mark.django_db


def test_it_marks_the_chosen_one_and_the_decision(as_role, made, decision, lead):
    copy_alternative(alternative=made.alternative, title="Kopian", by=lead)
    PackagingAlternative.objects.filter(pk=made.alternative.pk).update(
        state="chosen", decision=decision, reason="Två räcker."
    )
    address = reverse("packages:comparison-xlsx", args=["prov"])
    content = as_role(Role.READER).get(address).content
    rows = load_workbook(BytesIO(content))["Jämförelse"].iter_rows(max_row=2, values_only=True)
    heads, decided = rows
    assert heads[1:3] == ("Två delar (valt)", "Kopian (förslag)")
    told = f"{decision.title}, {decision.body} {decision.decided_on}"
    assert decided == ("Beslut", told, None, None)
