"""Rounds: prepared, opened, prolonged, reminded of, closed."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.history import bulk_create_with_history, save_with_reason
from common.ordering import swedish
from programmes.roles import Permission, roles_with
from requirements_catalog.models import Catalogue, Requirement

from .approving import put_in_review
from .choices import NEXT_STATES, RoundState
from .content import chapters_of, items_of
from .models import Reviewer, ReviewItem, ReviewRound
from .problems import NobodyAsked, NothingAsked, StateNotAllowed

CHUNK = 5000


def may_take_part(programme):
    """Members whose role lets them review, by name; nobody where there is no programme yet."""
    roles = roles_with(Permission.COMMENT)
    if programme is None:
        return User.objects.none()
    members = User.objects.filter(
        memberships__programme=programme, memberships__role__in=roles, is_active=True
    )
    return members.distinct().order_by(swedish("full_name"), "email")


@transaction.atomic
def create_round(*, catalogue: Catalogue, by, people: Iterable[User] = (), **fields) -> ReviewRound:
    """A round in preparation; ``people`` are asked by name, ``roles`` among the fields by role.

    Raises ValidationError for people who may not review and for roles that carry no such right.
    """
    review = ReviewRound(catalogue=catalogue, created_by=by, **fields)
    _check(review)
    save_with_reason(review, by=by)
    invite_members(review=review, people=people, by=by)
    return review


@transaction.atomic
def edit_round(*, review: ReviewRound, by, people: Iterable[User], **fields) -> ReviewRound:
    """Change a round that is still in preparation, and who is asked by name."""
    row = _locked(review)
    if not row.is_draft:
        raise StateNotAllowed(_("Rundan är öppnad. Flytta fram dagen eller lägg till granskare."))
    for name, value in fields.items():
        setattr(row, name, value)
    _check(row)
    save_with_reason(row, by=by)
    wanted = {person.pk for person in people}
    for gone in row.reviewers.exclude(user=None).exclude(user__in=wanted):
        _remove(gone, by)
    invite_members(review=row, people=people, by=by)
    return row


def _check(review: ReviewRound) -> None:
    known = roles_with(Permission.COMMENT)
    if unknown := [role for role in review.roles if role not in known]:
        raise ValidationError({"roles": _("Rollen kan inte granska: %s") % ", ".join(unknown)})
    if review.baseline and review.baseline.catalogue_id != review.catalogue_id:
        raise ValidationError(_("Baslinjen hör till en annan katalog."))
    review.full_clean(exclude=["catalogue", "created_by", "baseline"])


@transaction.atomic
def invite_members(
    *,
    review: ReviewRound,
    people: Iterable[User],
    by,
    role: str = "",
    chapters: Sequence[Requirement] = (),
) -> list[Reviewer]:
    """Ask members of the programme; those already asked stay as they are. Returns the new ones."""
    row = _locked(review)
    if row.is_closed:
        raise StateNotAllowed(_("Rundan är avslutad."))
    asked = set(row.reviewers.exclude(user=None).values_list("user_id", flat=True))
    new = [person for person in dict.fromkeys(people) if person.pk not in asked]
    allowed = set(
        may_take_part(row.catalogue.programme)
        .filter(pk__in=[person.pk for person in new])
        .values_list("pk", flat=True)
    )
    if strangers := [str(person) for person in new if person.pk not in allowed]:
        text = _("Kan inte granska i programmet: %s") % ", ".join(strangers)
        raise ValidationError({"people": text})
    made = [Reviewer(round=row, user=person, role=role) for person in new]
    bulk_create_with_history(Reviewer, made, by=by)
    for reviewer in made:
        reviewer.chapters.set(_own_chapters(row, chapters))
    return made


@transaction.atomic
def invite_party(
    *,
    review: ReviewRound,
    by,
    organisation: str,
    contact_name: str = "",
    email: str = "",
    chapters: Sequence[Requirement] = (),
) -> Reviewer:
    """Ask a party without an account, in an external referral only."""
    row = _locked(review)
    if row.is_closed or not row.is_external:
        raise StateNotAllowed(_("Externa parter bjuds in till en extern remiss som inte är slut."))
    reviewer = Reviewer(
        round=row, organisation=organisation, contact_name=contact_name, email=email.lower()
    )
    reviewer.full_clean(exclude=["round"])
    reviewer.validate_constraints()
    save_with_reason(reviewer, by=by)
    reviewer.chapters.set(_own_chapters(row, chapters))
    return reviewer


def _own_chapters(review: ReviewRound, chapters: Sequence[Requirement]) -> list[Requirement]:
    """The chapters, which are of those that the round is shared by."""
    if not chapters:
        return []
    known = _chapters_in(review)
    if any(heading.pk not in known for heading in chapters):
        raise ValidationError({"chapters": _("Välj bland rundans kapitel.")})
    return list(chapters)


def _chapters_in(review: ReviewRound) -> set[int]:
    if review.is_draft:
        return set(chapters_of(review))
    return set(review.items.exclude(chapter=None).values_list("chapter", flat=True))


@transaction.atomic
def remove_reviewer(*, reviewer: Reviewer, by) -> None:
    """Take back that somebody was asked; one who has said something stays."""
    row = _locked(reviewer.round)
    if row.is_closed:
        raise StateNotAllowed(_("Rundan är avslutad."))
    told = (reviewer.verdicts, reviewer.comments, reviewer.returned_workbooks)
    if any(rows.exists() for rows in told):
        raise StateNotAllowed(_("Granskaren har redan sagt något och kan inte tas bort."))
    _remove(reviewer, by)


def _remove(reviewer: Reviewer, by) -> None:
    reviewer._history_user = by
    reviewer.delete()


@transaction.atomic
def open_round(*, review: ReviewRound, by) -> ReviewRound:
    """Freeze what is asked, resolve who is asked, and let them begin.

    Requirements in draft go into review. Raises NobodyAsked, NothingAsked, StateNotAllowed, and
    ValidationError when the selection cannot be understood or the last day has passed.
    """
    row = _move(review, RoundState.OPEN)
    if row.due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Sista dagen har passerat. Välj en ny.")})
    members = may_take_part(row.catalogue.programme)
    for role in row.roles:
        people = members.filter(
            memberships__programme=row.catalogue.programme, memberships__role=role
        )
        invite_members(review=row, people=people, by=by, role=role)
    if not row.reviewers.exists():
        raise NobodyAsked(_("Välj minst en granskare innan rundan öppnas."))
    items = items_of(row, by=by)
    if not items:
        raise NothingAsked(_("Det finns inga krav att granska i urvalet."))
    _refuse_lost_chapters(row, {item.chapter_id for item in items})
    ReviewItem.objects.bulk_create(items, batch_size=CHUNK)
    put_in_review(review=row, keys=[item.requirement_id for item in items], by=by)
    row.state = RoundState.OPEN
    row.opened_by, row.opened_at = by, timezone.now()
    save_with_reason(row, by=by)
    return row


def _refuse_lost_chapters(review: ReviewRound, chapters: set[int | None]) -> None:
    """Who was asked about a chapter that is no longer in the round would be asked about nothing."""
    lost = review.reviewers.exclude(chapters=None).exclude(chapters__in=chapters - {None})
    if names := ", ".join(str(reviewer) for reviewer in lost.distinct()):
        raise StateNotAllowed(
            _("Kapitlen som %(names)s ska granska finns inte längre. Lägg till dem på nytt.")
            % {"names": names}
        )


@transaction.atomic
def extend_round(*, review: ReviewRound, by, due_on: date, reason: str) -> ReviewRound:
    """Give the reviewers until another day, with a reason that history keeps."""
    row = _locked(review)
    if not row.is_open:
        raise StateNotAllowed(_("Bara en öppen runda får en ny sista dag."))
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Välj en dag som inte har passerat.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför dagen flyttas.")})
    row.due_on = due_on
    return save_with_reason(row, by=by, reason=reason.strip())


@transaction.atomic
def close_round(*, review: ReviewRound, by, summary: str) -> ReviewRound:
    """End the round; what was said is still answered afterwards."""
    row = _move(review, RoundState.CLOSED)
    row.state = RoundState.CLOSED
    row.closed_by, row.closed_at, row.summary = by, timezone.now(), summary.strip()
    return save_with_reason(row, by=by)


@transaction.atomic
def remind(*, review: ReviewRound, reviewers: Sequence[Reviewer], by) -> int:
    """Remind members who have something left: in their notices and the next daily letter.

    Returns how many were reminded; external parties have no account and are written to by hand.
    """
    row = _locked(review)
    if not row.is_open:
        raise StateNotAllowed(_("Bara i en öppen runda finns något att påminna om."))
    own = row.reviewers.exclude(user=None).filter(pk__in=[one.pk for one in reviewers])
    now, count = timezone.now(), 0
    for reviewer in own.select_for_update():
        reviewer.reminded_at = now
        save_with_reason(reviewer, by=by, reason=_("Påminnelse"))
        count += 1
    return count


def _locked(review: ReviewRound) -> ReviewRound:
    found = ReviewRound.objects.select_for_update(of=("self",))
    return found.select_related("catalogue__programme", "baseline").get(pk=review.pk)


def _move(review: ReviewRound, state: str) -> ReviewRound:
    row = _locked(review)
    if state not in NEXT_STATES[row.state]:
        words = {"now": row.get_state_display(), "next": RoundState(state).label}
        raise StateNotAllowed(_("Rundan är ”%(now)s” och kan inte bli ”%(next)s”.") % words)
    return row
