"""Everything that changes an evaluation: start, appoint, score, submit, lock, unlock."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.history import delete_with_reason, save_with_reason
from common.numbers import format_number
from procurements.choices import ItemRole, ProcurementState
from procurements.documents import withdraw_documents
from procurements.models import Procurement
from procurements.models import ProcurementRequirement as Item
from programmes.registered_holds import held_by_others
from programmes.roles import Permission, roles_with
from tenders.actions import freeze_tenders, thaw_tenders
from tenders.choices import TenderStatus
from tenders.models import RequirementResponse, Tender

from .basis import item_name, load_basis, scale_of
from .choices import REPORT, Stage
from .models import Evaluation, EvaluatorAssignment, Score

LEAST_DECIMALS = 9
NEXT_STAGES = {Stage.SCORING: {Stage.LOCKED}, Stage.LOCKED: {Stage.SCORING}}


class EvaluationProblem(Exception):
    """A change that is not allowed now; its text tells why and what to do."""


class StageNotAllowed(EvaluationProblem):
    """The evaluation is not in the stage that the change needs."""


class ScoreRefused(EvaluationProblem):
    """A score that cannot be stored; ``field`` names what is wrong: points, reason or ""."""

    def __init__(self, message: str, field: str = ""):
        super().__init__(message)
        self.field = field


class ScoresMissing(EvaluationProblem):
    """Scores are missing; ``missing`` lists each as one sentence part: who, tender, requirement."""

    def __init__(self, missing: list[str]):
        self.missing = missing
        shown = "; ".join(missing[:10])
        more = len(missing) - 10
        if more > 0:
            shown += _(" och %(count)s till") % {"count": more}
        super().__init__(_("Poäng saknas: %(shown)s.") % {"shown": shown})


@transaction.atomic
def start_evaluation(*, procurement: Procurement, by) -> Evaluation:
    """Open the evaluation of a procurement whose tenders are opened; once only."""
    procurement = Procurement.objects.select_for_update().get(pk=procurement.pk)
    if procurement.state != ProcurementState.OPENED:
        raise StageNotAllowed(_("Utvärderingen kan börja först när anbuden är öppnade."))
    if Evaluation.objects.filter(procurement=procurement).exists():
        raise StageNotAllowed(_("Utvärderingen är redan startad."))
    return save_with_reason(Evaluation(procurement=procurement), by=by)


@transaction.atomic
def assign_evaluator(*, evaluation: Evaluation, user: User, by) -> EvaluatorAssignment:
    """Appoint a person to score; the person must hold the role. The same person twice is one."""
    evaluation = _in_stage(evaluation, Stage.SCORING)
    if not may_score(user, evaluation):
        raise EvaluationProblem(
            _("%(name)s har inte rollen utvärderare i programmet. Ge rollen först.")
            % {"name": user}
        )
    found = evaluation.assignments.filter(user=user).first()
    return found or save_with_reason(EvaluatorAssignment(evaluation=evaluation, user=user), by=by)


@transaction.atomic
def unassign_evaluator(*, evaluation: Evaluation, user: User, by, reason: str) -> None:
    """Relieve an evaluator; the scores stay on file but no longer count."""
    evaluation = _in_stage(evaluation, Stage.SCORING)
    assignment = evaluation.assignments.filter(user=user).first()
    if assignment is None:
        raise EvaluationProblem(_("%(name)s är inte utvärderare här.") % {"name": user})
    delete_with_reason(assignment, by=by, reason=_required_reason(reason))


@transaction.atomic
def record_score(
    *,
    evaluation: Evaluation,
    tender: Tender,
    item: Item,
    points: Decimal,
    reason: str,
    by,
    seen: str | None = None,
) -> Score:
    """Store an evaluator's points and reason for one tender's answer to one bör-requirement.

    Saving the same again confirms a score whose answer was changed meanwhile. ``seen`` is the
    ``answer_mark`` of the answer that the person read. Raises ScoreRefused when that is no longer
    the answer, the points are outside 0 … max or off the criterion's steps, the reason is empty,
    the person is not appointed or has submitted, or tender and requirement do not belong together;
    StageNotAllowed when the scores are locked.
    """
    evaluation = _in_stage(evaluation, Stage.SCORING)
    _check_assignment(evaluation, by)
    # An import of answers holds the same row: none is halfway through while the score is saved.
    tender = Tender.objects.select_for_update().get(pk=tender.pk)
    _check_pair(evaluation, tender, item)
    _check_points(item, points)
    reason = reason.strip()
    if not reason:
        raise ScoreRefused(_("Skriv en motivering: varje poäng ska kunna förklaras."), "reason")
    if seen is not None and seen != answer_mark(tender, item):
        raise ScoreRefused(
            _("Svaret har ändrats sedan du öppnade sidan. Läs det nya svaret och spara sedan.")
        )
    scores = Score.objects.with_staleness()
    found = scores.filter(tender=tender, item=item, evaluator=by).first()
    if found is None:
        new = Score(tender=tender, item=item, evaluator=by, points=points, reason=reason)
        return save_with_reason(new, by=by)
    if (found.points, found.reason) == (points, reason):
        if not found.is_stale:
            return found
        return save_with_reason(found, by=by, reason=_("Bekräftad sedan svaret ändrats"))
    change = _("Poäng %(old)s blev %(new)s") % {
        "old": format_number(found.points, 3),
        "new": format_number(points, 3),
    }
    found.points, found.reason = points, reason
    return save_with_reason(found, by=by, reason=change)


@transaction.atomic
def submit_scores(*, evaluation: Evaluation, by) -> EvaluatorAssignment:
    """Declare one's own scoring complete; until it is taken back the scores cannot change."""
    evaluation = _in_stage(evaluation, Stage.SCORING)
    assignment = _check_assignment(evaluation, by)
    missing = missing_scores(evaluation, evaluators=[by])
    if missing:
        raise ScoresMissing(missing)
    assignment.submitted_at = timezone.now()
    return save_with_reason(assignment, by=by)


@transaction.atomic
def reopen_scores(*, evaluation: Evaluation, by, reason: str) -> EvaluatorAssignment:
    """Take back one's own submission, before the scores are locked."""
    evaluation = _in_stage(evaluation, Stage.SCORING)
    assignment = evaluation.assignments.select_for_update().filter(user=by).first()
    if assignment is None:
        raise ScoreRefused(_("Du är inte utsedd att sätta poäng här."))
    assignment.submitted_at = None
    return save_with_reason(assignment, by=by, reason=_required_reason(reason))


@transaction.atomic
def lock_scores(*, evaluation: Evaluation, by, reason: str = "") -> Evaluation:
    """Freeze every score, answer and price; only after this are prices and results shown.

    Raises ScoresMissing while any evaluator lacks a score for a tender that meets every
    ska-requirement (docs/scoring.md §7).
    """
    evaluation = _to_stage(evaluation, Stage.LOCKED)
    # Frozen before anything is looked at: an answer or a tender that came in meanwhile could need
    # scores that nobody has given. A refusal undoes it.
    freeze_tenders(procurement=evaluation.procurement, by=by)
    missing = missing_scores(evaluation)
    if missing:
        raise ScoresMissing(missing)
    evaluation.locked_at, evaluation.locked_by = timezone.now(), by
    save_with_reason(evaluation, by=by, reason=reason)
    return evaluation


@transaction.atomic
def unlock_scores(*, evaluation: Evaluation, by, reason: str) -> Evaluation:
    """Open the scores again for a reason that is kept; results are hidden meanwhile.

    Reports issued on the broken lock are kept but withdrawn, with the same reason. Not when a
    contract has been signed, ended since or not: its supplier is public, and evaluators would score
    knowing who won.
    """
    reason = _required_reason(reason)
    # Locked before it is asked about contracts: who signs one holds the same row, and is seen.
    evaluation = _to_stage(evaluation, Stage.SCORING)
    if signed := held_by_others(evaluation):
        text = _(
            "Avtal är tecknat (%(contracts)s), så poängen kan inte öppnas igen. Är det antecknat "
            "av misstag, sätt först avtalet till utkast."
        )
        raise EvaluationProblem(text % {"contracts": ", ".join(str(one) for one in signed)})
    evaluation.locked_at = evaluation.locked_by = None
    save_with_reason(evaluation, by=by, reason=reason)
    thaw_tenders(procurement=evaluation.procurement, by=by, reason=reason)
    withdraw_documents(procurement=evaluation.procurement, kind=REPORT, by=by, reason=reason)
    return evaluation


def missing_scores(evaluation: Evaluation, evaluators: list | None = None) -> list[str]:
    """What is still to be scored, one line a missing score; nothing to score gives nothing.

    A score whose answer was changed afterwards is missing until it is confirmed or changed.
    Without ``evaluators`` all appointed ones are asked about, and having none is itself missing.
    """
    lots = load_basis(evaluation.procurement)
    cells = [(item, tender) for basis in lots for item, tender in basis.cells()]
    if not cells:
        return []
    if evaluators is None:
        assignments = evaluation.assignments.select_related("user").order_by("pk")
        evaluators = [assignment.user for assignment in assignments]
    if not evaluators:
        return [_("ingen utvärderare är utsedd")]
    rows = Score.objects.filter(
        tender__procurement=evaluation.procurement, evaluator__in=evaluators
    ).with_staleness()
    is_stale = {
        (score.evaluator_id, score.item_id, score.tender_id): score.is_stale for score in rows
    }
    missing = []
    for evaluator in evaluators:
        for item, tender in cells:
            # None is a score that was never given, True one whose answer has changed.
            stale = is_stale.get((evaluator.pk, item.pk, tender.pk))
            if stale is not False:
                note = " " + _("(svaret har ändrats sedan poängen sattes)") if stale else ""
                missing.append(f"{evaluator}: {tender}, {item_name(item)}{note}")
    return missing


def answer_mark(tender: Tender, item: Item) -> str:
    """What tells one state of a tender's answer from the next; empty for no answer."""
    changes = RequirementResponse.history.filter(tender=tender, item=item)
    latest = changes.order_by("-history_id").values_list("history_id", flat=True).first()
    return str(latest or "")


def may_score(user: User, evaluation: Evaluation) -> bool:
    """Whether the person holds a role that scores in the evaluation's programme."""
    programme = evaluation.procurement.programme_id
    roles = roles_with(Permission.SCORE)
    return user.memberships.filter(programme=programme, role__in=roles).exists()


def _locked_row(evaluation: Evaluation) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related("procurement")
    return rows.get(pk=evaluation.pk)


def _in_stage(evaluation: Evaluation, stage: str) -> Evaluation:
    """The row, locked; StageNotAllowed when it is in another stage."""
    evaluation = _locked_row(evaluation)
    if evaluation.stage != stage:
        raise StageNotAllowed(_("Poängen är låsta. Häv låset innan något ändras."))
    return evaluation


def _to_stage(evaluation: Evaluation, stage: str) -> Evaluation:
    """The row, locked and moved to another stage but not saved."""
    evaluation = _locked_row(evaluation)
    if stage not in NEXT_STAGES[Stage(evaluation.stage)]:
        raise StageNotAllowed(
            _("Utvärderingen är redan i läget ”%(stage)s”.")
            % {"stage": evaluation.get_stage_display()}
        )
    evaluation.stage = stage
    return evaluation


def _check_assignment(evaluation: Evaluation, user: User) -> EvaluatorAssignment:
    assignment = evaluation.assignments.filter(user=user).first()
    if assignment is None or not may_score(user, evaluation):
        raise ScoreRefused(_("Du är inte utsedd att sätta poäng här."))
    if assignment.submitted_at:
        raise ScoreRefused(_("Du har lämnat in dina poäng. Ta tillbaka dem för att ändra."))
    return assignment


def _check_pair(evaluation: Evaluation, tender: Tender, item: Item) -> None:
    procurement = evaluation.procurement_id
    is_ours = tender.procurement_id == procurement and item.procurement_id == procurement
    if not is_ours or item.role != ItemRole.DESIRABLE:
        raise ScoreRefused(_("Bara bör-krav och anbud i den här upphandlingen poängsätts."))
    if tender.status != TenderStatus.RECEIVED:
        raise ScoreRefused(_("Anbudet är återtaget eller för sent och poängsätts inte."))
    if not tender.lots.filter(pk=scale_of(item)[0].lot_id).exists():
        raise ScoreRefused(_("Anbudet gäller inte det delkontrakt som kravet hör till."))


def _check_points(item: Item, points: Decimal) -> None:
    criterion, highest = scale_of(item)
    step = criterion.score_step
    # Far below the smallest step a number has more digits than can be worked with, and a
    # remainder of nothing.
    is_number = points.is_finite() and (not points or points.adjusted() >= -LEAST_DECIMALS)
    if not is_number or not 0 <= points <= highest:
        raise ScoreRefused(
            _("Poängen ska ligga mellan 0 och %(max)s.") % {"max": format_number(highest, 3)},
            "points",
        )
    if points % step and points != highest:
        raise ScoreRefused(
            _("Poängen ges i steg om %(step)s.") % {"step": format_number(step, 3)}, "points"
        )


def _required_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise EvaluationProblem(_("Ange ett skäl: det sparas i historiken."))
    return reason
