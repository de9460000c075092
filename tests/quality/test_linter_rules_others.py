"""Standards and products, completeness, language: what raises, and what must not."""

import pytest

from quality.linter.models import INFORMATION, Context, Term
from tests.quality.tools import findings, marked, raised


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Systemet ska följa HL7 FHIR R4.", ["HL7 FHIR"]),
        ("Systemet ska följa SS-EN ISO 13606.", ["SS-EN ISO 13606"]),
        ("Systemet ska följa ISO/IEC 27001:2022.", ["ISO/IEC 27001:2022"]),
        ("Systemet ska följa EN 301 549.", ["EN 301 549"]),
        ("Systemet ska följa DICOM eller motsvarande.", ["DICOM"]),
        ("Systemet ska följa DICOM eller likvärdig och FHIR.", ["FHIR"]),
        ("Systemet ska använda snomed ct.", ["snomed ct"]),
    ],
)
def test_standards_without_the_phrase(text, words):
    assert raised(text) == ["standard-without-equivalent"] * len(words)
    assert marked(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska följa HL7 FHIR eller likvärdig.",
        "Systemet ska följa SNOMED CT eller likvärdigt begreppssystem.",
        "Systemet ska följa IHE XDS och DICOM, eller likvärdiga profiler.",
        "Systemet ska följa ISO 13606 (eller likvärdig).",
        "Systemet ska följa IEC 62304. Likvärdig standard godtas.",
        "Systemet ska ta emot:\n- DICOM\n- HL7\n\nFör varje format godtas likvärdigt format.",
        "Systemet ska följa patientdatalagen (2008:355) och förordning (EU) 2016/679.",
        "Systemet ska lagra koder ur ICD-10-SE.",
    ],
)
def test_standards_with_the_phrase_and_what_is_no_standard(text):
    assert raised(text) == []


def test_the_reference_beside_the_text_needs_the_phrase_too():
    (finding,) = findings("Systemet ska lagra bilder.", standard_reference="DICOM")
    assert (finding.rule, finding.field) == ("standard-without-equivalent", "standard_reference")
    assert (finding.start, finding.end, finding.words) == (0, 5, "DICOM")
    assert raised("Systemet ska lagra bilder.", standard_reference="DICOM eller likvärdig") == []


def test_standards_and_products_of_the_programme():
    text = "Systemet ska följa Vårdkoden och köras i Molnet."
    assert raised(text) == []
    context = Context(standards=("Vårdkoden",), products=("Molnet",))
    assert raised(text, context=context) == [
        "standard-without-equivalent", "product-without-equivalent",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Systemet ska köras på Microsoft SQL Server.", ["Microsoft"]),
        ("Systemet ska kunna användas på iPad.", ["iPad"]),
        ("Systemet ska lagra data i Oracle eller motsvarande.", ["Oracle"]),
    ],
)
def test_products_without_the_phrase(text, words):
    assert raised(text) == ["product-without-equivalent"]
    assert marked(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska köras i Edge eller likvärdig webbläsare.",
        "Systemet ska importera uppgifter från TakeCare.",
        "Systemet ska importera bokningar ur regionens befintliga Cambio Cosmic.",
        "Systemet ska visa epoker och java-kaffe.",
    ],
)
def test_products_with_the_phrase_or_already_there(text):
    assert raised(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska ha standardbaserade gränssnitt.",
        "Systemet ska följa öppna standarder.",
        "Systemet ska följa öppen standard.",
        "Systemet ska spara bilder i ett standardiserat format.",
    ],
)
def test_standards_without_a_name(text):
    assert raised(text) == ["unnamed-standard"]
    assert raised(text, standard_reference="DICOM eller likvärdig") == []
    assert raised(text, standards=("DICOM",)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska visa en standardrapport.",
        "Systemet ska som standard visa tolv månader.",
        "Systemet ska följa ett standardiserat vårdförlopp.",
        "Systemet ska följa öppna standarder, närmare bestämt DICOM eller likvärdig.",
        "Systemet ska följa de standarder som finns i bilaga 3.",
    ],
)
def test_other_uses_of_the_word_standard(text):
    assert raised(text) == []


def test_motive_and_verification():
    text = "Systemet ska larma."
    assert raised(text, motive=" ") == ["no-motive"]
    assert raised(text, verification="") == ["no-verification"]
    assert raised(text, verification="", verification_method="test") == []
    assert raised("Regionen har tolv sjukhus.", INFORMATION, motive="", verification="") == []
    (finding,) = findings(text, motive="")
    assert (finding.field, finding.start, finding.end, finding.words) == ("motive", 0, 0, "")


def test_abbreviations():
    text = "Systemet ska skicka till KUL och KUL."
    assert marked(text) == ["KUL"]
    assert raised("Systemen skickar till KUL.", INFORMATION) == ["undefined-abbreviation"]
    assert raised(text, context=Context(terms=(Term("kvalitet", "KUL"),))) == []
    assert raised(text, context=Context(modules=("KUL",))) == []
    assert raised(text, modules=("KUL",)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska skicka till laboratoriet (LIS) och LIS.",
        "Systemet ska skicka till LIS (laboratoriet).",
        "Systemet ska räkna NEWS enligt modellen (National Early Warning Score).",
        "Systemet ska skicka PDF, SITHS-kort och SLA:er.",
        "Systemet ska registrera COVID-19 i rum OP-12.",
        "Systemet ska INTE skicka kallelser och SKA larma.",
        "Systemet ska kunna SKICKA och TA EMOT kallelser.",
    ],
)
def test_what_is_no_unexplained_abbreviation(text):
    assert "undefined-abbreviation" not in raised(text)


CODES = Context(codes=frozenset({"INT-014", "VIS-001"}), modules=("INT", "VIS"))


def test_references_to_requirements():
    text = "Systemet ska följa INT-014, VIS–001 och INT-099."
    assert marked(text, context=CODES) == ["INT-099"]
    assert raised(text, code="INT-099", context=CODES) == []
    assert raised(text) == []
    other = "Systemet ska visa COVID-19 och följa krav ABC-1."
    assert marked(other, context=CODES) == ["ABC-1"]
    (finding,) = findings("Systemet ska larma.", context=CODES, motive="Se VIS-077.")
    assert (finding.rule, finding.field, finding.start, finding.end) == (
        "unknown-requirement", "motive", 3, 10,
    )  # fmt: skip


def test_length():
    """Forty words are accepted in a sentence and forty-one are not; a hundred in a text."""
    forty = "Systemet ska visa " + " ".join(["ord"] * 37) + "."
    assert raised(forty) == []
    (finding,) = findings(forty.replace("visa", "visa ett"))
    assert finding.rule == "too-long"
    assert "41 ord, fler än 40" in finding.message("sv")
    ten = "Listan har tio ord som är lika i varje rad. "
    assert raised(ten * 10) == []
    (finding,) = findings(ten * 10 + "Elva.")
    assert (finding.start, finding.end) == (0, 0)
    assert "101 words, more than 100" in finding.message("en")


def test_synonyms_to_avoid():
    context = Context(terms=(Term("patient", avoid=("vårdtagare", "klient")),))
    text = "Systemet ska visa vårdtagarens adress för klienterna."
    found = findings(text, context=context, title="Klientens adress")
    assert [(f.field, f.words) for f in found] == [
        ("title", "Klientens"),
        ("text", "vårdtagarens"),
        ("text", "klienterna"),
    ]
    assert found[0].message("sv") == "Skriv ”patient” i stället för ”Klientens”."
    assert raised(text) == []
