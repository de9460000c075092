"""What the report of a round tells: facts, who took part, every comment with its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.workbooks import column_letters

from .models import Reviewer, ReviewItem, ReviewRound
from .progress import Progress, ReviewerProgress, progress_of
from .reading import comments_in
from .shown import ShownComment, comments_shown


@dataclass(frozen=True)
class ReportItem:
    """A requirement that something was said of, with all of it; None is the round as a whole."""

    item: ReviewItem | None
    comments: list[ShownComment]


@dataclass(frozen=True)
class Report:
    """The whole report; ``names`` are what each reviewer is called in it, by key."""

    review: ReviewRound
    is_anonymous: bool
    made_at: datetime
    progress: Progress
    names: dict[int, str]
    items: list[ReportItem]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stands first: (label, words)."""
        review = self.review
        what = _("hela katalogen")
        if review.baseline:
            what = _("baslinjen %s") % review.baseline
        elif review.selection_name:
            what = _("vyn %s") % review.selection_name
        elif review.selection:
            what = _("ett urval")
        found = [
            (_("Kravkatalog"), str(review.catalogue)),
            (_("Granskat"), f"{what}, {_requirements(self.progress.items)}"),
            (_("Syfte"), review.purpose),
            (_("Öppnad"), _day(review.opened_at)),
            (_("Sista dag"), review.due_on.isoformat()),
            (_("Avslutad"), _day(review.closed_at) or _("pågår")),
            (_("Granskare"), _("%(begun)d av %(all)d har svarat") % {
                "begun": self.progress.begun, "all": len(self.progress.reviewers)
            }),
            (_("Kommentarer"), _("%(all)d, varav %(left)d utan svar") % {
                "all": self.progress.comments, "left": self.progress.undisposed
            }),
        ]  # fmt: skip
        if not self.is_anonymous:
            found.insert(3, (_("Ansvarig"), str(review.opened_by or "")))
        return [(label, words) for label, words in found if words]

    @property
    def participation(self) -> list[tuple[str, ReviewerProgress]]:
        """Each reviewer under the name that the report gives, in order."""
        return [(self.names[one.reviewer.pk], one) for one in self.progress.reviewers]


def _requirements(count: int) -> str:
    return ngettext("ett krav", "%(count)d krav", count) % {"count": count}


def _day(moment: datetime | None) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""


def report_of(review: ReviewRound, *, is_anonymous: bool) -> Report:
    """Gather the report; a fixed number of queries whatever the size of the round.

    Without names each party is a letter and each other reviewer a number, in the order of a random
    identity: neither by name nor by when they were asked, and the same in every file. What people
    have written of themselves in a comment is theirs and stays.
    """
    rows = comments_in(review).in_order()
    comments = comments_shown(rows)
    progress = progress_of(review)
    reviewers = [one.reviewer for one in progress.reviewers]
    if is_anonymous:
        # By a random identity: the order in which people were asked would tell who is who.
        progress.reviewers.sort(key=lambda one: one.reviewer.uid)
    return Report(
        review=review,
        is_anonymous=is_anonymous,
        made_at=_moment(review, comments),
        progress=progress,
        names=_names(reviewers, is_anonymous=is_anonymous),
        items=[
            ReportItem(item, list(said))
            for item, said in groupby(comments, lambda one: one.comment.item)
        ],
    )


def _names(reviewers: Sequence[Reviewer], *, is_anonymous: bool) -> dict[int, str]:
    if not is_anonymous:
        return {reviewer.pk: str(reviewer) for reviewer in reviewers}
    hidden = sorted(reviewers, key=lambda one: one.uid)
    parties = [one for one in hidden if one.is_external]
    members = [one for one in hidden if not one.is_external]
    return {
        **{one.pk: _("Part %s") % column_letters(place) for place, one in enumerate(parties)},
        **{one.pk: _("Granskare %d") % number for number, one in enumerate(members, start=1)},
    }


def _moment(review: ReviewRound, comments: Sequence[ShownComment]) -> datetime:
    """When what is told was last changed, so that the same report is the same file."""
    if not review.closed_at:
        return timezone.now()
    answered = [one.disposition.decided_at for one in comments if one.disposition]
    return max([review.closed_at, *answered])
