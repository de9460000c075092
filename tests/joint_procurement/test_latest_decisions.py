"""Decisions on taking part are told among the newest of a programme, and stand in its workbook."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from joint_procurement.actions import annul_joining_decision
from programmes.models import Body, Decision
from programmes.roles import ROLE_PERMISSIONS, Permission
from steering.latest import latest_decisions
from steering.overview import LATEST
from tests.factories import UserFactory
from tests.joint_procurement.conftest import decide, take_part

pytestmark = pytest.mark.django_db
SHEET = "Beslut om deltagande"


@pytest.fixture
def left(joint):
    return decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 3, 1))


@pytest.fixture
def own(programme):
    """A decision of the register, of the day that Beta leaves."""
    body = Body.objects.create(programme=programme, name="Programstyrgruppen", kind="decides")
    return Decision.objects.create(
        programme=programme, title="Ny tidplan", body=body, decided_on=date(2026, 3, 1)
    )


def titles(programme, allowed=frozenset(Permission), most=LATEST) -> list[str]:
    return [one.title for one in latest_decisions(programme, allowed, most)]


# ---------------------------------------------------------------- Styrning


def test_that_a_region_leaves_stands_among_the_newest(joint, left, own, as_role):
    page = as_role("reader").get(reverse("steering:steering", args=["prov"])).content.decode()
    block = page.split('id="decisions"')[1].split("</section>")[0]
    joined = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    assert f'<a href="{joined}#decision-{left.pk}">Beta har lämnat: Vårdsystem</a>' in block
    register = reverse("programmes:register-detail", args=["prov", "decisions", own.pk])
    assert f'<a href="{register}">Ny tidplan</a>' in block
    assert "2026-03-01 · Regionstyrelsen" in block


def test_they_stand_by_day_newest_first_and_no_more_than_there_is_room_for(joint, left, own):
    """Of a day the register's own is first; the four of 15 January the last written first."""
    decide(joint.procurement, joint.gamma, "withdrew", day=date(2026, 4, 1))
    found = titles(own.programme)
    assert LATEST == 6
    assert found == [
        "Gamma har lämnat: Vårdsystem", "Ny tidplan", "Beta har lämnat: Vårdsystem",
        "Delta inte beslutat: Vårdsystem", "Gamma deltar: Vårdsystem", "Beta deltar: Vårdsystem",
    ]  # fmt: skip
    assert titles(own.programme, most=2) == found[:2]


def test_an_annulled_one_is_not_told(joint, left, own):
    annul_joining_decision(decision=left, reason="Fel.", by=UserFactory())
    assert "Beta har lämnat: Vårdsystem" not in titles(own.programme)


def test_who_may_not_read_procurements_is_told_of_the_registers_own(joint, left, own):
    assert titles(own.programme, {Permission.VIEW}) == ["Ny tidplan"]


def test_the_newest_cost_two_queries_however_many_there_are(joint, left, own):
    for number in range(3):
        fresh = take_part(own.programme, f"Ny {number}", 1)
        decide(joint.procurement, fresh, "joins", day=date(2026, 4, 1))
        with CaptureQueriesContext(connection) as asked:
            titles(own.programme)
        assert len(asked) == 2


# ---------------------------------------------------------------- the workbook


def sheets(client, **asked) -> dict[str, list[tuple]]:
    answer = client.get(reverse("programmes:register-export", args=["prov", "decisions"]), asked)
    book = load_workbook(BytesIO(answer.content))
    return {one.title: list(one.iter_rows(min_row=2, values_only=True)) for one in book}


def test_the_workbook_of_the_register_has_a_sheet_of_them(joint, left, own, as_role):
    annul_joining_decision(decision=left, reason="Fel organisation.", by=UserFactory())
    found = sheets(as_role("reader"))
    assert list(found) == ["Beslut", SHEET]
    assert [row[0] for row in found["Beslut"]] == ["Ny tidplan"]
    newest, *others = found[SHEET]
    assert newest[:3] == ("Beta", "Vårdsystem", "har lämnat")
    assert newest[3].date() == date(2026, 3, 1)
    assert newest[4:7] == ("Regionstyrelsen", None, "Så beslutades.")
    # What is annulled stands there too, and says so.
    assert newest[7].endswith(": Fel organisation.")
    assert [row[0] for row in others] == ["Delta", "Gamma", "Beta", "Alfa"]
    assert {row[7] for row in others} == {None}


def test_the_search_of_the_list_is_that_of_the_sheet(joint, left, own, as_role):
    reader = as_role("reader")
    found = sheets(reader, q="beta")
    assert found["Beslut"] == [] and [row[0] for row in found[SHEET]] == ["Beta", "Beta"]
    # As on the page: there are some, and none is found.
    assert sheets(reader, q="finns ej")[SHEET] == []


def test_without_any_there_is_no_sheet(programme, as_role):
    assert list(sheets(as_role("reader"))) == ["Beslut"]


def test_without_permission_there_is_no_sheet(joint, left, own, programme, as_role, monkeypatch):
    reader = as_role("reader")
    monkeypatch.setitem(ROLE_PERMISSIONS, "reader", frozenset({Permission.VIEW}))
    assert list(sheets(reader)) == ["Beslut"]
    monkeypatch.undo()
    assert list(sheets(reader)) == ["Beslut", SHEET]


def test_other_registers_have_one_sheet(joint, left, as_role):
    answer = as_role("reader").get(reverse("programmes:register-export", args=["prov", "bodies"]))
    assert len(load_workbook(BytesIO(answer.content)).sheetnames) == 1


def test_the_sheet_costs_one_query_however_many_there_are(joint, left, own, as_role):
    reader = as_role("reader")
    for number in range(3):
        fresh = take_part(own.programme, f"Ny {number}", 1)
        wrong = decide(joint.procurement, fresh, "joins", day=date(2026, 4, 1))
        annul_joining_decision(decision=wrong, reason="Fel.", by=UserFactory())
        with CaptureQueriesContext(connection) as asked:
            sheets(reader)
        assert sum("joint_procurement_" in one["sql"] for one in asked) == 1
