"""Links of many requirements to modules, needs and standards, written as a set."""

from collections.abc import Sequence

from django.apps import apps

from common.history import bulk_create_with_history, bulk_delete_with_history, chunks

from ..fields import LINK_MODELS


def write_links(
    *, name: str, new: Sequence[tuple[int, int]], gone: Sequence[tuple[int, int]], by, reason: str
) -> None:
    """Make and take away links of one field, as (row, what it is linked to)."""
    model_name, column = LINK_MODELS[name]
    through = apps.get_model("requirements_catalog", model_name)
    for part in chunks(gone, 5000):
        pairs = set(part)
        links = through.objects.filter(requirement__in={key for key, _linked in part})
        keys = [
            pk
            for pk, key, linked in links.values_list("pk", "requirement_id", column)
            if (key, linked) in pairs
        ]
        bulk_delete_with_history(through.objects.filter(pk__in=keys), by=by, reason=reason)
    if new:
        rows = [through(requirement_id=key, **{column: linked}) for key, linked in new]
        bulk_create_with_history(through, rows, by=by, reason=reason)
