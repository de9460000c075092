"""Two people in what is bought together: what one saves is not lost by what the other saves."""

import json
import re
from decimal import Decimal as D
from html import unescape

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joint_procurement.actions import VolumesMoved, save_volumes
from joint_procurement.models import JoiningDecision, RequirementStance, VolumeShare
from programmes.actions_registers import StillUsed, remove_row
from programmes.models import Participation
from programmes.register import REGISTERS
from tests.factories import ProcurementFactory, ProgrammeFactory, UserFactory
from tests.joint_procurement.conftest import decide, take_part

pytestmark = pytest.mark.django_db


def address(joint):
    return reverse(
        "joint_procurement:volume-edit", args=["prov", joint.procurement.slug, joint.one.pk]
    )


def sent_from(page: str) -> dict:
    """What a browser sends of the form of volumes as it stands in a page."""
    form = page[page.index('class="panel" method="post"') :]
    inputs = re.findall(r"<input[^>]*>", form[: form.index("</form>")])
    read = (
        {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', one)}
        for one in inputs
    )
    return {one["name"]: one.get("value", "") for one in read}


def stored(joint):
    return {
        (row.price_item, row.organisation): row.quantity
        for row in VolumeShare.objects.filter(price_item__lot=joint.one)
    }


@pytest.fixture
def names(joint):
    """The fields of Alfa's and Beta's licences, and of Gamma's hours."""
    return (
        f"v-{joint.licence.pk}-{joint.alfa.pk}",
        f"v-{joint.licence.pk}-{joint.beta.pk}",
        f"v-{joint.hours.pk}-{joint.gamma.pk}",
    )


def test_what_another_has_saved_in_other_cells_stays(joint, as_role, names):
    first, second = as_role("procurement_officer"), as_role("procurement_officer")
    sent = sent_from(first.get(address(joint)).content.decode())
    other = sent_from(second.get(address(joint)).content.decode())
    assert second.post(address(joint), other | {names[1]: "310"}).status_code == 302
    assert first.post(address(joint), sent | {names[0]: "480"}).status_code == 302
    assert stored(joint)[joint.licence, joint.alfa] == 480
    assert stored(joint)[joint.licence, joint.beta] == 310


def test_a_cell_that_another_has_changed_is_refused_and_nothing_is_saved(joint, as_role, names):
    alfa, beta, gamma = names
    first, second = as_role("procurement_officer"), as_role("procurement_officer")
    second.user.full_name = "Eva Ek"
    second.user.save()
    sent = sent_from(first.get(address(joint)).content.decode())
    other = sent_from(second.get(address(joint)).content.decode())
    second.post(address(joint), other | {alfa: "450", beta: "310"})
    answer = first.post(address(joint), sent | {alfa: "480", gamma: "14"})
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert f"ändrat volymer i delkontrakt {joint.one} sedan" in page
    assert f"{joint.licence}, Alfa</a>: Eva Ek sparade 450" in page
    assert stored(joint)[joint.licence, joint.alfa] == 450
    assert stored(joint)[joint.hours, joint.gamma] == 12
    # What was typed is there still, and what only the other has changed as it is saved.
    again = sent_from(answer.content.decode())
    assert (again[alfa], again[beta], again[gamma]) == ("480", "310", "14")
    # Now it has been seen, so to save it is a choice.
    assert first.post(address(joint), again).status_code == 302
    assert stored(joint)[joint.licence, joint.alfa] == 480
    assert stored(joint)[joint.licence, joint.beta] == 310
    assert stored(joint)[joint.hours, joint.gamma] == 14


def test_a_volume_that_another_has_taken_away_is_told_of(joint, as_role, names):
    first, second = as_role("procurement_officer"), as_role("procurement_officer")
    sent = sent_from(first.get(address(joint)).content.decode())
    other = sent_from(second.get(address(joint)).content.decode())
    second.post(address(joint), other | {names[0]: ""})
    answer = first.post(address(joint), sent | {names[0]: "480"})
    assert answer.status_code == 422
    assert f"{second.user} tog bort mängden" in answer.content.decode()
    assert (joint.licence, joint.alfa) not in stored(joint)


@pytest.mark.parametrize("number", ["sNaN", "NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_was_not_seen(joint, as_role, names, number):
    """A signalling NaN cannot even be compared; nothing is saved, and the page asks again."""
    forged = {names[0]: "480", "seen": json.dumps({names[0]: number})}
    answer = as_role("procurement_officer").post(address(joint), forged)
    assert answer.status_code == 422 and stored(joint)[joint.licence, joint.alfa] == 500


@pytest.mark.parametrize("seen", ["", "inget", "[]", "3", '{"v-1-1": "x"}', json.dumps({"a": []})])
def test_a_page_that_does_not_say_what_was_seen_changes_nothing_unseen(joint, as_role, names, seen):
    officer = as_role("procurement_officer")
    answer = officer.post(address(joint), {names[0]: "480", "seen": seen})
    assert answer.status_code == 422
    assert stored(joint)[joint.licence, joint.alfa] == 500
    # What the page says nothing of, it does not take away either.
    assert stored(joint)[joint.licence, joint.beta] == 300


def test_both_who_write_the_same_have_no_quarrel(joint):
    cell, by = (joint.licence.pk, joint.alfa.pk), UserFactory()
    seen = {cell: D(500)}
    assert save_volumes(lot=joint.one, volumes={cell: D(450)}, seen=seen, by=by) == 1
    assert save_volumes(lot=joint.one, volumes={cell: D(450)}, seen=seen, by=by) == 0
    with pytest.raises(VolumesMoved) as moved:
        save_volumes(lot=joint.one, volumes={cell: None}, seen=seen, by=by)
    assert moved.value.now == {cell: D(450)}


def test_telling_who_changed_what_costs_the_same_however_many(joint, as_role, names):
    first, second = as_role("procurement_officer"), as_role("procurement_officer")

    def cost(*changed: str) -> int:
        sent = sent_from(first.get(address(joint)).content.decode())
        other = sent_from(second.get(address(joint)).content.decode())
        second.post(address(joint), other | {name: other[name] + "1" for name in changed})
        with CaptureQueriesContext(connection) as queries:
            answer = first.post(address(joint), sent | dict.fromkeys(changed, "7"))
        assert answer.status_code == 422
        return len(queries)

    assert cost(names[0]) == cost(*names)


# ---------------------------------------------------------------- needs, cell by cell


FRAGMENT = {"HX-Request": "true"}


def cell_of(joint, page: str, organisation) -> tuple[str, str]:
    """Where the cell of the first requirement is sent, and the mark that it carries."""
    slug, row = joint.procurement.slug, joint.requirements[0].pk
    path = reverse("joint_procurement:stance-set", args=["prov", slug, row, organisation.pk])
    cell = page[page.index(f'action="{path}"') :]
    return path, re.search(r'name="seen" value="([^"]*)"', cell).group(1)


def said_in(joint, organisation) -> tuple[str, str] | None:
    rows = RequirementStance.objects.filter(requirement=joint.requirements[0])
    return rows.filter(organisation=organisation).values_list("stance", "text").first()


@pytest.fixture
def needs_page(joint):
    return reverse("joint_procurement:stance-list", args=["prov", joint.procurement.slug])


@pytest.mark.parametrize("header", [{}, FRAGMENT])
def test_a_need_that_another_has_written_is_not_written_over_unseen(
    joint, as_role, needs_page, header
):
    first, second = as_role("author"), as_role("author")
    second.user.full_name = "Eva Ek"
    second.user.save()
    page = first.get(needs_page).content.decode()
    path, seen = cell_of(joint, page, joint.alfa)
    words = "Bara på <akuten>."
    second.post(path, {"stance": "differs", "text": words, "seen": seen}, headers=FRAGMENT)
    answer = first.post(path, {"stance": "not", "seen": seen}, headers=header)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "Eva Ek sparade ”behöver på annat sätt: Bara på &lt;akuten&gt;.”" in told
    assert '<option value="not" selected>' in told
    assert said_in(joint, joint.alfa) == ("differs", words)
    # Now it has been seen, so to save it is a choice.
    _path, now = cell_of(joint, told, joint.alfa)
    assert first.post(path, {"stance": "not", "seen": now}, headers=header).status_code in (
        200,
        302,
    )
    assert said_in(joint, joint.alfa) == ("not", "")
    # One that has been taken back is told of too.
    row = RequirementStance.objects.get(requirement=joint.requirements[0], organisation=joint.alfa)
    second.post(path, {"stance": "", "seen": row.mark}, headers=FRAGMENT)
    answer = first.post(path, {"stance": "needs", "seen": row.mark}, headers=header)
    assert "Eva Ek tog bort svaret" in answer.content.decode()
    assert said_in(joint, joint.alfa) is None


def test_a_cell_that_lacks_its_words_still_knows_what_was_seen(joint, as_role, needs_page):
    first, second = as_role("author"), as_role("author")
    path, seen = cell_of(joint, first.get(needs_page).content.decode(), joint.alfa)
    second.post(path, {"stance": "needs", "seen": seen}, headers=FRAGMENT)
    answer = first.post(path, {"stance": "differs", "text": "", "seen": seen}, headers=FRAGMENT)
    assert answer.status_code == 422
    _path, again = cell_of(joint, answer.content.decode(), joint.alfa)
    sent = {"stance": "differs", "text": "Med sigill.", "seen": again}
    assert "sparade ”behöver”" in first.post(path, sent, headers=FRAGMENT).content.decode()
    assert said_in(joint, joint.alfa) == ("needs", "")


def test_both_who_say_the_same_have_no_quarrel(joint, as_role, needs_page):
    first, second = as_role("author"), as_role("author")
    path, seen = cell_of(joint, first.get(needs_page).content.decode(), joint.alfa)
    for client in (second, first):
        sent = {"stance": "needs", "seen": seen}
        assert client.post(path, sent, headers=FRAGMENT).status_code == 200
    assert RequirementStance.history.filter(requirement=joint.requirements[0]).count() == 1


# ---------------------------------------------------------------- who has decided stays


def test_a_participant_that_has_decided_is_not_removed(joint, as_role, programme):
    other = ProcurementFactory(programme=programme, title="Plattform")
    decide(other, joint.alfa, "stays_outside")
    place = joint.alfa.participations.get()
    client, entry = as_role("programme_lead"), REGISTERS["participants"]
    answer = client.post(entry.url("remove", programme, place.pk), follow=True)
    page = answer.content.decode()
    assert "kan inte tas bort" in page
    plattform, vardsystem = (
        reverse("joint_procurement:joint-detail", args=["prov", one.slug])
        for one in (other, joint.procurement)
    )
    links = (
        f'<a href="{plattform}">beslut om medverkan i Plattform</a>, '
        f'<a href="{vardsystem}">beslut om medverkan i Vårdsystem</a>'
    )
    assert links in page
    assert Participation.objects.filter(pk=place.pk).exists()


def test_decisions_in_another_programme_keep_nobody(joint, programme):
    elsewhere = ProgrammeFactory(slug="annat")
    place = Participation.objects.create(programme=elsewhere, organisation=joint.alfa, role="buyer")
    with pytest.raises(StillUsed):
        remove_row(row=joint.alfa.participations.get(programme=programme), by=UserFactory())
    remove_row(row=place, by=UserFactory())
    fresh = take_part(programme, "Epsilon", 1)
    remove_row(row=fresh.participations.get(), by=UserFactory())
    assert not Participation.objects.filter(organisation=fresh).exists()


def test_a_procurement_that_is_decided_on_keeps_its_decisions(joint):
    with pytest.raises(ProtectedError):
        joint.procurement.delete()
    assert JoiningDecision.objects.filter(procurement=joint.procurement).count() == 4
