"""How the API describes itself: what each operation takes, gives and refuses."""

from collections.abc import Callable

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from common.api import MOST_OFFSET, MOST_PER_PAGE, PER_PAGE, PROBLEM_TYPE

from ..addresses import (
    CHANGED_BY,
    CHANGED_SINCE,
    CHAPTER,
    FROM,
    MISSING,
    SEARCH,
    TO,
    VIEW,
    short_name,
)
from ..choices import RequirementStatus
from ..field_queries import can_lack
from ..fields import DATE, FIELDS, LINKS, NUMBER, PERSON, YES_NO
from ..filters.fields import EVERY_STATUS
from .inputs import REASON_LIMIT
from .serializers import Problem

ALWAYS = {
    400: _("Går inte att läsa"),
    401: _("Nyckeln saknas, har gått ut eller är indragen"),
    403: _("Nyckeln eller rollen räcker inte"),
    404: _("Finns inte, eller syns inte för nyckeln"),
    429: _("För många anrop"),
}
WRITES = {
    413: _("För stort"),
    415: _("Inte JSON"),
    422: _("Kan inte sparas; errors säger varför"),
}
CONDITIONAL = {412: _("Ändrat sedan det lästes"), 428: _("If-Match saknas")}


def describe(
    name: str,
    summary,
    gives,
    *,
    takes=None,
    status: int = 200,
    pages: bool = False,
    etag: bool = False,
    conditional: bool = False,
    parameters: Callable[[], list] | None = None,
):
    """What ``extend_schema`` is told of an operation of ours; ``summary`` is a lazy text."""
    refusals = {**ALWAYS, **(WRITES if takes else {}), **(CONDITIONAL if conditional else {})}
    return extend_schema(
        operation_id=name,
        summary=summary,
        request=takes,
        parameters=[
            *(parameters() if parameters else []),
            *(_pages() if pages else []),
            *([_if_match()] if conditional else []),
            *([_etag(status)] if etag else []),
        ],
        responses={
            status: gives,
            **{
                (code, PROBLEM_TYPE): OpenApiResponse(Problem, description=text)
                for code, text in refusals.items()
            },
        },
    )


def _pages() -> list[OpenApiParameter]:
    sizes = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE}
    starts = {"type": "integer", "minimum": 0, "maximum": MOST_OFFSET, "default": 0}
    return [
        OpenApiParameter("limit", sizes, description=_("Så många på sidan.")),
        OpenApiParameter("offset", starts, description=_("Så många hoppas över.")),
    ]


def _if_match() -> OpenApiParameter:
    return OpenApiParameter(
        "If-Match",
        str,
        OpenApiParameter.HEADER,
        required=True,
        description=_("Det ETag som raden hade när den lästes."),
    )


def _etag(status: int) -> OpenApiParameter:
    return OpenApiParameter(
        "ETag", str, OpenApiParameter.HEADER, response=[status], description=_("Radens version.")
    )


def reason_parameter() -> list[OpenApiParameter]:
    """Why, in the address of what has no body."""
    text = {"type": "string", "maxLength": REASON_LIMIT}
    return [OpenApiParameter("reason", text, description=_("Skäl, till historiken."))]


def filter_parameters() -> list[OpenApiParameter]:
    """The filters of the list of requirements, as they are on the screen.

    A catalogue's own fields are filtered the same way, by ``extra.`` and the field's key.
    """
    found = [_filter(SEARCH, _("Ord som ska finnas i texterna."))]
    for known in FIELDS:
        name = short_name(known)
        if known.kind in (NUMBER, DATE):
            found.append(_filter(FROM + name, _of(_("%s, minst"), known.label)))
            found.append(_filter(TO + name, _of(_("%s, högst"), known.label)))
        elif known.kind == YES_NO:
            found.append(_filter(name, known.label, ["yes", "no"]))
        elif known.kind in (PERSON, LINKS):
            by = _("%s, efter e-postadress") if known.kind == PERSON else _("%s, efter kod")
            found.append(_filter(name, _of(by, known.label), []))
        elif known.name == "status":
            found.append(_filter(name, known.label, [*RequirementStatus.values, EVERY_STATUS]))
        elif known.choices:
            found.append(_filter(name, known.label, [str(word) for word, _label in known.choices]))
        else:
            found.append(_filter(name, _of(_("Text som ska finnas i %s"), known.label)))
    holes = [short_name(known) for known in FIELDS if can_lack(known)]
    return [
        *found,
        _filter(MISSING, _("Fält som ska vara tomma, alla som nämns."), holes),
        OpenApiParameter(CHANGED_SINCE, OpenApiTypes.DATE, description=_("Ändrad sedan dagen.")),
        _filter(CHANGED_BY, _("Ändrad av, efter e-postadress."), []),
        OpenApiParameter(VIEW, OpenApiTypes.UUID, description=_("Raderna i en sparad vy.")),
        OpenApiParameter(CHAPTER, OpenApiTypes.UUID, description=_("Bara under den rubriken.")),
        OpenApiParameter(
            "headings", str, enum=["yes", "no"], default="no", description=_("Ta med rubriker.")
        ),
    ]


def _of(text, label):
    """A text about a field, put together when it is read: in the language of the reader."""
    return lazy(lambda: str(text) % label, str)()


def _filter(name: str, label, values: list[str] | None = None) -> OpenApiParameter:
    """A text, or with ``values`` any of several; an empty list leaves open which there are."""
    if values is None:
        return OpenApiParameter(name, str, description=label)
    items = {"type": "string", **({"enum": values} if values else {})}
    schema = {"type": "array", "items": items}
    return OpenApiParameter(name, schema, description=label, style="form", explode=True)
