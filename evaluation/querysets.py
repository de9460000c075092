"""How scores are read: an evaluator sees only what the evaluator wrote."""

from programmes.querysets import InProgrammeQuerySet
from programmes.roles import Permission


class EvaluationQuerySet(InProgrammeQuerySet):
    """Evaluations of procurements."""

    programme_path = "procurement__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_EVALUATION):
        """Evaluations in the person's programmes, for those who work with them."""
        return super().visible_to(user, needs)


class ScoreQuerySet(InProgrammeQuerySet):
    """Scores that people gave."""

    programme_path = "tender__procurement__programme"

    def own(self, user) -> "ScoreQuerySet":
        """The person's own scores: the only ones an evaluator sees while scoring goes on."""
        return self.filter(evaluator=user)
