"""A decision noted on the way to a choice: one comes back with it, and with what was typed."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from packages.actions import copy_alternative, move_module
from packages.models import PackagingAlternative
from procurements.actions import add_lot, create_procurement
from procurements.models import Procurement
from programmes.choices import Role
from programmes.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(made):
    return reverse("packages:alternative-choose", args=["prov", made.alternative.pk])


@pytest.fixture
def create():
    return reverse("programmes:register-create", args=["prov", "decisions"])


@pytest.fixture
def other(made, lead):
    return copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)


@pytest.fixture
def client(as_role):
    return as_role(Role.PROGRAMME_LEAD)


def seen_in(answer) -> str:
    return answer.context["form"]["seen"].value()


def leaving(client, url, made, other) -> str:
    """The address that the button leads to, with a form that is half typed."""
    sent = {
        "decision": "", "reason": "Två räcker.", f"rejected_{other.pk}": "För stort.",
        "packages": [made.one.pk, made.two.pk], "seen": seen_in(client.get(url)),
    }  # fmt: skip
    answer = client.post(url, sent | {"new_decision": "1"})
    assert answer.status_code == 302
    return answer["Location"]


def note(client, address, decision):
    """Fill in and send the form of a new decision, with what it carries."""
    page = client.get(address).content.decode()
    carried = {
        name: page.split(f'name="{name}" value="')[1].split('"')[0].replace("&amp;", "&")
        for name in ("return", "return_as")
    }
    sent = {"title": "Nytt", "body": decision.body_id, "decided_on": "2026-04-01"}
    # First refused for a lack: the way back is carried on.
    refused = client.post(address, carried | {"title": "Nytt"}).content.decode()
    assert 'name="return_as" value="decision"' in refused
    return client.post(address, carried | sent)["Location"]


def test_the_button_stands_below_the_decision(client, url):
    page = client.get(url).content.decode()
    form = page.split('<form class="panel form-wide"')[1]
    decision, button = form.index('name="decision"'), form.index('name="new_decision"')
    assert decision < button < form.index('name="reason"')


def test_enter_in_a_field_chooses_and_does_not_begin_a_new_decision(client, url):
    """A browser presses the first button of the form then."""
    form = client.get(url).content.decode().split('<form class="panel form-wide"')[1]
    first = form[form.index('type="submit"') :].split(">")[0]
    assert "new_decision" not in first and "new_decision" in form


def test_one_comes_back_with_the_new_decision_chosen_and_what_was_typed(
    client, url, create, made, other, decision
):
    leading = leaving(client, url, made, other)
    assert not PackagingAlternative.objects.filter(state="chosen").exists()
    assert leading.startswith(f"{create}?")
    back = note(client, leading, decision)
    noted = Decision.objects.get(title="Nytt")
    assert back == f"{url}?kept=1&decision={noted.pk}"
    answer = client.get(back)
    page = answer.content.decode()
    assert f'<option value="{noted.pk}" selected>' in page
    assert "Två räcker.</textarea>" in page and "För stort.</textarea>" in page
    form = answer.context["form"]
    assert form["packages"].value() == [str(made.one.pk), str(made.two.pk)]
    assert not answer.context["overtaken"] and not form.errors and "data-unsaved" in page
    # Chosen from there, and nothing is kept for another time.
    sent = {
        "decision": noted.pk, "reason": "Två räcker.", f"rejected_{other.pk}": "För stort.",
        "decision_confirmed": noted.pk, "seen": seen_in(answer),
    }  # fmt: skip
    assert client.post(back, sent).status_code == 302
    made.alternative.refresh_from_db()
    assert made.alternative.decision == noted
    assert "packaging-choice" not in client.session


def test_who_changes_their_mind_comes_back_to_what_was_typed(client, url, made, other, decision):
    page = client.get(leaving(client, url, made, other)).content.decode()
    assert f'<a class="btn btn-link" href="{url}?kept=1">' in page
    form = client.get(f"{url}?kept=1").context["form"]
    assert (form["reason"].value(), form["decision"].value()) == ("Två räcker.", "")
    assert "data-unsaved" not in client.get(url).content.decode()
    # Who opens the page by itself begins anew, and another alternative has its own.
    assert client.get(url).context["form"]["reason"].value() is None
    beside = reverse("packages:alternative-choose", args=["prov", other.pk])
    assert client.get(f"{beside}?kept=1").context["form"]["reason"].value() is None


@pytest.mark.parametrize("key", ["x", "0", "9" * 30])
def test_a_forged_decision_is_not_chosen(client, url, decision, key):
    page = client.get(f"{url}?kept=1&decision={key}").content.decode()
    assert f'<option value="{decision.pk}" selected' not in page and 'name="decision"' in page


def test_what_was_changed_meanwhile_is_told_to_who_comes_back(
    client, url, made, other, lead, decision
):
    """VIS is published and APP moved meanwhile: its tick goes, for it would be bought twice."""
    leading = leaving(client, url, made, other)
    there = create_procurement(programme=decision.programme, slug="ute", title="Ute", by=lead)
    add_lot(procurement=there, number=1, title="Delen", modules=[made.vis], by=lead)
    Procurement.objects.filter(pk=there.pk).update(
        state="published", published_at="2026-06-01T08:00Z"
    )
    move_module(alternative=made.alternative, module=made.app, lot=made.two.lots.get(), by=lead)
    answer = client.get(note(client, leading, decision))
    assert "har ändrats sedan du öppnade sidan" in answer.content.decode()
    form = answer.context["form"]
    assert form["packages"].value() == [str(made.two.pk)]
    assert form["reason"].value() == "Två räcker."


def test_the_key_is_told_only_where_it_is_asked_for(client, url, create, decision):
    sent = {"title": "Nytt", "body": decision.body_id, "decided_on": "2026-04-01"}
    assert client.post(create, sent | {"return": url})["Location"] == url
    sent |= {"title": "Nyare", "return": f"{url}?a=1#b", "return_as": "x&y"}
    told = urlsplit(client.post(create, sent)["Location"])
    key = str(Decision.objects.get(title="Nyare").pk)
    assert (told.path, told.fragment) == (url, "b")
    assert parse_qs(told.query) == {"a": ["1"], "x&y": [key]}


@pytest.mark.parametrize("address", ["https://example.org/p/prov/", "//example.org", "/p/annat/"])
def test_it_leads_to_no_page_but_the_programmes_own(as_role, decision, address):
    client = as_role(Role.PROGRAMME_LEAD)
    create = reverse("programmes:register-create", args=["prov", "decisions"])
    page = client.get(create, {"return": address}).content.decode()
    assert 'name="return"' not in page and f'href="{address}"' not in page
    sent = {"title": "Nytt", "body": decision.body_id, "decided_on": "2026-04-01"}
    answer = client.post(create, sent | {"return": address})
    made = Decision.objects.get(title="Nytt")
    assert answer["Location"] == reverse(
        "programmes:register-detail", args=["prov", "decisions", made.pk]
    )
