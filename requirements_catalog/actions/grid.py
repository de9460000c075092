"""What a person chooses about the columns of a catalogue."""

from django.db import transaction

from ..models import Catalogue, ColumnLayout


@transaction.atomic
def save_layout(*, catalogue: Catalogue, by, place: str, columns: list) -> ColumnLayout:
    """Remember the person's columns of the ``list`` or the ``grid``; an empty list forgets them."""
    layout, _is_new = ColumnLayout.objects.select_for_update().get_or_create(
        catalogue=catalogue, person=by
    )
    layout.columns = {**layout.columns, place: columns}
    layout.save(update_fields=["columns"])
    return layout
