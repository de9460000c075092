"""Who gets in by the API: only a working key, only what its person may, and nobody by a cookie."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import override_settings

from programmes.actions_tokens import create_token, revoke_token, token_of
from programmes.models import ApiToken, Membership
from requirements_catalog.models import Catalogue, Requirement
from tests import factories

from .api_client import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(programme):
    """A requirement of the programme, in the catalogue "journal"."""
    catalogue = factories.CatalogueFactory(programme=programme, slug="journal")
    return factories.RequirementFactory(catalogue=catalogue, code="J-1", title="Läsa")


def addresses(row):
    """Every address that tells something of the requirement."""
    return [
        "catalogues/journal/",
        "catalogues/journal/fields/",
        "catalogues/journal/requirements/",
        f"requirements/{row.uid}/",
        f"requirements/{row.uid}/links/",
        f"requirements/{row.uid}/relations/",
        f"requirements/{row.uid}/history/",
    ]


def assert_problem(answer, status, code):
    """A refusal in the one form, which tells nothing of any requirement."""
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["type"]) == (status, f"urn:fvm:problem:{code}")
    assert "Läsa" not in answer.content.decode()
    return body


def test_without_a_key_there_is_nothing(row, as_role):
    """No key, a wrong scheme, a made-up key and a session's cookie are all 401."""
    session = as_role("requirements_manager")
    for path in addresses(row):
        answer = Program().get(path)
        assert_problem(answer, 401, "not-authenticated")
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert_problem(
            Program(secret="fvm_aabbccddeeff_hittepå").get(path), 401, "not-authenticated"
        )
        assert_problem(Program(secret="två ord").get(path), 401, "not-authenticated")
        assert_problem(session.get(f"/api/v1/{path}"), 401, "not-authenticated")
    answer = Program().get("catalogues/", Authorization="Basic cHJvdjpwcm92")
    assert_problem(answer, 401, "not-authenticated")


def test_a_signed_in_session_cannot_write(row, as_role):
    """Another site's page cannot use the cookies of one who is signed in."""
    client = as_role("requirements_manager")
    answer = client.patch(
        f"/api/v1/requirements/{row.uid}/",
        '{"title": "Tagen"}',
        content_type="application/json",
        headers={"If-Match": "*"},
    )
    assert_problem(answer, 401, "not-authenticated")
    assert Requirement.objects.get().title == "Läsa"


def test_an_expired_key_gets_nothing(row, make_person, programme):
    """The key works the second before its time is out, and not after."""
    start = datetime(2027, 3, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        program = Program(make_person("reader", programme))
    with time_machine.travel(start + timedelta(days=30, seconds=-1), tick=False):
        assert program.get(addresses(row)[0]).status_code == 200
    with time_machine.travel(start + timedelta(days=30), tick=False):
        for path in addresses(row):
            body = assert_problem(program.get(path), 401, "not-authenticated")
            assert "tid är ute" in body["detail"]


def test_a_revoked_key_and_one_of_a_closed_account_get_nothing(row, make_person, programme):
    """From the moment it is revoked, or its person's account is closed."""
    program = Program(make_person("reader", programme))
    assert program.get("catalogues/").json()["count"] == 1
    revoke_token(token=program.token, by=program.person)
    assert_problem(program.get("catalogues/"), 401, "not-authenticated")
    other = Program(make_person("reader", programme))
    other.person.is_active = False
    other.person.save()
    assert_problem(other.get("catalogues/"), 401, "not-authenticated")


def test_a_stranger_sees_nothing(row, make_person):
    """A key of one who is no member: empty list, and 404 as if nothing existed."""
    stranger = make_person()
    factories.MembershipFactory(user=stranger, role="programme_lead")
    program = Program(stranger)
    assert program.get("catalogues/").json()["results"] == []
    for path in addresses(row):
        assert_problem(program.get(path), 404, "not-found")
    answer = program.patch(f"requirements/{row.uid}/", {"title": "Tagen"}, match="*")
    assert_problem(answer, 404, "not-found")
    assert Requirement.objects.get().title == "Läsa"


def test_a_former_member_sees_nothing(row, make_person, programme):
    """The key follows its person's roles as they are now."""
    program = Program(make_person("reader", programme))
    assert program.get(addresses(row)[0]).status_code == 200
    Membership.objects.filter(user=program.person).delete()
    for path in addresses(row):
        assert_problem(program.get(path), 404, "not-found")


def writes(row):
    """Every request that writes."""
    uid = row.uid
    return [
        ("POST", "catalogues/journal/requirements/", {"kind": "mandatory", "text": "Ny"}),
        ("PATCH", f"requirements/{uid}/", {"title": "Tagen"}),
        ("PUT", f"requirements/{uid}/links/", {"modules": []}),
        ("POST", f"requirements/{uid}/move/", {"first": True}),
        ("POST", f"requirements/{uid}/withdraw/", {"reason": "Bort"}),
        ("POST", f"requirements/{uid}/restore/", {}),
        ("POST", f"requirements/{uid}/relations/", {"kind": "refines", "requirement": str(uid)}),
        ("DELETE", f"requirements/{uid}/relations/1/", None),
        ("PATCH", "catalogues/journal/", {"name": "Tagen"}),
        ("POST", "catalogues/", {"programme": "prov", "slug": "tagen", "name": "Tagen"}),
    ]


@pytest.mark.parametrize("role", ["reader", "reviewer", "evaluator", "auditor"])
def test_the_wrong_role_writes_nothing(role, row, make_person, programme):
    """403, and nothing is written, though the key itself may write."""
    program = Program(make_person(role, programme))
    for method, path, data in writes(row):
        answer = program.ask(method, path, data, match="*")
        assert_problem(answer, 403, "not-allowed")
    assert_untouched(row)


def test_a_reading_key_writes_nothing(row, make_person, programme):
    """Also when its person may."""
    program = Program(make_person("requirements_manager", programme), scope="read")
    assert program.get(addresses(row)[0]).status_code == 200
    for method, path, data in writes(row):
        assert_problem(program.ask(method, path, data, match="*"), 403, "not-allowed")
    assert_untouched(row)


def assert_untouched(row):
    """The requirement is as it was, alone, and with no history."""
    found = Requirement.objects.get()
    assert (found.title, found.status, found.position) == ("Läsa", "draft", row.position)
    assert found.history.count() == 1
    assert list(Catalogue.objects.values_list("slug", "name")) == [("journal", row.catalogue.name)]


def test_a_key_of_one_programme_reaches_no_other(row, make_person, programme):
    """Its person is a member of both."""
    person = make_person("requirements_manager", programme)
    other = factories.MembershipFactory(user=person, role="requirements_manager").programme
    elsewhere = factories.RequirementFactory(catalogue__programme=other, title="Läsa mer")
    program = Program(person, programme=programme)
    assert [one["slug"] for one in program.get("catalogues/").json()["results"]] == ["journal"]
    assert program.get(f"requirements/{row.uid}/").status_code == 200
    assert_problem(program.get(f"requirements/{elsewhere.uid}/"), 404, "not-found")
    slug = elsewhere.catalogue.slug
    assert_problem(program.get(f"catalogues/{slug}/requirements/"), 404, "not-found")
    answer = program.patch(f"requirements/{elsewhere.uid}/", {"title": "Tagen"}, match="*")
    assert_problem(answer, 404, "not-found")
    both = Program(person)
    assert both.get("catalogues/").json()["count"] == 2


@override_settings(API_RATE="3/min")
def test_too_many_requests_are_told_to_wait(row, make_person, programme):
    """Each key counts for itself."""
    program = Program(make_person("reader", programme))
    assert [program.get("catalogues/").status_code for _ in range(3)] == [200, 200, 200]
    answer = program.get("catalogues/")
    assert_problem(answer, 429, "too-many")
    assert 0 < int(answer["Retry-After"]) <= 61
    assert Program(make_person("reader", programme)).get("catalogues/").status_code == 200


def test_the_secret_is_kept_nowhere(make_person, programme):
    """What the database and the history hold does not open anything."""
    person = make_person("reader", programme)
    token, secret = create_token(person=person, by=person, name="BI", scope="read", days=30)
    assert token_of(secret) == token
    kept = str(ApiToken.objects.values().get()) + str(ApiToken.history.values().get())
    assert secret not in kept and secret.split("_", 2)[2] not in kept
    assert "digest" not in {field.name for field in ApiToken.history.model._meta.fields}
    for wrong in (secret[:-1], secret + "a", secret.upper(), token.prefix, "", "fvm__", "fvm_å_b"):
        assert token_of(wrong) is None


def test_use_is_noted_once_a_minute(make_person, programme, row):
    """The list of keys tells when one was last used; reading does not write each time."""
    start = datetime(2027, 3, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        program = Program(make_person("reader", programme))
        program.get("catalogues/")
    with time_machine.travel(start + timedelta(seconds=59), tick=False):
        program.get("catalogues/")
    assert ApiToken.objects.get().last_used_at == start
    with time_machine.travel(start + timedelta(seconds=60), tick=False):
        program.get("catalogues/")
    assert ApiToken.objects.get().last_used_at == start + timedelta(seconds=60)
    assert ApiToken.history.count() == 1


def test_forged_identities_are_not_found(row, make_person, programme):
    """Keys of rows, broken and foreign identities are 404 in the one form, never an error."""
    program = Program(make_person("requirements_manager", programme))
    for uid in (
        str(row.pk),
        "x",
        "0" * 32,
        "%00",
        "%F0%9F%A6%8A",
        "{" + str(row.uid) + "}",
        "a" * 3000,
    ):
        assert_problem(program.get(f"requirements/{uid}/"), 404, "not-found")
    for slug in ("finns-inte", "%00", "a" * 3000, "journal%27"):
        assert_problem(program.get(f"catalogues/{slug}/"), 404, "not-found")
    assert_problem(program.get("nonsens/"), 404, "not-found")
    assert_problem(program.post("nonsens/alls", {}), 404, "not-found")


def test_answers_are_kept_by_no_cache(row, make_person, programme):
    """What a key may see is for its program only."""
    answer = Program(make_person("reader", programme)).get(addresses(row)[0])
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies
