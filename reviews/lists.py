"""What lists of rounds say of each: the person's own part, and how many comments wait."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from programmes.models import Programme

from .choices import Choice, RoundState
from .models import ReviewComment, Reviewer, ReviewItem, ReviewRound, Verdict


@dataclass
class OwnPart:
    """How many requirements the person is asked about in a round, and has said something of."""

    total: int
    done: int

    @property
    def left(self) -> int:
        """How many the person has said nothing of."""
        return self.total - self.done


def with_own_progress(rounds: Sequence[ReviewRound], user) -> None:
    """Give each round ``item_count`` and ``way``, the person's own part, None for who is not asked.

    Five queries whatever the number of rounds.
    """
    begun = [review.pk for review in rounds if not review.is_draft]
    sizes: dict[int, Counter] = {pk: Counter() for pk in begun}
    items = ReviewItem.objects.filter(round__in=begun).order_by().values("round", "chapter")
    for row in items.annotate(count=Count("pk")):
        sizes[row["round"]][row["chapter"]] = row["count"]
    asked = Reviewer.objects.filter(user=user, round__in=begun).prefetch_related("chapters")
    own = {reviewer.round_id: reviewer for reviewer in asked}
    done = _done_by(list(own.values()))
    for review in rounds:
        counts, reviewer = sizes.get(review.pk, Counter()), own.get(review.pk)
        review.item_count = counts.total()
        review.way = None
        if reviewer:
            chapters = {heading.pk for heading in reviewer.chapters.all()} or set(counts)
            total = sum(counts[key] for key in chapters)
            review.way = OwnPart(total, done[reviewer.pk])


def _done_by(reviewers: Sequence[Reviewer]) -> Counter:
    """How many requirements each reviewer has said something of, by key; two queries."""
    verdicts = Verdict.objects.filter(reviewer__in=reviewers).newest()
    verdicts = verdicts.exclude(choice=Choice.WITHDRAWN)
    comments = ReviewComment.objects.standing().filter(reviewer__in=reviewers).order_by()
    handled = {*verdicts.values_list("reviewer", "item"), *comments.values_list("reviewer", "item")}
    return Counter(reviewer for reviewer, _item in handled)


def rounds_waiting_for(user, programme: Programme) -> list[ReviewRound]:
    """Open rounds in which the person has something left, the nearest last day first."""
    rounds = list(
        ReviewRound.objects.in_programme(programme)
        .filter(state=RoundState.OPEN, reviewers__user=user)
        .for_list()
        .order_by("due_on", "pk")
    )
    with_own_progress(rounds, user)
    return [review for review in rounds if review.way and review.way.left]


def comments_waiting_for(user, programme: Programme) -> list[dict]:
    """Rounds with comments that nobody has answered for on what the person is responsible for.

    Requirements without anybody responsible, and rounds as a whole, are everybody's who may
    change requirements.
    """
    mine = Q(item__requirement__owner=user) | Q(item__requirement__owner=None)
    rows = (
        ReviewComment.objects.standing()
        .undisposed()
        .filter(mine, reviewer__round__catalogue__programme=programme)
        .values("reviewer__round", "reviewer__round__name")
        .annotate(count=Count("pk"))
        .order_by("-reviewer__round")
    )
    return [
        {"pk": row["reviewer__round"], "name": row["reviewer__round__name"], "count": row["count"]}
        for row in rows
    ]
