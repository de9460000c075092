"""What apps to the right show in the catalogue's pages and documents.

The catalogue cannot know of the glossary or the linter, so they come to it: in a module named
``catalogue_parts.py``, found when the site starts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.safestring import SafeString

from programmes.models import Programme

from .models import Catalogue, Requirement

# Places of parts: under the text in the form, after the texts where they are read, and on the last
# page of an import.
FORM, READING, IMPORTED = "form", "reading", "imported"

Mark = Callable[[SafeString], SafeString]


@dataclass(frozen=True)
class Part:
    """A template and what it is given: ``values(request, catalogue, requirement)``.

    The requirement is None where there is none yet. ``values`` gives None to show nothing.
    """

    place: str
    template: str
    values: Callable[[HttpRequest, Catalogue, Requirement | None], dict | None]
    order: int = 100


@dataclass(frozen=True)
class Definitions:
    """A chapter of a document that explains words: its title, and (word, meaning, source)."""

    title: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """A requirement as a file would make it: ``key`` of the row that it changes, None if new.

    ``values`` are the fields that the file gives, links as tuples of keys.
    """

    key: int | None
    code: str
    values: dict


@dataclass(frozen=True)
class TextRemarks:
    """What is remarked on the texts of a file: how much, in how many rows, and (what, how many)."""

    count: int
    rows: int
    kinds: list[tuple[str, int]] = field(default_factory=list)


PARTS: list[Part] = []
MARKERS: list[Callable[[Programme], Mark]] = []
CHAPTERS: list[Callable[[Programme, Iterable[str]], Definitions | None]] = []
READERS: list[Callable[[Catalogue, Sequence[Draft]], TextRemarks]] = []


def register(part: Part) -> None:
    """Add a part to its place; parts stand in the order of their numbers."""
    PARTS.append(part)
    PARTS.sort(key=lambda known: known.order)


def register_marker(marker: Callable[[Programme], Mark]) -> None:
    """Add what explains words in requirement texts: it makes a ``Mark`` for a programme's page."""
    MARKERS.append(marker)


def register_chapter(chapter: Callable[[Programme, Iterable[str]], Definitions | None]) -> None:
    """Add a chapter to documents of requirements: it is given the programme and their texts."""
    CHAPTERS.append(chapter)


def register_reader(reader: Callable[[Catalogue, Sequence[Draft]], TextRemarks]) -> None:
    """Add what reads the texts of a file before they are imported."""
    READERS.append(reader)


def remarks_on_drafts(catalogue: Catalogue, drafts: Sequence[Draft]) -> TextRemarks | None:
    """What is remarked on requirements that an import would write; None when nothing is written."""
    if not drafts or not READERS:
        return None
    found = [reader(catalogue, drafts) for reader in READERS]
    return TextRemarks(
        count=sum(one.count for one in found),
        rows=max(one.rows for one in found),
        kinds=[kind for one in found for kind in one.kinds],
    )


def parts_of(
    place: str, request: HttpRequest, catalogue: Catalogue, requirement: Requirement | None = None
) -> list[dict]:
    """``{template, values}`` of each part of a place that has something to show."""
    found = ((part, part.values(request, catalogue, requirement)) for part in _at(place))
    return [
        {"template": part.template, "values": values}
        for part, values in found
        if values is not None
    ]


def _at(place: str) -> list[Part]:
    return [part for part in PARTS if part.place == place]


def text_marker(programme: Programme) -> Mark:
    """What every requirement text of a page is led through, cleaned HTML in and out."""
    marks = [marker(programme) for marker in MARKERS]

    def mark(html: SafeString) -> SafeString:
        for one in marks:
            html = one(html)
        return html

    # Templates call what can be called, and this is an argument of a filter.
    mark.do_not_call_in_templates = True
    return mark


def chapters_of(programme: Programme, texts: Iterable[str]) -> list[Definitions]:
    """The chapters that documents of these texts end with."""
    read = list(texts)
    found = (chapter(programme, read) for chapter in CHAPTERS)
    return [chapter for chapter in found if chapter and chapter.rows]
