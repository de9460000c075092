"""What rests on a decision is shown on its page, and in the refusal of its removal, with links."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from packages.models import PackagingAlternative
from programmes.actions import replan, undo_replanning
from programmes.choices import Role
from programmes.models import Body, Decision, Replanning
from programmes.register import REGISTERS
from programmes.registered_holds import page_of
from programmes.roles import Permission
from programmes.used_by import SHOWN, programme_of, used_by
from steering.models import Analysis, Claim, RolloutWave, WaveReplanning
from tenders.models import EconomicOperator, Tender
from tests.factories import GoalFactory, MilestoneFactory, TenderFactory, UserFactory
from tests.register_rows import ROWS

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 17)


@pytest.fixture
def decision(programme):
    body = Body.objects.create(programme=programme, name="Regionstyrelsen", kind="decides")
    return Decision.objects.create(programme=programme, title="Ny plan", body=body, decided_on=DAY)


def moved(decision, model=Replanning, title="Avtal", by=None):
    """Something that is re-planned by the decision, and how."""
    day = date(2027, 3, 1)
    planned = (
        MilestoneFactory(programme=decision.programme, title=title, planned_on=day)
        if model is Replanning
        else RolloutWave.objects.create(
            programme=decision.programme, name=title, area="Södra", planned_on=day
        )
    )
    move = replan(
        model=model, planned=planned, planned_after=date(2027, 9, 1), decision=decision,
        decided_by_body="Regionstyrelsen", decided_on=DAY, reason="Skäl.", by=by or UserFactory(),
    )  # fmt: skip
    return planned, move


def claim_of(decision) -> Claim:
    claim = ROWS["claims"](decision.programme)
    claim.decision = decision
    claim.save()
    return claim


def analysis_of(decision, title) -> Analysis:
    one = Analysis.objects.create(programme=decision.programme, title=title, done_on=DAY)
    one.decisions.add(decision)
    return one


def rejected_by(decision, title) -> PackagingAlternative:
    return PackagingAlternative.objects.create(
        programme=decision.programme, title=title, state="rejected", reason="Skäl.",
        decision=decision,
    )  # fmt: skip


def address(row, page="detail", name="decisions") -> str:
    return REGISTERS[name].url(page, programme_of(row), row.pk)


def section(client, decision) -> str:
    page = client.get(address(decision)).content.decode()
    return page.split('id="used-by"')[1].split("</section>")[0] if 'id="used-by"' in page else ""


# ---------------------------------------------------------------- the page


def test_without_anything_that_rests_on_it_nothing_is_shown(decision, as_role):
    assert section(as_role(Role.READER), decision) == ""


def test_what_rests_on_it_is_shown_by_kind_with_links(decision, programme, as_role):
    milestone, _move = moved(decision)
    wave, _move = moved(decision, WaveReplanning, "Etapp 1")
    alternative = rejected_by(decision, "Två delar")
    analysis = analysis_of(decision, "Marknadsanalys")
    told = section(as_role(Role.READER), decision)
    board = reverse("packages:alternative-detail", args=["prov", alternative.pk])
    for url, text in [
        (address(milestone, name="milestones"), "Avtal: 2027-03-01 → 2027-09-01"),
        (address(wave, name="waves"), "Etapp 1: 2027-03-01 → 2027-09-01"),
        (address(analysis, name="analyses"), "Marknadsanalys"),
        (board, "Två delar"),
    ]:
        assert f'<a href="{url}">{text}</a>' in told
    kinds = ["Omplanerade milstolpar", "Analyser", "Omplanerade etapper", "Paketeringsalternativ"]
    heads = [f"{kind} <span" for kind in kinds]
    assert told.count("<h3") == 4 and all(head in told for head in heads)


def test_a_move_that_was_undone_still_cites_it_and_says_so(decision, as_role):
    person = UserFactory()
    milestone, move = moved(decision, by=person)
    undo_replanning(planned=milestone, move=move, reason="Fel.", by=person)
    told = section(as_role(Role.READER), decision)
    assert "2027-03-01 → 2027-09-01 (ångrad)<" in told
    assert "2027-09-01 → 2027-03-01 (ångrar en omplanering)<" in told


def test_of_many_the_first_are_shown_and_the_rest_counted(decision, as_role):
    for number in range(13):
        analysis_of(decision, f"Analys {number}")
    told = section(as_role(Role.READER), decision)
    assert SHOWN == 10 and told.count("<a href=") == 10
    assert 'Analyser <span class="text-muted">13</span>' in told and "och 3 till" in told


def test_what_may_not_be_read_is_not_shown(decision, as_role):
    """Claims are for those who may read the result (OSL)."""
    claim = claim_of(decision)
    assert section(as_role(Role.READER), decision) == ""
    told = section(as_role(Role.PROGRAMME_LEAD), decision)
    assert f'<a href="{address(claim, name="claims")}">{claim}</a>' in told


def test_it_costs_a_query_for_each_kind_however_many_there_are(decision, programme):
    """Nine models refer to a decision; the record of choices is asked too, and the programme."""

    def cost() -> int:
        row = Decision.objects.get(pk=decision.pk)
        with CaptureQueriesContext(connection) as asked:
            used_by(row)
        return len(asked)

    few = cost()
    assert len(Decision._meta.related_objects) == 9 and few == 11
    for number in range(3):
        moved(decision, title=f"M {number}")
        moved(decision, WaveReplanning, f"E {number}")
        analysis_of(decision, f"A {number}")
        claim_of(decision)
        rejected_by(decision, f"P {number}")
        ROWS["own-upgrades"](programme)
        ROWS["frame-shares"](programme)
    for model in (one.related_model for one in Decision._meta.related_objects):
        if hasattr(model, "history") and model is not Analysis:
            model.objects.update(decision=decision)
    assert cost() == few


# ---------------------------------------------------------------- the refusal


def refused(client, row, name) -> str:
    answer = client.post(address(row, "remove", name), follow=True)
    return answer.content.decode().split('id="messages"')[1].split("</div>\n  </div>")[0]


def test_the_refusal_has_the_same_links(decision, as_role):
    milestone, _move = moved(decision, title="<b>Avtal</b>")
    told = refused(as_role(Role.PROGRAMME_LEAD), decision, "decisions")
    link = f'<a href="{address(milestone, name="milestones")}">&lt;b&gt;Avtal&lt;/b&gt;: 2027-03-01'
    assert "2026-03-17 Ny plan kan inte tas bort. Används av: " + link in told
    assert Decision.objects.filter(pk=decision.pk).exists()


def test_of_more_than_five_that_there_are_more_is_told(decision, as_role):
    for number in range(6):
        analysis_of(decision, f"Analys {number}")
    told = refused(as_role(Role.PROGRAMME_LEAD), decision, "decisions")
    assert told.count("<a href=") == 5 and "Analys 4</a>, med flera." in told


def test_of_what_may_not_be_read_is_told_that_there_is_some(programme, as_role):
    """That a supplier has tendered is secret until the award (OSL 19:3): nobody is told here."""
    operator = TenderFactory(procurement__programme=programme).operator
    assert page_of(Tender) is None
    told = refused(as_role(Role.PROCUREMENT_OFFICER), operator, "suppliers")
    assert "Används av: annat som inte visas här." in told
    assert EconomicOperator.objects.filter(pk=operator.pk).exists()


def test_every_kind_that_rests_on_a_row_has_its_page_or_is_kept_back():
    """A new model that refers to a register's rows says where it is read."""
    kinds = {
        relation.related_model
        for entry in REGISTERS.values()
        for relation in entry.model._meta.related_objects
    }
    assert {kind for kind in kinds if page_of(kind) is None} == {Tender}
    assert all(isinstance(page.needs, Permission) for page in filter(None, map(page_of, kinds)))


@pytest.mark.parametrize("kind", ["goals", "bodies", "streams", "chain", "participants"])
def test_each_link_leads_to_a_page(kind, programme, as_role):
    """Of every kind of register that another row of the samples refers to."""
    for make in ROWS.values():
        make(programme)
    GoalFactory(programme=programme)
    reader = as_role(Role.AUDITOR)
    for row in REGISTERS[kind].rows(programme):
        for group in used_by(row):
            for use in group.uses:
                assert reader.get(use.url.partition("#")[0]).status_code == 200
