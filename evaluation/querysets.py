"""How scores are read: an evaluator sees only what the evaluator wrote."""

from django.db.models import Exists, OuterRef, Q

from programmes.querysets import InProgrammeQuerySet
from programmes.roles import Permission, roles_with
from tenders.models import RequirementResponse
from tenders.querysets import ByAppointmentQuerySet

from .choices import Stage


class EvaluationQuerySet(ByAppointmentQuerySet):
    """Evaluations of procurements."""

    programme_path = "procurement__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_EVALUATION):
        """Evaluations that the person works with: by role, or by appointment to score."""
        return super().visible_to(user, needs)


class ScoreQuerySet(InProgrammeQuerySet):
    """Scores that people gave."""

    programme_path = "tender__procurement__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_RESULT) -> "ScoreQuerySet":
        """The person's own scores while appointed; everybody's, locked, for readers of results.

        Averages, counts, searches and exports start here too, so they cannot tell more.
        """
        if not user.is_authenticated:
            return self.none()
        results = self._programmes_of(user, needs)
        own = self._programmes_of(user, Permission.SCORE)
        return self.filter(
            Q(
                evaluator=user,
                tender__procurement__programme__in=own,
                tender__procurement__evaluation__in=user.evaluation_assignments.values(
                    "evaluation"
                ),
            )
            | Q(
                tender__procurement__evaluation__stage=Stage.LOCKED,
                tender__procurement__programme__in=results,
            )
        )

    def own(self, user) -> "ScoreQuerySet":
        """The person's own scores: the only ones an evaluator sees while scoring goes on."""
        return self.filter(evaluator=user)

    def with_staleness(self) -> "ScoreQuerySet":
        """With ``is_stale``: whether the answer changed after the score was last saved.

        Such a score is looked at again: it does not count as given until it is saved once more.
        """
        changed = RequirementResponse.history.filter(
            tender=OuterRef("tender"),
            item=OuterRef("item"),
            history_date__gt=OuterRef("scored_at"),
        )
        return self.annotate(is_stale=Exists(changed))

    @staticmethod
    def _programmes_of(user, needs):
        return user.memberships.filter(role__in=roles_with(needs)).values("programme")
