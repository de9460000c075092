"""The steps of an import in a real browser: desk and phone, keyboard and accessibility."""

import pytest

from requirements_catalog.models import Requirement
from tests.conftest import PHONE
from tests.factories import CatalogueFactory, RequirementFactory
from tests.requirements_catalog.test_import_wizard import BAD, workbook

pytestmark = pytest.mark.django_db(transaction=True)


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
