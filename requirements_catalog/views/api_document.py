"""A whole catalogue out of the API and into it, as one JSON document (docs/api.md)."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response

from common.api import bad_request, not_valid, refuse_unknown
from programmes.api import ApiView
from programmes.roles import Permission

from ..access.api import get_api_catalogue
from ..actions.cells import NothingWritten
from ..api import serializers as shapes
from ..api.descriptions import describe
from ..exports.json import requirements_document
from ..imports.json import DocumentRefused, import_document


def _dry_run() -> list[OpenApiParameter]:
    text = _("Granska utan att spara.")
    return [OpenApiParameter("dry_run", str, enum=["yes", "no"], default="no", description=text)]


class Document(ApiView):
    """A catalogue with everything in it."""

    def get_parser_context(self, http_request) -> dict:
        """A whole catalogue may be as large as a workbook that is uploaded."""
        return {
            **super().get_parser_context(http_request),
            "most_bytes": settings.UPLOAD_MAX_BYTES,
        }

    @describe("document", _("Hela katalogen"), shapes.DocumentShape)
    def get(self, request: HttpRequest, slug: str) -> Response:
        """Every row with every field, link and relation, withdrawn ones too."""
        refuse_unknown(request, ())
        catalogue = get_api_catalogue(request.auth, slug)
        return Response(requirements_document(catalogue.requirements.all(), catalogue))

    @describe(
        "document-import",
        _("Läs in ett dokument"),
        shapes.ImportReport,
        takes=shapes.DocumentShape,
        parameters=_dry_run,
    )
    def post(self, request: HttpRequest, slug: str) -> Response:
        """Bring a document in, all or nothing; the report tells what became of every row."""
        refuse_unknown(request, ("dry_run",))
        dry_run = request.GET.get("dry_run", "no")
        if dry_run not in ("yes", "no"):
            error = {"field": "dry_run", "message": gettext("Ska vara yes eller no.")}
            raise bad_request(gettext("Adressens parametrar går inte att läsa."), [error])
        catalogue = get_api_catalogue(request.auth, slug, needs=Permission.IMPORT_REQUIREMENTS)
        try:
            report = import_document(
                catalogue=catalogue,
                document=request.data,
                by=request.user,
                reason=gettext("Import genom API:et"),
                dry_run=dry_run == "yes",
            )
        except DocumentRefused as refused:
            raise not_valid([{"field": "", "message": str(refused)}]) from None
        except NothingWritten as refused:
            errors = [{"field": p.field, "message": p.message} for p in refused.problems]
            raise not_valid(errors) from None
        return Response(report.as_json())
