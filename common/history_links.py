"""Many-to-many links of many rows written as a set, and kept in history as the library keeps them.

django-simple-history writes the links that a row has beside each record of it (``m2m_fields``) when
they are set row by row; what is written as a set is kept here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import models

from .history import CHUNK, chunks


def links_of(model: type[models.Model], name: str, keys: Iterable[int]) -> dict[int, set[int]]:
    """Row -> what it is linked to in a field, of rows that are linked; one query a chunk."""
    field = model._meta.get_field(name)
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    found: dict[int, set[int]] = defaultdict(set)
    for chunk in chunks(keys, CHUNK):
        through = field.remote_field.through._base_manager.filter(**{f"{own}__in": chunk})
        for key, linked in through.values_list(own, other):
            found[key].add(linked)
    return found


def set_links(model: type[models.Model], name: str, wanted: Mapping[int, Collection[int]]) -> None:
    """Link rows to exactly these in a field; at most three queries a chunk, and no history."""
    field = model._meta.get_field(name)
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through = field.remote_field.through
    before = links_of(model, name, wanted)
    gone = {(key, linked) for key in wanted for linked in before.get(key, set()) - set(wanted[key])}
    for chunk in chunks({key for key, _linked in gone}, CHUNK):
        rows = through._base_manager.filter(**{f"{own}__in": chunk})
        pairs = rows.values_list("pk", own, other)
        keys = [pk for pk, key, linked in pairs if (key, linked) in gone]
        through._base_manager.filter(pk__in=keys).delete()
    new = [
        through(**{own: key, other: linked})
        for key, linked_to in wanted.items()
        for linked in sorted(set(linked_to) - before.get(key, set()))
    ]
    through._base_manager.bulk_create(new, batch_size=CHUNK)


def keep_links(model: type[models.Model], names: Iterable[str], keys: Collection[int]) -> None:
    """Give the newest record of each row the links that it has now."""
    newest: dict[int, int] = {}
    for chunk in chunks(keys, CHUNK):
        records = model.history.filter(id__in=chunk).order_by("history_id")
        newest |= dict(records.values_list("id", "history_id"))
    for name in names:
        field = model._meta.get_field(name)
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        kept = getattr(model.history.model, name).model
        rows = []
        for chunk in chunks(keys, CHUNK):
            links = field.remote_field.through._base_manager.filter(**{f"{own}__in": chunk})
            rows += [
                kept(history_id=newest[key], id=pk, **{own: key, other: linked})
                for pk, key, linked in links.values_list("pk", own, other)
            ]
        kept._base_manager.bulk_create(rows, batch_size=CHUNK)
