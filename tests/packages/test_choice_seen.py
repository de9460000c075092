"""What is chosen is what the page of the choice has shown, however it was sent."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from packages import actions_choice
from packages.actions import copy_alternative, move_module, remove_package, save_package
from packages.actions_choice import choose_alternative
from packages.log import laid_out_at
from packages.making import digest_of, plan_of
from packages.models import Package, PackageLot, PackagingAlternative, Placement
from packages.problems import LayoutChanged, OlderDecision
from procurements.actions import add_lot, create_procurement
from procurements.models import Procurement
from programmes.choices import Role
from programmes.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(made):
    return reverse("packages:alternative-choose", args=["prov", made.alternative.pk])


@pytest.fixture
def today(decision):
    return Decision.objects.create(
        programme=decision.programme,
        title="Idag",
        body=decision.body,
        decided_on=timezone.localdate(),
    )


def seen_in(answer) -> str:
    return answer.context["form"]["seen"].value()


def is_chosen() -> bool:
    return PackagingAlternative.objects.filter(state="chosen").exists()


def test_what_was_changed_since_is_shown_and_not_chosen(as_role, made, lead, today, url):
    """INF is moved beside VIS, and the package it stood in is gone, while the page is open."""
    client = as_role(Role.PROGRAMME_LEAD)
    opened = client.get(url)
    assert f'name="seen" value="{seen_in(opened)}"' in opened.content.decode()
    gone = made.two.pk
    move_module(alternative=made.alternative, module=made.inf, lot=made.one.lots.get(), by=lead)
    remove_package(package=made.two, by=lead)
    sent = {"decision": today.pk, "reason": "Två räcker.", "packages": [made.one.pk, gone]}
    answer = client.post(url, sent | {"seen": seen_in(opened)})
    page = answer.content.decode()
    assert answer.status_code == 409 and not is_chosen() and not Procurement.objects.exists()
    # Told above what has changed, and the first that is read.
    above, plan = page.split("Det här händer", 1)
    assert "Inget är valt." in above and "har ändrats sedan du öppnade sidan" in above
    assert "har ändrats sedan du öppnade sidan" not in plan
    # The page as it is now, what was typed, and no fault found with it but that.
    plan = plan.split("</section>")[0]
    assert "Plattformen" not in plan and "Vårdsystem" in plan and "Plattform" in plan
    form = answer.context["form"]
    assert (form["reason"].value(), form["decision"].value()) == ("Två räcker.", str(today.pk))
    assert form["packages"].value() == [str(made.one.pk)] and not form.errors
    # Read and sent again it is chosen.
    again = sent | {"packages": [made.one.pk], "seen": seen_in(answer)}
    assert client.post(url, again).status_code == 302 and is_chosen()


@pytest.mark.parametrize("mark", [{}, {"seen": ""}, {"seen": "0" * 64}])
def test_a_page_that_says_nothing_of_what_was_seen_is_shown_anew(as_role, today, url, mark):
    sent = {"decision": today.pk, "reason": "Två räcker."}
    assert as_role(Role.PROGRAMME_LEAD).post(url, sent | mark).status_code == 409
    assert not is_chosen()


def test_a_confirmation_is_of_the_layout_that_was_shown(as_role, made, lead, decision, url):
    client = as_role(Role.PROGRAMME_LEAD)
    sent = {"decision": decision.pk, "reason": "Två.", "decision_confirmed": decision.pk}
    seen = seen_in(client.get(url))
    move_module(alternative=made.alternative, module=made.app, lot=made.one.lots.get(), by=lead)
    answer = client.post(url, sent | {"seen": seen})
    tick = answer.content.decode().split('name="decision_confirmed"')[1].split(">")[0]
    assert answer.status_code == 409 and "checked" not in tick and not is_chosen()
    unanswered = sent | {"seen": seen_in(answer), "decision_confirmed": ""}
    assert client.post(url, unanswered).status_code == 422
    assert client.post(url, sent | {"seen": seen_in(answer)}).status_code == 302


def test_every_part_of_what_is_shown_is_in_the_mark(made, lead):
    def mark():
        return digest_of(plan_of(PackagingAlternative.objects.get(pk=made.alternative.pk)))

    marks = [mark()]
    assert mark() == marks[0]
    lot = made.one.lots.get()
    changes = (
        lambda: move_module(alternative=made.alternative, module=made.app, lot=lot, by=lead),
        lambda: PackageLot.objects.filter(pk=lot.pk).update(title="Annan"),
        lambda: Package.objects.filter(pk=made.one.pk).update(title="Annat"),
        lambda: Package.objects.filter(pk=made.one.pk).update(procedure="negotiated"),
        lambda: save_package(package=Package(alternative=made.alternative, title="Ny"), by=lead),
    )
    for change in changes:
        change()
        marks.append(mark())
    assert len(set(marks)) == 1 + len(changes)


def test_the_mark_is_compared_when_the_choice_has_its_turn(made, lead, today):
    seen = digest_of(plan_of(made.alternative))
    asked = {"decision": today, "reason": "Två.", "rejected": {}, "packages": (), "by": lead}
    move_module(alternative=made.alternative, module=made.app, lot=made.one.lots.get(), by=lead)
    with pytest.raises(LayoutChanged):
        choose_alternative(alternative=made.alternative, seen=seen, **asked)
    assert not is_chosen()
    move_module(alternative=made.alternative, module=made.app, lot=None, by=lead)
    choose_alternative(alternative=made.alternative, seen=seen, **asked)
    assert is_chosen()


def _before_its_turn(monkeypatch, change) -> None:
    """Somebody else is first: the change is made after the form was read."""
    locks = actions_choice.lock_all

    def late(programme) -> None:
        change()
        locks(programme)

    monkeypatch.setattr(actions_choice, "lock_all", late)


def test_who_is_overtaken_while_sending_is_shown_what_is_there(
    as_role, made, lead, today, url, monkeypatch
):
    client = as_role(Role.PROGRAMME_LEAD)
    seen, lot = seen_in(client.get(url)), made.one.lots.get()
    _before_its_turn(
        monkeypatch,
        lambda: move_module(alternative=made.alternative, module=made.app, lot=lot, by=lead),
    )
    answer = client.post(url, {"decision": today.pk, "reason": "Två.", "seen": seen})
    assert answer.status_code == 409 and not is_chosen()


def test_the_age_of_the_decision_is_asked_of_the_layout_as_locked(
    as_role, made, lead, decision, url, monkeypatch
):
    """Laid out the day before the decision, and moved there and back today: the mark is the same,
    and what was decided may still have been something else."""
    moment = datetime(2026, 3, 16, 12, tzinfo=UTC)
    for model in (PackagingAlternative, Package, PackageLot, Placement):
        model.history.update(history_date=moment)
    assert laid_out_at(made.alternative) == moment
    client = as_role(Role.PROGRAMME_LEAD)
    seen, lot = seen_in(client.get(url)), made.one.lots.get()

    def there_and_back():
        for place in (lot, None):
            move_module(alternative=made.alternative, module=made.app, lot=place, by=lead)

    _before_its_turn(monkeypatch, there_and_back)
    answer = client.post(url, {"decision": decision.pk, "reason": "Två.", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 422 and not is_chosen()
    assert "Beslutet är från 2026-03-17, men alternativet fick sin nuvarande indelning" in page
    assert f'value="{decision.pk}"' in page.split('name="decision_confirmed"')[1].split(">")[0]


def test_an_older_decision_is_refused_unless_confirmed(made, lead, decision):
    asked = {"decision": decision, "reason": "Två.", "rejected": {}, "packages": (), "by": lead}
    decision.refresh_from_db()
    with pytest.raises(OlderDecision):
        choose_alternative(alternative=made.alternative, is_confirmed=False, **asked)
    assert not is_chosen()


# ---------------------------------------------------------------- what is made at once


def ticked_in(answer) -> list[str]:
    """The boxes of packages that are ticked on a page."""
    boxes = answer.content.decode().split('name="packages"')[1:]
    return [box.split('value="')[1].split('"')[0] for box in boxes if "checked" in box[:200]]


def published(programme, module, lead) -> None:
    """A published procurement with a lot of the module."""
    there = create_procurement(programme=programme, slug="ute", title="Ute", by=lead)
    add_lot(procurement=there, number=1, title="Delen", modules=[module], by=lead)
    Procurement.objects.filter(pk=there.pk).update(
        state="published", published_at="2026-06-01T08:00Z"
    )


def test_nothing_is_made_at_once_unless_it_is_ticked(as_role, made, lead, today, url):
    """Also where another choice is replaced."""
    other = copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)
    client = as_role(Role.PROGRAMME_LEAD)
    opened = client.get(url)
    assert opened.content.decode().count('name="packages"') == 2 and ticked_in(opened) == []
    assert "skapas bara för de paket som du kryssar nedan" in opened.content.decode()
    sent = {"decision": today.pk, "reason": "Två.", "seen": seen_in(opened)}
    client.post(url, sent | {f"rejected_{other.pk}": "Nej."})
    assert is_chosen() and not Procurement.objects.exists()
    replacing = client.get(reverse("packages:alternative-choose", args=["prov", other.pk]))
    assert replacing.content.decode().count('name="packages"') == 2 and ticked_in(replacing) == []
    # What is made by itself is made: nothing is to be ticked there.
    make = reverse("packages:package-make", args=["prov", made.alternative.pk, made.one.pk])
    assert "du kryssar" not in client.get(make).content.decode()


def test_a_tick_for_what_is_bought_already_is_given_anew(as_role, made, lead, today, url):
    """VIS is published while the page is open: the tick of its package goes, the other stays."""
    client = as_role(Role.PROGRAMME_LEAD)
    keys = [made.one.pk, made.two.pk]
    sent = {"decision": today.pk, "reason": "Två.", "packages": keys}
    opened = client.get(url)
    published(made.alternative.programme, made.vis, lead)
    answer = client.post(url, sent | {"seen": seen_in(opened)})
    assert answer.status_code == 409 and "två gånger" in answer.content.decode()
    assert ticked_in(answer) == [str(made.two.pk)]
    # A tick given knowingly is no fault, and stays when something else has to be mended.
    again = sent | {"seen": seen_in(answer), "reason": ""}
    assert ticked_in(client.post(url, again)) == [str(key) for key in keys]
