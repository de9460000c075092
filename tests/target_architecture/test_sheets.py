"""The map on paper: on one sheet, or in parts that can be read."""

import io
import subprocess
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from programmes.models import Job
from programmes.roles import Permission
from target_architecture.actions_map import start_map
from target_architecture.drawing.layout import lay_out
from target_architecture.drawing.picture import landscape
from target_architecture.drawing.sheets import HIGH, WIDE, sheets_of
from target_architecture.exports import map_pdf
from target_architecture.exports_word import map_word
from target_architecture.models import ArchitectureState, Interface
from target_architecture.shown import landscape_asked
from tests.common.pdf_structure import fonts, headings, read_pdf, structure, tables
from tests.factories import ModuleFactory, ProgrammeFactory, StandardFactory
from tests.verapdf import assert_valid

pytestmark = pytest.mark.django_db
MAP = reverse("target_architecture:landscape", args=["prov"])
FILE = reverse("target_architecture:landscape-export", args=["prov"])


def interface(code, source, target) -> Interface:
    return Interface.objects.create(
        programme=source.programme, code=code, name="Svar", source=source, target=target
    )


def made(client, form, query="") -> tuple[str, bytes]:
    """The name and the bytes of what the job made."""
    page = client.post(f"{FILE}{query}", {"format": form})
    job = Job.objects.latest("pk")
    assert page.url == reverse("programmes:job-detail", args=[job.uid])
    assert job.state == "done", job.error
    return job.result_name, job.result_file.read()


@pytest.fixture
def small(programme):
    ArchitectureState.objects.create(programme=programme, kind="to_be", name="Målbild", year=2032)
    one = ModuleFactory(programme=programme, code="VIS", name="Vårdinformation", layer="Vård")
    other = ModuleFactory(programme=programme, code="NPÖ", name="Översikt", kind="national")
    standard = StandardFactory(programme=programme, code="FHIR R4", name="Standard")
    interface("G-1", one, other).standards.add(standard)
    return interface("G-2", other, one)


@pytest.fixture
def large(programme):
    """Sixty modules in twenty layers, each with an interface to the next: taller than a sheet."""
    modules = [
        ModuleFactory(programme=programme, layer=f"Lager {number // 3}", position=number)
        for number in range(60)
    ]
    for number, (one, other) in enumerate(pairwise(modules)):
        interface(f"G-{number}", one, other)
    return modules


def test_a_map_that_can_be_read_is_one_sheet(small, programme):
    (sheet,) = sheets_of(landscape(programme))
    assert (sheet.number, sheet.count, sheet.picture.view.scale) == (0, 1, 1)


def test_a_large_map_is_parted_and_everything_is_on_a_part(large, programme):
    whole, *parts = sheets_of(landscape(programme))
    assert len(parts) >= 2 and [part.number for part in parts] == list(range(1, len(parts) + 1))
    for sheet in (whole, *parts):
        view = sheet.picture.view
        assert view.shown_width <= WIDE + 1 and view.shown_height <= HIGH + 1
    # Texts of 11 px are at least 5 points (6.6 px) on a part.
    assert all(part.picture.view.scale >= 0.6 for part in parts)
    seen = {one.module.pk for part in parts for one in part.picture.modules}
    assert seen == {one.pk for one in large}
    lines = {one.interface.code for part in parts for one in part.picture.interfaces}
    assert lines == {f"G-{number}" for number in range(59)}
    # No box is cut: each is whole on some part.
    for box in landscape(programme).layout.boxes:
        assert any(
            part.picture.view.x <= box.x
            and box.x + box.width <= part.picture.view.x + part.picture.view.width
            and part.picture.view.y <= box.y
            and box.y + box.height <= part.picture.view.y + part.picture.view.height
            for part in parts
        )


def test_an_empty_drawing_is_one_sheet():
    assert lay_out([], []).width > 0


@pytest.mark.once
def test_the_map_on_paper_is_tagged_and_archival(small, as_role, need, tmp_path):
    need("pango")
    name, content = made(as_role("reader"), "pdf")
    assert name == "prov-karta-2032.pdf"
    pdf = read_pdf(content)
    # Title; the map; its interfaces; its modules.
    assert headings(pdf) == [1, 2, 2, 2]
    assert len(tables(pdf)) == 2
    figures = [one for one in structure(pdf).walk() if one.tag == "Figure"]
    assert [str(one.node.Alt) for one in figures] == [
        "Målbild 2032 som karta med 2 moduler och 2 gränssnitt. "
        "Allt som kartan visar står i tabellerna efter den."
    ]
    # A3 on its side, in points.
    assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 1191, 842]
    assert len(pdf.pages) == 2 and all(fonts(pdf).values())
    (tmp_path / "map.pdf").write_bytes(content)
    assert_valid(tmp_path / "map.pdf")


@pytest.mark.once
def test_a_large_map_on_paper_tells_what_each_part_shows(large, as_role, need, tmp_path):
    need("pango")
    name, content = made(as_role("reader"), "pdf")
    assert name == "prov-karta.pdf"
    pdf = read_pdf(content)
    figures = [one for one in structure(pdf).walk() if one.tag == "Figure"]
    told = [str(one.node.Alt) for one in figures]
    assert told[0].startswith("Alla moduler som karta med 60 moduler och 59 gränssnitt.")
    assert told[1].startswith(f"Alla moduler, del 1 av {len(told) - 1}. {large[0].name}, ")
    (tmp_path / "map.pdf").write_bytes(content)
    assert_valid(tmp_path / "map.pdf")


def test_an_empty_map_is_not_printed(programme, as_role):
    page = as_role("reader").post(FILE, {"format": "pdf"}, follow=True)
    assert page.redirect_chain == [(MAP, 302)]
    assert "Kartan är tom." in page.content.decode()
    assert not Job.objects.exists()


@pytest.mark.once
def test_the_map_in_word_shows_and_tells_the_same(small, as_role, need):
    need("pango")
    ArchitectureState.objects.create(
        programme=small.programme, kind="as_is", name="Nuläge", year=2026
    )
    client = as_role("reader")
    name, content = made(client, "docx", "?year=2032&beside=2026")
    assert name == "prov-karta-2032.docx"
    document = Document(io.BytesIO(content))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "Nuläge 2026 och Målbild 2032 bredvid varandra",
        "Skillnader mellan Nuläge 2026 och Målbild 2032",
        "Nuläge 2026", "Målbild 2032",
        "Gränssnitt: Nuläge 2026", "Moduler: Nuläge 2026",
        "Gränssnitt: Målbild 2032", "Moduler: Målbild 2032",
    ]  # fmt: skip
    # The table of contents has the same, and leads to a mark at each heading.
    links = list(document.element.iter(qn("w:hyperlink")))
    assert [one.find(f".//{qn('w:t')}").text for one in links] == headings
    marks = {one.get(qn("w:name")) for one in document.element.iter(qn("w:bookmarkStart"))}
    assert {one.get(qn("w:anchor")) for one in links} == marks
    # The first picture stands on the first page, and a state's modules below its interfaces.
    breaks = [p.paragraph_format.page_break_before for p in document.paragraphs
              if p.style.name == "Heading 1"]  # fmt: skip
    assert breaks == [False, True, True, True, True, False, False, False]
    assert document.paragraphs[1].text.startswith(
        f"{small.programme} · Nuläge 2026 – Målbild 2032 · "
    )
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    both = [
        f"{name} som karta med 2 moduler och 2 gränssnitt."
        for name in ("Nuläge 2026", "Målbild 2032")
    ]
    assert all(one in told[0] for one in both)
    assert "Samma moduler och gränssnitt finns i båda lägena." in [
        p.text for p in document.paragraphs
    ]
    assert told[2] == (
        "Målbild 2032 som karta med 2 moduler och 2 gränssnitt. "
        "Allt som kartan visar står i tabellerna efter den."
    )
    interfaces = document.tables[2]
    assert [cell.text for cell in interfaces.rows[1].cells] == [
        "G-1 Svar", "Vårdinformation", "Översikt", "–", "FHIR R4 Standard", "ja", "medel", "–", "–",
    ]  # fmt: skip
    assert all(
        table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables
    )
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"sv-SE"}
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (420, 297)


@pytest.mark.once
def test_the_same_map_gives_the_same_word_file(small, programme, need):
    need("pango")
    shown = landscape_asked(programme, {}, ())
    at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    first, again = (map_word(programme, shown, by="Prov", at=at) for _time in range(2))
    assert first == again


@pytest.mark.once
def test_a_short_table_of_modules_stands_whole_on_one_page(programme, need, tmp_path):
    """Twelve modules after 32 interfaces do not fit below them: all go to the next page."""
    need("pango")
    modules = [ModuleFactory(programme=programme, code=f"MOD-{n}") for n in range(12)]
    for number in range(32):
        interface(f"G-{number}", modules[number % 6], modules[6 + number % 5])
    at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    shown = landscape_asked(programme, {}, ())
    (tmp_path / "map.pdf").write_bytes(map_pdf(programme, shown, by="Prov", at=at))
    command = [need("pdftotext"), "-layout", str(tmp_path / "map.pdf"), "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    last, before = told.strip("\f").split("\f")[::-1][:2]
    assert "Moduler: Alla moduler" in last and "Gränssnitt: Alla moduler" in before
    assert [one.code in last for one in modules] == [True] * 12


@pytest.mark.once
def test_files_say_what_the_colours_are_drawn_from(small, programme, need, tmp_path):
    """No way to package is chosen: the file says so, as the page does."""
    need("pango")
    shown = landscape_asked(programme, {"colour": "package"}, Permission)
    at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    (tmp_path / "map.pdf").write_bytes(map_pdf(programme, shown, by="Prov", at=at))
    command = [need("pdftotext"), "-layout", str(tmp_path / "map.pdf"), "-"]
    on_paper = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    document = Document(io.BytesIO(map_word(programme, shown, by="Prov", at=at)))
    in_word = "\n".join(one.text for one in document.paragraphs)
    for text in (on_paper, in_word):
        assert "Inget sätt att paketera är valt än, så modulerna har ingen färg." in text
        assert "inte i något paket" in text and "färg efter Paket i det valda alternativet" in text


def test_a_map_is_not_made_for_one_who_may_no_longer_see_it(small, as_role, make_person):
    stranger = make_person("reader", ProgrammeFactory())
    job = start_map(programme=small.programme, format="pdf", asked={}, by=stranger)
    assert job.state == "failed" and "inte längre tillgång" in job.error
