"""The decision that a choice rests on: newest first, and an older one only knowingly."""

import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from packages.actions import move_module, save_package
from packages.actions_choice import choose_alternative
from packages.choice_undo import undo_choice
from packages.log import laid_out_at
from packages.models import Package, Placement
from programmes.choices import Role
from programmes.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(made):
    return reverse("packages:alternative-choose", args=["prov", made.alternative.pk])


@pytest.fixture
def days(decision):
    """Decisions of yesterday, today and tomorrow, beside the fixture's old one."""
    today = timezone.localdate()
    return {
        name: Decision.objects.create(
            programme=decision.programme,
            title=name,
            body=decision.body,
            decided_on=today + timedelta(days=number),
        )
        for name, number in {"igår": -1, "idag": 0, "imorgon": 1}.items()
    }


def seen_at(client, url) -> str:
    """The mark of what the page shows, as its form carries it."""
    return client.get(url).context["form"]["seen"].value()


def test_they_are_offered_newest_first_each_with_its_body(as_role, url, decision, days):
    form = as_role(Role.PROGRAMME_LEAD).get(url).context["form"]
    offered = [label for key, label in form.fields["decision"].choices if key]
    assert [label.split(" ", 1)[1] for label in offered] == [
        "imorgon (Regionstyrelsen)", "idag (Regionstyrelsen)", "igår (Regionstyrelsen)",
        "Paketering (Regionstyrelsen)",
    ]  # fmt: skip
    assert "decision_confirmed" not in form.fields


def test_one_from_before_the_alternative_was_laid_out_has_to_be_confirmed(
    as_role, url, made, decision, days
):
    client = as_role(Role.PROGRAMME_LEAD)
    sent = {"decision": decision.pk, "reason": "Två räcker.", "seen": seen_at(client, url)}
    refused = client.post(url, sent)
    page = refused.content.decode()
    today = timezone.localdate().isoformat()
    assert (
        refused.status_code == 422
        and not Placement.objects.filter(alternative__state="chosen").exists()
    )
    told = f"Beslutet är från 2026-03-17, men alternativet fick sin nuvarande indelning {today}."
    assert told in page and "Två räcker." in page
    tick = page.split('name="decision_confirmed"')[1].split(">")[0]
    assert f'value="{decision.pk}"' in tick and "checked" not in tick
    # A tick for another decision is none for this one, and the box is empty again.
    other = client.post(url, sent | {"decision_confirmed": days["igår"].pk})
    assert other.status_code == 422
    tick = other.content.decode().split('name="decision_confirmed"')[1].split(">")[0]
    assert f'value="{decision.pk}"' in tick and "checked" not in tick
    assert client.post(url, sent | {"decision_confirmed": decision.pk}).status_code == 302
    made.alternative.refresh_from_db()
    assert (made.alternative.state, made.alternative.decision) == ("chosen", decision)


def test_one_of_the_same_day_is_not_asked_about(as_role, url, made, days):
    client = as_role(Role.PROGRAMME_LEAD)
    seen = seen_at(client, url)
    sent = {"decision": days["idag"].pk, "reason": "Två räcker.", "seen": seen}
    assert client.post(url, sent).status_code == 302
    made.alternative.refresh_from_db()
    assert made.alternative.decision == days["idag"]


def test_one_that_has_not_been_made_is_refused(as_role, url, made, days):
    client = as_role(Role.PROGRAMME_LEAD)
    later, seen = days["imorgon"].pk, seen_at(client, url)
    sent = {"decision": later, "reason": "Två.", "decision_confirmed": later, "seen": seen}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "en dag som inte har varit än" in refused.content.decode()
    made.alternative.refresh_from_db()
    assert made.alternative.state == "draft"


def test_what_counts_is_when_the_modules_were_laid_out(made, lead, decision):
    """Not when it was chosen, nor that the choice was undone, nor what its texts say."""
    before = laid_out_at(made.alternative)
    made.one.note = "Annan anteckning"
    save_package(package=made.one, by=lead)
    asked = {"decision": decision, "reason": "Nu.", "rejected": {}, "packages": [made.one.pk]}
    choose_alternative(alternative=made.alternative, by=lead, **asked)
    undo_choice(alternative=made.alternative, by=lead)
    assert laid_out_at(made.alternative) == before
    made.alternative.refresh_from_db()
    move_module(alternative=made.alternative, module=made.app, lot=made.one.lots.get(), by=lead)
    moved = laid_out_at(made.alternative)
    assert moved > before
    save_package(package=Package(alternative=made.alternative, title="Tredje"), by=lead)
    assert laid_out_at(made.alternative) > moved


def test_it_costs_four_queries(made, django_assert_num_queries):
    with django_assert_num_queries(4):
        laid_out_at(made.alternative)


@pytest.mark.once
def test_the_comparison_on_paper_tells_the_decision(as_role, made, lead, decision, need, tmp_path):
    need("pango")
    client = as_role(Role.READER)

    def on_paper() -> str:
        answer = client.get(reverse("packages:comparison-pdf", args=["prov"]))
        (tmp_path / "a.pdf").write_bytes(answer.content)
        command = [need("pdftotext"), str(tmp_path / "a.pdf"), "-"]
        told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        return " ".join(told.split())

    assert "Inget alternativ är valt än." in on_paper()
    asked = {"decision": decision, "reason": "Två räcker.", "rejected": {}, "packages": []}
    choose_alternative(alternative=made.alternative, by=lead, **asked)
    told = on_paper()
    whole = "Två delar är valt genom beslutet ”Paketering”, Regionstyrelsen 2026-03-17."
    assert whole in told and "Två delar (valt)" in told
    # The figures come first, and what is told in words by itself.
    assert told.index("I siffror") < told.index("Första start") < told.index("I ord")
    assert told.index("I ord") < told.index("Två räcker.")
