"""The map on paper: on one sheet, or in parts that can be read."""

from itertools import pairwise

import pytest
from django.urls import reverse

from target_architecture.drawing.layout import lay_out
from target_architecture.drawing.picture import landscape
from target_architecture.drawing.sheets import HIGH, WIDE, sheets_of
from target_architecture.models import ArchitectureState, Interface
from tests.common.pdf_structure import fonts, headings, read_pdf, structure, tables
from tests.factories import ModuleFactory, StandardFactory
from tests.verapdf import assert_valid

pytestmark = pytest.mark.django_db
PDF = reverse("target_architecture:landscape-pdf", args=["prov"])


def interface(code, source, target) -> Interface:
    return Interface.objects.create(
        programme=source.programme, code=code, name="Svar", source=source, target=target
    )


@pytest.fixture
def small(programme):
    ArchitectureState.objects.create(programme=programme, kind="to_be", name="Målbild", year=2032)
    one = ModuleFactory(programme=programme, code="VIS", name="Vårdinformation", layer="Vård")
    other = ModuleFactory(programme=programme, code="NPÖ", name="Översikt", kind="national")
    interface("G-1", one, other).standards.add(StandardFactory(programme=programme, code="FHIR R4"))
    return interface("G-2", other, one)


@pytest.fixture
def large(programme):
    """Sixty modules in twenty layers, each with an interface to the next: taller than a sheet."""
    modules = [
        ModuleFactory(programme=programme, layer=f"Lager {number // 3}", position=number)
        for number in range(60)
    ]
    for number, (one, other) in enumerate(pairwise(modules)):
        interface(f"G-{number}", one, other)
    return modules


def test_a_map_that_can_be_read_is_one_sheet(small, programme):
    (sheet,) = sheets_of(landscape(programme))
    assert (sheet.number, sheet.count, sheet.picture.view.scale) == (0, 1, 1)


def test_a_large_map_is_parted_and_everything_is_on_a_part(large, programme):
    whole, *parts = sheets_of(landscape(programme))
    assert len(parts) >= 2 and [part.number for part in parts] == list(range(1, len(parts) + 1))
    for sheet in (whole, *parts):
        view = sheet.picture.view
        assert view.shown_width <= WIDE + 1 and view.shown_height <= HIGH + 1
    # Texts of 11 px are at least 5 points (6.6 px) on a part.
    assert all(part.picture.view.scale >= 0.6 for part in parts)
    seen = {one.module.pk for part in parts for one in part.picture.modules}
    assert seen == {one.pk for one in large}
    lines = {one.interface.code for part in parts for one in part.picture.interfaces}
    assert lines == {f"G-{number}" for number in range(59)}
    # No box is cut: each is whole on some part.
    for box in landscape(programme).layout.boxes:
        assert any(
            part.picture.view.x <= box.x
            and box.x + box.width <= part.picture.view.x + part.picture.view.width
            and part.picture.view.y <= box.y
            and box.y + box.height <= part.picture.view.y + part.picture.view.height
            for part in parts
        )


def test_an_empty_drawing_is_one_sheet():
    assert lay_out([], []).width > 0


@pytest.mark.once
def test_the_map_on_paper_is_tagged_and_archival(small, as_role, need, tmp_path):
    need("pango")
    response = as_role("reader").get(PDF)
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="prov-karta-2032.pdf"' in response["Content-Disposition"]
    pdf = read_pdf(response.content)
    # Title; the map; its interfaces; its modules.
    assert headings(pdf) == [1, 2, 2, 2]
    assert len(tables(pdf)) == 2
    figures = [one for one in structure(pdf).walk() if one.tag == "Figure"]
    assert [str(one.node.Alt) for one in figures] == [
        "Målbild 2032 som karta med 2 moduler och 2 gränssnitt. "
        "Allt som kartan visar står i tabellerna efter den."
    ]
    # A3 on its side, in points.
    assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 1191, 842]
    assert len(pdf.pages) == 2 and all(fonts(pdf).values())
    (tmp_path / "map.pdf").write_bytes(response.content)
    assert_valid(tmp_path / "map.pdf")


@pytest.mark.once
def test_a_large_map_on_paper_tells_what_each_part_shows(large, as_role, need, tmp_path):
    need("pango")
    response = as_role("reader").get(PDF)
    assert 'filename="prov-karta.pdf"' in response["Content-Disposition"]
    pdf = read_pdf(response.content)
    figures = [one for one in structure(pdf).walk() if one.tag == "Figure"]
    told = [str(one.node.Alt) for one in figures]
    assert told[0].startswith("Alla moduler som karta med 60 moduler och 59 gränssnitt.")
    assert told[1].startswith(f"Alla moduler, del 1 av {len(told) - 1}. {large[0].name}, ")
    (tmp_path / "map.pdf").write_bytes(response.content)
    assert_valid(tmp_path / "map.pdf")


def test_an_empty_map_is_not_printed(programme, as_role):
    page = as_role("reader").get(PDF, follow=True)
    assert page.redirect_chain == [(reverse("target_architecture:landscape", args=["prov"]), 302)]
    assert "Kartan är tom." in page.content.decode()
