"""What the page of a steering group tells; every expected figure is worked out by hand."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone

from programmes.choices import Role, StreamStatus
from programmes.models import (
    GoalMeasurement,
    Participation,
    ParticipationDecision,
    Replanning,
    Stream,
)
from steering.models import BudgetFrame, BudgetLine, Risk, Undertaking
from steering.overview import standing_of
from steering.tiles import first_figures
from target_architecture.models import LockIn
from tests.factories import (
    GoalFactory,
    MilestoneFactory,
    ModuleFactory,
    OrganisationFactory,
    RequirementFactory,
)
from tests.register_rows import ROWS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture
def standing(programme):
    """Where the programme stands on the day that the tests take for today."""

    def ask():
        return standing_of(programme, TODAY)

    return ask


def page(client, programme) -> str:
    return client.get(f"/p/{programme.slug}/steering/").content.decode()


def tile(standing, label) -> dict:
    return next(one for one in first_figures(standing) if one["label"] == label)


# ---------------------------------------------------------------- goals and streams


def test_a_goal_tells_how_far_it_has_come(programme, standing):
    goal = GoalFactory(
        programme=programme,
        baseline_value=90,
        baseline_on=date(2026, 1, 1),
        target_value=60,
        target_on=date(2030, 12, 31),
    )
    GoalMeasurement.objects.create(goal=goal, measured_on=date(2026, 9, 1), value="80")
    GoalFactory(programme=programme)
    [measured, unmeasured] = standing().goals
    # (80 − 90) ÷ (60 − 90) = 1/3
    assert (measured.course.done, measured.share, measured.last) == (33, 33, 80)
    assert (unmeasured.course, unmeasured.share, unmeasured.last) == (None, None, None)


@pytest.mark.parametrize(("value", "done", "share"), [("35", -25, 0), ("70", 150, 100)])
def test_the_bar_of_a_goal_stays_within_its_ends(programme, standing, value, done, share):
    goal = GoalFactory(
        programme=programme, baseline_value=40, baseline_on=date(2026, 1, 1), target_value=60
    )
    GoalMeasurement.objects.create(goal=goal, measured_on=date(2026, 9, 1), value=value)
    [now] = standing().goals
    # (35 − 40) ÷ 20 = −0.25 and (70 − 40) ÷ 20 = 1.5: the figure is told as it is.
    assert (now.course.done, now.share) == (done, share)


def test_streams_that_deviate_are_counted(programme, standing):
    for code, status in zip("ABCD", ["on_track", "at_risk", "not_started", "done"], strict=True):
        Stream.objects.create(programme=programme, code=code, name=code, status=status)
    assert tile(standing(), "delprojekt avviker")["value"] == 1
    assert tile(standing(), "delprojekt avviker")["kind"] == "attention"
    Stream.objects.filter(code="A").update(status=StreamStatus.LATE)
    told = tile(standing(), "delprojekt avviker")
    assert (told["value"], told["note"], told["kind"]) == (2, "av 4", "refused")


# ---------------------------------------------------------------- milestones


def _moved(milestone, *days):
    for before, after in pairwise(days):
        Replanning.objects.create(
            milestone=milestone,
            planned_before=before,
            planned_after=after,
            decided_by_body="Styrgruppen",
            decided_on=date(2026, 3, 1),
            reason="Fler svar än väntat",
        )


def test_a_milestone_stands_against_its_first_plan(programme, standing):
    """Moved twice, it is compared with the first day, not with the one before."""
    milestone = MilestoneFactory(programme=programme, planned_on=date(2026, 11, 14))
    _moved(milestone, date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 14))
    [planned] = standing().ahead
    # 1 September to 14 November: 29 + 31 + 14 = 74 days; 14 to 26 November: 12 days.
    assert (planned.first_on, planned.days_moved, planned.days_late) == (date(2026, 9, 1), 74, 12)


def test_a_milestone_that_came_nearer_says_so(programme, standing):
    milestone = MilestoneFactory(programme=programme, planned_on=date(2026, 12, 1))
    _moved(milestone, date(2026, 12, 31), date(2026, 12, 1))
    [planned] = standing().ahead
    assert (planned.days_moved, planned.days_earlier, planned.days_left) == (-30, 30, 5)
    assert planned.days_late == 0


def test_late_ones_come_first_and_done_ones_are_only_counted(programme, standing):
    MilestoneFactory(programme=programme, title="Annons", planned_on=date(2026, 12, 5))
    MilestoneFactory(programme=programme, title="Underlag", planned_on=date(2026, 11, 25))
    MilestoneFactory(programme=programme, planned_on=date(2026, 5, 1), done_on=date(2026, 6, 1))
    MilestoneFactory(programme=programme, title="Budget", lane="political", planned_on=TODAY)
    now = standing()
    assert [one.milestone.title for one in now.ahead] == ["Underlag", "Annons"]
    assert [one.milestone.title for one in now.to_decide] == ["Budget"]
    told = tile(now, "av programmets milstolpar är sen mot gällande plan")
    assert (told["value"], told["note"], told["kind"]) == (1, "1 av 3 klara", "refused")
    assert now.count_told == "Alla 4 milstolpar: 3 egna och 1 politiska beslut"
    assert now.moved_told == "0 av 4 milstolpar och etapper är flyttade sedan första planen"
    assert tile(now, "beslut att fatta")["note"] == "0 av programmets egna organ, nästa 2026-11-26"


def test_a_decision_of_the_steering_group_is_one_to_take(programme, standing, as_role):
    """An own milestone that says who decides it; it is not told among the milestones as well."""
    kept = {"programme": programme, "planned_on": date(2026, 12, 10)}
    MilestoneFactory(**kept, title="Ersättning", decided_by="Styrgruppen")
    MilestoneFactory(**kept, title="Krav klara", done_on=TODAY, decided_by="Styrgruppen")
    MilestoneFactory(**kept, title="Annons")
    now = standing()
    assert [one.milestone.title for one in now.to_decide] == ["Ersättning"]
    assert [one.milestone.title for one in now.ahead] == ["Annons"]
    assert (now.done_count, now.count) == (1, 3)
    client = as_role(Role.READER)
    for query, titles in (("yes", ["Ersättning"]), ("no", ["Annons"])):
        answer = client.get(f"/p/{programme.slug}/r/milestones/?decision={query}&done=no")
        assert [row.title for row in answer.context["page"]] == titles


def test_assessments_that_are_not_done_are_told(programme, as_role):
    """Those that are needed and those that nobody has judged; and the decisions that say so."""
    for code, state in (("VIS", "needed"), ("INT", ""), ("APP", "not_needed")):
        module = ModuleFactory(programme=programme, code=code, name=f"Modul {code}")
        LockIn.objects.create(module=module, suitability_assessment=state)
    client = as_role(Role.READER)
    text = page(client, programme)
    asked = "&amp;".join(f"suitability={one}" for one in ("needed", "untold", "outdated"))
    address = f"/p/{programme.slug}/r/lock-in/?{asked}"
    told = "2 moduler saknar en olämplighetsbedömning som är gjord och aktuell"
    assert f'<a href="{address}">{told}</a>' in text
    assert client.get(address.replace("&amp;", "&")).context["total"] == 2
    assert "Modul VIS" in text and "Modul INT" in text and "Modul APP" not in text
    assert "Beslut som nämner den" not in text
    decision = ROWS["decisions"](programme)
    # A capital letter is none other on either database.
    decision.conditions = "Lämplighetsbedömning görs för varje del innan avtal tecknas."
    decision.save()
    where = f"/p/{programme.slug}/r/decisions/{decision.pk}/"
    assert f'Beslut som nämner den: <a href="{where}">' in page(client, programme)


# ---------------------------------------------------------------- money


def _frame(programme, amount, *lines) -> BudgetFrame:
    frame = BudgetFrame.objects.create(
        programme=programme, name="Ram", amount=amount, first_year=2025, last_year=2027
    )
    for planned, spent in lines:
        BudgetLine.objects.create(
            frame=frame, year=2026, title="Post", planned=planned, spent=spent
        )
    return frame


def test_money_is_told_by_frame_and_in_all(programme, standing):
    _frame(programme, 580_000_000, (100_000_000, 60_000_000), (50_000_000, None))
    _frame(programme, 20_000_000, (5_000_000, "1500000.50"))
    now = standing()
    first, second = now.frames
    assert (first.budgeted, first.spent, first.left) == (150_000_000, 60_000_000, 520_000_000)
    assert first.unallocated == 430_000_000
    assert second.left == Decimal("18499999.50")
    # 600 − 61.5000005
    assert now.total.left == Decimal("538499999.50")
    # 600 − 100 − 50 − 5
    told = tile(now, "kvar att budgetera")
    assert (told["value"], told["note"]) == ("445 mnkr", "ram 600 mnkr, utfall 61,5 mnkr")


def test_money_that_is_not_noted_is_not_nothing(programme, standing, as_role):
    _frame(programme, 580_000_000, (100_000_000, None))
    [frame] = standing().frames
    assert (frame.budgeted, frame.spent, frame.left) == (100_000_000, None, None)
    assert tile(standing(), "kvar att budgetera")["note"] == "ram 580 mnkr, utfall –"


def test_a_budget_above_its_frame_is_told(programme, standing, as_role):
    _frame(programme, 100, (130, 10))
    assert standing().frames[0].over_budget == 30
    assert tile(standing(), "kvar att budgetera")["kind"] == "refused"
    assert "Budgeten är 30\xa0kr högre än ramen." in page(as_role(Role.READER), programme)


# ---------------------------------------------------------------- risks


def _risk(programme, code, probability, consequence, **more) -> Risk:
    return Risk.objects.create(
        programme=programme,
        code=code,
        title=code,
        category="time",
        probability=probability,
        consequence=consequence,
        **more,
    )


def test_the_five_heaviest_open_risks_are_shown(programme, standing):
    for code, probability, consequence in [
        ("R-1", 1, 1),
        ("R-2", 4, 4),
        ("R-3", 2, 2),
        ("R-4", 3, 3),
        ("R-5", 2, 4),
        ("R-6", 3, 4),
    ]:
        _risk(programme, code, probability, consequence, trend="rising")
    _risk(programme, "R-7", 4, 4, state="closed")
    now = standing()
    shown = [(risk.code, tag.label, tag.kind) for risk, tag, _trend in now.heaviest]
    assert shown == [
        ("R-2", "16", "refused"),
        ("R-6", "12", "refused"),
        ("R-4", "9", "refused"),
        ("R-5", "8", "attention"),
        ("R-3", "4", "met"),
    ]
    assert now.heaviest[0][2].label == "ökar"


def test_high_risks_that_no_requirement_lessens_are_named(programme, standing, as_role):
    lessened = _risk(programme, "R-1", 3, 3)
    lessened.requirements.add(RequirementFactory(), RequirementFactory())
    _risk(programme, "R-2", 4, 4)
    _risk(programme, "R-3", 2, 4)  # 8: not high
    now = standing()
    assert [risk.code for risk in now.high] == ["R-2", "R-1"]
    assert [risk.code for risk in now.lacking] == ["R-2"]
    told = tile(now, "höga risker")
    assert (told["value"], told["note"], told["kind"]) == (2, "1 utan krav", "refused")
    assert "1 hög risk har inget krav som minskar den:" in page(as_role(Role.READER), programme)


# ---------------------------------------------------------------- who takes part, what led here


def test_the_newest_decision_of_each_organisation_counts(programme, standing):
    part = Participation.objects.create(
        programme=programme, organisation=OrganisationFactory(), role="buyer"
    )
    for outcome, day in [("joins", date(2025, 1, 10)), ("withdrew", date(2026, 10, 1))]:
        ParticipationDecision.objects.create(
            participation=part,
            outcome=outcome,
            decided_on=day,
            decided_by_body="Regionfullmäktige",
            reason="Enligt beslut",
        )
    [(shown, newest)] = standing().participations
    assert shown == part
    assert (newest.outcome, newest.decided_on) == ("withdrew", date(2026, 10, 1))


def test_the_chain_stands_in_the_order_of_time(programme, standing):
    Undertaking.objects.create(
        programme=programme, title="Moduler", form="modules", started_on=date(2025, 2, 1)
    )
    Undertaking.objects.create(
        programme=programme,
        title="Kärnsystem",
        form="single_system",
        started_on=date(2013, 3, 1),
        ended_on=date(2022, 5, 1),
        outcome="cancelled",
        reason_code="changed_needs",
    )
    told = [(one.title, tag.label) for one, tag in standing().chain]
    assert told == [("Kärnsystem", "avbruten"), ("Moduler", "pågår")]


# ---------------------------------------------------------------- the page


def test_an_empty_programme_has_no_figures_and_says_what_is_missing(programme, as_role):
    text = page(as_role(Role.READER), programme)
    assert 'class="tiles"' not in text
    for missing in ["Inga mål är inlagda.", "Ingen kostnadsram är inlagd.", "Inga deltagare"]:
        assert missing in text
    assert "/new/" not in text
    assert f"/p/{programme.slug}/r/goals/new/" in page(as_role(Role.PROGRAMME_LEAD), programme)


def _one_of_each(programme) -> None:
    for name in ["measurements", "decisions", "budget-lines", "chain"]:
        ROWS[name](programme)
    count = Stream.objects.count()
    Stream.objects.create(programme=programme, code=f"S{count}", name="Upphandling")
    _moved(
        MilestoneFactory(programme=programme, planned_on=timezone.localdate()),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
    MilestoneFactory(programme=programme, lane="political")
    _risk(programme, f"R-{Risk.objects.count()}", 4, 4).requirements.add(RequirementFactory())
    part = Participation.objects.create(
        programme=programme, organisation=OrganisationFactory(), role="buyer"
    )
    ParticipationDecision.objects.create(
        participation=part,
        outcome="joins",
        decided_on=date(2026, 1, 1),
        decided_by_body="Regionfullmäktige",
        reason="Enligt beslut",
    )


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_costs_the_same_with_more_of_everything(
    programme, as_role, times, django_assert_num_queries
):
    for _time in range(times):
        _one_of_each(programme)
    client = as_role(Role.READER)
    # Who it is 2, the programme and the permissions 2, what the page tells 13 (goals,
    # participations and the assessments that are not done take two each), the counts of the
    # registers 1, the frame 2, and what is told of procurements below the participants 2.
    # The figures of other apps are 3: what the goals get 2, and whether there are modules 1; and
    # the newest of the decisions that another app keeps 1.
    with django_assert_num_queries(26):
        client.get(f"/p/{programme.slug}/steering/")


def test_each_block_leads_to_its_register(programme, as_role):
    text = page(as_role(Role.READER), programme)
    for name in ["goals", "streams", "budget", "decisions", "chain"]:
        assert f'<a href="/p/{programme.slug}/r/{name}/">' in text
    assert f'<a href="/p/{programme.slug}/about/">' in text


def test_a_figure_is_that_of_the_list_it_leads_to(programme, as_role):
    """Of 5 milestones 2 are own and wait, 1 is own and done, 1 is a decision to take, 1 is taken.

    Of 4 risks 1 is closed, and of the 3 open ones 2 weigh 9 or more.
    """
    for lane, done in [("programme", None)] * 2 + [("political", None)]:
        MilestoneFactory(programme=programme, lane=lane, done_on=done)
    for lane in ("programme", "political"):
        MilestoneFactory(programme=programme, lane=lane, done_on=date(2026, 1, 1))
    _risk(programme, "R-1", 4, 4)
    _risk(programme, "R-2", 3, 3)
    _risk(programme, "R-3", 2, 4)
    _risk(programme, "R-4", 4, 4, state="closed")
    client = as_role(Role.READER)
    text = page(client, programme)

    def found(query: str) -> int:
        address = f"/p/{programme.slug}/r/{query}"
        assert f'href="{address.replace("&", "&amp;")}"' in text
        return client.get(address).context["total"]

    assert found("milestones/?lane=programme&decision=no&done=no") == 2
    assert found("milestones/?decision=yes&done=no") == 1
    assert found("milestones/") == 5
    assert "Alla 5 milstolpar: 3 egna och 2 politiska beslut" in text
    assert found("risks/?state=open") == 3 and "3 öppna</a>" in text
    assert found("risks/?state=open&weight=high") == 2 and "2 höga</a>" in text
