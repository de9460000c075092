"""How rounds, their reviewers and what they said are read."""

from django.db import models

from common.append_only import AppendOnlyQuerySet
from programmes.querysets import InProgrammeQuerySet
from programmes.roles import Permission

from .choices import RoundState


class RoundQuerySet(InProgrammeQuerySet):
    """Rounds, those that are open first."""

    programme_path = "catalogue__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_CATALOGUE):
        """Rounds of the person's programmes."""
        return super().visible_to(user, needs)

    def begun(self) -> "RoundQuerySet":
        """Without those that are being prepared."""
        return self.exclude(state=RoundState.DRAFT)

    def for_list(self) -> "RoundQuerySet":
        """With the catalogue, the baseline and who opened it."""
        return self.select_related("catalogue__programme", "baseline", "opened_by", "closed_by")


class NewestQuerySet(AppendOnlyQuerySet):
    """Rows of which a later one supersedes; ``supersedes`` names what two rows have in common."""

    supersedes: tuple[str, ...] = ()

    def newest(self) -> "NewestQuerySet":
        """Only those that no later row supersedes."""
        last = self.values(*self.supersedes).annotate(last=models.Max("pk"))
        return self.filter(pk__in=last.order_by().values("last"))


class VerdictQuerySet(NewestQuerySet):
    """What reviewers think of requirements."""

    supersedes = ("item", "reviewer")


class DispositionQuerySet(NewestQuerySet):
    """What came of comments."""

    supersedes = ("comment",)


class ReviewCommentQuerySet(models.QuerySet):
    """What is said in rounds."""

    def standing(self) -> "ReviewCommentQuerySet":
        """Without those that their writers have taken away."""
        return self.filter(removed_at=None)

    def in_round(self, review) -> "ReviewCommentQuerySet":
        """What was said in a round: of its requirements, and of it as a whole."""
        return self.filter(reviewer__round=review)

    def in_order(self) -> "ReviewCommentQuerySet":
        """What is about the whole first, then requirement by requirement."""
        return self.order_by(models.F("item__place").asc(nulls_first=True), "pk")

    def undisposed(self) -> "ReviewCommentQuerySet":
        """Those that nobody has answered for yet."""
        return self.filter(dispositions=None)

    def with_outcome(self, outcome: str) -> "ReviewCommentQuerySet":
        """Those whose newest disposition says so."""
        dispositions = self.model._meta.get_field("dispositions").related_model
        newest = dispositions.objects.newest().filter(outcome=outcome)
        return self.filter(pk__in=newest.values("comment"))
