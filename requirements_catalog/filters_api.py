"""The filters of the list, as parameters of the API: rows are named by code or e-mail address."""

from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from common.api import bad_request

from .access_api import uid_of
from .filters import RequirementFilter
from .models import Catalogue
from .querysets import RequirementQuerySet

# What a filter by row is named by, where the row has no code.
PEOPLE = ("email", "code")
EVERYTHING, NO_HEADINGS = "yes", "no"
OWN = ("heading", "headings", "limit", "offset")
FILTER_NAMES = (*RequirementFilter.base_filters, *OWN)


def filtered(request: HttpRequest, catalogue: Catalogue) -> RequirementQuerySet:
    """Rows of a catalogue as the address narrows them; ApiProblem 400 for what is not understood.

    Headings are left out unless ``headings=yes``; ``heading`` is the uid of a chapter.
    """
    errors: list[dict] = []
    chapter = None
    if text := request.GET.get("heading", ""):
        try:
            chapter = catalogue.requirements.headings().filter(uid=uid_of(text)).first()
        except Http404:
            chapter = None
        if chapter is None:
            errors.append({"field": "heading", "message": _("Rubriken finns inte i katalogen.")})
    with_headings = request.GET.get("headings", NO_HEADINGS)
    if with_headings not in (EVERYTHING, NO_HEADINGS):
        errors.append({"field": "headings", "message": _("Ska vara yes eller no.")})
    rows = catalogue.requirements.all()
    if with_headings == NO_HEADINGS:
        rows = rows.requirements()
    empty = RequirementFilter({}, rows, catalogue=catalogue)
    data = _keys(request.GET, empty.form.fields, errors)
    found = RequirementFilter(data, rows, request=request, catalogue=catalogue, chapter=chapter)
    if not found.form.is_valid():
        errors += [
            {"field": name, "message": " ".join(map(str, messages))}
            for name, messages in found.form.errors.items()
        ]
    if errors:
        raise bad_request(_("Adressens parametrar går inte att läsa."), errors)
    return found.qs


def _keys(query: QueryDict, fields: dict, errors: list[dict]) -> QueryDict:
    """The parameters with codes and addresses turned into the keys that the filter takes."""
    data = query.copy()
    for name, field in fields.items():
        if not isinstance(field, ModelChoiceField | ModelMultipleChoiceField):
            continue
        words = [word for word in query.getlist(name) if word]
        columns = {column.name for column in field.queryset.model._meta.fields}
        column = next(column for column in PEOPLE if column in columns)
        keys = []
        for word in words:
            row = field.queryset.filter(**{column: word}).first() if "\0" not in word else None
            if row is None:
                errors.append({"field": name, "message": _("Finns inte i programmet.")})
            else:
                keys.append(str(row.pk))
        data.setlist(name, keys)
    return data
