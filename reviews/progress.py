"""How far a round has come: by reviewer, by chapter, and what was said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .choices import Choice, CommentKind, Outcome
from .models import Disposition, ReviewComment, Reviewer, ReviewRound, Verdict


@dataclass
class ReviewerProgress:
    """What one reviewer was asked and has said; counts of requirements."""

    reviewer: Reviewer
    total: int = 0
    done: int = 0
    approved: int = 0
    abstained: int = 0
    comments: int = 0

    @property
    def left(self) -> int:
        """How many the reviewer has said nothing of."""
        return self.total - self.done

    @property
    def has_begun(self) -> bool:
        """Whether the reviewer has said anything, of the whole too."""
        return self.done > 0 or self.comments > 0


@dataclass
class ChapterProgress:
    """How much of what was asked of one chapter, of all its reviewers, has been said."""

    title: str
    items: int = 0
    total: int = 0
    done: int = 0
    comments: int = 0


@dataclass
class Progress:
    """The whole round."""

    items: int = 0
    reviewers: list[ReviewerProgress] = field(default_factory=list)
    chapters: list[ChapterProgress] = field(default_factory=list)
    kinds: list[dict] = field(default_factory=list)
    comments: int = 0
    undisposed: int = 0

    @property
    def total(self) -> int:
        """Requirements times reviewers: all that is asked."""
        return sum(one.total for one in self.reviewers)

    @property
    def done(self) -> int:
        """How much of that has been said."""
        return sum(one.done for one in self.reviewers)

    @property
    def has_members_left(self) -> bool:
        """Whether somebody with an account has something left, and so can be reminded."""
        return any(one.left and not one.reviewer.is_external for one in self.reviewers)

    @property
    def begun(self) -> int:
        """How many reviewers have said anything."""
        return sum(one.has_begun for one in self.reviewers)


def progress_of(review: ReviewRound) -> Progress:
    """How far the round has come; six queries whatever its size."""
    items = list(review.items.values_list("pk", "chapter", "chapter__title"))
    titles = {chapter: title or "" for _pk, chapter, title in items}
    chapters = {key: ChapterProgress(title) for key, title in titles.items()}
    chapter_of = {pk: chapter for pk, chapter, _title in items}
    sizes = Counter(chapter_of.values())
    for key, count in sizes.items():
        chapters[key].items = count
    found = Progress(items=len(items), chapters=list(chapters.values()))
    known = {}
    asked = review.reviewers.select_related("user").prefetch_related("chapters")
    for reviewer in asked:
        own = {heading.pk for heading in reviewer.chapters.all()} or set(sizes)
        total = sum(sizes[key] for key in own)
        known[reviewer.pk] = ReviewerProgress(reviewer, total=total)
        for key in own & set(chapters):
            chapters[key].total += sizes[key]
    found.reviewers = list(known.values())
    handled = _count_verdicts(review, known)
    comments = list(
        ReviewComment.objects.standing()
        .in_round(review)
        .values_list("pk", "item", "reviewer", "kind")
    )
    for _pk, item, reviewer, _kind in comments:
        known[reviewer].comments += 1
        if item is None:
            continue
        handled.add((item, reviewer))
        chapters[chapter_of[item]].comments += 1
    for item, reviewer in handled:
        known[reviewer].done += 1
        chapters[chapter_of[item]].done += 1
    found.comments = len(comments)
    outcomes = dict(
        Disposition.objects.filter(comment__reviewer__round=review)
        .newest()
        .values_list("comment", "outcome")
    )
    found.undisposed = sum(pk not in outcomes for pk, *_rest in comments)
    found.kinds = _by_kind(comments, outcomes)
    return found


@dataclass(frozen=True)
class AnswersToParties:
    """How many comments of external parties have an answer, and how many have one unseen."""

    total: int = 0
    answered: int = 0
    unseen: int = 0


def answers_to_parties(review: ReviewRound) -> AnswersToParties:
    """What has been answered to external parties, and what of it they are not shown yet."""
    said = ReviewComment.objects.standing().in_round(review).filter(reviewer__user=None)
    decided = list(
        Disposition.objects.filter(comment__in=said).newest().values_list("decided_at", flat=True)
    )
    shown_at = review.answers_shown_at
    unseen = [moment for moment in decided if shown_at is None or moment > shown_at]
    return AnswersToParties(said.count(), len(decided), len(unseen))


def _count_verdicts(review: ReviewRound, known: dict[int, ReviewerProgress]) -> set:
    """Count what reviewers think; the pairs of requirement and reviewer that hold a verdict."""
    handled = set()
    newest = Verdict.objects.filter(item__round=review).newest()
    for item, reviewer, choice in newest.values_list("item", "reviewer", "choice"):
        if choice == Choice.WITHDRAWN:
            continue
        handled.add((item, reviewer))
        if choice == Choice.APPROVE:
            known[reviewer].approved += 1
        else:
            known[reviewer].abstained += 1
    return handled


def _by_kind(comments: Iterable[tuple], outcomes: dict[int, str]) -> list[dict]:
    """Each kind of comment with how many were accepted, declined, answered and are left."""
    counts: Counter = Counter()
    for pk, _item, _reviewer, kind in comments:
        counts[kind, outcomes.get(pk, "")] += 1
    return [
        {
            "kind": kind,
            "label": label,
            "total": sum(counts[kind, outcome] for outcome in ("", *Outcome.values)),
            "outcomes": [counts[kind, outcome] for outcome in Outcome.values],
            "left": counts[kind, ""],
        }
        for kind, label in CommentKind.choices
    ]
