"""Contracts, clauses and call-offs: their rules, who may do what, and what their pages tell."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.history import save_with_reason
from contracts.choices import ContractState
from contracts.models import CallOff, Contract, ContractClause
from procurements.actions import remove_lot
from procurements.problems import PlanProblem
from programmes.choices import Role
from programmes.models import Programme
from programmes.register import REGISTERS
from steering.models import Risk
from tests import factories as make

pytestmark = pytest.mark.django_db
ENTRY = REGISTERS["contracts"]


@pytest.fixture
def operator(programme):
    return make.OperatorFactory(programme=programme, name="Norrljus AB")


@pytest.fixture
def framework(programme, operator):
    return Contract.objects.create(
        programme=programme,
        title="Ramavtal om konsulter",
        kind="framework",
        state="signed",
        operator=operator,
        signed_on="2024-02-01",
    )


def sent(**values) -> dict:
    return {"title": "Avtal", "kind": "contract", "state": "draft", **values}


def test_a_draft_names_no_supplier(programme, operator):
    """Told by the model, and kept by the database."""
    draft = Contract(programme=programme, title="Utkast", operator=operator)
    with pytest.raises(ValidationError, match="Ett utkast har ingetdera"):
        draft.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.create(programme=programme, title="Tecknat", state="signed")


def test_it_is_signed_once_scores_are_locked_with_one_who_has_tendered(as_role, chain, operator):
    officer = as_role(Role.PROCUREMENT_OFFICER)
    url = ENTRY.url("edit", chain.programme, chain.contract.pk)
    values = sent(
        procurement=chain.procurement.pk,
        lots=[chain.lot.pk],
        state="signed",
        operator=chain.tender.operator.pk,
        signed_on="2026-11-02",
    )
    answer = officer.post(url, values)
    assert answer.status_code == 422 and "poäng är inte låsta" in answer.content.decode()
    chain.lock()
    answer = officer.post(url, values | {"operator": operator.pk})
    assert answer.status_code == 422 and "inget anbud i upphandlingen" in answer.content.decode()
    chain.contract.refresh_from_db()
    assert (chain.contract.state, chain.contract.operator) == ("draft", None)
    assert officer.post(url, values).status_code == 302
    chain.contract.refresh_from_db()
    assert chain.contract.operator == chain.tender.operator
    # Now everybody may know.
    page = as_role(Role.READER).get(ENTRY.url("detail", chain.programme, chain.contract.pk))
    assert "Nordvind 1 AB" in page.content.decode()


def test_who_a_draft_was_once_for_is_in_nobodys_history_without_insight(as_role, chain):
    """Signed by mistake and put back, it tells a reader of no tenderer (OSL 19:3)."""
    chain.lock()
    contract, reader = chain.contract, as_role(Role.READER)
    contract.state, contract.operator = "signed", chain.tender.operator
    contract.signed_on = date(2026, 11, 2)
    save_with_reason(contract, by=None, reason="Tecknat")
    url = ENTRY.url("detail", chain.programme, contract.pk)
    assert "Nordvind 1 AB" in reader.get(url).content.decode()
    contract.state, contract.operator, contract.signed_on = "draft", None, None
    save_with_reason(contract, by=None, reason="Fel avtal")
    page = reader.get(url).content.decode()
    assert "Fel avtal" in page and "Nordvind 1 AB" not in page
    assert "Nordvind 1 AB" in as_role(Role.PROCUREMENT_OFFICER).get(url).content.decode()


@pytest.mark.parametrize("state", sorted(set(ContractState) - {ContractState.DRAFT}))
def test_scores_are_not_opened_again_under_a_contract(as_role, chain, state):
    """Nor once it has ended: who won is known."""
    chain.lock()
    contract = chain.contract
    contract.state, contract.operator = state, chain.tender.operator
    contract.signed_on = date(2026, 11, 2)
    contract.save()
    officer = as_role(Role.PROCUREMENT_OFFICER)
    evaluation = chain.procurement.evaluation
    where = ["prov", chain.procurement.slug]
    url = reverse("evaluation:scores-unlock", args=where)
    answer = officer.post(url, {"reason": "Fel bilaga lästes."}, follow=True)
    assert f"Avtal är tecknat ({contract}), så poängen" in answer.content.decode()
    evaluation.refresh_from_db()
    assert evaluation.stage == "locked"


def test_a_draft_keeps_no_scores_locked(as_role, chain):
    chain.lock()
    url = reverse("evaluation:scores-unlock", args=["prov", chain.procurement.slug])
    as_role(Role.PROCUREMENT_OFFICER).post(url, {"reason": "Fel bilaga lästes."})
    chain.evaluation.refresh_from_db()
    assert (chain.contract.state, chain.evaluation.stage) == ("draft", "scoring")


def test_it_is_signed_for_lots_in_which_the_supplier_has_tendered(as_role, chain):
    """Nordvind 1 AB has tendered for lot 1 alone."""
    second = make.LotFactory(procurement=chain.procurement, number=2, title="Drift")
    officer = as_role(Role.PROCUREMENT_OFFICER)
    url = ENTRY.url("edit", chain.programme, chain.contract.pk)
    values = sent(
        procurement=chain.procurement.pk,
        state="signed",
        operator=chain.tender.operator.pk,
        signed_on="2026-11-02",
    )
    told = f"Nordvind 1 AB har inget anbud som gäller delkontrakt {second}."
    # Until the scores are locked nothing here tells who has tendered for what.
    assert told not in officer.post(url, values | {"lots": [second.pk]}).content.decode()
    chain.lock()
    # Without lots the contract is for both.
    for lots in ([second.pk], [chain.lot.pk, second.pk], []):
        answer = officer.post(url, values | {"lots": lots})
        assert answer.status_code == 422 and told in answer.content.decode()
    chain.contract.refresh_from_db()
    assert (chain.contract.state, list(chain.contract.lots.all())) == ("draft", [chain.lot])
    chain.tender.lots.add(second)
    assert officer.post(url, values).status_code == 302


def test_a_contract_binds_until_its_last_day_with_all_extension(framework):
    def binding(day):
        return Contract.objects.binding(date(2028, 1, day)).filter(pk=framework.pk).exists()

    assert binding(31)  # no last day: until it is ended
    framework.runs_until = date(2026, 1, 31)
    framework.save()
    assert not binding(1)
    framework.extended_until = date(2028, 1, 30)
    framework.save()
    assert (binding(30), binding(31)) == (True, False)
    framework.state = "ended"
    framework.save()
    assert not binding(1)


def test_nothing_is_called_off_when_the_framework_has_run_out(framework):
    framework.refresh_from_db()
    framework.runs_until = date(2026, 1, 31)
    call = CallOff(
        contract=framework,
        title="Avrop",
        opened_on=date(2026, 2, 1),
        answers_due_on=date(2026, 3, 1),
    )
    with pytest.raises(ValidationError, match="löpte ut 2026-01-31"):
        call.full_clean()
    framework.extended_until = date(2028, 1, 31)
    call.full_clean()


@pytest.mark.parametrize("role", [Role.PROGRAMME_LEAD, Role.READER, Role.EVALUATOR])
def test_the_form_that_lists_suppliers_is_for_those_who_handle_tenders(role, as_role, chain):
    client = as_role(role)
    for page in ("create", "edit"):
        keys = [chain.contract.pk] if page == "edit" else []
        answer = client.get(ENTRY.url(page, chain.programme, *keys))
        assert answer.status_code == 403 and "Nordvind" not in answer.content.decode()


def test_lots_are_of_the_procurement_that_is_chosen(as_role, chain, make_chain):
    other = make_chain(2)
    officer = as_role(Role.PROCUREMENT_OFFICER)
    url = ENTRY.url("create", chain.programme)
    answer = officer.post(url, sent(procurement=chain.procurement.pk, lots=[other.lot.pk]))
    assert answer.status_code == 422 and "Välj delkontrakt i den" in answer.content.decode()
    stranger = make.LotFactory(procurement=make.ProcurementFactory())
    answer = officer.post(url, sent(procurement=stranger.procurement.pk, lots=[stranger.pk]))
    assert answer.status_code == 422
    assert Contract.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"runs_from": "2028-01-01", "runs_until": "2027-12-31"}, "kan inte sluta innan"),
        ({"runs_until": "2028-01-01", "extended_until": "2027-01-01"}, "Förlängningen börjar"),
        ({"extended_until": "2027-01-01"}, "Förlängningen börjar"),
    ],
)
def test_days_stand_in_order(values, told, as_role, programme):
    officer = as_role(Role.PROCUREMENT_OFFICER)
    answer = officer.post(ENTRY.url("create", programme), sent(**values))
    assert answer.status_code == 422 and told in answer.content.decode()


def test_what_a_contract_covers(programme, chain, operator):
    """Modules of its lots, of all lots where it names none, and those that it names itself."""
    other = make.ModuleFactory(programme=programme)
    second = make.LotFactory(procurement=chain.procurement, number=2)
    second.modules.add(other)
    covering = Contract.objects.covering
    assert list(covering(chain.module)) == [chain.contract]
    assert list(covering(other)) == []
    chain.contract.lots.clear()
    assert list(covering(other)) == [chain.contract]
    chain.contract.lots.set([chain.lot])
    chain.contract.modules.add(other)
    assert list(covering(other)) == [chain.contract]


def test_a_module_that_nothing_is_required_of_shows_its_contract(as_role, programme, framework):
    module = make.ModuleFactory(programme=programme)
    framework.modules.add(module)
    url = reverse("requirements_catalog:module-detail", args=["prov", module.pk])
    drawn = as_role(Role.READER).get(url).content.decode().split('<ol class="chain ')[1]
    assert ENTRY.url("detail", programme, framework.pk) in drawn.split("</ol>")[0]
    # The contract's own page has no chain to show.
    page = as_role(Role.READER).get(ENTRY.url("detail", programme, framework.pk)).content.decode()
    assert 'class="chain ' not in page


def test_a_call_off_is_made_under_a_framework_that_holds(as_role, programme, framework):
    officer = as_role(Role.PROCUREMENT_OFFICER)
    url = REGISTERS["call-offs"].url("create", programme)
    values = {
        "title": "Migrering",
        "opened_on": "2025-03-03",
        "answers_due_on": "2025-03-24",
        "outcome": "open",
    }
    draft = Contract.objects.create(programme=programme, title="Utkast", kind="framework")
    plain = Contract.objects.create(programme=programme, title="Avtal")
    for contract, more, told in [
        (plain, {}, "bara på ett ramavtal"),
        (draft, {}, "inte tecknat än"),
        (framework, {"opened_on": "2024-01-31"}, "innan avtalet tecknades"),
        (framework, {"answers_due_on": "2025-03-02"}, "inte vara inne innan"),
        (framework, {"outcome": "awarded"}, "Ange dagen när avropet är avgjort"),
        (framework, {"decided_on": "2025-04-01"}, "Ange dagen när avropet är avgjort"),
    ]:
        answer = officer.post(url, values | {"contract": contract.pk} | more)
        assert answer.status_code == 422 and told in answer.content.decode(), told
    assert officer.post(url, values | {"contract": framework.pk}).status_code == 302
    # 3 March to 24 March: three weeks.
    assert CallOff.objects.get().time_to_answer.days == 21
    page = officer.get(ENTRY.url("detail", programme, framework.pk)).content.decode()
    assert "Migrering" in page and ">21</td>" in page


def test_a_risk_shows_the_clauses_that_lessen_it(as_role, programme, chain):
    page = as_role(Role.READER).get(chain.pages["risk"]).content.decode()
    told = page.split('id="risk-clauses"')[1].split("</section>")[0]
    assert "12 Rätt till uttag" in told and "Journalavtalet 1 (utkast)" in told
    # The section of the register itself stands before.
    assert page.index('id="risk-title"') < page.index('id="risk-clauses"')
    other = Risk.objects.create(
        programme=programme, code="R-9", title="Tid", category="time", probability=1, consequence=1
    )
    url = REGISTERS["risks"].url("detail", programme, other.pk)
    seen = as_role(Role.READER).get(url).content.decode()
    assert "Inget avtalsvillkor är kopplat." in seen and "ange risken där" not in seen
    # Who may write clauses is led to where it is done.
    page = as_role(Role.PROCUREMENT_OFFICER).get(url).content.decode()
    listed = REGISTERS["clauses"].url("list", programme)
    assert f'<a href="{listed}">Välj ett avtalsvillkor och ange risken där</a>' in page


def test_a_clause_is_linked_to_the_programmes_own_alone(as_role, chain):
    other = Programme.objects.create(slug="annat", name="Ett annat")
    officer = as_role(Role.PROCUREMENT_OFFICER)
    url = REGISTERS["clauses"].url("create", chain.programme)
    values = {"contract": chain.contract.pk, "number": "13", "heading": "Deponering"}
    for name in ("modules", "risks"):
        row = (
            make.ModuleFactory(programme=other)
            if name == "modules"
            else Risk.objects.create(
                programme=other,
                code="R",
                title="X",
                category="time",
                probability=1,
                consequence=1,
            )
        )
        assert officer.post(url, values | {name: [row.pk]}).status_code == 422
    assert ContractClause.objects.count() == 1
    made = values | {"requirements": chain.requirement.code, "risks": [chain.risk.pk]}
    assert officer.post(url, made).status_code == 302
    clause = ContractClause.objects.get(number="13")
    assert list(clause.requirements.all()) == [chain.requirement]
    page = officer.get(REGISTERS["clauses"].url("detail", chain.programme, clause.pk))
    assert chain.pages["risk"] in page.content.decode()


def test_the_stage_strip_tells_of_the_newest_procurement(as_role, chain):
    def stage() -> str:
        url = reverse("programmes:programme-overview", args=["prov"])
        page = as_role(Role.READER).get(url).content.decode()
        return page.split('class="stage-strip"')[1].split("</ol>")[0]

    assert "utkast" in stage()
    chain.lock()
    chain.contract.state, chain.contract.signed_on = "signed", "2026-11-02"
    chain.contract.operator = chain.tender.operator
    chain.contract.save()
    assert "tecknat" in stage() and "utkast" not in stage()


def test_the_search_finds_contracts_and_clauses_and_a_supplier_only_where_one_is_signed(
    as_role, chain, framework
):
    reader = as_role(Role.READER)

    def hits(words: str) -> list[str]:
        groups = reader.get("/search/", {"q": words}).context["groups"]
        return [hit.title for group in groups for hit in group.hits]

    assert "Journalavtalet 1" in hits("Journalavtalet")
    assert "12 Rätt till uttag" in hits("uttag rätt")
    # The list of contracts names who has signed to all who read it; the supplier is not led to.
    assert hits("Norrljus") == ["Ramavtal om konsulter"]
    assert as_role(None).get("/search/", {"q": "Journalavtalet"}).context["groups"] == []


def test_a_lot_that_a_contract_names_is_not_removed(programme):
    """The contract would otherwise be one for every lot."""
    procurement = make.ProcurementFactory(programme=programme)
    lot = make.LotFactory(procurement=procurement)
    contract = Contract.objects.create(programme=programme, title="Avtal", procurement=procurement)
    contract.lots.add(lot)
    with pytest.raises(PlanProblem, match="Avtal"):
        remove_lot(lot=lot, by=make.UserFactory())
    assert list(contract.lots.all()) == [lot]


def test_value_and_first_day_stand_in_the_list_on_a_phone_too(as_role, framework):
    """What is wide is left out there; these two are what one looks for."""
    address = reverse("programmes:register-list", args=["prov", "contracts"])
    row = as_role(Role.READER).get(address).content.decode().split("<tbody>")[1]
    for label, hidden in (("Gäller från", False), ("Värde, kronor", False), ("Avtalsform", True)):
        cell = row.split(f'data-label="{label}"')[1].split(">")[0]
        assert ("cell-wide" in cell) is hidden, label
