"""What a person chooses on the way: words for the kind, conflicts, what is withdrawn."""

import io

import openpyxl
import pytest

from programmes.models import Job
from requirements_catalog.exports.tables import export_requirements_workbook
from requirements_catalog.models import Requirement
from tests.factories import CatalogueFactory, RequirementFactory
from tests.requirements_catalog.approval import approve
from tests.requirements_catalog.test_import_wizard import address, columns_of, upload, workbook


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="vis", name="Kravkatalogen")


@pytest.fixture
def client(as_role):
    return as_role("requirements_manager")


def test_a_word_for_the_kind_is_explained_and_remembered(client, catalogue):
    rows = {"Krav": [["Id", "Krav", "Typ"], ["A1", "Ett krav.", "Obligatoriskt"],
                     ["A2", "Två krav.", "Prio 2"], ["A3", "Tre krav.", "ska"]]}  # fmt: skip
    upload(client, catalogue, workbook(rows))
    job = Job.objects.get()
    client.post(
        address("import-sheet", catalogue, job),
        {"sheet": "Krav", "shown": "Krav", "header_row": 1, "header_rows": 1},
    )
    # Two of three words are known, so the column is one of kinds.
    step = client.get(address("import-columns", catalogue, job))
    words = {row["word"]: row["field"].value() for row in step.context["form"].word_rows()}
    assert words == {"Obligatoriskt": "mandatory", "Prio 2": "", "ska": "mandatory"}
    chosen = columns_of(step)
    client.post(address("import-columns", catalogue, job), chosen)
    assert client.get(address("import-preview", catalogue, job)).context["report"].refused == 1
    name = next(
        r["field"].html_name for r in step.context["form"].word_rows() if r["word"] == "Prio 2"
    )
    client.post(address("import-columns", catalogue, job), {**chosen, name: "desirable"})
    approve(client, address("import-preview", catalogue, job))
    assert Requirement.objects.get(code="A2").kind == "desirable"
    catalogue.refresh_from_db()
    assert catalogue.column_mapping["kind_words"] == {"prio 2": "desirable"}
    # The next file with the word needs no answer.
    to_next = upload(client, catalogue, workbook(rows))
    assert to_next.status_code == 302
    again = Job.objects.latest("pk")
    client.post(
        address("import-sheet", catalogue, again),
        {"sheet": "Krav", "shown": "Krav", "header_row": 1, "header_rows": 1},
    )
    step = client.get(address("import-columns", catalogue, again))
    assert [row["field"].value() for row in step.context["form"].word_rows()] == [
        "mandatory", "desirable", "mandatory",
    ]  # fmt: skip


def own_export(catalogue):
    content = export_requirements_workbook(catalogue.requirements.all(), catalogue)
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_own_export_goes_straight_to_its_outcome_with_choices(client, catalogue):
    for number in range(1, 5):
        RequirementFactory(
            catalogue=catalogue, code=f"A{number}", text=f"Text {number}.", position=number << 20
        )
    book = own_export(catalogue)
    sheet = book["Krav"]
    sheet["D2"], sheet["D3"] = "Filens text 1.", "Filens text 2."
    sheet.delete_rows(5)
    Requirement.objects.filter(code__in=["A1", "A2"]).update(text="Programmets text.")
    response = upload(client, catalogue, saved(book))
    job = Job.objects.get()
    assert response.url == address("import-preview", catalogue, job)
    page = client.get(response.url)
    assert [(t["label"], t["value"]) for t in page.context["tiles"]] == [
        ("nya", 0), ("ändrade", 0), ("oförändrade", 1), ("avvisade", 0),
        ("ändrade på båda håll", 2), ("saknas i filen", 1), ("alla rader", 4),
    ]  # fmt: skip
    text = page.content.decode()
    assert "Programmets text." in text
    assert "Filens text 1." in text
    first, gone = Requirement.objects.get(code="A1"), Requirement.objects.get(code="A4")
    response = approve(
        client,
        address("import-preview", catalogue, job),
        {f"conflict-{first.uid}:text": "file", "withdraw": [str(gone.uid)]},
    )
    assert response.url == address("import-done", catalogue, job)
    texts = dict(Requirement.objects.values_list("code", "text"))
    assert (texts["A1"], texts["A2"]) == ("Filens text 1.", "Programmets text.")
    gone.refresh_from_db()
    assert gone.status == "withdrawn"
    assert "låtna utgå" in client.get(response.url).content.decode()


def test_without_a_choice_nothing_that_stands_here_is_lost(client, catalogue):
    for number in range(1, 3):
        RequirementFactory(
            catalogue=catalogue, code=f"A{number}", text="Text.", position=number << 20
        )
    book = own_export(catalogue)
    book["Krav"]["D2"] = "Filens text."
    book["Krav"].delete_rows(3)
    Requirement.objects.filter(code="A1").update(text="Programmets text.")
    upload(client, catalogue, saved(book))
    histories = Requirement.history.count()
    approve(client, address("import-preview", catalogue, Job.objects.get()))
    assert Requirement.history.count() == histories
    assert Requirement.objects.get(code="A1").text == "Programmets text."
    assert Requirement.objects.get(code="A2").status == "draft"
