"""A look at a catalogue as a PDF table, for reading on paper; it is not read back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.markdown import text_html
from common.pdf import PdfUnavailable, render_pdf

from ..cell_values import Directory, value_in
from ..fields import (
    CHANGED,
    CHOICE,
    DATE,
    LEVEL,
    LINK_MODELS,
    LINKS,
    LONG_TEXT,
    NUMBER,
    OUTLINE,
    PERSON,
    SHOWN_ONLY,
    TEXT,
    YES_NO,
    Field,
    fields_of,
)
from ..models import Catalogue, Requirement
from ..numbering import all_numbers_in_outline
from ..registered_parts import chapters_of
from .tables import ExportProblem

MOST_COLUMNS = 12
MOST_ROWS = 2000
# More columns than this are set in smaller type.
ROOMY_COLUMNS = 8
# How wide a column is beside the others, by what it holds.
_WIDTHS = {
    LONG_TEXT: 22, TEXT: 12, LINKS: 10, PERSON: 10, CHOICE: 9, LEVEL: 9, DATE: 8, NUMBER: 8,
    YES_NO: 7,
}  # fmt: skip
# In percent of the page: a day, or a word such as "upplysning", stands whole. Twelve have room.
_NARROWEST = 7.0
_DAY_LETTERS = 10
_OWN_WIDTHS = {"code": 9, "title": 17, "text": 44}
_DEEPEST = 6
# A row whose longest text has more letters may be parted between two pages.
_LONG = 1500


@dataclass(frozen=True)
class Facts:
    """What stands over the table: (label, text) in order, who took it out, and when."""

    lines: Sequence[tuple[str, str]]
    by: str
    at: datetime


@dataclass(frozen=True)
class Chapter:
    """A heading above requirements, at its level of the document (2 is outermost)."""

    level: int
    code: str
    title: str
    text: SafeString


def export_requirements_pdf(
    queryset: QuerySet,
    catalogue: Catalogue,
    columns: Sequence[str],
    facts: Facts,
    *,
    in_chapters: bool,
) -> bytes:
    """Requirements as a table in the active language, in the order of the queryset.

    ``in_chapters`` says that this is the order of the document: headings stand above the rows
    under them. Raises ExportProblem for more than fits on paper, or where PDF cannot be made.
    """
    known = fields_of(catalogue) | SHOWN_ONLY
    shown = [known[name] for name in dict.fromkeys(("code", *columns)) if name in known]
    _check_size(len(shown), queryset)
    links = [field.name for field in shown if field.name in LINK_MODELS]
    rows = list(queryset.prefetch_related(*links))
    if OUTLINE in shown:
        numbers = all_numbers_in_outline(catalogue)
        for row in rows:
            row.outline_number = numbers.get(row.pk, "")
    directory = Directory(catalogue)
    people = [field for field in shown if field.kind == PERSON]
    named = (value_in(row, field) for row in rows for field in people)
    directory.learn_people(int(str(value)) for value in named if str(value or "").isdecimal())
    lines = list(_lines(rows, catalogue, shown, directory, in_chapters=in_chapters))
    html = render_to_string(
        "documents/requirement_view.html",
        {
            "language": get_language(),
            "catalogue": catalogue,
            "facts": facts,
            "columns": shown,
            "widths": _widths(shown),
            "is_dense": len(shown) > ROOMY_COLUMNS,
            "lines": lines,
            "chapters": chapters_of(catalogue.programme, _texts(rows, shown)),
        },
    )
    try:
        return render_pdf(
            html=html,
            title=f"{catalogue.name} – {catalogue.programme.name}",
            language=get_language() or "sv",
            author=facts.by,
            created_at=facts.at,
        )
    except PdfUnavailable as error:
        raise ExportProblem(str(error)) from error


def _texts(rows: Sequence[Requirement], shown: Sequence[Field]) -> Iterator[str]:
    """The texts of the table, for what explains their words."""
    long = [
        field.name for field in shown if field.kind in (LONG_TEXT, TEXT) and not field.extra_key
    ]
    return (getattr(row, name) or "" for row in rows for name in long)


def _check_size(columns: int, queryset: QuerySet) -> None:
    if columns > MOST_COLUMNS:
        raise ExportProblem(
            _(
                "%(count)d kolumner får inte plats på en sida. Välj högst %(most)d, eller "
                "exportera till Excel."
            )
            % {"count": columns, "most": MOST_COLUMNS}
        )
    count = queryset.count()
    if count > MOST_ROWS:
        raise ExportProblem(
            _(
                "%(count)d rader är för många för en PDF. Begränsa urvalet till högst %(most)d, "
                "eller exportera till Excel."
            )
            % {"count": count, "most": MOST_ROWS}
        )


def _widths(shown: Sequence[Field]) -> SafeString:
    """The columns of the table, each with its share of the width and none too narrow to read."""
    shares = [_OWN_WIDTHS.get(field.name) or _WIDTHS[field.kind] for field in shown]
    narrow: set[int] = set()
    while True:
        left = 100 - _NARROWEST * len(narrow)
        whole = sum(share for number, share in enumerate(shares) if number not in narrow)
        widths = [
            _NARROWEST if number in narrow else left * share / whole
            for number, share in enumerate(shares)
        ]
        too_narrow = {number for number, width in enumerate(widths) if width < _NARROWEST}
        if not too_narrow:
            break
        narrow |= too_narrow
    return format_html_join("", '<col style="width: {}%">', ((f"{one:.2f}",) for one in widths))


# ---------------------------------------------------------------- lines of the table


def _lines(
    rows: Sequence[Requirement],
    catalogue: Catalogue,
    shown: Sequence[Field],
    directory: Directory,
    *,
    in_chapters: bool,
) -> Iterator[Chapter | dict]:
    """Chapters and rows of cells, as they stand one under the other."""
    outline = _Outline(catalogue) if in_chapters else None
    for row in rows:
        if outline:
            yield from outline.chapters_before(row)
        if not row.is_heading:
            cells = [_cell(row, field, directory) for field in shown]
            yield {"cells": cells, "is_long": max(len(cell["text"]) for cell in cells) > _LONG}


def _cell(row: Requirement, field: Field, directory: Directory) -> dict:
    if field is CHANGED:
        day = localtime(row.changed_at).date().isoformat()
        return {"text": day, "kind": field.kind, "is_day": True}
    if field is OUTLINE:
        return {"text": row.outline_number, "kind": field.kind}
    value = value_in(row, field)
    text: str = directory.show(field, value)
    if field.kind == LONG_TEXT and text:
        text = linebreaks(text, autoescape=True) if field.extra_key else text_html(text)
    return {
        "text": text,
        "kind": field.kind,
        "is_code": field.name == "code",
        "is_day": field.kind == DATE and len(text) == _DAY_LETTERS,
        "tag": value if field.name == "kind" else "",
    }


class _Outline:
    """The headings of a catalogue, told as one goes down the document."""

    def __init__(self, catalogue: Catalogue) -> None:
        headings = catalogue.requirements.headings().order_by("position")
        names = ("pk", "position", "depth", "code", "title", "text")
        self._coming: list[Any] = list(headings.values_list(*names, named=True))
        self._coming.reverse()
        self._above: list[Any] = []
        self._told: list[int] = []

    def chapters_before(self, row: Requirement) -> Iterator[Chapter]:
        """Headings above a row, or the row itself where it is one, that were not yet told."""
        while self._coming and self._coming[-1].position <= row.position:
            heading = self._coming.pop()
            self._above = [one for one in self._above if one.depth < heading.depth]
            self._above.append(heading)
        path = [one for one in self._above if one.depth < row.depth or one.pk == row.pk]
        keys = [one.pk for one in path]
        pairs = zip(keys, self._told, strict=False)
        known = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
        if known == len(keys) < len(self._told) and not row.is_heading:
            # Back from a chapter within: without its heading the row would seem to be part of it.
            known = max(known - 1, 0)
        self._told = keys
        for level, heading in enumerate(path[known:], known + 2):
            # The text of a heading belongs to whoever asked for the heading itself.
            text = text_html(heading.text) if heading.pk == row.pk else SafeString("")
            yield Chapter(min(level, _DEEPEST), heading.code, heading.title, text)
