"""Decisions on taking part stand below the register of decisions, and a re-planning cites one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joint_procurement.actions import annul_joining_decision
from joint_procurement.register_sections import OPEN, cited_from
from programmes.actions import undo_replanning
from programmes.choices import Role
from programmes.models import Body, Decision, Replanning
from programmes.registered_citations import cited_by, offered_to, planned_by
from programmes.roles import Permission
from programmes.search import find_everywhere
from steering.models import RolloutWave, WaveReplanning
from steering.planned import plan_of
from steering.shown import shown_of
from tests.factories import MilestoneFactory, ProcurementFactory, ProgrammeFactory, UserFactory
from tests.joint_procurement.conftest import decide, move, standing, take_part

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def milestone(programme):
    return MilestoneFactory(programme=programme, title="Avtal", planned_on=date(2027, 3, 1))


@pytest.fixture
def left(joint):
    """Beta leaves, by a body that is no body of the programme's."""
    return decide(joint.procurement, joint.beta, "withdrew", day=DAY)


def replan_url(milestone) -> str:
    return reverse("programmes:milestone-replan", args=["prov", milestone.pk])


def listed(client) -> str:
    page = client.get(reverse("programmes:register-list", args=["prov", "decisions"]))
    return page.content.decode()


# ---------------------------------------------------------------- the register's page


def test_they_stand_below_the_register_newest_first_with_a_link(joint, left, as_role):
    part = listed(as_role("reader")).split('id="joining"')[1]
    assert part.index("2026-03-01") < part.index("2026-01-15")
    page = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    assert f'href="{page}#decision-{left.pk}"' in part and "Regionstyrelsen" in part
    assert "<strong>Beta</strong> har lämnat:" in part
    # They are no rows of the register, and it says so.
    assert not Decision.objects.exists() and "står inte i listan ovan" in part


def test_the_older_are_folded(joint, left, as_role, programme):
    """Five there are; with eight more thirteen, of which the three oldest are folded."""
    for number in range(8):
        fresh = take_part(programme, f"Ny {number}", 1)
        decide(joint.procurement, fresh, "joins", day=date(2026, 4, 1))
    part = listed(as_role("reader")).split('id="joining"')[1]
    assert OPEN == 10 and "3 äldre beslut" in part
    assert part.split("<details")[0].count("#decision-") == 10


def test_an_annulled_one_is_struck_there_too(joint, left, as_role):
    annul_joining_decision(decision=left, reason="Fel.", by=UserFactory())
    part = listed(as_role("reader")).split('id="joining"')[1]
    row = part.split(f"#decision-{left.pk}")[0].rsplit("<li", 1)[1]
    assert '>makulerat</span> <del class="is-void">' in row


@pytest.mark.parametrize("header", [{}, {"HX-Request": "true"}])
def test_a_search_of_the_list_reaches_them(header, joint, left, as_role):
    address = reverse("programmes:register-list", args=["prov", "decisions"])
    reader = as_role("reader")
    page = reader.get(address, {"q": "beta"}, headers=header).content.decode()
    assert page.count('id="register-part-0"') == 1
    assert page.count("#decision-") == page.count("<strong>Beta</strong>") == 2
    page = reader.get(address, {"q": "finns ej"}, headers=header).content.decode()
    assert "Inget beslut om deltagande passar sökningen." in page and "#decision-" not in page
    # What is fetched into the page takes the place of what stands there.
    assert ("hx-swap-oob" in page.split('id="register-part-0"')[1].split(">")[0]) == bool(header)


def test_the_search_of_everything_finds_them_for_those_who_read_procurements(
    joint, left, make_person, programme
):
    page = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    for role in Role.values:
        person = make_person(role, programme, role)
        found = {one.url for group in find_everywhere(person, "beta") for one in group.hits}
        assert f"{page}#decision-{left.pk}" in found
    other = make_person("auditor", ProgrammeFactory(), "Ute")
    assert find_everywhere(other, "beta") == []


def test_without_any_nothing_is_told(programme, as_role):
    assert 'id="joining"' not in listed(as_role("reader"))


def queries_of_decisions(client, **headers) -> int:
    """How many queries the register's page has that read decisions on taking part."""
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("programmes:register-list", args=["prov", "decisions"]), **headers)
    return sum("joint_procurement_" in one["sql"] for one in asked)


def test_the_list_costs_one_query_more(joint, left, as_role, programme):
    """However many they are, whether annulled or not; all that is told comes with it."""
    reader = as_role("reader")
    assert queries_of_decisions(reader) == 1
    for number in range(3):
        fresh = take_part(programme, f"Ny {number}", 1)
        wrong = decide(joint.procurement, fresh, "joins", day=date(2026, 4, 1))
        annul_joining_decision(decision=wrong, reason="Fel.", by=UserFactory())
    assert queries_of_decisions(reader) == 1
    assert queries_of_decisions(reader, HTTP_HX_REQUEST="true") == 1


# ---------------------------------------------------------------- a re-planning that cites one


@pytest.fixture
def decision(programme):
    body = Body.objects.create(programme=programme, name="Programstyrgruppen", kind="decides")
    return Decision.objects.create(programme=programme, title="Ny plan", body=body, decided_on=DAY)


@pytest.mark.parametrize("field", ["decision", "cited_joining"])
def test_a_milestone_is_moved_by_one_and_says_which(field, joint, left, milestone, as_role):
    """Also from a page that was opened while each kind had a list of its own."""
    lead = as_role("programme_lead")
    form = lead.get(replan_url(milestone)).context["form"]
    [(group, offered)] = form.fields["decision"].choices[1:]
    key = f"joining:{left.pk}"
    assert group == "Beslut om deltagande"
    assert offered[0][0] == key and "2026-03-01 Beta" in offered[0][1]
    sent = {"planned_after": "2027-09-01", field: key, "reason": "Volymerna ändras."}
    answer = lead.post(replan_url(milestone), sent)
    assert answer.status_code == 302
    moved = Replanning.objects.get()
    # Day and body are the decision's.
    assert (moved.cited, moved.decided_on, moved.decided_by_body, moved.decision) == (
        key, DAY, "Regionstyrelsen", None,
    )  # fmt: skip
    page = lead.get(answer["Location"]).content.decode()
    address = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    assert f'<a href="{address}#decision-{left.pk}">2026-03-01 Beta' in page


def test_all_stand_in_one_list_with_a_group_for_each_kind(
    joint, left, milestone, decision, as_role
):
    lead = as_role("programme_lead")
    answer = lead.get(replan_url(milestone))
    groups = answer.context["form"].fields["decision"].choices[1:]
    assert [(label, len(rows)) for label, rows in groups] == [
        ("Programmets beslut", 1), ("Beslut om deltagande", 5),
    ]  # fmt: skip
    page = answer.content.decode()
    assert page.count("<select") == 1 and page.count("<optgroup") == 2
    own = f'<option value="{decision.pk}">2026-03-01 Ny plan</option>'
    assert own in page.split('<optgroup label="Programmets beslut">')[1].split("</optgroup>")[0]
    # One of the programme's own, as before; what is chosen stays when something else is refused.
    sent = {"planned_after": "2027-09-01", "decision": decision.pk, "reason": ""}
    for key in (decision.pk, f"joining:{left.pk}"):
        refused = lead.post(replan_url(milestone), sent | {"decision": key})
        assert refused.status_code == 422
        assert f'<option value="{key}" selected>' in refused.content.decode()
    assert lead.post(replan_url(milestone), sent | {"reason": "Skäl."}).status_code == 302
    moved = Replanning.objects.get()
    assert (moved.decision, moved.cited, moved.decided_by_body) == (
        decision, "", "Programstyrgruppen",
    )  # fmt: skip


def test_another_day_than_the_decisions_is_refused(joint, left, milestone, as_role):
    sent = {
        "planned_after": "2027-09-01", "decision": f"joining:{left.pk}", "reason": "Skäl.",
        "decided_on": "2026-02-01",
    }  # fmt: skip
    answer = as_role("programme_lead").post(replan_url(milestone), sent)
    assert answer.status_code == 422
    assert "Beslutet i listan säger 2026-03-01" in answer.content.decode()
    assert not Replanning.objects.exists()


@pytest.mark.parametrize("field", ["decision", "cited_joining"])
def test_one_decision_is_chosen_and_not_two(
    field, joint, left, milestone, programme, decision, as_role
):
    """Two of one list are sent by no browser; of two lists by a page that was opened before."""
    sent = {"planned_after": "2027-09-01", "reason": "Skäl.", "decision": [decision.pk]}
    sent[field] = [*sent.get(field, []), f"joining:{left.pk}"]
    answer = as_role("programme_lead").post(replan_url(milestone), sent)
    assert answer.status_code == 422
    assert "Välj ett beslut, inte två" in answer.content.decode()
    with pytest.raises(ValidationError, match="inte två"):
        move(milestone, left, programme, decision=decision)
    assert not Replanning.objects.exists()


def test_keys_of_what_is_not_offered_are_refused(joint, milestone, decision, as_role):
    other = ProgrammeFactory()
    body = Body.objects.create(programme=other, name="Styrgruppen", kind="decides")
    foreign = Decision.objects.create(programme=other, title="Annan", body=body, decided_on=DAY)
    elsewhere = decide(
        ProcurementFactory(programme=other), take_part(other, "Epsilon", 1), "joins", day=DAY
    )
    lead = as_role("programme_lead")
    sent = {"planned_after": "2027-09-01", "reason": "Skäl."}
    written = {"decided_by_body": "Styrgruppen", "decided_on": "2026-03-01"}
    forged = ("0", "x", "joining:", "joining:x", f"{decision.pk}x", f"other:{decision.pk}")
    for key in (foreign.pk, f"joining:{elsewhere.pk}", *forged):
        for more in ({}, written):
            answer = lead.post(replan_url(milestone), sent | more | {"decision": key})
            assert answer.status_code == 422 and "decision" in answer.context["form"].errors
    assert not Replanning.objects.exists()


def test_only_what_counts_and_is_the_programmes_own_is_offered(joint, left, milestone, as_role):
    lead = as_role("programme_lead")
    annul_joining_decision(decision=left, reason="Fel.", by=UserFactory())
    form = lead.get(replan_url(milestone)).context["form"]
    [(_group, rows)] = form.fields["decision"].choices[1:]
    keys = [key for key, _label in rows]
    alfa = standing(joint, joint.alfa)
    assert f"joining:{left.pk}" not in keys and f"joining:{alfa.pk}" in keys and len(keys) == 4
    sent = {"planned_after": "2027-09-01", "decision": f"joining:{left.pk}", "reason": "S."}
    assert lead.post(replan_url(milestone), sent).status_code == 422
    other = ProgrammeFactory()
    assert offered_to(lead.user, other) == {}


def test_what_is_annulled_moves_nothing_whoever_sends_it(joint, left, milestone, programme):
    """Also when it was read before it was annulled, as by a form that stood open."""
    cited = cited_from(left, programme)
    annul_joining_decision(decision=left, reason="Fel.", by=UserFactory())
    assert not cited.is_annulled
    with pytest.raises(ValidationError, match="Beslutet är makulerat"):
        move(milestone, left, programme, cited=cited)
    milestone.refresh_from_db()
    assert milestone.planned_on == date(2027, 3, 1) and not Replanning.objects.exists()


def test_a_decision_of_another_programme_moves_nothing(joint, milestone, programme):
    other = ProgrammeFactory()
    elsewhere = ProcurementFactory(programme=other, title="Annan")
    cited = decide(elsewhere, take_part(other, "Epsilon", 1), "joins", day=DAY)
    with pytest.raises(ValidationError, match="finns inte i programmet"):
        move(milestone, cited, other)
    body = Body.objects.create(programme=other, name="Styrgruppen", kind="decides")
    decision = Decision.objects.create(programme=other, title="Annan", body=body, decided_on=DAY)
    with pytest.raises(ValidationError, match="finns inte i programmet"):
        move(milestone, cited, other, cited=None, decision=decision, decided_by_body=body.name)
    assert not Replanning.objects.exists()


@pytest.mark.parametrize("model", [Replanning, WaveReplanning])
def test_the_database_keeps_no_two_decisions_of_one_move(milestone, programme, model):
    body = Body.objects.create(programme=programme, name="Styrgruppen", kind="decides")
    decision = Decision.objects.create(programme=programme, title="Ny", body=body, decided_on=DAY)
    wave = RolloutWave.objects.create(
        programme=programme, name="Etapp 1", area="Södra", planned_on=date(2027, 3, 1)
    )
    row = {
        model.planned_field: milestone if model is Replanning else wave,
        "planned_before": date(2027, 3, 1), "planned_after": date(2027, 9, 1),
        "decided_by_body": "Styrgruppen", "decided_on": DAY, "reason": "Skäl.",
        "recorded_by": UserFactory(),
    }  # fmt: skip
    both = model(**row, decision=decision, cited="joining:1")
    with pytest.raises(ValidationError, match="Välj ett beslut, inte två"):
        both.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        both.save()
    model(**row, cited="joining:1").save()
    model(**row, decision=decision).save()
    assert model.objects.count() == 2


def test_the_timeline_tells_what_it_is_called(joint, left, milestone, programme, as_role):
    """In the table, and among the plans to compare with: that before Gamma left is offered."""
    gone = decide(joint.procurement, joint.gamma, "withdrew", day=date(2026, 4, 1))
    move(milestone, left, programme)
    move(milestone, gone, programme, planned_after=date(2027, 10, 1))
    address = reverse("steering:timeline", args=["prov"])
    page = as_role("reader").get(address, {"plan": "2026-02-28"}).content.decode()
    assert "2026-03-01, Regionstyrelsen, Beta har lämnat: Vårdsystem" in page
    assert "2026-04-01, Regionstyrelsen, Gamma har lämnat: Vårdsystem" in page

    def plans(allowed) -> list[str]:
        shown = shown_of(programme, {"plan": "first"}, allowed, date(2026, 11, 26))
        return [one.label for one in shown.plans]

    first = "Första planen (gällde till och med 2026-02-28)"
    until = "(gällde till och med 2026-03-31)"
    assert plans(frozenset(Permission)) == [
        first, f"Planen 2026-03-01: Beta har lämnat: Vårdsystem {until}",
    ]  # fmt: skip
    # Who may not read procurements is told who decided, as the plan says, and no more.
    assert plans({Permission.VIEW}) == [first, f"Planen 2026-03-01: Regionstyrelsen {until}"]


def test_the_timeline_costs_one_query_more_however_many_are_cited(joint, left, programme):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            plan_of(programme, DAY, None, {Permission.VIEW, Permission.VIEW_PROCUREMENT})
        return len(asked)

    first, *others = [
        MilestoneFactory(programme=programme, title=title, planned_on=date(2027, 3, 1))
        for title in ("Annons", "Avtal", "Start")
    ]
    move(first, left, programme, cited=None)
    without = cost()
    for one in others:
        move(one, left, programme)
    assert cost() == without + 1


def test_a_cited_one_that_is_annulled_says_so(joint, left, milestone, programme, as_role):
    move(milestone, left, programme)
    lead, officer = as_role("programme_lead"), as_role("procurement_officer")
    annul = reverse(
        "joint_procurement:decision-annul", args=["prov", joint.procurement.slug, left.pk]
    )
    assert "Omplaneringar hänvisar till beslutet: Avtal." in officer.get(annul).content.decode()
    officer.post(annul, {"reason": "Fel."})
    address = reverse("programmes:register-detail", args=["prov", "milestones", milestone.pk])
    page = lead.get(address).content.decode()
    assert "beslutet är makulerat" in page and '<del class="is-void"><a href=' in page


def test_what_is_undone_is_planned_by_it_no_longer(joint, left, milestone, programme):
    person = UserFactory()
    moved = move(milestone, left, programme, by=person)
    assert planned_by(f"joining:{left.pk}") == [milestone]
    milestone.refresh_from_db()
    undo_replanning(planned=milestone, move=moved, reason="Fel.", by=person)
    assert planned_by(f"joining:{left.pk}") == []


def test_who_may_not_read_procurements_gets_no_link(joint, left, milestone, programme, as_role):
    moved = move(milestone, left, programme)
    reader = as_role("reader").user
    assert list(cited_by(reader, programme, [moved])) == [f"joining:{left.pk}"]
    assert cited_by(UserFactory(), programme, [moved]) == {}


def test_without_any_the_form_is_as_it_was(programme, milestone, decision, as_role):
    """The programme's own decisions, in no group."""
    form = as_role("programme_lead").get(replan_url(milestone)).context["form"]
    assert form.fields["decision"].choices == [
        ("", "---------"), (str(decision.pk), "2026-03-01 Ny plan"),
    ]  # fmt: skip
    assert list(form.fields) == [
        "planned_after", "decision", "decided_by_body", "decided_on", "reason",
    ]  # fmt: skip


def test_the_form_costs_the_same_with_more_of_each(joint, left, milestone, decision, as_role):
    lead = as_role("programme_lead")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(replan_url(milestone)).status_code == 200
        return len(asked)

    few = cost()
    for number in range(3):
        Decision.objects.create(
            programme=decision.programme, title="Ny", body=decision.body, decided_on=DAY
        )
        decide(joint.procurement, take_part(decision.programme, f"Ny {number}", 1), "joins")
    assert cost() == few
