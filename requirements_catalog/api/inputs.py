"""What programs send to the API, read whole: every problem of a body is told at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from common.api import bad_request, is_storable, not_valid
from programmes.models import ApiToken, Programme
from programmes.roles import Permission

from ..access.api import get_api_programme, uid_of
from ..cell_values import CellRefused, Directory
from ..choices import RelationKind
from ..fields import EXTRA_PREFIX, Field, fields_of
from ..forms.requirements import CatalogueForm
from ..json_document.values import stored_value
from ..models import Catalogue, Requirement

REASON_LIMIT = 1000
DESCRIPTION_LIMIT = 32_000
NOTE_LIMIT = 300
PLACE = ("parent", "after", "first")


@dataclass
class Body:
    """A JSON object and what is wrong with it."""

    data: Mapping
    errors: list[dict] = field(default_factory=list)

    def refuse(self, name: str, message: str) -> None:
        """Note a problem of one field."""
        self.errors.append({"field": name, "message": message})

    def check(self) -> None:
        """ApiProblem 422 with every problem, if there is any."""
        if self.errors:
            raise not_valid(self.errors)

    def refuse_unknown(self, known) -> None:
        """A name that nothing is known by is a mistake, not something to pass over."""
        for name in self.data:
            if name not in known:
                self.refuse(str(name)[:100], _("Fältet finns inte eller kan inte ändras här."))

    def text(self, name: str, limit: int = REASON_LIMIT) -> str:
        """A short text, empty when left out."""
        value = self.data.get(name, "")
        if not isinstance(value, str):
            self.refuse(name, _("Ska vara text."))
        elif len(value) > limit:
            self.refuse(name, _("Högst %(count)d tecken.") % {"count": limit})
        else:
            return value.strip()
        return ""

    def yes_no(self, name: str) -> bool:
        """True or false, false when left out."""
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            self.refuse(name, _("Ska vara true eller false."))
        return value is True

    def row(self, name: str, rows: QuerySet[Requirement], missing: str) -> Requirement | None:
        """The one of the rows that a uid names; ``missing`` is said of one that is not there."""
        value = self.data.get(name)
        if value is None:
            return None
        try:
            return rows.get(uid=uid_of(value if isinstance(value, str) else ""))
        except (Http404, Requirement.DoesNotExist):
            self.refuse(name, missing)
            return None


def body_of(data: object) -> Body:
    """What was sent, which must be an object; ApiProblem 400 for anything else."""
    if not isinstance(data, dict):
        raise bad_request(_("Kroppen ska vara ett JSON-objekt."))
    return Body(data)


def read_place(body: Body, catalogue: Catalogue) -> dict:
    """``parent``, ``after`` and ``first`` as the actions take them."""
    rows, missing = catalogue.requirements.all(), _("Raden finns inte i katalogen.")
    return {
        "parent": body.row("parent", rows, missing),
        "after": body.row("after", rows, missing),
        "first": body.yes_no("first"),
    }


def read_values(
    body: Body, catalogue: Catalogue, *, others: tuple[str, ...] = (), only: tuple[str, ...] = ()
) -> tuple[dict[str, Field], dict[str, object]]:
    """(fields of the catalogue, stored values by name) of what the body says.

    ``others`` are names that the caller reads itself; ``only`` the fields that may be named, all
    when empty.
    """
    fields = fields_of(catalogue)
    plain = only or tuple(name for name in fields if not name.startswith(EXTRA_PREFIX))
    body.refuse_unknown((*plain, *others, *(() if only else ("extra",))))
    given = {name: body.data[name] for name in plain if name in body.data}
    extra = {} if only else body.data.get("extra", {})
    if not isinstance(extra, dict):
        body.refuse("extra", _("Ska vara ett objekt."))
        extra = {}
    for key, value in extra.items():
        name = f"{EXTRA_PREFIX}{key}"
        if name in fields:
            given[name] = value
        else:
            body.refuse(name[:100], _("Fältet finns inte i katalogen."))
    directory, values = Directory(catalogue), {}
    for name, value in given.items():
        try:
            values[name] = stored_value(fields[name], value, directory)
        except CellRefused as refused:
            body.refuse(name, str(refused))
    return fields, values


def read_reason(request: HttpRequest) -> str:
    """Why, from the address of a request without a body; ApiProblem 400 when it cannot be kept."""
    body = Body({"reason": request.GET.get("reason", "")})
    reason = body.text("reason")
    if not is_storable(reason):
        body.refuse("reason", _("Texten innehåller ett tecken som inte kan sparas."))
    if body.errors:
        raise bad_request(_("Adressens parametrar går inte att läsa."), body.errors)
    return reason


def read_programme(body: Body, token: ApiToken) -> Programme:
    """The programme that a new catalogue comes into: the one that is named, or the key's own.

    ApiProblem 422 for one that the key does not reach, 403 where its person may not write.
    """
    slug = body.text("programme")
    if not slug and token.programme:
        slug = token.programme.slug
    try:
        return get_api_programme(token, slug, needs=Permission.EDIT_REQUIREMENTS)
    except Http404:
        body.refuse("programme", _("Programmet finns inte."))
        raise not_valid(body.errors) from None


def read_catalogue(
    body: Body, catalogue: Catalogue | None, *, others: tuple[str, ...] = ()
) -> tuple[dict, str]:
    """(name, short name and description, reason) by the rules of the page's form.

    What is left out stays as it is in ``catalogue``, or is empty in a new one.
    """
    limits = {"name": REASON_LIMIT, "slug": REASON_LIMIT, "description": DESCRIPTION_LIMIT}
    body.refuse_unknown((*limits, "reason", *others))
    reason = body.text("reason")
    given = {name: body.text(name, limit) for name, limit in limits.items() if name in body.data}
    body.check()
    # The form works on a copy: it sets what is typed on its row, also what it refuses.
    copy = Catalogue.objects.get(pk=catalogue.pk) if catalogue else None
    kept = model_to_dict(copy, fields=list(limits)) if copy else {}
    form = CatalogueForm({**kept, **given}, instance=copy)
    for name, messages in form.errors.items():
        body.refuse(name, " ".join(map(str, messages)))
    body.check()
    return form.cleaned_data, reason


def read_relation(data: object, row: Requirement) -> dict:
    """``kind``, ``target``, ``note`` and ``reason`` as the action takes them."""
    body = body_of(data)
    body.refuse_unknown(("kind", "requirement", "note", "reason"))
    kind, note, reason = body.text("kind"), body.text("note", NOTE_LIMIT), body.text("reason")
    if kind not in RelationKind.values:
        body.refuse("kind", _("Ska vara en av: %(words)s.") % {"words": ", ".join(RelationKind)})
    rows = Requirement.objects.in_programme(row.catalogue.programme)
    target = body.row("requirement", rows, _("Kravet finns inte i programmet."))
    if body.data.get("requirement") is None:
        body.refuse("requirement", _("Skriv det andra kravets uid."))
    body.check()
    return {"kind": kind, "target": target, "note": note, "reason": reason}
