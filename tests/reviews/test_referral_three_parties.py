"""A referral of 300 requirements to three parties: nothing lands on the wrong requirement."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import ReviewComment
from reviews.referral_out import party_workbook, zip_of
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory
from tests.reviews.conftest import GAP
from tests.reviews.referral import Book, as_ods, make_referral, party_in, said_by, take_in

pytestmark = [pytest.mark.once, pytest.mark.django_db]
COUNT = 300


@pytest.fixture
def large(programme, lead):
    """K001 … K300 under one heading, sent to three parties."""
    catalogue = CatalogueFactory(programme=programme, slug="stor", name="Stor")
    heading = HeadingFactory(catalogue=catalogue, position=GAP, code="K", title="Krav")
    for number in range(1, COUNT + 1):
        RequirementFactory(
            catalogue=catalogue,
            position=(number + 1) * GAP,
            parent=heading,
            depth=1,
            code=f"K{number:03d}",
            title=f"Krav {number}",
            text=f"Systemet ska klara fall {number}.",
        )
    return make_referral(catalogue, lead)


def filled(party, step, word):
    """The party's workbook with a question on every ``step``:th requirement."""
    book = Book(party)
    for number in range(step, COUNT + 1, step):
        code = f"K{number:03d}"
        book.say(code, "Fråga", f"{word} om {code}")
    return book


def expected(word, numbers):
    return sorted((f"K{n:03d}", "question", f"{word} om K{n:03d}", "") for n in numbers)


def test_a_sorted_a_shortened_and_an_ods_workbook_are_merged_rightly(large, lead, need, tmp_path):
    soffice = need("soffice")
    ymer, ask, mimer = (party_in(large, name) for name in
                        ("Ymer Vård AB", "Ask Data AB", "Mimer Region"))  # fmt: skip
    # Sorted backwards by the text of the requirement, and the sheet renamed.
    book = filled(ymer, 2, "Ymer")
    book.set_rows(sorted(book.rows(), key=lambda row: row[4], reverse=True))
    book.sheet.title = "Våra svar"
    result = take_in(large, book.bytes(), lead)
    assert (len(result.new), len(result.changed), result.refused, result.absent) == (150, 0, [], 0)
    # Every row of the first two hundred that is not a multiple of three is deleted: 200 − 66.
    book = filled(ask, 3, "Ask")
    kept = [row for place, row in enumerate(book.rows(), start=1) if place > 200 or place % 3 == 0]
    book.set_rows(kept)
    result = take_in(large, book.bytes(), lead)
    assert (len(result.new), result.refused, result.absent) == (100, [], 134)
    content = as_ods(filled(mimer, 5, "Mimer").bytes(), tmp_path, soffice)
    result = take_in(large, content, lead, "svar.ods")
    assert (len(result.new), result.refused, result.notices, result.absent) == (60, [], [], 0)

    assert said_by(ymer) == expected("Ymer", range(2, 301, 2))
    assert said_by(ask) == expected("Ask", range(3, 301, 3))
    assert said_by(mimer) == expected("Mimer", range(5, 301, 5))
    # The same file again brings nothing.
    again = take_in(large, content, lead, "svar.ods")
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 60)
    assert ReviewComment.objects.count() == 310


def test_three_hundred_requirements_cost_a_second_and_a_fixed_number_of_queries(large):
    party = party_in(large, "Ymer Vård AB")
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        party_workbook(party)
    # Whether the party is asked about chapters only, the requirements, and what it said before.
    assert len(queries) == 3
    assert time.perf_counter() - began < 5
    assert zip_of([party]) == zip_of([party])
