"""The leader's page of a referral: workbooks fetched, files sent in, looked through, approved."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from programmes.models import Job
from reviews import views_referral
from reviews.exports import report_pdf, report_workbook
from reviews.models import ReturnedWorkbook, ReviewComment
from reviews.report import report_of
from tests.common.pdf_structure import read_pdf
from tests.reviews.conftest import address, text_of
from tests.reviews.referral import Book, make_referral, party_in, said_by, take_in

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def review(catalogue, lead):
    return make_referral(catalogue, lead)


@pytest.fixture
def ymer(review):
    return party_in(review, "Ymer Vård AB")


@pytest.fixture
def leading(as_person, lead):
    return as_person(lead)


def send(client, review, content, name="svar.xlsx", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(address("party-list", review.pk), {"file": file, **more})


def test_workbooks_are_fetched_one_by_one_and_together(leading, review, ymer):
    answer = leading.get(address("workbook-download", review.pk, ymer.pk))
    assert answer["Content-Disposition"] == (
        'attachment; filename="remiss-remiss-ymer-vard-ab.xlsx"'
    )
    assert load_workbook(io.BytesIO(answer.content)).sheetnames[1] == "Krav"
    answer = leading.post(address("workbooks-download", review.pk))
    assert answer["Content-Type"] == "application/zip"
    assert len(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == 3


def test_many_workbooks_are_made_by_a_job(leading, review, lead, monkeypatch):
    monkeypatch.setattr(views_referral, "MOST_AT_ONCE", 8)  # three parties × three requirements
    answer = leading.post(address("workbooks-download", review.pk))
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.uid}/"
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"Parter": 3, "Krav": 3})
    with job.result_file.open("rb") as stream:
        assert len(zipfile.ZipFile(stream).namelist()) == 3


def test_a_file_is_looked_through_before_it_is_taken_in(leading, review, ymer):
    content = Book(ymer).say("A1", "Fråga", "Ett").say("A2", "Okänd", "Två").bytes()
    answer = send(leading, review, content)
    returned = ReturnedWorkbook.objects.get()
    url = address("returned-detail", review.pk, returned.uid)
    assert answer["Location"] == url
    assert not ReviewComment.objects.exists()
    page = text_of(leading.get(url))
    assert "Svar från Ymer Vård AB" in page
    assert "G3: ”Okänd” är ingen typ av synpunkt." in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = leading.post(url, {"seen": seen})
    assert answer["Location"] == address("party-list", review.pk)
    assert said_by(ymer) == [("A1", "question", "Ett", "")]
    # The same file again: the one that is kept, with nothing new in it.
    answer = send(leading, review, content)
    assert answer["Location"] == url
    page = text_of(leading.get(url))
    assert "av Lena: 1 nya och 0 ändrade synpunkter. Det finns inget mer att läsa in." in page
    assert 'name="seen"' not in page
    assert "Lägg filen åt sidan" not in page
    assert ReturnedWorkbook.objects.count() == 1


def test_a_file_is_put_aside_with_a_reason_and_taken_up_when_it_comes_again(leading, review, ymer):
    content = Book(ymer).say("A1", "Fråga", "Ett").bytes()
    send(leading, review, content)
    returned = ReturnedWorkbook.objects.get()
    url = address("returned-detail", review.pk, returned.uid)
    seen = text_of(leading.get(url)).split('name="seen" value="')[1].split('"')[0]
    answer = leading.post(url, {"act": "discard", "reason": " "})
    assert answer.status_code == 422
    returned.refresh_from_db()
    assert returned.discarded_at is None
    answer = leading.post(url, {"act": "discard", "reason": "En nyare fil är på väg"})
    assert answer["Location"] == address("party-list", review.pk)
    returned.refresh_from_db()
    assert (returned.discarded_by.full_name, returned.discard_reason) == (
        "Lena", "En nyare fil är på väg",
    )  # fmt: skip
    assert bytes(returned.content) == content
    page = text_of(leading.get(address("party-list", review.pk)))
    assert "lagd åt sidan" in page and "inte inläst" not in page
    page = text_of(leading.get(url))
    assert "av Lena: En nyare fil är på väg" in page and 'name="seen"' not in page
    # Nobody takes it in by an old page.
    assert leading.post(url, {"seen": seen}).status_code == 409
    assert not ReviewComment.objects.exists()
    send(leading, review, content)
    returned.refresh_from_db()
    assert (returned.discarded_at, returned.discard_reason) == (None, "")
    leading.post(url, {"seen": seen})
    assert said_by(ymer) == [("A1", "question", "Ett", "")]
    # One that has been taken in is not put aside.
    answer = leading.post(url, {"act": "discard", "reason": "Ångrat"})
    assert answer.status_code == 422
    assert "Filen är inläst och kan inte läggas åt sidan." in text_of(answer)
    returned.refresh_from_db()
    assert returned.discarded_at is None


def test_what_was_not_seen_is_not_written(leading, review, ymer):
    send(leading, review, Book(ymer).say("A1", "Fråga", "Ett").bytes())
    url = address("returned-detail", review.pk, ReturnedWorkbook.objects.get().uid)
    answer = leading.post(url, {"seen": "fel"})
    assert answer.status_code == 409
    assert "Läs igenom den på nytt." in text_of(answer)
    assert not ReviewComment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("svar.pdf", b"%PDF-1.7", "Filen är ingen arbetsbok."),
        ("svar.xlsx", b"", "är tom"),
        ("svar.xlsx", b"PK\x03\x04skrot", "skadad"),
        ("svar.xlsx", b"<html><table>", "webbsida"),
        ("svar.ods", b"nonsens", "ingen arbetsbok"),
    ],
)
def test_hostile_files_are_refused_with_words(leading, review, name, content, words):
    answer = send(leading, review, content, name)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not ReturnedWorkbook.objects.exists()


def test_a_file_of_another_party_or_round_is_refused(leading, review, ymer, catalogue, lead):
    ask = party_in(review, "Ask Data AB")
    content = Book(ymer).say("A1", "Fråga", "Ett").bytes()
    answer = send(leading, review, content, party=ask.pk)
    assert answer.status_code == 422
    assert "hör till Ymer Vård AB, inte till Ask Data AB" in text_of(answer)
    other = make_referral(catalogue, lead, name="Andra")
    answer = send(leading, other, content)
    assert "Filen hör till en annan remiss." in text_of(answer)
    foreign = party_in(other, "Ask Data AB")
    assert send(leading, review, content, party=foreign.pk).status_code == 422
    assert not ReturnedWorkbook.objects.exists()


def test_rounds_that_are_not_external_or_not_begun_have_no_parties(leading, make_round, rune):
    for review in (make_round([rune]), make_round([rune], is_open=False, is_external=True)):
        assert leading.get(address("party-list", review.pk)).status_code == 404


def test_the_page_costs_the_same_however_many_parties(leading, review, catalogue, lead, ymer):
    def cost(of):
        with CaptureQueriesContext(connection) as queries:
            leading.get(address("party-list", of.pk))
        return len(queries)

    large = cost(review)
    small = make_referral(catalogue, lead, names=("Ensam AB",), name="Liten")
    assert cost(small) == large


def test_the_preview_costs_the_same_however_much_was_said(leading, review, ymer):
    def cost(content):
        send(leading, review, content)
        returned = ReturnedWorkbook.objects.first()
        with CaptureQueriesContext(connection) as queries:
            leading.get(address("returned-detail", review.pk, returned.uid))
        return len(queries)

    few = cost(Book(ymer).say("A1", "Fråga", "Ett").bytes())
    book = Book(ymer)
    for code in ("A1", "A2", "B1"):
        for group in (1, 2, 3):
            book.say(code, "Fråga", f"{code} {group}", group=group)
    assert cost(book.bytes()) == few


def test_parties_are_letters_in_an_order_of_their_own(review, ymer):
    report = report_of(review, is_anonymous=True)
    parties = sorted(review.reviewers.all(), key=lambda one: one.uid)
    assert [report.names[one.pk] for one in parties] == ["Part A", "Part B", "Part C"]
    assert [name for name, _one in report.participation] == ["Part A", "Part B", "Part C"]
    assert report_of(review, is_anonymous=True).names == report.names


def test_the_anonymous_report_names_no_party_in_what_the_file_says_of_itself(
    review, ymer, lead, need
):
    need("pango")
    take_in(review, Book(ymer).say("A1", "Fråga", "Varför?").bytes(), lead)
    report = report_of(review, is_anonymous=True)
    book = load_workbook(io.BytesIO(report_workbook(report)))
    told = [book.properties.creator, book.properties.lastModifiedBy, book.properties.title]
    pdf = read_pdf(report_pdf(report))
    told += [pdf.Root.Metadata.read_bytes().decode(), str(dict(pdf.docinfo))]
    for name in ("Ymer", "Ask Data", "Mimer", "Lena", "exempel.test"):
        assert name not in str(told)
    assert "Remiss" in told[3]
