"""What a request to the API that writes comes to: one action, and the row as it is then."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.response import Response

from common.api import ApiProblem, not_valid, wanted_revisions
from programmes.roles import Permission

from ..access.api import get_api_requirement
from ..actions import api as actions_api
from ..actions.cells import NothingWritten
from ..actions.requirements import ChangedMeanwhile
from ..fields import fields_of
from ..json_document.values import emails_in
from ..models import Requirement
from .answers import requirement_answer
from .inputs import body_of, read_values


def writable(request: HttpRequest, uid: str) -> Requirement:
    """A row that the key may change."""
    return get_api_requirement(request.auth, uid, needs=Permission.EDIT_REQUIREMENTS)


def done(action, **arguments):
    """What an action gives; what it refuses becomes a problem in the API's form."""
    try:
        return action(**arguments)
    except ChangedMeanwhile:
        raise ApiProblem(
            412,
            "changed-meanwhile",
            _("Det har ändrats sedan det lästes. Läs det igen och gör om ändringen."),
        ) from None
    except NothingWritten as refused:
        errors = [{"field": p.field, "message": p.message} for p in refused.problems]
        raise not_valid(errors) from None


def changed(request: HttpRequest, row: Requirement, action, **arguments) -> Requirement:
    """A row after an action, which is done only when it still is what was read."""
    expected = wanted_revisions(request)
    done(action, requirement=row, by=request.user, expected=expected, **arguments)
    return get_api_requirement(request.auth, str(row.uid))


def patched(request: HttpRequest, uid: str, *, only: tuple[str, ...] = ()) -> Requirement:
    """A row after the fields that the body names (``only`` those, all when empty) are set."""
    row = writable(request, uid)
    body = body_of(request.data)
    reason = body.text("reason")
    _fields, values = read_values(body, row.catalogue, others=("reason",), only=only)
    body.check()
    return changed(request, row, actions_api.patch_requirement, values=values, reason=reason)


def answered(
    row: Requirement, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A row with its ETag."""
    fields = fields_of(row.catalogue)
    shown = requirement_answer(row, fields, emails_in([row], fields))
    return Response(shown, status, headers={**etag(shown["revision"]), **(headers or {})})


def etag(revision: str) -> dict[str, str]:
    """A revision as the header that If-Match is sent back from."""
    return {"ETag": f'"{revision}"'}
