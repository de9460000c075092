"""Values of many needs written set by set, each need with one record of history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from common.history import (
    CHUNK,
    bulk_create_with_history,
    bulk_delete_with_history,
    bulk_update_with_history,
    chunks,
)
from common.history_links import keep_links as keep_links_of

from ..models import Need, NeedSource
from ..need_values import (
    COLUMNS,
    LINKS,
    MERGED,
    REQUIREMENTS,
    SOURCES,
    WITHDRAWN,
    States,
    source_row,
    source_value,
)
from .approval_rows import let_rows_fall
from .links import write_links

OWN = (*COLUMNS, MERGED, WITHDRAWN)


def write_values(
    *, needs: Mapping[int, Need], before: States, values: Mapping[int, Mapping], by, reason: str
) -> list[int]:
    """Write values as ``need_values`` has them; ``before`` is what the needs held in those fields.

    Gives the requirements that are no longer approved. The caller holds the programme's lock and
    has checked the values.
    """
    changed = [needs[key] for key in values]
    for need in changed:
        for name, value in values[need.pk].items():
            _put(need, name, value)
    for name in LINKS:
        _write_links(name, before, values)
    touched = [need for need in changed if set(values[need.pk]) & {*OWN, *LINKS}]
    if touched:
        # A record holds the links too, so they are written before it, and copied to it after.
        fields = ("title", *sorted({n for one in values.values() for n in one if n in OWN}))
        bulk_update_with_history(Need, touched, list(dict.fromkeys(fields)), by=by, reason=reason)
        keep_links(touched)
    write_sources(
        values={key: own[SOURCES] for key, own in values.items() if SOURCES in own},
        by=by,
        reason=reason,
    )
    return _write_requirements(before, values, by, reason)


def _put(need: Need, name: str, value) -> None:
    if name == MERGED:
        need.merged_into_id = value
    elif name == WITHDRAWN:
        need.withdrawn_at = datetime.fromisoformat(value) if value else None
    elif name in COLUMNS:
        setattr(need, name, value)


def _write_links(name: str, before: States, values: Mapping[int, Mapping]) -> None:
    through = getattr(Need, name).through
    column = f"{Need._meta.get_field(name).m2m_reverse_field_name()}_id"
    for key, own in values.items():
        if name not in own:
            continue
        gone = set(before.get(key, {}).get(name, ())) - set(own[name])
        if gone:
            through.objects.filter(need=key, **{f"{column}__in": gone}).delete()
    rows = [
        through(need_id=key, **{column: other})
        for key, own in values.items()
        if name in own
        for other in sorted(set(own[name]) - set(before.get(key, {}).get(name, ())))
    ]
    through.objects.bulk_create(rows, batch_size=CHUNK)


def keep_links(needs: Iterable[Need]) -> None:
    """Give the newest record of each need the links that it has: they were written as a set."""
    keep_links_of(Need, LINKS, [need.pk for need in needs])


def write_sources(*, values: Mapping[int, Sequence], by, reason: str) -> None:
    """Make the sources of needs exactly these: those that are the same stay as they are."""
    if not values:
        return
    wanted = {key: [list(one) for one in own] for key, own in values.items()}
    gone = []
    for chunk in chunks(wanted, CHUNK):
        for row in NeedSource.objects.filter(need__in=chunk):
            if source_value(row) in wanted[row.need_id]:
                wanted[row.need_id].remove(source_value(row))
            else:
                gone.append(row.pk)
    if gone:
        bulk_delete_with_history(NeedSource.objects.filter(pk__in=gone), by=by, reason=reason)
    rows = [source_row(key, value) for key, own in wanted.items() for value in own]
    if rows:
        bulk_create_with_history(NeedSource, rows, by=by, reason=reason)


def _write_requirements(
    before: States, values: Mapping[int, Mapping], by, reason: str
) -> list[int]:
    """Tie requirements to needs and from them: they are no longer what was approved."""
    new, gone = [], []
    for key, own in values.items():
        if REQUIREMENTS in own:
            was, now = set(before[key][REQUIREMENTS]), set(own[REQUIREMENTS])
            new += [(requirement, key) for requirement in sorted(now - was)]
            gone += [(requirement, key) for requirement in sorted(was - now)]
    if not new and not gone:
        return []
    fallen = let_rows_fall(keys={pair[0] for pair in (*new, *gone)}, by=by, reason=reason)
    write_links(name="needs", new=new, gone=gone, by=by, reason=reason)
    return fallen
