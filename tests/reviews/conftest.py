"""A small catalogue of two chapters, the people around it, and a round of it."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from reviews.actions import create_round, open_round
from reviews.actions_reading import write_comment
from reviews.actions_referral import issue_link
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory
from tests.reviews.referral import day, make_referral, opened, party_in

GAP = 1 << 20


@pytest.fixture
def catalogue(programme):
    """Journal with A1 and A2, Läkemedel with B1; all in draft and written by nobody known."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")

    def row(number, make, **fields):
        return make(catalogue=catalogue, position=number * GAP, **fields)

    journal = row(1, HeadingFactory, code="A", title="Journal")
    row(2, RequirementFactory, code="A1", parent=journal, depth=1, text="Ska visa listan.")
    row(3, RequirementFactory, code="A2", parent=journal, depth=1, text="Ska spara.")
    drugs = row(4, HeadingFactory, code="B", title="Läkemedel")
    row(5, RequirementFactory, code="B1", parent=drugs, depth=1, text="Ska varna.")
    return catalogue


@pytest.fixture
def lead(programme, make_person):
    return make_person("programme_lead", programme, "Lena")


@pytest.fixture
def author(programme, make_person):
    return make_person("author", programme, "Anna")


@pytest.fixture
def rune(programme, make_person):
    return make_person("reviewer", programme, "Rune")


@pytest.fixture
def olga(programme, make_person):
    return make_person("procurement_officer", programme, "Olga")


@pytest.fixture
def make_round(catalogue, lead):
    """``make_round(people, is_open=False, name="Annan")``: a round of the whole catalogue."""

    def make(people=(), *, is_open=True, **fields):
        values = {"name": "Vårens runda", "due_on": timezone.localdate() + timedelta(days=7)}
        review = create_round(catalogue=catalogue, by=lead, people=people, **values | fields)
        return open_round(review=review, by=lead) if is_open else review

    return make


@pytest.fixture
def row(catalogue):
    """``row("A1")``: a requirement of the catalogue by its code, as it is stored now."""
    return lambda code: catalogue.requirements.get(code=code)


@pytest.fixture
def as_person(client):
    """``as_person(rune)``: the client, signed in as that person."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def address(name, *args):
    """The address of a page of reviews in the programme ``prov``."""
    return reverse(f"reviews:{name}", args=["prov", *args])


def text_of(answer):
    """What an answer says, with its characters as people read them, without the forms' random
    marks: any code may turn up in those."""
    return html.unescape(re.sub(r'value="\w{64}"', "", answer.content.decode()))


def item_of(review, code):
    """The item of a round by its requirement's code."""
    return review.items.select_related("version", "requirement").get(requirement__code=code)


def reviewer_of(review, person):
    """The person as reviewer of a round."""
    return review.reviewers.get(user=person)


# ---------------------------------------------------------------- a referral to parties


@pytest.fixture
def _nobody_has_tried_yet():
    """Links that were tried are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def review(catalogue, lead, rune, _nobody_has_tried_yet):
    """A referral to three parties and Rune, who has said something of A1 that they must not see."""
    review = make_referral(catalogue, lead, purpose="Pröva kraven", people=[rune])
    write_comment(
        reviewer=reviewer_of(review, rune), item=item_of(review, "A1"), by=rune,
        kind="question", text="Internt: för dyrt",
    )  # fmt: skip
    return review


@pytest.fixture
def ymer(review):
    """The first of the parties."""
    return party_in(review, "Ymer Vård AB")


@pytest.fixture
def secret(ymer, lead):
    """What the address of Ymer's personal link holds."""
    return issue_link(reviewer=ymer, by=lead, expires_on=day(10))


@pytest.fixture
def inside(client, secret):
    """A browser in which Ymer's link has been opened."""
    assert opened(client, secret).status_code == 200
    return client
