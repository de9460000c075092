"""What is told before documents are issued, on the page where they are: never a hindrance.

Tenders were made on what had been issued before they were opened (LOU 4:1). And who buys follows
the decisions by itself in an edition, but the procurement's own texts name buyers in free words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from programmes.models import Organisation

from .buyers import Buyers, RightToJoin, buyers_of, rights_to_join
from .document_registry import DocumentKind
from .models import Procurement, ProcurementDocument

# The moment of an issue is kept without parts of a second.
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class ChangedBuyers:
    """Who has come to buy, and who no longer does, since editions, each with its kind's label."""

    came: list[Organisation]
    left: list[Organisation]
    editions: list[tuple[str, ProcurementDocument]]


@dataclass(frozen=True)
class StillNamed:
    """Organisations that do not buy but are named in a text of its own, and where that is read."""

    text: str
    url: str
    names: list[str]


@dataclass(frozen=True)
class LostWay:
    """For whom an option is, and those whom they would join through that do not buy."""

    who: str
    names: list[str]


@dataclass(frozen=True)
class Cautions:
    """All that is told: the day of the opening, changes, names that stand in texts, options through
    one that does not buy, and for whom an option does not say what it covers (LOU 17:10)."""

    opened_on: date | None = None
    changes: Sequence[ChangedBuyers] = ()
    named: Sequence[StillNamed] = ()
    lost_ways: Sequence[LostWay] = ()
    undescribed: Sequence[str] = ()

    def __bool__(self) -> bool:
        texts = self.changes or self.named
        return bool(self.opened_on or texts or self.lost_ways or self.undescribed)


def cautions_of(procurement: Procurement, kinds: Sequence[DocumentKind]) -> Cautions:
    """What is told to one who may issue documents of ``kinds`` now."""
    is_opened = procurement.opened_at and any(kind.is_tendered_on for kind in kinds)
    opened_on = localtime(procurement.opened_at).date() if is_opened else None
    naming = [kind for kind in kinds if kind.names_buyers]
    if not naming:
        return Cautions(opened_on)
    now, rights = buyers_of(procurement), rights_to_join(procurement)
    changes = _changes(procurement, naming, now)
    known = {part.organisation_id for part in (*now.buying, *now.undecided)}
    known = known.union(*(right.organisations for right in rights))
    known -= {organisation.pk for change in changes for organisation in change.left}
    return Cautions(
        opened_on,
        changes,
        _named(procurement, known),
        _lost_ways(rights, {part.organisation_id for part in now.buying}),
        [right.who for right in rights if not right.covers.strip()],
    )


def _changes(
    procurement: Procurement, kinds: Sequence[DocumentKind], now: Buyers
) -> list[ChangedBuyers]:
    """Of kinds whose newest edition that holds names others than those who buy now; by change."""
    holding = procurement.documents.filter(withdrawal__isnull=True).order_by("issued_at", "pk")
    newest = {one.kind: one for one in holding.filter(kind__in=[kind.name for kind in kinds])}
    found: dict[tuple, ChangedBuyers] = {}
    for kind in kinds:
        edition = newest.get(kind.name)
        if edition is None:
            continue
        # An edition names those who bought by what was written down when it was made.
        before = buyers_of(procurement, at=edition.issued_at + _SECOND)
        came, left = _beyond(now, before), _beyond(before, now)
        if came or left:
            alike = found.setdefault((*came, None, *left), ChangedBuyers(came, left, []))
            alike.editions.append((str(kind.label), edition))
    return list(found.values())


def _beyond(one: Buyers, other: Buyers) -> list[Organisation]:
    """Those who buy in one and not in the other."""
    known = {part.organisation_id for part in other.buying}
    return [part.organisation for part in one.buying if part.organisation_id not in known]


def _lost_ways(rights: Sequence[RightToJoin], buying: set[int]) -> list[LostWay]:
    found = [
        LostWay(right.who, [one.name for one in right.through if one.pk not in buying])
        for right in rights
    ]
    return [one for one in found if one.names]


def _named(procurement: Procurement, known: set[int]) -> list[StillNamed]:
    """By text, the organisations of the programme that it names and that are not ``known``."""
    parts = procurement.programme.participations.exclude(organisation__in=known)
    outside = [part.organisation.name for part in parts.select_related("organisation")]
    if not outside:
        return []
    found = [
        StillNamed(label, url, [name for name in outside if _stands_in(name, text)])
        for label, url, text in _texts(procurement)
    ]
    return [one for one in found if one.names]


def _texts(procurement: Procurement) -> list[tuple[str, str, str]]:
    """Label, page and words of what the documents take over as somebody has written it."""
    programme = procurement.programme
    own = reverse("procurements:procurement-detail", args=[programme.slug, procurement.slug])
    about = reverse("programmes:programme-about", args=[programme.slug])
    goals = " ".join(f"{one.title}. {one.description}" for one in programme.goals.all())
    background = f"{programme.description}\n{programme.vision}"
    return [
        (_("Vad som upphandlas"), own, procurement.description),
        (_("Bakgrund: programmets beskrivning och vision"), about, background),
        (_("Bakgrund: programmets mål"), about, goals),
        *(
            (_("Delkontrakt %(lot)s") % {"lot": lot}, own, lot.description)
            for lot in procurement.lots.all()
        ),
    ]


def _stands_in(name: str, text: str) -> bool:
    """Whether a text names an organisation, with or without an s for what is its own.

    What stands before a colon or in brackets in its name is rarely written in running text.
    """
    short = re.sub(r"\(.*?\)", "", name.rpartition(":")[2])
    words = r"\s+".join(re.escape(word) for word in short.split())
    return bool(words and re.search(rf"(?<!\w){words}s?(?!\w)", text, re.IGNORECASE))
