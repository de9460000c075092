"""The PDF renderer: tagged, archival, reproducible, and closed to the world outside."""

import hashlib
import io
import os
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from PIL import Image

from common import pdf as module
from common.pdf import PdfAttachment, PdfUnavailable, render_pdf, with_breaks
from tests.common.pdf_structure import bookmarks, fonts, headings, read_pdf, structure, tables
from tests.verapdf import assert_valid

ROOT = Path(__file__).resolve().parents[2]
WHEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PAGE = """<!DOCTYPE html><html lang="sv"><head>
<link rel="stylesheet" href="css/document.css"></head>
<body><main><h1>Krav på öppenhet</h1><h2>Gränssnitt</h2>
<p>Text med <em>kursiv</em> och <strong>fet</strong> stil, ÅÄÖ åäö Łódź.</p>
<table><thead><tr><th>Del</th><th>Krav</th></tr></thead>
<tbody><tr><th scope="row">1</th><td>124</td></tr></tbody></table>
<h3>Format</h3><ul><li>FHIR eller likvärdigt</li></ul></main>%s</body></html>"""


@pytest.fixture(autouse=True)
def _pango(need):
    need("pango")


def render(more: str = "", **fields) -> bytes:
    values = {"title": "Prov", "language": "sv", "author": "Region Exempel", "created_at": WHEN}
    return render_pdf(html=PAGE % more, **(values | fields))


# ---------------------------------------------------------------- what the file is


def test_passes_pdfa_3a_and_pdfua_1(tmp_path):
    attachment = PdfAttachment("krav.json", b"{}", "Kraven som data")
    (tmp_path / "a.pdf").write_bytes(render(attachments=[attachment]))
    assert_valid(tmp_path / "a.pdf")


def test_qpdf_finds_nothing_wrong(tmp_path, need):
    (tmp_path / "a.pdf").write_bytes(render())
    command = [need("qpdf"), "--check", tmp_path / "a.pdf"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_structure_language_and_properties():
    pdf = read_pdf(render(subject="RE 2026-0417"))
    assert headings(pdf) == [1, 2, 3]
    assert bookmarks(pdf) == [(1, "Krav på öppenhet"), (2, "Gränssnitt"), (3, "Format")]
    assert str(pdf.Root.Lang) == "sv"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
    assert bool(pdf.Root.MarkInfo.Marked) is True
    assert str(pdf.docinfo["/Title"]) == "Prov"
    assert str(pdf.docinfo["/Author"]) == "Region Exempel"
    assert str(pdf.docinfo["/Subject"]) == "RE 2026-0417"
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261122093000")


def test_header_cells_have_a_scope():
    pdf = read_pdf(render())
    (table,) = tables(pdf)
    cells = [element for element in table.walk() if element.tag == "TH"]
    assert [str(cell.node.A.Scope) for cell in cells] == ["/Column", "/Column", "/Row"]


def test_every_font_is_embedded_and_ours():
    found = fonts(read_pdf(render()))
    assert all(found.values()), found
    assert all("Source-Sans-3" in name for name in found), found


def test_attachments_are_inside():
    attachment = PdfAttachment("krav.json", b'{"a":1}', "Kraven som data")
    pdf = read_pdf(render(attachments=[attachment]))
    assert pdf.attachments["krav.json"].get_file().read_bytes() == b'{"a":1}'


# ---------------------------------------------------------------- same input, same bytes

IN_A_PROCESS = """
import hashlib, sys, django
from datetime import UTC, datetime
django.setup()
from common.pdf import PdfAttachment, render_pdf
html = sys.stdin.read()
content = render_pdf(
    html=html, title="Prov", language="sv", author="Region Exempel",
    created_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    attachments=[PdfAttachment("krav.json", b"{}", "Kraven som data")],
)
print(hashlib.sha256(content).hexdigest())
"""


def test_same_bytes_in_another_process_time_zone_locale_and_hash_seed():
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/Lima", "LC_ALL": "sv_SE.UTF-8"},
    ]
    digests = {
        subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS],
            input=PAGE % "",
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "fvm_procurement.settings", **extra}
            | {"DEBUG": "1"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for extra in surroundings
    }
    attachment = PdfAttachment("krav.json", b"{}", "Kraven som data")
    digests.add(hashlib.sha256(render(attachments=[attachment])).hexdigest())
    assert len(digests) == 1


def test_the_second_render_of_a_process_is_the_same():
    assert render() == render()


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render(created_at=datetime(2026, 11, 22))


# ---------------------------------------------------------------- closed to the world outside


def picture(width: int, height: int, kind: str = "PNG") -> str:
    file = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", (width, height)).save(file, kind)
    return b64encode(file.getvalue()).decode()


def pictures_in(content: bytes) -> int:
    pdf = read_pdf(content)
    return sum(len(page.Resources.get("/XObject", {})) for page in pdf.pages[:1])


def test_an_embedded_picture_is_shown():
    address = f"data:image/png;base64,{picture(4, 4)}"
    assert pictures_in(render(f'<img alt="Karta" src="{address}">')) == 1


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/a.png",
        "https://example.com/a.png",
        "ftp://example.com/a.png",
        "images/../../../etc/passwd.png",
        "https://static.invalid/..%2f..%2fmanage.py",
        "css/document.css/../../../manage.py",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
        "data:image/png;base64,AAAA",
        "data:image/png,",
    ],
)
def test_nothing_else_is_fetched(address):
    with patch("socket.socket.connect", side_effect=AssertionError("a connection was opened")):
        content = render(f'<img alt="Bild" src="{address}">')
    assert pictures_in(content) == 0
    assert b"root:" not in content


def test_a_style_sheet_from_outside_is_not_read(tmp_path):
    (tmp_path / "evil.css").write_text("h1 { display: none }")
    content = render(f'<link rel="stylesheet" href="file://{tmp_path}/evil.css">')
    assert headings(read_pdf(content)) == [1, 2, 3]


def test_a_file_is_not_attached_by_a_link():
    content = render('<a rel="attachment" href="file:///etc/passwd">x</a>')
    assert not read_pdf(content).attachments


def test_a_small_file_that_unpacks_to_a_huge_picture_is_left_out():
    address = f"data:image/png;base64,{picture(8000, 6250)}"
    assert pictures_in(render(f'<img alt="Stor" src="{address}">')) == 0


def test_hostile_text_neither_breaks_the_page_nor_the_rules(tmp_path):
    texts = [
        "Ö" * 4000,
        "نص من اليمين إلى اليسار 123",
        "😀 🏥 👩‍⚕️ ‮omvänt‬ \u200b\ufeff",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "中文要求 кириллица ελληνικά",
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>",
        "<table><tr><th>A</th><td><table>"
        + "<tr><td>rad</td></tr>" * 200
        + "</table></td></tr></table>",
    ]
    content = render("".join(f"<div>{text}</div>" for text in texts))
    (tmp_path / "hostile.pdf").write_bytes(content)
    assert {round(float(page.MediaBox[2])) for page in read_pdf(content).pages} == {595}
    assert_valid(tmp_path / "hostile.pdf")


def test_a_character_that_no_font_has_is_written_as_its_number(tmp_path, need):
    (tmp_path / "a.pdf").write_bytes(render("<p>tecken \U000f0123</p>"))
    text = subprocess.run(
        [need("pdftotext"), tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "[U+F0123]" in text.stdout


# ---------------------------------------------------------------- machines that lack something


def test_without_pango_the_message_says_what_to_install():
    module.load_weasyprint.cache_clear()
    try:
        with (
            patch.dict(sys.modules, {"weasyprint": None}),
            patch("builtins.__import__", side_effect=_no_pango),
            pytest.raises(PdfUnavailable, match="apt-get install -y libpango"),
        ):
            module.load_weasyprint()
    finally:
        module.load_weasyprint.cache_clear()


def _no_pango(name, *arguments, _import=__import__, **named):
    if name.startswith("weasyprint"):
        raise OSError("cannot load library 'libpango-1.0-0'")
    return _import(name, *arguments, **named)


def test_importing_the_module_does_not_load_pango():
    code = "import sys, common.pdf; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_without_fonts_there_is_a_message_and_no_crash(tmp_path):
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    code = (
        "import django; django.setup()\n"
        "from common.pdf import PdfUnavailable, load_weasyprint\n"
        "try:\n    load_weasyprint()\n"
        "except PdfUnavailable as problem:\n    print(problem)\n"
    )
    environment = {
        **os.environ,
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "DJANGO_SETTINGS_MODULE": "fvm_procurement.settings",
        "DEBUG": "1",
    }
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "inga typsnitt finns" in ran.stdout, ran.stderr


def test_the_structure_is_one_document():
    pdf = read_pdf(render())
    (document,) = structure(pdf).children
    assert document.tag == "Document"


# ---------------------------------------------------------------- words without an end


@pytest.mark.parametrize("letter", ["a", "&amp;", "\u00a0", "<em>a</em>", "å", "="])
def test_a_word_without_end_gets_new_lines(letter):
    """Also where marks or signs that no line is broken at hide it; 200 letters stay as they are."""
    assert with_breaks(f"<p>{letter * 200}</p>") == f"<p>{letter * 200}</p>"
    assert with_breaks(f"<p>{letter * 700}</p>").count("<br>") == 3
    assert with_breaks(f"<p>{letter * 150} {letter * 150}</p>").count("<br>") == 0
    assert with_breaks(f"<td>{letter * 150}</td><td>{letter * 150}</td>").count("<br>") == 0


def test_what_is_no_text_stays():
    address = "x" * 500
    html = f'<!DOCTYPE html><p title="> {address}"><a href="{address}">kort</a></p>'
    assert with_breaks(html) == html


def test_the_words_are_all_there(tmp_path, need):
    (tmp_path / "a.pdf").write_bytes(render(f"<p>{'q' * 8000}</p>"))
    command = [need("pdftotext"), tmp_path / "a.pdf", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert text.count("q") == 8000
