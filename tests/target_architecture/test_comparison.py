"""Two states side by side: one layout for both, and what came, went or changed."""

import io
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from lxml import html

from target_architecture.drawing.comparing import compared
from target_architecture.drawing.texts import wrapped
from target_architecture.exports import map_pdf
from target_architecture.exports_word import map_word
from target_architecture.models import ArchitectureState, Interface, Replacement
from target_architecture.shown import landscape_asked
from tests.common.pdf_structure import headings, read_pdf, structure
from tests.factories import ModuleFactory, StandardFactory
from tests.verapdf import assert_valid

pytestmark = pytest.mark.django_db
MAP = reverse("target_architecture:landscape", args=["prov"])
BOTH = {"year": "2032", "beside": "2026"}


def interface(code, source, target) -> Interface:
    return Interface.objects.create(
        programme=source.programme, code=code, name="Svar", source=source, target=target
    )


@pytest.fixture
def two(programme):
    """OLD goes and NEW comes; LAB stands between them, and LIB and NAT are as they were."""
    for kind, name, year in (("as_is", "Nuläge", 2026), ("to_be", "Målbild", 2032)):
        ArchitectureState.objects.create(programme=programme, kind=kind, name=name, year=year)

    def module(code, **values):
        return ModuleFactory(programme=programme, code=code, name=f"Modul {code}", **values)

    class Two:
        old = module("OLD", layer="Vård", in_use_until=2028, position=1)
        new = module("NEW", layer="Vård", in_use_from=2029, position=2)
        lab = module("LAB", layer="Vård", position=3)
        lib = module("LIB", layer="Grund", position=4)
        nat = module("NAT", kind="national", position=5)

    Two.gone = interface("G-1", Two.old, Two.lab)
    Two.come = interface("G-2", Two.new, Two.lab)
    Two.stays = interface("G-3", Two.lib, Two.nat)
    Two.come.standards.add(StandardFactory(programme=programme, code="FHIR"))
    Replacement.objects.create(old=Two.old, new=Two.new)
    return Two


def changes(picture) -> dict[str, str]:
    return {one.module.code: one.change for one in picture.modules}


def test_what_is_in_both_stands_at_the_same_place(two, programme):
    found = compared(programme, 2026, 2032)
    for early, late in (found.narrow, found.wide):
        assert early.layout == late.layout
        places = [
            {one.module.code: (one.box.x, one.box.y) for one in picture.modules}
            for picture in (early, late)
        ]
        assert set(places[0]) == {"OLD", "LAB", "LIB", "NAT"}
        assert set(places[1]) == {"NEW", "LAB", "LIB", "NAT"}
        assert all(places[0][code] == places[1][code] for code in ("LAB", "LIB", "NAT"))
        assert places[0]["OLD"] not in places[1].values()
        assert changes(early) == {"OLD": "gone", "LAB": "changed", "LIB": "", "NAT": ""}
        assert changes(late) == {"NEW": "new", "LAB": "changed", "LIB": "", "NAT": ""}


def test_a_change_has_a_word_and_a_sign_and_a_line_a_form(two, programme):
    found = compared(programme, 2026, 2032)
    early, late = found.narrow
    assert {one.note for one in early.modules} >= {"OLD · − försvinner", "LAB · ~ ändras"}
    lines = {one.interface.code: one for one in (*early.interfaces, *late.interfaces)}
    told = {
        code: (one.mark, one.is_broken, one.is_heavy, one.line.label and one.line.label.text)
        for code, one in lines.items()
    }
    assert told == {
        "G-1": ("gone", True, False, "−"),
        "G-2": ("new", False, True, "+"),
        "G-3": ("", False, False, None),
    }
    # Large, the line has its standard too.
    assert [one.line.label.text for one in found.wide[1].interfaces] == [
        "+ FHIR",
        "standard saknas",
    ]


def test_the_differences_are_listed(two, programme):
    found = [
        (group.sign, group.label, [(str(one.row), one.words) for one in group.found])
        for group in compared(programme, 2026, 2032).groups
    ]
    assert found == [
        ("+", "Moduler som tillkommer", [(str(two.new), "ersätter Modul OLD")]),
        ("−", "Moduler som försvinner", [(str(two.old), "ersätts av Modul NEW")]),
        ("~", "Moduler vars gränssnitt ändras", [(str(two.lab), "− G-1, + G-2")]),
        ("+", "Gränssnitt som tillkommer", [("G-2 Svar", "Modul NEW → Modul LAB, FHIR")]),
        (
            "−",
            "Gränssnitt som försvinner",
            [("G-1 Svar", "Modul OLD → Modul LAB, standard saknas")],
        ),
    ]


def test_an_interface_goes_with_its_module(two, programme):
    """Its own years are open: it is the old module that is no more."""
    assert two.gone.in_use_until is None
    (early, late) = compared(programme, 2026, 2032).narrow
    assert [one.interface.code for one in early.interfaces] == ["G-1", "G-3"]
    assert [one.interface.code for one in late.interfaces] == ["G-2", "G-3"]


def test_the_page_has_both_beside_each_other_and_each_large(two, as_role):
    client = as_role("reader")
    root = html.fromstring(client.get(MAP, BOTH).content)
    (pair,) = root.find_class("maps--two")
    assert [one.text for one in pair.iterfind(".//h2")] == ["Nuläge 2026", "Målbild 2032"]
    views = {one.get("viewbox") or one.get("viewBox") for one in pair.iter("svg")}
    assert len(views) == 1
    large = [one.get("href") for one in pair.xpath(".//a[contains(., 'stort')]")]
    assert large == ["?year=2032&beside=2026&large=2026", "?year=2032&beside=2026&large=2032"]
    assert len(root.find_class("map-differences")) == 1
    page = client.get(f"{MAP}{large[1]}").text
    assert page.count('<svg class="map"') == 1 and "+ FHIR" in page
    assert 'href="?year=2032&amp;beside=2026"' in page and "map-differences" in page
    # What is not one of the two is as if it was not asked.
    assert client.get(f"{MAP}?year=2032&beside=2026&large=2030").text.count('<svg class="map"') == 2


def test_states_without_a_difference_say_so(programme, as_role):
    for kind, year in (("as_is", 2026), ("to_be", 2032)):
        ArchitectureState.objects.create(programme=programme, kind=kind, name=kind, year=year)
    ModuleFactory(programme=programme)
    page = as_role("reader").get(MAP, BOTH).text
    assert "Samma moduler och gränssnitt finns i båda lägena." in page


def test_a_comparison_costs_the_same_whatever_it_shows(
    two, programme, as_role, django_assert_num_queries
):
    client = as_role("reader")
    with CaptureQueriesContext(connection) as few:
        client.get(MAP, BOTH)
    for number in range(3):
        module = ModuleFactory(programme=programme, in_use_from=2030)
        interface(f"G-1{number}", module, two.lab).standards.add(
            StandardFactory(programme=programme)
        )
        Replacement.objects.create(old=two.old, new=module)
    with django_assert_num_queries(len(few)):
        client.get(MAP, BOTH)
    with django_assert_num_queries(5):
        compared(programme, 2026, 2032)


@pytest.mark.once
def test_the_files_have_both_on_one_sheet_and_the_differences(two, programme, need, tmp_path):
    need("pango")
    shown = landscape_asked(programme, BOTH, ())
    at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    content = map_pdf(programme, shown, by="Prov", at=at)
    pdf = read_pdf(content)
    # The title; both, each with its name; the differences in five groups; each large; the tables.
    assert headings(pdf) == [1, 2, 3, 3, 2, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2]
    figures = [one for one in structure(pdf).walk() if one.tag == "Figure"]
    assert len(figures) == 4
    (tmp_path / "map.pdf").write_bytes(content)
    assert_valid(tmp_path / "map.pdf")
    document = Document(io.BytesIO(map_word(programme, shown, by="Prov", at=at)))
    assert len(document.inline_shapes) == 3
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[:2] == [
        ["Modul eller gränssnitt", "Ändring", "Vad skillnaden är"],
        ["Modul NEW", "+ Moduler som tillkommer", "ersätter Modul OLD"],
    ]
    assert len(rows) == 6


def test_long_words_are_parted_where_compounds_are():
    assert wrapped("Vårdinformationssystem", 17, 3) == ["Vårdinformations-", "system"]
    assert wrapped("Nationella tjänsteplattformen", 17, 3) == [
        "Nationella", "tjänste-", "plattformen",
    ]  # fmt: skip
    # Without a known part it is parted where the line ends; what has no line is cut off.
    assert wrapped("Aaaaaaaaaabbbbbbbbbb", 11, 2) == ["Aaaaaaaaaa-", "bbbbbbbbbb"]
    assert wrapped("ett två tre fyra", 4, 2) == ["ett", "två…"]
    assert not re.search("\u00ad", "".join(wrapped("Vårdinformationssystem", 17, 1)))
