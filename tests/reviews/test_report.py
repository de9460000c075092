"""The report: every comment with what became of it, with and without names, as PDF and Excel."""

import io
import subprocess

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from reviews import actions, actions_reading
from reviews.actions_dispositions import dispose
from reviews.exports import report_pdf, report_workbook
from reviews.report import report_of
from tests.common.pdf_structure import headings, read_pdf, tables
from tests.reviews.conftest import item_of
from tests.reviews.test_reading import comment, propose, verdict
from tests.verapdf import assert_valid

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def review(make_round, rune, olga, author, lead):
    """Rune proposes and is declined, a party asks =1+1 and waits, Olga says nothing."""
    review = make_round([rune, olga], is_external=True, purpose="Klart för marknaden")
    party = actions.invite_party(review=review, by=lead, organisation="Fjällvyn AB")
    verdict(review, rune, "approve", "A2")
    said = propose(review, rune, text="Ska visa hela listan.")
    dispose(comment=said, by=author, outcome="declined", answer="Hela behövs inte.")
    actions_reading.write_comment(
        reviewer=party, item=item_of(review, "B1"), by=None, kind="question", text="=1+1?"
    )
    actions.close_round(review=review, by=lead, summary="Bra **läsning**.")
    review.refresh_from_db()
    return review


def sheets(content):
    book = load_workbook(io.BytesIO(content))
    return {
        sheet.title: [[cell.value for cell in line] for line in sheet.iter_rows()] for sheet in book
    }


def test_the_workbook_holds_every_comment(review, author):
    found = sheets(report_workbook(report_of(review, is_anonymous=False)))
    head, first, second = found["Kommentarer"]
    told = dict(zip(head, first, strict=True))
    assert (told["Nr"], told["Krav-id"], told["Granskare"], told["Slag"], told["Gäller"]) == (
        "1.1", "A1", "Rune", "förslag", "kravtext",
    )  # fmt: skip
    assert (told["Föreslagen lydelse"], told["Beslut"], told["Svar"], told["Beslutat av"]) == (
        "Ska visa hela listan.", "antas inte", "Hela behövs inte.", "Anna",
    )  # fmt: skip
    told = dict(zip(head, second, strict=True))
    assert (told["Granskare"], told["Kommentar"], told["Beslut"]) == ("Fjällvyn AB", "=1+1?", None)
    assert found["Deltagande"][1:] == [
        ["Rune", 3, 2, 1, 0, 1], ["Olga", 3, 0, 0, 0, 0], ["Fjällvyn AB", 3, 1, 0, 0, 1],
    ]  # fmt: skip
    facts = dict(found["Om granskningen"][1:])
    assert facts["Granskat"] == "hela katalogen, 3 krav"
    assert facts["Granskare"] == "2 av 3 har svarat"
    assert facts["Kommentarer"] == "2, varav 1 utan svar"


def test_without_names_nobody_is_named_anywhere(review):
    content = report_workbook(report_of(review, is_anonymous=True))
    told = str(sheets(content))
    for name in ("Rune", "Olga", "Fjällvyn", "Anna", "Lena"):
        assert name not in told
    names = [line[4] for line in sheets(content)["Kommentarer"][1:]]
    assert sorted(name.split()[0] for name in names) == ["Granskare", "Part"]
    # The same person is the same number in every file.
    again = [line[4] for line in sheets(report_workbook(report_of(review, is_anonymous=True)))[
        "Kommentarer"][1:]]  # fmt: skip
    assert again == names


def test_the_pdf_is_tagged_says_it_all_and_is_the_same_each_time(review, need, tmp_path):
    need("pango")
    need("pdftotext")
    first = report_pdf(report_of(review, is_anonymous=False))
    assert first == report_pdf(report_of(review, is_anonymous=False))
    words = " ".join(text_of(first).split())
    for text in (
        "Granskningsrapport", "Vårens runda", "Klart för marknaden", "Rune", "Fjällvyn AB",
        "Hela behövs inte.", "Väntar på svar",
    ):  # fmt: skip
        assert text in words
    pdf = read_pdf(first)
    # The cover's title, three chapters, and a heading for each requirement under the last.
    assert headings(pdf) == [1, 1, 1, 1, 2, 2]
    assert len(tables(pdf)) == 2
    path = tmp_path / "rapport.pdf"
    path.write_bytes(first)
    assert_valid(path)
    hidden = text_of(report_pdf(report_of(review, is_anonymous=True)))
    for name in ("Rune", "Olga", "Fjällvyn", "Anna", "Lena"):
        assert name not in hidden


def text_of(content):
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode()


def test_the_report_costs_the_same_however_much_was_said(review, make_round, rune, olga):
    def cost(of):
        with CaptureQueriesContext(connection) as queries:
            report_of(of, is_anonymous=False).facts  # noqa: B018  what is read for them counts
        return len(queries)

    small = cost(review)
    other = make_round([rune, olga], name="Större")
    for code in ("A1", "A2", "B1"):
        for person in (rune, olga):
            comment(other, person, code)
    other.refresh_from_db()
    assert (small, cost(other)) == (10, 10)
