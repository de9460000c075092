"""How programmes, members and jobs are read."""

from typing import Self

from django.db import models

from common.ordering import swedish

from .choices import JobState, MilestoneLane
from .roles import Permission, roles_with

# A search of more words tells nothing more, and SQLite refuses a condition that is too deep.
MAX_WORDS = 30


class SearchedQuerySet(models.QuerySet):
    """Rows that are found by words: one rule for every list and for the global search."""

    def with_words(self, text: str, *fields: str) -> Self:
        """Rows where every word of ``text`` stands in some of the fields, in any letter case."""
        found = self
        for word in text.split()[:MAX_WORDS]:
            anywhere = [models.Q((f"{field}__icontains", word)) for field in fields]
            found = found.filter(models.Q(*anywhere, _connector=models.Q.OR))
        return found


class OrganisationQuerySet(models.QuerySet):
    """Organisations, which are common to the programmes, as one programme knows them."""

    def taking_part_in(self, programme) -> Self:
        """Those that have a role in the programme."""
        return self.filter(pk__in=programme.participations.values("organisation"))

    def by_name(self) -> Self:
        """In Swedish order."""
        return self.order_by(swedish("name"))


class ProgrammeQuerySet(SearchedQuerySet):
    """Programmes as a person may see them."""

    def visible_to(self, user) -> "ProgrammeQuerySet":
        """Programmes that the person is a member of, by name."""
        return self.filter(
            pk__in=user.memberships.values("programme") if user.is_authenticated else []
        )

    def with_own_roles(self, user) -> "ProgrammeQuerySet":
        """Each with ``own_memberships``: the person's roles in it; one more query in all."""
        own = models.Prefetch("memberships", user.memberships.all(), to_attr="own_memberships")
        return self.prefetch_related(own)


class InProgrammeQuerySet(SearchedQuerySet):
    """Rows that belong to a programme by a path of foreign keys (``programme_path``)."""

    programme_path = "programme"

    def in_programme(self, programme) -> "InProgrammeQuerySet":
        """Rows of one programme."""
        return self.filter(**{self.programme_path: programme})

    def visible_to(self, user, needs: Permission = Permission.VIEW) -> "InProgrammeQuerySet":
        """Rows in programmes where one of the person's roles carries the permission."""
        if not user.is_authenticated:
            return self.none()
        programmes = user.memberships.filter(role__in=roles_with(needs)).values("programme")
        return self.filter(**{f"{self.programme_path}__in": programmes})


class MilestoneQuerySet(InProgrammeQuerySet):
    """Dated events."""

    def decisions(self, *, is_one: bool = True) -> "MilestoneQuerySet":
        """Those that are decisions, of politics or of whom they say is to take them; or the rest:
        the same as ``Milestone.is_decision``."""
        rule = models.Q(lane=MilestoneLane.POLITICAL) | ~models.Q(decided_by="")
        return self.filter(rule if is_one else ~rule)


class GoalMeasurementQuerySet(InProgrammeQuerySet):
    """Measured values of goals."""

    programme_path = "goal__programme"


class JobQuerySet(InProgrammeQuerySet):
    """Long work, seen by the one who started it."""

    def started(self) -> "JobQuerySet":
        """Without those that a person is still preparing, as in the steps of an import."""
        return self.exclude(state=JobState.PREPARED)

    def visible_to(self, user, needs: Permission = Permission.VIEW) -> "JobQuerySet":
        """A person's own jobs, in programmes the person is still a member of.

        Reports and results of jobs may hold tender figures, so nobody sees another's.
        """
        return super().visible_to(user, needs).filter(started_by=user)


class ApiTokenQuerySet(models.QuerySet):
    """Keys of programs, seen by the person that they act for."""

    def visible_to(self, user) -> "ApiTokenQuerySet":
        """A person's own keys."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def usable(self, now) -> "ApiTokenQuerySet":
        """Those that still work at a moment."""
        return self.filter(revoked_at=None, expires_at__gt=now)
