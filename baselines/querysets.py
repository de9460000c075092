"""Reads of baselines, and of what has become suspect."""

from django.db import models
from django.db.models import OuterRef, Subquery

from common.append_only import AppendOnlyQuerySet
from requirements_catalog.choices import RequirementStatus


class BaselineQuerySet(AppendOnlyQuerySet):
    """Baselines, the newest first."""

    def in_programme(self, programme) -> "BaselineQuerySet":
        """Those of every catalogue of a programme."""
        return self.filter(catalogue__programme=programme)

    def for_list(self) -> "BaselineQuerySet":
        """With who published them and of which catalogue."""
        return self.select_related("catalogue__programme", "published_by")


class SuspicionQuerySet(AppendOnlyQuerySet):
    """Requirements that are suspect since something that they depend on changed."""

    def standing(self) -> "SuspicionQuerySet":
        """Those that nobody has gone through, of requirements that are live."""
        return self.filter(clearing=None).exclude(requirement__status=RequirementStatus.WITHDRAWN)

    def for_list(self) -> "SuspicionQuerySet":
        """With the requirement, what changed and what was decided; in one query."""
        return self.select_related(
            "requirement", "change__changed_by", "clearing__cleared_by"
        ).order_by("-change", "distance", "requirement__position", "pk")


class OriginQuerySet(AppendOnlyQuerySet):
    """What copies have taken account of."""

    def newest(self) -> "OriginQuerySet":
        """The one that counts for each copy and origin."""
        same = self.model.objects.filter(requirement=OuterRef("requirement"))
        same = same.filter(origin=OuterRef("origin")).order_by("-pk")
        return self.filter(pk=Subquery(same.values("pk")[:1]))


def since_of(link: type[models.Model]) -> Subquery:
    """When a link was made, by its history; NULL where no history tells."""
    made = link.history.model.objects.filter(id=OuterRef("pk"), history_type="+")
    return Subquery(made.order_by("history_id").values("history_date")[:1])
