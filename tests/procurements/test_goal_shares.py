"""What the goals get of a package: exact shares, whoever reads them and in whatever order."""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from common.numbers import rounded_shares
from procurements.choices import ItemRole
from procurements.goal_shares import NO_GOAL, bought_in, divided, shares
from tests.factories import (
    AwardCriterionFactory,
    CatalogueFactory,
    GoalFactory,
    LotFactory,
    NeedFactory,
    ProcurementFactory,
    RequirementFactory,
    make_item,
)

ADDRESS = "/p/prov/goal-shares/"
weights = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000),
    ),
    max_size=30,
)
served = st.dictionaries(st.integers(0, 20), st.sets(st.sampled_from("ABCDE"), max_size=5))
KEYS = [*"ABCDE", NO_GOAL]


@pytest.mark.once
def test_a_requirement_is_divided_among_its_goals():
    """1 to A; 1/2 each to A and B; 1 to nothing: A 3/2, B 1/2, none 1 of 3."""
    found = divided([(n, Fraction(1)) for n in (1, 2, 3)], {1: ["A"], 2: ["A", "B"]})
    assert found == {"A": Fraction(3, 2), "B": Fraction(1, 2), NO_GOAL: Fraction(1)}
    columns = shares(found, ["A", "B", NO_GOAL])
    assert [one.part for one in columns] == [Fraction(1, 2), Fraction(1, 6), Fraction(1, 3)]
    # 16.666… lost more than 33.333…: it gets the tenth that is left.
    assert [one.percent for one in columns] == [Decimal("50.0"), Decimal("16.7"), Decimal("33.3")]


@pytest.mark.once
@given(weights, served)
def test_the_shares_sum_to_exactly_one(weighed, goals):
    found = divided(weighed, goals)
    assert sum(found.values(), Fraction(0)) == sum((w for _r, w in weighed), Fraction(0))
    columns = shares(found, KEYS)
    if weighed:
        assert sum(one.part for one in columns) == 1
        assert sum(one.percent for one in columns) == 100
        # What is shown, in hundredths, sums to the total to the nearest hundredth.
        shown = Fraction(sum(one.shown for one in columns))
        assert abs(shown - sum(found.values())) <= Fraction(1, 200)
    else:
        assert {one.percent for one in columns} == {None}


@pytest.mark.once
def test_what_is_shown_sums_to_the_total():
    """A requirement of three goals, twice: 2/3 each is 0.67, 0.67 and 0.66, which is 2 in all."""
    found = divided([(1, Fraction(1)), (2, Fraction(1))], {1: "ABC", 2: "ABC"})
    assert [str(one.shown) for one in shares(found, "ABC")] == ["0.67", "0.67", "0.66"]


@pytest.mark.once
@given(weights, served, st.randoms(use_true_random=False))
def test_the_order_of_reading_does_not_matter(weighed, goals, random):
    shuffled = random.sample(weighed, len(weighed))
    turned = {key: sorted(some, reverse=True) for key, some in goals.items()}
    assert divided(weighed, goals) == divided(shuffled, turned)


@pytest.mark.once
def test_rounding_by_largest_remainder():
    """100/7 = 14.2857… seven times is 99.4 rounded down: the first six get what is left."""
    assert rounded_shares([Fraction(100, 7)] * 7, 1) == [Decimal("14.3")] * 6 + [Decimal("14.2")]
    # Down: 33, 33, 33; one is left and all lost the same: the first gets it.
    assert rounded_shares([Fraction(100, 3)] * 3, 0) == [Decimal(34), Decimal(33), Decimal(33)]
    assert rounded_shares([], 1) == []
    with pytest.raises(ValueError, match="below zero"):
        rounded_shares([Fraction(-1)], 1)


@pytest.mark.once
@given(st.lists(st.fractions(min_value=0, max_value=10**6, max_denominator=997), max_size=20))
def test_no_part_is_moved_by_a_whole_step(parts):
    found = rounded_shares(parts, 1)
    assert all(
        abs(Fraction(one) - part) < Fraction(1, 10) for one, part in zip(found, parts, strict=True)
    )
    assert abs(sum(map(Fraction, found), Fraction(0)) - sum(parts, Fraction(0))) <= Fraction(1, 20)


@pytest.fixture
def package(programme):
    """Two lots. Ska: K-1 (A, in both), K-2 (A and B, in the first), K-3 (no goal, in the second).
    Bör: K-4 (B, 30 points in the first), K-5 (A and B, 10 points in the second)."""

    class Package:
        a = GoalFactory(programme=programme, code="A", perspective="patients", position=1)
        b = GoalFactory(programme=programme, code="B", perspective="", position=2)
        nothing = GoalFactory(programme=programme, code="C", perspective="staff", position=3)
        procurement = ProcurementFactory(programme=programme)

    catalogue = CatalogueFactory(programme=programme)
    need_a, need_b, need_both = (
        NeedFactory(programme=programme, code=f"B-{name}") for name in ("a", "b", "ab")
    )
    need_a.goals.add(Package.a)
    need_b.goals.add(Package.b)
    need_both.goals.add(Package.a, Package.b)

    def requirement(code, *needs):
        row = RequirementFactory(catalogue=catalogue, code=code)
        row.needs.add(*needs)
        return row

    Package.procurement.lots.all().delete()
    one, two = Package.lots = [
        LotFactory(procurement=Package.procurement, number=n) for n in (1, 2)
    ]
    # Two needs that lead to the same goal count once.
    make_item(Package.procurement, requirement=requirement("K-1", need_a))
    for lot, code, needs in ((one, "K-2", (need_a, need_both)), (two, "K-3", ())):
        make_item(Package.procurement, requirement=requirement(code, *needs)).lots.add(lot)
    for lot, code, need, points in ((one, "K-4", need_b, 30), (two, "K-5", need_both, 10)):
        make_item(
            Package.procurement,
            requirement=requirement(code, need),
            role=ItemRole.DESIRABLE,
            criterion=AwardCriterionFactory(lot=lot),
            max_points=points,
        )
    return Package


@pytest.mark.django_db
def test_the_table_of_a_procurement_with_lots(programme, package):
    """Whole: ska A 1 + 1/2, B 1/2, none 1 of 3; points A 5, B 30 + 5 of 40.

    Lot 1 has K-1 and K-2, lot 2 K-1 and K-3.
    """
    (bought,) = bought_in(programme)
    half = Fraction(1, 2)
    table = {
        row.code: [(ska.amount, points.amount) for ska, points in row.cells] for row in bought.goals
    }
    assert table == {
        "A": [(3 * half, 5), (3 * half, 0), (1, 5)],
        "B": [(half, 35), (half, 30), (0, 5)],
        "C": [(0, 0), (0, 0), (0, 0)],
        "": [(1, 0), (0, 0), (1, 0)],
    }
    assert bought.totals == [(3, 40), (2, 30), (2, 10)]
    perspectives = {row.name: row.cells[0][1].percent for row in bought.perspectives}
    assert perspectives["Patienter"] == Decimal("12.5")
    assert perspectives["Utan perspektiv"] == Decimal("87.5")
    assert perspectives["Medarbetare"] == perspectives["Inget mål"] == 0


@pytest.mark.django_db
def test_a_need_that_has_been_withdrawn_serves_no_goal(as_role, programme, package):
    """Without B-ab: K-1 and K-2 serve A by B-a, K-3 nothing; K-4 gives B 30, K-5 nothing 10."""
    programme.needs.filter(code="B-ab").update(withdrawn_at=timezone.now())
    (bought,) = bought_in(programme)
    row = {row.code: tuple(one.amount for one in row.cells[0]) for row in bought.goals}
    assert row == {"A": (2, 0), "B": (0, 30), "C": (0, 0), "": (1, 10)}
    programme.needs.filter(code="B-b").update(withdrawn_at=timezone.now())
    page = as_role("reader").get("/p/prov/steering/").content.decode()
    assert ">2</span>" in page.split(f'href="{ADDRESS}"')[1].split("</a>")[0]


@pytest.mark.django_db
def test_the_page_says_what_the_goals_get(as_role, programme, package):
    page = as_role("reader").get(ADDRESS).content.decode()
    assert "Inget mål" in page and "Utan perspektiv" in page
    # K-1 is in both lots: 2 + 2, but 3 in all.
    assert "(2 + 2 = 4) är fler än hela upphandlingens 3" in page
    # A has 3/2 of 3 ska-krav.
    assert "50,0" in page and "16,7" in page and "33,3" in page


@pytest.mark.django_db
def test_the_goals_page_tells_what_is_bought_for_it(as_role, programme, package):
    page = as_role("reader").get(f"/p/prov/r/goals/{package.a.pk}/").content.decode()
    section = page.split('id="goal-bought"')[1].split("</section>")[0]
    assert "2 behov" in section and "3 krav" in section and "B-ab" in section
    # 2 whole ska-krav serve A, and its part of the points is 5 of 40.
    cells = section.split("</th><td")[1]
    assert ">2</td>" in cells and "50,0" in cells and ">5</td>" in cells and "12,5" in cells


@pytest.mark.django_db
def test_the_steering_page_counts_goals_that_get_nothing(as_role, programme, package):
    page = as_role("reader").get("/p/prov/steering/").content.decode()
    tile = page.split(f'href="{ADDRESS}"')[1].split("</a>")[0]
    assert ">1</span>" in tile and "mål som inget köps för" in tile and "av 3" in tile


@pytest.mark.django_db
def test_the_workbook_has_the_same_figures(as_role, programme, package):
    content = as_role("reader").get(f"{ADDRESS}export/").content
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == 12
    assert rows[0][1:] == ["Hela upphandlingen", "A", package.a.title, 1.5, 50, 5, 12.5]
    assert sum(row[5] for row in rows[:4]) == 100


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 3])
def test_a_page_costs_the_same_for_more(
    as_role, programme, package, more, django_assert_num_queries
):
    client = as_role("reader")
    for number in range(more):
        GoalFactory(programme=programme)
        other = ProcurementFactory(programme=programme)
        LotFactory(procurement=other, number=number + 5)
        make_item(other, requirement=RequirementFactory(catalogue=CatalogueFactory(
            programme=programme
        )))  # fmt: skip
    client.get(ADDRESS)
    # Session, person, roles, programme and frame 6; goals, procurements, lots, items, their lots
    # and what they serve 6.
    with django_assert_num_queries(12):
        client.get(ADDRESS)


@pytest.mark.django_db
def test_many_requirements_cost_what_few_do(as_role, programme, package):
    """The page, its workbook, the goal's page and *Styrning*, with 5 requirements and with 65."""
    client = as_role("reader")
    addresses = [
        ADDRESS, f"{ADDRESS}export/", f"/p/prov/r/goals/{package.a.pk}/", "/p/prov/steering/",
    ]  # fmt: skip
    few = [_queries(client, address) for address in addresses]
    catalogue = CatalogueFactory(programme=programme)
    needs = list(programme.needs.all())
    for number in range(60):
        row = RequirementFactory(catalogue=catalogue, code=f"M-{number}")
        row.needs.add(needs[number % 3])
        make_item(package.procurement, requirement=row).lots.add(package.lots[number % 2])
    (bought,) = bought_in(programme)
    assert bought.totals[0] == (63, 40)
    # 60 and 3 of before: 20 for each of B-a, B-b and B-ab, the last divided in halves.
    amounts = {row.code: row.cells[0][0].amount for row in bought.goals}
    half = Fraction(1, 2)
    assert amounts == {"A": 30 + 3 * half, "B": 30 + half, "C": 0, "": 1}
    assert [_queries(client, address) for address in addresses] == few


def _queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.django_db
def test_without_a_procurement_the_page_leads_on(as_role, programme):
    page = as_role("reader").get(ADDRESS).content.decode()
    assert "Ingen upphandling än" in page
