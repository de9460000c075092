"""Pages of a programme: what they show, to whom, and what they write."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes import panels, search_providers, stages
from programmes.actions import record_participation_decision
from programmes.models import Goal, Milestone, Organisation, Participation
from programmes.overview import upcoming_milestones
from programmes.roles import Permission
from programmes.search import find_everywhere
from tests.factories import GoalFactory, MilestoneFactory, ProcurementFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def page(name, programme, *args):
    """The address of a page under the programme."""
    return reverse(f"programmes:{name}", args=[programme.slug, *args])


def test_the_list_holds_only_own_programmes(as_role, programme):
    ProgrammeFactory(name="Någon annans")
    answer = as_role("reader").get(reverse("programmes:programme-list"))
    assert answer.status_code == 200
    assert "Provprogrammet" in answer.text
    assert "Någon annans" not in answer.text
    assert "läsare" in answer.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    as_role, make_person, programme, count, django_assert_num_queries
):
    client = as_role("reader")
    for _ in range(count - 1):
        other = ProgrammeFactory()
        other.memberships.create(user=client.user, role="reader")
    # Session, person, programmes, own roles, jobs under way.
    with django_assert_num_queries(5):
        client.get(reverse("programmes:programme-list"))


def test_somebody_without_programme_is_told_what_to_do(as_role):
    answer = as_role(None).get(reverse("programmes:programme-list"))
    assert "En programledare lägger till dig" in answer.text


def test_upcoming_milestones_count_days(programme):
    today = date(2026, 11, 22)
    MilestoneFactory(programme=programme, title="Sen", planned_on=date(2026, 11, 18))
    MilestoneFactory(programme=programme, title="I dag", planned_on=today)
    MilestoneFactory(programme=programme, title="Om tio", planned_on=date(2026, 12, 2))
    MilestoneFactory(programme=programme, title="Fjärde", planned_on=date(2027, 1, 1))
    MilestoneFactory(programme=programme, planned_on=date(2026, 1, 1), done_on=date(2026, 1, 1))
    found = upcoming_milestones(programme, today)
    assert [(coming.milestone.title, coming.days_left, coming.days_late) for coming in found] == [
        ("Sen", -4, 4),
        ("I dag", 0, 0),
        ("Om tio", 10, 0),
    ]


def test_the_overview_shows_milestones_stages_and_panels(as_role, programme, monkeypatch):
    in_ten_days = timezone.localdate() + timedelta(days=10)
    MilestoneFactory(
        programme=programme, title="Beslut", planned_on=in_ten_days, decided_by="fullmäktige"
    )
    shown = panels.Panel("programmes/_job_state.html", lambda *_: {}, "main", 1, Permission.VIEW)
    hidden = panels.Panel("no-such.html", lambda *_: {}, "main", 2, Permission.SCORE)
    empty = panels.Panel("no-such.html", lambda *_: None, "aside", 3, Permission.VIEW)
    monkeypatch.setattr("programmes.overview.PANELS", [shown, hidden, empty])
    monkeypatch.setitem(
        stages.BUILDERS, "needs", lambda *_: stages.StageNow(stages.DONE, "52 behov")
    )
    answer = as_role("reader").get(page("programme-overview", programme))
    assert answer.status_code == 200
    for text in ("10 dagar kvar", "Beslutas av fullmäktige", "52 behov", "Målarkitektur"):
        assert text in answer.text
    assert len(answer.context["columns"]["main"]) == 1
    assert answer.context["columns"]["aside"] == []


def test_about_keeps_earlier_dates_and_decisions(as_role, programme):
    lead = as_role("programme_lead")
    milestone = MilestoneFactory(programme=programme, planned_on=date(2027, 3, 1))
    milestone.planned_on = date(2027, 5, 1)
    milestone.save()
    part = Participation.objects.create(
        programme=programme, organisation=Organisation.objects.create(name="Norr"), role="buyer"
    )
    decision = {
        "participation": part,
        "outcome": "joins",
        "decided_on": date(2026, 3, 4),
        "decided_by_body": "regionfullmäktige",
        "reason": "Samma vård",
        "by": lead.user,
    }
    record_participation_decision(**decision)
    answer = lead.get(page("programme-about", programme))
    assert "<del>2027-03-01</del> 2027-05-01" in answer.text
    assert "2026-03-04, regionfullmäktige" in answer.text
    assert "Lägg till mål" in answer.text
    assert "Lägg till mål" not in as_role("reader").get(page("programme-about", programme)).text


def test_a_decision_about_taking_part_leads_to_its_document(as_role, programme):
    lead = as_role("programme_lead")
    part = Participation.objects.create(
        programme=programme, organisation=Organisation.objects.create(name="Norr"), role="buyer"
    )
    address = reverse("programmes:decision-create", args=[programme.slug, part.pk])
    sent = {
        "outcome": "joins",
        "decided_on": "2026-03-04",
        "decided_by_body": "regionfullmäktige",
        "reason": "Samma vård",
        "document_reference": "RF 2026/0044 § 31",
        "document_url": "javascript:alert(1)",
    }
    refused = lead.post(address, sent)
    assert refused.status_code == 422 and "RF 2026/0044 § 31" in refused.text
    assert not part.decisions.exists()
    lead.post(address, sent | {"document_url": "https://diarium.example/31"})
    text = lead.get(page("programme-about", programme)).text
    link = '<a href="https://diarium.example/31">RF 2026/0044 § 31</a>'
    assert f"2026-03-04, regionfullmäktige · {link}" in text
    shown = reverse("programmes:register-detail", args=[programme.slug, "participants", part.pk])
    assert link in lead.get(shown).text


@pytest.mark.parametrize("count", [1, 3])
def test_about_asks_the_same_number_of_queries(
    as_role, programme, count, django_assert_num_queries
):
    client = as_role("reader")
    for number in range(count):
        GoalFactory(programme=programme)
        MilestoneFactory(programme=programme)
        organisation = Organisation.objects.create(name=f"Region {number}")
        Participation.objects.create(
            programme=programme, organisation=organisation, role="prospective"
        )
    # Session, person, programme, roles; goals, dates before, milestones, participants, decisions;
    # the frame: programmes, jobs under way.
    with django_assert_num_queries(11):
        client.get(page("programme-about", programme))


def test_a_lead_writes_goals_and_milestones(as_role, programme):
    lead = as_role("programme_lead")
    goal = {"code": "E1", "kind": "outcome", "title": "Färre fel", "position": 1}
    assert lead.post(page("register-create", programme, "goals"), goal).status_code == 302
    made = Goal.objects.get()
    assert (made.code, made.programme) == ("E1", programme)
    assert made.history.first().history_user == lead.user
    lead.post(page("register-edit", programme, "goals", made.pk), {**goal, "title": "Inga fel"})
    assert Goal.objects.get().title == "Inga fel"
    lead.post(
        page("register-create", programme, "milestones"),
        {"title": "Beslut", "lane": "political", "planned_on": "2027-05-01"},
    )
    assert Milestone.objects.get().planned_on == date(2027, 5, 1)


def test_a_wrong_form_says_what_and_keeps_what_was_typed(as_role, programme):
    lead = as_role("programme_lead")
    answer = lead.post(
        page("register-create", programme, "goals"), {"code": "E1", "title": "Färre fel"}
    )
    assert answer.status_code == 422
    assert 'href="#id_kind"' in answer.text
    assert 'value="Färre fel"' in answer.text
    assert not Goal.objects.exists()


def test_a_code_is_used_once(as_role, programme):
    GoalFactory(programme=programme, code="E1")
    answer = as_role("programme_lead").post(
        page("register-create", programme, "goals"),
        {"code": "E1", "kind": "outcome", "title": "Ett till", "position": 1},
    )
    assert answer.status_code == 422
    assert Goal.objects.count() == 1


def test_another_programmes_goal_cannot_be_reached(as_role, programme):
    goal = GoalFactory(title="Orörd")
    lead = as_role("programme_lead")
    assert (
        lead.post(page("register-edit", programme, "goals", goal.pk), {"title": "x"}).status_code
        == 404
    )
    goal.refresh_from_db()
    assert goal.title == "Orörd"


def test_search_finds_only_what_the_person_may_see(as_role, programme, monkeypatch):
    GoalFactory(programme=programme, code="E1", title="Öppna journalen")
    GoalFactory(title="Öppna hemligheter")
    client = as_role("reader")
    answer = client.get(reverse("programmes:search"), {"q": "öppna"})
    assert "Öppna journalen" in answer.text
    assert "hemligheter" not in answer.text
    assert "Inget hittades" in client.get(reverse("programmes:search"), {"q": "zzz"}).text
    assert "minst två tecken" in client.get(reverse("programmes:search"), {"q": "z"}).text


def test_search_matches_words_in_any_order_as_the_lists_do(as_role, programme):
    GoalFactory(programme=programme, code="E1", title="Öppna journalen för patienten")
    ProcurementFactory(programme=programme, title="Journal för region Väst", description="Öppen")
    reader = as_role("reader").user

    def titles(words):
        return [hit.title for group in find_everywhere(reader, words) for hit in group.hits]

    assert titles("patienten öppna") == ["E1 Öppna journalen för patienten"]
    assert titles("väst öppen") == ["Journal för region Väst"]
    assert titles("öppna väst") == []
    assert titles("   ") == []


def test_search_asks_every_provider_for_a_limited_number(as_role, monkeypatch):
    hits = [search_providers.Hit(f"/{n}", f"Krav {n}", "krav") for n in range(5)]
    provider = search_providers.Provider("Krav", 1, lambda user, words, limit: hits[:limit])
    monkeypatch.setattr("programmes.search.PROVIDERS", [provider])
    groups = find_everywhere(as_role("reader").user, "krav", limit=3)
    assert [(group.label, len(group.hits), group.has_more) for group in groups] == [
        ("Krav", 3, True)
    ]
