"""Vague words, the verb, the actor and absolute negations: what raises, and what must not."""

import pytest

from quality.linter.models import DESIRABLE, INFORMATION, MANDATORY
from tests.quality.tools import findings, marked, raised


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Systemet ska vara användarvänligt.", ["användarvänligt"]),
        ("Systemet ska ha enkla och moderna vyer.", ["enkla", "moderna"]),
        ("Systemet ska svara snabbt.", ["snabbt"]),
        ("Leverantören ska **vid behov** bistå.", ["vid behov"]),
        ("Systemet ska visa intyg m.m.", ["m.m"]),
        ("Systemet ska ge god överblick.", ["god"]),
        ("Systemet ska återanvända data så långt som möjligt.", ["som möjligt"]),
    ],
)
def test_vague_words_are_marked(text, words):
    assert [text[f.start : f.end] for f in findings(text) if f.rule == "vague-word"] == words


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska svara snabbt, inom 2 sekunder.",
        "Systemet ska koppla barnet till modern.",
        "Systemet ska visa vilken god man patienten har.",
        "Systemet ska stödja läkemedel vid behov.",
        "Systemet ska ha snabbkommandon.",
        "Systemet ska visa hur ofta en varning visas.",
        "Leverantören ska ha ett kontor i huset Modern Vård.",
        "Systemet ska ha en användbarhet på 75 poäng, mätt med frågor till vårdpersonal.",
        "Systemet ska visa en marginal på 10 mm.",
    ],
)
def test_exact_uses_of_the_words_pass(text):
    assert raised(text) == []


def test_a_word_that_asks_nothing_does_no_harm():
    assert raised("Regionens nät är modernt.", INFORMATION) == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Systemet ska visa diagram.", DESIRABLE, ["ska"]),
        ("Systemet skall visa diagram.", DESIRABLE, ["skall"]),
        ("Leverantören måste svara.", DESIRABLE, ["måste"]),
        ("Systemet bör visa diagram.", MANDATORY, ["bör"]),
        ("Leverantören ska närvara på möten.", INFORMATION, ["ska"]),
        ("Systemet bör visa vad som ska göras.", DESIRABLE, []),
        ("Systemet ska visa vad patienten bör göra.", MANDATORY, []),
        ("Systemet bör larma. Anbudsgivaren ska beskriva hur.", DESIRABLE, []),
        ("Regionen ska utse en mottagare.", INFORMATION, []),
    ],
)
def test_the_verb_follows_the_kind(text, kind, words):
    assert marked(text, kind) == words
    assert raised(text, kind) == ["wrong-verb"] * len(words)


def test_the_message_says_which_way_it_is_wrong():
    (finding,) = findings("Systemet bör visa diagram.")
    assert finding.message("sv") == (
        "”bör” är inte bindande, men raden är ett ska-krav. Skriv ”ska”, eller ändra typen."
    )
    (finding,) = findings("Leverantören ska närvara på möten.", INFORMATION)
    assert finding.message("sv").startswith("Raden är en upplysning")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Loggar ska sparas.", "ska sparas"),
        ("Vid utskrivning ska en epikris skapas.", "ska en epikris skapas"),
        ("Provsvar ska alltid kunna visas.", "ska alltid kunna visas"),
        ("Det ska vara möjligt att söka.", "Det ska vara möjligt"),
        ("Det ska finnas en logg.", "Det ska finnas"),
        ("Regionen ska informeras om avbrott.", "ska informeras"),
        ("Inloggning ska ske med kort.", "ska ske"),
    ],
)
def test_an_obligation_of_nobody(text, words):
    assert marked(text) == [words]
    assert raised(text) == ["no-actor"]


@pytest.mark.parametrize(
    "text",
    [
        "Loggar ska sparas av systemet.",
        "Felanmälan ska kunna göras i systemet.",
        "Utbildningen ska hållas av leverantörens instruktör.",
        "Systemet ska kunna installeras på regionens servrar.",
        "Bokningssystemet ska kunna nås från mobiler.",
        "Det ska vara möjligt för användaren att söka.",
        "Systemet ska visa när loggar ska sparas.",
        "Uppgifterna ska vara krypterade.",
    ],
)
def test_somebody_does_it(text):
    assert raised(text) == []


def test_modules_are_actors():
    text = "VIS ska kunna nås från INF."
    assert raised(text, modules=("VIS", "INF")) == []
    assert raised(text, modules=("INF",)) == ["undefined-abbreviation", "no-actor"]


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska aldrig visa fel patient.",
        "Systemet får inte i något fall lämna ut uppgifter.",
        "Systemet ska under inga omständigheter hindra vården.",
        "Systemet ska vara fritt från fel.",
        "Leverantören ska garantera att uppgifter aldrig ändras.",
    ],
)
def test_absolute_negations(text):
    assert raised(text) == ["unverifiable-negation"]


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska inte visa spärrade uppgifter.",
        "Systemet ska aldrig visa fler än 50 rader.",
        "Systemet ska visa användare som aldrig har loggat in.",
        "Systemet ska visa om patienten aldrig har vaccinerats.",
    ],
)
def test_negations_that_a_test_can_show(text):
    assert raised(text) == []
