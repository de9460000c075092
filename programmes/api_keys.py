"""Who asks in the API: a program with a person's key, with that person's rights and no more."""

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.throttling import SimpleRateThrottle

from common.api import ApiProblem

from .actions_tokens import note_use, token_of
from .choices import TokenScope
from .models import ApiToken


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer …``; sessions and their cookies count for nothing here.

    So a page of another site cannot ask in the name of one who is signed in.
    """

    def authenticate(self, request) -> tuple | None:
        """(person, key), or None where no key is sent; 401 for a key that does not work."""
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        if len(header) != 2:
            raise AuthenticationFailed(_("Skriv Authorization: Bearer och nyckeln efter."))
        token = token_of(header[1].decode("latin-1"))
        if token is None or not token.person.is_active:
            raise AuthenticationFailed(_("Nyckeln finns inte."))
        if token.revoked_at is not None:
            raise AuthenticationFailed(_("Nyckeln är indragen."))
        if token.is_expired:
            raise AuthenticationFailed(_("Nyckelns tid är ute. Skapa en ny under Mitt konto."))
        note_use(token=token)
        return token.person, token

    def authenticate_header(self, request) -> str:
        """What the answer 401 says is asked for."""
        return 'Bearer realm="api"'


class InScope(BasePermission):
    """A key is needed, and one that may write for what writes."""

    def has_permission(self, request, view) -> bool:
        """True, or the refusal in words."""
        if not isinstance(request.auth, ApiToken):
            raise NotAuthenticated(_("Skicka en åtkomstnyckel: Authorization: Bearer …"))
        if request.method not in SAFE_METHODS and request.auth.scope != TokenScope.WRITE:
            raise ApiProblem(403, "not-allowed", _("Nyckeln får bara läsa."))
        return True


class TokenThrottle(SimpleRateThrottle):
    """So many requests a minute for each key, counted in the cache that all processes share."""

    scope = "token"

    def get_rate(self) -> str:
        """As the settings say now."""
        return settings.API_RATE

    def get_cache_key(self, request, view) -> str:
        """Each key counts for itself."""
        return f"api-rate-{request.auth.prefix}"
