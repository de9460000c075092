"""What becomes of comments: answers, and proposals that are written into the catalogue."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.canonical import digest
from requirements_catalog.actions.cells import Cell, NothingWritten, change_cells
from requirements_catalog.actions.undo import NothingToTakeBack, undo
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.models import Requirement

from .choices import Outcome
from .models import Disposition, ReviewComment
from .problems import NotAdopted, ProposalConflict, ReviewProblem

LONGEST = 10_000


def seen_mark(text: str) -> str:
    """What a page says that its reader saw of a text, so that a later change is noticed."""
    return digest(text)[:16]


@transaction.atomic
def dispose(*, comment: ReviewComment, by, outcome: str, answer: str = "") -> Disposition:
    """Say what came of a comment; a later disposition supersedes.

    Raises ValidationError when an answer is lacking, and for a proposal that would be accepted as
    it is without being written into the requirement: that is ``adopt_proposal``.
    """
    row = _locked(comment)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Välj vad som blev av kommentaren.")})
    if outcome == Outcome.ACCEPTED and row.is_proposal:
        raise ValidationError(
            {"outcome": _("Använd ”Anta förslaget”, så skrivs den nya lydelsen i kravet.")}
        )
    answer = answer.strip()
    if len(answer) > LONGEST:
        raise ValidationError({"answer": _("Skriv högst 10 000 tecken.")})
    if not answer and outcome != Outcome.ACCEPTED:
        raise ValidationError({"answer": _("Skriv ett svar till den som kommenterade.")})
    return Disposition.objects.create(comment=row, outcome=outcome, answer=answer, decided_by=by)


@transaction.atomic
def adopt_proposal(*, comment: ReviewComment, by, seen: str, answer: str = "") -> Disposition:
    """Write the proposed wording into the requirement, and say that it was accepted as it is.

    ``seen`` is the mark of the text that the person saw it against (``seen_mark``). Raises
    ProposalConflict when the text is another by now, and NotAdopted when the catalogue refuses the
    new one; nothing is written then.
    """
    row = _locked(comment)
    if not row.is_proposal:
        raise ReviewProblem(_("Kommentaren är inget förslag till ny lydelse."))
    requirement = Requirement.objects.select_related("catalogue").get(pk=row.item.requirement_id)
    now = getattr(requirement, row.field)
    change_set = None
    if now != row.proposed_text:
        if seen_mark(now) != seen:
            raise ProposalConflict
        cell = Cell(requirement.pk, row.field, row.proposed_text, expected=now)
        change_set = _write(requirement, cell, row, by)
    return Disposition.objects.create(
        comment=row,
        outcome=Outcome.ACCEPTED,
        answer=answer.strip()[:LONGEST],
        decided_by=by,
        change_set=change_set,
    )


@transaction.atomic
def undo_adoption(*, comment: ReviewComment, by) -> Disposition:
    """Take an adopted wording out of the requirement again, and say so of the proposal.

    ReviewProblem when the newest word on the proposal is no adoption that wrote something, when it
    has been undone in the catalogue already, and when the text has been changed since.
    """
    row = _locked(comment)
    adopted = row.dispositions.newest().select_related("change_set__catalogue").first()
    if adopted is None or not adopted.can_be_undone:
        raise ReviewProblem(_("Det finns inget antagande att ångra."))
    change_set = adopted.change_set
    try:
        changed = undo(catalogue=change_set.catalogue, by=by, change_set=change_set)
    except NothingToTakeBack as gone:
        raise ReviewProblem(_("Ändringen är redan ångrad i katalogen.")) from gone
    if changed.problems:
        raise NotAdopted(
            _("Kravet har ändrats sedan förslaget antogs. Ändra texten i kravet i stället.")
        )
    return Disposition.objects.create(
        comment=row,
        outcome=Outcome.ANSWERED,
        answer=_("Antagandet ångrades. Kravet har sin tidigare lydelse."),
        decided_by=by,
    )


def _write(requirement: Requirement, cell: Cell, comment: ReviewComment, by):
    words = {"round": comment.reviewer.round.name, "number": comment.pk}
    reason = _("Förslag %(number)s i granskningen ”%(round)s” antogs") % words
    try:
        changed = change_cells(
            catalogue=requirement.catalogue,
            cells=[cell],
            by=by,
            kind=ChangeSetKind.EDIT,
            label=_("Antog ett förslag till %(row)s") % {"row": requirement},
            reason=reason,
            all_or_nothing=True,
        )
    except NothingWritten as refused:
        if any(problem.is_conflict for problem in refused.problems):
            raise ProposalConflict from refused
        raise NotAdopted(refused.problems[0].message) from refused
    return changed.change_set


def _locked(comment: ReviewComment) -> ReviewComment:
    """The comment, held so that its writer does not change it meanwhile; one taken away is gone."""
    row = (
        ReviewComment.objects.select_for_update(of=("self",))
        .select_related("reviewer__round", "item__version")
        .get(pk=comment.pk)
    )
    if row.removed_at:
        raise ReviewProblem(_("Den som skrev kommentaren har tagit bort den."))
    return row
