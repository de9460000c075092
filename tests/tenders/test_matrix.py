"""What the matrix calls a problem is what the verdicts beside it say."""

import pytest

from tenders.matrix import matrix_rows, tenders_in_matrix, with_problems
from tests import factories

pytestmark = pytest.mark.django_db


def problems(opened):
    """Codes of the requirements that are left when only problems are shown."""
    rows = with_problems(
        opened.procurement.items.answerable().in_order(), tenders_in_matrix(opened.procurement)
    )
    return [row.version.content["code"] for row in rows.select_related("version")]


def answer(opened, item, text, tender=None):
    factories.ResponseFactory(tender=tender or opened.tender, item=item, answer=text)


@pytest.fixture
def answered(opened):
    """Nordljus, for lot 1, has answered everything: yes, yes, a number and a choice."""
    for item, text in (
        (opened.common, "yes"), (opened.own, "yes"), (opened.number, "3"), (opened.wish, "JSON"),
    ):  # fmt: skip
        answer(opened, item, text)
    return opened


def test_a_whole_tender_has_no_problem(answered):
    assert problems(answered) == []


@pytest.mark.parametrize(
    ("text", "expected"), [("no", ["PLA-1"]), ("", ["PLA-1"]), (" ", ["PLA-1"])]
)
def test_a_ska_that_is_refused_or_left_out_is_one(answered, text, expected):
    answered.tender.responses.filter(item=answered.own).update(answer=text)
    assert problems(answered) == expected


def test_no_to_a_bor_requirement_is_an_answer(answered):
    version = answered.wish.version
    type(version)._base_manager.filter(pk=version.pk).update(
        content=version.content | {"answer_format": ""}
    )
    answered.tender.responses.filter(item=answered.wish).update(answer="no")
    assert problems(answered) == []
    answered.tender.responses.filter(item=answered.wish).delete()
    assert problems(answered) == ["PLA-3"]


def test_an_answer_from_outside_the_lot_hides_nothing(answered):
    """Fjällvård, for lot 2 alone, has answered a requirement of lot 1 that Nordljus has not."""
    outsider = factories.TenderFactory(
        procurement=answered.procurement, operator__name="Fjällvård AB"
    )
    outsider.lots.add(answered.second)
    answer(answered, answered.common, "yes", outsider)
    answer(answered, answered.own, "yes", outsider)
    answered.tender.responses.filter(item=answered.own).delete()
    assert problems(answered) == ["PLA-1"]
    (row,) = matrix_rows([answered.own], tenders_in_matrix(answered.procurement))
    assert [verdict.state for _tender, verdict in row.cells] == ["not_asked", "unanswered"]
