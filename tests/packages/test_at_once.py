"""What is told at once by who comes by an address: nothing is filled in to be refused then."""

import pytest
from django.urls import reverse

from packages.models import PackagingAlternative
from programmes.choices import Role

pytestmark = pytest.mark.django_db
CLOSED = "Alternativet är avgjort och ändras inte. Gör en kopia och arbeta vidare i den."


@pytest.fixture
def places(made):
    """The pages that change the alternative or a part of it."""
    lot = made.one.lots.get()
    keys = {
        "alternative-edit": (), "alternative-remove": (), "package-create": (),
        "package-edit": (made.one.pk,), "package-remove": (made.one.pk,),
        "lot-create": (made.one.pk,), "lot-edit": (made.one.pk, lot.pk),
        "lot-remove": (made.one.pk, lot.pk),
    }  # fmt: skip
    return [
        reverse(f"packages:{name}", args=["prov", made.alternative.pk, *more])
        for name, more in keys.items()
    ]


@pytest.mark.parametrize("state", ["chosen", "rejected"])
def test_what_is_decided_on_is_refused_before_the_form(as_role, made, decision, places, state):
    client = as_role(Role.PROCUREMENT_OFFICER)
    assert {client.get(url).status_code for url in places} == {200}
    PackagingAlternative.objects.filter(pk=made.alternative.pk).update(
        state=state, decision=decision, reason="Två räcker."
    )
    board = reverse("packages:alternative-detail", args=["prov", made.alternative.pk])
    for url in places:
        answer = client.get(url, follow=True)
        assert answer.redirect_chain == [(board, 302)], url
        assert CLOSED in answer.content.decode(), url
    # What was opened before is kept with its reason, as it is for who was overtaken.
    edited = client.post(places[0], {"title": "Nytt", "position": 1})
    page = edited.content.decode()
    assert edited.status_code == 422 and CLOSED in page and 'value="Nytt"' in page
    assert PackagingAlternative.objects.get().title == "Två delar"


@pytest.mark.parametrize("name", ["alternative-copy", "module-move"])
def test_an_address_that_only_takes_what_is_sent_leads_to_the_alternative(as_role, made, name):
    """The page that asks for it again after signing in, or a saved link; it was blank."""
    url = reverse(f"packages:{name}", args=["prov", made.alternative.pk])
    answer = as_role(Role.PROCUREMENT_OFFICER).get(url)
    board = reverse("packages:alternative-detail", args=["prov", made.alternative.pk])
    assert (answer.status_code, answer["Location"]) == (302, board)
    assert PackagingAlternative.objects.count() == 1
    assert as_role(Role.READER).get(url).status_code == 403


def test_the_chosen_is_first_in_the_comparison_and_no_day_is_broken(as_role, made, decision):
    programme, one = made.alternative.programme, made.alternative
    last = PackagingAlternative.objects.create(programme=programme, title="Sist", position=9)
    made.one.starts_on = "2026-06-01"
    made.one.save()
    client, url = as_role(Role.READER), reverse("packages:alternative-list", args=["prov"])
    titles = [reading.alternative.title for reading in client.get(url).context["readings"]]
    assert titles == ["Två delar", "Sist"]
    decided = {"decision": decision, "reason": "Sist."}
    PackagingAlternative.objects.filter(pk=last.pk).update(state="chosen", **decided)
    PackagingAlternative.objects.filter(pk=one.pk).update(state="rejected", **decided)
    page = client.get(url).content.decode()
    table = page.split('id="figures-title"')[1].split("</section>")[0]
    assert table.index(">Sist<") < table.index(">Två delar<")
    assert 'Regionstyrelsen <span class="nowrap">2026-03-17</span>' in table
    assert 'Vårdsystemet (<span class="nowrap">2026-06-01</span>)<br>' in page


def test_texts_stay_escaped_with_their_days_whole(as_role, made):
    PackagingAlternative.objects.update(pros="<b>Före</b> 2026-01-02\n2026-01-023")
    page = as_role(Role.READER).get(reverse("packages:alternative-list", args=["prov"]))
    whole = '&lt;b&gt;Före&lt;/b&gt; <span class="nowrap">2026-01-02</span><br>2026-01-023'
    assert whole in page.content.decode()
