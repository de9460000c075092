"""What the pages of milestones, and of others that have a planned day, tell of how it was moved."""

from collections.abc import Mapping, Sequence

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .access import permissions_in
from .models import Programme
from .plans import last_written, unlike_decision
from .register import Tag
from .registered_citations import all_cited, annulled_among, annulled_in, readable_in
from .registered_sections import AddedColumn
from .roles import Permission


def replannings_of(request: HttpRequest, planned: Model, url_name: str) -> dict:
    """What templates/programmes/_replannings.html takes; ``url_name`` is of the page that moves,
    and with ``-undo`` after it of the one that takes back."""
    programme = planned.programme
    replannings = list(
        planned.replannings.select_related("decision", "recorded_by", "undone_by__recorded_by")
    )
    allowed = permissions_in(request.user, programme)
    known = all_cited(programme, replannings)
    cited = readable_in(allowed, known)
    for one in replannings:
        one.cites = cited.get(one.cited)
    last = last_written(replannings)
    address = [programme.slug, planned.pk]
    return {
        "planned": planned,
        "replannings": [one for one in replannings if one.undoes_id is None],
        "unlike": unlike_decision(planned.planned_on, replannings, annulled_in(known)),
        "own_last": last if last and last.recorded_by == request.user else None,
        "can_edit": Permission.EDIT_PROGRAMME in allowed,
        "programme": programme,
        "replan_url": reverse(url_name, args=address),
        "undo_url": reverse(f"{url_name}-undo", args=address),
    }


def _annulled(user, programme: Programme, rows: Sequence[Model]) -> Mapping[int, Tag] | None:
    """Row → the mark of a day whose decision is annulled; None, and no column, where none is."""
    annulled = annulled_among(programme, [row.rests_on for row in rows])
    return {
        row.pk: Tag(_("makulerat"), "attention") for row in rows if row.rests_on in annulled
    } or None


# Rows of a list that has it carry ``rests_on`` (``plans.last_cited_of``).
ANNULLED_MARK = AddedColumn(gettext_lazy("Beslutet om dagen"), "", _annulled)
