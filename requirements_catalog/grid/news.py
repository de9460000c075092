"""What has happened in a catalogue since an open grid last asked: which rows, by whom, and how."""

from dataclasses import dataclass, field

from django.db.models import F, Max
from django.utils.translation import gettext as _

from ..choices import RequirementStatus
from ..models import Catalogue, Requirement

# Beyond so many records a grid is told to read its rows again instead.
MOST_RECORDS = 2000
STATE = ("id", "status", "parent_id", "position", "depth")
PERSON = {"name": F("history_user__full_name"), "email": F("history_user__email")}
CHANGED, ADDED, MOVED, WITHDRAWN, RESTORED = "changed", "added", "moved", "withdrawn", "restored"


@dataclass
class News:
    """``rows`` is a list of [key, what, place in ``people``]; the reader's own have no place."""

    since: int
    rows: list[list] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    too_much: bool = False


def newest_record(catalogue: Catalogue) -> int:
    """Where news begin. Whoever writes holds the catalogue's lock, so records come in order."""
    newest = Requirement.history.filter(catalogue_id=catalogue.pk).order_by("-history_id")
    return newest.values_list("history_id", flat=True).first() or 0


def news_since(catalogue: Catalogue, since: int, reader) -> News | None:
    """What was written after ``since``, None when nothing was; at most two queries."""
    records = list(
        Requirement.history.filter(catalogue_id=catalogue.pk, history_id__gt=since)
        .order_by("history_id")
        .values("history_id", *STATE, by=F("history_user_id"), **PERSON)[: MOST_RECORDS + 1]
    )
    if not records:
        return None
    if len(records) > MOST_RECORDS:
        return News(newest_record(catalogue), too_much=True)
    news = News(records[-1]["history_id"])
    before = _before(since, {record["id"] for record in records})
    last, authors = {}, {}
    for record in records:
        last[record["id"]] = record
        # Of several people the last one who is not the reader is named.
        if record["by"] != reader.pk or record["id"] not in authors:
            authors[record["id"]] = record
    for key, record in last.items():
        author = authors[key]
        place = None
        if author["by"] != reader.pk:
            name = author["name"] or author["email"] or _("Någon")
            if name not in news.people:
                news.people.append(name)
            place = news.people.index(name)
        news.rows.append([key, _what(before.get(key), record), place])
    return news


def _before(since: int, keys: set[int]) -> dict[int, dict]:
    """How the rows stood at ``since``; rows that came later are missing."""
    known = Requirement.history.filter(id__in=keys, history_id__lte=since)
    newest = known.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
    rows = Requirement.history.filter(history_id__in=newest)
    return {row["id"]: row for row in rows.values(*STATE)}


def _what(before: dict | None, now: dict) -> str:
    if before is None:
        return ADDED
    gone = RequirementStatus.WITHDRAWN
    if before["status"] != now["status"] and gone in (before["status"], now["status"]):
        return WITHDRAWN if now["status"] == gone else RESTORED
    is_moved = any(before[name] != now[name] for name in STATE[2:])
    return MOVED if is_moved else CHANGED
