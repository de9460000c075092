"""How needs, modules and requirements are read."""

from collections.abc import Sequence

from django.db import models
from django.db.models.functions import Coalesce

from common.append_only import AppendOnlyQuerySet
from common.fulltext import with_words
from common.ordering import natural
from programmes.querysets import MAX_WORDS, InProgrammeQuerySet
from programmes.roles import Permission

from .choices import Priority, RequirementStatus

# What a requirement is linked to, and the column that explains each code.
LINKED = {"modules": "name", "needs": "title", "standards": "name"}
# What marks a linked row as one that is no longer in use.
MARKS = {"needs": ("withdrawn_at",)}
# Of links to a need those count whose need is in use; a need that is not keeps its links.
NEED_IN_USE = models.Q(need__withdrawn_at=None)
# What weighs most stands first.
PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)
# The texts that a search of requirements looks through; their index is made of just these.
SEARCHED = ("code", "title", "text", "motive", "verification")


class CatalogueQuerySet(InProgrammeQuerySet):
    """Catalogues as a person may see them."""

    def visible_to(self, user, needs: Permission = Permission.VIEW_CATALOGUE):
        """Catalogues in the person's programmes."""
        return super().visible_to(user, needs)

    def with_counts(self) -> "CatalogueQuerySet":
        """Each with ``requirement_count``: live requirements, without headings."""
        live = models.Q(requirements__is_heading=False) & ~models.Q(
            requirements__status=RequirementStatus.WITHDRAWN
        )
        return self.annotate(requirement_count=models.Count("requirements", filter=live))


class SavedViewQuerySet(models.QuerySet):
    """Saved views as a person may see them."""

    def usable_by(self, user) -> "SavedViewQuerySet":
        """The person's own and those that are shared; programmes are checked by the catalogue."""
        return self.filter(models.Q(owner=user) | models.Q(is_shared=True))


class ChangeSetQuerySet(AppendOnlyQuerySet):
    """Sets of changes, newest first."""

    def made_by(self, user) -> "ChangeSetQuerySet":
        """What one person did."""
        return self.filter(made_by=user)


class NeedQuerySet(InProgrammeQuerySet):
    """Needs as a person may see them."""

    def live(self) -> "NeedQuerySet":
        """Without those that have been withdrawn or merged into others."""
        return self.filter(withdrawn_at=None)

    def live_or_linked(self) -> "NeedQuerySet":
        """Those in use, and those that some requirement still links to."""
        return self.filter(models.Q(withdrawn_at=None) | models.Exists(self._links()))

    def named_in(self, catalogue) -> models.QuerySet:
        """What cells of a catalogue may say: (key, code, title, kept, is_linked) of every need.

        ``kept`` is the need in use that an old code and title lead to: the need itself, the one
        that it became part of, or None. ``is_linked``: some requirement there still links to it.
        """
        links = self._links().filter(requirement__catalogue=catalogue)
        kept = models.Case(
            models.When(withdrawn_at=None, then=models.F("pk")),
            models.When(merged_into__withdrawn_at=None, then=models.F("merged_into")),
            default=None,
        )
        rows = self.annotate(kept=kept, is_linked=models.Exists(links))
        return rows.values_list("pk", "code", "title", "kept", "is_linked")

    def answered(self) -> models.Exists:
        """Condition: some live requirement answers to the need."""
        return models.Exists(self._live_links())

    def _live_links(self) -> models.QuerySet:
        return self._links().exclude(requirement__status=RequirementStatus.WITHDRAWN)

    def _links(self) -> models.QuerySet:
        links = self.model._meta.get_field("requirement_links").related_model._default_manager
        return links.filter(need=models.OuterRef("pk")).order_by()

    def for_list(self) -> "NeedQuerySet":
        """With what a list row shows, ``requirement_count`` of live requirements among it."""
        counted = self._live_links().values("need").annotate(count=models.Count("pk"))
        count = Coalesce(models.Subquery(counted.values("count")), 0)
        order = (models.When(priority=value, then=place) for place, value in enumerate(PRIORITIES))
        rank = models.Case(*order, default=len(PRIORITIES))
        counted_rows = self.annotate(requirement_count=count, priority_rank=rank)
        return counted_rows.prefetch_related("modules")

    def search(self, text: str) -> "NeedQuerySet":
        """Rows whose code or texts hold every word of the search, in any letter case."""
        return self.with_words(
            text, "code", "title", "current_state", "target_state", "consequence", "measure"
        )


class CommentQuerySet(InProgrammeQuerySet):
    """What is said about requirements."""

    programme_path = "requirement__catalogue__programme"

    def visible_to(self, user, needs: Permission = Permission.VIEW_CATALOGUE):
        """Comments in the person's programmes."""
        return super().visible_to(user, needs)

    def standing(self) -> "CommentQuerySet":
        """Without those that their writers have taken away."""
        return self.filter(removed_at=None)

    def concerning(self, user) -> "CommentQuerySet":
        """Others' comments that mention the person, answer one, or are on one's requirements."""
        mentioned = models.Q(pk__in=user.mentioned_in.values("pk"))
        answered = models.Q(reply_to__written_by=user)
        own = models.Q(requirement__owner=user) | models.Q(requirement__assignee=user)
        return self.filter(mentioned | answered | own).exclude(written_by=user)


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

    def awaiting_review_by(self, user, *, is_reviewer: bool) -> "RequirementQuerySet":
        """In review and given to the person, or to nobody when the person is a reviewer."""
        whose = models.Q(assignee=user)
        if is_reviewer:
            whose |= models.Q(assignee=None)
        return self.filter(whose, status=RequirementStatus.IN_REVIEW, is_heading=False)

    def for_list(self, columns: Sequence[str] = ("owner", "modules")) -> "RequirementQuerySet":
        """With what a list row shows and no more: the heading above, people, linked rows.

        ``columns`` are names of fields besides those that every row shows. Linked rows come as
        ``shown_modules``, ``shown_needs`` and ``shown_standards``, one query each.
        """
        own = {field.name for field in self.model._meta.concrete_fields}
        people = [name for name in ("owner", "assignee") if name in columns]
        plain = [name for name in columns if name in own and name not in people]
        if any(name.startswith("extra.") for name in columns):
            plain.append("extra")
        found = self.select_related("parent", *people).only(
            *("catalogue", "is_heading", "depth", "position", "code", "title", "text", "kind"),
            *("status", "changed_at", "parent__code", "parent__title"),
            *plain,
            *(f"{name}__{part}" for name in people for part in ("full_name", "email")),
        )
        for name, label in LINKED.items():
            if name in columns:
                linked = self.model._meta.get_field(name).related_model.objects
                shown = linked.only("code", label, *MARKS.get(name, ()))
                shown = shown.order_by(natural("code"), "pk")
                found = found.prefetch_related(models.Prefetch(name, shown, f"shown_{name}"))
        return found

    def search(self, text: str) -> "RequirementQuerySet":
        """Rows whose texts hold every word's stem, in any letter case (common/fulltext.py)."""
        return with_words(self, text.split()[:MAX_WORDS], SEARCHED)

    def of_module(self, module) -> "RequirementQuerySet":
        """Those that belong to a module."""
        links = self.model.modules.through.objects.filter(module=module)
        return self.filter(pk__in=links.values("requirement"))
