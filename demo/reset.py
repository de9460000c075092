"""Takes the demo programme away, with everything that hangs on it and nothing else."""

from django.db import transaction
from django.db.models import FileField, Model, QuerySet

from baselines.models import (
    Baseline,
    BaselineEntry,
    Origin,
    SealedFile,
    SuspectChange,
    Suspicion,
    SuspicionCleared,
)
from common.history import bulk_delete_with_history
from contracts.models import CallOff, Contract, ContractClause
from evaluation.models import Evaluation, EvaluatorAssignment, Score
from joint_procurement.models import (
    DecisionAnnulment,
    FixedPart,
    JoiningDecision,
    JoiningOption,
    Mandate,
    OwnUpgrade,
    RequirementStance,
    VolumeShare,
)
from packages.models import (
    ModuleEstimate,
    OrderConstraint,
    Package,
    PackageLot,
    PackagingAlternative,
    Placement,
)
from procurements.models import Procurement, ProcurementDocument, ProcurementRequirement
from programmes.models import (
    Body,
    Decision,
    GoalMeasurement,
    Job,
    Milestone,
    Programme,
    Replanning,
    Stream,
)
from quality.models import AcceptedFinding, Finding, PairJudgement, RequirementPair
from requirements_catalog.models import (
    Approval,
    ApprovalRecall,
    Attachment,
    Comment,
    Mention,
    Presence,
    Requirement,
    RequirementModule,
    RequirementNeed,
    RequirementRelation,
    RequirementStandard,
    RequirementVersion,
)
from reviews.models import (
    Disposition,
    ReturnedWorkbook,
    ReviewComment,
    Reviewer,
    ReviewItem,
    ReviewRound,
    Verdict,
)
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
    WaveReplanning,
)
from target_architecture.models import (
    ArchitectureState,
    InformationClass,
    Interface,
    LockIn,
    Principle,
    Replacement,
    Safeguard,
)
from tenders.models import OwnerChange, PriceLine, ReceivedForm, RequirementResponse, Tender

from .content import programme_content


def remove_demo(*, programme: Programme) -> None:
    """Delete a demo programme and its demo predecessor; people and regions stay.

    Raises ValueError for a programme that is no demonstration. History rows stay, as always.
    """
    if not programme.is_demo:
        raise ValueError(f"{programme.slug} is not a demonstration")
    files = _files_of(programme)
    slug = programme_content()["predecessor"]["slug"]
    with transaction.atomic():
        for queryset in _from_right_to_left(programme):
            _delete(queryset)
        programme.delete()
        for before in Programme.objects.filter(slug=slug, is_demo=True, successors__isnull=True):
            for queryset in _registers(before):
                _delete(queryset)
            before.delete()
        transaction.on_commit(lambda: _delete_files(files))


def _registers(programme: Programme) -> list[QuerySet]:
    """The rows of the programme's registers, each after what points at it."""
    risks = Risk.objects.in_programme(programme)
    lessons = Lesson.objects.in_programme(programme)
    analyses = Analysis.objects.in_programme(programme)
    waves = RolloutWave.objects.in_programme(programme)
    interfaces = Interface.objects.in_programme(programme)
    principles = Principle.objects.in_programme(programme)
    clauses = ContractClause.objects.in_programme(programme)
    contracts = Contract.objects.in_programme(programme)
    return [
        CallOff.objects.in_programme(programme),
        *(
            getattr(ContractClause, name).through.objects.filter(contractclause__in=clauses)
            for name in ("requirements", "modules", "risks")
        ),
        clauses,
        *(
            getattr(Contract, name).through.objects.filter(contract__in=contracts)
            for name in ("lots", "modules")
        ),
        contracts,
        OwnerChange.objects.in_programme(programme),
        Placement.objects.in_programme(programme),
        PackageLot.objects.in_programme(programme),
        Package.objects.in_programme(programme),
        PackagingAlternative.objects.in_programme(programme),
        ModuleEstimate.objects.in_programme(programme),
        OrderConstraint.objects.in_programme(programme),
        Claim.objects.in_programme(programme),
        CarriedOver.objects.in_programme(programme),
        TenderPeriodExtension.objects.in_programme(programme),
        UnmetRequirement.objects.in_programme(programme),
        Undertaking.objects.in_programme(programme),
        WaveReplanning.objects.filter(wave__in=waves),
        RolloutWave.modules.through.objects.filter(rolloutwave__in=waves),
        waves,
        StaffingNeed.objects.in_programme(programme),
        Stakeholder.objects.in_programme(programme),
        Lesson.risks.through.objects.filter(lesson__in=lessons),
        lessons,
        *(
            getattr(Analysis, name).through.objects.filter(analysis__in=analyses)
            for name in ("goals", "needs", "requirements", "decisions")
        ),
        analyses,
        Risk.modules.through.objects.filter(risk__in=risks),
        Risk.requirements.through.objects.filter(risk__in=risks),
        risks,
        BudgetLine.objects.in_programme(programme),
        FrameShare.objects.in_programme(programme),
        BudgetFrame.objects.in_programme(programme),
        ReferenceCost.objects.in_programme(programme),
        Safeguard.objects.filter(module__programme=programme),
        LockIn.objects.in_programme(programme),
        Replacement.objects.in_programme(programme),
        Principle.requirements.through.objects.filter(principle__in=principles),
        principles,
        Interface.information.through.objects.filter(interface__in=interfaces),
        Interface.standards.through.objects.filter(interface__in=interfaces),
        interfaces,
        InformationClass.objects.in_programme(programme),
        ArchitectureState.objects.in_programme(programme),
        GoalMeasurement.objects.in_programme(programme),
        Replanning.objects.filter(milestone__programme=programme),
        Milestone.objects.in_programme(programme),
        Stream.objects.in_programme(programme),
        Decision.objects.in_programme(programme),
        Body.objects.in_programme(programme),
    ]


def _from_right_to_left(programme: Programme) -> list[QuerySet]:
    """Everything that the programme holds, each after what points at it."""
    procurements = Procurement.objects.filter(programme=programme)
    requirements = Requirement.objects.filter(catalogue__programme=programme)
    tenders = Tender.objects.filter(procurement__in=procurements)
    baselines = Baseline.objects.in_programme(programme)
    items = ProcurementRequirement.objects.filter(procurement__in=procurements)
    rounds = ReviewRound.objects.filter(catalogue__programme=programme)
    said = ReviewComment.objects.filter(reviewer__round__in=rounds)
    return [
        VolumeShare.objects.in_programme(programme),
        FixedPart.objects.in_programme(programme),
        JoiningOption.organisations.through.objects.filter(
            joiningoption__in=JoiningOption.objects.in_programme(programme)
        ),
        JoiningOption.objects.in_programme(programme),
        Mandate.objects.in_programme(programme),
        DecisionAnnulment.objects.filter(decision__procurement__in=procurements),
        JoiningDecision.objects.in_programme(programme),
        RequirementStance.objects.in_programme(programme),
        OwnUpgrade.objects.in_programme(programme),
        *_registers(programme),
        Disposition.objects.filter(comment__in=said),
        Verdict.objects.filter(item__round__in=rounds),
        said,
        ReturnedWorkbook.objects.filter(round__in=rounds),
        Reviewer.chapters.through.objects.filter(reviewer__round__in=rounds),
        Reviewer.objects.filter(round__in=rounds),
        ReviewItem.objects.filter(round__in=rounds),
        rounds,
        Score.objects.filter(tender__in=tenders),
        EvaluatorAssignment.objects.filter(evaluation__procurement__in=procurements),
        Evaluation.objects.filter(procurement__in=procurements),
        RequirementResponse.objects.filter(tender__in=tenders),
        PriceLine.objects.filter(tender__in=tenders),
        ReceivedForm.objects.filter(tender__in=tenders),
        Tender.lots.through.objects.filter(tender__in=tenders),
        tenders,
        ProcurementRequirement.lots.through.objects.filter(procurementrequirement__in=items),
        items,
        ProcurementDocument.objects.filter(procurement__in=procurements),
        procurements,
        SuspicionCleared.objects.filter(suspicion__requirement__in=requirements),
        Suspicion.objects.filter(requirement__in=requirements),
        SuspectChange.objects.filter(programme=programme),
        Origin.objects.filter(requirement__in=requirements),
        SealedFile.objects.filter(baseline__in=baselines),
        BaselineEntry.objects.filter(baseline__in=baselines),
        baselines,
        ApprovalRecall.objects.filter(approval__requirement__in=requirements),
        Approval.objects.filter(requirement__in=requirements),
        RequirementModule.objects.filter(requirement__in=requirements),
        RequirementNeed.objects.filter(requirement__in=requirements),
        RequirementStandard.objects.filter(requirement__in=requirements),
        RequirementRelation.objects.filter(source__in=requirements),
        ApprovalRecall.objects.filter(approval__requirement__in=requirements),
        Approval.objects.filter(requirement__in=requirements),
        RequirementVersion.objects.filter(requirement__in=requirements),
        Mention.objects.filter(comment__requirement__in=requirements),
        Comment.objects.filter(requirement__in=requirements),
        Attachment.objects.filter(requirement__in=requirements),
        Presence.objects.filter(requirement__in=requirements),
        Finding.objects.filter(requirement__in=requirements),
        AcceptedFinding.objects.filter(requirement__in=requirements),
        RequirementPair.objects.in_programme(programme),
        PairJudgement.objects.in_programme(programme),
        requirements,
        Job.objects.filter(programme=programme),
    ]


def _delete(queryset: QuerySet) -> None:
    """Rows with links in bulk, keeping their last state in history; a procurement with its parts.

    A tree of requirements refers to itself, so its rows go together, without asking each.
    """
    if queryset.model is Procurement:
        queryset.delete()
    elif hasattr(queryset.model, "history"):
        bulk_delete_with_history(queryset, by=None, reason="Demon börjar om")
    else:
        queryset._raw_delete(queryset.db)


def _files_of(programme: Programme) -> list:
    """The stored files of the programme's documents, forms, jobs and requirements."""
    rows: list[Model] = [
        *ProcurementDocument.objects.filter(procurement__programme=programme),
        *ReceivedForm.objects.filter(tender__procurement__programme=programme),
        *Job.objects.filter(programme=programme),
        *Attachment.objects.filter(requirement__catalogue__programme=programme),
    ]
    fields = ((row, field) for row in rows for field in row._meta.fields)
    values = [getattr(row, field.name) for row, field in fields if isinstance(field, FileField)]
    return [value for value in values if value]


def _delete_files(files: list) -> None:
    for file in files:
        file.storage.delete(file.name)
