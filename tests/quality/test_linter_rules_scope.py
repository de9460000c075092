"""Several requirements, measures, the supplier, accessibility: what raises, and what must not."""

import pytest

from quality.linter.models import DESIRABLE, INFORMATION, Context
from tests.quality.tools import findings, marked, raised


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Systemet ska logga. Systemet ska larma.", "ska"),
        ("Systemet ska logga och leverantören ska läsa loggen.", "ska"),
        ("Systemet ska visa tider samt skicka kallelser.", "samt skicka"),
        ("Systemet ska:\n- skicka recept\n- visa ordinationer", "visa ordinationer"),
    ],
)
def test_a_second_requirement(text, words):
    assert raised(text) == ["several-requirements"]
    assert marked(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska skicka och ta emot remisser.",
        "Systemet ska visa namn samt ålder.",
        "Systemet ska visa:\n- namn\n- ålder",
        "Systemet ska visa de uppgifter som ska granskas och när de ska granskas.",
        "Systemet ska larma. Anbudsgivaren ska beskriva hur.",
        "Systemet ska larma. Kravet ska vara uppfyllt vid leverans.",
        "Systemet ska logga. Leverantören får inte ändra loggen.",
    ],
)
def test_one_requirement(text):
    assert raised(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Systemet ska ha hög tillgänglighet.", "tillgänglighet"),
        ("Systemets upptid ska vara lång.", "upptid"),
        ("Systemet ska ha hög drifttillgänglighet.", "drifttillgänglighet"),
        ("Leverantören ska ha korta handläggningstider.", "korta handläggningstider"),
    ],
)
def test_a_quality_without_measure(text, words):
    assert raised(text) == ["no-measure"]
    assert marked(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska ha en tillgänglighet på 99,9 procent.",
        "Systemet ska redovisa svarstid per månad.",
        "Systemet ska ha den svarstid som anges i avtalsbilagan.",
        "Systemet ska ha den svarstid som anges i INF-007.",
        "Systemet ska ha tillgänglighet för personer med funktionsnedsättning.",
    ],
)
def test_a_quality_with_measure_or_place(text):
    assert raised(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Leverantören ska ha en omsättning på 200 miljoner kronor.",
        "Anbudsgivaren ska ha två referensuppdrag.",
        "Leverantören ska vara certifierad.",
        "Systemet ska levereras av en certifierad leverantör.",
        "Leverantören ska ha ett ledningssystem som är certifierat.",
    ],
)
def test_requirements_on_the_supplier(text):
    assert raised(text) == ["supplier-requirement"]


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska visa omsättning per vårdenhet.",
        "Systemet ska visa referensvärden.",
        "Leverantören ska utbilda certifierade instruktörer.",
        "Leverantören ska lämna en månadsrapport.",
    ],
)
def test_requirements_on_what_is_bought(text):
    assert raised(text) == []


def test_a_requirement_that_repeats_a_qualification():
    """Of six content words (minst, tvåhun…, superan…, utbilda, vårdper…, införan…) five are shared;
    in the second text two of five are."""
    context = Context(
        qualifications=("Minst tvåhundra superanvändare utbildade bland vårdpersonal.",)
    )
    repeated = "Systemet ska ha minst tvåhundra superanvändare utbildade bland vårdpersonalen."
    (finding,) = findings(repeated, context=context)
    assert finding.rule == "supplier-requirement"
    assert finding.message("en").startswith("The requirement repeats a qualification")
    assert raised(repeated) == []
    assert raised("Systemet ska visa minst tolv utbildade barnmorskor.", context=context) == []


def test_interfaces_for_people_mention_accessibility():
    text = "Leverantören ska leverera en patientportal."
    assert raised(text) == ["no-accessibility"]
    assert marked(text) == ["patientportal"]
    assert raised(text, law_reference="Lagen (2018:1937)") == []
    assert raised(text, standards=("EN 301 549",)) == []
    assert raised(text, standard_reference="WCAG eller likvärdig") == []


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska visa felmeddelanden i användargränssnittet.",
        "Systemet ska ha ett programmeringsgränssnitt.",
        "Systemet ska ha en förteckning över appar.",
        "Systemet ska ha en app som är tillgänglig enligt EN 301 549 eller likvärdig.",
    ],
)
def test_other_interfaces_pass(text):
    assert raised(text) == []


def test_information_asks_nothing():
    for text in (
        "Regionens svarstid är lång.",
        "Regionen har en patientportal.",
        "Omsättningen ökar.",
    ):
        assert raised(text, INFORMATION) == []
        assert raised(text, DESIRABLE) in ([], ["no-accessibility"])
