"""A valid row of every register, and what its form is sent to make another."""

from collections.abc import Callable
from decimal import Decimal

from programmes.models import Body, Decision, GoalMeasurement, Organisation, Participation, Stream
from steering.models import (
    Analysis,
    BudgetFrame,
    BudgetLine,
    CarriedOver,
    Claim,
    FrameShare,
    Lesson,
    ReferenceCost,
    Risk,
    RolloutWave,
    StaffingNeed,
    Stakeholder,
    TenderPeriodExtension,
    Undertaking,
    UnmetRequirement,
)
from tests.factories import (
    GoalFactory,
    MilestoneFactory,
)
from tests.register_rows_architecture import ARCHITECTURE_ROWS, ARCHITECTURE_SENT
from tests.register_rows_contracts import CONTRACT_ROWS, CONTRACTS_SENT
from tests.register_rows_joint import JOINT_ROWS, JOINT_SENT, agent


def _body(programme) -> Body:
    return Body.objects.get_or_create(
        programme=programme, name="Styrgruppen", defaults={"kind": "decides"}
    )[0]


def _frame(programme) -> BudgetFrame:
    return BudgetFrame.objects.create(
        programme=programme, name="Ramen", amount=580_000_000, first_year=2025, last_year=2027
    )


def _undertaking(programme) -> Undertaking:
    return Undertaking.objects.create(
        programme=programme, title="Kärnsystem", form="single_system", started_on="2022-01-10"
    )


def _region() -> Organisation:
    return Organisation.objects.get_or_create(name="Region Norr")[0]


def _member(programme) -> Organisation:
    """An organisation that takes part."""
    Participation.objects.get_or_create(
        programme=programme, organisation=_region(), defaults={"role": "buyer"}
    )
    return _region()


ROWS: dict[str, Callable] = {
    **ARCHITECTURE_ROWS,
    **CONTRACT_ROWS,
    **JOINT_ROWS,
    "budget": _frame,
    "frame-shares": lambda programme: FrameShare.objects.create(
        frame=_frame(programme), organisation=_member(programme), percent=31
    ),
    "budget-lines": lambda programme: BudgetLine.objects.create(
        frame=_frame(programme), year=2026, title="Integration", planned=1_000_000
    ),
    "reference-costs": lambda programme: ReferenceCost.objects.create(
        programme=programme,
        title="Vårdinformationssystem",
        organisation="Annan region",
        amount=1_046_000_000,
        source="Beslut 2018",
    ),
    "risks": lambda programme: Risk.objects.create(
        programme=programme,
        code="R-1",
        title="Inlåsning",
        category="lock_in",
        probability=3,
        consequence=4,
    ),
    "stakeholders": lambda programme: Stakeholder.objects.create(
        programme=programme, name="Läkarföreningen", kind="union", interest=4, influence=3
    ),
    "staffing": lambda programme: StaffingNeed.objects.create(
        organisation=_region(), body=_body(programme), role="Arkitekt", needed=2
    ),
    "analyses": lambda programme: Analysis.objects.create(
        programme=programme, title="Omvärldsanalys", kind="market"
    ),
    "lessons": lambda programme: Lesson.objects.create(
        programme=programme, title="Börja smått", learnt_from="Annan region"
    ),
    "waves": lambda programme: RolloutWave.objects.create(
        programme=programme, name="Etapp 1", area="Södra", planned_on="2029-03-12"
    ),
    "claims": lambda programme: Claim.objects.create(
        programme=programme,
        title="Försenad leverans",
        kind="delay",
        counterparty="Leverantören",
        raised_on="2026-02-01",
    ),
    "chain": _undertaking,
    "carried-over": lambda programme: CarriedOver.objects.create(
        undertaking=_undertaking(programme), what="Behovsanalysen"
    ),
    "extensions": lambda programme: TenderPeriodExtension.objects.create(
        undertaking=_undertaking(programme),
        until_before="2020-05-10",
        until_after="2020-08-20",
        reason="Vården är upptagen.",
    ),
    "unmet-requirements": lambda programme: UnmetRequirement.objects.create(
        undertaking=_undertaking(programme), code="S-1", text="Fem års drift", tenders=4
    ),
    "goals": lambda programme: GoalFactory(programme=programme),
    "measurements": lambda programme: GoalMeasurement.objects.create(
        goal=GoalFactory(programme=programme), measured_on="2026-03-01", value="12.5"
    ),
    "milestones": lambda programme: MilestoneFactory(programme=programme),
    "streams": lambda programme: Stream.objects.create(
        programme=programme, code="A", name="Upphandling"
    ),
    "bodies": _body,
    "decisions": lambda programme: Decision.objects.create(
        programme=programme, title="Inriktning", body=_body(programme), decided_on="2026-03-01"
    ),
}


# What makes another row, and a field that is changed afterwards with its new value.
SENT: dict[str, tuple[Callable, str, object]] = {
    **ARCHITECTURE_SENT,
    **CONTRACTS_SENT,
    **JOINT_SENT,
    "budget": (
        lambda _: {"name": "Ny ram", "amount": "500", "first_year": 2028, "last_year": 2030},
        "includes",
        "Införande",
    ),
    "frame-shares": (
        lambda programme: {
            "frame": _frame(programme).pk,
            "organisation": _member(programme).pk,
            "percent": "69",
        },
        "percent",
        Decimal(60),
    ),
    "budget-lines": (
        lambda programme: {
            "frame": _frame(programme).pk,
            "year": 2027,
            "title": "Utbildning",
            "planned": "200",
        },
        "note",
        "Preliminärt",
    ),
    "reference-costs": (
        lambda _: {"title": "X", "organisation": "Y", "amount": "3", "source": "Z"},
        "period",
        "2018–2026",
    ),
    "risks": (
        lambda _: {
            "code": "R-2",
            "title": "Driftstopp",
            "category": "technology",
            "probability": 2,
            "consequence": 2,
            "trend": "steady",
            "state": "open",
        },
        "owner",
        "Driftchefen",
    ),
    "stakeholders": (
        lambda _: {"name": "Kommunerna", "kind": "municipality", "interest": 3, "influence": 2},
        "engagement",
        "Referensgrupp",
    ),
    "staffing": (
        lambda programme: {
            "body": _body(programme).pk,
            "organisation": agent(programme).pk,
            "role": "Utbildare",
            "needed": "4",
            "filled": "1.5",
        },
        "role",
        "Utbildningsledare",
    ),
    "analyses": (
        lambda _: {
            "title": "Riskanalys",
            "kind": "risk",
            "status": "done",
            "done_on": "2026-04-10",
        },
        "author",
        "Programkontoret",
    ),
    "lessons": (
        lambda _: {"title": "Dela upp", "learnt_from": "Region Öst"},
        "consequence",
        "Vi köper moduler.",
    ),
    "waves": (
        lambda _: {
            "name": "Etapp 2",
            "area": "Norra",
            "planned_on": "2030-03-12",
            "status": "planned",
        },
        "functions",
        "Journal",
    ),
    "claims": (
        lambda _: {
            "title": "Brister",
            "kind": "defect",
            "counterparty": "Leverantören",
            "raised_on": "2026-03-01",
            "status": "raised",
        },
        "position",
        "Avhjälp bristerna.",
    ),
    "chain": (
        lambda _: {
            "title": "Moduler",
            "form": "modules",
            "started_on": "2025-02-01",
            "outcome": "ongoing",
        },
        "reason",
        "Började om.",
    ),
    "carried-over": (
        lambda programme: {"undertaking": _undertaking(programme).pk, "what": "Principerna"},
        "changed",
        "Förkortade.",
    ),
    "extensions": (
        lambda programme: {
            "undertaking": _undertaking(programme).pk,
            "until_before": "2020-05-10",
            "until_after": "2020-08-20",
            "reason": "Många frågor.",
        },
        "reason",
        "Vården är upptagen.",
    ),
    "unmet-requirements": (
        lambda programme: {
            "undertaking": _undertaking(programme).pk,
            "text": "Färdig modul för intensivvård",
            "met_by": 0,
        },
        "afterwards",
        "Struket.",
    ),
    "goals": (
        lambda _: {"code": "E-9", "kind": "outcome", "title": "Färre fel", "position": 1},
        "indicator",
        "Antal fel",
    ),
    "measurements": (
        lambda programme: {
            "goal": GoalFactory(programme=programme).pk,
            "measured_on": "2026-09-01",
            "value": "14",
        },
        "source",
        "Enkät",
    ),
    "milestones": (
        lambda _: {"title": "Driftstart", "lane": "programme", "planned_on": "2029-03-12"},
        "decided_by",
        "Styrgruppen",
    ),
    "streams": (
        lambda _: {"code": "B", "name": "Lösning", "status": "on_track", "position": 2},
        "lead",
        "Lösningsledaren",
    ),
    "bodies": (
        lambda _: {"name": "Referensgruppen", "kind": "prepares", "position": 3},
        "chair",
        "Ordföranden",
    ),
    "decisions": (
        lambda programme: {
            "title": "Paketering",
            "body": Body.objects.create(
                programme=programme, name="Regionstyrelsen", kind="decides"
            ).pk,
            "decided_on": "2026-05-17",
        },
        "document_reference",
        "RS 2026-0001 § 12",
    ),
}
