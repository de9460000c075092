"""The API of what a requirement is linked to: modules, needs, standards, other requirements."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from common.api import page_of, refuse_unknown, window
from programmes.api import ApiView

from ..access.api import get_api_relation, get_api_requirement
from ..actions import api as actions_api
from ..actions.api import full_revision_of
from ..api import serializers as shapes
from ..api.answers import code_of, linked_answer, relation_answer, relations_answer
from ..api.descriptions import describe, reason_parameter
from ..api.inputs import read_reason, read_relation
from ..api.responses import changed, etag, patched, writable
from ..fields import LINK_MODELS
from ..models import Requirement


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
        return _links_answer(request, patched(request, uid, only=tuple(LINK_MODELS)))


class Relations(ApiView):
    """How a requirement stands to others."""

    @describe("relations", _("Relationer"), shapes.RelationPage, pages=True, etag=True)
    def get(self, request: HttpRequest, uid: str) -> Response:
        """A page of relations, those that the requirement states itself first."""
        refuse_unknown(request, ("limit", "offset"))
        limit, offset = window(request)
        row = get_api_requirement(request.auth, uid)
        found = relations_answer(request, row)
        shown = page_of(request, len(found), found[offset : offset + limit])
        return Response(shown, headers=etag(full_revision_of(row)))

    @describe(
        "relation-add",
        _("Lägg till en relation"),
        shapes.Relation,
        takes=shapes.RelationNew,
        status=201,
        etag=True,
        conditional=True,
    )
    def post(self, request: HttpRequest, uid: str) -> Response:
        """State how the requirement stands to another one of the programme."""
        row = writable(request, uid)
        said = read_relation(request.data, row)
        row = changed(request, row, actions_api.relate, **said)
        relation = row.relations_out.select_related("target__catalogue").get(
            target=said["target"], kind=said["kind"]
        )
        address = reverse("api:relation", args=[row.uid, relation.pk])
        return Response(
            relation_answer(relation, row),
            status=201,
            headers={"Location": address, **etag(full_revision_of(row))},
        )


class OneRelation(ApiView):
    """A relation, seen from one of its ends."""

    @describe("relation", _("En relation"), shapes.Relation, etag=True)
    def get(self, request: HttpRequest, uid: str, number: str) -> Response:
        """A relation by its number."""
        row = get_api_requirement(request.auth, uid)
        relation = get_api_relation(row, number)
        return Response(relation_answer(relation, row), headers=etag(full_revision_of(row)))

    @describe(
        "relation-remove",
        _("Ta bort en relation"),
        None,
        status=204,
        etag=True,
        conditional=True,
        parameters=reason_parameter,
    )
    def delete(self, request: HttpRequest, uid: str, number: str) -> Response:
        """Take a relation away; it stays in the history of both requirements."""
        refuse_unknown(request, ("reason",))
        row = writable(request, uid)
        relation, reason = get_api_relation(row, number), read_reason(request)
        row = changed(request, row, actions_api.unrelate, relation=relation, reason=reason)
        return Response(status=204, headers=etag(full_revision_of(row)))


def _links_answer(request: HttpRequest, row: Requirement) -> Response:
    shown: dict = {
        name: [linked_answer(linked) for linked in sorted(getattr(row, name).all(), key=code_of)]
        for name in LINK_MODELS
    }
    shown["relations"] = relations_answer(request, row)
    return Response(shown, headers=etag(full_revision_of(row)))
