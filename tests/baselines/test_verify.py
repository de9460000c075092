"""Is a file ours, and unchanged? Files as they were made, saved again, altered, and foreign."""

import io
import re
import zipfile

import openpyxl
import pikepdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from baselines.making import make_file
from baselines.models import Baseline, SealedFile
from requirements_catalog.exports.reqif import export_requirements_reqif
from requirements_catalog.exports.tables import export_requirements_workbook
from requirements_catalog.models import Requirement
from tests.baselines.file_steps import (
    cell_of,
    edited,
    handed_out,
    make_world,
    send,
    titles,
    verified,
)
from tests.requirements_catalog.round_trip import through_libreoffice
from tests.tools import need

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _no_limit_is_reached():
    """Tries are counted in the cache, which the tests share."""
    cache.clear()


@pytest.fixture
def w(programme):
    return make_world(programme)


@pytest.fixture
def reader(w, as_role):
    """Somebody signed in who reads the catalogue."""
    return as_role("reader", w.programme)


# ---------------------------------------------------------------- untouched


@pytest.mark.parametrize("format", ["pdf", "xlsx", "reqif", "reqifz"])
def test_an_untouched_file_is_known_by_anybody(w, format):
    if format == "pdf":
        need("pango")
    content = handed_out(w, format)
    Requirement.objects.filter(code="D-1").update(text="Ändrat sedan dess.")
    # The name is not what it is known by.
    answer = verified(content, "bifogad fil.bin")
    assert (answer.outcome, answer.title) == ("exact", "B1 Till remiss")
    facts = dict(answer.facts)
    assert (facts["Baslinje"], facts["Katalog"]) == ("B1", "Driftkrav")
    assert facts["Sigill"] == w.baseline.digest
    assert (answer.url, answer.may_see) == ("", False)


def test_a_reader_of_the_catalogue_is_led_to_the_baseline(w, reader):
    answer = verified(handed_out(w, "xlsx"), "b.xlsx", reader)
    assert answer.url == reverse("baselines:baseline-files", args=["prov", "drift", 1])
    assert reader.get(answer.url).status_code == 200


def test_somebody_of_another_programme_learns_no_more_than_a_stranger(w, as_role):
    other = as_role(None)
    assert verified(handed_out(w, "xlsx"), "b.xlsx", other).url == ""


# ---------------------------------------------------------------- saved again


def test_a_workbook_saved_again_holds_the_same(w):
    content = edited(handed_out(w, "xlsx"), lambda book: None)
    answer = verified(content, "b.xlsx")
    assert (answer.outcome, answer.total, answer.title) == ("equal", 0, "B1 Till remiss")


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_workbook_saved_again_by_libreoffice_holds_the_same(w, tmp_path, suffix):
    need("soffice")
    content = through_libreoffice(handed_out(w, "xlsx"), tmp_path, suffix)
    answer = verified(content, f"b.{suffix}")
    assert (answer.outcome, titles(answer)) == ("equal", [])


def test_a_reqif_written_otherwise_holds_the_same(w):
    content = handed_out(w, "reqif").replace(b"><", b">\n  <").replace(b"\n", b"\r\n")
    answer = verified(content, "b.reqif")
    assert answer.outcome == "equal"


def test_a_pdf_saved_again_is_not_vouched_for(w):
    need("pango")
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(handed_out(w, "pdf"))) as pdf:
        pdf.save(buffer)
    response = send(buffer.getvalue(), "b.pdf")
    assert response.context["answer"].outcome == "data_equal"
    assert "texten på sidorna kan därför inte intygas" in response.content.decode()


def test_a_file_in_english_is_read_as_it_was_made(w, settings):
    from django.utils import translation

    with translation.override("en"):
        content = handed_out(w, "xlsx")
    answer = verified(edited(content, lambda book: None), "b.xlsx")
    assert answer.outcome == "equal"


# ---------------------------------------------------------------- altered


def one_letter(book):
    cell = cell_of(book, "D-1", "Kravtext")
    cell.value = cell.value.replace("2 sekunder", "3 sekunder")


def test_one_letter_in_a_workbook_is_named_with_both_wordings(w, reader):
    answer = verified(edited(handed_out(w, "xlsx"), one_letter), "b.xlsx", reader)
    assert (answer.outcome, answer.total) == ("differs", 1)
    assert titles(answer) == ["D-1: Kravtext har ändrats"]
    pieces = [(one.kind, one.text) for one in answer.findings[0].pieces if one.kind != "same"]
    assert pieces == [("removed", "2"), ("added", "3")]


def test_one_letter_in_a_reqif_is_named_with_both_wordings(w, reader):
    content = handed_out(w, "reqif").replace("Bör finnas.".encode(), b"Ska finnas.")
    answer = verified(content, "b.reqif", reader)
    assert titles(answer) == ["L-1: ReqIF.Text har ändrats"]
    assert [one.text for one in answer.findings[0].pieces][:2] == ["Bör", "Ska"]


def test_one_letter_in_the_data_of_a_pdf_is_named(w, reader):
    need("pango")
    answer = verified(with_data(handed_out(w, "pdf"), b"Svarstid", b"Svarstit"), "b.pdf", reader)
    assert (answer.outcome, answer.kind) == ("differs", "pdf")
    assert titles(answer) == ["D-1: Rubrik har ändrats"]


def with_data(content, old, new):
    """A PDF whose attached data says something else."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        data = pdf.attachments["krav.json"].get_file().read_bytes()
        assert old in data
        del pdf.attachments["krav.json"]
        spec = pikepdf.AttachedFileSpec(pdf, data.replace(old, new), filename="krav.json")
        pdf.attachments["krav.json"] = spec
        pdf.save(buffer)
    return buffer.getvalue()


def test_rows_missing_added_moved_and_changed_are_told_in_order(w, reader):
    """D-1 is deleted, D-2 stands after L-1, D-2's text is changed, a row and a fact are new."""

    def edit(book):
        sheet = book["Krav"]
        cell_of(book, "D-2", "Kravtext").value = "-6 är inget tal."
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        heading, _one, two, last = rows
        new = [None] * len(two)
        new[1:5] = ["X-1", "Ny", "Ska.", "ska"]
        sheet.delete_rows(2, 4)
        for row in (heading, last, two, new):
            sheet.append(row)
        # openpyxl takes what begins like a formula for one.
        cell_of(book, "D-2", "Rubrik").data_type = "s"
        book["Om baslinjen"]["B3"].value = "Till beslut"

    answer = verified(edited(handed_out(w, "xlsx"), edit), "b.xlsx", reader)
    assert titles(answer) == [
        "D-1 saknas i filen",
        "D-2: Kravtext har ändrats",
        "D-2 står på en annan plats",
        "X-1 finns i filen men inte i baslinjen",
        "Uppgiften Namn om baslinjen är ändrad",
    ]


def test_a_row_under_another_heading_has_moved(w, reader):
    content = handed_out(w, "reqif").decode()
    places = re.findall(r"<SPEC-HIERARCHY .*?</SPEC-HIERARCHY>", content)
    assert places
    start = content.index("<CHILDREN>", content.index("<CHILDREN>") + 1)
    inner = content[start : content.index("</CHILDREN>", start) + len("</CHILDREN>")]
    # What stood under Drift stands beside it.
    flat = content.replace(inner, "", 1)
    end = flat.index("</SPEC-HIERARCHY>") + len("</SPEC-HIERARCHY>")
    beside = inner.removeprefix("<CHILDREN>").removesuffix("</CHILDREN>")
    answer = verified((flat[:end] + beside + flat[end:]).encode(), "b.reqif", reader)
    assert titles(answer) == ["D-1 står på en annan plats", "D-2 står på en annan plats"]


def test_what_is_added_beside_the_rows_is_told(w, reader):
    def edit(book):
        book.create_sheet("Tillägg")["A1"] = "Även detta gäller."
        sheet = book["Krav"]
        sheet.cell(1, sheet.max_column + 1, "Kommentar")
        sheet.cell(2, sheet.max_column, "Stryks?")
        sheet.cell(3, 30, "lös text")

    answer = verified(edited(handed_out(w, "xlsx"), edit), "b.xlsx", reader)
    assert titles(answer) == [
        "Kolumnen  AD finns inte i den förseglade filen",
        "Kolumnen Kommentar finns inte i den förseglade filen",
        "Delen Tillägg finns inte i den förseglade filen",
    ]


def test_a_formula_that_shows_the_sealed_words_is_told(w, reader):
    """Its stored value is what was sealed; opened, it would show something else."""
    content = handed_out(w, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet2.xml"
    cell = re.search(
        rb'<c r="(\w+)" s="(\d+)" t="inlineStr"><is><t>B\xc3\xb6r finnas\.</t></is></c>',
        parts[sheet],
    )
    counted = '<c r="%s" s="%s" t="str"><f>"Ska "&amp;"finnas."</f><v>Bör finnas.</v></c>'
    new = counted % (cell[1].decode(), cell[2].decode())
    parts[sheet] = parts[sheet].replace(cell[0], new.encode())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, part in parts.items():
            target.writestr(name, part)
    answer = verified(buffer.getvalue(), "b.xlsx", reader)
    assert titles(answer) == ["sheet2.xml har formler, som kan visa något annat när filen öppnas"]


@pytest.mark.parametrize(
    ("new", "shown"),
    [
        ("Bör finnas.<!-- x --> Om det går.", "Bör finnas. Om det går."),
        ("Bör <xhtml:b>inte</xhtml:b> finnas.", "Bör **inte** finnas."),
        ('Bör finnas.<xhtml:object data="a.png" type="image/png"/>', "Bör finnas.<object a.png>"),
    ],
)
def test_no_markup_of_a_reqif_hides_words(w, reader, new, shown):
    content = handed_out(w, "reqif").decode().replace("Bör finnas.", new)
    answer = verified(content.encode(), "b.reqif", reader)
    assert titles(answer) == ["L-1: ReqIF.Text har ändrats"]
    pieces = answer.findings[0].pieces
    assert "".join(one.text for one in pieces if one.kind != "removed") == shown


# ---------------------------------------------------------------- strangers


def test_a_stranger_is_not_told_what_was_sealed(w):
    """The requirement, the field and the file's own words; not the words that were replaced."""

    def edit(book):
        cell_of(book, "L-1", "Kravtext").value = "Något helt annat."
        book["Om baslinjen"]["B3"].value = "Till beslut"

    response = send(edited(handed_out(w, "xlsx"), edit), "b.xlsx")
    text = response.content.decode()
    assert titles(response.context["answer"]) == [
        "L-1: Kravtext har ändrats",
        "Uppgiften Namn om baslinjen är ändrad",
    ]
    assert "Något helt annat." in text and "Bör finnas" not in text
    assert "Till remiss" not in text and "visas för den som är inloggad" in text


def test_a_stranger_with_nothing_but_the_seal_learns_nothing(w):
    """All rows and columns but one cell are gone: none of what they held is told."""

    def edit(book):
        sheet = book["Krav"]
        sheet.delete_rows(3, 3)
        book["Om baslinjen"].delete_rows(2, 30)

    def bare(book):
        edit(book)
        sheet = book["Krav"]
        for column in range(sheet.max_column, 0, -1):
            if sheet.cell(1, column).value not in ("Krav-id", "Fast id (ändra inte)"):
                sheet.delete_cols(column)

    response = send(edited(handed_out(w, "xlsx"), bare), "b.xlsx")
    answer = response.context["answer"]
    text = response.content.decode()
    assert (answer.outcome, answer.facts, answer.title) == ("differs", [], "")
    assert "3 rader i baslinjen saknas i filen" in titles(answer)
    for secret in ("D-1", "D-2", "L-1", "Svarstid", "Driftkrav", "Anna", "Bo Å", "Ursprung"):
        assert secret not in text, secret


def test_nothing_is_stored(w, django_assert_max_num_queries):
    content = edited(handed_out(w, "xlsx"), one_letter)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        verified(content, "b.xlsx")
    written = [q["sql"] for q in queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", q["sql"])]
    assert written == []
    assert SealedFile.objects.count() == 1


# ---------------------------------------------------------------- not ours


def foreign_workbook():
    book = openpyxl.Workbook()
    book.active.append(["Krav-id", "Kravtext"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def foreign_pdf():
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(buffer)
    return buffer.getvalue()


def test_a_foreign_file_of_each_kind_is_not_ours(w):
    rows = w.catalogue.requirements.all()
    for content, name in (
        (foreign_workbook(), "b.xlsx"),
        (export_requirements_workbook(rows, w.catalogue), "b.xlsx"),
        (foreign_pdf(), "b.pdf"),
        (export_requirements_reqif(rows, w.catalogue), "b.reqif"),
        (b"Krav-id;Kravtext\nA;B\n", "b.csv"),
    ):
        response = send(content, name)
        assert response.context["answer"].outcome == "foreign", name
        assert "Inte vår fil" in response.content.decode()
        assert "inte skillnader mellan baslinjer" in response.content.decode()


def test_a_file_with_a_seal_that_is_not_known_here(w):
    content = make_file(w.baseline, "reqif")
    for old, new in ((w.baseline.digest, "0" * 64), (str(w.baseline.uid), "x")):
        altered = content.replace(old.encode(), new.encode())
        answer = verified(altered, "b.reqif")
        assert (answer.outcome, answer.findings) == ("unknown_seal", [])
    assert Baseline.objects.count() == 1


def test_the_form_is_open_and_asks_for_a_file():
    page = Client().get(reverse("verify"))
    assert page.status_code == 200
    assert "Kontrollera en fil" in page.content.decode()
    empty = Client().post(reverse("verify"))
    assert empty.status_code == 422
