"""What is kept of WeasyPrint's answers changes no byte and never goes stale."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Every kind of thing that the kept answers are used for, over several pages.
BODY = (
    "<h1>Krav</h1>"
    + "".join(
        f'<h2>Område {number}</h2><ol><li>ett</li><li>två <a href="#h{number}">dit</a></li></ol>'
        f'<p id="h{number}">Text med <em>kursiv</em>, <b>fet</b> och <code>12</code>. '
        + "ord "
        * 150
        + "</p>"
        "<table><thead><tr><th>Del</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        for number in range(8)
    )
    + '<svg role="img" viewBox="0 0 90 20"><title>Bild</title><text y="15" font-size="14">A</text>'
    '<text x="40" y="15" font-size="9" font-weight="bold">B</text></svg>'
)
IN_A_PROCESS = """
import hashlib, sys
from datetime import UTC, datetime
import django
django.setup()
import common.pdf_weasyprint
common.pdf_weasyprint.WRITTEN_FOR = sys.argv[1]
from common.pdf import render_pdf
html = '<html lang="sv"><head><link rel="stylesheet" href="css/document.css"></head><body><main>'
content = render_pdf(html=html + sys.stdin.read(), title="Prov", language="sv", author="Region",
    created_at=datetime(2026, 11, 22, tzinfo=UTC))
from weasyprint.text import line_break
print(line_break.get_font_description.__module__, hashlib.sha256(content).hexdigest())
"""


@pytest.fixture(autouse=True)
def _pango(need):
    need("pango")


def in_a_process(release: str) -> list[str]:
    environment = {"DJANGO_SETTINGS_MODULE": "fvm_procurement.settings", "DEBUG": "1"}
    return subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS, release],
        input=BODY,
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()


def test_the_file_is_the_same_as_weasyprints_own():
    from common.pdf_weasyprint import WRITTEN_FOR

    kept, ours = in_a_process(WRITTEN_FOR)
    as_it_comes, its_own = in_a_process("another release")
    assert (kept, as_it_comes) == ("common.pdf_weasyprint", "weasyprint.text.fonts")
    assert ours == its_own


def test_a_page_added_later_is_among_the_references():
    from common.pdf import load_weasyprint

    load_weasyprint()
    import pydyf

    pdf = pydyf.PDF()
    for _page in range(2):
        pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
    first, second = pdf.page_references
    pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
    assert pdf.page_references == (first, second, pdf.objects[-1].reference)
    assert pydyf.PDF().page_references == ()


def test_notes_are_not_styled_and_markers_for_list_items_alone():
    from weasyprint.html import UA

    from common.pdf_weasyprint import _NOTES, _user_agent_sheet

    assert sorted(set(_NOTES.findall(UA))) == sorted(_NOTES.findall(UA)), "a rule twice"
    assert len(_NOTES.findall(UA)) == 5
    assert "\n::" not in _NOTES.sub("", UA).replace("\n::marker {", "")
    assert _user_agent_sheet() is _user_agent_sheet()


def test_our_style_sheet_is_read_without_a_warning(caplog):
    """WeasyPrint knows the counters of its sheet already and warns of a second reading."""
    from common.pdf_weasyprint import _user_agent_sheet

    _user_agent_sheet.cache_clear()
    _user_agent_sheet()
    assert [record.getMessage() for record in caplog.records] == []
