"""Ways to cut an architecture, worked out by hand and held for any."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from packages.seams.facts import Arrangement, Estimate, Facts, Order, Seam
from packages.seams.figures import CLOSED, LOT, MISSING, OPEN, PACKAGE, figures_of

VIS, INF, INT, APP, LAB = 1, 2, 3, 4, 5
FHIR, OWN = 21, 22
# Ska 101 is on VIS and INF, ska 102 on INF only, bör 103 on VIS and INT.
FACTS = Facts(
    procured=frozenset({VIS, INF, INT, APP}),
    estimates={
        VIS: Estimate(300, 400, 550),
        INF: Estimate(100, 150, 200),
        INT: Estimate(50, 80, 120),
    },
    mandatory={VIS: frozenset({101}), INF: frozenset({101, 102})},
    desirable={VIS: frozenset({103}), INT: frozenset({103})},
    seams=(
        Seam(31, VIS, INF, frozenset({FHIR}), OPEN, is_vital=True),
        Seam(32, INT, VIS, frozenset({OWN}), CLOSED),
        Seam(33, INF, INT),
        Seam(34, INT, LAB, frozenset({FHIR}), OPEN),
        Seam(35, VIS, APP, frozenset({FHIR, OWN}), CLOSED),
    ),
    naming={FHIR: frozenset({102}), OWN: frozenset({103})},
    orders=(Order(41, INF, VIS), Order(42, INT, VIS), Order(43, VIS, APP)),
)
# Package 1 has lots 11 (INF) and 12 (INT), package 2 has lot 13 (VIS); APP is left over.
CUT = Arrangement(
    lots={11: 1, 12: 1, 13: 2},
    placed={INF: 11, INT: 12, VIS: 13},
    starts={1: date(2026, 10, 1), 2: date(2026, 6, 1)},
)


def test_values_are_added_and_a_common_requirement_is_counted_once():
    """100 + 50, 150 + 80, 200 + 120 in package 1; 300 + 150 = 450 … 550 + 320 = 870 in all."""
    found = figures_of(FACTS, CUT)
    one, total = found.packages[1], found.total
    assert (one.low, one.likely, one.high) == (150, 230, 320)
    assert (total.low, total.likely, total.high) == (450, 630, 870)
    # 101 and 102 are ska, 103 is bör, each once although 101 and 103 stand on two modules.
    assert (total.modules, total.mandatory, total.desirable) == (3, 2, 1)
    assert (one.mandatory, one.desirable) == (2, 1)
    assert found.lots[12].mandatory == 0
    assert found.left_over == {APP}


def test_a_module_without_an_estimate_is_unknown_and_not_free():
    found = figures_of(FACTS, replace(CUT, placed={**CUT.placed, APP: 13}))
    assert (found.packages[2].likely, found.packages[2].unknown) == (400, 1)


def test_seams_cross_between_packages_and_between_lots():
    """31 and 32 between the packages, 33 between two lots; 34 goes outward, 35 to what is left."""
    found = figures_of(FACTS, CUT)
    told = [(one.seam.key, one.cut, one.cover) for one in found.crossings]
    assert told == [(31, PACKAGE, OPEN), (32, PACKAGE, CLOSED), (33, LOT, MISSING)]
    assert (found.count(cut=PACKAGE), found.count(cover=MISSING), found.vital) == (2, 1, 1)
    assert found.outward == 1
    assert [found.cut_of(module) for module in (VIS, INF, INT, APP)] == [2, 2, 2, 0]


def test_one_system_cuts_nothing():
    whole = Arrangement({11: 1}, dict.fromkeys((VIS, INF, INT, APP), 11), {1: None})
    found = figures_of(FACTS, whole)
    assert not found.crossings and not found.shared and not found.one_sided
    assert not found.broken and not found.undecided and not found.left_over


def test_orders_are_broken_by_starts_and_undecided_without():
    """VIS starts in June and what it builds on in October."""
    found = figures_of(FACTS, CUT)
    assert [one.key for one in found.broken] == [41, 42]
    assert not found.undecided  # 43 concerns a module that is not placed
    same_day = replace(CUT, starts={1: date(2026, 6, 1), 2: date(2026, 6, 1)})
    assert not figures_of(FACTS, same_day).broken
    open_start = figures_of(FACTS, replace(CUT, starts={1: None, 2: date(2026, 6, 1)}))
    assert not open_start.broken
    assert [one.key for one in open_start.undecided] == [41, 42]


def test_requirements_of_modules_in_different_packages_stand_in_both():
    """101 is on VIS and INF, 103 on VIS and INT: both sides of the cut; 102 is on INF only."""
    found = figures_of(FACTS, CUT)
    assert [(one.requirement, one.packages) for one in found.shared] == [
        (101, {1, 2}),
        (103, {1, 2}),
    ]


def test_the_side_that_lacks_a_requirement_on_the_standard_is_named():
    """FHIR is named by 102, which INF has and VIS has not. OWN by 103, on both VIS and INT."""
    found = figures_of(FACTS, CUT)
    assert [(one.crossing.seam.key, one.standard, one.lacking) for one in found.one_sided] == [
        (31, FHIR, (VIS,))
    ]
    # With no requirement naming it, both sides lack it.
    nobody = figures_of(replace(FACTS, naming={}), CUT).one_sided
    assert [one.lacking for one in nobody] == [(VIS, INF), (INT, VIS)]


def test_a_side_that_may_be_without_a_requirement_is_kept_and_does_not_count_as_lacking():
    """31 lacks FHIR on VIS only. With no naming at all 31 lacks FHIR and 32 OWN on both sides."""
    kept = figures_of(replace(FACTS, kept=frozenset({(31, FHIR, VIS)})), CUT)
    assert [(one.lacking, one.kept) for one in kept.one_sided] == [((), (VIS,))]
    assert (kept.lacking_sides, kept.kept_sides) == (0, 1)
    # A reason for another side, standard or seam says nothing of this one.
    for other in ((31, FHIR, INF), (31, OWN, VIS), (32, FHIR, VIS)):
        found = figures_of(replace(FACTS, kept=frozenset({other})), CUT)
        assert (found.lacking_sides, found.kept_sides) == (1, 0)
    half = figures_of(replace(FACTS, naming={}, kept=frozenset({(31, FHIR, VIS)})), CUT)
    assert [(one.lacking, one.kept) for one in half.one_sided] == [
        ((INF,), (VIS,)),
        ((INT, VIS), ()),
    ]
    assert (half.lacking_sides, half.kept_sides) == (2, 0)


def test_a_seam_that_may_be_without_an_open_standard_is_counted_by_itself():
    """32 has one that is not open and 33 none; a reason for 31, which has, changes nothing."""
    assert (figures_of(FACTS, CUT).uncovered, figures_of(FACTS, CUT).kept_uncovered) == (2, 0)
    kept = figures_of(replace(FACTS, kept_seams=frozenset({31, 33})), CUT)
    assert (kept.uncovered, kept.kept_uncovered) == (1, 1)
    assert [one.is_kept for one in kept.crossings] == [False, False, True]
    assert (kept.closed, kept.missing) == (1, 1)


# ---------------------------------------------------------------- for any architecture

MODULES = range(1, 9)
LOTS = {11: 1, 12: 1, 13: 2, 14: 3}
keys = st.sampled_from(list(MODULES))
some = st.frozensets(st.integers(100, 110))


@st.composite
def architectures(draw) -> Facts:
    pairs = draw(st.lists(st.tuples(keys, keys).filter(lambda pair: pair[0] != pair[1])))
    estimates = draw(st.dictionaries(keys, st.integers(0, 10**9)))
    return Facts(
        procured=draw(st.frozensets(keys)),
        estimates={key: Estimate(value, 2 * value, 3 * value) for key, value in estimates.items()},
        mandatory=draw(st.dictionaries(keys, some)),
        desirable=draw(st.dictionaries(keys, some)),
        seams=tuple(
            Seam(
                number,
                source,
                target,
                draw(st.frozensets(st.sampled_from([FHIR, OWN]))),
                draw(st.sampled_from([OPEN, CLOSED, MISSING])),
            )
            for number, (source, target) in enumerate(pairs)
        ),
        naming={FHIR: draw(some), OWN: draw(some)},
    )


@st.composite
def cuts(draw, facts: Facts) -> Arrangement:
    places = st.sampled_from([None, *LOTS])
    chosen = {module: draw(places) for module in sorted(facts.procured)}
    placed = {module: lot for module, lot in chosen.items() if lot is not None}
    days = st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1))
    return Arrangement(LOTS, placed, {package: draw(days) for package in (1, 2, 3)})


@given(st.data())
def test_every_module_stands_once_or_is_left_over(data):
    facts = data.draw(architectures())
    cut = data.draw(cuts(facts))
    found = figures_of(facts, cut)
    assert found.left_over | cut.placed.keys() == facts.procured
    assert not found.left_over & cut.placed.keys()
    assert sum(one.modules for one in found.lots.values()) == found.total.modules
    assert sum(one.modules for one in found.packages.values()) == len(cut.placed)
    for value in ("low", "likely", "high", "unknown"):
        parts = sum(getattr(one, value) for one in found.packages.values())
        assert parts == getattr(found.total, value)


@given(st.data())
def test_it_does_not_matter_which_way_a_seam_is_read(data):
    facts = data.draw(architectures())
    cut = data.draw(cuts(facts))
    turned = replace(
        facts,
        seams=tuple(replace(one, source=one.target, target=one.source) for one in facts.seams),
    )
    one, other = figures_of(facts, cut), figures_of(turned, cut)
    assert [(x.seam.key, x.cut, x.cover) for x in one.crossings] == [
        (x.seam.key, x.cut, x.cover) for x in other.crossings
    ]
    assert one.outward == other.outward
    assert [set(x.lacking) for x in one.one_sided] == [set(x.lacking) for x in other.one_sided]
    # Every crossing has two sides.
    assert sum(one.cut_of(module) for module in MODULES) == 2 * len(one.crossings)


@given(st.data())
def test_moving_there_and_back_restores_every_figure(data):
    facts = data.draw(architectures())
    cut = data.draw(cuts(facts))
    if not cut.placed:
        return
    module = data.draw(st.sampled_from(sorted(cut.placed)))
    lot = data.draw(st.sampled_from(sorted(LOTS)))
    there = replace(cut, placed={**cut.placed, module: lot})
    back = replace(there, placed={**there.placed, module: cut.placed[module]})
    assert figures_of(facts, back) == figures_of(facts, cut)
    away = replace(cut, placed={key: at for key, at in cut.placed.items() if key != module})
    assert figures_of(facts, away).left_over == figures_of(facts, cut).left_over | {module}
