"""The report of a round as PDF and as a workbook."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.markdown import text_html
from common.pdf import render_pdf
from common.workbook_writer import Table, write_xlsx

from .models import ReviewItem
from .report import Report
from .shown import ShownComment, kind_label

MOST_LETTERS = 32_000
# Of the columns of comments, in characters.
WIDTHS = (8, 14, 30, 60, 24, 16, 18, 60, 60, 18, 50, 24, 12)


def report_pdf(report: Report) -> bytes:
    """The report in the active language; PdfUnavailable as ``common.pdf.render_pdf``."""
    review = report.review
    title = review.name
    html = render_to_string(
        "documents/review_report.html",
        {
            "report": report,
            "review": review,
            "language": get_language(),
            "meta": {
                "organisation": str(review.catalogue.programme),
                "kind_title": _("Granskningsrapport"),
                "title": title,
                "subtitle": review.purpose,
                "facts": report.facts,
            },
            "items": [
                {
                    "content": _content(row.item),
                    "text": text_html(_content(row.item).get("text", "")),
                    "kind": kind_label(_content(row.item)),
                    "comments": [
                        (one, report.names[one.comment.reviewer_id]) for one in row.comments
                    ],
                }
                for row in report.items
            ],
        },
    )
    return render_pdf(
        html=html,
        title=f"{_('Granskningsrapport')} – {title}",
        language=get_language() or "sv",
        author=str(review.catalogue.programme),
        created_at=report.made_at,
    )


def _content(item: ReviewItem | None) -> dict:
    """What comments are about in the report: a requirement, or the round as a whole."""
    return item.version.content if item else {"title": _("Granskningen som helhet")}


def report_workbook(report: Report) -> bytes:
    """The report as sheets: facts, who took part, every comment with what became of it."""
    facts: list[tuple[str, str]] = [(_("Granskning"), report.review.name), *report.facts]
    if report.review.summary:
        facts.append((_("Sammanfattning"), report.review.summary[:MOST_LETTERS]))
    heads = [
        _("Nr"), _("Krav-id"), _("Rubrik"), _("Kravtext"), _("Granskare"), _("Slag"), _("Gäller"),
        _("Kommentar"), _("Föreslagen lydelse"), _("Beslut"), _("Svar"), _("Beslutat av"),
        _("Beslutat"),
    ]  # fmt: skip
    rows = [_cells(report, row.item, one) for row in report.items for one in row.comments]
    took_part = [
        (name, one.total, one.done, one.approved, one.abstained, one.comments)
        for name, one in report.participation
    ]
    return write_xlsx(
        [
            Table(_("Kommentarer"), heads, rows, WIDTHS),
            Table(
                _("Deltagande"),
                (
                    _("Granskare"), _("Tillfrågad om"), _("Besvarade"), _("Godkänner"),
                    _("Avstår"), _("Kommentarer"),
                ),
                took_part,
                (30, 14, 12, 12, 10, 14),
            ),
            Table(_("Om granskningen"), (_("Uppgift"), _("Värde")), facts, (24, 90)),
        ]
    )  # fmt: skip


def _cells(report: Report, item: ReviewItem | None, one: ShownComment) -> list:
    content, comment, disposition = _content(item), one.comment, one.disposition
    decided: list[object] = ["", "", "", None]
    if disposition:
        decided = [
            disposition.get_outcome_display(),
            disposition.answer,
            "" if report.is_anonymous else str(disposition.decided_by),
            timezone.localtime(disposition.decided_at).date(),
        ]
    return [
        item.number if item else "",
        content.get("code", ""),
        content.get("title", ""),
        content.get("text", "")[:MOST_LETTERS],
        report.names[comment.reviewer_id],
        comment.get_kind_display(),
        one.field_label,
        comment.text,
        comment.proposed_text,
        *decided,
    ]
