"""What a reviewer has before them: the requirements asked about, what is left, what was said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from .choices import Choice
from .models import ReviewComment, Reviewer, ReviewItem, ReviewRound, Verdict


def items_asked(reviewer: Reviewer) -> QuerySet[ReviewItem]:
    """The requirements that the reviewer is asked about: all, or those of some chapters."""
    items = ReviewItem.objects.filter(round=reviewer.round_id)
    if reviewer.chapters.exists():
        items = items.filter(chapter__in=reviewer.chapters.all())
    return items


@dataclass(frozen=True)
class Stop:
    """One requirement on the reviewer's way through the round."""

    pk: int
    chapter: int | None
    code: str
    title: str
    verdict: str
    comments: int
    text: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the reviewer has said anything of it."""
        return bool(self.verdict or self.comments)

    @property
    def verdict_label(self) -> str:
        """The verdict in words; empty without one."""
        return str(Choice(self.verdict).label) if self.verdict else ""


@dataclass
class Way:
    """All that a reviewer is asked about, in order, and how far the reviewer has come."""

    stops: list[Stop]
    chapter_titles: dict[int | None, str] = field(default_factory=dict)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {stop.pk: place for place, stop in enumerate(self.stops)}

    @property
    def total(self) -> int:
        """How many requirements there are."""
        return len(self.stops)

    @cached_property
    def left(self) -> int:
        """How many the reviewer has said nothing of."""
        return sum(not stop.is_done for stop in self.stops)

    @property
    def done(self) -> int:
        """How many the reviewer has said something of."""
        return self.total - self.left

    def place(self, pk: int) -> int:
        """The number of a requirement among them, from 1."""
        return self._places[pk] + 1

    def neighbour(self, pk: int, step: int) -> Stop | None:
        """The one before (-1) or after (1), None at the ends."""
        place = self._places[pk] + step
        return self.stops[place] if 0 <= place < self.total else None

    def next_left(self, pk: int | None = None) -> Stop | None:
        """The next one of which nothing is said, after ``pk`` and then from the beginning."""
        start = self._places[pk] + 1 if pk is not None else 0
        order = [*self.stops[start:], *self.stops[: max(start - 1, 0)]]
        return next((stop for stop in order if not stop.is_done), None)

    @property
    def chapters(self) -> list[dict]:
        """Each chapter with its first stop to go to, how many it has and how many are left."""
        found: dict[int | None, list[Stop]] = {}
        for stop in self.stops:
            found.setdefault(stop.chapter, []).append(stop)
        return [
            {
                "title": self.chapter_titles.get(key, ""),
                "total": len(stops),
                "left": sum(not stop.is_done for stop in stops),
                "goal": next((stop for stop in stops if not stop.is_done), stops[0]),
            }
            for key, stops in found.items()
        ]


def way_of(reviewer: Reviewer, *, with_text: bool = False) -> Way:
    """The reviewer's way; four queries whatever its length."""
    verdicts = dict(
        Verdict.objects.filter(reviewer=reviewer)
        .newest()
        .exclude(choice=Choice.WITHDRAWN)
        .values_list("item", "choice")
    )
    counts: dict[int, int] = {}
    for item in reviewer.comments.standing().order_by().values_list("item", flat=True):
        counts[item] = counts.get(item, 0) + 1
    names = ["code", "title", *(["text"] if with_text else [])]
    rows = items_asked(reviewer).values_list(
        "pk", "chapter", "chapter__title", *(f"version__content__{name}" for name in names)
    )
    stops, titles = [], {}
    for pk, chapter, chapter_title, *words in rows:
        titles[chapter] = chapter_title or ""
        said = {"verdict": verdicts.get(pk, ""), "comments": counts.get(pk, 0)}
        own = {name: word or "" for name, word in zip(names, words, strict=True)}
        stops.append(Stop(pk=pk, chapter=chapter, **own, **said))
    return Way(stops, titles)


def comments_on(items: Sequence[ReviewItem]) -> QuerySet[ReviewComment]:
    """What was said of requirements and stands, with who said it."""
    found = ReviewComment.objects.standing().filter(item__in=items)
    return found.select_related("reviewer__user", "item__version")


def comments_in(review: ReviewRound) -> QuerySet[ReviewComment]:
    """All that was said in a round and stands, with who said it and of what."""
    found = ReviewComment.objects.standing().in_round(review)
    return found.select_related("reviewer__user", "item__version")


def comments_on_whole(review: ReviewRound) -> QuerySet[ReviewComment]:
    """What was said of a round as a whole and stands, with who said it."""
    found = ReviewComment.objects.standing().in_round(review).filter(item=None)
    return found.select_related("reviewer__user")


def others_comments(reviewer: Reviewer, item: ReviewItem | None) -> QuerySet[ReviewComment]:
    """What the reviewer sees of the others' comments: nothing unless the round says so.

    Without a requirement those on the round as a whole. What external parties say is never shown
    to another, nor does a party see anybody's.
    """
    if reviewer.is_external or not reviewer.round.shows_comments:
        return ReviewComment.objects.none()
    found = comments_on([item]) if item else comments_on_whole(reviewer.round)
    return found.exclude(reviewer=reviewer).exclude(reviewer__user=None)
