"""The API of catalogues and requirements: a program reads and writes as its person may."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from common.api import (
    ApiProblem,
    page_of,
    refuse_unknown,
    rows_of_page,
    wanted_revisions,
    window,
)
from common.ordering import swedish
from programmes.api import ApiView
from programmes.roles import Permission

from ..access.api import catalogues_of, for_api, get_api_catalogue, get_api_requirement
from ..actions import api as actions_api
from ..actions.requirements import create_catalogue
from ..api import serializers as shapes
from ..api.answers import catalogue_answer, field_answer, history_answer, requirement_answer
from ..api.descriptions import describe, filter_parameters
from ..api.inputs import PLACE, body_of, read_catalogue, read_place, read_programme, read_values
from ..api.responses import answered, done, etag, patched
from ..cell_values import Directory
from ..fields import fields_of
from ..filters.api import filtered
from ..json_document.values import emails_in
from ..models import Catalogue
from ..timeline import timeline_of


class Catalogues(ApiView):
    """Catalogues of the programmes that the key reaches."""

    @describe("catalogues", _("Kataloger"), shapes.CataloguePage, pages=True)
    def get(self, request: HttpRequest) -> Response:
        """A page of catalogues by name."""
        refuse_unknown(request, ("limit", "offset"))
        rows = catalogues_of(request.auth).with_counts().order_by(swedish("name"), "pk")
        total, found = rows_of_page(request, rows)
        return Response(page_of(request, total, [catalogue_answer(row) for row in found]))

    @describe(
        "catalogue-create",
        _("Ny katalog"),
        shapes.CatalogueShape,
        takes=shapes.CatalogueNew,
        status=201,
        etag=True,
    )
    def post(self, request: HttpRequest) -> Response:
        """A new, empty catalogue."""
        body = body_of(request.data)
        programme = read_programme(body, request.auth)
        said, reason = read_catalogue(body, None, others=("programme",))
        catalogue = create_catalogue(programme=programme, by=request.user, reason=reason, **said)
        address = reverse("api:catalogue", args=[catalogue.slug])
        return _catalogue(request, catalogue, status=201, headers={"Location": address})


class OneCatalogue(ApiView):
    """One catalogue."""

    @describe("catalogue", _("En katalog"), shapes.CatalogueShape, etag=True)
    def get(self, request: HttpRequest, slug: str) -> Response:
        """A catalogue by its short name."""
        return _catalogue(request, get_api_catalogue(request.auth, slug))

    @describe(
        "catalogue-change",
        _("Ändra en katalog"),
        shapes.CatalogueShape,
        takes=shapes.CatalogueChange,
        etag=True,
        conditional=True,
    )
    def patch(self, request: HttpRequest, slug: str) -> Response:
        """Change the catalogue's name, short name or description."""
        catalogue = get_api_catalogue(request.auth, slug, needs=Permission.EDIT_REQUIREMENTS)
        said, reason = read_catalogue(body_of(request.data), catalogue)
        catalogue = done(
            actions_api.change_catalogue,
            catalogue=catalogue,
            by=request.user,
            expected=wanted_revisions(request),
            reason=reason,
            **said,
        )
        return _catalogue(request, catalogue)


class Fields(ApiView):
    """What can be said of a catalogue's requirements."""

    @describe("fields", _("Katalogens fält"), shapes.FieldShape(many=True))
    def get(self, request: HttpRequest, slug: str) -> Response:
        """Every field with what can be chosen in it: modules, needs, people as well."""
        catalogue = get_api_catalogue(request.auth, slug)
        directory = Directory(catalogue)
        return Response([field_answer(known, directory) for known in fields_of(catalogue).values()])


class Requirements(ApiView):
    """The rows of a catalogue."""

    @describe(
        "requirements",
        _("Krav och rubriker"),
        shapes.RequirementPage,
        pages=True,
        parameters=filter_parameters,
    )
    def get(self, request: HttpRequest, slug: str) -> Response:
        """A page of rows in document order, narrowed by the same filters as the list."""
        catalogue = get_api_catalogue(request.auth, slug)
        fields = fields_of(catalogue)
        total, found = rows_of_page(request, for_api(filtered(request, catalogue, fields)))
        emails = emails_in(found, fields)
        shown = [requirement_answer(row, fields, emails) for row in found]
        return Response(page_of(request, total, shown))

    @describe(
        "requirement-create",
        _("Nytt krav eller ny rubrik"),
        shapes.RequirementShape,
        takes=shapes.RequirementNew,
        status=201,
        etag=True,
    )
    def post(self, request: HttpRequest, slug: str) -> Response:
        """A new row, last under its heading unless a place is given."""
        catalogue = get_api_catalogue(request.auth, slug, needs=Permission.EDIT_REQUIREMENTS)
        body = body_of(request.data)
        is_heading, reason = body.yes_no("is_heading"), body.text("reason")
        place = read_place(body, catalogue)
        fields, values = read_values(body, catalogue, others=(*PLACE, "is_heading", "reason"))
        body.check()
        row = done(
            actions_api.add_requirement,
            catalogue=catalogue,
            by=request.user,
            is_heading=is_heading,
            fields=fields,
            values=values,
            reason=reason,
            **place,
        )
        address = reverse("api:requirement", args=[row.uid])
        return answered(row, status=201, headers={"Location": address})


class OneRequirement(ApiView):
    """One row."""

    @describe("requirement", _("Ett krav"), shapes.RequirementShape, etag=True)
    def get(self, request: HttpRequest, uid: str) -> Response:
        """A row by its lasting identity, with the ETag that a change must send back."""
        return answered(get_api_requirement(request.auth, uid))

    @describe(
        "requirement-change",
        _("Ändra ett krav"),
        shapes.RequirementShape,
        takes=shapes.RequirementChange,
        etag=True,
        conditional=True,
    )
    def patch(self, request: HttpRequest, uid: str) -> Response:
        """Change some fields, all or none; If-Match says which revision was read."""
        return answered(patched(request, uid))


class RequirementHistory(ApiView):
    """What has been done with a requirement."""

    @describe("history", _("Historik"), shapes.HistoryPage, pages=True)
    def get(self, request: HttpRequest, uid: str) -> Response:
        """Changes, newest first, with the fields' text before and after."""
        refuse_unknown(request, ("limit", "offset"))
        limit, offset = window(request)
        entries = timeline_of(get_api_requirement(request.auth, uid))
        shown = [history_answer(entry) for entry in entries[offset : offset + limit]]
        return Response(page_of(request, len(entries), shown))


class Nowhere(ApiView):
    """Every other address below the API."""

    schema = None

    def initial(self, request, *args, **kwargs):
        """Nothing is here, whoever asks and however; but the key is asked for first."""
        super().initial(request, *args, **kwargs)
        raise ApiProblem(404, "not-found", gettext("Det finns inget på adressen."))


def _catalogue(
    request: HttpRequest,
    catalogue: Catalogue,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    shown = catalogue_answer(catalogues_of(request.auth).with_counts().get(pk=catalogue.pk))
    return Response(shown, status, headers={**etag(shown["revision"]), **(headers or {})})
