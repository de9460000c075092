"""The filters of the list, as parameters of the API: rows are named by code or e-mail address."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from common.api import bad_request, refuse_unknown

from ..access.api import uid_of
from ..addresses import ADDED, CHANGED_BY, CHANGED_SINCE, CHAPTER, MISSING, SEARCH, VIEW
from ..addresses import parameters_of as parameters_of_field
from ..cell_values import Directory
from ..fields import Field
from ..look import look_at, view_named
from ..models import Catalogue, Requirement
from ..querysets import RequirementQuerySet
from ..registered_conditions import CONDITIONS
from .fields import EVERY_STATUS, Options
from .requirements import RequirementFilter

EVERYTHING, NO_HEADINGS = "yes", "no"
OWN = (VIEW, CHAPTER, "headings", "limit", "offset")


def filtered(
    request: HttpRequest, catalogue: Catalogue, fields: dict[str, Field]
) -> RequirementQuerySet:
    """Rows of a catalogue as the address narrows them; ApiProblem 400 for what is not understood.

    Headings are left out unless ``headings=yes``; ``heading`` is the uid of a chapter. With
    ``view`` the rows and their order are those of a saved view, which the rest narrows further.
    """
    known = {name for field in fields.values() for name in parameters_of_field(field)}
    known |= {SEARCH, MISSING, CHANGED_SINCE, CHANGED_BY, *CONDITIONS}
    refuse_unknown(request, [*known, *OWN])
    errors: list[dict] = []
    with_headings = request.GET.get("headings", NO_HEADINGS)
    if with_headings not in (EVERYTHING, NO_HEADINGS):
        errors.append({"field": "headings", "message": _("Ska vara yes eller no.")})
    chapter = _chapter(request, catalogue, errors)
    rows = _rows(request, catalogue, errors)
    if with_headings == NO_HEADINGS:
        rows = rows.requirements()
    data = request.GET.copy()
    data.pop(CHAPTER, None)
    data.pop(ADDED, None)
    if data.get(VIEW) and not data.get("status"):
        # The view has said whether what is withdrawn is with it.
        data["status"] = EVERY_STATUS
    options = Options(Directory(catalogue), user=request.user, by_code=True)
    found = RequirementFilter(data, rows, fields=fields, options=options, chapter=chapter)
    errors += [{"field": one.name, "message": one.text} for one in found.troubles]
    if errors:
        raise bad_request(_("Adressens parametrar går inte att läsa."), errors)
    return found.qs


def _chapter(request: HttpRequest, catalogue: Catalogue, errors: list[dict]) -> Requirement | None:
    if not (text := request.GET.get(CHAPTER, "")):
        return None
    try:
        chapter = catalogue.requirements.headings().filter(uid=uid_of(text)).first()
    except Http404:
        chapter = None
    if chapter is None:
        errors.append({"field": CHAPTER, "message": _("Rubriken finns inte i katalogen.")})
    return chapter


def _rows(request: HttpRequest, catalogue: Catalogue, errors: list[dict]) -> RequirementQuerySet:
    """Every row in document order, or those of a saved view in its order."""
    if not (uid := request.GET.get(VIEW, "")):
        return catalogue.requirements.order_by("position")
    if view_named(catalogue, request.user, uid) is None:
        errors.append({"field": VIEW, "message": _("Vyn finns inte, eller delas inte med dig.")})
        return catalogue.requirements.none()
    only_view = request.GET.copy()
    for name in list(only_view):
        if name != VIEW:
            del only_view[name]
    look = look_at(catalogue, only_view, user=request.user)
    errors += [
        {"field": VIEW, "message": f"{one.label}: {one.text}"} for one in look.filterset.troubles
    ]
    return look.rows
