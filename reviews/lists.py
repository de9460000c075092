"""What lists of rounds say of each: the person's own part, and how many comments wait."""

from collections.abc import Sequence

from django.db.models import Count, Q

from programmes.models import Programme

from .models import ReviewComment, Reviewer, ReviewRound
from .reading import way_of


def with_own_progress(rounds: Sequence[ReviewRound], user) -> None:
    """Give each round ``way``, the person's way through it, or None for who is not asked.

    Four queries for each round that the person reviews, two for all the others.
    """
    begun = [review.pk for review in rounds if not review.is_draft]
    own = {
        reviewer.round_id: reviewer
        for reviewer in Reviewer.objects.filter(user=user, round__in=begun)
    }
    counts = dict(
        ReviewRound.objects.filter(pk__in=begun)
        .annotate(count=Count("items"))
        .order_by()
        .values_list("pk", "count")
    )
    for review in rounds:
        reviewer = own.get(review.pk)
        review.item_count = counts.get(review.pk, 0)
        review.way = way_of(reviewer) if reviewer else None


def rounds_waiting_for(user, programme: Programme) -> list[ReviewRound]:
    """Open rounds in which the person has something left, the nearest last day first."""
    rounds = list(
        ReviewRound.objects.in_programme(programme)
        .filter(state="open", reviewers__user=user)
        .for_list()
        .order_by("due_on", "pk")
    )
    with_own_progress(rounds, user)
    return [review for review in rounds if review.way and review.way.left]


def comments_waiting_for(user, programme: Programme) -> list[dict]:
    """Rounds with comments that nobody has answered for on what the person is responsible for.

    Requirements without anybody responsible are everybody's who may change them.
    """
    mine = Q(item__requirement__owner=user) | Q(item__requirement__owner=None)
    rows = (
        ReviewComment.objects.standing()
        .undisposed()
        .filter(mine, item__round__catalogue__programme=programme)
        .order_by()
        .values("item__round", "item__round__name")
        .annotate(count=Count("pk"))
        .order_by("-item__round")
    )
    return [
        {"pk": row["item__round"], "name": row["item__round__name"], "count": row["count"]}
        for row in rows
    ]
