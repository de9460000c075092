"""The mechanics of the API: bodies in, pages out, and problems in one form (RFC 9457)."""

import json
import re
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from .directions import straight_json

PROBLEM_TYPE = "application/problem+json"
PER_PAGE, MOST_PER_PAGE = 50, 200
MOST_OFFSET = 10_000_000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class ApiProblem(exceptions.APIException):
    """A refusal in words; ``errors`` names the parts of what was sent that are wrong."""

    def __init__(self, status_code: int, code: str, detail: str, errors: Sequence[dict] = ()):
        super().__init__(detail, code)
        self.status_code, self.code, self.errors = status_code, code, list(errors)


def bad_request(detail: str, errors: Sequence[dict] = ()) -> ApiProblem:
    """What was sent cannot be read."""
    return ApiProblem(status.HTTP_400_BAD_REQUEST, "bad-request", detail, errors)


def not_valid(errors: Sequence[dict]) -> ApiProblem:
    """What was sent can be read, but not saved."""
    text = _("Något i det som skickades kan inte sparas. Inget har ändrats.")
    return ApiProblem(status.HTTP_422_UNPROCESSABLE_ENTITY, "not-valid", text, errors)


# ---------------------------------------------------------------- problems


def _titles() -> dict[int, tuple[str, str]]:
    """Status → (code, title in the reader's language)."""
    return {
        400: ("bad-request", _("Det som skickades går inte att läsa")),
        401: ("not-authenticated", _("Nyckeln saknas eller gäller inte")),
        403: ("not-allowed", _("Det har du inte rätt att göra")),
        404: ("not-found", _("Det finns inte")),
        405: ("method-not-allowed", _("Adressen tar inte emot den metoden")),
        412: ("changed-meanwhile", _("Ändrat av någon annan")),
        413: ("too-large", _("För stort")),
        415: ("not-json", _("Skicka JSON")),
        422: ("not-valid", _("Kan inte sparas")),
        428: ("revision-needed", _("Säg vilken version som ändras")),
        429: ("too-many", _("För många anrop")),
    }


def problem_response(exc: Exception, context: dict) -> Response | None:
    """Every refusal as application/problem+json; None for what is an error of ours."""
    errors: list[dict] = []
    headers: dict[str, str] = {}
    if isinstance(exc, Http404):
        code, detail = 404, _("Det finns inget på adressen, eller så får nyckeln inte se det.")
    elif isinstance(exc, PermissionDenied):
        code, detail = 403, _("Din roll i programmet räcker inte.")
    elif isinstance(exc, ValidationError):
        return problem_response(not_valid(list(errors_of(exc))), context)
    elif isinstance(exc, exceptions.APIException):
        code, detail = exc.status_code, str(exc.detail)
        errors = getattr(exc, "errors", [])
        headers = _headers(exc)
        if isinstance(exc, exceptions.MethodNotAllowed):
            detail = _("Adressen tar inte emot metoden %(method)s.") % {
                "method": context["request"].method
            }
        elif isinstance(exc, exceptions.UnsupportedMediaType):
            detail = _("Kroppen ska vara JSON, med Content-Type: application/json.")
        elif isinstance(exc, exceptions.Throttled):
            detail = _("Vänta %(seconds)s sekunder och försök igen.") % {
                "seconds": int(exc.wait or 1) + 1
            }
    else:
        return None
    known, title = _titles().get(code, ("problem", _("Något gick fel")))
    body = {
        "type": f"urn:fvm:problem:{getattr(exc, 'code', None) or known}",
        "title": title,
        "status": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    response = Response(body, status=code, headers=headers, content_type=PROBLEM_TYPE)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait) + 1)
    return headers


def errors_of(error: ValidationError) -> Iterator[dict]:
    """A model's or an action's refusal as ``{field, message}``."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for field, messages in by_field.items():
        name = "" if field == "__all__" else field
        yield from ({"field": name, "message": message} for message in messages)


# ---------------------------------------------------------------- in


class JsonParser(BaseParser):
    """A JSON body of bounded size and depth, without what no database keeps."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> object:
        """The body as plain data; ApiProblem 400 or 413 when it cannot be taken."""
        most = (parser_context or {}).get("most_bytes") or settings.API_MAX_BYTES
        content = stream.read(most + 1)
        if len(content) > most:
            raise ApiProblem(
                status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
                "too-large",
                _("Högst %(count)d MB tas emot på en gång.") % {"count": most // 1024 // 1024},
            )
        return plain_json(content)


def plain_json(content: bytes) -> object:
    """Bytes as plain data; ApiProblem 400 for what is no JSON, too deep or cannot be kept."""
    try:
        text = content.decode("utf-8")
        data = json.loads(text, parse_constant=_refuse_constant)
        if not text.isascii() or "\\" in text or "\x7f" in text:
            data = straight_json(data)
    except RecursionError:
        raise bad_request(_("Kroppen är för djupt nästlad.")) from None
    except ValueError as error:
        text = _("Kroppen är inte giltig JSON: %(error)s") % {"error": str(error)[:200]}
        raise bad_request(text) from None
    # What cannot be kept is no UTF-8 and no JSON, unless it is written as an escape.
    if b"\\u" in content and any(not is_storable(text) for text in _texts_in(data)):
        raise bad_request(_("Texten innehåller ett tecken som inte kan sparas."))
    return data


def _refuse_constant(word: str) -> None:
    raise ValueError(word)


def _texts_in(data: object) -> Iterator[str]:
    """Every text in plain data, keys too; without recursion, for the data is a stranger's."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


def is_storable(text: str) -> bool:
    """Whether a database can keep a text: no NUL, no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


class Json(JSONRenderer):
    """JSON in UTF-8 with Swedish letters as they are."""

    ensure_ascii = False


class OnlyJson(BaseContentNegotiation):
    """There is one form of answer, whatever is asked for."""

    def select_parser(self, request, parsers):
        """The parser of JSON, or none."""
        kind = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        """The one there is."""
        return renderers[0], renderers[0].media_type


def wanted_revisions(request: HttpRequest) -> frozenset[str] | None:
    """Revisions that If-Match names, None for "*"; ApiProblem 428 without the header.

    A weak mark never matches (RFC 9110 13.1.1).
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise ApiProblem(
            status.HTTP_428_PRECONDITION_REQUIRED,
            "revision-needed",
            _("Skicka If-Match med det ETag som raden hade när den lästes."),
        )
    if header == "*":
        return None
    return frozenset(tag.strip('"') for tag in parse_etags(header) if not tag.startswith("W/"))


# ---------------------------------------------------------------- out


def window(request: HttpRequest) -> tuple[int, int]:
    """``limit`` (1–200) and ``offset`` of the address; ApiProblem 400 when they are no numbers."""
    errors, found = [], []
    for name, default, least, most in (
        ("limit", PER_PAGE, 1, MOST_PER_PAGE),
        ("offset", 0, 0, MOST_OFFSET),
    ):
        text = request.GET.get(name, str(default))
        # isascii: isdecimal alone takes the digits of every script.
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else -1
        if not least <= number <= most:
            words = {"least": least, "most": most}
            errors.append(
                {"field": name, "message": _("Ett heltal från %(least)d till %(most)d.") % words}
            )
        found.append(number)
    if errors:
        raise bad_request(_("Adressens parametrar går inte att läsa."), errors)
    return found[0], found[1]


def page_of(request: HttpRequest, total: int, results: list) -> dict:
    """One page with how many there are in all, and the addresses of the next and the one before."""
    limit, offset = window(request)

    def address(start: int) -> str:
        query = request.GET.copy()
        query["limit"], query["offset"] = str(limit), str(start)
        return f"{request.path}?{query.urlencode()}"

    return {
        "count": total,
        "next": address(offset + limit) if offset + limit < total else None,
        "previous": address(max(0, offset - limit)) if offset else None,
        "results": results,
    }


def rows_of_page(request: HttpRequest, queryset: QuerySet) -> tuple[int, list]:
    """How many rows a queryset has, and those of the page.

    Keys first, then the rows: a deep page skips over an index, not over wide rows.
    """
    limit, offset = window(request)
    total = queryset.order_by().count()
    keys = list(queryset.values_list("pk", flat=True)[offset : offset + limit])
    rows = {row.pk: row for row in queryset.order_by().filter(pk__in=keys)}
    return total, [rows[key] for key in keys if key in rows]


def refuse_unknown(request: HttpRequest, known: Sequence[str]) -> None:
    """ApiProblem 400 for a parameter that does not exist: a misspelt filter must not give all."""
    errors = [
        {"field": name, "message": _("Den parametern finns inte.")}
        for name in request.GET
        if name not in known
    ]
    if errors:
        raise bad_request(_("Adressens parametrar går inte att läsa."), errors)
