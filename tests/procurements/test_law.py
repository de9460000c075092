"""The dated table of the law's periods: every cell of LOU chapter 11, row by row."""

from datetime import date

import pytest

from procurements import law
from procurements.choices import ProcedureType as P

DAY = date(2026, 11, 22)

# procedure, period, ground, days, counted from, citation – LOU (2016:1145) ch. 11.
CELLS = [
    (P.OPEN, "tenders", "standard", 35, "notice", "11 kap. 2 §"),
    (P.OPEN, "tenders", "electronic", 30, "notice", "11 kap. 6 §"),
    (P.OPEN, "tenders", "prior_notice", 15, "notice", "11 kap. 5 §"),
    (P.OPEN, "tenders", "accelerated", 15, "notice", "11 kap. 10 §"),
    (P.RESTRICTED, "requests", "standard", 30, "notice", "11 kap. 3 §"),
    (P.RESTRICTED, "requests", "accelerated", 15, "notice", "11 kap. 10 §"),
    (P.RESTRICTED, "tenders", "standard", 30, "invitation", "11 kap. 3 §"),
    (P.RESTRICTED, "tenders", "electronic", 25, "invitation", "11 kap. 6 §"),
    (P.RESTRICTED, "tenders", "prior_notice", 10, "invitation", "11 kap. 5 §"),
    (P.RESTRICTED, "tenders", "accelerated", 10, "invitation", "11 kap. 10 §"),
    (P.RESTRICTED, "tenders", "agreed", 10, "invitation", "11 kap. 7 §"),
    (P.NEGOTIATED, "requests", "standard", 30, "notice", "11 kap. 3 §"),
    (P.NEGOTIATED, "requests", "accelerated", 15, "notice", "11 kap. 10 §"),
    (P.NEGOTIATED, "tenders", "standard", 30, "invitation", "11 kap. 3 §"),
    (P.NEGOTIATED, "tenders", "electronic", 25, "invitation", "11 kap. 6 §"),
    (P.NEGOTIATED, "tenders", "prior_notice", 10, "invitation", "11 kap. 5 §"),
    (P.NEGOTIATED, "tenders", "accelerated", 10, "invitation", "11 kap. 10 §"),
    (P.NEGOTIATED, "tenders", "agreed", 10, "invitation", "11 kap. 7 §"),
    (P.DIALOGUE, "requests", "standard", 30, "notice", "11 kap. 3 §"),
    (P.INNOVATION, "requests", "standard", 30, "notice", "11 kap. 3 §"),
]


@pytest.mark.parametrize(("procedure", "period", "ground", "days", "start", "citation"), CELLS)
def test_each_period(procedure, period, ground, days, start, citation):
    row = law.minimum_days(procedure, period=period, ground=ground, on=DAY)
    assert (row.days, row.counted_from) == (days, start)
    assert citation in row.citation


def test_the_table_holds_no_other_rows():
    assert len(law.MINIMUM_PERIODS) == len(CELLS)


@pytest.mark.parametrize("procedure", [P.DIALOGUE, P.INNOVATION, P.NEGOTIATED_WITHOUT])
def test_no_period_for_tenders_where_the_law_sets_none(procedure):
    assert law.minimum_days(procedure, on=DAY) is None


def test_a_row_holds_only_while_it_is_in_force(monkeypatch):
    old = law.MinimumPeriod(
        P.OPEN, "tenders", "electronic", 40, "notice", "x", date(2017, 1, 1), date(2027, 6, 30)
    )
    new = law.MinimumPeriod(P.OPEN, "tenders", "electronic", 20, "notice", "y", date(2027, 7, 1))
    monkeypatch.setattr(law, "MINIMUM_PERIODS", (old, new))
    assert law.minimum_days(P.OPEN, on=date(2027, 6, 30)).days == 40
    assert law.minimum_days(P.OPEN, on=date(2027, 7, 1)).days == 20
    assert law.minimum_days(P.OPEN, on=date(2016, 12, 31)) is None
