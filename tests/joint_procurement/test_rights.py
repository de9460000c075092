"""Who the documents say may join later: those who have an open option, and nobody else."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from common.document_layout import compose_html
from procurements.buyers import rights_to_join
from procurements.document_builders import _context, document_meta
from procurements.document_content import read_package
from procurements.document_registry import DocumentRequest
from tests.joint_procurement.conftest import decide, option_of

pytestmark = pytest.mark.django_db


def told(joint) -> list[tuple[str, str]]:
    return [(one.who, one.through_names) for one in rights_to_join(joint.procurement)]


def html_of(joint, template, language="sv") -> str:
    """The body of a document, from the package as it stands."""
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    request = DocumentRequest(joint.procurement, "pdf", language, 1, at, None)
    with translation.override(language):
        context = _context(request, read_package(joint.procurement), level=2)
        meta = document_meta(request, kind_title="D")
        return compose_html(template=template, context=context, meta=meta)


def names_delta(html) -> bool:
    return bool(re.search(r"\bDelta\b", html))


# ---------------------------------------------------------------- who


def test_one_who_hesitates_has_no_right_to_join(joint):
    assert told(joint) == []
    option_of(joint, joint.delta)
    assert told(joint) == [("Delta", "")]


@pytest.mark.parametrize(
    ("state", "holds"),
    [("offered", True), ("called", True), ("lapsed", False), ("withdrawn", False)],
)
def test_only_an_open_option_gives_a_right(joint, state, holds):
    option_of(joint, joint.delta, state=state)
    assert bool(told(joint)) is holds


def test_an_option_for_others_names_them_and_whom_they_join_through(joint):
    option_of(joint, joint.beta, joint.alfa, holder="Kommunerna", is_for_others=True)
    assert told(joint) == [("Kommunerna", "Alfa, Beta")]


def test_an_option_without_organisations_is_for_its_holder(joint):
    option_of(joint, holder="Kommunerna i länet")
    assert told(joint) == [("Kommunerna i länet", "")]


def test_one_that_buys_already_does_not_join_again(joint):
    option = option_of(joint, joint.alfa, joint.delta)
    assert told(joint) == [("Delta", "")]
    option.organisations.set([joint.alfa])
    assert told(joint) == []
    # By its option it is described, whatever the decision that calls it off.
    decide(joint.procurement, joint.alfa, "joins_with_option", day=date(2026, 2, 1))
    assert told(joint) == [("Alfa", "")]


def test_options_are_told_before_anybody_has_decided(joint):
    option_of(joint, joint.delta)
    joint.procurement.joining_decisions.model._base_manager.all()._raw_delete("default")
    assert told(joint) == [("Delta", "")]


def test_rights_cost_the_same_with_more_options(joint, django_assert_num_queries):
    for _number in range(3):
        option_of(joint, joint.delta)
        with django_assert_num_queries(3):
            rights_to_join(joint.procurement)


# ---------------------------------------------------------------- in the documents


def test_the_procurement_documents_describe_the_options_and_name_nobody_else(joint):
    html = html_of(joint, "procurement_documents.html")
    assert not names_delta(html) and "Optioner för den som ansluter senare" not in html
    option_of(
        joint, joint.alfa, holder="Kommunerna", is_for_others=True, lot=joint.two, covers="Allt.",
        trigger="Kommunens beslut", call_from=date(2027, 5, 1), call_until=date(2030, 12, 31),
    )  # fmt: skip
    html = html_of(joint, "procurement_documents.html")
    assert not names_delta(html)
    for words in (
        ">Kommunerna, genom Alfa</th>",
        f"<td>Delkontrakt 2: {joint.two.title}<br>Allt.<br>Utlöses av: Kommunens beslut</td>",
        '2027-05-01</span> till och med <span class="nowrap">2030-12-31</span>',
        "Ingen annan har en sådan option.",
    ):
        assert words in html, words
    english = html_of(joint, "procurement_documents.html", "en")
    assert not names_delta(english) and ">Kommunerna, through Alfa</th>" in english


def test_an_option_that_does_not_say_what_it_covers_is_told_so(joint):
    option_of(joint, joint.delta)
    html = html_of(joint, "procurement_documents.html")
    assert "Alla delkontrakt<br>Omfattningen är inte närmare angiven" in html


def test_a_request_for_information_keeps_the_undecided_apart(joint):
    html = html_of(joint, "rfi.html")
    assert "överväger att delta men har inte beslutat det: Delta." in html
    assert "genom option" not in html
    option_of(joint, joint.delta, name="1")
    option_of(joint, joint.alfa, name="2", holder="Kommunerna", is_for_others=True)
    html = html_of(joint, "rfi.html")
    assert "överväger att delta" not in html
    assert "senare genom option: Delta; Kommunerna (genom Alfa)." in html
    english = html_of(joint, "rfi.html", "en")
    assert "join later: Delta; Kommunerna (through Alfa)." in english


def test_one_that_has_decided_to_buy_is_not_told_as_a_possible_participant(joint):
    joint.procurement.programme.participations.filter(organisation=joint.alfa).update(
        role="prospective"
    )
    html = html_of(joint, "procurement_documents.html")
    assert '<th scope="row">Alfa</th><td>upphandlande myndighet</td>' in html
    assert "möjlig deltagare" not in html
