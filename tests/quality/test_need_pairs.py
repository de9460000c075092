"""Needs that may be the same: found, why, said to be two, and taken back."""

import re
from itertools import combinations

import pytest
from django.urls import reverse

from quality.likeness.alike import MOST_PAIRS
from quality.need_pairs import digest_of, found_in, pairs_of, tell_reasons
from requirements_catalog.models import Need, NeedPairJudgement
from tests.factories import GoalFactory, ModuleFactory, NeedFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/p/prov/needs/alike/"
# Session, person, programme, roles; the comparison and what is newer; the needs and what has been
# said; modules and goals; and what the page's frame asks.
QUERIES = 12


@pytest.fixture
def world(programme):
    """A and B have one title; B and C four fifths of their words; D is alone, E is withdrawn."""
    state = "Läkaren ser patientens samtliga läkemedel i en och samma lista"

    def need(code, title, **more):
        fields = {"perspective": "staff", "dimension": "information", **more}
        return NeedFactory(programme=programme, code=code, title=title, **fields)

    class World:
        a = need("A", "Samlad lista", current_state="Ordinationer skrivs ut på papper varje morgon")
        b = need("B", "Samlad  LISTA", target_state=state)
        c = need("C", "Överblick", target_state=f"{state} och signerar", perspective="patients")
        d = need("D", "Boka tid på webben utan att ringa till mottagningen")
        e = need("E", "Samlad lista", withdrawn_at="2026-01-01T00:00:00Z")

    module = ModuleFactory(programme=programme, code="VIS")
    goal = GoalFactory(programme=programme, code="EM-1")
    for one in (World.a, World.b):
        one.modules.add(module)
    for one in (World.b, World.c):
        one.goals.add(goal)
    NeedFactory(programme=ProgrammeFactory(), code="A", title="Samlad lista")
    return World


def pairs(programme):
    return pairs_of(programme, found_in(programme))


def compare(client):
    return client.post(f"{ADDRESS}compare/")


def test_the_same_title_and_nearly_the_same_text_are_found(programme, world):
    """A and B have the same two words as titles. C's state is B's with two words more."""
    (first, second) = pairs(programme)
    assert (first.first, first.second, first.score) == (world.a, world.b, 100)
    assert (second.first, second.second) == (world.b, world.c)
    assert 75 <= second.score < 100


def test_what_speaks_for_it_is_told(programme, world):
    found = pairs(programme)
    tell_reasons(found)
    assert found[0].reasons == [
        "rubrik är lika till 100 %", "samma perspektiv: medarbetare",
        "samma dimension: information", "båda gäller VIS",
    ]  # fmt: skip
    assert found[1].reasons[0].startswith("målbild är lika till ")
    assert found[1].reasons[1:] == ["samma dimension: information", "båda tjänar EM-1"]


def post(client, first, second, **more):
    seen = [digest_of(Need.objects.get(pk=one.pk)) for one in (first, second)]
    return client.post(ADDRESS, {"need": [first.pk, second.pk], "seen": seen, **more})


def sent_by(answer, first, second) -> dict:
    """What the form of a pair sends, as it stands on the page."""
    page = answer.content.decode()
    start = f'name="need" value="{first.pk}"><input type="hidden" name="need" value="{second.pk}">'
    form = page.split(start)[1].split("</form>")[0]
    reason = re.search(r'name="reason"[^>]* value="([^"]*)"', form)
    return {
        "need": [first.pk, second.pk],
        "seen": re.findall(r'name="seen" value="(\w+)"', form),
        "reason": reason[1] if reason else "",
    }


def test_what_is_said_is_said_of_the_texts_that_were_read(as_role, programme, world):
    """A is rewritten while the page is open: its reader is shown the new text, with the reason."""
    client = as_role("author")
    compare(client)
    sent = sent_by(client.get(ADDRESS), world.a, world.b) | {"reason": "Sluten och öppen vård"}
    need = Need.objects.get(pk=world.a.pk)
    need.target_state = "Listan förs helt i öppen vård"
    need.save()
    answer = client.post(ADDRESS, sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and not NeedPairJudgement.objects.exists()
    assert "Texterna har ändrats sedan du öppnade sidan. Inget är sparat." in page
    # It is no longer among the compared, and is still read, with what was typed.
    assert "Listan förs helt i öppen vård" in page
    assert page.count("texterna har ändrats</span>") == 1
    again = sent_by(answer, world.a, world.b)
    assert again["reason"] == "Sluten och öppen vård" and again["seen"] != sent["seen"]
    assert client.post(ADDRESS, again).status_code == 302
    said = NeedPairJudgement.objects.get()
    assert [said.first_digest, said.second_digest] == again["seen"]
    # And holds when they are compared anew.
    assert [pair.is_open for pair in pairs(programme)] == [False, True]


def test_a_page_that_was_compared_anew_tells_it_once(as_role, programme, world):
    client = as_role("author")
    compare(client)
    sent = sent_by(client.get(ADDRESS), world.a, world.b) | {"reason": "Två"}
    Need.objects.filter(pk=world.b.pk).update(measure="Ny åtgärd")
    compare(client)
    answer = client.post(ADDRESS, sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and page.count(f'id="reason-{world.a.pk}-{world.b.pk}"') == 1
    assert sent_by(answer, world.a, world.b)["reason"] == "Två"


@pytest.mark.parametrize("seen", [[], ["0" * 32], ["0" * 32] * 2])
def test_what_says_nothing_of_the_texts_is_refused(as_role, world, seen):
    sent = {"need": [world.a.pk, world.b.pk], "reason": "Två", "seen": seen}
    assert as_role("author").post(ADDRESS, sent).status_code == 409
    assert not NeedPairJudgement.objects.exists()


def test_a_pair_leads_to_the_merge_and_is_dismissed_with_a_reason(as_role, programme, world):
    client = as_role("author")
    assert "Behoven har inte jämförts än" in client.get(ADDRESS).content.decode()
    compare(client)
    page = client.get(ADDRESS).content.decode()
    merge = reverse("requirements_catalog:need-merge", args=["prov"])
    address = f"{merge}?need={world.a.pk}&need={world.b.pk}"
    assert address.replace("&", "&amp;") in page
    assert "Slå samman behov" in client.get(address).content.decode()
    # Without a reason nothing is said.
    answer = post(client, world.a, world.b, reason="  ")
    assert answer.status_code == 422 and not NeedPairJudgement.objects.exists()
    assert "Skriv varför det inte är samma behov." in answer.content.decode()
    post(client, world.b, world.a, reason="Sluten och öppen vård")
    said = NeedPairJudgement.objects.get()
    assert (said.first, said.second, said.judged_by) == (world.a, world.b, client.user)
    assert "Sluten och öppen vård" in client.get(f"{ADDRESS}?tab=judged").content.decode()
    assert address.replace("&", "&amp;") not in client.get(ADDRESS).content.decode()
    post(client, world.a, world.b, act="reopen")
    assert address.replace("&", "&amp;") in client.get(ADDRESS).content.decode()
    assert NeedPairJudgement.objects.count() == 2


def test_what_was_said_holds_as_long_as_the_texts(as_role, programme, world):
    """A pair whose text has changed is not shown until the needs are compared anew."""
    client = as_role("author")
    compare(client)
    found = found_in(programme)
    post(client, world.a, world.b, reason="Två")
    assert [pair.is_open for pair in pairs_of(programme, found)] == [False, True]
    need = Need.objects.get(pk=world.a.pk)
    need.measure = "Ny åtgärd"
    need.save()
    assert [(pair.first, pair.is_open) for pair in pairs_of(programme, found)] == [(world.b, True)]
    assert "1 behov är nytt eller ändrat sedan dess." in client.get(ADDRESS).content.decode()
    assert [pair.is_open for pair in pairs(programme)] == [True, True]


def test_who_only_reads_says_nothing_and_strangers_needs_are_refused(as_role, programme, world):
    assert post(as_role("reader"), world.a, world.b, reason="Två").status_code == 403
    stranger = NeedFactory(programme=ProgrammeFactory())
    client = as_role("author")
    for other in (stranger, world.e, world.a):
        assert post(client, world.a, other, reason="Två").status_code == 422
    assert client.post(ADDRESS, {"need": ["x"], "reason": "Två"}).status_code == 422
    assert not NeedPairJudgement.objects.exists()
    compare(client)
    assert compare(as_role("reader")).status_code == 403
    assert 'id="reason-' in client.get(ADDRESS).content.decode()
    assert 'id="reason-' not in as_role("reader").get(ADDRESS).content.decode()


@pytest.mark.parametrize("count", [2, 60])
def test_the_list_costs_the_same_whatever_the_number(
    as_role, programme, django_assert_num_queries, count
):
    for number in range(count):
        NeedFactory(programme=programme, code=f"N{number}", title="Samlad lista")
    client = as_role("author")
    compare(client)
    client.get(ADDRESS)
    with django_assert_num_queries(QUERIES):
        page = client.get(ADDRESS).content.decode()
    # Two make one pair, and sixty 60 · 59 / 2 = 1 770, of which a page shows 25.
    assert page.count('class="pair"') == {2: 1, 60: 25}[count]


def test_every_pair_of_one_title_is_told(programme):
    needs = [
        NeedFactory(programme=programme, code=code, title=title)
        for code, title in (("A", "Samlad lista"), ("B", "Samlad LISTA"), ("C", "samlad  lista"))
    ]
    told = [(pair.first, pair.second, pair.score) for pair in pairs(programme)]
    assert told == [(one, other, 100) for one, other in combinations(needs, 2)]


def test_no_more_pairs_are_made_than_are_told(programme, monkeypatch):
    """Of 4 there are 6 pairs: four are told where the bound is four."""
    assert MOST_PAIRS == 5_000
    monkeypatch.setattr("quality.need_pairs.MOST_PAIRS", 4)
    for number in range(4):
        NeedFactory(programme=programme, code=f"N{number}", title="Samlad lista")
    assert len(found_in(programme)) == 4
