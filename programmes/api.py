"""What every view of the API is made of."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.views import APIView

from common.api import Json, JsonParser, OnlyJson, problem_response

from .api_keys import InScope, TokenAuthentication, TokenThrottle


class TokenScheme(OpenApiAuthenticationExtension):
    """The key, as the description of the API names it."""

    target_class = "programmes.api_keys.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}


class ApiView(APIView):
    """What all views of the API share: closed without a key, JSON in and out."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [InScope]
    throttle_classes = [TokenThrottle]
    renderer_classes = [Json]
    parser_classes = [JsonParser]
    content_negotiation_class = OnlyJson

    def get_exception_handler(self):
        """Problems in one form."""
        return problem_response

    def finalize_response(self, request, response, *args, **kwargs):
        """What a key may see is kept by no cache on the way."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response
