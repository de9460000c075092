"""How needs, modules and requirements are read."""

from django.db import models
from django.db.models import Q

from programmes.querysets import InProgrammeQuerySet
from programmes.roles import Permission

from .choices import RequirementStatus


class CatalogueQuerySet(InProgrammeQuerySet):
    """Catalogues as a person may see them."""

    def visible_to(self, user, needs: Permission = Permission.VIEW_CATALOGUE):
        """Catalogues in the person's programmes."""
        return super().visible_to(user, needs)


class NeedQuerySet(InProgrammeQuerySet):
    """Needs as a person may see them."""

    def for_list(self) -> "NeedQuerySet":
        """With what a list row shows."""
        return self.annotate(
            requirement_count=models.Count("requirement_links", distinct=True)
        ).prefetch_related("modules")

    def search(self, text: str) -> "NeedQuerySet":
        """Rows whose code, title or states hold every word of the search, in any letter case."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(code__icontains=word)
                | Q(title__icontains=word)
                | Q(current_state__icontains=word)
                | Q(target_state__icontains=word)
            )
        return found


class RequirementQuerySet(InProgrammeQuerySet):
    """Headings and requirements of catalogues, in document order."""

    programme_path = "catalogue__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_CATALOGUE):
        """Requirements in the person's programmes."""
        return super().visible_to(user, needs)

    def in_order(self) -> "RequirementQuerySet":
        """Document order, as people see it."""
        return self.order_by("catalogue_id", "position")

    def requirements(self) -> "RequirementQuerySet":
        """Without the headings."""
        return self.filter(is_heading=False)

    def headings(self) -> "RequirementQuerySet":
        """Headings only."""
        return self.filter(is_heading=True)

    def live(self) -> "RequirementQuerySet":
        """Without what has been withdrawn."""
        return self.exclude(status=RequirementStatus.WITHDRAWN)

    def for_list(self) -> "RequirementQuerySet":
        """With what a list row shows: owner, heading above, modules."""
        return self.select_related("owner", "parent", "catalogue").prefetch_related("modules")

    def search(self, text: str) -> "RequirementQuerySet":
        """Rows whose code, title or text holds every word of the search, in any letter case."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(code__icontains=word)
                | Q(title__icontains=word)
                | Q(text__icontains=word)
                | Q(motive__icontains=word)
            )
        return found
