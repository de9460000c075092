"""How terms and remarks are read."""

from common.ordering import swedish
from programmes.querysets import InProgrammeQuerySet, SearchedQuerySet
from programmes.roles import Permission


class TermQuerySet(InProgrammeQuerySet):
    """Terms of a programme's glossary."""

    def visible_to(self, user, needs: Permission = Permission.VIEW_CATALOGUE):
        """Terms in the person's programmes."""
        return super().visible_to(user, needs)

    def search(self, text: str) -> "TermQuerySet":
        """Terms that hold every word somewhere, in any letter case."""
        return self.with_words(text, "term", "definition", "source", "avoid")

    def in_order(self) -> "TermQuerySet":
        """In Swedish order."""
        return self.order_by(swedish("term"), "pk")


class FindingQuerySet(SearchedQuerySet):
    """Remarks on requirements."""

    def open(self) -> "FindingQuerySet":
        """Those that nobody has accepted."""
        return self.filter(acceptance=None)

    def accepted(self) -> "FindingQuerySet":
        """Those that somebody has accepted, with a reason."""
        return self.exclude(acceptance=None)

    def for_list(self) -> "FindingQuerySet":
        """With the requirement each is about and what was decided; in one query."""
        return self.select_related("requirement__owner", "acceptance__accepted_by")
