"""From a body template to a finished document: numbered headings, contents, cover, bytes.

Any app may use it for its own documents: give ``DocumentMeta`` and a body template whose headings
are plain ``<h1>`` to ``<h4>``.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string, select_template
from django.utils.safestring import SafeString, mark_safe

from common.pdf import PdfAttachment, render_pdf

# Only headings without attributes are numbered; a requirement's heading carries its own code.
_HEADING = re.compile(r"<h([1-4])>(.*?)</h\1>", re.DOTALL)
_CHAPTER = re.compile(r"(\d+(?: [a-z])?) kap\. (\d)")


@dataclass(frozen=True)
class DocumentMeta:
    """What the cover, the running headers and the file's own properties say."""

    kind_title: str
    title: str
    organisation: str
    language: str
    created_at: datetime
    programme: str = ""
    subtitle: str = ""
    registry_number: str = ""
    version: str = ""
    # What stands in the foot of every page; the organisation when empty.
    foot: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def running_title(self) -> str:
        """Left running header: which document of which procurement."""
        return f"{self.kind_title} · {self.title}"

    @property
    def running_number(self) -> str:
        """Right running header: registry number and version, as far as they are known."""
        return " · ".join(part for part in (self.registry_number, self.version) if part)


@dataclass(frozen=True)
class OutlineEntry:
    """One numbered heading, as the contents list it."""

    level: int
    number: str
    title: SafeString
    anchor: str


def compose_html(*, template: str, context: dict[str, Any], meta: DocumentMeta) -> str:
    """The whole document as HTML.

    ``template`` is looked up as ``documents/<language>/<template>`` first and in Swedish
    second: standard texts are written per language, never translated sentence by sentence.
    Call it inside ``translation.override(meta.language)``; labels follow the active language.
    """
    body_template = select_template(
        [f"documents/{meta.language}/{template}", f"documents/sv/{template}"]
    )
    rendered = body_template.render({**context, "meta": meta})
    body, outline = number_headings(keep_together(rendered))
    values = {
        "meta": meta,
        "outline": outline,
        "body": mark_safe(body),  # noqa: S308  rendered, and escaped, by the template above
    }
    return render_to_string("documents/base.html", values)


def compose_pdf(
    *,
    template: str,
    context: dict[str, Any],
    meta: DocumentMeta,
    attachments: tuple[PdfAttachment, ...] = (),
) -> bytes:
    """The whole document as PDF; ``PdfUnavailable`` as ``common.pdf.render_pdf``."""
    html = compose_html(template=template, context=context, meta=meta)
    return document_pdf(html=html, meta=meta, attachments=attachments)


def document_pdf(
    *, html: str, meta: DocumentMeta, attachments: tuple[PdfAttachment, ...] = ()
) -> bytes:
    """The PDF of a document that is composed already, with its facts as the file's own."""
    return render_pdf(
        html=html,
        title=f"{meta.kind_title} – {meta.title}",
        language=meta.language,
        author=meta.organisation,
        subject=meta.running_number,
        created_at=meta.created_at,
        attachments=attachments,
    )


def keep_together(html: str) -> str:
    """No line break inside a citation of the law: ``15 kap. 4 §`` stays on one line."""
    html = _CHAPTER.sub("\\1\u00a0kap.\u00a0\\2", html)
    return html.replace(" §", "\u00a0§")


def number_headings(html: str) -> tuple[str, list[OutlineEntry]]:
    """Give every plain heading its number and anchor; return the text and the outline.

    A level that skips one (h1 then h3) is a mistake in the template and raises ``ValueError``:
    PDF/UA forbids it and a screen reader's user loses the way.
    """
    counters: list[int] = []
    outline: list[OutlineEntry] = []

    def number(match: re.Match[str]) -> str:
        level, title = int(match[1]), match[2].strip()
        if level > len(counters) + 1:
            raise ValueError(f"heading level {level} skips a level: {title[:60]}")
        del counters[level:]
        if level == len(counters):
            counters[-1] += 1
        else:
            counters.append(1)
        label = ".".join(str(counter) for counter in counters)
        anchor = "h-" + label.replace(".", "-")
        safe = mark_safe(title)  # noqa: S308  cut out of the template's own output
        outline.append(OutlineEntry(level, label, safe, anchor))
        return f'<h{level} id="{anchor}"><span class="number">{label}</span>{title}</h{level}>'

    return _HEADING.sub(number, html), outline
