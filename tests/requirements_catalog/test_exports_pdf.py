"""A view as PDF: the same rows, order and columns, its chapters as headings, tagged."""

import subprocess
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from common.pdf import PdfUnavailable
from programmes.models import Job
from requirements_catalog.exports import pdf as exports_pdf
from requirements_catalog.models import Requirement
from tests.common.pdf_structure import bookmarks, headings, read_pdf, structure, tables
from tests.factories import CatalogueFactory, HeadingFactory, ModuleFactory, RequirementFactory
from tests.verapdf import assert_valid

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _pango(need):
    need("pango")


@pytest.fixture
def catalogue(programme):
    """1 Läkemedel (A-1, 1.1 Recept (A-2), A-3), 2 Remiss (B-1)."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    first = HeadingFactory(
        catalogue=catalogue, code="1", title="Läkemedel", position=10, text="Om **läkemedel**."
    )
    row(catalogue, "A-1", 20, first)
    inner = HeadingFactory(
        catalogue=catalogue, code="1.1", title="Recept", position=30, parent=first, depth=1
    )
    row(catalogue, "A-2", 40, inner, kind="desirable", depth=2)
    row(catalogue, "A-3", 50, first)
    second = HeadingFactory(catalogue=catalogue, code="2", title="Remiss", position=60)
    row(catalogue, "B-1", 70, second).modules.add(ModuleFactory(programme=programme, code="VIS"))
    return catalogue


def row(catalogue, code, position, parent, *, depth=1, **fields):
    values = {"title": f"Titel {code}", "text": f"Text {code}"} | fields
    return RequirementFactory(
        catalogue=catalogue, code=code, position=position, parent=parent, depth=depth, **values
    )


def export(client, catalogue, query=""):
    url = reverse("requirements_catalog:requirement-export", args=["prov", catalogue.slug])
    return client.post(url + query, {"format": "pdf"})


def content_of(response):
    assert response.status_code == 200, response.content.decode()[:3000]
    assert response["Content-Type"] == "application/pdf"
    return b"".join(response.streaming_content)


def text_of(content, tmp_path, need):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    command = [need("pdftotext"), "-layout", path, "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_document_is_a_table_with_its_chapters(as_role, catalogue, tmp_path, need):
    content = content_of(export(as_role("reader"), catalogue))
    pdf = read_pdf(content)
    assert headings(pdf) == [1, 2, 3, 2, 2]
    # After a chapter within, the chapter is named again: A-3 is not part of 1.1.
    assert [title for _level, title in bookmarks(pdf)] == [
        "Kärnan", "1 Läkemedel", "1.1 Recept", "1 Läkemedel", "2 Remiss",
    ]  # fmt: skip
    assert len(tables(pdf)) == 1
    page = pdf.pages[0].MediaBox
    assert page[2] > page[3]
    text = text_of(content, tmp_path, need)
    found = [word for word in text.split() if word in ("A-1", "A-2", "A-3", "B-1")]
    assert list(dict.fromkeys(found)) == ["A-1", "A-2", "A-3", "B-1"]
    assert "Om läkemedel." in text
    assert "Provprogrammet" in text
    assert "alla gällande krav" in text
    assert "Sida 1 av 1" in text


def test_a_filtered_view_has_just_its_rows_columns_and_the_headings_above(
    as_role, catalogue, tmp_path, need
):
    query = "?kind=desirable&columns=kind"
    content = content_of(export(as_role("reader"), catalogue, query))
    assert [title for _level, title in bookmarks(read_pdf(content))] == [
        "Kärnan", "1 Läkemedel", "1.1 Recept",
    ]  # fmt: skip
    text = text_of(content, tmp_path, need)
    assert "Typ: bör-krav" in text
    assert "A-2" in text
    assert "A-1" not in text
    # What stands under a heading belongs to whoever asks for the heading.
    assert "Om läkemedel." not in text
    heads = [e for e in structure(read_pdf(content)).walk() if e.tag == "THead"]
    assert len([e for e in heads[0].walk() if e.tag == "TH"]) == 4


def test_another_order_has_no_chapters(as_role, catalogue, tmp_path, need):
    content = content_of(export(as_role("reader"), catalogue, "?sort=-code"))
    assert headings(read_pdf(content)) == [1]
    text = text_of(content, tmp_path, need)
    codes = [word for word in text.split() if word in ("A-1", "A-2", "A-3", "B-1")]
    assert list(dict.fromkeys(codes)) == ["B-1", "A-3", "A-2", "A-1"]


@pytest.mark.once
def test_passes_pdfa_and_pdfua(as_role, catalogue, tmp_path):
    catalogue.requirements.filter(code="A-1").update(
        text="# Rubrik i text\n\n- punkt\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[länk](https://x.se)"
    )
    (tmp_path / "a.pdf").write_bytes(content_of(export(as_role("reader"), catalogue)))
    assert_valid(tmp_path / "a.pdf")


def test_it_speaks_the_persons_language(as_role, catalogue, tmp_path, need):
    client = as_role("reader")
    client.cookies["django_language"] = "en"
    content = content_of(export(client, catalogue))
    assert str(read_pdf(content).Root.Lang) == "en"
    text = text_of(content, tmp_path, need)
    assert "Page 1 of 1" in text
    assert "Requirement text" in text


def test_long_texts_run_over_pages_and_heads_are_repeated(as_role, catalogue, tmp_path, need):
    words = " ".join(f"ord{number}" for number in range(3000))
    catalogue.requirements.filter(code="A-1").update(text=words)
    catalogue.requirements.filter(code="A-2").update(text="x" * 3000, title="=1+1 <b>&")
    content = content_of(export(as_role("reader"), catalogue, "?columns=kind"))
    text = text_of(content, tmp_path, need)
    pages = text.split("\f")[:-1]
    assert len(pages) > 2
    assert all("Kravtext" in page for page in pages)
    assert "ord0" in text
    assert "ord2999" in text
    assert text.count("x") >= 3000
    assert "=1+1 <b>&" in text


def test_days_stay_whole_and_heads_are_hyphenated_where_columns_are_many(
    as_role, catalogue, tmp_path, need
):
    names = ["text", "motive", "verification", "verification_delivery", "verification_contract",
             "scale", "verification_method", "kind", "owner", "changed"]  # fmt: skip
    catalogue.requirements.filter(code="A-1").update(kind="information")
    query = "?sort=-code&" + "&".join(f"columns={name}" for name in names)
    content = content_of(export(as_role("reader"), catalogue, query))
    text = text_of(content, tmp_path, need)
    day = timezone.localdate().isoformat()
    # One of them on each of the four rows, and one in the head of the page.
    assert text.count(day) >= 5
    assert "upplysning" in text
    # A head is broken where a word may be, with a hyphen.
    assert "Verifierings-" in text


def test_no_rows_are_told_on_the_page(as_role, catalogue, tmp_path, need):
    content = content_of(export(as_role("reader"), catalogue, "?q=finnsinte"))
    assert "Inget krav passar urvalet." in text_of(content, tmp_path, need)
    assert tables(read_pdf(content)) == []


def test_more_than_fits_on_paper_is_refused_in_words(as_role, catalogue):
    client = as_role("reader")
    names = (
        "kind,status,owner,modules,needs,motive,verification,phase,answer_format,scale,"
        "max_points,law_reference"
    )
    response = export(client, catalogue, f"?columns={names}")
    assert response.status_code == 422
    assert "15 kolumner får inte plats på en sida" in response.content.decode()
    with patch.object(exports_pdf, "MOST_ROWS", 3):
        response = export(client, catalogue)
    assert response.status_code == 422
    assert "7 rader är för många för en PDF" in response.content.decode()
    assert not any(job.result_file for job in Job.objects.all())


def test_a_machine_without_pango_says_what_lacks(as_role, catalogue):
    with patch.object(exports_pdf, "render_pdf", side_effect=PdfUnavailable("Pango saknas.")):
        response = export(as_role("reader"), catalogue)
    assert response.status_code == 422
    assert "Pango saknas." in response.content.decode()


def test_queries_are_as_many_for_few_and_many_rows(as_role, catalogue, django_assert_num_queries):
    rows = catalogue.requirements.order_by("position")
    facts = exports_pdf.Facts([], "Kerstin", timezone.now())
    columns = ("code", "text", "owner", "modules", "needs", "changed")

    def make(queryset):
        with patch.object(exports_pdf, "render_pdf", return_value=b""):
            exports_pdf.export_requirements_pdf(
                queryset, catalogue, columns, facts, in_chapters=True
            )

    # Own fields, the number, rows, modules, needs, members, codes of links (three), headings,
    # terms of the glossary.
    with django_assert_num_queries(11):
        make(rows.filter(code="B-1"))
    for number in range(60):
        row(catalogue, f"M-{number}", 100 + number, None)
    with django_assert_num_queries(11):
        make(rows)


def test_much_text_in_few_rows_is_a_job(as_role, catalogue):
    """What is laid out while a person waits is bounded by its letters, not only by its rows."""
    client = as_role("reader")
    Requirement.objects.filter(code="A-1").update(text="ord " * 37_000)
    assert export(client, catalogue, "?q=A-1").status_code == 200
    Requirement.objects.filter(code="A-1").update(extra={"eget": "ord " * 1000})
    response = export(client, catalogue, "?q=A-1")
    job = Job.objects.latest("pk")
    assert response.url == reverse("programmes:job-detail", args=[job.uid])
