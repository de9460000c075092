"""The list's columns: their headings with the orders they give, and the cells of its rows."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.markdown import plain_line

from .addresses import SORT
from .cell_values import value_in
from .field_queries import can_order
from .fields import CHANGED, DATE, LINKS, LONG_TEXT, NUMBER, OUTLINE, PERSON, SHOWN_ONLY, Field
from .look import Look
from .models import Requirement
from .numbering import numbers_in_outline
from .querysets import LINKED

# Columns that stay when a requirement is open beside the list.
KEPT = ("code", "title", "kind", "status")
ASCENDING, DESCENDING = "ascending", "descending"
# The look of the tag of a status (docs/design.md).
STATUS_TAGS = {"approved": "approved", "in_review": "review", "withdrawn": "refused"}
# So much of a text is read in the list.
LONGEST_WORDS, LONGEST_TEXT = 220, 120


@dataclass(frozen=True)
class Heading:
    """The heading of a column."""

    field: Field
    sort_url: str
    direction: str

    @property
    def label(self) -> str:
        """What the column is called; that of title and text by what they are."""
        return str(_("Krav") if self.field.name == "title" else self.field.label)

    @property
    def classes(self) -> str:
        """The classes of the heading's cell."""
        return f"{'cell-wide ' * self.is_wide}{'num' * (self.field.kind == NUMBER)}".strip()

    @property
    def is_wide(self) -> bool:
        """Whether the column gives way to a requirement that is open beside the list."""
        return self.field.name not in KEPT


def headings_of(look: Look) -> list[Heading]:
    """The headings of the look's columns; title and text share one."""
    return [
        Heading(look.fields[name], *_sorting(look, name)) for name in look.columns if name != "text"
    ]


def fill_cells(rows: list[Requirement], headings: list[Heading], look: Look) -> None:
    """Give each row ``cells``, the HTML of its cells; no query for a row.

    Written here and not by a template: a page has hundreds of cells of a dozen kinds.
    """
    people = [known for known in (one.field for one in headings) if _is_own_person(known)]
    if people:
        named = (value_in(row, known) for row in rows for known in people)
        look.directory.learn_people(int(str(value)) for value in named if value)
    if any(one.field is OUTLINE for one in headings):
        numbers = numbers_in_outline(look.catalogue, [row.pk for row in rows])
        for row in rows:
            row.outline_number = numbers.get(row.pk, "")
    for row in rows:
        row.cells = format_html_join("", "{}", ((_cell(row, one, look),) for one in headings))


def _cell(row: Requirement, heading: Heading, look: Look) -> SafeString:
    known = heading.field
    special = _SPECIAL.get(known.name) or _SPECIAL.get(known.kind)
    if special:
        return special(row, known, look)
    if known.kind == PERSON and not known.extra_key:
        person = getattr(row, known.name)
        name = person.get_short_name() if person else ""
        return format_html('<td class="cell-wide nowrap">{}</td>', name)
    words = look.directory.show(known, value_in(row, known))
    if known.kind == LONG_TEXT:
        words = plain_line(words, LONGEST_TEXT)
    return format_html('<td class="cell-wide{}">{}</td>', _CLASSES.get(known.kind, ""), words)


def _code(row: Requirement, known: Field, look: Look) -> SafeString:
    return format_html('<td class="code">{}</td>', row.code or "–")


def _words(row: Requirement, known: Field, look: Look) -> SafeString:
    """The title and the text, as the link that opens the row beside the list."""
    url = reverse(
        "requirements_catalog:requirement-detail", args=[look.catalogue.programme.slug, row.pk]
    )
    title = text = ""
    if row.title:
        title = format_html('<span class="requirement-cell__title">{}</span>', row.title)
    if row.text:
        line = plain_line(row.text, LONGEST_WORDS)
        text = format_html('<span class="requirement-cell__text">{}</span>', line)
    return format_html(
        '<td class="requirement-cell"><a class="requirement-cell__link" href="{}" hx-get="{}" '
        'hx-target="#requirement-panel" data-panel-link>{}{}</a></td>',
        *(url, url, title, text),
    )


def _tag(name: str, words: str) -> SafeString:
    return format_html('<td class="cell-tag"><span class="tag tag--{}">{}</span></td>', name, words)


def _kind(row: Requirement, known: Field, look: Look) -> SafeString:
    return _tag(row.kind, row.get_kind_display())


def _status(row: Requirement, known: Field, look: Look) -> SafeString:
    return _tag(STATUS_TAGS.get(row.status, "draft"), row.get_status_display())


def _day(row: Requirement, known: Field, look: Look) -> SafeString:
    day = localtime(row.changed_at).date().isoformat()
    return format_html('<td class="cell-wide nowrap">{}</td>', day)


def _outline(row: Requirement, known: Field, look: Look) -> SafeString:
    return format_html('<td class="cell-wide nowrap">{}</td>', row.outline_number)


def _links(row: Requirement, known: Field, look: Look) -> SafeString:
    """The codes of what is linked, each explained by its name."""
    label = LINKED[known.name]
    codes = format_html_join(
        ", ",
        "{}",
        ((_link(one, label),) for one in getattr(row, f"shown_{known.name}")),
    )
    return format_html('<td class="cell-wide">{}</td>', codes)


def _link(one, label: str) -> SafeString:
    """A code; struck out, and told in words, where it is a need that has been withdrawn."""
    name = getattr(one, label)
    if getattr(one, "withdrawn_at", None):
        gone = _("utgått")
        return format_html(
            '<s title="{} ({})">{}</s><span class="visually-hidden"> {}</span>',
            *(name, gone, one.code, gone),
        )
    return format_html('<abbr title="{}">{}</abbr>', name, one.code)


_SPECIAL = {
    "code": _code,
    "title": _words,
    "kind": _kind,
    "status": _status,
    CHANGED.name: _day,
    OUTLINE.name: _outline,
    LINKS: _links,
}
_CLASSES = {NUMBER: " num", LONG_TEXT: " cell-long", DATE: " nowrap"}


def _sorting(look: Look, name: str) -> tuple[str, str]:
    """The address that the heading leads to, and the direction that holds now."""
    is_known = name == CHANGED.name if name in SHOWN_ONLY else can_order(look.fields[name])
    if not is_known:
        return "", ""
    # Of changes the newest are wanted first, so that order has the name without a sign.
    first, second = (DESCENDING, ASCENDING) if name == "changed" else (ASCENDING, DESCENDING)
    if look.order.name == name:
        return look.href(**{SORT: f"-{name}"}), first
    if look.order.name == f"-{name}":
        return look.href(**{SORT: ""}), second
    return look.href(**{SORT: name}), ""


def _is_own_person(known: Field) -> bool:
    return known.kind == PERSON and bool(known.extra_key)
