"""The difference of two moments as a PDF, with the documents' look (docs/documents.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.pdf import render_pdf

from .difference_file import DifferenceFile
from .shown import ShownChange

# So many are laid out while the person waits; a workbook takes any number.
MOST_CHANGES = 300


@dataclass(frozen=True)
class _Chapter:
    """Changes under one outermost heading."""

    title: str
    changes: list[ShownChange]


def difference_pdf(file: DifferenceFile) -> bytes:
    """The document's bytes, in the active language. Raises PdfUnavailable (common/pdf.py)."""
    catalogue, language = file.comparison.catalogue, get_language() or "sv"
    older, newer = file.comparison.older, file.comparison.newer
    title = f"{older} → {newer}"
    values = {
        "file": file,
        "language": language,
        "catalogue": catalogue,
        "meta": {
            "organisation": catalogue.programme.name,
            "programme": catalogue.name,
            "kind_title": _("Skillnader mellan två tillfällen"),
            "title": title,
            "facts": file.facts,
        },
        # Between a number and what it stands before (docs/documents.md).
        "tab": "\t",
        "running_number": f"{older.code} – {newer.code}",
        "chapters": list(_chapters(file)),
    }
    return render_pdf(
        html=render_to_string("documents/baseline_difference.html", values),
        title=f"{title} – {catalogue.name}",
        language=language,
        author=catalogue.programme.name,
        created_at=file.at,
    )


def _chapters(file: DifferenceFile) -> Iterator[_Chapter]:
    """Chapters in the order of the newer; what stands under none comes first."""
    places = {title: place for place, (_uid, title) in enumerate(file.comparison.chapters)}
    ordered = sorted(file.changes, key=lambda one: places.get(one.chapter, -1))
    for title, changes in groupby(ordered, key=lambda one: one.chapter):
        yield _Chapter(title or _("Utan kapitel"), list(changes))
