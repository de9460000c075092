"""What programs send to the API, read whole: every problem of a body is told at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404
from django.utils.translation import gettext as _

from common.api import bad_request, not_valid

from .access_api import uid_of
from .cell_values import CellRefused, Directory
from .fields import EXTRA_PREFIX, Field, fields_of
from .json_values import stored_value
from .models import Catalogue, Requirement

REASON_LIMIT = 1000
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

    def text(self, name: str) -> str:
        """A short text, empty when left out."""
        value = self.data.get(name, "")
        if not isinstance(value, str):
            self.refuse(name, _("Ska vara text."))
        elif len(value) > REASON_LIMIT:
            self.refuse(name, _("Högst %(count)d tecken.") % {"count": REASON_LIMIT})
        else:
            return value.strip()
        return ""

    def yes_no(self, name: str) -> bool:
        """True or false, false when left out."""
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            self.refuse(name, _("Ska vara true eller false."))
        return value is True

    def row(self, name: str, catalogue: Catalogue) -> Requirement | None:
        """The row of the catalogue that a uid names."""
        value = self.data.get(name)
        if value is None:
            return None
        try:
            return catalogue.requirements.get(uid=uid_of(value if isinstance(value, str) else ""))
        except (Http404, Requirement.DoesNotExist):
            self.refuse(name, _("Raden finns inte i katalogen."))
            return None


def body_of(data: object) -> Body:
    """What was sent, which must be an object; ApiProblem 400 for anything else."""
    if not isinstance(data, dict):
        raise bad_request(_("Kroppen ska vara ett JSON-objekt."))
    return Body(data)


def read_place(body: Body, catalogue: Catalogue) -> dict:
    """``parent``, ``after`` and ``first`` as the actions take them."""
    return {
        "parent": body.row("parent", catalogue),
        "after": body.row("after", catalogue),
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
