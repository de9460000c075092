"""The API described: as OpenAPI for programs, as a page for people."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from programmes.api import ApiView
from programmes.api_keys import TokenAuthentication

from ..api.outline import sections_of


class SignedIn(BasePermission):
    """Anybody who is signed in or sends a key."""

    def has_permission(self, request, view) -> bool:
        """True, or 401."""
        if not request.user or not request.user.is_authenticated:
            raise NotAuthenticated
        return True


class Schema(ApiView):
    """The description in OpenAPI 3; read in the browser as well, where it writes nothing."""

    schema = None
    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [SignedIn]
    throttle_classes: list = []

    def get(self, request: HttpRequest) -> Response:
        """The whole description."""
        return Response(schema_in(get_language()))


@cache
def schema_in(language: str) -> dict:
    """The description in a language, as plain data; made once for each process."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(made, cls=JSONEncoder))


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters, its body and an example to copy."""
    schema = schema_in(get_language())
    root = request.build_absolute_uri("/").rstrip("/")
    context = {"sections": sections_of(schema, root), "root": root}
    return render(request, "requirements_catalog/api_page.html", context)
