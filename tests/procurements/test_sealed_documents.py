"""Issued documents are known again where files are checked."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from procurements.documents import issue_document, withdraw_documents
from tests.baselines.file_steps import edited, verified
from tests.procurements.document_sample import make_procurement

pytestmark = pytest.mark.django_db
KIND = "procurement-documents"


@pytest.fixture(autouse=True)
def _no_limit_is_reached():
    cache.clear()


@pytest.fixture
def issued(programme, make_person):
    procurement = make_procurement(programme)
    by = make_person("procurement_officer", programme)
    document = issue_document(procurement=procurement, kind=KIND, format="xlsx", by=by)
    withdraw_documents(procurement=procurement, kind=KIND, by=by, reason="Fel i bilaga 3")
    return document


def content_of(document) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


def test_an_issued_document_is_known_by_anybody_by_what_its_cover_says(issued):
    answer = verified(content_of(issued), "dokument.xlsx")
    assert answer.outcome == "exact"
    assert dict(answer.facts)["Upphandling"] == issued.procurement.title
    assert dict(answer.facts)["Utgåva"] == "1"
    assert (answer.url, answer.notices) == ("", ())


def test_whoever_may_read_it_is_told_that_it_is_withdrawn(issued, as_role):
    answer = verified(content_of(issued), "dokument.xlsx", as_role("reader"))
    assert answer.notices == ("Dokumentet är upphävt: Fel i bilaga 3",)
    assert answer.url == reverse(
        "procurements:document-list", args=["prov", issued.procurement.slug]
    )


def test_a_member_of_another_programme_is_told_no_more_than_anybody(issued, as_role):
    answer = verified(content_of(issued), "dokument.xlsx", as_role(None))
    assert (answer.url, answer.notices) == ("", ())


def test_an_altered_issued_document_is_not_taken_for_ours(issued):
    answer = verified(edited(content_of(issued), lambda book: None), "dokument.xlsx")
    assert answer.outcome == "foreign"
