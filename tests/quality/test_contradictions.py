"""Figures of requirements, and requirements whose figures differ."""

from fractions import Fraction

import pytest

from quality.likeness.contradictions import Contradiction, Subject, contradictions
from quality.likeness.figures import COUNT, DATA, PERCENT, TIME, figures


@pytest.mark.parametrize(
    ("text", "kind", "size"),
    [
        ("minst 99,5 %", PERCENT, Fraction(199, 2)),
        ("99.9 procent", PERCENT, Fraction(999, 10)),
        ("inom fyra timmar", TIME, Fraction(4 * 3600)),
        ("en 15-minuters paus", TIME, Fraction(15 * 60)),
        ("1,5 h", TIME, Fraction(5400)),
        ("i tio år", TIME, Fraction(10 * 365 * 86_400)),
        ("12 500 samtidiga användare", COUNT, Fraction(12_500)),
        ("filer om 2 GB", DATA, Fraction(2000)),
    ],
)
def test_a_figure_is_read_with_its_unit(text, kind, size):
    (figure,) = figures(text)
    assert (figure.kind, figure.size) == (kind, size)
    assert text[figure.start : figure.end] == figure.written


@pytest.mark.parametrize(
    "text",
    ["enligt kapitel 4", "ISO 27001", "dygnet runt 24/7", "INT-014 h", "inom 5 arbetsdagar", "en"],
)
def test_numbers_without_a_comparable_unit_are_none(text):
    assert figures(text) == []


def compared(*texts, modules=()):
    """Subjects 1, 2, … with these texts."""
    owned = dict(enumerate(modules, 1))
    subjects = [
        Subject(key, text, frozenset(owned.get(key, ()))) for key, text in enumerate(texts, 1)
    ]
    return list(contradictions(subjects).found)


UP = "Tillgängligheten ska vara minst 99,5 % per månad."
UP_MORE = "Systemet ska ha en tillgänglighet om minst 99,9 procent per månad."


def test_two_figures_of_one_topic():
    # They share tillgänglighet, ska, minst, per and månad: 5 of 6 + 10 − 5 = 11 words, 45 %.
    assert compared(UP, UP_MORE) == [
        Contradiction(1, 2, "availability", ("99,5 %",), ("99,9 procent",), 45)
    ]


def test_the_same_figure_in_another_unit_is_none():
    assert (
        compared(
            "Systemet ska återställas inom fyra timmar efter avbrott.",
            "Systemet ska kunna återställas inom 240 minuter efter ett avbrott.",
        )
        == []
    )


def test_other_topics_of_the_same_kind_do_not_meet():
    assert (
        compared(
            "Systemet ska återställas inom fyra timmar efter avbrott.",
            "Sessionen ska avslutas efter 15 minuters inaktivitet i systemet.",
        )
        == []
    )


def test_other_modules_do_not_meet():
    assert compared(UP, UP_MORE, modules=[{1}, {2}]) == []
    assert len(compared(UP, UP_MORE, modules=[{1}, {1, 2}])) == 1
    assert len(compared(UP, UP_MORE, modules=[{1}, set()])) == 1


def test_without_a_topic_the_texts_must_be_about_the_same():
    one = "Provet ska utföras under 3 dagar hos beställaren i testmiljön."
    assert len(compared(one, one.replace("3", "5"))) == 1
    assert compared(one, "Kursen pågår 5 dagar.") == []


def test_a_shared_figure_is_agreement():
    assert compared(UP, "Tillgängligheten ska vara minst 99,5 % per månad, dagtid 99,9 %.") == []


def test_those_that_share_most_come_first_and_how_far_it_has_come_is_told():
    same = UP.replace("99,5", "99,8")
    told = []
    found = contradictions(
        [Subject(1, UP), Subject(2, UP_MORE), Subject(3, same)],
        told=lambda done, total: told.append((done, total)),
    )
    # 1 and 3 differ in the figure only; both share 5 of 11 words with 2.
    assert [(one.first, one.second, one.score) for one in found.found] == [
        (1, 3, 100),
        (1, 2, 45),
        (2, 3, 45),
    ]
    assert told == [(0, 1)] and not found.is_cut
