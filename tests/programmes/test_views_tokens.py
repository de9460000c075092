"""A person's keys: shown once, listed with how long they last, revoked, never another's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from programmes.actions_tokens import create_token, token_of
from programmes.models import ApiToken
from tests import factories

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PAGE = "/account/tokens/"


def make(client, **changed):
    """Send the form."""
    data = {"name": "BI", "scope": "read", "programme": "", "days": "90", **changed}
    return client.post(PAGE, data)


def test_a_key_is_made_and_its_secret_shown_once(as_role):
    """In the answer to the form and in no page after it."""
    client = as_role("reader")
    answer = make(client)
    secret = answer.context["secret"]
    assert answer.status_code == 200 and f'data-copy="{secret}"' in answer.content.decode()
    token = token_of(secret)
    assert (token.person, token.scope, token.programme) == (client.user, "read", None)
    assert token.history.get().history_user == client.user
    page = client.get(PAGE).content.decode()
    assert secret not in page and f"fvm_{token.prefix}" in page


def test_a_key_lasts_as_long_as_chosen(as_role):
    """Days from now."""
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        make(as_role("reader"), days="30")
    assert ApiToken.objects.get().expires_at == now + timedelta(days=30)


@pytest.mark.parametrize(
    "changed", [{"name": ""}, {"scope": "admin"}, {"days": "3650"}, {"programme": "0"}]
)
def test_what_cannot_be_is_refused(changed, as_role):
    """The form again, and no key."""
    answer = make(as_role("reader"), **changed)
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_only_ones_own_programmes_can_be_chosen(as_role, programme):
    """Another's is no choice."""
    other = factories.ProgrammeFactory()
    client = as_role("reader")
    assert make(client, programme=str(other.pk)).status_code == 422
    assert make(client, programme=str(programme.pk)).status_code == 200
    assert ApiToken.objects.get().programme == programme


def test_a_key_is_revoked_and_stays_in_the_list(as_role):
    """Useless at once; the list and the history keep it."""
    client = as_role("reader")
    secret = make(client).context["secret"]
    token = ApiToken.objects.get()
    answer = client.post(reverse("programmes:token-revoke", args=[token.pk]))
    assert answer.status_code == 302
    assert token_of(secret).revoked_at is not None
    assert "indragen" in client.get(PAGE).content.decode()
    assert [record.history_type for record in token.history.all()] == ["~", "+"]


def test_anothers_key_is_neither_seen_nor_revoked(as_role, make_person, programme):
    """404, as if there were none."""
    other = make_person("reader", programme)
    token, _secret = create_token(person=other, by=other, name="Hemlig", scope="read", days=30)
    client = as_role("programme_lead")
    assert "Hemlig" not in client.get(PAGE).content.decode()
    assert client.post(reverse("programmes:token-revoke", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_the_person_is_warned_before_a_key_expires(as_role):
    """From fourteen days before, in the list and on the account page."""
    start = datetime(2027, 3, 1, 12, tzinfo=UTC)
    client = as_role("reader")
    with time_machine.travel(start, tick=False):
        create_token(person=client.user, by=client.user, name="BI", scope="read", days=30)
    for days, is_warned in ((16, False), (17, True), (29, True), (31, False)):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            client.force_login(client.user)
            for path in ("/account/", PAGE):
                page = client.get(path).content.decode()
                assert ("går ut om" in page) is is_warned, (days, path)


def test_a_key_needs_that_the_person_has_just_signed_in(as_role):
    """One who has a password gives it again before a key is made in an open session."""
    client = as_role("reader")
    client.user.set_password("en lång fras om krav 7")
    client.user.save()
    client.force_login(client.user)
    answer = make(client)
    assert answer.status_code == 302 and "reauthenticate" in answer["Location"]
    assert not ApiToken.objects.exists()


def test_there_is_a_limit_to_how_many(as_role):
    """Twenty that work; a revoked one makes room."""
    client = as_role("reader")
    for _number in range(20):
        create_token(person=client.user, by=client.user, name="BI", scope="read", days=30)
    assert make(client).status_code == 422
    token = ApiToken.objects.first()
    client.post(reverse("programmes:token-revoke", args=[token.pk]))
    assert make(client).status_code == 200
