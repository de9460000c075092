"""Every address of the site is walked with GET and POST, by everybody who should not get in.

Without sign-in: the sign-in page. Signed in, but no member: 404. A member with the wrong role:
403. A refusal writes nothing. Who should get in, does.
"""

import os
import re
from functools import cache
from operator import attrgetter
from unittest.mock import patch

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse

from programmes.choices import Role
from programmes.roles import roles_with
from tests.architecture.url_pages import (
    ANYBODY,
    KEY,
    KEY_OR_SIGNED_IN,
    SIGNED_IN,
)
from tests.architecture.url_samples import SAMPLES
from tests.architecture.world import make_world

SECOND_DATABASE = bool(os.environ.get("FVM_SECOND_DATABASE"))
# allauth's pages are tried by its own project; ours is that signing up is closed.
FOREIGN = "accounts/"
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.I)
# Sessions of the one who asks are not content.
NOT_CONTENT = re.compile(r"django_session|\"cache\"")


@cache
def addresses() -> list[str]:
    """The name of every address, with its namespace; those without a name by their route."""
    found = []

    def walk(patterns, namespace=""):
        for pattern in patterns:
            if str(pattern.pattern) == FOREIGN:
                continue
            if hasattr(pattern, "url_patterns"):
                inner = pattern.namespace or ""
                walk(pattern.url_patterns, f"{namespace}{inner}:" if inner else namespace)
            else:
                found.append(f"{namespace}{pattern.name or pattern.pattern}")

    walk(get_resolver().url_patterns)
    return found


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One of everything, made once: whatever a request writes is undone (``ask``)."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        # Another world may have been made here before: its people have the same keys.
        client_of.cache_clear()
        # Signed in here: what a test writes itself is gone after it.
        for user in (made.stranger, *made.people.values()):
            client_of(user)
        client_of(None).get(reverse("party:open", args=[made.party_secret]))
        yield made
        transaction.set_rollback(True)


@cache
def client_of(user) -> Client:
    """A client that is signed in as the user; nobody for None."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def address(name: str, world) -> str:
    """The address of a sample in the world."""
    sample = SAMPLES[name]
    arguments = {}
    for key, place in sample.arguments.items():
        arguments[key] = place[1:] if place[0] == "=" else attrgetter(place)(world)
    try:
        found = reverse(name, kwargs=arguments)
    except NoReverseMatch:
        found = reverse(name, kwargs={"programme_slug": world.programme.slug, **arguments})
    return f"{found}?{sample.query}" if sample.query else found


def ask(user, method: str, path: str, data: dict):
    """One request and whether it wrote; everything it wrote is undone."""
    client = client_of(user)
    # A transaction does not bring back a file, so none is deleted.
    keep_files = patch.object(FileSystemStorage, "delete")
    with keep_files, transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(path, data if method == "post" else None)
        if answer.streaming:
            # Read to the end: the client then closes the file without closing the connection.
            answer.getvalue()
        transaction.set_rollback(True)
    wrote = [
        query["sql"]
        for query in queries.captured_queries
        if WRITES.match(query["sql"]) and not NOT_CONTENT.search(query["sql"])
    ]
    told = answer.headers.get("Location", "")
    if answer.status_code >= 500 and getattr(answer, "exc_info", None):
        told = repr(answer.exc_info[1])[:200]
    return answer.status_code, wrote, told


def test_every_address_has_a_sample():
    """A new address is added to url_samples.py with the permission that it asks for."""
    missing = sorted(set(addresses()) - set(SAMPLES))
    assert not missing, "no sample: " + ", ".join(missing)
    gone = sorted(set(SAMPLES) - set(addresses()))
    assert not gone, "no such address: " + ", ".join(gone)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_who_gets_in(name, world):
    """The walk of one address by everybody."""
    sample, path = SAMPLES[name], address(name, world)
    problems = []

    def expect(who, method, got, allowed):
        status, wrote, location = got
        if status not in allowed:
            problems.append(f"{who} {method}: {status} {location}, expected {sorted(allowed)}")
        if wrote and status in {401, 403, 404, 405}:
            problems.append(f"{who} {method}: refused, and still wrote {wrote[0][:100]}")

    def asked(user, method):
        return ask(user, method, path, sample.data)

    for method, needs in (("get", sample.get), ("post", sample.post)):
        status, wrote, location = got = asked(None, method)
        if needs == ANYBODY:
            expect("anybody", method, got, {200, 302})
            continue
        if sample.get == ANYBODY or sample.post == ANYBODY:
            expect("anybody", method, got, {405, 302, 403})
            continue
        if needs == KEY_OR_SIGNED_IN:
            expect("nobody", method, got, {401})
            allowed = {200} if method == "get" else {405}
            expect("signed in", method, asked(world.stranger, method), allowed)
            continue
        if needs == KEY:
            everybody = {"nobody": None, "stranger": world.stranger, **world.people}
            for who, user in everybody.items():
                expect(who, method, asked(user, method), {401})
            continue
        # Sign-in is asked for before anything else is said, also about the method.
        if status != 302 or "/login" not in location or wrote:
            problems.append(f"without sign-in {method}: {status} {location}")
        if needs == SIGNED_IN:
            expect("signed in", method, asked(world.stranger, method), GETS_IN)
            continue
        if needs is None:
            for who, user in [("stranger", world.stranger), *world.people.items()]:
                expect(who, method, asked(user, method), {405})
            continue
        expect("stranger", method, asked(world.stranger, method), {404})
        those_in = [role for role in Role.values if _gets_in(sample, needs, role)]
        # A refusal is the same on every database, and so is the page of the next who gets in.
        for role in those_in[:1] if SECOND_DATABASE else Role.values:
            allowed = GETS_IN if role in those_in else {sample.denied}
            expect(role, method, asked(world.people[role], method), allowed)
    assert not problems, f"{name} ({path}):\n" + "\n".join(problems)


def _gets_in(sample, needs, role) -> bool:
    may = role in roles_with(needs) and sample.only in {"", role}
    return may or (sample.appointed and role == Role.EVALUATOR)


# A POST without content is answered by the form again (200, 422), or done (302, 204).
GETS_IN = {200, 204, 302, 303, 400, 409, 422}


@pytest.mark.django_db
def test_nobody_signs_up():
    """Accounts are made by those who lead programmes, not by whoever passes."""
    from accounts.models import User

    client = Client()
    for path in (reverse("account_signup"),):
        page = client.get(path)
        assert b"<form" not in page.content or b'name="password1"' not in page.content
        client.post(path, {"email": "ny@exempel.test", "password1": "en lång fras om krav 7"})
    assert not User.objects.filter(email="ny@exempel.test").exists()


@pytest.mark.django_db
def test_foreign_pages_have_our_frame_or_are_closed():
    """allauth's pages answer without an error to one who is not signed in."""
    for name in ("account_login", "account_reset_password", "mfa_login_webauthn"):
        answer = Client().get(reverse(name))
        assert answer.status_code in {200, 302, 404}, name
