"""Why a programme is where it is: the programmes before it, and the chain of procurements."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from programmes.models import Programme
from programmes.roles import Permission

from .choices import UndertakingOutcome
from .models import Undertaking
from .registered_parts import CHAIN_LINKS
from .registers.chain import outcome_tag


@dataclass(frozen=True)
class Before:
    """A programme before this one, why it ended, and whether the person may open it."""

    programme: Programme
    reason: str
    is_open: bool


@dataclass(frozen=True)
class Step:
    """A procurement of the chain, with what came of it and what it took over."""

    undertaking: Undertaking
    restarts: list[Undertaking] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def tag(self):
        """What became of it."""
        return outcome_tag(self.undertaking)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.undertaking.outcome == UndertakingOutcome.CANCELLED

    @property
    def carried(self) -> list:
        """What it took over."""
        return list(self.undertaking.carried_over.all())

    @property
    def extensions(self) -> list:
        """How the time for tenders was made longer."""
        return list(self.undertaking.extensions.all())

    @property
    def unmet(self) -> list:
        """Mandatory requirements that tenders fell on."""
        return list(self.undertaking.unmet_requirements.all())


@dataclass(frozen=True)
class Why:
    """Everything of the page."""

    before: list[Before]
    steps: list[Step]

    @property
    def summary(self) -> list[str]:
        """The answer in short: each cancellation with its reason, and what was taken over."""
        found = []
        for step in self.steps:
            one = step.undertaking
            if step.is_cancelled:
                text = _("%(title)s avbröts %(day)s. Skäl: %(reason)s.")
                found.append(
                    text
                    % {
                        "title": one,
                        "day": one.ended_on.isoformat(),
                        "reason": one.get_reason_code_display(),
                    }
                )
            if one.restart_of and step.carried:
                what = "; ".join(taken.what for taken in step.carried)
                text = _("%(title)s tog över från %(before)s: %(what)s.")
                found.append(text % {"title": one, "before": one.restart_of, "what": what})
        return found


def why_of(programme: Programme, user, allowed: Collection[Permission]) -> Why:
    """The programmes before and the chain; a fixed number of queries however long they are."""
    chain = list(
        Undertaking.objects.in_programme(programme)
        .select_related("decision__body", "restart_of")
        .prefetch_related("carried_over", "extensions", "unmet_requirements")
    )
    links: dict[int, list[tuple[str, str]]] = {}
    for source in CHAIN_LINKS:
        if source.needs in allowed:
            for key, found in source.links(programme).items():
                links.setdefault(key, []).extend(found)
    steps = [
        Step(
            one, [later for later in chain if later.restart_of_id == one.pk], links.get(one.pk, [])
        )
        for one in chain
    ]
    return Why(_before(programme, user), steps)


def _before(programme: Programme, user) -> list[Before]:
    """The programmes before it, the nearest first; a circle ends where it began."""
    if programme.predecessor_id is None:
        return []
    parents = dict(Programme.objects.values_list("pk", "predecessor"))
    keys = [programme.pk]
    while (key := parents.get(keys[-1])) is not None and key not in keys:
        keys.append(key)
    rows = Programme.objects.in_bulk(keys)
    seen = set(Programme.objects.visible_to(user).values_list("pk", flat=True))
    return [
        Before(rows[earlier], rows[later].predecessor_reason, earlier in seen)
        for later, earlier in pairwise(keys)
    ]
