"""The secret of a personal link: where it stands, and what lets a browser in after it."""

import logging
import time

import pytest
from django.conf import settings

from common.log_filter import HideSecrets
from tests.reviews.conftest import text_of
from tests.reviews.referral import link, pages

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_the_secret_stands_in_no_address_but_the_one_that_was_given(client, secret, ymer):
    """Addresses are kept by proxies, histories and logs: the secret stands there once."""
    answer = client.get(link(secret))
    assert (answer.status_code, answer["Location"]) == (302, f"/referral/{ymer.uid}/")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    cookie = answer.cookies[f"referral_{ymer.uid.hex}"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        f"/referral/{ymer.uid}/", True, "Lax",
    )  # fmt: skip
    assert secret not in cookie.value
    for name in ("start", "item"):
        page = client.get(pages(ymer, name, *([1] if name == "item" else [])))
        assert secret not in text_of(page) and secret not in str(page.headers)


def test_a_cookie_is_good_for_a_week_after_the_last_page(inside, ymer, monkeypatch):
    name, now = f"referral_{ymer.uid.hex}", time.time()
    for days, status in ((6, 200), (12, 200), (20, 404)):
        monkeypatch.setattr("django.core.signing.time.time", lambda d=days: now + d * 24 * 3600)
        assert inside.get(pages(ymer)).status_code == status
    monkeypatch.undo()
    inside.cookies[name] = inside.cookies[name].value + "x"
    assert inside.get(pages(ymer)).status_code == 404


def test_the_servers_own_log_does_not_hold_the_secret():
    from fvm_procurement import wsgi

    assert wsgi.application
    told = {"h": "::1", "r": "GET /referral/hemlig-1/ HTTP/1.1", "s": "302"}
    record = logging.LogRecord("gunicorn.access", 20, "", 1, '%(h)s "%(r)s" %(s)s', told, None)
    assert logging.getLogger("gunicorn.access").filter(record)
    assert record.getMessage() == '::1 "GET /referral/…/ HTTP/1.1" 302'


def test_logs_do_not_hold_the_secret():
    record = logging.LogRecord(
        "django.request", 30, "", 1, "%s: %s", ("Not Found", "/referral/hemlig-1/2/"), None
    )
    assert HideSecrets().filter(record)
    assert record.getMessage() == "Not Found: /referral/…/2/"
    console = settings.LOGGING["handlers"]["console"]
    assert console["filters"] == ["secrets"]
