"""Decisions that apps to the right keep, and that a re-planning may rest on.

They are written down where they belong, such as with the procurement that an organisation joins,
and are not written into the register of decisions once more. A re-planning names one by its key
(``ReplannedDay.cited``), for what is to the left has no foreign keys to the right. An app registers
in a module named ``register_sections.py``, found when the site starts.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from .access import permissions_in
from .models import Programme, ReplannedDay
from .plans import last_cited_of, last_written
from .roles import Permission


@dataclass(frozen=True)
class CitedDecision:
    """A decision as it is offered and cited; ``key`` is its source's name and its own key, and
    ``title`` what it is called beside its day and body."""

    key: str
    title: str
    body: str
    decided_on: date
    url: str
    document_reference: str = ""
    # It was written down by mistake: still told where it is cited, and not offered.
    is_annulled: bool = False

    @property
    def label(self) -> str:
        """All of it in a line."""
        return f"{self.decided_on.isoformat()} {self.title} ({self.body})"


@dataclass(frozen=True)
class CitationSource:
    """Where such decisions are kept, for those who hold the permission.

    ``offered(programme, most)`` are those that count, newest first, and no more than ``most`` where
    it is a number; ``found(programme, keys)`` those with the keys, also annulled. Each in one
    query. Decisions of a source are never removed.
    """

    name: str
    label: str
    needs: Permission
    offered: Callable[[Programme, int | None], Sequence[CitedDecision]]
    found: Callable[[Programme, Collection[int]], Sequence[CitedDecision]]


SOURCES: dict[str, CitationSource] = {}


def register_citations(source: CitationSource) -> None:
    """Let re-plannings cite what an app keeps."""
    SOURCES[source.name] = source


def key_of(source: str, pk: int) -> str:
    """The key that a re-planning keeps."""
    return f"{source}:{pk}"


def offered_to(user, programme: Programme) -> dict[CitationSource, Sequence[CitedDecision]]:
    """What the person may cite, by source; sources without any are left out."""
    found = _offered(permissions_in(user, programme), programme)
    return {source: rows for source, rows in found.items() if rows}


def latest_among(
    allowed: Collection[Permission], programme: Programme, most: int
) -> list[CitedDecision]:
    """The newest that count of those that who has some permissions may read, the newest first; a
    query for each source."""
    found = _offered(allowed, programme, most).values()
    rows = [one for some in found for one in some]
    return sorted(rows, key=lambda one: one.decided_on, reverse=True)[:most]


def _offered(
    allowed: Collection[Permission], programme: Programme, most: int | None = None
) -> dict[CitationSource, Sequence[CitedDecision]]:
    readable = [one for one in SOURCES.values() if one.needs in allowed]
    return {one: one.offered(programme, most) for one in readable}


def cited_by(
    user, programme: Programme, moves: Iterable[ReplannedDay]
) -> Mapping[str, CitedDecision]:
    """Key → decision of those that are cited and that the person may read."""
    return cited_among(permissions_in(user, programme), programme, moves)


def cited_among(
    allowed: Collection[Permission], programme: Programme, moves: Iterable[ReplannedDay]
) -> Mapping[str, CitedDecision]:
    """The same for who has some permissions; a query for each source that is cited."""
    return readable_in(allowed, all_cited(programme, moves))


def all_cited(programme: Programme, moves: Iterable[ReplannedDay]) -> Mapping[str, CitedDecision]:
    """Key → decision of all that are cited, for what is worked out of them whoever reads it."""
    return _found(SOURCES, programme, {move.cited for move in moves if move.cited})


def readable_in(
    allowed: Collection[Permission], cited: Mapping[str, CitedDecision]
) -> Mapping[str, CitedDecision]:
    """Those of the decisions that who has some permissions may read."""
    names = {name for name, one in SOURCES.items() if one.needs in allowed}
    return {key: one for key, one in cited.items() if key.partition(":")[0] in names}


def annulled_in(cited: Mapping[str, CitedDecision]) -> frozenset[str]:
    """The keys of those that were written down by mistake."""
    return frozenset(key for key, one in cited.items() if one.is_annulled)


def annulled_among(programme: Programme, keys: Iterable[str]) -> frozenset[str]:
    """The same of keys, of which some may be empty; a query for each source that they name."""
    return annulled_in(_found(SOURCES, programme, {key for key in keys if key}))


def rests_on_annulled(planned) -> bool:
    """Whether the day of something planned was given by a decision that is annulled since."""
    last = last_written(planned.replannings.all())
    return last is not None and bool(annulled_among(planned.programme, [last.cited]))


def _found(
    sources: Mapping[str, CitationSource], programme: Programme, cited: Iterable[str]
) -> dict[str, CitedDecision]:
    asked: dict[str, set[int]] = {}
    for name, _colon, key in (one.partition(":") for one in cited):
        if name in sources:
            asked.setdefault(name, set()).add(int(key))
    return {
        one.key: one for name, keys in asked.items() for one in sources[name].found(programme, keys)
    }


def check_counts(cited: CitedDecision, programme: Programme) -> None:
    """ValidationError for one that is not the programme's, or was written down by mistake.

    What is asked is where it is kept, by its key: what was handed over may be as it was.
    """
    now = _found(SOURCES, programme, [cited.key]).get(cited.key)
    if now is None:
        raise ValidationError(_("Beslutet finns inte i programmet. Välj ett av dess egna."))
    if now.is_annulled:
        raise ValidationError(_("Beslutet är makulerat. Välj ett beslut som gäller."))


def planned_by(key: str) -> list[Model]:
    """What has its day by a decision, as no later one moved it; a query for each model."""
    found: list[Model] = []
    for model in ReplannedDay.__subclasses__():
        moved = model._meta.get_field(model.planned_field).related_model
        rows = moved._base_manager.annotate(rests_on=last_cited_of(model))
        found += rows.filter(rests_on=key).order_by("planned_on", "pk")
    return found
