"""Likeness and coverage in a browser: by keyboard, on a phone, by axe."""

import pytest
from playwright.sync_api import expect

from quality.actions_likeness import compare_requirements
from quality.models import JustifiedHole, PairJudgement
from tests.conftest import PHONE
from tests.factories import ModuleFactory, NeedFactory
from tests.quality.pairs import four_requirements

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rows(programme, anna):
    rows = four_requirements(programme)
    compare_requirements(programme=programme, by=anna)
    return rows


def test_a_pair_is_judged_by_keyboard(rows, anna, new_page, axe_violations):
    page = new_page(anna)
    page.goto("/p/prov/likeness/")
    bar = page.locator(".judge-bar")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_be_visible()
    assert axe_violations(page) == []
    page.locator("#id_reason").focus()
    page.keyboard.type("Två avtal")
    for _step in range(2):  # olika saker, samma – ligger kvar
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 par är bedömt.")).to_be_visible()
    judgement = PairJudgement.objects.get()
    assert (judgement.verdict, judgement.reason) == ("kept", "Två avtal")


def test_a_cell_gets_its_reason_on_a_phone(rows, programme, anna, new_page, axe_violations):
    need = NeedFactory(programme=programme, code="B-1")
    need.modules.add(ModuleFactory(programme=programme, code="MOD1"))
    page = new_page(anna, viewport=PHONE)
    page.goto("/p/prov/coverage/needs-modules/")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_label("hål: B-1 och MOD1").check()
    page.locator("#id_reason").fill("Senare")
    page.get_by_role("button", name="Låt de markerade hålen stå kvar").click()
    expect(page.get_by_text("1 hål har fått ett skäl.")).to_be_visible()
    assert axe_violations(page) == []
    assert JustifiedHole.objects.get().reason == "Senare"
