"""How the target architecture is read."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db import models

from programmes.querysets import InProgrammeQuerySet

from .openness import OPEN, with_openness
from .outdated import is_outdated

# What a choice that is left empty is called in an address.
UNTOLD = "untold"
# What an assessment is called that is from before something that it should have weighed.
OUTDATED = "outdated"


class InterfaceQuerySet(InProgrammeQuerySet):
    """Interfaces, alone or with what is told about them."""

    def for_list(self) -> "InterfaceQuerySet":
        """With both modules, standards and information; three queries in all."""
        return self.select_related("source", "target").prefetch_related("standards", "information")

    def with_open_standard(self, is_open: bool) -> "InterfaceQuerySet":
        """Those that stand on open standards, or the others (``openness``)."""
        found = with_openness(OPEN, self.model)
        return self.filter(found if is_open else ~found)

    def touching(self, module) -> "InterfaceQuerySet":
        """Those that a module stands on either side of."""
        return self.filter(models.Q(source=module) | models.Q(target=module))

    def in_use(self, year: int | None) -> "InterfaceQuerySet":
        """Those in use in a year, with both modules; all of them for None."""
        if year is None:
            return self
        found = self.filter(in_year(year))
        for side in ("source", "target"):
            found = found.filter(in_year(year, f"{side}__"))
        return found


class PrincipleQuerySet(InProgrammeQuerySet):
    """Principles, alone or with how many requirements carry them out."""

    def with_counts(self) -> "PrincipleQuerySet":
        """Each with ``requirement_count``."""
        return self.annotate(requirement_count=models.Count("requirements"))


class ReplacementQuerySet(InProgrammeQuerySet):
    """Replacements of modules."""

    programme_path = "old__programme"

    def touching(self, module) -> "ReplacementQuerySet":
        """Those that a module stands on either side of, with both; one query."""
        either = models.Q(old=module) | models.Q(new=module)
        return self.filter(either).select_related("old", "new")


class LockInQuerySet(InProgrammeQuerySet):
    """Assessments of modules."""

    programme_path = "module__programme"

    def for_list(self) -> "LockInQuerySet":
        """With the module, whether it is outdated, the requirements that protect in it and what it
        exchanges; seven queries."""
        rows = self.select_related("module__programme").with_outdated()
        return rows.prefetch_related(
            "module__safeguards__requirement",
            "module__interfaces_out__information",
            "module__interfaces_in__information",
        )

    def assessed_as(self, values: Sequence[str]) -> "LockInQuerySet":
        """Those whose assessment of suitability stands so; UNTOLD for those that say nothing, and
        OUTDATED for those that are so, whatever they say."""
        said = ["" if value == UNTOLD else value for value in values]
        found = models.Q(suitability_assessment__in=said) & ~is_outdated()
        return self.filter(found | is_outdated() if OUTDATED in values else found)

    def with_outdated(self) -> "LockInQuerySet":
        """Each with ``is_outdated`` (``outdated.py``); in the same query."""
        condition = models.ExpressionWrapper(is_outdated(), models.BooleanField())
        return self.annotate(is_outdated=condition)

    def lacking(self, names: Sequence[str]) -> "LockInQuerySet":
        """Those that say nothing in one of these fields of text."""
        return self.filter(reduce(or_, (models.Q((name, "")) for name in names)))


class SafeguardQuerySet(InProgrammeQuerySet):
    """What protects the buyer."""

    programme_path = "module__programme"

    def for_list(self) -> "SafeguardQuerySet":
        """With module, requirement and its catalogue; one query."""
        return self.select_related("module", "requirement__catalogue")


def in_year(year: int, prefix: str = "") -> models.Q:
    """That something is in use in a year: an open end is open."""
    begun = models.Q((f"{prefix}in_use_from", None)) | models.Q((f"{prefix}in_use_from__lte", year))
    left = models.Q((f"{prefix}in_use_until", None)) | models.Q(
        (f"{prefix}in_use_until__gte", year)
    )
    return begun & left


def is_in_use(row, year: int) -> bool:
    """The same of a row that has been read."""
    begun = row.in_use_from is None or row.in_use_from <= year
    return begun and (row.in_use_until is None or row.in_use_until >= year)
