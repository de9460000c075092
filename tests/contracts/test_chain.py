"""The chain from goal to contract: on every object, as far as each person may see it."""

import re

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.models import Contract, ContractClause
from programmes.choices import Role
from requirements_catalog.models import Requirement
from requirements_catalog.registered_chain import Start, chain_of
from tenders.choices import TenderStatus
from tests import factories as make

pytestmark = [pytest.mark.once, pytest.mark.django_db]

SUPPLIER = "Nordvind 1 AB"
# What every member may see of the set, by the column that it stands in.
OPEN = {
    "goals": "Uppgifterna följer patienten",
    "needs": "Samma läkemedelslista överallt",
    "requirements": "Uttag utan leverantören",
    "procurements": "Upphandling av journal 1",
    "contracts": "Rätt till uttag",
}
# What the columns say to those who may not know what is in them, whatever there is.
KEPT_BACK = {
    "answers": "Svar Visas för den som får läsa anbuden.",
    "scores": "Poäng Visas för den som sätter poäng eller får se resultatet.",
}
NO_LOCKED = "Poäng Inga låsta poäng. Poäng visas när de är låsta."
# Those who read no tenders.
OUTSIDE = [Role.READER, Role.AUTHOR, Role.REVIEWER, Role.REQUIREMENTS_MANAGER]
READERS = [Role.PROCUREMENT_OFFICER, Role.AUDITOR]


def columns(client, address: str) -> dict[str, str]:
    """The columns of the chain on a page, as text without marks."""
    page = client.get(address)
    assert page.status_code == 200, address
    drawn = page.content.decode().split('<ol class="chain ')[1].split("</ol>")[0]
    parts = re.split(r'<li class="chain__link chain__link--(\w+)">', drawn)
    return {
        name: " ".join(re.sub(r"<[^>]+>", " ", text).split())
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_whole_chain_is_on_every_object(as_role, chain):
    chain.lock()
    auditor = as_role(Role.AUDITOR)
    for name, address in {**chain.pages, "answer": chain.answer_page}.items():
        shown = columns(auditor, address)
        assert list(shown) == [
            "goals", "needs", "requirements", "procurements", "answers", "scores", "contracts",
        ], name  # fmt: skip
        for column, text in OPEN.items():
            assert text in shown[column], (name, column)
        assert shown["answers"].endswith(f"{SUPPLIER} ja"), name
        # (3 + 4) ÷ 2 = 3.5 of 5.
        assert shown["scores"].endswith(f"{SUPPLIER} 3,5 av 5"), name


def test_a_locked_score_leads_to_its_row_in_the_result(as_role, chain):
    chain.lock()
    auditor = as_role(Role.AUDITOR)
    page = auditor.get(chain.pages["need"]).content.decode()
    slugs = [chain.programme.slug, chain.procurement.slug]
    url = reverse("evaluation:lot-result", args=[*slugs, chain.lot.number])
    mark = f"score-{chain.tender.pk}-{chain.item.pk}"
    assert f'href="{url}#{mark}"' in page
    assert auditor.get(url).status_code == 200


def test_the_page_of_scoring_fetches_it_when_it_is_opened(chain):
    """Nothing of it is in the page; what is fetched is a part, and without script a page."""
    client, address = of(chain.evaluators[0]), chain.pages["chain"]
    page = client.get(chain.score_page).content.decode()
    assert 'class="chain ' not in page and page.count(f'"{address}"') == 2
    part = client.get(address, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=chain.score_page)
    drawn = part.content.decode()
    assert "<html" not in drawn and SUPPLIER in drawn
    # The score that one is on is no link.
    assert drawn.count('aria-current="true"') == 1
    assert f'href="{chain.score_page}"' not in drawn
    assert columns(client, address)["scores"].endswith("dina poäng: 3 av 5")


def test_a_heading_has_no_chain(as_role, chain):
    heading = make.HeadingFactory(catalogue=chain.requirement.catalogue)
    slugs = [chain.programme.slug, heading.pk]
    url = reverse("requirements_catalog:requirement-chain", args=slugs)
    assert as_role(Role.READER).get(url).status_code == 404


def test_what_one_is_on_is_no_link(as_role, chain):
    page = as_role(Role.READER).get(chain.pages["need"]).content.decode()
    drawn = page.split('<ol class="chain ')[1].split("</ol>")[0]
    assert drawn.count('aria-current="true"') == 1
    assert f'href="{chain.pages["need"]}"' not in drawn


@pytest.mark.once
@pytest.mark.parametrize("role", OUTSIDE)
def test_who_reads_no_tenders_sees_no_sign_of_answers_or_scores(role, as_role, chain):
    chain.lock()
    client = as_role(role)
    pages = {name: client.get(address).content.decode() for name, address in chain.pages.items()}
    for name, address in chain.pages.items():
        shown = columns(client, address)
        assert {column: shown[column] for column in KEPT_BACK} == KEPT_BACK, name
        assert set(shown) == set(OPEN) | set(KEPT_BACK), name
        assert "Nordvind" not in pages[name], name
    # A second tender changes nothing of what is sent but the token of forms.
    other = make.TenderFactory(procurement=chain.procurement)
    other.lots.add(chain.lot)
    for name, address in chain.pages.items():
        again = client.get(address).content.decode()
        assert _without_tokens(again) == _without_tokens(pages[name]), name


def _without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken[^:]*)[=:]?"[^"]*"', "", page)


def test_a_lead_sees_scores_when_they_are_locked_and_never_answers(as_role, chain):
    lead = as_role(Role.PROGRAMME_LEAD)
    for name, address in chain.pages.items():
        shown = columns(lead, address)
        assert (shown["answers"], shown["scores"]) == (KEPT_BACK["answers"], NO_LOCKED), name
        assert "Nordvind" not in lead.get(address).content.decode(), name
    chain.lock()
    for address in chain.pages.values():
        shown = columns(lead, address)
        assert shown["answers"] == KEPT_BACK["answers"]
        assert shown["scores"].endswith(f"{SUPPLIER} 3,5 av 5")


@pytest.mark.parametrize("role", READERS)
def test_before_the_lock_readers_of_tenders_see_answers_and_no_scores(role, as_role, chain):
    client = as_role(role)
    for address in chain.pages.values():
        shown = columns(client, address)
        assert SUPPLIER in shown["answers"]
        assert shown["scores"] == NO_LOCKED


@pytest.mark.once
@pytest.mark.parametrize("role", [*READERS, Role.PROGRAMME_LEAD])
def test_before_the_opening_nobody_sees_anything(role, as_role, chain):
    chain.seal()
    client = as_role(role)
    for name, address in chain.pages.items():
        shown = columns(client, address)
        none = "Svar Inget öppnat anbud svarar på det."
        assert shown["answers"] == (none if role in READERS else KEPT_BACK["answers"]), name
        assert shown["scores"] == NO_LOCKED, name
        assert "Nordvind" not in client.get(address).content.decode(), name


def test_an_evaluator_sees_own_scores_alone_before_and_after_the_lock(chain):
    first, second = (of(person) for person in chain.evaluators)
    for _time in range(2):
        for address in chain.pages.values():
            assert columns(first, address)["scores"].endswith("dina poäng: 3 av 5")
            assert columns(second, address)["scores"].endswith("dina poäng: 4 av 5")
        chain.lock()


def test_an_appointment_opens_its_own_procurement_only(make_chain, make_person, programme):
    first, second = make_chain(1), make_chain(2)
    second.requirement.needs.add(first.need)
    stranger = make_person(Role.EVALUATOR, programme, "Inte utsedd")
    shown = columns(of(stranger), first.pages["need"])
    assert {column: shown[column] for column in KEPT_BACK} == KEPT_BACK
    one = make_person(Role.EVALUATOR, programme, "Utsedd")
    make.AssignmentFactory(evaluation=first.evaluation, user=one)
    shown = columns(of(one), first.pages["need"])
    assert SUPPLIER in shown["answers"] and "Nordvind 2" not in shown["answers"]
    told = "Inga poäng som du har satt. Andras visas för den som får se resultatet."
    assert shown["scores"] == f"Poäng {told}"
    # Of what there is outside of the appointment nothing is said, nor that there is nothing.
    first.tender.delete()
    told = "Inget öppnat anbud svarar på det, där du är utsedd att läsa anbud."
    assert columns(of(one), first.pages["need"])["answers"] == f"Svar {told}"


def test_a_withdrawn_tender_is_not_told(as_role, chain):
    chain.lock()
    chain.tender.status = TenderStatus.WITHDRAWN
    chain.tender.save()
    shown = columns(as_role(Role.AUDITOR), chain.pages["need"])
    assert shown["answers"] == "Svar Inget öppnat anbud svarar på det."
    assert shown["scores"] == NO_LOCKED


def test_several_requirements_are_counted_and_the_rest_is_a_list(as_role, chain):
    """Of 6 requirements 4 are named; of the tender's 6 answers 1 is yes and 5 are not given."""
    for number in range(5):
        row = make.RequirementFactory(
            catalogue=chain.requirement.catalogue, code=f"UT-9{number}", title="Ytterligare"
        )
        row.needs.add(chain.need)
        make.make_item(chain.procurement, requirement=row)
    shown = columns(as_role(Role.AUDITOR), chain.pages["need"])
    assert shown["requirements"].count("Ytterligare") == 3
    assert shown["requirements"].endswith("och 2 till")
    assert shown["procurements"].endswith("5 ska-krav, 1 bör-krav")
    assert shown["answers"].endswith(f"{SUPPLIER} 1 ja, 5 utan svar")
    page = as_role(Role.AUDITOR).get(chain.pages["need"]).content.decode()
    assert '<a href="#need-requirements">och 2 till</a>' in page


def test_a_contract_without_a_clause_is_found_through_the_package(as_role, chain):
    need = chain.pages["need"]
    chain.clause.delete()
    reader = as_role(Role.READER)
    assert columns(reader, need)["contracts"] == "Avtal Journalavtalet 1 utkast"
    # A contract for another lot does not buy what stands in this one.
    chain.contract.lots.set([make.LotFactory(procurement=chain.procurement, number=2)])
    assert columns(reader, need)["contracts"] == "Avtal Inget avtal och inget villkor."


def test_contracts_without_clauses_are_in_swedish_order(as_role, chain):
    need = chain.pages["need"]
    chain.clause.delete()
    chain.contract.delete()
    for title in ("Älvmark", "Åmål", "Zinkgruvan"):
        Contract.objects.create(
            programme=chain.programme, title=title, procurement=chain.procurement
        )
    told = columns(as_role(Role.READER), need)["contracts"]
    places = [told.index(title) for title in ("Zinkgruvan", "Åmål", "Älvmark")]
    assert places == sorted(places)


def test_several_clauses_of_a_contract_are_named_by_their_numbers(as_role, chain):
    second = ContractClause.objects.create(contract=chain.contract, number="14", heading="Format")
    second.requirements.add(chain.requirement)
    shown = columns(as_role(Role.READER), chain.pages["need"])
    assert shown["contracts"] == "Avtal Journalavtalet 1 utkast, villkor 12, 14"


def test_it_costs_the_same_whatever_it_shows(
    make_chain, make_person, programme, django_assert_num_queries
):
    """Two each of goals, needs and requirements, two of procurements; five of answers (tenders,
    their lots, items, their lots, answers); one of scores; two of contracts."""
    request = RequestFactory().get("/")
    request.user = make_person(Role.AUDITOR, programme)
    make_chain(1).lock()
    everything = Start(programme, Requirement.objects.requirements())
    chain_of(request, everything)  # what the person may do is remembered
    with django_assert_num_queries(2 + 2 + 2 + 2 + 5 + 1 + 2):
        chain_of(request, everything)
    for number in (2, 3):
        make_chain(number).lock()
    with django_assert_num_queries(16):
        shown = chain_of(request, everything)
    assert [len(one.entries) for one in shown] == [3] * 7


def test_an_evaluators_page_costs_the_same_with_more(chain, make_chain):
    client = of(chain.evaluators[0])
    counts = []
    for number in (2, 3):
        with CaptureQueriesContext(connection) as asked:
            client.get(chain.pages["need"])
        counts.append(len(asked))
        make_chain(number).requirement.needs.add(chain.need)
    assert counts[0] == counts[1]
