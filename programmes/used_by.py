"""What rests on a row of a register: shown on its page, and asked before it is removed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Model, Window
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.ordering import in_natural_order

from .access import permissions_in
from .models import Programme
from .registered_holds import HOLDS, Page, Use, page_of
from .roles import Permission

# Of each kind so many are shown on the row's page, and of all so many are named in a sentence.
SHOWN, NAMED = 10, 5


@dataclass(frozen=True)
class UsedBy:
    """What of one kind rests on a row: the first of it, and how many there are in all.

    ``needs`` is the permission to read of it; None where nothing is told but that there is some.
    """

    label: str
    needs: Permission | None
    uses: Sequence[Use]
    count: int

    @property
    def rest(self) -> int:
        """How many are not among the first."""
        return self.count - len(self.uses)


def used_by(row: Model) -> list[UsedBy]:
    """What refers to a row and what else holds it, whoever may read of it; a query for each kind,
    however many there are of it."""
    programme = programme_of(row)
    found = [_referring(row, relation, programme) for relation in row._meta.related_objects]
    for hold in HOLDS.get(type(row), ()):
        held = [one if isinstance(one, Use) else Use(str(one)) for one in hold.held(row)]
        found.append(UsedBy(str(hold.label), hold.needs, held[:SHOWN], len(held)))
    return [one for one in found if one.count]


def _referring(row: Model, relation, programme: Programme) -> UsedBy:
    """Rows of one model that are parts of a row or linked to it from their side; one query."""
    kind = relation.related_model
    page = page_of(kind)
    keys = [field.name for field in kind._meta.fields if field.is_relation]
    rows = kind._base_manager.filter(**{relation.field.name: row})
    rows = rows.select_related(*keys, *(page.joined if page else ()))
    first = list(rows.annotate(in_all=Window(Count("pk")))[:SHOWN])
    count = first[0].in_all if first else 0
    if page is None:
        return UsedBy(capfirst(str(kind._meta.verbose_name_plural)), None, (), count)
    return UsedBy(str(page.label), page.needs, _uses(page, programme, first), count)


def _uses(page: Page, programme: Programme, rows: Iterable[Model]) -> list[Use]:
    return [Use(page.name(row), page.url(programme, row)) for row in rows]


def programme_of(row: Model) -> Programme:
    """The programme that a row of a register belongs to."""
    for name in type(row)._default_manager.none().programme_path.split("__"):
        row = getattr(row, name)
    return row


def readable_in(allowed: Collection[Permission], used: Iterable[UsedBy]) -> list[UsedBy]:
    """What who has some permissions may read of."""
    return [one for one in used if one.needs in allowed]


def first_of(used: Sequence[UsedBy], allowed: Collection[Permission]) -> list[Use]:
    """What is named in a sentence: the first that may be read, then that there is more, and that
    there is what may not be read."""
    readable = readable_in(allowed, used)
    by_text = {use.text: use for one in readable for use in one.uses}
    texts = in_natural_order(by_text)
    found = [by_text[text] for text in texts[:NAMED]]
    if len(texts) > NAMED:
        found.append(Use(_("med flera")))
    if len(readable) < len(used):
        found.append(Use(_("annat som inte visas här")))
    return found


def told_still_used(
    name: str, used: Sequence[UsedBy], allowed: Collection[Permission]
) -> SafeString:
    """Why a row is not removed, with links to what rests on it."""
    rows = format_html_join(", ", "{}", ((_linked(one),) for one in first_of(used, allowed)))
    return render_to_string("programmes/_still_used.html", {"row": name, "rows": rows})


def _linked(use: Use) -> str | SafeString:
    return format_html('<a href="{}">{}</a>', use.url, use.text) if use.url else use.text


def used_by_section(request: HttpRequest, row: Model) -> dict | None:
    """What ``programmes/_used_by.html`` takes; None where nothing that the person may read of
    rests on the row."""
    readable = readable_in(permissions_in(request.user, programme_of(row)), used_by(row))
    return {"groups": readable} if readable else None
