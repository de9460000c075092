"""The API of a row's place and life: it is moved, withdrawn, restored, approved, sent back."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from programmes.api import ApiView
from programmes.roles import Permission

from ..access.api import get_api_requirement
from ..actions import api as actions_api
from ..api import serializers as shapes
from ..api.descriptions import describe
from ..api.inputs import PLACE, body_of, read_place
from ..api.responses import answered, changed, writable


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
        row = writable(request, uid)
        body = body_of(request.data)
        body.refuse_unknown((*PLACE, "reason"))
        place, reason = read_place(body, row.catalogue), body.text("reason")
        body.check()
        return answered(
            changed(request, row, actions_api.place_requirement, reason=reason, **place)
        )


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


class ApproveRequirement(ApiView):
    """Agreeing to a row's text."""

    @describe(
        "requirement-approve",
        _("Godkänn"),
        shapes.RequirementShape,
        takes=shapes.Reason,
        etag=True,
        conditional=True,
    )
    def post(self, request: HttpRequest, uid: str) -> Response:
        """Approve a row in review, as it was read; never by one who has written its text."""
        return _with_reason(
            request, uid, actions_api.approve_as_read, Permission.APPROVE_REQUIREMENTS
        )


class SendBackRequirement(ApiView):
    """Making a row a draft again."""

    @describe(
        "requirement-send-back",
        _("Skicka tillbaka"),
        shapes.RequirementShape,
        takes=shapes.NeededReason,
        etag=True,
        conditional=True,
    )
    def post(self, request: HttpRequest, uid: str) -> Response:
        """Make a row in review, or an approved one, a draft."""
        return _with_reason(
            request, uid, actions_api.return_requirement, Permission.SEND_BACK_REQUIREMENTS
        )


def _with_reason(
    request: HttpRequest, uid: str, action, needs: Permission = Permission.EDIT_REQUIREMENTS
) -> Response:
    row = get_api_requirement(request.auth, uid, needs=needs)
    body = body_of(request.data)
    body.refuse_unknown(("reason",))
    reason = body.text("reason")
    body.check()
    return answered(changed(request, row, action, reason=reason))
