"""Everything that changes a programme."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actions import create_account
from accounts.models import User
from common.file_names import safe_name
from common.history import delete_with_reason, save_with_reason

from .choices import JobState, Role
from .job_runner import run_job
from .models import (
    Decision,
    Job,
    Membership,
    Organisation,
    Participation,
    ParticipationDecision,
    Programme,
    ReplannedDay,
)
from .plans import last_that_binds, last_written
from .registered_citations import CitedDecision, all_cited, annulled_in, check_counts


class ProgrammeProblem(Exception):
    """A change that the programme's rules do not allow; its text tells why and what to do."""


@transaction.atomic
def create_programme(*, slug: str, name: str, by, reason: str = "", **fields) -> Programme:
    """A new programme; the person who creates it leads it."""
    programme = Programme(slug=slug, name=name, **fields)
    programme.full_clean()
    save_with_reason(programme, by=by, reason=reason)
    if by is not None:
        # The one time that somebody gives himself a role: there is nobody else to ask yet.
        lead = Membership(programme=programme, user=by, role=Role.PROGRAMME_LEAD)
        save_with_reason(lead, by=by, reason=_("Skapade programmet."))
    return programme


@transaction.atomic
def add_member(*, programme: Programme, user: User, role: str, by, reason: str) -> Membership:
    """Give a person a role, for a reason that is kept; the same role twice is one.

    Raises ProgrammeProblem without a reason, and for one who gives a role to himself.
    """
    found = Membership.objects.filter(programme=programme, user=user, role=role).first()
    if found:
        return found
    reason = _reason_for_role(user, by, reason)
    membership = Membership(programme=programme, user=user, role=role)
    membership.full_clean()
    return save_with_reason(membership, by=by, reason=reason)


@transaction.atomic
def invite_member(
    *,
    programme: Programme,
    email: str,
    full_name: str,
    role: str,
    by,
    reason: str,
    send_letter: Callable[[User], None],
) -> Membership:
    """Give a new person an account and a role, both or neither.

    The letter with the way in is sent when both are stored; what it raises reaches the caller, and
    the account and the role stay.
    """
    user = create_account(email=email, full_name=full_name)
    membership = add_member(programme=programme, user=user, role=role, by=by, reason=reason)
    transaction.on_commit(lambda: send_letter(user))
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by, reason: str) -> None:
    """Take a role from a person, for a reason that is kept.

    Raises ProgrammeProblem without a reason, for one's own role and for the last programme lead.
    """
    reason = _reason_for_role(membership.user, by, reason)
    leads = Membership.objects.select_for_update().filter(
        programme=membership.programme_id, role=Role.PROGRAMME_LEAD
    )
    # The rows are read, not counted by the database: counting takes no lock, and two leads who
    # remove each other at the same time would leave the programme without one.
    if membership.role == Role.PROGRAMME_LEAD and len(leads.order_by("pk")) == 1:
        raise ProgrammeProblem(
            _("Programmet måste ha minst en programledare. Utse en annan först.")
        )
    delete_with_reason(membership, by=by, reason=reason)


def _reason_for_role(user: User, by, reason: str) -> str:
    """The reason, stripped; nobody decides alone what he or she may see (OSL 19:3)."""
    if by is not None and by == user:
        raise ProgrammeProblem(
            _(
                "Du kan inte ändra dina egna roller. Be en annan programledare eller en "
                "administratör."
            )
        )
    reason = reason.strip()
    if not reason:
        raise ProgrammeProblem(_("Ange ett skäl: det sparas i historiken."))
    return reason


@transaction.atomic
def save_part(*, part, by, reason: str = ""):
    """Save a goal, milestone, participation or the programme itself, checked and with history."""
    part.full_clean()
    return save_with_reason(part, by=by, reason=reason)


@transaction.atomic
def add_organisation(
    *, organisation: Organisation, programme: Programme, role: str, by
) -> Organisation:
    """Save a new organisation and its role in a programme; with an empty role it has none.

    ValidationError where a rule is broken; then neither is saved.
    """
    save_part(part=organisation, by=by)
    if role:
        place = Participation(programme=programme, organisation=organisation, role=role)
        save_part(part=place, by=by)
    return organisation


@transaction.atomic
def replan(
    *,
    model: type[ReplannedDay],
    planned,
    planned_after: date,
    decided_by_body: str,
    decided_on: date,
    reason: str,
    by,
    decision: Decision | None = None,
    cited: CitedDecision | None = None,
) -> ReplannedDay:
    """Move a milestone or another planned row to another day; the day it had is kept with the
    decision and the reason, as a row of ``model``. The decision is one of the register, or one that
    is ``cited`` from where another app keeps it.

    The day that it already has is given anew where it rests on a decision that is annulled: that
    move is taken back first. Otherwise ValidationError for that day; and for a decision of another
    programme or one that is annulled, for one that is older than the last that moved it and is not
    annulled, as an earlier plan is read from the order of the decisions, and for another day or
    body than the decision's own: what one decision moves is one plan. What is done is not moved.
    """
    planned = _held_plan(planned)
    if decision and cited:
        raise ValidationError(_("Välj ett beslut, inte två."))
    _check_as_decided(planned.programme, decision, cited, (decided_on, decided_by_body))
    moves = list(planned.replannings.all())
    annulled = annulled_in(all_cited(planned.programme, moves))
    last = last_that_binds(moves, annulled)
    if last and decided_on < last.decided_on:
        text = _(
            "Dagen flyttades senast genom ett beslut %(day)s. Ett äldre beslut kan inte flytta den "
            "nu: ange ett beslut från den dagen eller senare."
        )
        raise ValidationError(text % {"day": last.decided_on.isoformat()})
    wrong = last_written(moves)
    if wrong and wrong.cited in annulled and planned_after == planned.planned_on:
        _take_back(planned, wrong, reason=_("Beslutet är makulerat."), by=by)
    moved = model(
        planned_before=planned.planned_on,
        planned_after=planned_after,
        decision=decision,
        cited=cited.key if cited else "",
        decided_by_body=decided_by_body,
        decided_on=decided_on,
        reason=reason,
        recorded_by=by,
        **{model.planned_field: planned},
    )
    moved.full_clean()
    moved.save()
    planned.planned_on = planned_after
    save_with_reason(planned, by=by, reason=reason)
    return moved


def _held_plan(planned):
    """The row, locked until the transaction ends; ValidationError for what has happened."""
    found = type(planned).objects.select_for_update().get(pk=planned.pk)
    if found.done_on:
        text = _("Det är genomfört %(day)s: planen ändras inte längre.")
        raise ValidationError(text % {"day": found.done_on.isoformat()})
    return found


def _check_as_decided(
    programme: Programme,
    decision: Decision | None,
    cited: CitedDecision | None,
    written: tuple[date, str],
) -> None:
    """ValidationError where what is named is no decision of the programme that counts, and where
    the day and the body that are written are not its."""
    if decision and decision.programme_id != programme.pk:
        raise ValidationError(_("Beslutet finns inte i programmet. Välj ett av dess egna."))
    if cited:
        check_counts(cited, programme)
    said = decision and (decision.decided_on, decision.body.name)
    said = said or (cited and (cited.decided_on, cited.body))
    if said and written != said:
        raise ValidationError(_("Dagen och organet är inte de som beslutet i listan har."))


@transaction.atomic
def undo_replanning(*, planned, move: ReplannedDay, reason: str, by) -> ReplannedDay:
    """Take back a re-planning that was written by mistake: the day it moved from holds again.

    Both stay with their reasons. ValidationError where it has happened already, is not the last of
    what was planned, or is not the person's own.
    """
    planned = _held_plan(planned)
    if last_written(planned.replannings.all()) != move:
        raise ValidationError(
            _("Omplaneringen är redan ångrad, eller dagen är flyttad igen. Inget är ändrat.")
        )
    if move.recorded_by != by:
        raise ValidationError(_("Bara den som antecknade omplaneringen kan ångra den."))
    return _take_back(planned, move, reason=reason, by=by)


def _take_back(planned, move: ReplannedDay, *, reason: str, by) -> ReplannedDay:
    back = type(move)(
        planned_before=move.planned_after,
        planned_after=move.planned_before,
        decision=move.decision,
        cited=move.cited,
        decided_by_body=move.decided_by_body,
        decided_on=move.decided_on,
        reason=reason,
        recorded_by=by,
        undoes=move,
        **{move.planned_field: planned},
    )
    back.full_clean()
    back.save()
    planned.planned_on = move.planned_before
    save_with_reason(planned, by=by, reason=reason)
    return back


@transaction.atomic
def record_participation_decision(
    *,
    participation: Participation,
    outcome: str,
    decided_on: date,
    decided_by_body: str,
    reason: str,
    by,
    document_reference: str = "",
    document_url: str = "",
) -> ParticipationDecision:
    """Write down a decision about taking part; earlier ones stay."""
    decision = ParticipationDecision(
        participation=participation,
        outcome=outcome,
        decided_on=decided_on,
        decided_by_body=decided_by_body,
        reason=reason,
        document_reference=document_reference,
        document_url=document_url,
        recorded_by=by,
    )
    decision.full_clean()
    decision.save()
    return decision


def start_job(
    *,
    kind: str,
    programme: Programme,
    title: str,
    by,
    parameters: dict | None = None,
    input_file: bytes | None = None,
    input_name: str = "",
) -> Job:
    """Create a job and queue it; inside a transaction both become visible when it commits."""
    job = prepare_job(
        kind=kind,
        programme=programme,
        title=title,
        by=by,
        parameters=parameters,
        input_file=input_file,
        input_name=input_name,
    )
    return queue_job(job=job)


def prepare_job(
    *,
    kind: str,
    programme: Programme,
    title: str,
    by,
    parameters: dict | None = None,
    input_file: bytes | None = None,
    input_name: str = "",
) -> Job:
    """Create a job that waits for a person's go-ahead, as the steps of an import do."""
    job = Job(
        kind=kind,
        programme=programme,
        title=title[:200],
        started_by=by,
        parameters=parameters or {},
        language=get_language() or "",
        input_name=safe_name(input_name) if input_name else "",
        state=JobState.PREPARED,
    )
    if input_file is not None:
        job.input_file.save(f"{job.uid}", ContentFile(input_file), save=False)
    job.save()
    return job


def queue_job(*, job: Job) -> Job:
    """Put a prepared job in the queue; one that was queued before is left as it is.

    Within a transaction the job waits, and stands in the queue, when that is kept.
    """
    asked = {"state": JobState.WAITING, "language": get_language() or ""}
    if Job.objects.filter(pk=job.pk, state=JobState.PREPARED).update(**asked):
        run_job.enqueue(job.pk)
    job.refresh_from_db()
    return job


def do_job(*, job: Job) -> Job:
    """Do a prepared job while the person waits: for work of a second or two.

    It ends as it would have in the queue, with its result or with the reason why there is none.
    """
    if Job.objects.filter(pk=job.pk, state=JobState.PREPARED).update(state=JobState.WAITING):
        run_job.call(job.pk)
    job.refresh_from_db()
    return job


@transaction.atomic
def cancel_job(*, job: Job, by) -> Job:
    """Ask a job to stop before it writes; one that has not begun ends at once."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_finished:
        return job
    job.cancel_requested = True
    if job.state in (JobState.PREPARED, JobState.WAITING):
        job.state = JobState.CANCELLED
        job.finished_at = timezone.now()
    job.save(update_fields=["cancel_requested", "state", "finished_at"])
    return job
