"""What a lot's value is divided by, why, and who lacks what for another way.

The figures rest on tests/joint_procurement/test_report.py: Alfa, Beta and Gamma join, with 400 000,
200 000 and 200 000 people; Delta has 100 000. Beta leaves.
"""

import re
from decimal import Decimal as D
from fractions import Fraction as F
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from joint_procurement.exports import report_workbook
from joint_procurement.models import FixedPart, VolumeShare
from joint_procurement.report import report_of
from tests.factories import PriceItemFactory
from tests.joint_procurement.conftest import TODAY, asked, decide, option_of

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def state(item, organisation, quantity):
    VolumeShare.objects.create(price_item=item, organisation=organisation, quantity=quantity)


def plain(told):
    return told.replace("\xa0", " ")


def test_taking_part_by_an_option_takes_nobodys_volumes_away(joint):
    """Delta has an option on all and no hours, then takes it: the value is what it was.

    Before: lot 1 is 8 + 72 × (0.70 + 0.1125) ÷ (1 + 0.1125), 60 584 269.66…, and lot 2 20 × 7/9.
    """
    option_of(joint, joint.delta)
    before = asked(joint, leave=[joint.beta])
    decide(joint.procurement, joint.delta, "joins_with_option")
    after = asked(joint, leave=[joint.beta])
    for report in (before, after):
        values = [row.outcome.value.after for row in report.lots]
        assert values == [8_000_000 + F(72_000_000 * 65, 89), F(140_000_000, 9)]
    assert after.lots[0].why == [
        f"Delta har ingen volym i {joint.hours} och räknas där efter befolkning."
    ]
    assert "Delta" in {row.member.organisation.name for row in after.organisations}
    # Of the licences 500 + 300 + 200 + 100; of the hours 40 and Delta's 40/8, less Beta's 12.
    amounts = [row.outcome.amount for row in after.lots[0].items]
    assert [(one.before, one.after) for one in amounts] == [(1100, 800), (45, 33)]


def test_one_that_has_stated_nothing_takes_nobodys_volumes_away(joint):
    """Delta joins without an option and has stated no volume: by population it weighs 1/8.

    Lot 1: 8 + 72 × (0.70 + 0.125) ÷ 1.125 = 60.8 million.
    """
    VolumeShare.objects.filter(organisation=joint.delta).delete()
    decide(joint.procurement, joint.delta, "joins")
    lot = asked(joint, leave=[joint.beta]).lots[0]
    assert lot.outcome.value.after == 60_800_000
    assert lot.basis == "efter volym; delvis efter befolkning: Delta"
    assert lot.why == ["Delta har ingen angiven volym och räknas efter befolkning."]


def test_one_that_has_stated_some_is_measured(joint):
    """Delta joins with 100 licences and no hours: the licences alone are the measure, of 1 100.

    Lot 1: 8 + 72 × 800/1 100 = 60.363… million.
    """
    decide(joint.procurement, joint.delta, "joins")
    lot = asked(joint, leave=[joint.beta]).lots[0]
    assert lot.outcome.value.after == 8_000_000 + F(72_000_000 * 8, 11)
    assert lot.why == [f"Räknas inte, för volym saknas från Delta: {joint.hours}."]


def test_where_all_join_by_an_option_they_are_measured_themselves(joint):
    for organisation in (joint.alfa, joint.beta, joint.gamma):
        decide(joint.procurement, organisation, "joins_with_option")
    assert asked(joint, leave=[joint.beta]).total.after == 73_400_000


def test_why_a_lot_is_divided_by_population(joint):
    def why():
        lot = asked(joint, leave=[joint.beta]).lots[1]
        assert lot.basis == "efter befolkning"
        return lot.why

    assert why() == [
        "Bara Alfa har angett volymer, och de har inget att jämföras med.",
        "Volymer saknas från Beta, Gamma.",
    ]
    more = PriceItemFactory(lot=joint.two, number=2, quantity=D(8))
    state(more, joint.beta, 3)
    assert why() == [
        "Ingen prispost har en volym över noll från alla som har angett någon.",
        f"I {joint.units} saknas volym från Beta.",
        f"I {more} saknas volym från Alfa.",
    ]
    VolumeShare.objects.filter(price_item__lot=joint.two).delete()
    assert why() == ["Ingen av dem som delar värdet har angett en volym."]
    chosen = report_of(
        joint.procurement, leave={joint.beta.pk}, join=set(), today=TODAY, by_population=True
    )
    assert [row.why for row in chosen.lots] == [["Befolkningen är vald som grund."]] * 2


def test_two_of_three_are_a_measure_and_what_is_not_counted_is_told(joint):
    """Beta has 4 units beside Alfa's 5, of 600 000 people; Gamma is 1/3 of them by population.

    Beta leaves: 20 × (5/9 + 1/3) ÷ (1 + 1/3) = 20 × 2/3 = 13.333… million.
    """
    state(joint.units, joint.beta, 4)
    PriceItemFactory(lot=joint.two, number=2, title="Licens", quantity=D(8))
    lot = asked(joint, leave=[joint.beta]).lots[1]
    assert lot.outcome.value.after == F(40_000_000, 3)
    assert lot.why == [
        "Gamma har ingen angiven volym och räknas efter befolkning.",
        "Räknas inte, för ingen volym är angiven: 2 Licens.",
    ]


def test_what_lacks_and_what_does_not_sum_is_told_apart_with_names(joint):
    """Lot 1 sums: 310 licences of Beta are 10 too many. In lot 2 Beta and Gamma lack."""
    VolumeShare.objects.filter(price_item=joint.licence, organisation=joint.beta).update(
        quantity=310
    )
    told = [plain(one) for one in asked(joint, leave=[joint.beta]).remarks]
    assert (
        f"Delkontrakt {joint.one}: volymerna i {joint.licence} är tillsammans 10 mer än "
        "prispostens 1 000 (enhet: st)."
    ) in told
    assert f"Delkontrakt {joint.two}: volym saknas från Beta, Gamma i {joint.units}." in told
    VolumeShare.objects.filter(price_item=joint.licence, organisation=joint.beta).update(
        quantity=290
    )
    told = [plain(one) for one in asked(joint, leave=[joint.beta]).remarks]
    assert any("tillsammans 10 mindre än prispostens 1 000" in one for one in told)
    assert not any("inte angivna av alla" in one for one in told)


def rows_of(page: str, start: str) -> dict[str, list[str]]:
    """First column → the rest, of the first table after ``start``."""
    table = page[page.index(start) :].split("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    texts = [[re.sub(r"<[^>]+>", "", one).strip() for one in row] for row in cells]
    return {row[0]: row[1:] for row in texts if row}


def test_the_division_can_be_repeated_from_page_paper_and_workbook(joint, as_role, monkeypatch):
    """Delta has an option on all. In lot 1 the weights 45 + 30 + 25 + 11.25 sum to 111.25 before,
    and to 81.25 without Beta's 30: 8 + 72 × 81.25 ÷ 111.25 = 60 584 269.66… million.

    Shares before: 45 ÷ 111.25 = 40.449…, 26.966…, 22.471… and 10.112…, cut down 99.8: the largest
    losses are Gamma's .071 and Beta's .066: 40.4, 27.0, 22.5 and 10.1. After: 45 ÷ 81.25 =
    55.384…, 30.769… and 13.846…, cut down 99.8: Alfa's .084 and Gamma's .069 lose most.
    """
    option_of(joint, joint.delta)
    address = reverse("joint_procurement:what-if", args=["prov", joint.procurement.slug])
    reader, query = as_role("reader"), {"leave": joint.beta.pk}
    expected = {
        "Alfa": ["50,00", "40,00", "45,00", "40,4", "55,4"],
        "Beta": ["30,00", "30,00", "30,00", "27,0", "–"],
        "Gamma": ["20,00", "30,00", "25,00", "22,5", "30,8"],
        "Delta": ["10,00", "12,50", "11,25", "10,1", "13,8"],
        "Summa före": ["110,00", "112,50", "111,25", "100,0", "–"],
        "Summa efter": ["80,00", "82,50", "81,25", "–", "100,0"],
    }
    formula = "80 000 000 × 10 % + 80 000 000 × 90 % × 81,2500 ÷ 111,2500 = 60 584 270 kr"
    page = plain(reader.get(address, query).content.decode())
    sent = {}
    monkeypatch.setattr(
        "joint_procurement.exports.render_pdf", lambda **told: sent.update(told) or b""
    )
    reader.get(f"{address}pdf/", query)
    paper = plain(sent["html"])
    for told in (page, paper):
        found = rows_of(told, "Så är värdet fördelat")
        assert {name: found[name] for name in expected} == expected
        assert formula in told
    book = load_workbook(BytesIO(reader.get(f"{address}xlsx/", query).content))
    rows = [row for row in book["Vikter"].values if row[0] == str(joint.one)]
    titles = [str(joint.licence), str(joint.hours), "vikt, medelvärdet"]
    shares = ["andel av värdet före", "andel av värdet efter"]
    for name, texts in expected.items():
        figures = [one.replace(",", ".") for one in texts]
        told = {
            title: float(one)
            for title, one in zip([*titles, *shares], figures, strict=True)
            if one != "–"
        }
        assert {row[2]: row[3] for row in rows if row[1] == name} == told
    value = book["Värde"]
    assert [value["G1"].value, value["H1"].value] == ["Varför", "Uträkning av värdet efter"]
    assert plain(value["H2"].value) == formula
    assert value["G3"].value == (
        "Bara Alfa har angett volymer, och de har inget att jämföras med. Volymer saknas från "
        "Beta, Gamma."
    )
    assert value["G3"].value in page and value["G3"].value in paper


def test_without_a_buyer_no_value_is_told_and_why(joint, as_role, monkeypatch):
    """Not the fixed part, and not the part of Delta, which has an option on all."""
    option_of(joint, joint.delta)
    address = reverse("joint_procurement:what-if", args=["prov", joint.procurement.slug])
    query = {"leave": [joint.alfa.pk, joint.beta.pk, joint.gamma.pk]}
    reader, why = as_role("reader"), "ingen köpare är kvar: utan köpare blir det inget avtal"
    page = reader.get(address, query).content.decode()
    tile = page[page.index("tiles what-if-tiles") :].split("</li>")[0]
    assert why in tile and "mnkr" not in tile.split("tile__note")[0]
    assert "är redan inräknad" not in page
    sent = {}
    monkeypatch.setattr(
        "joint_procurement.exports.render_pdf", lambda **told: sent.update(told) or b""
    )
    reader.get(f"{address}pdf/", query)
    assert sent["html"].count(f'<td class="numeric">{why}</td>') == 2
    report = asked(joint, leave=[joint.alfa, joint.beta, joint.gamma])
    assert all(row.value_after is None for row in report.organisations)
    assert [row.sum_told for row in report.lots] == ["", ""]
    front = load_workbook(BytesIO(report_workbook(report))).worksheets[0]
    told = dict(front.iter_rows(min_row=2, max_row=12, values_only=True))
    assert told["Värde efter, kr"] == told["Skillnad, kr"] == why
    # Nobody is told to name another coordinating authority where nobody is left.
    joint.alfa.participations.update(role="lead_buyer")
    (carrier,) = asked(joint, [joint.alfa, joint.beta, joint.gamma]).carriers
    assert carrier.told == "Alfa är samordnande myndighet, och ingen är kvar som kan ta över."
    # One that comes buys: then there is a value again, with the fixed part.
    FixedPart.objects.all().delete()
    chosen = asked(joint, [joint.alfa, joint.beta, joint.gamma], [joint.delta])
    assert chosen.no_value_told == "" and chosen.total.after is not None
