"""How packaging is read."""

from programmes.querysets import InProgrammeQuerySet


class AlternativeQuerySet(InProgrammeQuerySet):
    """Ways to package."""


class PackageQuerySet(InProgrammeQuerySet):
    """Packages of alternatives."""

    programme_path = "alternative__programme"


class PackageLotQuerySet(InProgrammeQuerySet):
    """Lots of packages."""

    programme_path = "package__alternative__programme"


class PlacementQuerySet(InProgrammeQuerySet):
    """Modules in lots."""

    programme_path = "alternative__programme"


class EstimateQuerySet(InProgrammeQuerySet):
    """What modules are thought to cost."""

    programme_path = "module__programme"

    def for_list(self) -> "EstimateQuerySet":
        """With the module; one query."""
        return self.select_related("module")


class OrderQuerySet(InProgrammeQuerySet):
    """Orders between modules."""

    programme_path = "before__programme"

    def for_list(self) -> "OrderQuerySet":
        """With both modules; one query."""
        return self.select_related("before", "after")
