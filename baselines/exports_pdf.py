"""A baseline as a document: PDF/A and PDF/UA, its seal in the foot of every page, its rows inside.

The attachment krav.json holds what was sealed. With common/canonical.py's rules anybody can count
the digests and the seal again from it (docs/verify.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.canonical import canonical_json
from common.document_layout import DocumentMeta, OutlineEntry, document_pdf, keep_together
from common.markdown import text_html
from common.pdf import PdfAttachment, PdfUnavailable
from requirements_catalog.choices import Phase, RequirementKind
from requirements_catalog.fields import BY_NAME

from .cells import FIELDS, own_cell
from .exports import FileProblem
from .file_facts import approval_facts, facts_of, grouped, moment_words
from .frozen import Frozen, FrozenRow

ATTACHMENT, JSON_FORMAT, JSON_VERSION = "krav.json", "fvm-baseline", 1
# Headings of the document's own chapters are the first level.
DEEPEST = 6
_SHORT, _LONG_CODE = 1100, 12
_IN_THE_TEXT = {"code", "title", "text", "kind", "is_minimum_requirement", "phase"}


@dataclass
class Item:
    """A heading or requirement as templates/documents/_requirement.html shows it."""

    is_heading: bool
    level: int
    number: str
    title: str
    text_html: SafeString
    anchor: str
    code: str = ""
    role: str = ""
    role_label: str = ""
    terms: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    is_short: bool = False

    @property
    def has_long_code(self) -> bool:
        """Whether the code has to wrap in the margin."""
        return len(self.code) > _LONG_CODE


def baseline_pdf(frozen: Frozen) -> bytes:
    """The bytes of the document in the active language; the same baseline gives the same ones.

    Raises FileProblem on a machine that cannot make PDF.
    """
    baseline = frozen.baseline
    meta = _meta(frozen)
    items = list(_items(frozen))
    body = render_to_string(
        "documents/baseline.html",
        {
            "baseline": baseline,
            "meta": meta,
            "items": items,
            "approvals": approval_facts(frozen),
            "unapproved": [(row.number, row.content["code"]) for row in frozen.unapproved],
        },
    )
    safe = mark_safe(keep_together(body))  # noqa: S308  rendered, and escaped, by the template
    html = render_to_string(
        "documents/base.html", {"meta": meta, "outline": _outline(items), "body": safe}
    )
    attachment = PdfAttachment(ATTACHMENT, rows_as_json(frozen), _("Kraven som data, förseglade"))
    try:
        return document_pdf(html=html, meta=meta, attachments=(attachment,))
    except PdfUnavailable as error:
        raise FileProblem(str(error)) from error


def rows_as_json(frozen: Frozen) -> bytes:
    """What was sealed, as canonical JSON."""
    baseline = frozen.baseline
    rows = [
        {
            "number": row.number,
            "parent": row.parent,
            "digest": row.digest,
            "content": row.content,
            "approved_by": row.approved_by,
            "approved_at": row.approved_at.isoformat() if row.approved_at else "",
        }
        for row in frozen.rows
    ]
    return canonical_json(
        {
            "format": JSON_FORMAT,
            "version": JSON_VERSION,
            "baseline": str(baseline.uid),
            "seal": baseline.digest,
            "language": get_language() or "sv",
            "facts": [list(fact) for fact in facts_of(frozen)],
            "own_fields": {one.key: one.label for one in frozen.own_fields},
            "requirements": rows,
        }
    ).encode()


def _meta(frozen: Frozen) -> DocumentMeta:
    baseline = frozen.baseline
    catalogue = baseline.catalogue
    facts = [
        (_("Baslinje"), baseline.code),
        (_("Katalog"), catalogue.name),
        (_("Urval"), baseline.selection_name or (_("ett urval") if baseline.selection else "")),
        (_("Publicerad"), moment_words(baseline.published_at)),
        (_("Publicerad av"), str(baseline.published_by)),
        (_("Sigill"), grouped(baseline.digest)),
    ]
    return DocumentMeta(
        kind_title=_("Kravbaslinje %(code)s") % {"code": baseline.code},
        title=baseline.name,
        organisation=catalogue.programme.name,
        language=get_language() or "sv",
        created_at=baseline.published_at,
        subtitle=catalogue.name,
        version=baseline.code,
        foot=_("Sigill %(seal)s") % {"seal": baseline.digest},
        facts=[(label, text) for label, text in facts if text],
    )


def _items(frozen: Frozen) -> Iterator[Item]:
    for place, row in enumerate(frozen.rows, 1):
        level = min(row.depth + 2, DEEPEST)
        content = row.content
        text = text_html(content["text"])
        if row.is_heading:
            title = content["title"] or content["code"]
            yield Item(True, level, row.number, title, text, f"rad-{place}")
            continue
        facts = list(_facts(frozen, row))
        length = len(content["text"]) + sum(len(value) for _label, value in facts)
        yield Item(
            False, level, row.number, content["title"], text, f"rad-{place}",
            code=content["code"] or row.number,
            role=content["kind"],
            role_label=str(RequirementKind(content["kind"]).label).capitalize(),
            terms=_terms(row),
            facts=facts,
            is_short=length < _SHORT,
        )  # fmt: skip


def _terms(row: FrozenRow) -> str:
    content = row.content
    parts = [_("Nr %(number)s") % {"number": row.number}] if row.number else []
    if content["is_minimum_requirement"]:
        parts.append(_("minimikrav"))
    if content["phase"] in Phase.values:
        parts.append(_("uppfylls %(phase)s") % {"phase": Phase(content["phase"]).label})
    return " · ".join(parts)


def _facts(frozen: Frozen, row: FrozenRow) -> Iterator[tuple[str, str]]:
    for name in FIELDS:
        value = row.content.get(name)
        if name in _IN_THE_TEXT or value in (None, "", []):
            continue
        words = dict(BY_NAME[name].choices)
        text = "; ".join(value) if isinstance(value, list) else str(words.get(value, value))
        yield str(BY_NAME[name].label), text
    for one in frozen.own_fields:
        if text := own_cell(frozen, row.content, one):
            yield one.label, text
    if row.approved_at:
        when = moment_words(row.approved_at)
        yield (
            _("Godkänt av"),
            _("%(person)s, %(when)s") % {"person": row.approved_by, "when": when},
        )
    else:
        yield _("Godkänt av"), _("inte godkänt när baslinjen publicerades")


def _outline(items: list[Item]) -> list[OutlineEntry]:
    """The contents: the document's two chapters, and the headings of the catalogue."""
    found = [
        OutlineEntry(1, "", conditional_escape(_("Om baslinjen")), "om"),
        OutlineEntry(1, "", conditional_escape(_("Krav")), "krav"),
    ]
    for item in items:
        if item.is_heading:
            title = conditional_escape(item.title)
            found.append(OutlineEntry(item.level, item.number, title, item.anchor))
    return found
