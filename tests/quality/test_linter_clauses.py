"""Which ska and bör are obligations, of whom, and what is passive."""

import pytest

from quality.linter import grammar
from quality.linter.clauses import obligations, passive_of
from quality.linter.measures import has_measure
from quality.linter.text import Text
from quality.linter.words import listed, names_pattern, pattern_of


def duties(text):
    return [duty for sentence in Text(text).sentences for duty in obligations(sentence)]


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Systemet ska logga.", ["ska"]),
        ("Systemet bör logga och ska larma.", ["bör", "ska"]),
        ("Uppgifter som ska sparas ska systemet märka.", ["ska"]),
        ("När en användare loggar in ska systemet fråga.", ["ska"]),
        ("Uppgifter som systemet lagrar ska skyddas.", ["ska"]),
        ("Systemet ska visa vilka kontroller patienten ska genomgå.", ["ska"]),
        ("Systemet ska visa hur och när läkemedlet ska tas.", ["ska"]),
        ("Om en patient saknar nummer bör systemet skapa ett.", ["bör"]),
        ("Uppgifter om spärr ska hämtas.", ["ska"]),
        ("Systemet ska visa när loggar ska sparas.", ["ska"]),
        ("Systemet ska varna om en uppgift ska bekräftas.", ["ska"]),
        ("Systemet ska göra det möjligt att söka och ska visa träffar.", ["ska", "ska"]),
        ("Leverantören måste svara.", ["ska"]),
        ("Systemet har en logg.", []),
    ],
)
def test_a_modal_that_no_clause_takes_is_an_obligation(text, verbs):
    assert [duty.verb for duty in duties(text)] == verbs


@pytest.mark.parametrize(
    ("text", "is_supplier"),
    [
        ("Leverantören ska svara.", True),
        ("Driftleverantören ska svara.", True),
        ("Vid fel ska leverantören svara.", True),
        ("Leverantörens support ska svara.", False),
        ("Avtal med leverantören ska sparas.", False),
        ("Systemet ska svara leverantören.", False),
    ],
)
def test_the_subject_is_told_from_the_rest(text, is_supplier):
    assert duties(text)[0].has_subject(grammar.SUPPLIERS) is is_supplier


@pytest.mark.parametrize(
    ("text", "passive"),
    [
        ("Loggar ska sparas.", "sparas"),
        ("Loggar ska alltid kunna visas.", "visas"),
        ("Loggar ska minst en gång per år granskas.", "granskas"),
        ("Vid utskrivning ska en epikris skapas.", "skapas"),
        ("Inloggning ska ske med kort.", "ske"),
        ("Systemet ska visa patienternas databas.", None),
        ("En logg ska finnas.", None),
        ("Systemet ska visa när loggar ska sparas.", None),
    ],
)
def test_passive_verbs(text, passive):
    found = passive_of(duties(text)[0])
    assert (found and found.text) == passive


@pytest.mark.parametrize(
    "text",
    ["2 sekunder", "99,9 %", "tio arbetsdagar", "7 400 samtidiga användare", "en minut", "20 TB",
     "dygnet runt", "kl. 8–17", "300 meddelanden per sekund", "900 000 patienter"],
)  # fmt: skip
def test_numbers_with_units_are_measures(text):
    assert has_measure(f"Systemet ska klara {text}.")


@pytest.mark.parametrize(
    "text", ["FHIR R4", "ISO 27001", "en patient", "ett dokument", "version 2.1", "4 kap.", "2027"]
)
def test_other_numbers_are_none(text):
    assert not has_measure(f"Systemet ska klara {text}.")


def test_words_are_found_with_their_endings_and_no_others():
    pattern = pattern_of(listed("snabb, enkel, klient, användarvänlig*"))
    text = "snabbt snabbaste enkla klienternas användarvänlighet Snabb snabbval enkelrum snabb-val"
    assert pattern.findall(text) == [
        "snabbt", "snabbaste", "enkla", "klienternas", "användarvänlighet", "Snabb",
    ]  # fmt: skip


def test_compounds_end_in_longer_words_only():
    pattern = pattern_of(("system", "kund"), compounds=True)
    assert [m[0] for m in pattern.finditer("bokningssystemet sekund kunden systemfel")] == [
        "bokningssystemet", "kunden",
    ]  # fmt: skip


def test_names_are_found_as_written():
    pattern = names_pattern(("Edge", "Microsoft SQL Server", ".NET"))
    text = "Edge edge Edges Edgeworth Microsoft  SQL Server, .NET"
    assert pattern.findall(text) == ["Edge", "Edges", "Microsoft  SQL Server", ".NET"]


def test_no_words_find_nothing():
    assert not pattern_of(()).search("vad som helst")
    assert not pattern_of(("*", "", " * ")).search("vad som helst")
    assert pattern_of(("a+b", "(x", "c\\")).findall("a+b aab") == ["a+b"]
    assert not names_pattern(("", " ")).search("vad som helst")
