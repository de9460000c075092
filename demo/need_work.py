"""Work on the demo's needs: what was said at two workshops becomes one need."""

from programmes.models import Programme
from requirements_catalog.actions.needs import add_needs, merge_needs

from .content import need_content


def merge_what_was_said_twice(*, programme: Programme, by) -> None:
    """A need is written down at the second workshop and merged into the one from the first."""
    said = need_content()["said_twice"]
    change = add_needs(programme=programme, rows=[said["need"]], by=by, source=said["source"])
    keep = programme.needs.get(code=said["same_as"])
    other = programme.needs.get(pk=change.cells[0][0])
    merge_needs(keep=keep, others=[other], by=by)
