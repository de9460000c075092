"""How pairs of requirements and what people have said of them are read."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import MD5

from common.append_only import AppendOnlyQuerySet
from programmes.querysets import InProgrammeQuerySet
from requirements_catalog.choices import RelationKind, RequirementStatus
from requirements_catalog.models import RequirementModule, RequirementRelation

from .choices import PairKind, Verdict

# A pair is known already when its requirements stand in one of these relations: two that say the
# same and are said to correspond may still contradict each other in a figure.
KNOWN_BY = {
    PairKind.ALIKE: (RelationKind.CORRESPONDS_TO, RelationKind.DERIVED_FROM),
    PairKind.CONTRADICTION: (RelationKind.CONFLICTS_WITH,),
}
# What is said by a relation holds as long as the relation stands, and no longer.
BY_RELATION = (Verdict.CORRESPONDS, Verdict.CONFLICTS)


def texts_hold() -> Q:
    """Rows whose two requirements are live and have the texts that were compared."""
    is_live = ~Q(first__status=RequirementStatus.WITHDRAWN) & ~Q(
        second__status=RequirementStatus.WITHDRAWN
    )
    return is_live & Q(first_digest=MD5("first__text"), second_digest=MD5("second__text"))


def _is_known() -> Q:
    between = RequirementRelation.objects.filter(
        Q(source=OuterRef("first"), target=OuterRef("second"))
        | Q(source=OuterRef("second"), target=OuterRef("first"))
    )
    known = Q()
    for kind, relations in KNOWN_BY.items():
        known |= Q(kind=kind) & Q(Exists(between.filter(kind__in=relations)))
    return known


class RequirementPairQuerySet(InProgrammeQuerySet):
    """Pairs of requirements that a comparison has found."""

    def holding(self) -> "RequirementPairQuerySet":
        """Those whose texts are as they were when they were compared."""
        return self.filter(texts_hold())

    def known(self) -> "RequirementPairQuerySet":
        """Those that a relation says already."""
        return self.filter(_is_known())

    def unknown(self) -> "RequirementPairQuerySet":
        """Those that no relation says."""
        return self.exclude(_is_known())

    def open(self) -> "RequirementPairQuerySet":
        """Those that nobody has judged and no relation says."""
        unjudged = Q(judgement=None) | Q(judgement__verdict__in=BY_RELATION)
        return self.filter(unjudged).unknown()

    def with_requirement(self, requirement) -> "RequirementPairQuerySet":
        """Those that a requirement is one of."""
        return self.filter(Q(first=requirement) | Q(second=requirement))

    def in_catalogue(self, catalogue) -> "RequirementPairQuerySet":
        """Those with at least one requirement of a catalogue."""
        return self.filter(Q(first__catalogue=catalogue) | Q(second__catalogue=catalogue))

    def across_catalogues(self, is_across: bool) -> "RequirementPairQuerySet":
        """Those between two catalogues, or those within one."""
        within = Q(first__catalogue=F("second__catalogue"))
        return self.exclude(within) if is_across else self.filter(within)

    def of_module(self, module) -> "RequirementPairQuerySet":
        """Those with at least one requirement of a module."""
        own = RequirementModule.objects.filter(module=module).values("requirement")
        return self.filter(Q(first__in=own) | Q(second__in=own))

    def for_list(self) -> "RequirementPairQuerySet":
        """With both requirements, their catalogues and what was decided; in one query."""
        return self.select_related("first__catalogue", "second__catalogue", "judgement__judged_by")


class PairJudgementQuerySet(AppendOnlyQuerySet):
    """What people have said of pairs, every word of it."""

    def in_programme(self, programme) -> "PairJudgementQuerySet":
        """Of one programme's requirements."""
        return self.filter(first__catalogue__programme=programme)

    def latest(self) -> "PairJudgementQuerySet":
        """The last word of each pair, unless it was that the pair is open again."""
        later = self.model.objects.filter(
            first=OuterRef("first"),
            second=OuterRef("second"),
            kind=OuterRef("kind"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later)).exclude(verdict=Verdict.REOPENED)

    def for_list(self) -> "PairJudgementQuerySet":
        """With both requirements, their catalogues, who said it, and whether the texts hold."""
        return self.select_related("first__catalogue", "second__catalogue", "judged_by").annotate(
            texts_hold=models.ExpressionWrapper(texts_hold(), output_field=models.BooleanField())
        )


class JustifiedHoleQuerySet(AppendOnlyQuerySet):
    """Reasons why holes may stay, those that were taken back too."""

    def in_force(self) -> "JustifiedHoleQuerySet":
        """The last word of each hole, where it is that the hole may stay."""
        later = self.model.objects.filter(
            programme=OuterRef("programme"),
            axis=OuterRef("axis"),
            row=OuterRef("row"),
            column=OuterRef("column"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later), is_justified=True)
