"""What happens if a region leaves: the report's figures equal those worked out by hand.

Alfa 400 000, Beta 200 000 and Gamma 200 000 people join; Delta, 100 000, hesitates.

Lot 1, 80 million, a tenth of it fixed. Licences 500 + 300 + 200 = 1 000, hours 16 + 12 + 12 = 40.
Weights: Alfa (0.5 + 0.4) / 2 = 0.45, Beta (0.3 + 0.3) / 2 = 0.30, Gamma (0.2 + 0.3) / 2 = 0.25.
Lot 2, 20 million: only Alfa has stated a volume, so it is split by population: 1/2, 1/4, 1/4.

Beta leaves. Lot 1: 8 + 72 × 0.70 = 58.4 million. Lot 2: 20 × 3/4 = 15. Together 73.4 of 100.
Alfa's part of lot 1: 58.4 × 0.45/0.70 = 37 542 857.14…, Gamma's 20 857 142.85…; in whole kronor
37 542 857 and 20 857 143. Of lot 2 they have 10 and 5 million.

Shares of the value: before 46, 29 and 25 of 100 million; after Alfa's 47 542 857 of 73 400 000,
64.772… per cent, and Gamma's 25 857 143, 35.227…: 64.8 and 35.2.
"""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction as F
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from joint_procurement.exports import report_workbook
from joint_procurement.models import FixedPart, JoiningDecision, Mandate
from joint_procurement.report import report_of
from programmes.models import Organisation
from steering.models import BudgetFrame, RolloutWave
from target_architecture.models import Principle
from tests.factories import PriceItemFactory, make_item
from tests.joint_procurement.conftest import TODAY, asked, option_of

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_a_region_leaves(joint):
    report = asked(joint, leave=[joint.beta])
    rows = [
        (
            row.member.organisation.name,
            row.percent_before,
            row.percent_after,
            row.value_before,
            row.value_after,
            row.leaves,
        )
        for row in report.organisations
    ]
    assert rows == [
        ("Alfa", D("46.0"), D("64.8"), D(46_000_000), D(47_542_857), False),
        ("Beta", D("29.0"), None, D(29_000_000), None, True),
        ("Gamma", D("25.0"), D("35.2"), D(25_000_000), D(25_857_143), False),
    ]
    values = [(row.outcome.value.before, row.outcome.value.after) for row in report.lots]
    assert values == [(80_000_000, 58_400_000), (20_000_000, 15_000_000)]
    assert (report.total.before, report.total.after) == (100_000_000, 73_400_000)
    assert report.total.difference == -26_600_000
    volumes = [
        (row.outcome.amount.before, row.outcome.amount.after)
        for lot in report.lots
        for row in lot.items
    ]
    assert volumes == [(1000, 700), (40, 28), (9, F(27, 4))]
    assert [row.outcome.weights.are_by_volume for row in report.lots] == [True, False]


def test_requirements_lose_their_only_owner(joint):
    report = asked(joint, leave=[joint.beta])
    # Nobody has spoken of the first; Gamma needs the fourth too; the fifth had no owner.
    assert [row.requirement for row in report.lost] == joint.requirements[1:3]
    assert [row.owners for row in report.lost] == [["Beta"], ["Beta"]]
    assert [row.texts for row in report.lost] == [[], ["Med två signaturer."]]
    assert report.gained == [] and report.requirement_count == 5


def test_one_leaves_and_another_joins(joint):
    """Delta has not stated hours, so of them it counts by population: 100/800 of the base.

    Its weight in lot 1 is (100/1 000 + 1/8) / 2 = 0.1125.
    Lot 1: 8 + 72 × (0.70 + 0.1125) = 66.5 million. Lot 2: 20 × (3/4 + 1/8) = 17.5.
    """
    report = asked(joint, leave=[joint.beta], join=[joint.delta])
    assert [row.outcome.value.after for row in report.lots] == [66_500_000, 17_500_000]
    assert report.total.after == 84_000_000
    volumes = [row.outcome.amount.after for lot in report.lots for row in lot.items]
    # 500 + 200 + 100; 16 + 12 + 40/8; 9 × 7/8.
    assert volumes == [800, 33, F(63, 8)]
    assert report.lots[0].estimated == ["Delta"]
    assert [row.requirement for row in report.gained] == [joint.requirements[4]]
    assert report.gained[0].owners == ["Delta"]


def test_the_weights_are_told_item_by_item(joint):
    lot, other = asked(joint, leave=[joint.beta], join=[joint.delta]).lots
    assert lot.weighed == [joint.licence, joint.hours] and other.weighed == []
    assert [(row.name, row.parts, row.weight) for row in lot.weights] == [
        ("Alfa", [50, 40], 45),
        ("Beta", [30, 30], 30),
        ("Gamma", [20, 30], 25),
        ("Delta", [10, F(25, 2)], F(45, 4)),
    ]
    assert [row.weight for row in other.weights] == [50, 25, 25, F(25, 2)]


def test_population_can_be_chosen_as_the_key(joint):
    """Beta leaves, by population: lot 1 is 8 + 72 × 3/4 = 62 million, lot 2 is 15.

    Alfa has 2/3 of both: 41 333 333.33… and 10 million; volumes of items stay as they were.
    """
    chosen = {"leave": {joint.beta.pk}, "join": set(), "today": TODAY}
    report = report_of(joint.procurement, **chosen, by_population=True)
    assert [row.outcome.value.after for row in report.lots] == [62_000_000, 15_000_000]
    assert [row.basis for row in report.lots] == ["efter befolkning"] * 2
    assert report.organisations[0].value_after == 51_333_333
    assert report.lots[0].items[0].outcome.amount.after == 700
    assert report.total_otherwise == 73_400_000 and report.query.endswith("&by=population")
    assert report_of(joint.procurement, **chosen).total_otherwise == 77_000_000


def test_what_nobody_has_stated_is_not_divided(joint):
    years = PriceItemFactory(lot=joint.two, number=2, quantity=D(8), unit="år")
    outcome = asked(joint, leave=[joint.beta]).lots[1].items[1]
    assert (outcome.item, outcome.outcome.amount.after) == (years, 8)
    assert outcome.basis == "inte fördelad på organisationerna"


def test_the_fixed_part_that_holds_is_the_newest_of_the_lot(joint):
    add = FixedPart.objects.create
    common = {"procurement": joint.procurement, "reason": "Nytt"}
    add(**common, percent=D(50), applies_from=date(2026, 5, 1))
    # Of the whole procurement: lot 1 has its own, lot 2 keeps half: 10 + 10 × 3/4 = 17.5.
    report = asked(joint, leave=[joint.beta])
    assert [row.outcome.value.after for row in report.lots] == [58_400_000, 17_500_000]
    add(**common, lot=joint.one, percent=D(100), applies_from=date(2026, 5, 1))
    add(**common, lot=joint.one, percent=D(0), applies_from=date(2026, 6, 2))  # not yet
    report = asked(joint, leave=[joint.beta])
    assert report.lots[0].outcome.value.after == 80_000_000


def sums(report):
    whole = report.organisation_sum
    return whole.percent_before, whole.percent_after, whole.value_before, whole.value_after


def test_every_column_sums_to_what_is_shown(joint):
    """Beta leaves and Delta has an option on all, as worked out above.

    The lots are 60 584 269.66… and 15 555 555.55…, together 76 139 825.21…: in whole kronor lot by
    lot 60 584 270 + 15 555 556 = 76 139 826, which is what the sum says. Delta has its part.
    """
    option_of(joint, joint.delta)
    report = asked(joint, leave=[joint.beta])
    assert [row.value.after for row in report.lots] == [60_584_270, 15_555_556]
    assert (report.total.after, report.total.difference) == (76_139_826, -23_860_174)
    assert sums(report) == (100, 100, 100_000_000, 76_139_826)
    book = load_workbook(BytesIO(report_workbook(report)))
    assert [cell.value for cell in book["Organisationer"][6]] == [
        "Summa", None, None, None, 100, 100, 100_000_000, 76_139_826,
    ]  # fmt: skip
    assert [cell.value for cell in book["Värde"][4]][2:5] == [100_000_000, 76_139_826, -23_860_174]


def test_what_cannot_be_worked_out_has_no_sum(joint):
    Organisation.objects.filter(pk=joint.gamma.pk).update(population=None)
    # Lot 2 is split by population, so nobody's part of the whole is known.
    assert sums(asked(joint, leave=[joint.beta])) == (None, None, None, None)
    Organisation.objects.filter(pk=joint.gamma.pk).update(population=200_000)
    everybody = [joint.alfa, joint.beta, joint.gamma]
    assert sums(asked(joint, leave=everybody)) == (100, None, 100_000_000, None)


@pytest.mark.parametrize(
    ("leave", "join", "told"),
    [
        ("delta", "", "Delta deltar inte i upphandlingen, så att den lämnar ändrar inget."),
        ("", "alfa", "Alfa deltar redan i upphandlingen, så att den ansluter ändrar inget."),
    ],
)
def test_what_changes_nothing_is_said(joint, as_role, leave, join, told):
    """Alone and beside a choice that does change something, and in the files."""
    address = reverse("joint_procurement:what-if", args=["prov", joint.procurement.slug])
    asked_for = {
        name: [getattr(joint, one).pk for one in [who] if one]
        for name, who in (("leave", leave), ("join", join))
    }
    reader = as_role("reader")
    page = reader.get(address, asked_for)
    assert told in page.content.decode() and not page.context["report"].is_asked
    asked_for["leave"] = [*asked_for["leave"], joint.beta.pk]
    page = reader.get(address, asked_for)
    assert page.content.decode().count(told) == 1 and page.context["report"].is_asked
    assert page.context["report"].total.after == 73_400_000
    book = load_workbook(BytesIO(reader.get(f"{address}xlsx/", asked_for).content))
    front = book.worksheets[0].iter_rows(min_row=2, values_only=True)
    assert next(one for label, one in front if label == "Att veta") == told


def test_missing_is_said_and_not_counted_as_zero(joint):
    Organisation.objects.filter(pk=joint.gamma.pk).update(population=None)
    joint.one.estimated_value = None
    joint.one.save()
    report = asked(joint, leave=[joint.beta])
    assert [row.percent_before for row in report.organisations] == [None] * 3
    # Lot 2 is split by population, which is not known.
    assert report.lots[1].outcome.value.after is None
    assert report.total.before == 20_000_000 and report.total.after is None
    assert any("Gamma" in one for one in report.remarks)
    assert any("inget uppskattat värde" in one for one in report.remarks)


def test_everybody_leaves(joint):
    """Nothing is bought without a buyer: no value, not the fixed 8 million of lot 1 either."""
    report = asked(joint, leave=[joint.alfa, joint.beta, joint.gamma])
    assert (report.total.before, report.total.after) == (100_000_000, None)
    assert report.no_value_told == "ingen köpare är kvar: utan köpare blir det inget avtal"
    # Nobody takes anything, of what is not divided either.
    volumes = [row.outcome.amount.after for lot in report.lots for row in lot.items]
    assert volumes == [0, 0, 0]
    assert len(report.lost) == 4
    assert any(one.startswith("Ingen organisation är kvar i") for one in report.remarks)


def test_nobody_has_joined(joint):
    for organisation in (joint.alfa, joint.beta, joint.gamma):
        JoiningDecision.objects.create(
            procurement=joint.procurement,
            organisation=organisation,
            outcome="withdrew",
            decided_on=date(2026, 2, 1),
            body_name="Fullmäktige",
            reason="Olika behov.",
        )
    report = asked(joint, join=[joint.delta])
    assert report.total.after is None
    assert report.organisations[0].percent_after is None
    assert len(report.gained) == 5 and report.lost == []


def test_what_else_is_touched(joint, programme):
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    kept = {"procurement": joint.procurement}
    option = option_of(joint, joint.beta, name="Option 1")
    option_of(joint, joint.beta, name="Option 0", state="lapsed")
    option_of(joint, joint.alfa, name="Option 2")
    mandate = Mandate.objects.create(**kept, principal=town, agent=joint.beta)
    wave = RolloutWave.objects.create(
        programme=programme,
        name="Etapp",
        area="B",
        planned_on="2029-01-01",
        organisation=joint.beta,
    )
    Principle.objects.create(programme=programme, code="P1", title="Egen", is_shared=False)
    shared = Principle.objects.create(programme=programme, code="P2", title="Delad", is_shared=True)
    report = asked(joint, leave=[joint.beta])
    touched = report.touched
    assert [one.option for one in touched.options] == [option]
    assert (touched.mandates, touched.waves, touched.principles) == ([mandate], [wave], [shared])


def everything() -> dict:
    """Every row of every table that the report reads or could write, as it is."""
    from django.apps import apps

    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in ("joint_procurement", "procurements", "programmes", "steering")
    }


@pytest.mark.once
def test_the_page_and_its_files_say_the_same_and_change_nothing(joint, as_role):
    reader = as_role("reader")
    before = everything()
    query = f"?leave={joint.beta.pk}"
    address = {
        name: reverse(f"joint_procurement:{name}", args=["prov", joint.procurement.slug]) + query
        for name in ("what-if", "what-if-workbook", "what-if-pdf")
    }
    page = reader.get(address["what-if"]).content.decode().replace("\xa0", " ")
    assert "73,4 mnkr" in page and "−26,6 mnkr" in page and "47 542 857" in page
    assert "Med två signaturer." in page and "Anteckna beslutet" not in page
    assert "efter befolkning 77,0 mnkr" in page
    # Beta has neither an open option nor a power of attorney of its own.
    assert "optioner berörs" in page and "och 0 fullmakter" in page
    by_population = reader.get(address["what-if"] + "&by=population").content.decode()
    assert "efter volym 73,4 mnkr" in by_population
    book = load_workbook(BytesIO(reader.get(address["what-if-workbook"]).content))
    assert [cell.value for cell in book["Värde"][4]][2:5] == [100_000_000, 73_400_000, -26_600_000]
    assert [row[0].value for row in book["Organisationer"]][1:] == [
        "Alfa",
        "Beta",
        "Gamma",
        "Summa",
    ]
    weights = [[cell.value for cell in row][1:] for row in book["Vikter"].iter_rows(min_row=7)]
    # After Beta has no share; the weights of those counted after sum to 45 + 25.
    assert weights[:4] == [
        ["Beta", str(joint.licence), 30],
        ["Beta", str(joint.hours), 30],
        ["Beta", "vikt, medelvärdet", 30],
        ["Beta", "andel av värdet före", 30],
    ]
    assert ["Summa efter", "vikt, medelvärdet", 70] in weights
    pdf = reader.get(address["what-if-pdf"])
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert everything() == before


def test_the_decision_is_led_to_with_who_and_what(joint, as_role):
    officer = as_role("procurement_officer")
    url = reverse("joint_procurement:what-if", args=["prov", joint.procurement.slug])
    page = officer.get(f"{url}?leave={joint.beta.pk}&join={joint.delta.pk}").content.decode()
    form = reverse("joint_procurement:decision-create", args=["prov", joint.procurement.slug])
    assert f"{form}?organisation={joint.beta.pk}&amp;outcome=withdrew" in page
    assert f"{form}?organisation={joint.delta.pk}&amp;outcome=joins" in page
    shown = officer.get(f"{form}?organisation={joint.beta.pk}&outcome=withdrew").content.decode()
    assert f'<option value="{joint.beta.pk}" selected>' in shown
    assert '<option value="withdrew" selected>' in shown


@pytest.mark.parametrize("key", ["0", "999999", "x", "²", "9" * 30, "-1"])
def test_what_is_no_organisation_of_the_programme_is_not_found(joint, as_role, key):
    url = reverse("joint_procurement:what-if", args=["prov", joint.procurement.slug])
    assert as_role("reader").get(url, {"leave": key}).status_code == 404


def test_the_budget_of_those_who_leave_is_listed_and_summed_by_year(joint, programme):
    """Beta's: 2027 is 3,000,000.50 + 1,000,000 = 4,000,000.50 and 2028 is 2,500,000; in all
    6,500,000.50. Alfa stays, and the shared line of 9,000,000 is nobody's.
    """
    frame = BudgetFrame.objects.create(
        programme=programme, name="Ram", amount=1, first_year=2027, last_year=2028
    )
    for year, organisation, title, planned, spent in [
        (2028, joint.beta, "Stöd", "2500000", None),
        (2027, joint.beta, "Utbildning", "3000000.50", "120000"),
        (2027, joint.beta, "Ledare", "1000000", None),
        (2027, joint.alfa, "Ledare", "7000000", None),
        (2027, None, "Arkitektur", "9000000", None),
    ]:
        frame.lines.create(
            year=year, organisation=organisation, title=title, planned=D(planned),
            spent=spent and D(spent),
        )  # fmt: skip
    report = asked(joint, leave=[joint.beta])
    (row,) = report.touched.budget
    assert row.member.organisation == joint.beta
    assert [line.title for line in row.lines] == ["Utbildning", "Ledare", "Stöd"]
    assert row.years == [(2027, D("4000000.50")), (2028, D(2_500_000))]
    assert (row.total, report.touched.budget_shared) == (D("6500000.50"), D(9_000_000))
    sheet = load_workbook(BytesIO(report_workbook(report)))["Budgetposter"]
    assert [tuple(cells) for cells in sheet.iter_rows(min_row=2, values_only=True)] == [
        ("Beta", "Utbildning", 2027, 3000000.5, 120000),
        ("Beta", "Ledare", 2027, 1000000, None),
        ("Beta", "Stöd", 2028, 2500000, None),
        ("Beta", "Summa för året", 2027, 4000000.5, None),
        ("Beta", "Summa för året", 2028, 2500000, None),
        ("Beta", "Summa", None, 6500000.5, None),
        ("gemensamma, räknas inte om", "Summa", None, 9000000, None),
    ]
    assert asked(joint, leave=[joint.gamma]).touched.budget == []


@pytest.mark.parametrize("more", [0, 12])
def test_the_report_costs_the_same_with_many(joint, programme, more, django_assert_num_queries):
    from tests.joint_procurement.conftest import decide, take_part

    for number in range(more):
        organisation = take_part(programme, f"Region {number}", 1000)
        decide(joint.procurement, organisation, "joins")
    for number in range(1 + more):
        option_of(joint, joint.beta, joint.delta, name=f"Option {number}")
    for _number in range(25 * more):
        make_item(joint.procurement)
    # The last two are for the shares of the frames of costs, and for when lots were estimated.
    with django_assert_num_queries(20):
        asked(joint, leave=[joint.beta], join=[joint.delta])
