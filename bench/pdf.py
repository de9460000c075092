"""PDF: our layout against bare WeasyPrint and against the usual template, with peak memory.

Three ways to set the same requirements, each in a process of its own, in turn:

- ``ours``: ``render_pdf``, block layout, tagged, finished, reproducible
- ``bare``: WeasyPrint's own ``write_pdf`` on the very same HTML and style sheet
- ``usual``: the template most projects write: a table per group, automatic column widths,
  hyphens everywhere

Only ratios within one run mean anything; the machine's own speed cancels out.
"""

import io
import random
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.harness import Ratio, Watch, fresh, in_turn, peak_mb, start_django

WAYS = ("ours", "bare", "usual")
GOAL_USUAL = 0.25
TEXT = (
    "leverantören ska tillhandahålla öppna gränssnitt för journalinformation så att regionen kan "
    "hämta all information i ett strukturerat format utan särskild ersättning enligt openEHR "
    "eller likvärdig standard och på ett sätt som verksamheten kan följa upp behörighetsstyrning "
    "åtkomstkontroll patientsäkerhet"
)


def run(sizes: list[int]) -> list[Ratio]:
    """Processor seconds of one render, imports and fonts left out, beside both partners."""
    ratios = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            ours, bare, usual = in_turn(
                1, *(partial(_fresh, way, size, Path(folder)) for way in WAYS)
            )
        facts = {"pages": ours["pages"], "peak MB": ours["peak_mb"]}
        name = f"PDF of {size:,} requirements"
        ratios += [
            Ratio(
                name, "bare WeasyPrint, same HTML", ours["seconds"], bare["seconds"], facts=facts
            ),
            Ratio(
                name,
                "the usual template, same content",
                ours["seconds"],
                usual["seconds"],
                GOAL_USUAL,
                {"partner's pages": usual["pages"], "partner's peak MB": usual["peak_mb"]},
            ),
        ]
    return ratios


def _fresh(way: str, size: int, folder: Path) -> dict:
    return fresh("bench.pdf", "measure", way, size, folder=folder)


def measure(way: str, size: int) -> dict:
    """Figures of one render in this process: seconds of processor, pages, peak memory."""
    start_django()
    from django.utils import translation

    with translation.override("sv"):
        html = usual_html(size) if way == "usual" else our_html(size)
        render = _render_ours if way == "ours" else _render_bare
        render(our_html(1))  # imports, fonts and hyphenation dictionary are loaded once
        with Watch() as watch:
            content = render(html)
    return {"seconds": watch.cpu, "pages": _pages(content), "peak_mb": peak_mb()}


def _pages(content: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _render_ours(html: str) -> bytes:
    from common.pdf import render_pdf

    return render_pdf(
        html=html,
        title="Kravspecifikation",
        language="sv",
        author="Region Exempel",
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


def _render_bare(html: str) -> bytes:
    import weasyprint  # as it comes: without what common.pdf_weasyprint changes

    from common.pdf_resources import STATIC_URL, ProjectResources

    page = weasyprint.HTML(string=html, base_url=STATIC_URL, url_fetcher=ProjectResources())
    return page.write_pdf(pdf_variant="pdf/a-3a")


def requirements(size: int) -> list[dict]:
    """The same requirements for every way: varied text of about 370 characters, ten a group."""
    pick = random.Random(2026)
    vocabulary = TEXT.split()

    def sentence(words: int) -> str:
        text = " ".join(pick.choice(vocabulary) for _word in range(words))
        return text[0].upper() + text[1:] + "."

    return [
        {
            "code": f"INT-{number:04}",
            "title": sentence(5).rstrip("."),
            "paragraphs": [sentence(pick.randint(12, 26)) for _p in range(pick.randint(1, 3))],
            "role": pick.choice([("mandatory", "Ska-krav"), ("desirable", "Bör-krav")]),
            "facts": [
                ("Motiv", sentence(9)),
                ("Verifiering", "Anbud: " + sentence(6)),
                ("Svar", "Ja/Nej"),
            ],
        }
        for number in range(1, size + 1)
    ]


def our_html(size: int) -> str:
    """The specification as the product sets it, with cover and contents."""
    from django.template.loader import render_to_string
    from django.utils.safestring import mark_safe

    from common.document_layout import DocumentMeta, number_headings
    from common.markdown import text_html
    from procurements.document_content import DocumentRow

    rows = []
    for number, one in enumerate(requirements(size)):
        if number % 10 == 0:
            rows.append(DocumentRow(True, 2, f"Område {number // 10 + 1}", mark_safe("")))
        text = "\n\n".join(one["paragraphs"])
        rows.append(
            DocumentRow(
                is_heading=False,
                level=3,
                title=one["title"],
                text_html=text_html(text),
                code=one["code"],
                anchor=f"krav-{number}",
                role=one["role"][0],
                role_label=one["role"][1],
                facts=one["facts"],
                length=len(text),
            )
        )
    body = render_to_string("documents/_requirements.html", {"items": rows})
    chapter = f'<section class="opening"><h1>Krav</h1>{body}</section>'
    numbered, outline = number_headings(chapter)
    meta = DocumentMeta(
        kind_title="Kravspecifikation",
        title="Mätning",
        organisation="Region Exempel",
        language="sv",
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    values = {"meta": meta, "outline": outline, "body": mark_safe(numbered)}  # noqa: S308  our own
    return render_to_string("documents/base.html", values)


def usual_html(size: int) -> str:
    """The same content as most projects set it: a table a group, automatic widths, hyphens."""
    from django.utils.html import escape

    style = (
        "@page { size: A4; margin: 20mm; @bottom-right { content: counter(page) } }"
        "html { font: 10pt 'DejaVu Sans'; hyphens: auto } table { border-collapse: collapse }"
        "th, td { border: 1px solid #999; padding: 3px; vertical-align: top; text-align: left }"
    )
    columns = ("Nr", "Krav", "Typ", "Motiv", "Verifiering", "Svar")
    head = "<tr>" + "".join(f"<th>{column}</th>" for column in columns) + "</tr>"
    parts = [f'<html lang="sv"><head><title>Krav</title><style>{style}</style></head><body>']
    for number, one in enumerate(requirements(size)):
        if number % 10 == 0:
            parts.append("</tbody></table>" if number else "")
            parts.append(f"<h2>Område {number // 10 + 1}</h2><table><thead>{head}</thead><tbody>")
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in one["paragraphs"])
        cells = [
            one["code"],
            f"<b>{escape(one['title'])}</b>{text}",
            one["role"][1],
            *(escape(value) for _label, value in one["facts"]),
        ]
        parts.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return "".join([*parts, "</tbody></table></body></html>"])
