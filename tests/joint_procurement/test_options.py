"""Options of several organisations: for themselves, or for others that join through them.

The figures rest on tests/joint_procurement/test_report.py: Beta leaves, and the value after is
73.4 of 100 million; Delta has 1/8 of the people of those who join.
"""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction as F
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from joint_procurement.exports import report_workbook
from joint_procurement.models import JoiningOption, Mandate
from programmes.models import Organisation
from programmes.register import REGISTERS
from tests.joint_procurement.conftest import TODAY, asked, option_of

pytestmark = pytest.mark.django_db


def touched(joint, leave, join=()):
    return asked(joint, leave, join).touched.options


@pytest.fixture
def for_municipalities(joint):
    return option_of(
        joint, joint.alfa, joint.beta, name="Option 1", is_for_others=True, value=D(36_000_000)
    )


def test_an_option_for_others_is_touched_when_one_of_those_they_join_through_leaves(
    joint, for_municipalities
):
    (found,) = touched(joint, leave=[joint.beta])
    assert found.option == for_municipalities
    # Alfa stays, and how much of the 36 million is for its municipalities is not known.
    assert found.value is None
    assert [one.replace("\xa0", " ") for one in found.notes] == [
        "för andra genom Beta",
        "värdet, 36 000 000 kr för alla tillsammans, är inte fördelat på organisationerna",
        "vad den omfattar är inte angivet",
    ]
    (found,) = touched(joint, leave=[joint.alfa, joint.beta])
    assert found.value == 36_000_000
    assert found.notes[:2] == ["för andra genom Alfa", "för andra genom Beta"]
    assert touched(joint, leave=[joint.gamma]) == []


def test_without_a_buyer_every_option_is_touched_whole(joint, for_municipalities):
    """Nothing is left to join, by whomever it was to be."""
    own = option_of(joint, joint.delta, value=D(9))
    found = touched(joint, leave=[joint.alfa, joint.beta, joint.gamma])
    assert {(one.option, one.value) for one in found} == {
        (for_municipalities, D(36_000_000)), (own, D(9)),
    }  # fmt: skip
    assert all("utan köpare finns inget avtal att ansluta till" in one.notes for one in found)


def test_an_option_of_several_themselves_is_touched_whole_when_all_move(joint):
    option_of(joint, joint.beta, joint.delta, covers="Allt", value=D(9))
    (found,) = touched(joint, leave=[joint.beta])
    assert (found.value, found.notes[0]) == (None, "Beta")
    (found,) = touched(joint, leave=[joint.beta], join=[joint.delta])
    assert (found.value, found.notes) == (D(9), ["Beta", "Delta"])


def test_an_option_of_one_that_buys_through_who_leaves_is_touched(joint):
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    option_of(joint, town, covers="Allt", value=D(5))
    mandate = Mandate.objects.create(
        procurement=joint.procurement, principal=town, agent=joint.beta
    )
    (found,) = touched(joint, leave=[joint.beta])
    assert (found.value, found.notes) == (5, ["Kommunen, genom fullmakt till Beta"])
    assert touched(joint, leave=[joint.alfa]) == []
    mandate.state = "withdrawn"
    mandate.save()
    assert touched(joint, leave=[joint.beta]) == []


@pytest.mark.parametrize(("last_day", "counts"), [(TODAY, True), (date(2026, 5, 31), False)])
def test_a_power_of_attorney_counts_to_its_last_day(joint, last_day, counts):
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    option_of(joint, town, covers="Allt")
    mandate = Mandate.objects.create(
        procurement=joint.procurement, principal=town, agent=joint.beta, valid_until=last_day
    )
    found = asked(joint, [joint.beta]).touched
    assert found.mandates == ([mandate] if counts else [])
    assert [one.notes for one in found.options] == (
        [["Kommunen, genom fullmakt till Beta"]] if counts else []
    )


def test_one_that_buys_through_several_who_move_is_told_with_all_of_them(joint):
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    option_of(joint, town, covers="Allt")
    for agent in (joint.alfa, joint.beta):
        Mandate.objects.create(procurement=joint.procurement, principal=town, agent=agent)
    (found,) = touched(joint, leave=[joint.alfa, joint.beta])
    assert found.notes == ["Kommunen, genom fullmakt till Alfa, Beta"] and found.is_whole


def test_who_others_join_through_has_no_option_itself(joint):
    """Delta stays outside; its municipalities' option counts nobody of Delta in the value."""
    option = option_of(joint, joint.delta, is_for_others=True)
    report = asked(joint, [joint.beta])
    assert report.total.after == 73_400_000
    assert [row.member.organisation.name for row in report.organisations] == [
        "Alfa",
        "Beta",
        "Gamma",
    ]
    option.is_for_others = False
    option.save()
    report = asked(joint, [joint.beta])
    assert report.organisations[-1].has_option and report.total.after == 76_139_826


def test_the_workbook_says_what_is_not_divided(joint, for_municipalities):
    book = load_workbook(BytesIO(report_workbook(asked(joint, [joint.beta]))))
    sheet = book["Berörs"]
    told = [cell.value for cell in sheet[2]]
    assert [*told[:5], told[5].replace("\xa0", " ")] == [
        "Option", "Option 1", "H", "erbjuden", None,
        "för andra genom Beta; värdet, 36 000 000 kr för alla tillsammans, är inte fördelat på "
        "organisationerna; vad den omfattar är inte angivet",
    ]  # fmt: skip


# ---------------------------------------------------------------- in the value


def test_who_has_an_option_is_in_the_value_already(joint):
    """Delta has an option on lot 2: by population it is 1/8 of the base, so V is for 9/8.

    It joins: lot 2 stays at 20 million (LOU 5:3). On lot 1 it has none: 8 + 72 × 1.1125 = 88.1.
    Delta's part of lot 2 is 1/9 of 20 million, 2 222 222.22…, before as after; of lot 1 it has
    0.1125/1.1125 of 88.1 million, 8 908 988.76…, which together is 11 131 211.
    """
    option_of(joint, joint.delta, lot=joint.two)
    report = asked(joint, join=[joint.delta])
    values = [(row.outcome.value.before, row.outcome.value.after) for row in report.lots]
    assert values == [(80_000_000, 88_100_000), (20_000_000, 20_000_000)]
    delta = report.organisations[-1]
    assert (delta.value_before, delta.value_after) == (2_222_222, 11_131_211)
    # Of 100 million before 2.2 per cent.
    assert (delta.joins, delta.has_option, delta.percent_before) == (True, False, D("2.2"))
    assert "Delta har en öppen option och är redan inräknad" in report.remarks[0]


def test_who_has_an_option_on_one_lot_only_has_no_weight_in_the_other(joint):
    """Beta leaves and Delta has an option on lot 2: of the hours of lot 1 it is no estimate."""
    option_of(joint, joint.delta, lot=joint.two)
    one, two = asked(joint, leave=[joint.beta]).lots
    assert [row.name for row in one.weights] == ["Alfa", "Beta", "Gamma"]
    assert (one.estimated, one.basis) == ([], "efter volym")
    assert [row.name for row in two.weights] == ["Alfa", "Beta", "Gamma", "Delta"]
    # One that joins is counted in both.
    one, _two = asked(joint, join=[joint.delta]).lots
    assert one.weights[-1].name == "Delta" and one.estimated == ["Delta"]


def test_an_option_stays_in_the_value_when_another_leaves(joint):
    """Beta leaves, Delta has an option on all: lot 2 is for 9/8 before and 7/8 after.

    20 × 7/9 = 15 555 555.55…; lot 1 8 + 72 × (0.70 + 0.1125) / (1 + 0.1125), where 0.8125 / 1.1125
    is 65/89: 60 584 269.66…. In whole kronor, lot by lot, 15 555 556 + 60 584 270. When the option
    has lapsed Delta is no row.
    """
    option = option_of(joint, joint.delta)
    report = asked(joint, leave=[joint.beta])
    values = [row.outcome.value.after for row in report.lots]
    assert values == [8_000_000 + F(72_000_000 * 65, 89), F(140_000_000, 9)]
    rows = {row.member.organisation.name: row for row in report.organisations}
    assert rows["Delta"].has_option and not rows["Delta"].leaves and not rows["Delta"].joins
    before = [row.value_before for row in report.organisations]
    assert sum(before) == 100_000_000
    assert sum(row.value_after or 0 for row in report.organisations) == 76_139_826
    sheet = load_workbook(BytesIO(report_workbook(report)))["Organisationer"]
    assert [row[1].value or "" for row in sheet.iter_rows(min_row=2)] == [
        "",
        "lämnar",
        "",
        "option",
        "",
    ]
    option.state = "lapsed"
    option.save()
    report = asked(joint, leave=[joint.beta])
    assert "Delta" not in {row.member.organisation.name for row in report.organisations}
    assert report.total.after == 73_400_000 and "option" not in "".join(report.remarks)


# ---------------------------------------------------------------- register and page


@pytest.fixture
def sent(joint):
    return {
        "procurement": joint.procurement.pk,
        "name": "Option 1",
        "holder": "Kommunerna",
        "organisations": [joint.alfa.pk, joint.beta.pk],
        "is_for_others": "on",
        "state": "offered",
    }


def test_several_are_named_in_the_register_and_stand_in_list_export_and_history(
    joint, programme, as_role, sent
):
    officer, register = as_role("procurement_officer"), REGISTERS["joining-options"]
    officer.post(register.url("create", programme), sent)
    option = JoiningOption.objects.get()
    assert option.is_for_others
    page = officer.get(register.url("list", programme)).content.decode()
    assert "genom Alfa, Beta" in page
    book = load_workbook(BytesIO(officer.get(register.url("export", programme)).content))
    assert book.active["C2"].value == "genom Alfa, Beta"
    edit = register.url("edit", programme, option.pk)
    officer.post(edit, sent | {"organisations": [joint.beta.pk], "change_reason": "Alfa avstår"})
    page = officer.get(register.url("detail", programme, option.pk)).content.decode()
    assert "Alfa avstår" in page and "Organisationer" in page
    kept = option.history.filter(history_type="~").latest("history_id")
    assert [one.organisation for one in kept.organisations.all()] == [joint.beta]
    # Removed and put back it is as it was.
    officer.post(register.url("remove", programme, option.pk))
    assert not JoiningOption.objects.exists()
    officer.post(register.url("restore", programme, option.pk))
    assert list(JoiningOption.objects.get().organisations.all()) == [joint.beta]


def test_who_others_join_through_must_be_named(joint, programme, as_role, sent):
    url = REGISTERS["joining-options"].url("create", programme)
    answer = as_role("procurement_officer").post(url, sent | {"organisations": []})
    assert answer.status_code == 422
    told = ["Välj de organisationer som andra ansluter genom."]
    assert answer.context["form"].errors == {"organisations": told}
    assert not JoiningOption.objects.exists()


def test_those_of_the_programme_and_those_who_buy_through_them_can_be_named(
    joint, programme, as_role, sent
):
    officer, url = as_role("procurement_officer"), REGISTERS["joining-options"].url
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    changed = sent | {"organisations": [town.pk], "is_for_others": ""}
    assert officer.post(url("create", programme), changed).status_code == 422
    Mandate.objects.create(procurement=joint.procurement, principal=town, agent=joint.beta)
    officer.post(url("create", programme), changed)
    assert list(JoiningOption.objects.get().organisations.all()) == [town]


def test_the_page_shows_the_option_by_each_that_it_names(joint, for_municipalities, as_role):
    url = reverse("joint_procurement:joint-detail", args=["prov", joint.procurement.slug])
    page = as_role("reader").get(url).content.decode()
    assert page.count("Option 1, för andra, erbjuden") == 2
    assert "genom Alfa, Beta" in page
