"""Rows of registers as the demo's files list them."""

from collections.abc import Mapping

from django.db.models import Model

from programmes.actions_registers import save_row

Names = Mapping[str, Mapping[str, Model]]


def save_entry(row: Model, entry: Mapping, *, by, names: Names | None = None) -> Model:
    """Save a row with what a file says of it; ``key`` is the file's own and no field.

    In a field of ``names`` the file has names of other rows: one, or a list where there are many.
    """
    links = {}
    for field, value in entry.items():
        known = (names or {}).get(field)
        if field == "key":
            continue
        if known is None:
            setattr(row, field, value)
        elif isinstance(value, list):
            links[field] = [known[name] for name in value]
        else:
            setattr(row, field, known[value])
    return save_row(row=row, by=by, links=links)
