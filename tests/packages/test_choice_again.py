"""An undone choice that had replaced another: what is told, and the other chosen again."""

from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from packages import exports
from packages.actions import copy_alternative, move_module
from packages.actions_choice import choose_alternative
from packages.choice_again import choice_to_repeat, lapse_in
from packages.choice_record import choices_of
from packages.choice_undo import undo_choice
from packages.log import check_decision
from packages.models import PackagingAlternative
from packages.problems import OlderThanLayout
from programmes.choices import Role

pytestmark = pytest.mark.django_db


def address(name, alternative) -> str:
    return reverse(f"packages:{name}", args=["prov", alternative.pk])


def choose(alternative, decision, lead, reason, **rejected):
    rows = dict(PackagingAlternative.objects.values_list("title", "pk"))
    names = {"two": "Två delar", "other": "Ett annat", "copy": "Kopian"}
    return choose_alternative(
        alternative=alternative, decision=decision, reason=reason, packages=(), by=lead,
        rejected={rows[names[name]]: why for name, why in rejected.items()},
    )  # fmt: skip


@pytest.fixture
def other(made, lead):
    return copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)


@pytest.fixture
def replacing(made, other, decision, later, lead):
    """Two parts were chosen, the other rejected with it; a copy has taken the place of the two."""
    first = choose(made.alternative, decision, lead, "Två räcker.", other="För stort.")
    copy = copy_alternative(alternative=first, title="Kopian", by=lead)
    return choose(copy, later, lead, "Marknaden vill.", two="Blev för dyrt.")


@pytest.fixture
def changing(made, other, decision, later, lead):
    """The same, but it is the other that has taken the place of the two: nothing new has come."""
    choose(made.alternative, decision, lead, "Två räcker.", other="För stort.")
    return choose(other, later, lead, "Marknaden vill.", two="Blev för dyrt.")


def states() -> dict:
    return dict(PackagingAlternative.objects.values_list("title", "state"))


def test_where_no_choice_applies_nothing_is_rejected(replacing, lead):
    """The other was rejected by the decision of a choice that stood no longer, and locked."""
    assert states() == {"Två delar": "rejected", "Ett annat": "rejected", "Kopian": "chosen"}
    undo_choice(alternative=replacing, by=lead, reason="Fel.")
    rows = PackagingAlternative.objects.all()
    assert {(one.state, one.decision, one.reason) for one in rows} == {("draft", None, "")}
    last = PackagingAlternative.objects.get(title="Ett annat").history.latest()
    assert (last.history_user, last.history_change_reason) == (lead, "Fel.")


def test_before_it_is_undone_the_page_says_what_then_applies(as_role, made, replacing):
    page = as_role(Role.PROGRAMME_LEAD).get(address("choice-undo", replacing)).content.decode()
    then = page.split("Det här gäller sedan")[1].split("</section>")[0]
    assert "Inget alternativ är valt. Alla är förslag igen" in then
    link = f'<a href="{address("alternative-detail", made.alternative)}">Två delar</a>'
    assert f"Valet av {link} genom <a href=" in then
    assert ">Paketering</a>, Regionstyrelsen 2026-03-17, som det här valet ersatte" in then
    assert "kommer inte tillbaka" in then and "kan väljas igen" in then
    lost = page.split("Det här gäller inte längre")[1].split("</section>")[0]
    assert "Skälet till att ”Ett annat” valdes bort." in lost


def test_the_first_choice_undone_has_nothing_that_is_not_back(as_role, made, decision, lead):
    chosen = choose(made.alternative, decision, lead, "Två.")
    client = as_role(Role.PROGRAMME_LEAD)
    page = client.get(address("choice-undo", chosen)).content.decode()
    assert "Det här gäller sedan" in page and "kommer inte tillbaka" not in page
    undo_choice(alternative=chosen, by=lead, reason="Fel.")
    assert choice_to_repeat(chosen) is None
    form = client.get(address("alternative-choose", chosen)).context["form"]
    assert not form["decision"].value() and not form["reason"].value()


@pytest.mark.parametrize("page", ["board", "list"])
def test_afterwards_the_pages_tell_what_ended_it_and_offer_the_earlier(
    as_role, made, replacing, lead, page
):
    client = as_role(Role.PROGRAMME_LEAD)
    answer = client.post(address("choice-undo", replacing), {"reason": "Överprövat."}, follow=True)
    if page == "list":
        answer = client.get(reverse("packages:alternative-list", args=["prov"]))
    told = answer.content.decode()
    day = timezone.localdate().isoformat()
    assert f"Inget val gäller nu. Valet av ”Kopian” ångrades {day}. Antecknat av " in told
    assert f'href="{reverse("packages:alternative-list", args=["prov"])}#choices"' in told
    assert "Valet av ”Två delar” genom <a href=" in told and "är inte tillbaka" in told
    again = address("alternative-choose", made.alternative)
    assert f'<a href="{again}">Välj ”Två delar” igen</a>' in told
    reader = as_role(Role.READER).get(answer.request["PATH_INFO"]).content.decode()
    assert "Inget val gäller nu." in reader and again not in reader


def test_it_is_chosen_again_with_its_decision_and_reasons_and_no_question(
    as_role, made, other, changing, decision, lead
):
    """The decision is older than the alternative; that was confirmed when it first chose it."""
    undo_choice(alternative=changing, by=lead, reason="Fel.")
    client, url = as_role(Role.PROGRAMME_LEAD), address("alternative-choose", made.alternative)
    shown = client.get(url)
    form = shown.context["form"]
    begun = {name: form[name].value() for name in ("decision", "reason", f"rejected_{other.pk}")}
    assert list(begun.values()) == [decision.pk, "Två räcker.", "För stort."]
    assert "Formuläret börjar med beslutet och skälen från valet" in shown.content.decode()
    assert client.post(url, begun | {"seen": form["seen"].value()}).status_code == 302
    assert states() == {"Två delar": "chosen", "Ett annat": "rejected"}
    listed = client.get(reverse("packages:alternative-list", args=["prov"])).content.decode()
    assert "Inget val gäller nu" not in listed


def test_it_is_asked_about_where_an_alternative_has_come_since(
    as_role, made, other, replacing, decision, lead
):
    """The decision is said to reject the copy too, which was not there when it was taken."""
    undo_choice(alternative=replacing, by=lead, reason="Fel.")
    client, url = as_role(Role.PROGRAMME_LEAD), address("alternative-choose", made.alternative)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in ("decision", "reason", f"rejected_{other.pk}")}
    sent |= {f"rejected_{replacing.pk}": "Marknaden ville inte.", "seen": form["seen"].value()}
    asked = client.post(url, sent)
    assert asked.status_code == 422 and asked.context["form"].has_error("decision_confirmed")
    assert client.post(url, sent | {"decision_confirmed": decision.pk}).status_code == 302
    assert states() == {"Två delar": "chosen", "Ett annat": "rejected", "Kopian": "rejected"}


def test_it_is_asked_about_where_it_may_be_another_than_was_chosen(
    made, other, changing, decision, later, lead
):
    undo_choice(alternative=changing, by=lead, reason="Fel.")
    decision.refresh_from_db()
    two = PackagingAlternative.objects.get(pk=made.alternative.pk)
    check_decision(two, decision)
    # Another alternative by it, or the same one since divided otherwise.
    with pytest.raises(OlderThanLayout):
        check_decision(other, decision)
    move_module(alternative=two, module=made.app, lot=made.one.lots.get(), by=lead)
    with pytest.raises(OlderThanLayout):
        check_decision(two, decision)


def test_it_is_asked_about_where_the_decision_has_chosen_another_too(
    made, other, decision, later, lead
):
    for row, by, reasons in (
        (other, decision, {"two": "Nej."}),
        (made.alternative, decision, {"other": "Nej."}),
    ):
        choose(row, by, lead, "Nu.", **reasons)
    copy = copy_alternative(alternative=made.alternative, title="Kopian", by=lead)
    choose(copy, later, lead, "Nu.", two="Nej.")
    undo_choice(alternative=copy, by=lead, reason="Fel.")
    decision.refresh_from_db()
    two = PackagingAlternative.objects.get(pk=made.alternative.pk)
    assert choice_to_repeat(two).decision == decision
    with pytest.raises(OlderThanLayout):
        check_decision(two, decision)


def test_the_files_tell_that_none_applies(as_role, replacing, lead, monkeypatch):
    def workbook():
        url = reverse("packages:comparison-xlsx", args=["prov"])
        book = load_workbook(BytesIO(as_role(Role.READER).get(url).content))
        return {row[0]: row[1:] for row in book["Jämförelse"].iter_rows(values_only=True)}

    assert "Val" not in workbook() and workbook()["Beslut"][0].startswith("Ny paketering")
    undo_choice(alternative=replacing, by=lead, reason="Fel.")
    seen, rows = [], workbook()
    told = f"Valet av ”Kopian” ångrades {timezone.localdate().isoformat()}. Antecknat av {lead}."
    assert rows["Val"][0] == f"Inget val gäller nu. {told}" and "Beslut" not in rows
    monkeypatch.setattr(exports, "render_pdf", lambda html, **_: seen.append(html) or b"%PDF")
    as_role(Role.READER).get(reverse("packages:comparison-pdf", args=["prov"]))
    assert told in seen[0] and "är valt än" not in seen[0]
    assert "Valet av ”Två delar” genom Paketering, Regionstyrelsen 2026-03-17, som" in seen[0]


def test_without_a_lapse_nothing_is_told(as_role, made, decision, lead):
    url = reverse("packages:alternative-list", args=["prov"])
    assert lapse_in(choices_of(made.alternative.programme)) is None
    assert "Inget val gäller nu" not in as_role(Role.READER).get(url).content.decode()
    choose(made.alternative, decision, lead, "Två.")
    assert lapse_in(choices_of(made.alternative.programme)) is None


def test_what_an_undone_choice_had_left_locked_is_a_proposal(made, other, decision, lead):
    step = import_module("packages.migrations.0003_rejected_only_beside_a_choice")
    locked = {"state": "rejected", "decision": decision, "reason": "Nej."}
    PackagingAlternative.objects.filter(pk=other.pk).update(**locked)
    choose(made.alternative, decision, lead, "Två.")
    step.proposals_again(apps, None)
    assert states()["Ett annat"] == "rejected"
    undone = {"state": "draft", "decision": None, "reason": ""}
    PackagingAlternative.objects.filter(pk=made.alternative.pk).update(**undone)
    step.proposals_again(apps, None)
    other.refresh_from_db()
    last = other.history.latest()
    assert (other.state, other.reason) == (last.state, last.reason) == ("draft", "")
    assert last.history_change_reason == "Valet ångrades."
