"""The demo's workbooks can stand as published: counts, references, words, standards."""

import re
from collections import Counter

import pytest
from stdnum.se import orgnr

from demo import content
from demo.content import NEEDS_FILE, REQUIREMENTS_FILE, programme_content, tender_content

STANDARDS = (
    "openEHR", "FHIR", "SNOMED CT", "ICD-10", "KVÅ", "RIV-TA", "DICOM", "CDS Hooks", "SMART App",
    "OpenID", "SAML", "OAuth", "OpenAPI", "EN 301 549", "WCAG", "ISO", "TLS", "FIDO2", "CVSS",
    "CycloneDX", "OpenTelemetry", "GS1", "OMOP", "AMQP", "MLLP", "HL7", "Open Container",
)  # fmt: skip
VAGUE = re.compile(
    r"\b(användarvänlig\w*|snabb\w*|modern\w*|vid behov|lämplig\w*|smidig\w*|intuitiv\w*|"
    r"flexibel\w*|effektiv\w*|tillräcklig\w*|rimlig\w*|omgående|normalt|i princip|t\.ex\.|m\.m\.|"
    r"etc\.|osv\.|så långt möjligt|skall)\b",
    re.IGNORECASE,
)
ACTOR = re.compile(r"\b(systemets?|leverantören|terminologitjänsten)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def rows():
    return content.rows_of(REQUIREMENTS_FILE)


@pytest.fixture(scope="module")
def requirements(rows):
    return [row for row in rows if row["Typ"] != "Rubrik"]


def words(row) -> set[str]:
    return set(re.findall(r"\w+", row["Kravtext"].lower()))


def test_counts(rows):
    assert Counter(row["Typ"] for row in rows) == {
        "Rubrik": 107,
        "Ska": 211,
        "Bör": 90,
        "Upplysning": 36,
    }


def test_headings_are_three_levels_deep(rows):
    headings = [row for row in rows if row["Typ"] == "Rubrik"]
    assert {row["Nivå"] for row in headings} == {"1", "2", "3"}
    assert all(row["Rubrik"] for row in headings)


def test_codes_occur_once(rows):
    codes = [row["Krav-ID"] for row in rows]
    assert len(codes) == len(set(codes))


def test_every_requirement_is_written_by_itself(requirements):
    texts = [row["Kravtext"] for row in requirements]
    motives = [row["Motiv"] for row in requirements]
    assert len(set(texts)) == len(texts)
    assert len(set(motives)) == len(motives)


def test_every_requirement_has_motive_and_verification(requirements):
    assert [row["Krav-ID"] for row in requirements if not row["Motiv"]] == []
    assert [row["Krav-ID"] for row in requirements if not row["Verifiering"]] == []


def test_needs_and_modules_exist(requirements):
    needs = {row["Behov-ID"] for row in content.rows_of(NEEDS_FILE)}
    modules = {module["code"] for module in programme_content()["modules"]}
    people = {person["email"] for person in programme_content()["users"]}
    for row in requirements:
        assert set(row["Behov"].split(", ")) <= needs, row["Krav-ID"]
        assert set(row["Modul"].split(", ")) <= modules, row["Krav-ID"]
        assert row["Ansvarig"] in people, row["Krav-ID"]


def test_every_need_is_met_by_a_requirement(requirements):
    needs = {row["Behov-ID"] for row in content.rows_of(NEEDS_FILE)}
    met = {code for row in requirements for code in row["Behov"].split(", ")}
    assert needs - met == set()


def test_standards_are_followed_by_or_equivalent(requirements):
    """LOU 9:4 and 9:6."""
    wrong = [row["Krav-ID"] for row in requirements if row["Standard"]
             and "eller likvärdig" not in row["Standard"]]  # fmt: skip
    for row in requirements:
        text = row["Kravtext"]
        for name in STANDARDS:
            if row["Typ"] != "Upplysning" and name in text:
                after = text[text.index(name) :]
                wrong += [] if "eller likvärdig" in after else [f"{row['Krav-ID']}: {name}"]
    assert wrong == []


def test_wording(requirements):
    """Ska-requirements say ska once, bör-requirements bör, information neither."""
    wrong = []
    for row in requirements:
        found, code = words(row) & {"ska", "bör"}, row["Krav-ID"]
        wanted = {"Ska": {"ska"}, "Bör": {"bör"}, "Upplysning": set()}[row["Typ"]]
        if found != wanted or len(re.findall(r"\bska\b", row["Kravtext"])) > 1:
            wrong.append(code)
        if row["Typ"] != "Upplysning" and not ACTOR.search(row["Kravtext"]):
            wrong.append(f"{code}: actor")
        if VAGUE.search(row["Kravtext"] + " " + row["Rubrik"]):
            wrong.append(f"{code}: vague")
    assert wrong == []


def test_only_ska_requirements_are_minimum_requirements(requirements):
    assert {row["Typ"] for row in requirements if row["Minimikrav"] == "Ja"} == {"Ska"}


def test_choices_are_given_where_one_is_to_be_chosen(requirements):
    for row in requirements:
        assert bool(row["Svarsalternativ"]) == (row["Svarsformat"] == "Val"), row["Krav-ID"]
        assert bool(row["Svarsformat"]) == (row["Typ"] != "Upplysning"), row["Krav-ID"]


def test_needs():
    needs = content.needs()
    goals = {goal["code"] for goal in programme_content()["goals"]}
    assert len(needs) == 50
    assert {need["perspective"] for need in needs} == {
        "patients", "staff", "management", "research", "common",
    }  # fmt: skip
    assert all(set(need["goals"]) <= goals for need in needs)
    assert all(need["current_state"] and need["target_state"] for need in needs)


def test_the_programme_is_marked_as_a_demonstration():
    data = programme_content()
    names = [data["programme"]["name"], data["predecessor"]["name"]]
    names += [region["name"] for region in data["organisations"]]
    names.append(tender_content()["procurement"]["title"])
    assert all(name.startswith("Demo: ") for name in names)
    assert data["programme"]["is_demo"] and data["predecessor"]["is_demo"]
    assert all(person["email"].endswith("@demo.example") for person in data["users"])


def test_goals_and_milestones():
    data = programme_content()
    assert Counter(goal["kind"] for goal in data["goals"]) == {"outcome": 6, "objective": 7}
    assert Counter(stone["lane"] for stone in data["milestones"]) == {
        # Two of them are decisions that the steering group has still to take.
        "programme": 12,
        "political": 7,
    }


def test_the_suppliers_numbers_are_well_formed_but_not_in_use():
    """No limited company has a number that begins with 599."""
    numbers = [supplier["organisation_number"] for supplier in tender_content()["suppliers"]]
    assert all(orgnr.is_valid(number) for number in numbers)
    assert all(number.startswith("599999-") for number in numbers)


def test_every_score_has_a_reason_of_its_own():
    data = tender_content()
    for code, scores in data["scores"].items():
        for points in scores.values():
            reasons = [content.score_reason(code, "Rubriken", points, i, 0) for i in range(3)]
            assert len(set(reasons)) == 3, code
            assert all(len(reason) > 40 for reason in reasons), code


def test_what_the_registers_name_is_there(requirements):
    """Requirements, needs, goals, modules and standards that the files of registers point at."""
    steering, architecture = content.steering_content(), content.architecture_content()
    data = programme_content()
    there = {
        "requirements": {row["Krav-ID"] for row in requirements},
        "needs": {need["code"] for need in content.needs()},
        "goals": {goal["code"] for goal in data["goals"]},
        "modules": {module["code"] for module in data["modules"]},
        "decisions": {entry["key"] for entry in steering["decisions"]},
        "risks": {risk["code"] for risk in steering["risks"]},
        "standards": {one["code"] for one in content.work_content()["standards"]},
        "information": {one["code"] for one in architecture["information"]},
    }
    listed = [
        *steering["risks"], *steering["analyses"], *steering["lessons"], *steering["waves"],
        *architecture["interfaces"], *architecture["principles"],
        *content.contract_content()["contracts"], *content.contract_content()["clauses"],
    ]  # fmt: skip
    for entry in listed:
        for name, codes in there.items():
            missing = set(entry.get(name, ())) - codes
            assert not missing, (entry.get("code") or entry["title"], missing)
    titles = {stone["title"] for stone in data["milestones"]}
    assert {entry["milestone"] for entry in steering["replannings"]} <= titles


def test_figures_from_elsewhere_are_said_to_be_real():
    for entry in content.steering_content()["budget"]["references"]:
        assert entry["source"], entry["title"]
        assert entry["note"].startswith("Verklig uppgift"), entry["title"]
