"""WeasyPrint without the work that a long document makes it do over and over.

Three answers are the same every time they are asked for and are kept here instead: the pages'
references (asked for once per tagged element, a list of every page each time), a style's font
and its name in a cache. And five kinds of footnote boxes, which no document of ours has, are
not styled for every element. The pages come out the same; ``tests/common/test_pdf_weasyprint``
compares the bytes. Each is bound to the release it was written for: with another one
WeasyPrint works as it comes.
"""

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

WRITTEN_FOR = "70."
_NOTES = re.compile(r"^::(?:footnote|note)-[a-z]+ \{.*\}\n", re.MULTILINE)


@cache
def speed_up(weasyprint: Any) -> None:
    """Keep the answers that never change, from the first render of the process on."""
    if not weasyprint.__version__.startswith(WRITTEN_FOR):
        return
    import pydyf
    from weasyprint.text import line_break

    pydyf.PDF.page_references = property(_page_references)
    line_break.get_font_description = _kept(line_break.get_font_description, "description")
    line_break._font_style_cache_key = _kept(line_break._font_style_cache_key, "font_key")


def page_class(weasyprint: Any) -> Any:
    """``weasyprint.HTML`` with the style sheet of ``user_agent_sheet``."""
    if not weasyprint.__version__.startswith(WRITTEN_FOR):
        return weasyprint.HTML

    class Page(weasyprint.HTML):
        """A document without footnotes and forms."""

        def _ua_stylesheets(self, forms: bool = False) -> list:
            return [_user_agent_sheet(), *super()._ua_stylesheets(forms)[1:]]

    return Page


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage in rings seldom: nearly all boxes live until the file is written."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    kids = pdf.pages["Kids"]
    known = pdf.__dict__.get("_known_references", ())
    if len(known) * 3 != len(kids):
        known = tuple(b"%d 0 R" % number for number in kids[::3])
        pdf.__dict__["_known_references"] = known
    return known


def _kept(function: Callable, name: str) -> Callable:
    """The function of a style, its answer kept on the style itself.

    Styles are complete before the first line is set; a changed one is a copy, which starts anew.
    """

    def answer(style: Any, **options: Any) -> Any:
        kept = style.__dict__.setdefault(f"_kept_{name}", {})
        key = tuple(options.items())
        if key not in kept:
            kept[key] = function(style, **options)
        return kept[key]

    return answer


@cache
def _user_agent_sheet() -> Any:
    """WeasyPrint's own style sheet: no notes, and markers for list items alone."""
    from weasyprint import CSS
    from weasyprint.css.counters import CounterStyle
    from weasyprint.html import UA

    lean = _NOTES.sub("", UA).replace("\n::marker {", "\nli::marker, summary::marker {")
    # Its counters are known already; read into the same place again they would be warned of.
    return CSS(string=lean, counter_style=CounterStyle())
