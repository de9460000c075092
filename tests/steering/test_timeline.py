"""The timeline: lanes, what an address asks, and plans compared; figures are worked out by hand."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.actions import replan
from programmes.models import Replanning, Stream
from programmes.overview import milestones_against_plan
from programmes.roles import Permission
from steering.drawing.layout import MARGIN, RIGHT
from steering.models import RolloutWave, WaveReplanning
from steering.planned import plan_of
from steering.registered_parts import LANES, LaneEvent, LaneSource, register_lane
from steering.shown import shown_of
from tests.common.pdf_structure import headings, read_pdf, structure, tables
from tests.factories import MilestoneFactory, UserFactory
from tests.verapdf import assert_valid

pytestmark = pytest.mark.django_db
PAGE = reverse("steering:timeline", args=["prov"])
PDF = reverse("steering:timeline-pdf", args=["prov"])
TODAY = date(2026, 11, 26)
ALL = frozenset(Permission)


def move(planned, model, before, day, decided_on, body="Regionstyrelsen"):
    """Plan something for a day and move it by a decision."""
    planned.planned_on = before
    planned.save()
    return replan(
        model=model,
        planned=planned,
        planned_after=day,
        decided_by_body=body,
        decided_on=decided_on,
        reason="Fler frågor än väntat.",
        by=UserFactory(),
    )


def wave(programme, name="Etapp 1", day=date(2029, 3, 12)) -> RolloutWave:
    return RolloutWave.objects.create(
        programme=programme, name=name, area="Södra", planned_on=day, is_preliminary=False
    )


def milestone(programme, title, day, **more):
    return MilestoneFactory(programme=programme, title=title, planned_on=day, **more)


def items(plan) -> dict:
    return {item.title: item for item in plan.items}


def test_each_stands_in_its_lane(programme):
    stream = Stream.objects.create(
        programme=programme, code="A", name="Upphandling", status="at_risk"
    )
    milestone(programme, "Tilldelning", date(2027, 1, 26), lane="political", stream=stream)
    milestone(programme, "Annons", date(2026, 6, 1), lane="programme", stream=stream)
    milestone(programme, "Start", date(2025, 2, 10), lane="programme")
    wave(programme)
    plan = plan_of(programme, TODAY, None, ALL)
    assert {title: item.lane.name for title, item in items(plan).items()} == {
        "Tilldelning": "Politiska beslut",
        "Annons": "A Upphandling",
        "Start": "Programmets milstolpar",
        "Etapp 1": "Införandeetapper",
    }
    assert [lane.note for lane in plan.lanes] == ["", "", "risk för försening", ""]


def test_states_are_told_in_words(programme):
    milestone(programme, "Klar sent", date(2026, 3, 1), done_on=date(2026, 3, 13))
    milestone(programme, "Klar i tid", date(2026, 3, 1), done_on=date(2026, 3, 1))
    milestone(programme, "Sen", date(2026, 11, 20))
    milestone(programme, "Preliminär", date(2027, 1, 1), is_preliminary=True)
    stopped = wave(programme)
    stopped.status, stopped.status_reason = "postponed", "Nya lokaler"
    stopped.save()
    told = {title: one.note for title, one in items(plan_of(programme, TODAY, None, ALL)).items()}
    assert told == {
        "Klar sent": "2026-03-13 · klar, 12 dagar senare",
        "Klar i tid": "2026-03-01 · klar",
        # From 20 to 26 November.
        "Sen": "2026-11-20 · 6 dagar sen",
        "Preliminär": "2027-01-01 · preliminär",
        "Etapp 1": "2029-03-12 · uppskjuten",
    }


def test_a_plan_is_compared_with_that_of_an_earlier_day(programme):
    """Moved twice: 1 March, then 1 June (decided 10 January), then 1 May (decided 10 February)."""
    one = milestone(programme, "Annons", date(2027, 3, 1))
    move(one, Replanning, date(2027, 3, 1), date(2027, 6, 1), date(2026, 1, 10))
    one.refresh_from_db()
    move(one, Replanning, date(2027, 6, 1), date(2027, 5, 1), date(2026, 2, 10))
    milestone(programme, "Stilla", date(2027, 4, 1))
    rolled = wave(programme)
    move(rolled, WaveReplanning, date(2028, 10, 9), date(2029, 3, 12), date(2026, 6, 16))

    def then(day):
        return items(plan_of(programme, TODAY, day, ALL))

    # 31 days of March and 30 of April; 9 October to 12 March is 22 + 30 + 31 + 31 + 28 + 12.
    first = then(date(2026, 1, 9))
    assert (first["Annons"].then, first["Annons"].days_moved) == (date(2027, 3, 1), 61)
    assert (first["Etapp 1"].days_moved, first["Stilla"].days_moved) == (154, 0)
    # The day of the decision is in the plan that it made.
    second = then(date(2026, 1, 10))
    assert (second["Annons"].then, second["Annons"].days_moved) == (date(2027, 6, 1), -31)
    assert then(date(2026, 11, 1))["Annons"].days_moved == 0
    plan = plan_of(programme, TODAY, date(2026, 1, 10), ALL)
    assert plan.findings == [
        "2 av 3 milstolpar och etapper är flyttade sedan planen 2026-01-10, alltså planerade till "
        "en annan dag än då: 1 senare och 1 tidigare. Längst: Etapp 1, 154 dagar senare."
    ]


def test_an_earlier_plan_is_right_whatever_order_its_decisions_were_written_in(programme, as_role):
    """A decision of June, 1 March to 1 June, was written before one of January, to 1 May.

    By the decisions the plan was 1 March until 10 January, then 1 May, and 1 June from 10 June;
    but the day of the row is the one that was written last, 1 May, and its page says so.
    """

    def written(row, before, after, decided_on):
        Replanning.objects.create(
            milestone=row, planned_before=before, planned_after=after, decided_on=decided_on,
            decided_by_body="Regionstyrelsen", reason="Svar från marknaden",
        )  # fmt: skip

    one = milestone(programme, "Annons", date(2027, 5, 1))
    written(one, date(2027, 3, 1), date(2027, 6, 1), date(2026, 6, 10))
    written(one, date(2027, 6, 1), date(2027, 5, 1), date(2026, 1, 10))

    def then(day):
        item = items(plan_of(programme, TODAY, day, ALL))["Annons"]
        return item.then, len(item.moved_by)

    assert then(date(2026, 1, 9)) == (date(2027, 3, 1), 2)
    assert then(date(2026, 1, 10)) == then(date(2026, 6, 9)) == (date(2027, 5, 1), 1)
    assert then(date(2026, 6, 10)) == (date(2027, 5, 1), 0)
    [planned] = milestones_against_plan(programme, TODAY)
    # 31 days of March and 30 of April.
    assert (planned.first_on, planned.days_moved) == (date(2027, 3, 1), 61)
    assert items(plan_of(programme, TODAY, None, ALL))["Annons"].is_replanned
    lead = as_role("programme_lead")
    row = reverse("programmes:register-detail", args=["prov", "milestones", one.pk])
    told = "Dagen som gäller är 2027-05-01, men det senaste beslutet, 2026-06-10, säger 2027-06-01"
    assert told in lead.get(row).content.decode()
    # Set right by the decision that holds, it is as decided from then on, and back in time.
    one.refresh_from_db()
    move(one, Replanning, date(2027, 5, 1), date(2027, 6, 1), date(2026, 6, 10))
    assert then(date(2026, 1, 9))[0] == date(2027, 3, 1)
    assert then(date(2026, 6, 9)) == (date(2027, 5, 1), 2)
    assert then(date(2026, 6, 10)) == (date(2027, 6, 1), 0)
    assert "men det senaste beslutet" not in lead.get(row).content.decode()


def test_outcome_is_told_against_the_plan(programme):
    for title, done in [("I tid", 1), ("Sent", 13), ("Sist", 3), ("Tidigt", None)]:
        milestone(
            programme, title, date(2026, 3, 1), done_on=date(2026, 3, done or 1)
        ) if done else milestone(programme, title, date(2026, 3, 2), done_on=date(2026, 2, 28))
    plan = plan_of(programme, TODAY, None, ALL)
    assert plan.findings == [
        "4 milstolpar och etapper är klara, jämfört med gällande plan: 1 på den planerade dagen, "
        "2 senare och 1 tidigare. "
        "Som mest 12 dagar senare."
    ]
    one = items(plan)["Sent"]
    assert (one.day, one.before, one.off_signed) == (date(2026, 3, 13), date(2026, 3, 1), "+12")
    assert items(plan)["Tidigt"].off_signed == "−2"


def test_the_address_says_how_near_and_from_when(programme, as_role):
    milestone(programme, "Först", date(2025, 2, 1), done_on=date(2025, 2, 1))
    milestone(programme, "Sist", date(2031, 3, 1))

    def ask(**given):
        shown = shown_of(programme, given, ALL, TODAY)
        return shown.asked.start, shown.asked.end, len(shown.picture.items)

    assert ask() == ask(zoom="nära") == (2025, 2032, 2)
    assert ask(zoom="year") == (2026, 2027, 0)
    assert ask(zoom="year", **{"from": "2031"}) == (2031, 2032, 1)
    # What is outside of the plan is its nearest year.
    assert ask(zoom="years", **{"from": "1066"}) == (2025, 2028, 1)
    assert ask(zoom="years", **{"from": "²026"})[0] == 2026
    page = as_role("reader").get(PAGE, {"zoom": "year", "from": "2026"}).content.decode()
    assert "?zoom=year&amp;from=2025" in page and "?zoom=year&amp;from=2027" in page
    assert "?zoom=years&amp;from=2026" in page
    assert as_role("reader").get(PAGE, {"plan": "i går", "from": "\0"}).status_code == 200


def test_an_empty_timeline_leads_to_the_milestones(as_role):
    client = as_role("reader")
    assert "Tidslinjen är tom" in client.get(PAGE).content.decode()
    assert client.get(PDF).url == PAGE


def test_marks_lead_to_their_rows_and_the_table_says_the_same(programme, as_role):
    one = milestone(programme, "Annons", date(2027, 3, 1))
    move(one, Replanning, date(2027, 3, 1), date(2027, 6, 1), date(2026, 1, 10))
    page = as_role("reader").get(PAGE, {"plan": "2026-01-09"}).content.decode()
    row = reverse("programmes:register-detail", args=["prov", "milestones", one.pk])
    # In the drawing and in the table.
    assert page.count(f'href="{row}"') == 2
    assert "2027-06-01 · planerad · flyttad 92 dagar senare" in page and ">+92</td>" in page
    assert "Flyttad 2026-01-10, Regionstyrelsen</div>" in page
    assert 'class="plan__before"' in page
    # The decision is offered, by the day before it.
    assert "plan=2026-01-09" in page


def test_a_stream_is_drawn_and_told_from_its_first_day_until_its_last(programme, as_role):
    stream = Stream(
        programme=programme, code="A", name="Upphandling", planned_from=date(2024, 2, 10),
        planned_until=date(2027, 3, 1),
    )  # fmt: skip
    stream.full_clean()
    stream.save()
    page = as_role("reader").get(PAGE).content.decode()
    row = reverse("programmes:register-detail", args=["prov", "streams", stream.pk])
    assert '<rect class="plan__span"' in page and f'href="{row}"' in page
    # In the bar's title and beside it; the table has a day a line.
    assert page.count("2024-02-10 – 2027-03-01") == 2
    # It is in the time that is shown, though nothing else has a day.
    assert "2024–2027" in page
    shown = shown_of(programme, {"zoom": "year", "from": "2027"}, ALL, TODAY)
    # Until 1 March, which belongs to it: 31 + 28 + 1 of 365 days of 1 176 px.
    assert shown.picture.lanes[2].strip.bar.width == pytest.approx(
        60 / 365 * (RIGHT - MARGIN), abs=0.1
    )


@pytest.mark.parametrize(
    ("first", "last"), [("2026-01-02", "2026-01-01"), ("2026-01-01", None), (None, "2026-01-01")]
)
def test_a_stream_has_both_days_in_order(programme, first, last):
    stream = Stream(programme=programme, code="A", name="B", planned_from=first, planned_until=last)
    with pytest.raises(ValidationError, match="Ange både början och slut"):
        stream.full_clean()
    with pytest.raises(IntegrityError):
        stream.save()


def test_other_apps_add_lanes_for_those_who_may_see_them(programme):
    register_lane(
        LaneSource(
            name="prov",
            label="Avtal",
            needs=Permission.EDIT_PROCUREMENT,
            events=lambda _programme, _today: [
                LaneEvent("Option", date(2027, 1, 1), "/p/", note="senast"),
                LaneEvent("Anbudsdag", date(2026, 9, 21), "/p/", is_done=True),
            ],
        )
    )
    try:
        plan = plan_of(programme, TODAY, None, ALL)
        assert set(items(plan)) == {"Option", "Anbudsdag"}
        # A deadline was what it was set to: it says nothing of how well plans are kept.
        assert (items(plan)["Anbudsdag"].off_signed, plan.findings) == ("–", [])
        assert plan_of(programme, TODAY, None, {Permission.VIEW}).items == []
    finally:
        del LANES["prov"]


def test_the_timeline_costs_the_same_whatever_it_shows(
    programme, as_role, django_assert_num_queries
):
    def grow(count):
        for number in range(count):
            one = milestone(programme, f"M{number}", date(2027, 3, 1))
            move(one, Replanning, date(2027, 3, 1), date(2027, 6, 1), date(2026, 1, 10))
            rolled = wave(programme, f"Etapp {number}")
            move(rolled, WaveReplanning, date(2029, 3, 12), date(2029, 6, 1), date(2026, 1, 10))

    client = as_role("reader")
    grow(1)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE, {"plan": "2026-01-01"})
    grow(12)
    with django_assert_num_queries(len(few)):
        client.get(PAGE, {"plan": "2026-01-01"})


@pytest.mark.once
def test_on_paper_it_is_a3_and_says_all_that_the_picture_does(programme, as_role, need, tmp_path):
    need("pango")
    for number in range(60):
        day = date(2026, 1 + number % 12, 1 + number % 28)
        milestone(programme, f"Milstolpe {number}", day, lane="programme")
    content = as_role("reader").get(PDF, {"zoom": "year", "from": "2026"}).content
    pdf = read_pdf(content)
    # A3 on its side, in points.
    assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 1191, 842]
    figures = [one for one in structure(pdf).walk() if one.tag == "Figure"]
    assert len(figures) == 2 and all(
        str(one.node.Alt).startswith("Tidslinje med 60 händelser.") for one in figures
    )
    # The title, a sheet for each drawing, and the table.
    assert headings(pdf) == [1, 2, 2, 2]
    # Broken over pages, the table has its head on each and 60 rows in all.
    parts = tables(pdf)
    assert sum(one.tag == "TR" for part in parts for one in part.walk()) == 60 + len(parts)
    (tmp_path / "plan.pdf").write_bytes(content)
    assert_valid(tmp_path / "plan.pdf")


def test_plans_are_named_by_their_decision_and_moved_is_one_count(programme, as_role):
    """One milestone was moved and done on its new day, a wave was moved, a milestone was not.

    So 2 of 3 have been moved since the first plan, on the timeline as on the page of steering, and
    the one on its day was so after being moved.
    """
    one = milestone(programme, "Annons", date(2026, 6, 1))
    move(one, Replanning, date(2026, 4, 20), date(2026, 6, 1), date(2026, 2, 12))
    programme.milestones.filter(pk=one.pk).update(done_on=date(2026, 6, 1))
    milestone(programme, "Stilla", date(2027, 4, 1))
    move(wave(programme), WaveReplanning, date(2028, 10, 9), date(2029, 3, 12), date(2026, 6, 16))
    shown = shown_of(programme, {"plan": "2026-02-11"}, ALL, TODAY)
    assert [(one.label, one.is_chosen) for one in shown.plans] == [
        ("Första planen (gällde till och med 2026-02-11)", True),
        ("Planen 2026-02-12: Regionstyrelsen (gällde till och med 2026-06-15)", False),
    ]
    told = shown.plan.findings
    assert told[0].startswith("2 av 3 milstolpar och etapper är flyttade sedan första planen,")
    assert "1 på den planerade dagen (1 av dem efter att ha flyttats)" in told[1]
    page = as_role("reader").get(reverse("steering:steering", args=["prov"])).content.decode()
    assert '?plan=first">2 av 3 milstolpar och etapper är flyttade sedan första planen</a>' in page
    again = shown_of(programme, {"plan": "first"}, ALL, TODAY)
    assert (again.asked.plan, again.plan.findings[0]) == (date(2026, 2, 11), told[0])
