"""The relations that a JSON document gives its rows, against those that the rows have."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from common.history import chunks

from ..choices import RelationKind
from ..models import Catalogue, Requirement, RequirementRelation
from .plan import JsonRow


def compare_relations(catalogue: Catalogue, rows: Sequence[JsonRow]) -> None:
    """Note how the relations of each known row change; two queries for each 5,000 rows."""
    wanted = {uid for row in rows for _kind, uid, _note in row.relations or ()}
    known = {row.uid for row in rows if row.uid}
    programme = Requirement.objects.in_programme(catalogue.programme)
    for part in chunks(sorted(wanted - known), 5000):
        known |= {str(uid) for uid in programme.filter(uid__in=part).values_list("uid", flat=True)}
    stored: dict[int, set] = defaultdict(set)
    for part in chunks([row.current.pk for row in rows if row.current], 5000):
        found = RequirementRelation.objects.filter(source__in=part)
        for source, kind, uid, note in found.values_list("source", "kind", "target__uid", "note"):
            stored[source].add((kind, str(uid), note))
    for row in rows:
        if row.current is None:
            continue
        if not row.relations and row.current.pk not in stored:
            continue
        own = row.current.uid
        # What leads nowhere is not made (actions_json), so it is no change either.
        given = {one for one in row.relations or () if one[1] in known and one[1] != own}
        row.related = (stored[row.current.pk], given)


def relation_in(data: object) -> tuple[str, str, str] | None:
    """(kind, uid of the other, note) of a relation in a document; None when it is none."""
    if not isinstance(data, dict):
        return None
    kind, target, note = data.get("kind"), data.get("target"), data.get("note", "")
    is_right = (
        kind in RelationKind.values
        and isinstance(target, str)
        and is_uid(target.lower())
        and isinstance(note, str)
        and len(note) <= 300
    )
    return (kind, target.lower(), note) if is_right else None


def is_uid(text: str) -> bool:
    """Whether a text is a lasting identity, written as we write it."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
