"""A catalogue at two kinds of moment, read alike: a baseline's, and now.

Light first: digests, numbers and headings of every row; contents only of those that are asked
for. Each reader costs a fixed number of queries, whatever the size of the catalogue.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from common.canonical import digest
from requirements_catalog.models import (
    Catalogue,
    Module,
    Need,
    Requirement,
    RequirementModule,
    RequirementNeed,
    RequirementStandard,
    RequirementVersion,
    Standard,
)
from requirements_catalog.tree_shape import numbers
from requirements_catalog.versions import CONTENT_LINKS, published_content

from .content import chosen_keys
from .difference import Row, Snapshot
from .models import Baseline

CHUNK = 2000
# More keys than this are not named one by one: everything is read, and what was asked for kept.
MOST_KEYS = 5000
# What was written by somebody else while a baseline was being published has an earlier time than
# the baseline and is not in it; no publishing takes so long.
MARGIN = timedelta(minutes=15)
# What a requirement is linked to: the model between, its column, and the model with the code.
_LINKS = (
    (RequirementModule, "module_id", Module),
    (RequirementNeed, "need_id", Need),
    (RequirementStandard, "standard_id", Standard),
)


def of_baseline(baseline: Baseline) -> Snapshot:
    """A baseline as it was published: one query, and one for each reading of contents."""
    entries = baseline.entries.order_by("place").values_list(
        "place", "version_id", "number", "depth", "parent_id", "digest", "uid"
    )  # fmt: skip
    rows: list[Row] = []
    uids: dict[int | None, str] = {None: ""}
    for place, version, number, depth, parent, sha, uid in entries.iterator(CHUNK):
        # A heading stands before what is under it.
        uids[version] = own = str(uid)
        rows.append(Row(own, sha, number, uids.get(parent, ""), depth, place, version, version))
    return Snapshot(rows, lambda wanted: _frozen(baseline, wanted))


def _frozen(baseline: Baseline, wanted: Sequence[Row]) -> dict[str, dict]:
    versions = {row.key: row.uid for row in wanted}
    found = RequirementVersion.objects.all()
    if len(versions) > MOST_KEYS:
        found = found.filter(pk__in=baseline.entries.order_by().values("version"))
    else:
        found = found.filter(pk__in=list(versions))
    pairs = found.values_list("pk", "content")
    return {versions[key]: content for key, content in pairs if key in versions}


def of_live(
    catalogue: Catalogue, selection: str = "", *, by=None, known: Baseline | None = None
) -> Snapshot:
    """The catalogue as it is now, or the rows of ``selection`` as ``by`` sees it.

    Digests are worked out from the rows; with ``known`` only of those that may have changed since
    that baseline, the others have the digest that they had there. Raises ValidationError for a
    selection that cannot be understood.
    """
    live = catalogue.requirements.live().order_by("position")
    found = list(live.values_list("pk", "uid", "parent_id", "depth"))
    numbered = numbers((key, parent) for key, _uid, parent, _depth in found)
    if selection:
        chosen = chosen_keys(catalogue, selection, by=by)
        found = [row for row in found if row[0] in chosen]
    frozen = known_versions(known) if known else {}
    uids = {key: str(uid) for key, uid, _parent, _depth in found}
    digests = {key: frozen[uid][0] for key, uid in uids.items() if uid in frozen}
    touched = touched_since(catalogue, known.published_at - MARGIN) if known else set()
    uncertain = [key for key, *_rest in found if key not in digests or key in touched]
    contents = contents_now(live, uncertain)
    digests |= {key: digest(content) for key, content in contents.items()}
    versions = {
        key: frozen[uid][1]
        for key, uid in uids.items()
        if uid in frozen and digests.get(key) == frozen[uid][0]
    }
    # A row that somebody withdrew between two of these queries is not here any longer.
    found = [row for row in found if row[0] in digests]
    uids = {row[0]: uids[row[0]] for row in found}
    rows = [
        Row(
            uids[key],
            digests[key],
            numbered.get(key, ""),
            uids.get(parent, ""),
            depth,
            place,
            key,
            versions.get(key, 0),
        )
        for place, (key, _uid, parent, depth) in enumerate(found)
    ]

    def read(wanted: Sequence[Row]) -> dict[str, dict]:
        unread = [row.key for row in wanted if row.key not in contents]
        more = contents | contents_now(live, unread)
        return {row.uid: more[row.key] for row in wanted if row.key in more}

    return Snapshot(rows, read)


def known_versions(baseline: Baseline) -> dict[str, tuple[str, int]]:
    """Uid → digest and key of the version that a baseline holds of a requirement; one query."""
    rows = baseline.entries.order_by().values_list("uid", "digest", "version_id")
    return {str(uid): (sha, version) for uid, sha, version in rows}


def contents_now(rows: QuerySet, keys: Collection[int]) -> dict[int, dict]:
    """The published content as it is now of those of the rows that are named; four queries."""
    if not keys:
        return {}
    rows = rows.order_by().prefetch_related(*CONTENT_LINKS)
    if len(keys) <= MOST_KEYS:
        rows = rows.filter(pk__in=list(keys))
    wanted = set(keys)
    return {row.pk: published_content(row) for row in rows if row.pk in wanted}


def touched_since(catalogue: Catalogue, moment: datetime) -> set[int]:
    """Keys of requirements whose content may have changed since a moment; one query.

    Written to themselves or their links, or linked to something that was written to, for its code
    stands in their content. More may be here than have changed, never fewer.
    """
    own = Requirement.history.filter(catalogue_id=catalogue.pk, history_date__gte=moment)
    here = catalogue.requirements.order_by().values("pk")
    parts = [own.order_by().values_list("id")]
    for through, column, linked in _LINKS:
        links = through.history.filter(history_date__gte=moment, requirement_id__in=here)
        parts.append(links.order_by().values_list("requirement_id"))
        written = linked.history.filter(history_date__gte=moment).order_by().values("id")
        through_rows = through.objects.filter(**{f"{column}__in": written}, requirement__in=here)
        parts.append(through_rows.order_by().values_list("requirement_id"))
    return _keys(parts[0].union(*parts[1:]))


def _keys(rows: Iterable[tuple[int]]) -> set[int]:
    return {key for (key,) in rows}


def changed_keys(catalogue: Catalogue, baseline: Baseline) -> list[int]:
    """Keys of requirements in a baseline whose content is another now; at most six queries."""
    known = known_versions(baseline)
    touched = touched_since(catalogue, baseline.published_at - MARGIN)
    contents = contents_now(catalogue.requirements.all(), touched)
    return sorted(
        key
        for key, content in contents.items()
        if content["uid"] in known and digest(content) != known[content["uid"]][0]
    )
