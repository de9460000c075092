"""The pages of suspect requirements: what they show, who may clear, what they cost."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from baselines.models import SuspectScan, Suspicion, SuspicionCleared
from requirements_catalog.actions.requirements import (
    save_need,
)
from requirements_catalog.look import look_at
from requirements_catalog.models import ExtraField
from tests.baselines.suspect_steps import add, refresh

pytestmark = pytest.mark.django_db


def address(catalogue, name="suspicion-list"):
    return reverse(f"baselines:{name}", args=[catalogue.programme.slug, catalogue.slug])


def test_the_page_groups_shows_and_clears(chain, programme, need, anna, client):
    client.force_login(anna)
    assert "Inget är osäkert" in client.get(address(chain)).text
    save_need(need=need, by=anna, target_state="Listan visas inom 1 sekund.")
    page = client.get(address(chain))
    assert [row.requirement.code for row in page.context["page"]] == ["K-1", "K-2", "K-3"]
    assert "<del>2 sekunder</del><ins>1 sekund</ins>" in page.text
    assert "i 2 led via K-1" in page.text
    keys = [row.pk for row in page.context["page"]]
    refused = client.post(address(chain), {"suspicion": keys, "note": ""})
    assert refused.status_code == 422
    assert refused.context["chosen"] == keys
    assert not SuspicionCleared.objects.exists()
    done = client.post(address(chain) + "?distance=1", {"only": keys[0], "suspicion": keys})
    assert done.status_code == 302
    assert done["Location"].endswith("?distance=1")
    assert SuspicionCleared.objects.get().suspicion_id == keys[0]
    cleared = client.get(address(chain) + "?state=cleared")
    assert [row.requirement.code for row in cleared.context["page"]] == ["K-1"]
    # There is nothing to mark where all has been gone through.
    assert 'name="change"' in client.get(address(chain)).text
    assert 'name="change"' not in cleared.text
    assert "Systemet ska klara K-1." in cleared.text


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("distance=1", ["K-1"]),
        ("distance=2", ["K-2"]),
        ("distance=3", ["K-3"]),
        ("cause=law", []),
        ("cause=need", ["K-1", "K-2", "K-3"]),
        ("cause=nonsens", ["K-1", "K-2", "K-3"]),
    ],
)
def test_the_page_filters(query, codes, chain, need, anna, client):
    save_need(need=need, by=anna, title="Ny")
    client.force_login(anna)
    page = client.get(f"{address(chain)}?{query}")
    assert [row.requirement.code for row in page.context["page"]] == codes


@pytest.mark.parametrize("role", ["reader", "reviewer", "procurement_officer"])
def test_who_may_not_write_reads_and_clears_nothing(role, chain, programme, need, anna, as_role):
    save_need(need=need, by=anna, title="Ny")
    client = as_role(role)
    page = client.get(address(chain))
    assert "Genomgånget</button>" not in page.text
    key = page.context["page"][0].pk
    assert client.post(address(chain), {"only": key}).status_code == 403
    assert client.post(address(chain, "law-change"), {"text": "PDL"}).status_code == 403
    assert not SuspicionCleared.objects.exists()


def test_hostile_input_writes_nothing(chain, need, anna, client):
    save_need(need=need, by=anna, title="Ny")
    client.force_login(anna)
    client.get(address(chain))
    for sent in (
        {"only": "x"}, {"suspicion": "99999999999999999999"}, {"change": "-1"}, {},
        {"only": "1", "note": "x" * 301}, {"only": str(Suspicion.objects.first().pk), "note": "\0"},
    ):  # fmt: skip
        assert client.post(address(chain), sent).status_code == 422, sent
    assert not SuspicionCleared.objects.exists()
    law = client.post(address(chain, "law-change"), {"text": "PDL", "in_force_on": "i morgon"})
    assert law.status_code == 422
    assert 'value="PDL"' in law.text


def test_the_law_form_and_the_watched_fields(catalogue, programme, anna, client):
    add(catalogue, anna, "K-1", law_reference="PDL 4 kap. 2 §")
    client.force_login(anna)
    done = client.post(
        address(catalogue, "law-change"), {"text": "PDL", "in_force_on": "2027-01-01"}, follow=True
    )
    assert "1 krav i programmet är markerat som osäkert." in done.text
    assert "Gäller från 2027-01-01" in done.text
    url = reverse("baselines:watched-fields", args=[programme.slug])
    assert client.post(url, {"need": ["title"], "standard": ["nej"]}).status_code == 422
    assert client.post(url, {"need": ["title"], "reason": "Färre"}).status_code == 302
    assert programme.suspect_fields.chosen == {
        "need": ["title"], "standard": [], "module": [], "requirement": [],
    }  # fmt: skip
    assert "Färre" in client.get(url).text
    ExtraField.objects.create(catalogue=catalogue, key="svar", label="Svarstid")
    assert "Svarstid (eget fält)" in client.get(url).text
    assert client.post(url, {"requirement": ["extra.svar"]}).status_code == 302
    programme.suspect_fields.refresh_from_db()
    assert programme.suspect_fields.chosen["requirement"] == ["extra.svar"]
    assert "<dd>Svarstid</dd>" in client.get(url).text


def test_the_requirements_page_says_so(chain, programme, need, anna, client):
    save_need(need=need, by=anna, title="Ny")
    client.force_login(anna)
    row = chain.requirements.get(code="K-2")
    page = client.get(
        reverse("requirements_catalog:requirement-detail", args=[programme.slug, row.pk])
    )
    assert "Något som kravet bygger på har ändrats" in page.text
    assert "i 2 led via K-1" in page.text
    other = chain.requirements.get(code="K-4")
    page = client.get(
        reverse("requirements_catalog:requirement-detail", args=[programme.slug, other.pk])
    )
    assert "Något som kravet bygger på" not in page.text


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("any", ["K-1", "K-2", "K-3"]),
        ("direct", ["K-1"]),
        ("none", ["K-4"]),
        ("need", ["K-1", "K-2", "K-3"]),
        ("law", []),
    ],
)
def test_the_catalogues_filter(word, codes, chain, need, anna):
    save_need(need=need, by=anna, title="Ny")
    look = look_at(chain, QueryDict(f"suspect={word}"), user=anna)
    assert [one.code for one in look.rows] == codes


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_more_rows(
    count, catalogue, programme, need, anna, client, django_assert_num_queries
):
    for number in range(count):
        add(catalogue, anna, f"K-{number}", needs=[need])
    save_need(need=need, by=anna, title="Ny")
    SuspectScan.objects.create(programme=programme)
    refresh(programme)
    # Everything is read: as long after the change as a page usually is.
    SuspectScan.objects.filter(programme=programme).update(need=10**9)
    client.force_login(anna)
    client.get(address(catalogue))
    with django_assert_num_queries(13):
        client.get(address(catalogue))
