"""The relations that a JSON document gives its rows, against those that the rows have."""

from collections import defaultdict
from collections.abc import Sequence

from common.history import chunks

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
