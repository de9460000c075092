"""What the demo's registers hold, counted by hand in demo/styrning.json and arkitektur.json."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q

from procurements.goal_shares import bought_in
from programmes.models import Goal, Milestone, Programme, Replanning
from programmes.register import REGISTERS
from quality.architecture_axes import ARCHITECTURE_AXES
from quality.axes import summary_of
from requirements_catalog.models import Module
from steering.choices import HIGH_RISK
from steering.models import Analysis, BudgetFrame, Risk, RolloutWave, Undertaking
from target_architecture.drawing.picture import landscape
from target_architecture.models import ArchitectureState, Interface, LockIn, Safeguard

PROCURED = {"APP", "VIS", "INF", "INT"}


def every_register_has_rows(programme: Programme) -> None:
    """A contract, and claims under it, only the predecessor had."""
    counts = {
        name: entry.rows(programme.predecessor if name == "claims" else programme).count()
        for name, entry in REGISTERS.items()
    }
    assert {name for name, count in counts.items() if not count} == set()
    assert REGISTERS["claims"].rows(programme).count() == 0
    expected = {
        "goals": 13, "measurements": 18, "milestones": 19, "streams": 4, "bodies": 20,
        "decisions": 14, "budget": 1, "frame-shares": 2, "budget-lines": 27,
        "reference-costs": 4, "risks": 13,
        "stakeholders": 13, "staffing": 12, "analyses": 12, "lessons": 10, "waves": 7, "claims": 2,
        "chain": 3, "carried-over": 6, "extensions": 2, "unmet-requirements": 3,
        "interfaces": 27, "information": 12, "principles": 8,
        "states": 3, "replacements": 2, "lock-in": 6, "contracts": 4, "clauses": 9, "call-offs": 3,
        "suppliers": 6, "owner-changes": 2,
        "mandates": 3, "joining-options": 4, "fixed-parts": 3, "own-upgrades": 2,
        "estimates": 4, "orders": 4,
    }  # fmt: skip
    assert {name: counts[name] for name in expected} == expected


def goals_can_be_measured(programme: Programme) -> None:
    goals = Goal.objects.in_programme(programme)
    lacking = goals.filter(
        Q(indicator="") | Q(unit="") | Q(baseline_value=None) | Q(baseline_on=None)
        | Q(target_value=None) | Q(target_on=None)
    )  # fmt: skip
    assert not lacking.exists()
    measured = goals.annotate(times=Count("measurements")).filter(times__gt=0)
    assert {goal.times for goal in measured} <= {2, 3, 4}
    assert measured.count() == 7
    # 118 minutes in 2025, 30 minutes less in 2031.
    assert goals.get(code="EM-2").target_value == Decimal(88)


def milestones_were_moved_by_decision(programme: Programme) -> None:
    """The days that held before the demo had any re-planning still hold."""
    moved = Replanning.objects.filter(milestone__programme=programme)
    assert moved.count() == 6
    assert not moved.filter(decision=None).exists()
    assert not moved.exclude(decision__decided_on=F("decided_on")).exists()
    assert moved.values("decision").distinct().count() == 3
    first = Milestone.objects.get(programme=programme, title="Första etappen i drift")
    assert first.planned_on == date(2029, 3, 12)
    assert [one.planned_before for one in first.replannings.all()] == [date(2028, 10, 9)]
    assert first.stream.code == "C"
    waiting = Milestone.objects.in_programme(programme).decisions().filter(done_on=None)
    own = waiting.filter(decided_by="Programstyrgruppen")
    assert [one.stream.code for one in own] == ["C", "D"] and waiting.count() == 5


def money_keeps_within_the_frame(programme: Programme) -> None:
    """14.5 + 29.5 + 60 + 80 + 89 + 72 + 29 = 374 of 390 million."""
    frame = BudgetFrame.objects.in_programme(programme).with_sums().get()
    assert (frame.planned, frame.amount) == (374_000_000, 390_000_000)
    # 8.4 + 2.9 + 1.6 in 2025, 14.2 + 5.1 + 2.7 in 2026.
    assert frame.spent == 34_900_000
    for excluded in ("licenser", "utbildning", "upphandling"):
        assert excluded in frame.excludes
    by_year = dict(frame.lines.values_list("year").annotate(count=Count("pk")))
    assert set(by_year) == set(range(2025, 2032))


def steering_tells_the_story(programme: Programme) -> None:
    risks = Risk.objects.in_programme(programme).for_list()
    lacking = risks.filter(weight__gte=HIGH_RISK, requirements=None, state="open")
    assert [risk.code for risk in lacking] == ["R-09"]
    first, second, third = Undertaking.objects.in_programme(programme)
    assert [one.reason_code for one in (first, second, third)] == [
        "unclear_documents", "too_few_tenders", "",
    ]  # fmt: skip
    assert (second.restart_of, third.restart_of) == (first, second)
    assert RolloutWave.objects.get(programme=programme, status="postponed").status_reason
    analyses = Analysis.objects.in_programme(programme).with_counts()
    assert analyses.values("kind").distinct().count() == 9
    assert analyses.filter(status="carried_over").count() == 2
    assert not analyses.filter(led_to=0).exists()


def the_map_has_every_interface(programme: Programme) -> None:
    interfaces = Interface.objects.in_programme(programme)
    codes = set(interfaces.values_list("code", flat=True))
    drawn = {year: _drawn(programme, year) for year in (None, 2026, 2029, 2032)}
    assert drawn[None] == codes
    # 1 to 6 and the two between national services; 7 while there is history to move.
    assert drawn[2026] == {f"G-0{number}" for number in range(1, 7)} | {"G-16", "G-17"}
    assert codes - drawn[2029] == {"G-25", "G-27"}
    assert codes - drawn[2032] == {f"G-0{number}" for number in range(1, 8)}
    touched = set(interfaces.values_list("source__code", flat=True))
    touched |= set(interfaces.values_list("target__code", flat=True))
    modules = Module.objects.in_programme(programme)
    assert touched == set(modules.values_list("code", flat=True))
    assert [one.code for one in interfaces.filter(standards=None)] == ["G-01"]
    closed = interfaces.filter(standards__is_open=False)
    assert [one.code for one in closed] == ["G-09"]
    assert not interfaces.filter(information=None).exists()
    kinds = ArchitectureState.objects.in_programme(programme).values_list("year", "kind")
    assert dict(kinds) == {2026: "as_is", 2029: "transition", 2032: "to_be"}


def what_is_bought_has_safeguards(programme: Programme) -> None:
    assert set(LockIn.objects.values_list("module__code", flat=True)) >= PROCURED
    guards = Safeguard.objects.filter(module__programme=programme)
    # Two are left open, so that the list of holes has something to show (demo/holes.py).
    left = {"exit": {"INT"}, "data_export": {"APP"}}
    for purpose, lacking in left.items():
        found = guards.filter(purpose=purpose).values_list("module__code", flat=True)
        assert set(found) == PROCURED - lacking, purpose
    # Each that is bought is protected in the formats that data are handed over in.
    formats = guards.filter(purpose="formats").values_list("module__code", flat=True)
    assert set(formats) == PROCURED
    # A requirement protects a module that it is about; that of a connection stands at the service.
    connecting = guards.filter(purpose="connection")
    services = set(connecting.values_list("module__code", flat=True))
    assert services == {"1177", "HSA", "NLL", "NPO", "NTJP", "SAK"}
    assert not connecting.exclude(requirement__modules__code__in=PROCURED).exists()
    strangers = guards.exclude(purpose="connection").exclude(requirement__modules=F("module"))
    assert [str(one) for one in strangers] == []


def every_sort_of_hole_is_there(programme: Programme) -> None:
    """Read off demo/arkitektur.json and demo/hal.json: (open, justified) of each axis."""
    found = {name: summary_of(axis, programme) for name, axis in ARCHITECTURE_AXES.items()}
    assert {name: (one.open, one.justified) for name, one in found.items()} == {
        # SNOMED CT in G-09; G-01 has none and may stay.
        "open-standards": (1, 1),
        # NPU at the hub in G-12 and G-11, RIV-TA at the apps in G-26 and G-27.
        "seams": (3, 1),
        # The apps at 1177 in G-25 and at the security services in G-27.
        "connections": (2, 0),
        "ways-out": (1, 1),
    }
    gaps = {gap.number for axis in ARCHITECTURE_AXES.values() for gap in axis.gaps}
    assert gaps == {0, 1, 2}


def every_goal_gets_something(programme: Programme) -> None:
    (bought,) = bought_in(programme)
    got = {row.code: row.cells[0] for row in bought.goals if row.code}
    assert [code for code, (ska, points) in got.items() if not ska.amount + points.amount] == []
    assert min(ska.percent for ska, _points in got.values()) < 2


def _drawn(programme: Programme, year: int | None) -> set[str]:
    return {one.interface.code for one in landscape(programme, year=year).interfaces}
