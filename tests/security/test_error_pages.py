"""What a person sees when something is refused or breaks: status, plain words, a way on."""

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views.defaults import server_error

from programmes import views
from tests.conftest import DESK, PHONE

TRIES_A_MINUTE = 20  # allauth's limit for letters about a new password, for each address


@pytest.fixture(autouse=True)
def _tries_are_forgotten():
    cache.clear()


def judge(answer, status, heading):
    """The page has the status, our frame, the heading and a link to go on by."""
    text = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in text
    assert f'<p class="error-code">{status}</p>' in text
    assert 'lang="sv"' in text
    assert '<a class="btn btn-primary" href="/">Till startsidan</a>' in text
    return text


def test_an_address_that_is_not(client, db):
    judge(client.get("/finns-inte/"), 404, "Sidan finns inte")


def test_a_role_that_is_not_enough(as_role, programme):
    answer = as_role("reader").get(reverse("programmes:programme-edit", args=[programme.slug]))
    judge(answer, 403, "Din roll räcker inte för den här sidan")


def test_a_form_that_is_too_old(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {"login": "kim@exempel.test"})
    judge(answer, 403, "Sidan var för gammal")


def test_a_request_that_makes_no_sense(client, db):
    answer = client.get("/", headers={"host": "en-annan.test"})
    judge(answer, 400, "Begäran kunde inte läsas")


def ask_for_letters(client, times, **headers):
    """Ask for a new password for one address after the other; the last answer."""
    for number in range(times):
        typed = {"email": f"person{number}@exempel.test"}
        answer = client.post(reverse("account_reset_password"), typed, headers=headers)
    return answer


def test_too_many_tries(client, db):
    assert ask_for_letters(client, TRIES_A_MINUTE).status_code == 302
    judge(ask_for_letters(client, 1), 429, "För många försök")


def test_behind_a_proxy_each_person_has_tries_of_their_own(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    mine, forged = {"x-forwarded-for": "10.0.0.1"}, {"x-forwarded-for": "10.9.9.9, 10.0.0.1"}
    assert ask_for_letters(client, TRIES_A_MINUTE, **mine).status_code == 302
    assert ask_for_letters(client, 1, **mine).status_code == 429
    assert ask_for_letters(client, 1, **forged).status_code == 429
    assert ask_for_letters(client, 1, **{"x-forwarded-for": "10.0.0.2"}).status_code == 302


@pytest.mark.parametrize(
    ("language", "heading"),
    [("sv", "Något gick fel hos oss"), ("en", "Something went wrong on our side")],
)
def test_a_fault_of_ours_needs_no_database(language, heading):
    """This test may not touch the database, so the page cannot either."""
    with translation.override(language):
        answer = server_error(RequestFactory().get("/"))
    text = answer.content.decode()
    assert (answer.status_code, heading in text) == (500, True)
    assert f'lang="{language}"' in text


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["1440 light", "390 dark"]
)
def test_error_pages_are_without_faults(
    new_page, make_person, transactional_db, monkeypatch, axe_violations, viewport, scheme
):
    page = new_page(make_person(), viewport=viewport)
    page.emulate_media(color_scheme=scheme)
    assert page.goto("/finns-inte/").status == 404
    assert axe_violations(page) == []

    def break_down(*args, **kwargs):
        raise RuntimeError("as if something of ours had broken")

    monkeypatch.setattr(views, "render", break_down)
    assert page.goto("/").status == 500
    assert page.get_by_role("heading", name="Något gick fel hos oss").is_visible()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background[4:-1].split(","))) < 150) == (scheme == "dark"), background
