"""The pages of joint procurement: who may see and write, what they say, what they refuse."""

import json
from datetime import date, timedelta
from decimal import Decimal as D
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from common.append_only import AppendOnlyError
from joint_procurement.models import (
    JoiningDecision,
    JoiningOption,
    Mandate,
    RequirementStance,
    VolumeShare,
)
from joint_procurement.summary import standings_in
from joint_procurement.what_if import Change, owners
from programmes.models import Body, Organisation, ParticipationDecision, Programme
from tests.factories import ProcurementFactory, RequirementFactory, make_item
from tests.joint_procurement.conftest import decide, standing, take_part

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def url(joint, name, *args):
    return reverse(f"joint_procurement:{name}", args=["prov", joint.procurement.slug, *args])


# ---------------------------------------------------------------- decisions


def test_the_newest_decision_by_day_holds_whenever_it_was_written_down(joint):
    decide(joint.procurement, joint.alfa, "withdrew", day=date(2026, 3, 1))
    decide(joint.procurement, joint.alfa, "undecided", day=date(2025, 3, 1))
    assert standing(joint, joint.alfa).outcome == "withdrew"
    # Of one day the one that was written down last.
    decide(joint.procurement, joint.alfa, "joins_with_option", day=date(2026, 3, 1))
    assert standing(joint, joint.alfa).outcome == "joins_with_option"


def test_one_that_is_no_longer_in_the_programme_stands_nowhere(joint, programme):
    [before] = standings_in(programme)
    joint.beta.participations.all().delete()
    [after] = standings_in(programme)
    assert after.joined == before.joined - 1


def test_one_that_has_said_nothing_has_not_decided(joint, programme):
    """Alfa, Beta and Gamma join, Delta has said that it has not decided, Epsilon says nothing."""
    take_part(programme, "Epsilon", 90_000)
    [now] = standings_in(programme)
    assert (now.joined, now.undecided, now.outside) == (3, 2, 0)
    decide(joint.procurement, joint.alfa, "withdrew", day=date(2026, 3, 1))
    [now] = standings_in(programme)
    assert (now.joined, now.undecided, now.outside) == (2, 2, 1)


def test_decisions_are_kept_as_they_were_written(joint):
    decision = JoiningDecision.objects.first()
    decision.reason = "Ändrat"
    with pytest.raises(AppendOnlyError):
        decision.save()
    with pytest.raises(AppendOnlyError):
        JoiningDecision.objects.all().delete()


@pytest.fixture
def sent(joint, programme):
    body = Body.objects.create(programme=programme, name="Fullmäktige", kind="decides")
    return {
        "organisation": joint.beta.pk,
        "outcome": "withdrew",
        "decided_on": "2026-05-02",
        "body": body.pk,
        "reason": "Behoven skiljer sig.",
        "document_reference": "RS 2026-0009 § 4",
    }


def test_a_decision_is_noted_and_shown_with_that_of_the_programme(joint, programme, as_role, sent):
    officer = as_role("procurement_officer")
    place = joint.beta.participations.get()
    ParticipationDecision.objects.create(
        participation=place,
        outcome="joins",
        decided_on="2025-02-03",
        decided_by_body="Regionstyrelsen",
        reason="Med i programmet.",
    )
    answer = officer.post(url(joint, "decision-create"), sent)
    assert answer.url == url(joint, "joint-detail")
    assert standing(joint, joint.beta).recorded_by == officer.user
    page = officer.get(answer.url).content.decode()
    for text in ("Har lämnat", "Fullmäktige", "RS 2026-0009 § 4", "2025-02-03", "Behoven skiljer"):
        assert text in page


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("body", "", "Välj vilket organ som beslutade"),
        ("body_name", "Någon annan", "Ett organ är redan valt i listan."),
        ("reason", "", "att rätta"),
        ("decided_on", (timezone.now() + timedelta(days=2)).date().isoformat(), "inte varit än"),
    ],
)
def test_what_is_refused_stays_in_the_form(joint, as_role, sent, field, value, told):
    before = JoiningDecision.objects.count()
    answer = as_role("procurement_officer").post(
        url(joint, "decision-create"), sent | {field: value}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page and "RS 2026-0009 § 4" in page
    assert JoiningDecision.objects.count() == before


def test_what_belongs_to_another_programme_cannot_be_chosen(joint, as_role, sent):
    other = Programme.objects.create(slug="annat", name="Annat")
    foreign = take_part(other, "Främmande", 5)
    body = Body.objects.create(programme=other, name="Främmande organ", kind="decides")
    officer, before = as_role("procurement_officer"), JoiningDecision.objects.count()
    for change in ({"organisation": foreign.pk}, {"body": body.pk}):
        answer = officer.post(url(joint, "decision-create"), sent | change)
        assert answer.status_code == 422
    assert JoiningDecision.objects.count() == before


# ---------------------------------------------------------------- volumes


def test_volumes_are_written_as_people_do_and_taken_back(joint, as_role):
    officer = as_role("procurement_officer")
    page = officer.get(url(joint, "volume-edit", joint.one.pk)).content.decode()
    assert 'value="500"' in page
    sent = {
        f"v-{row.price_item_id}-{row.organisation_id}": str(row.quantity)
        for row in VolumeShare.objects.filter(price_item__lot=joint.one)
    }
    sent["seen"] = json.dumps(sent)
    sent[f"v-{joint.licence.pk}-{joint.alfa.pk}"] = "1 510,5"
    sent[f"v-{joint.licence.pk}-{joint.delta.pk}"] = ""
    sent[f"v-{joint.hours.pk}-{joint.delta.pk}"] = "0"
    answer = officer.post(url(joint, "volume-edit", joint.one.pk), sent)
    assert answer.status_code == 302
    volumes = {
        (row.price_item, row.organisation): row.quantity
        for row in VolumeShare.objects.select_related("price_item", "organisation")
    }
    assert volumes[joint.licence, joint.alfa] == D("1510.5")
    assert (joint.licence, joint.delta) not in volumes
    assert volumes[joint.hours, joint.delta] == 0
    changed = VolumeShare.history.filter(history_user=officer.user)
    assert sorted(changed.values_list("history_type", flat=True)) == ["+", "-", "~"]


def test_a_volume_that_is_no_number_is_refused_beside_it(joint, as_role):
    name = f"v-{joint.licence.pk}-{joint.alfa.pk}"
    for wrong in ("många", "-1"):
        answer = as_role("procurement_officer").post(
            url(joint, "volume-edit", joint.one.pk), {name: wrong}
        )
        assert answer.status_code == 422 and wrong in answer.content.decode()
    assert (
        VolumeShare.objects.get(price_item=joint.licence, organisation=joint.alfa).quantity == 500
    )


def test_parts_that_do_not_sum_to_the_total_are_remarked(joint, as_role):
    page = as_role("reader").get(url(joint, "joint-detail")).content.decode()
    # In lot 2 only Alfa has stated; lot 1 sums.
    assert "ingen volym från Beta, Gamma" in page
    assert "mer än prispostens" not in page
    VolumeShare.objects.filter(price_item=joint.licence, organisation=joint.beta).update(
        quantity=310
    )
    page = as_role("reader").get(url(joint, "joint-detail")).content.decode()
    assert "delarna är 10 mer än prispostens 1 000 (enhet: st)" in page.replace("\xa0", " ")
    VolumeShare.objects.filter(price_item=joint.licence, organisation=joint.beta).update(
        quantity=290
    )
    page = as_role("reader").get(url(joint, "joint-detail")).content.decode()
    assert "delarna är 10 mindre än prispostens 1 000 (enhet: st)" in page.replace("\xa0", " ")


def test_a_lot_of_another_procurement_is_not_found(joint, programme, as_role):
    other = ProcurementFactory(programme=programme)
    address = reverse("joint_procurement:volume-edit", args=["prov", other.slug, joint.one.pk])
    assert as_role("procurement_officer").get(address).status_code == 404


# ---------------------------------------------------------------- needs


def stance_of(joint, number, organisation):
    return RequirementStance.objects.filter(
        requirement=joint.requirements[number], organisation=organisation
    ).first()


def test_a_cell_is_saved_at_once_and_taken_back(joint, as_role):
    author = as_role("author")
    address = url(joint, "stance-set", joint.requirements[0].pk, joint.alfa.pk)
    answer = author.post(address, {"stance": "needs"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.content.decode().lstrip().startswith("<div")
    assert stance_of(joint, 0, joint.alfa).history.get().history_user == author.user
    seen = stance_of(joint, 0, joint.alfa).mark
    author.post(address, {"stance": "", "seen": seen}, headers={"HX-Request": "true"})
    assert stance_of(joint, 0, joint.alfa) is None
    # Without htmx the table comes back.
    answer = author.post(address, {"stance": "not"})
    assert answer.url == url(joint, "stance-list")


@pytest.mark.parametrize("header", [{}, {"HX-Request": "true"}])
def test_another_way_is_told_in_words(joint, as_role, header):
    author = as_role("author")
    address = url(joint, "stance-set", joint.requirements[0].pk, joint.alfa.pk)
    answer = author.post(address, {"stance": "differs", "text": " "}, headers=header)
    assert answer.status_code == 422
    assert "på vilket sätt behovet är ett annat" in answer.content.decode()
    assert stance_of(joint, 0, joint.alfa) is None
    author.post(address, {"stance": "differs", "text": "Med sigill."}, headers=header)
    assert stance_of(joint, 0, joint.alfa).text == "Med sigill."
    # Words of another way go with it.
    seen = stance_of(joint, 0, joint.alfa).mark
    sent = {"stance": "needs", "text": "Med sigill.", "seen": seen}
    author.post(address, sent, headers=header)
    assert stance_of(joint, 0, joint.alfa).text == ""


def test_requirements_and_organisations_of_others_are_not_found(joint, programme, as_role):
    author = as_role("author")
    outside = RequirementFactory(catalogue=joint.requirements[0].catalogue)
    stranger = Organisation.objects.create(name="Främmande")
    for requirement, organisation in (
        (outside, joint.alfa),
        (joint.requirements[0], stranger),
    ):
        address = url(joint, "stance-set", requirement.pk, organisation.pk)
        assert author.post(address, {"stance": "needs"}).status_code == 404
    assert RequirementStance.objects.count() == 8


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"show": "unspoken"}, [0]),
        ({"show": "differs"}, [2]),
        ({"show": "not"}, [2, 4]),
        # Alfa and Beta need 4 not, Gamma is silent; Delta, which needs it, has not decided to buy.
        ({"show": "unowned"}, [4]),
        ({"show": "annat"}, [0, 1, 2, 3, 4]),
    ],
)
def test_the_table_is_narrowed(joint, as_role, asked, shown):
    page = as_role("reader").get(url(joint, "stance-list"), asked).content.decode()
    found = [
        number
        for number, requirement in enumerate(joint.requirements)
        if f">{requirement.code}</a>" in page
    ]
    assert found == shown
    assert "<select" not in page.split('id="stances"')[1]


def shown_without_owner(joint, as_role) -> list[int]:
    page = as_role("reader").get(url(joint, "stance-list"), {"show": "unowned"})
    found = {requirement.pk for requirement in page.context["page"].object_list}
    return [number for number, one in enumerate(joint.requirements) if one.pk in found]


def test_a_requirement_is_without_owner_by_who_buys(joint, as_role):
    """When Beta leaves, Alfa and Gamma buy: of 1 nobody of them has spoken, 2 and 4 Alfa needs not,
    3 Gamma needs. When Delta, which needs 4, joins, only 2 is without."""
    decide(joint.procurement, joint.beta, "withdrew", date(2026, 2, 1))
    assert shown_without_owner(joint, as_role) == [2, 4]
    decide(joint.procurement, joint.delta, "joins", date(2026, 2, 1))
    assert shown_without_owner(joint, as_role) == [2]


def test_the_table_and_what_if_agree_on_who_owns_a_requirement(joint, as_role):
    """Rule 6 stands in both: whatever two of three buyers say, whether or not one outside needs it.

    Unowned are those that Alfa or Beta has spoken of and neither needs: "not" and silence, silence
    and "not", "not" twice, each with and without Delta. Gamma says nothing.
    """
    unowned = []
    choices = product(
        ("", "needs", "differs", "not"), ("", "needs", "differs", "not"), ("", "needs")
    )
    joint.requirements = []
    for number, said in enumerate(choices):
        requirement = make_item(joint.procurement).version.requirement
        joint.requirements.append(requirement)
        who = zip((joint.alfa, joint.beta, joint.delta), said, strict=True)
        stances = {one.pk: stance for one, stance in who if stance}
        for key, stance in stances.items():
            RequirementStance.objects.create(
                requirement=requirement, organisation_id=key, stance=stance, text="Så."
            )
        buyers = (joint.alfa.pk, joint.beta.pk, joint.gamma.pk)
        before, _after = owners(stances, Change(buyers, buyers, {}))
        unowned += [] if before else [number]
    # (silence, "not") is 6 and 7, ("not", silence) 24 and 25, ("not", "not") 30 and 31.
    assert shown_without_owner(joint, as_role) == unowned == [6, 7, 24, 25, 30, 31]


def test_before_anybody_buys_those_who_may_are_asked(joint, as_role):
    """All are undecided: 4 Delta needs, 2 Beta. When Delta stays outside, 4 is without owner."""
    for one in (joint.alfa, joint.beta, joint.gamma):
        decide(joint.procurement, one, "undecided", date(2026, 2, 1))
    assert shown_without_owner(joint, as_role) == []
    decide(joint.procurement, joint.delta, "stays_outside", date(2026, 2, 1))
    assert shown_without_owner(joint, as_role) == [4]


def test_the_words_are_found_and_a_column_is_chosen(joint, as_role):
    code = joint.requirements[3].code
    asked = {"q": code, "organisation": str(joint.beta.pk)}
    page = as_role("author").get(url(joint, "stance-list"), asked).content.decode()
    assert f"{code}, Beta" in page and f"{code}, Alfa" not in page


def test_what_is_said_stands_on_the_requirements_page(joint, as_role):
    address = reverse(
        "requirements_catalog:requirement-detail", args=["prov", joint.requirements[2].pk]
    )
    page = as_role("reader").get(address).content.decode()
    assert "Organisationernas behov" in page and "Med två signaturer." in page


def test_before_there_is_a_package_the_modules_say_which(programme, as_role, joint):
    from tests.factories import LotFactory, ModuleFactory

    module = ModuleFactory(programme=programme)
    requirement = joint.requirements[0]
    requirement.module_links.create(module=module)
    draft = ProcurementFactory(programme=programme)
    LotFactory(procurement=draft).modules.add(module)
    address = reverse("joint_procurement:stance-list", args=["prov", draft.slug])
    page = as_role("author").get(address).content.decode()
    assert f">{requirement.code}</a>" in page and f">{joint.requirements[1].code}</a>" not in page


# ---------------------------------------------------------------- the page


def test_the_page_tells_where_each_stands(joint, as_role):
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    Mandate.objects.create(procurement=joint.procurement, principal=town, agent=joint.beta)
    JoiningOption.objects.create(procurement=joint.procurement, name="Option 1", holder="Kommuner")
    page = as_role("reader").get(url(joint, "joint-detail")).content.decode().replace("\xa0", " ")
    for text in ("<strong>50,0</strong>", "800 000", "Fullmakt från Kommunen, begärd"):
        assert text in page
    assert "vad den omfattar är inte angivet" in page
    assert "Anteckna beslut" not in page and "Fördela volymer" not in page


def test_styrning_leads_to_it(joint, as_role):
    page = as_role("reader").get(reverse("steering:steering", args=["prov"])).content.decode()
    assert url(joint, "joint-detail") in page and "3 köper" in page


def test_an_empty_programme_says_what_to_do(programme, as_role):
    address = reverse("joint_procurement:procurement-list", args=["prov"])
    assert "ingen upphandling än" in as_role("reader").get(address).content.decode()
    made = ProcurementFactory(programme=programme)
    page = as_role("reader").get(
        reverse("joint_procurement:joint-detail", args=["prov", made.slug])
    )
    assert "Lägg till dem bland deltagarna." in page.content.decode()


@pytest.mark.parametrize("more", [0, 12])
@pytest.mark.parametrize(("name", "queries"), [("joint-detail", 21), ("stance-list", 15)])
def test_pages_cost_the_same_with_many(
    joint, programme, as_role, name, queries, more, django_assert_num_queries
):
    reader = as_role("reader")
    for number in range(more):
        organisation = take_part(programme, f"Region {number}", 1000)
        decide(joint.procurement, organisation, "joins")
    for _number in range(1 + more):
        option = JoiningOption.objects.create(procurement=joint.procurement, name="O", holder="H")
        option.organisations.set([joint.beta, joint.delta])
    for _number in range(25 * more):
        make_item(joint.procurement)
    address = url(joint, name)
    with django_assert_num_queries(queries):
        reader.get(address)
