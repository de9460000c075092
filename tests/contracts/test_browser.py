"""The chain, contracts and protection looked at by axe, wide and narrow."""

import pytest

from programmes.register import REGISTERS
from tests.conftest import DESK, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.once]
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def test_the_pages_of_the_chain_for_eye_and_keyboard(chain, make_person, new_page, axe_violations):
    chain.lock()
    page = new_page(make_person("auditor", chain.programme))

    def row(register: str, pk: int) -> str:
        return REGISTERS[register].url("detail", chain.programme, pk)

    addresses = {
        **chain.pages,
        "answer": chain.answer_page,
        "lock-in list": REGISTERS["lock-in"].url("list", chain.programme),
        "lock-in": row("lock-in", chain.lock_in.pk),
        "supplier": row("suppliers", chain.tender.operator.pk),
    }
    problems = []
    for name, address in addresses.items():
        page.set_viewport_size(DESK)
        assert page.goto(address).status == 200
        problems += [f"{name}: {line}" for line in axe_violations(page)]
        page.set_viewport_size(PHONE)
        if page.evaluate(OVERFLOWS):
            problems.append(f"{name}: wider than a phone")
    assert problems == []
    # On the phone the columns stand one under the other, on a desk beside each other.
    page.goto(chain.pages["requirement"])
    heads = page.locator(".chain__head")
    assert len({round(head.bounding_box()["x"]) for head in heads.all()}) == 1
    page.set_viewport_size(DESK)
    assert len({round(head.bounding_box()["y"]) for head in heads.all()}) == 1
