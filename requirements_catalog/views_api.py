"""The API of catalogues and requirements: a program reads and writes as its person may."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from common.api import (
    ApiProblem,
    not_valid,
    page_of,
    refuse_unknown,
    rows_of_page,
    wanted_revisions,
    window,
)
from programmes.api import ApiView
from programmes.roles import Permission

from . import actions_api
from . import serializers_api as shapes
from .access_api import (
    catalogues_of,
    for_api,
    get_api_catalogue,
    get_api_requirement,
)
from .actions import ChangedMeanwhile, revision_of
from .actions_cells import NothingWritten
from .answers_api import (
    catalogue_answer,
    code_of,
    field_answer,
    history_answer,
    linked_answer,
    relations_answer,
    requirement_answer,
)
from .cell_values import Directory
from .descriptions_api import describe, filter_parameters
from .fields import LINK_MODELS, fields_of
from .filters_api import filtered
from .inputs_api import PLACE, body_of, read_place, read_values
from .json_values import emails_in
from .models import Requirement
from .timeline import timeline_of


class Catalogues(ApiView):
    """Catalogues of the programmes that the key reaches."""

    @describe("catalogues", _("Kataloger"), shapes.CataloguePage, pages=True)
    def get(self, request: HttpRequest) -> Response:
        """A page of catalogues by name."""
        refuse_unknown(request, ("limit", "offset"))
        rows = catalogues_of(request.auth).with_counts().order_by("name", "pk")
        total, found = rows_of_page(request, rows)
        return Response(page_of(request, total, [catalogue_answer(row) for row in found]))


class OneCatalogue(ApiView):
    """One catalogue."""

    @describe("catalogue", _("En katalog"), shapes.CatalogueShape)
    def get(self, request: HttpRequest, slug: str) -> Response:
        """A catalogue by its short name."""
        catalogue = get_api_catalogue(request.auth, slug)
        return Response(
            catalogue_answer(catalogues_of(request.auth).with_counts().get(pk=catalogue.pk))
        )


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
    )
    def post(self, request: HttpRequest, slug: str) -> Response:
        """A new row, last under its heading unless a place is given."""
        catalogue = get_api_catalogue(request.auth, slug, needs=Permission.EDIT_REQUIREMENTS)
        body = body_of(request.data)
        is_heading, reason = body.yes_no("is_heading"), body.text("reason")
        place = read_place(body, catalogue)
        fields, values = read_values(body, catalogue, others=(*PLACE, "is_heading", "reason"))
        body.check()
        row = _or_problem(
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
        return _answer(request, row, status=201, headers={"Location": address})


class OneRequirement(ApiView):
    """One row."""

    @describe("requirement", _("Ett krav"), shapes.RequirementShape, etag=True)
    def get(self, request: HttpRequest, uid: str) -> Response:
        """A row by its lasting identity, with the ETag that a change must send back."""
        return _answer(request, get_api_requirement(request.auth, uid))

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
        row = _writable(request, uid)
        body = body_of(request.data)
        reason = body.text("reason")
        _fields, values = read_values(body, row.catalogue, others=("reason",))
        body.check()
        return _patched(request, row, values, reason)


class RequirementLinks(ApiView):
    """What a requirement is linked to."""

    @describe("links", _("Kopplingar"), shapes.Links, etag=True)
    def get(self, request: HttpRequest, uid: str) -> Response:
        """Modules, needs, standards and relations to other requirements."""
        return _links_answer(request, get_api_requirement(request.auth, uid))

    @describe(
        "links-set",
        _("Sätt kopplingar"),
        shapes.Links,
        takes=shapes.LinksChange,
        etag=True,
        conditional=True,
    )
    def put(self, request: HttpRequest, uid: str) -> Response:
        """Make the links exactly these; a list that is left out stays as it is."""
        row = _writable(request, uid)
        body = body_of(request.data)
        reason = body.text("reason")
        _fields, values = read_values(
            body, row.catalogue, others=("reason",), only=tuple(LINK_MODELS)
        )
        body.check()
        _patched(request, row, values, reason)
        return _links_answer(request, get_api_requirement(request.auth, uid))


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


class MoveRequirement(ApiView):
    """Where a row stands."""

    @describe(
        "requirement-move",
        _("Flytta"),
        shapes.RequirementShape,
        takes=shapes.Place,
        etag=True,
        conditional=True,
    )
    def post(self, request: HttpRequest, uid: str) -> Response:
        """Move a row and all that stands under it."""
        row = _writable(request, uid)
        body = body_of(request.data)
        body.refuse_unknown((*PLACE, "reason"))
        place, reason = read_place(body, row.catalogue), body.text("reason")
        body.check()
        return _done(request, row, actions_api.place_requirement, reason=reason, **place)


class WithdrawRequirement(ApiView):
    """Taking a row out."""

    @describe(
        "requirement-withdraw",
        _("Låt utgå"),
        shapes.RequirementShape,
        takes=shapes.NeededReason,
        etag=True,
        conditional=True,
    )
    def post(self, request: HttpRequest, uid: str) -> Response:
        """Withdraw a row; its code and history stay, and it can be restored."""
        return _with_reason(request, uid, actions_api.retire_requirement)


class RestoreRequirement(ApiView):
    """Bringing a row back."""

    @describe(
        "requirement-restore",
        _("Återställ"),
        shapes.RequirementShape,
        takes=shapes.Reason,
        etag=True,
        conditional=True,
    )
    def post(self, request: HttpRequest, uid: str) -> Response:
        """Bring a withdrawn row back as a draft."""
        return _with_reason(request, uid, actions_api.revive_requirement)


class Nowhere(ApiView):
    """Every other address below the API."""

    schema = None

    def initial(self, request, *args, **kwargs):
        """Nothing is here, whoever asks and however; but the key is asked for first."""
        super().initial(request, *args, **kwargs)
        raise ApiProblem(404, "not-found", gettext("Det finns inget på adressen."))


# ---------------------------------------------------------------- shared by the views


def _writable(request: HttpRequest, uid: str) -> Requirement:
    return get_api_requirement(request.auth, uid, needs=Permission.EDIT_REQUIREMENTS)


def _or_problem(action, **arguments):
    """Call an action; what it refuses becomes a problem in the API's form."""
    try:
        return action(**arguments)
    except ChangedMeanwhile:
        raise ApiProblem(
            412,
            "changed-meanwhile",
            gettext("Raden har ändrats sedan den lästes. Läs den igen och gör om ändringen."),
        ) from None
    except NothingWritten as refused:
        errors = [{"field": p.field, "message": p.message} for p in refused.problems]
        raise not_valid(errors) from None


def _patched(request: HttpRequest, row: Requirement, values: dict, reason: str) -> Response:
    return _done(request, row, actions_api.patch_requirement, values=values, reason=reason)


def _with_reason(request: HttpRequest, uid: str, action) -> Response:
    row = _writable(request, uid)
    body = body_of(request.data)
    body.refuse_unknown(("reason",))
    reason = body.text("reason")
    body.check()
    return _done(request, row, action, reason=reason)


def _done(request: HttpRequest, row: Requirement, action, **arguments) -> Response:
    """Do something with a row that is still the one that was read, and show it as it is now."""
    expected = wanted_revisions(request)
    _or_problem(action, requirement=row, by=request.user, expected=expected, **arguments)
    return _answer(request, get_api_requirement(request.auth, str(row.uid)))


def _answer(request: HttpRequest, row: Requirement, *, status: int = 200, headers=None) -> Response:
    fields = fields_of(row.catalogue)
    shown = requirement_answer(row, fields, emails_in([row], fields))
    return Response(
        shown, status=status, headers={"ETag": f'"{shown["revision"]}"', **(headers or {})}
    )


def _links_answer(request: HttpRequest, row: Requirement) -> Response:
    shown: dict = {
        name: [linked_answer(linked) for linked in sorted(getattr(row, name).all(), key=code_of)]
        for name in LINK_MODELS
    }
    shown["relations"] = relations_answer(request, row)
    return Response(shown, headers={"ETag": f'"{revision_of(row)}"'})
