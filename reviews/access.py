"""Loaders of rounds and of what is in them: the only way a view gets one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from programmes.access import get_programme, permissions_in
from programmes.roles import Permission

from .actions_referral import digest_of
from .models import ReturnedWorkbook, ReviewComment, Reviewer, ReviewItem, ReviewRound
from .reading import items_asked


def visible_rounds(user, programme):
    """Rounds of a programme, those in preparation to who manages reviews only."""
    rounds = ReviewRound.objects.in_programme(programme)
    if Permission.MANAGE_REVIEWS in permissions_in(user, programme):
        return rounds
    return rounds.begun()


def get_round(
    user, programme_slug: str, pk: int, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> ReviewRound:
    """A round of a programme: 404 to strangers, 403 to the wrong role.

    One in preparation is 404 to all but those who manage reviews.
    """
    programme = get_programme(user, programme_slug, needs=needs)
    return get_object_or_404(visible_rounds(user, programme).for_list(), pk=pk)


def sees_everything(user, review: ReviewRound) -> bool:
    """Whether the person may read what everybody said: who leads or answers, or afterwards."""
    allowed = permissions_in(user, review.catalogue.programme)
    if allowed & {Permission.MANAGE_REVIEWS, Permission.EDIT_REQUIREMENTS}:
        return True
    return review.is_closed and Permission.VIEW_CATALOGUE in allowed


def get_report_round(user, programme_slug: str, pk: int) -> ReviewRound:
    """A round whose report the person may read: 403 while it is only for those who lead."""
    review = get_round(user, programme_slug, pk)
    if review.is_draft:
        raise Http404
    if not sees_everything(user, review):
        raise PermissionDenied
    return review


def get_disposing_round(user, programme_slug: str, pk: int) -> ReviewRound:
    """A round that has begun, for one who answers for the requirements."""
    review = get_round(user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    if review.is_draft:
        raise Http404
    return review


def get_own_reviewer(user, programme_slug: str, pk: int) -> Reviewer:
    """The person as reviewer of a round that has begun: 403 to members who were not asked."""
    review = get_round(user, programme_slug, pk, needs=Permission.COMMENT)
    if review.is_draft:
        raise Http404
    reviewer = review.reviewers.filter(user=user).first()
    if reviewer is None:
        raise PermissionDenied
    reviewer.round = review
    return reviewer


def get_asked_item(reviewer: Reviewer, pk: int) -> ReviewItem:
    """A requirement that the reviewer was asked about, else 404."""
    found = items_asked(reviewer).select_related("version", "requirement__catalogue", "chapter")
    item = get_object_or_404(found, pk=pk)
    item.round = reviewer.round
    return item


def get_own_comment(reviewer: Reviewer, pk: int) -> ReviewComment:
    """A comment that the reviewer wrote and has not taken away, else 404."""
    found = reviewer.comments.standing().select_related("item__version", "reviewer")
    return get_object_or_404(found, pk=pk)


def get_comment(review: ReviewRound, pk: int) -> ReviewComment:
    """A comment of a round that its writer has not taken away, else 404."""
    found = ReviewComment.objects.standing().in_round(review)
    return get_object_or_404(found.select_related("item__version", "reviewer__user"), pk=pk)


def get_reviewer(review: ReviewRound, pk: int) -> Reviewer:
    """One who is asked in the round, else 404."""
    return get_object_or_404(review.reviewers, pk=pk)


def get_referral(user, programme_slug: str, pk: int) -> ReviewRound:
    """An external referral that has begun, for one who leads it; 404 for other rounds."""
    review = get_round(user, programme_slug, pk, needs=Permission.MANAGE_REVIEWS)
    if not review.is_external or review.is_draft:
        raise Http404
    return review


def get_external_party(review: ReviewRound, pk: int) -> Reviewer:
    """A party without an account of a referral, else 404."""
    party = get_object_or_404(review.reviewers.filter(user=None), pk=pk)
    party.round = review
    return party


def get_returned(review: ReviewRound, uid) -> ReturnedWorkbook:
    """A workbook that came back in a referral, else 404."""
    found = review.returned_workbooks.select_related("reviewer", "received_by", "approved_by")
    return get_object_or_404(found, uid=uid)


def get_party_by_secret(secret: str) -> Reviewer:
    """The party whose link this is.

    One and the same Http404 for a secret that never was, that has expired or was revoked, and for
    a round that has not begun.
    """
    return _party_with(token_digest=digest_of(secret))


def get_party_by_digest(uid, digest: str) -> Reviewer:
    """The party with the digest of its link, which its cookie holds; else the same Http404."""
    if not digest:
        raise Http404
    return _party_with(uid=uid, token_digest=digest)


def _party_with(**proof) -> Reviewer:
    found = Reviewer.objects.filter(
        user=None, token_expires_at__gt=timezone.now(), round__is_external=True, **proof
    )
    party = found.select_related("round__catalogue__programme").first()
    if party is None or party.round.is_draft:
        raise Http404
    return party


def get_party_item(party: Reviewer, place: int) -> ReviewItem:
    """A requirement that the party was asked about, by its place in the round, else 404."""
    found = items_asked(party).select_related("version", "requirement__catalogue")
    item = get_object_or_404(found, place=place)
    item.round = party.round
    return item


def get_party_comment(party: Reviewer, uid) -> ReviewComment:
    """A comment that the party wrote and has not taken away, else 404."""
    found = party.comments.standing().select_related("item__version", "reviewer")
    return get_object_or_404(found, uid=uid)
