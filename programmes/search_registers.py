"""Global search in every register: one search over the table of registers, by each one's own rule.

What a register's list is searched by, its permission and its rows are what hold here too, so that
nothing is found that its page would not show.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Case, Model, QuerySet, Value, When
from django.utils.http import urlencode

from .models import Programme
from .register import REGISTERS, Register
from .register_table import orders_of
from .roles import permissions_of
from .search_providers import Hit

# Fields that people call a row by.
CODES = {"code", "number", "registry_number", "organisation_number"}
EXCERPT, BEFORE = 180, 40


def find_in_registers(user, words: str, limit: int) -> list[tuple[str, list[Hit]]]:
    """At most ``limit`` hits of each register that holds any, under the register's title.

    One query to each register that some role of the person may open, and what the register's rows
    take in each programme where it has hits: as many for many rows as for few. In a programme
    where the role may not open a register, nothing of it is found.
    """
    programmes = {one.pk: one for one in Programme.objects.visible_to(user)}
    if not programmes:
        return []
    allowed = permissions_of(set(user.memberships.values_list("role", flat=True)))
    opened = [entry for entry in REGISTERS.values() if entry.needs in allowed]
    found = ((entry, _keys(entry, user, words, limit)) for entry in opened)
    return [
        (str(entry.title), _hits(entry, keys, programmes, words)) for entry, keys in found if keys
    ]


def _keys(entry: Register, user, words: str, limit: int) -> list[tuple[int, int]]:
    """Rows by key with the key of their programme: those of this code, that begin so, the rest."""
    rows = entry.model._default_manager.visible_to(user, entry.needs)
    found = rows.with_words(words, *entry.search)
    orders = {one.name: one.fields for one in orders_of(entry)}
    # By what names the row, wherever people have put it among the others.
    order = orders.get("c0") or orders[entry.order]
    found = found.order_by(*_code_first(entry, words), *order)
    return list(found.values_list("pk", rows.programme_path)[:limit])


def _code_first(entry: Register, words: str) -> list[Case]:
    fields = [field for field in entry.search if field.rsplit("__")[-1] in CODES]
    exact = [When(**{f"{field}__iexact": words}, then=Value(0)) for field in fields]
    begun = [When(**{f"{field}__istartswith": words}, then=Value(1)) for field in fields]
    return [Case(*exact, *begun, default=Value(2))] if fields else []


def _hits(
    entry: Register,
    keys: Sequence[tuple[int, int]],
    programmes: dict[int, Programme],
    words: str,
) -> list[Hit]:
    """The rows as the register itself gives them, in the order of their keys."""
    in_programme = defaultdict(list)
    for key, programme in keys:
        in_programme[programme].append(key)
    rows: dict[int, Model] = {}
    for programme, some in in_programme.items():
        of_register: QuerySet = entry.rows(programmes[programme]).filter(pk__in=some)
        rows |= {row.pk: row for row in of_register}
    return [
        _hit(entry, rows[key], programmes[programme], words, tells_programme=len(programmes) > 1)
        for key, programme in keys
        if key in rows
    ]


def _hit(
    entry: Register, row: Model, programme: Programme, words: str, *, tells_programme: bool
) -> Hit:
    title, kind = str(row), str(row._meta.verbose_name)
    return Hit(
        url=entry.url("detail", programme, row.pk),
        title=title,
        kind=f"{kind} · {programme.name}" if tells_programme else kind,
        text=_excerpt(entry, row, title, words),
        list_url=f"{entry.url('list', programme)}?{urlencode({'q': words})}",
        list_name=programme.name,
    )


def _excerpt(entry: Register, row: Model, title: str, words: str) -> str:
    """Where a word stands that the title does not tell, or what the row says beside its title."""
    own = [str(getattr(row, field) or "") for field in entry.search if "__" not in field]
    beside = [text for text in own if text and text not in title]
    for word in words.casefold().split():
        if word in title.casefold():
            continue
        for text in beside:
            if (at := text.casefold().find(word)) >= 0:
                start = max(0, at - BEFORE) if at > EXCERPT - len(word) else 0
                return ("… " if start else "") + text[start : start + EXCERPT]
    return beside[0][:EXCERPT] if beside else ""
