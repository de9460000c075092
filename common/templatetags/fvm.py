"""Filters for Swedish numbers and safe Markdown, available in every template."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django import template
from django.core.paginator import Paginator
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from common.markdown import plain_line, render_markdown
from common.numbers import format_money, show_decimals, show_number
from common.own_reasons import told_reason

register = template.Library()

SMALLEST_GROUPED = 1000


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return render_markdown(text)


@register.filter
def marked(text: str, mark: Callable[[SafeString], SafeString] | None) -> SafeString:
    """Markdown as safe HTML, led through what explains its words, if anything does."""
    html = render_markdown(text)
    return mark(html) if mark else html


@register.filter
def oneline(text: str, most: int | None = None) -> str:
    """Markdown as one line of plain text, of at most so many characters, for rows of lists."""
    return plain_line(text, most)


@register.filter
def unbroken(text: object) -> str:
    """A name on one line, for letters: no name writes lines of its own in them."""
    return " ".join(str(text).split())


@register.filter
def told(reason: str | None) -> str:
    """A reason of history: one that the program wrote itself in the language of the page."""
    return told_reason(reason)


@register.filter
def money(amount: Decimal | Fraction | int | None, currency: str = "SEK") -> str:
    """``1 240 000 kr``; nothing for a missing amount."""
    return format_money(amount, currency)


@register.filter
def number(value: Decimal | Fraction | int | None, decimals: int = 2) -> str:
    """Number with decimal comma and at most ``decimals`` decimals; nothing for a missing one."""
    return show_number(value, decimals)


@register.filter
def decimals(value: Decimal | Fraction | int | None, count: int) -> str:
    """Number with exactly so many decimals, for columns and sums; nothing for a missing one."""
    return show_decimals(value, count)


@register.filter
def day(moment: datetime) -> str:
    """``2026-11-22``, the moment's day here: as the date filter writes it, but at once."""
    return localtime(moment).date().isoformat()


@register.filter
def count(rows: int) -> str:
    """``1 240`` as the reader's language writes it; small ones at once, for long lists of them."""
    return str(rows) if 0 <= rows < SMALLEST_GROUPED else localize(rows)


@register.filter
def get_item(mapping: dict, key: object) -> object:
    """Value of ``key`` in a dict, for tables whose columns are chosen at run time."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag(takes_context=True)
def query_with(context: dict, **changes: object) -> str:
    """The page's query string with some parameters replaced; an empty value removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return "?" + query.urlencode()


@register.filter
def elided_pages(paginator: Paginator, number: int) -> Iterator[int | str]:
    """Page numbers to show: both ends, the neighbours of ``number`` and an ellipsis between."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
