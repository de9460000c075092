"""ReqIF in a real browser: preview and attributes on desk and phone, accessible."""

import pytest

from tests.conftest import PHONE
from tests.factories import CatalogueFactory
from tests.requirements_catalog.reqif_samples import obj, place, relation, reqif, spec

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
CONTENT = reqif(
    [obj("_1", title="Kapitel"), obj("_2", id="A", text="Systemet ska.", level="4"),
     obj("_3", id="A", text="Samma id.", many=["_e-1", "_e-2"])],
    [spec("_s", place("_p1", "_1", place("_p2", "_2")))],
    [relation("_r", "_2", "_borta")],
)  # fmt: skip


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_preview_and_attributes(
    new_page, axe_violations, programme, make_person, tmp_path, viewport
):
    person = make_person("requirements_manager", programme)
    CatalogueFactory(programme=programme, slug="vis")
    file = tmp_path / "krav.reqif"
    file.write_bytes(CONTENT)
    page = new_page(person, viewport=viewport)
    problems = []

    def look(step):
        problems.extend(f"{step}: {found}" for found in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{step}: wider than the screen")

    page.goto("/p/prov/requirements/vis/import/")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Ladda upp och fortsätt").press("Enter")
    page.wait_for_url("**/preview/")
    look("preview")
    page.get_by_role("link", name="Tillbaka till attribut").press("Enter")
    page.wait_for_url("**/columns/")
    look("attributes")
    assert page.get_by_label("ReqIF.Text").input_value() == "text"
    assert not problems
