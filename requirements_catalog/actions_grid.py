"""What a person chooses about the grid itself."""

from django.db import transaction

from .models import Catalogue, ColumnLayout


@transaction.atomic
def save_layout(*, catalogue: Catalogue, by, columns: list[list]) -> ColumnLayout:
    """Remember the person's columns, their order and widths; an empty list forgets the choice."""
    layout, _is_new = ColumnLayout.objects.update_or_create(
        catalogue=catalogue, person=by, defaults={"columns": columns}
    )
    return layout
