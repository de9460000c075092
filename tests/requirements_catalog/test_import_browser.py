"""The steps of an import in a real browser: desk and phone, keyboard and accessibility."""

import json
from types import SimpleNamespace

import pytest

from programmes.job_runner import run_job
from programmes.models import Job
from requirements_catalog.access.imports import CHECK_KIND
from requirements_catalog.exports.json import requirements_document
from requirements_catalog.models import Requirement
from requirements_catalog.views import imports as views_import
from tests.conftest import PHONE
from tests.factories import CatalogueFactory, RequirementFactory
from tests.requirements_catalog.test_import_wizard import BAD, workbook

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_from_file_to_catalogue(
    new_page, axe_violations, programme, make_person, tmp_path, viewport
):
    person = make_person("requirements_manager", programme)
    catalogue = CatalogueFactory(programme=programme, slug="vis")
    RequirementFactory(catalogue=catalogue, code="1.1", text="Gammal text.", position=5)
    file = tmp_path / "krav.xlsx"
    file.write_bytes(workbook(BAD))
    page = new_page(person, viewport=viewport)
    problems = []

    def look(step):
        problems.extend(f"{step}: {found}" for found in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{step}: wider than the screen")

    def press(name, address):
        page.get_by_role("button", name=name).press("Enter")
        page.wait_for_url(address)

    page.goto("/p/prov/requirements/vis/import/")
    look("file")
    page.set_input_files("input[type=file]", str(file))
    press("Ladda upp och fortsätt", "**/sheet/")
    look("sheet")
    press("Fortsätt till kolumner", "**/columns/")
    look("columns")
    press("Fortsätt till förhandsgranskning", "**/preview/")
    look("preview")
    page.get_by_role("button", name="Spara i katalogen").press("Enter")
    page.get_by_role("heading", name="Importen har inte sparats").wait_for()
    look("preview with an error")
    page.get_by_label("Importera övriga rader").press("Space")
    press("Spara i katalogen", "**/done/")
    look("done")
    assert not problems
    assert Requirement.objects.filter(catalogue=catalogue).count() == 3


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_a_large_file_is_waited_for_and_its_import_taken_back(
    new_page, axe_violations, programme, make_person, tmp_path, viewport, monkeypatch
):
    """The page that waits goes on by itself when the job is done; the last page undoes it all."""
    monkeypatch.setattr(views_import, "LARGE_ROWS", 2)
    person = make_person("requirements_manager", programme)
    catalogue = CatalogueFactory(programme=programme, slug="vis")
    row = RequirementFactory(catalogue=catalogue, code="A1", text="Gammal text.", position=5)
    document = requirements_document(catalogue.requirements.all(), catalogue)
    document["requirements"][0]["text"] = "Ny text."
    new = [
        {"code": f"N{number}", "kind": "mandatory", "text": "Systemet ska."} for number in range(5)
    ]
    document["requirements"] += new
    file = tmp_path / "krav.json"
    file.write_text(json.dumps(document))
    page = new_page(person, viewport=viewport)
    problems = []

    def look(step):
        problems.extend(f"{step}: {found}" for found in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{step}: wider than the screen")

    page.goto("/p/prov/requirements/vis/import/")
    page.set_input_files("input[type=file]", str(file))
    with monkeypatch.context() as queue:
        queue.setattr("programmes.actions.run_job", SimpleNamespace(enqueue=lambda key: None))
        page.get_by_role("button", name="Ladda upp och fortsätt").press("Enter")
        page.wait_for_url("**/wait/")
    look("wait")
    run_job.func(Job.objects.get(kind=CHECK_KIND).pk)
    page.wait_for_url("**/preview/")
    look("preview")
    page.get_by_role("button", name="Spara i katalogen").press("Enter")
    page.get_by_role("link", name="Ångra importen").wait_for()
    look("done")
    assert catalogue.requirements.live().count() == 6
    page.get_by_role("link", name="Ångra importen").press("Enter")
    page.get_by_role("button", name="Ångra importen").wait_for()
    look("undo?")
    page.get_by_role("button", name="Ångra importen").press("Enter")
    page.get_by_role("button", name="Gör om importen").wait_for()
    look("undone")
    assert not problems
    assert list(catalogue.requirements.live()) == [row]
    row.refresh_from_db()
    assert row.text == "Gammal text."
