"""Every field of a requirement in its form: kept, shown, refused, merged when two people edit."""

from decimal import Decimal

import pytest
from django.urls import reverse

from requirements_catalog.actions import requirements as actions
from requirements_catalog.models import ChangeSet, ExtraField, Requirement, Standard
from tests.factories import (
    ProgrammeFactory,
    RequirementFactory,
    StandardFactory,
)

pytestmark = pytest.mark.django_db


def address(name, *args):
    """The address of a page of the programme ``prov``."""
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


@pytest.fixture
def row(catalogue):
    return RequirementFactory(catalogue=catalogue, code="LM-001", title="Lista", text="Visa.")


def filled(**changes):
    """What the form sends when nothing but the text is filled in."""
    return {"code": "LM-001", "title": "Lista", "kind": "mandatory", "text": "Visa.",
            "answer_format": "yes_no", "status": "draft"} | changes  # fmt: skip


def own_field(catalogue, key, kind, words=""):
    extra = ExtraField.objects.create(
        catalogue=catalogue, key=key, label=key.capitalize(), kind=kind, choice_list=words
    )
    return f"extra_{extra.pk}"


def test_every_field_is_kept_shown_and_one_change(as_role, catalogue, row):
    client = as_role("author")
    standard = StandardFactory(programme=catalogue.programme, code="FHIR", name="HL7 FHIR")
    data = filled(
        verification_method="test", verification_delivery="Prov i *labb*.",
        verification_contract="Årlig kontroll.", max_points="7,5", max_value="1 250 000,50",
        scale="0 inget, 5 allt", confidentiality="3", integrity="4", availability="2",
        traceability="1", suitability_assessment="done", assignee=client.user.pk,
        standards=[standard.pk],
    )  # fmt: skip
    assert client.post(address("requirement-edit", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (row.max_points, row.max_value) == (Decimal("7.5"), Decimal("1250000.50"))
    levels = (row.confidentiality, row.integrity, row.availability, row.traceability)
    assert levels == (3, 4, 2, 1)
    assert (row.assignee, list(row.standards.all())) == (client.user, [standard])
    changed = {cell[1] for cell in ChangeSet.objects.get().cells}
    assert changed == set(data) - set(filled())
    shown = [
        "<em>labb</em>", "Årlig kontroll.", "0 inget, 5 allt", "3 – allvarlig", "FHIR HL7 FHIR",
        "4 – synnerligen allvarlig", "gjord", "7,5", "Högsta mervärde", "Tilldelad",
    ]  # fmt: skip
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get(address("requirement-detail", row.pk), headers=headers).content.decode()
        assert [words for words in shown if words not in page] == []
    form = client.get(address("requirement-edit", row.pk)).content.decode()
    assert 'value="7,5"' in form
    assert 'value="1250000,5"' in form
    # Saved again as it is shown, nothing is changed.
    again = data | {"max_points": "7,5", "max_value": "1250000,5"}
    client.post(address("requirement-edit", row.pk), again)
    assert ChangeSet.objects.count() == 1


def test_folded_sections_stand_open_only_when_they_hold_something(as_role, row):
    client = as_role("author")
    url = address("requirement-edit", row.pk)
    assert client.get(url).content.decode().count("form-section") == 3
    assert 'form-section" open' not in client.get(url).content.decode()
    Requirement.objects.filter(pk=row.pk).update(integrity=2)
    assert client.get(url).content.decode().count('form-section" open') == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"max_points": "-1"}, {"max_points": "mycket"}, {"max_value": "NaN"},
        {"confidentiality": "9"}, {"verification_method": "gissning"}, {"assignee": "999999"},
        {"suitability_assessment": "kanske"}, {"standards": ["999999"]},
    ],
)  # fmt: skip
def test_what_a_field_cannot_hold_is_refused(as_role, row, changes):
    response = as_role("author").post(address("requirement-edit", row.pk), filled(**changes))
    assert response.status_code == 422
    assert (row.history.count(), ChangeSet.objects.count()) == (1, 0)


def test_forged_standard_and_person_are_refused(as_role, make_person, row):
    elsewhere = ProgrammeFactory()
    forged = [
        {"standards": [StandardFactory(programme=elsewhere).pk]},
        {"assignee": make_person("author", elsewhere).pk},
    ]
    client = as_role("author")
    for changes in forged:
        response = client.post(address("requirement-edit", row.pk), filled(**changes))
        assert response.status_code == 422
    assert row.history.count() == 1


def test_own_fields_are_read_as_their_sort(as_role, catalogue, row):
    client = as_role("author")
    names = {
        "tal": own_field(catalogue, "tal", "number"),
        "dag": own_field(catalogue, "dag", "date"),
        "val": own_field(catalogue, "val", "choice", "röd\nblå"),
        "svar": own_field(catalogue, "svar", "yes_no"),
        "vem": own_field(catalogue, "vem", "person"),
    }
    sent = {"tal": "1 200,50", "dag": "2027-03-01", "val": "blå", "svar": "no",
            "vem": str(client.user.pk)}  # fmt: skip
    data = filled(**{names[key]: value for key, value in sent.items()})
    assert client.post(address("requirement-edit", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.extra == {
        "tal": "1200.5", "dag": "2027-03-01", "val": "blå", "svar": "no",
        "vem": str(client.user.pk),
    }  # fmt: skip
    page = client.get(address("requirement-detail", row.pk)).content.decode()
    assert "<dd>1200,5</dd>" in page
    assert f"<dd>{client.user}</dd>" in page
    for key, wrong in {"tal": "tolv", "dag": "i mars", "val": "grön", "svar": "kanske",
                       "vem": "999999"}.items():  # fmt: skip
        refused = client.post(address("requirement-edit", row.pk), data | {names[key]: wrong})
        assert refused.status_code == 422, key
    emptied = filled(**dict.fromkeys(names.values(), ""))
    client.post(address("requirement-edit", row.pk), emptied)
    row.refresh_from_db()
    assert row.extra == {}


def test_value_from_before_the_field_changed_its_sort_may_stay(as_role, catalogue, row):
    name = own_field(catalogue, "tal", "number")
    choice = own_field(catalogue, "val", "choice", "röd\nblå")
    Requirement.objects.filter(pk=row.pk).update(extra={"tal": "ca 12", "val": "grön"})
    data = filled(title="Ny", **{name: "ca 12", choice: "grön"})
    assert as_role("author").post(address("requirement-edit", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.extra) == ("Ny", {"tal": "ca 12", "val": "grön"})


def test_merge_shows_every_field_that_differs(as_role, catalogue, row):
    first, second = as_role("author"), as_role("requirements_manager")
    own = own_field(catalogue, "ursprung", "text")
    standard = StandardFactory(programme=catalogue.programme, code="FHIR")
    opened = actions.revision_of(row)
    url = address("requirement-edit", row.pk)
    theirs = filled(max_points="3", scale="Kort.", standards=[standard.pk], revision=opened)
    assert first.post(url, theirs | {own: "RFI"}).status_code == 302
    mine = filled(max_points="4", integrity="2", revision=opened)
    response = second.post(url, mine | {own: "Intervju"})
    assert response.status_code == 409
    found = {
        difference.label: [(piece.kind, piece.text) for piece in difference.pieces]
        for difference in response.context["meeting"].both
    }
    assert found == {
        "Högsta poäng": [("removed", "3"), ("added", "4")],
        "Bedömningsskala": [("removed", "Kort.")],
        "Standarder": [("removed", "FHIR")],
        "Riktighet": [("added", "2 – måttlig")],
        "Ursprung": [("removed", "RFI"), ("added", "Intervju")],
    }
    row.refresh_from_db()
    assert (row.max_points, row.extra) == (Decimal(3), {"ursprung": "RFI"})


@pytest.mark.parametrize(
    "role, status",
    [("reader", 403), ("reviewer", 403), ("procurement_officer", 403), ("evaluator", 403),
     ("auditor", 403), (None, 404)],
)  # fmt: skip
def test_wrong_roles_write_no_standard(as_role, programme, role, status):
    standard = StandardFactory(programme=programme, name="Som den är")
    client = as_role(role)
    data = {"code": "X", "name": "X"}
    assert client.post(address("standard-create"), data).status_code == status
    assert client.post(address("standard-edit", standard.pk), data).status_code == status
    standard.refresh_from_db()
    assert (standard.name, Standard.objects.count()) == ("Som den är", 1)


def test_standard_is_made_changed_and_leads_to_its_requirements(as_role, row):
    client = as_role("author")
    data = {"code": "FHIR", "name": "HL7 FHIR", "version": "R4", "url": "https://hl7.org/fhir",
            "is_open": "on"}  # fmt: skip
    client.post(address("standard-create"), data)
    standard = Standard.objects.get()
    client.post(address("requirement-edit", row.pk), filled(standards=[standard.pk]))
    client.post(address("standard-edit", standard.pk), data | {"version": "R5", "reason": "Ny"})
    page = client.get(address("standard-detail", standard.pk)).content.decode()
    assert "R5" in page
    assert "LM-001" in page
    listed = client.get(address("standard-list"))
    assert [found.requirement_count for found in listed.context["standards"]] == [1]
    twice = client.post(address("standard-create"), data)
    assert twice.status_code == 422
    assert "Beteckningen används redan" in twice.content.decode()
    bad = client.post(address("standard-create"), data | {"code": "B", "url": "javascript:x()"})
    assert bad.status_code == 422
    assert Standard.objects.count() == 1
