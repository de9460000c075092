"""A difference of as many changes as a PDF holds is a valid document."""

import pikepdf
import pytest
from django.urls import reverse

from baselines.difference_pdf import MOST_CHANGES
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.actions.structure import move_requirement, withdraw_requirement
from tests.baselines.steps import publish
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory
from tests.verapdf import assert_valid

pytestmark = [pytest.mark.once, pytest.mark.django_db]

TEXT = "Systemet ska <b>visa</b> & spara:\n\n- svar inom 2 sekunder\n- allt annat\n\n"


@pytest.fixture
def anna(make_person, programme):
    return make_person("requirements_manager", programme)


@pytest.fixture
def catalogue(programme):
    """Two chapters; in the first 290 requirements, the second is empty."""
    catalogue = CatalogueFactory(programme=programme, slug="krav", name="Kraven")
    first = HeadingFactory(catalogue=catalogue, code="K1", title="Drift", position=1 << 20)
    for number in range(290):
        RequirementFactory(
            catalogue=catalogue, parent=first, depth=1, position=(number + 2) << 20,
            code=f"D-{number}", title=f"Krav {number}", text=f"{TEXT}{'x' * 200} {number}",
        )  # fmt: skip
    HeadingFactory(catalogue=catalogue, code="K2", title="Säkerhet", position=400 << 20)
    return catalogue


def test_three_hundred_changes_of_every_way_are_a_valid_document(catalogue, anna, client, tmp_path):
    """By hand: 250 changed, 10 withdrawn, 10 moved, 30 new: 300."""
    publish(catalogue, anna, name="Ett")
    rows = list(catalogue.requirements.requirements().order_by("position"))
    cells = [Cell(row.pk, "text", row.text.replace("2 sekunder", "1 sekund")) for row in rows[:200]]
    cells += [Cell(row.pk, "kind", "desirable") for row in rows[200:250]]
    change_cells(
        catalogue=catalogue, cells=cells, by=anna, kind="edit", label="x", reason="Prövat i drift"
    )
    for row in rows[250:260]:
        withdraw_requirement(requirement=row, by=anna, reason="Dubblett")
    other = catalogue.requirements.get(code="K2")
    for row in rows[260:270]:
        row.refresh_from_db()
        move_requirement(requirement=row, by=anna, parent=other, first=True, reason="Hör hit")
    for number in range(30):
        RequirementFactory(
            catalogue=catalogue, parent=other, depth=1, position=(500 + number) << 20,
            code=f"N-{number}", title="", text="* Bara en punkt",
        )  # fmt: skip
    assert MOST_CHANGES == 300
    client.force_login(anna)
    address = reverse("baselines:difference", args=["prov", "krav"])
    page = client.get(f"{address}?from=1&to=now")
    assert page.context["page"].paginator.count == 300
    answer = client.get(
        reverse("baselines:difference-download", args=["prov", "krav", "pdf"]) + "?from=1&to=now"
    )
    path = tmp_path / "skillnad.pdf"
    path.write_bytes(answer.getvalue())
    with pikepdf.open(path) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith("B1 Ett → Katalogen nu")
    assert_valid(path)
