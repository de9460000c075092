"""How what steers a programme is read."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from programmes.querysets import InProgrammeQuerySet

from .choices import HIGH_RISK, RiskState
from .registered_reasons import may_lack


class BudgetFrameQuerySet(InProgrammeQuerySet):
    """Frames, alone or with their sums."""

    def with_sums(self) -> "BudgetFrameQuerySet":
        """Each with ``planned`` and ``spent``: the sums of its lines, None where it has none."""
        return self.annotate(planned=models.Sum("lines__planned"), spent=models.Sum("lines__spent"))


class BudgetLineQuerySet(InProgrammeQuerySet):
    """Planned costs."""

    programme_path = "frame__programme"


class FrameShareQuerySet(InProgrammeQuerySet):
    """What organisations answer for of frames."""

    programme_path = "frame__programme"


class RiskQuerySet(InProgrammeQuerySet):
    """Risks, by what they weigh."""

    def for_list(self) -> "RiskQuerySet":
        """Each weighed, with its modules and how many requirements lessen it; two queries."""
        count = models.Count("requirements", distinct=True)
        return self.weighed().annotate(requirement_count=count).prefetch_related("modules")

    def weighed(self) -> "RiskQuerySet":
        """Each with its ``weight`` and what follows of it, said here alone:

        - ``weight``: probability × consequence;
        - ``is_high``: it is probable and grave at once, whether open or not;
        - ``is_lacking``: it is open and high, and no requirement is to lessen it;
        - ``may_lack``: somebody has said why it may be without one.
        """
        link = self.model.requirements.through.objects.filter(risk=OuterRef("pk"))
        return self.annotate(weight=F("probability") * F("consequence")).annotate(
            is_high=_whether(Q(weight__gte=HIGH_RISK)),
            is_lacking=_whether(Q(state=RiskState.OPEN, weight__gte=HIGH_RISK) & ~Exists(link)),
            may_lack=_whether(may_lack()),
        )


def _whether(condition: Q) -> models.ExpressionWrapper:
    return models.ExpressionWrapper(condition, output_field=models.BooleanField())


class AnalysisQuerySet(InProgrammeQuerySet):
    """Analyses, alone or with how much they led to."""

    def with_counts(self) -> "AnalysisQuerySet":
        """Each with ``led_to``: goals, needs in use, requirements and decisions together."""
        goals, requirements, decisions = (
            models.Count(name, distinct=True) for name in ("goals", "requirements", "decisions")
        )
        in_use = models.Q(needs__withdrawn_at=None)
        needs = models.Count("needs", filter=in_use, distinct=True)
        return self.annotate(led_to=goals + needs + requirements + decisions)


class StaffingNeedQuerySet(InProgrammeQuerySet):
    """Needs of people."""

    programme_path = "body__programme"


class OfUndertakingQuerySet(InProgrammeQuerySet):
    """What belongs to a procurement of the chain."""

    programme_path = "undertaking__programme"
