"""What stands in the documents, and that every kind is valid, ordered and complete."""

import itertools
import re
import subprocess
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from common.document_layout import (
    compose_html,
    keep_together,
    number_headings,
)
from common.markdown import text_html
from procurements import document_registry
from procurements.choices import ItemRole
from procurements.document_award import award_sections
from procurements.document_builders import _context, document_meta
from procurements.document_content import in_code_order, read_package, requirement_groups
from procurements.document_questions import questions_by_area
from procurements.document_registry import DocumentRequest
from procurements.documents import build_document, issue_document
from tests.common.pdf_structure import bookmarks, fonts, headings, read_pdf, tables
from tests.factories import ProcurementFactory, make_item
from tests.procurements.document_sample import make_procurement
from tests.verapdf import assert_valid

pytestmark = [pytest.mark.once, pytest.mark.django_db]
KINDS = ["rfi", "procurement-documents"]
HOSTILE = (
    "Ord " + "Ö" * 900 + "\n\n<script>alert(1)</script> ![bild](file:///etc/passwd)\n\n"
    "# Rubrik i text\n\n- a\n  - b\n    - c\n\n| A | B |\n|---|---|\n| 1 | نص عربي |\n\n"
    "[länk](javascript:alert(1)) 😀 {{ secret }} {% now 'Y' %}\n"
)


@pytest.fixture
def procurement(programme):
    return make_procurement(programme)


def html_of(procurement, template="procurement_documents.html", language="sv"):
    request = DocumentRequest(
        procurement, "pdf", language, 1, datetime(2026, 11, 22, 9, tzinfo=UTC), None
    )
    package = read_package(procurement)
    context = _context(request, package, level=2) | {
        "awards": award_sections(package),
        "areas": questions_by_area(package),
    }
    with translation.override(language):
        meta = document_meta(request, kind_title="Upphandlingsdokument")
        return compose_html(template=template, context=context, meta=meta)


# ---------------------------------------------------------------- the layout


def test_headings_are_numbered_and_listed():
    html, outline = number_headings("<h1>A</h1><h2>B</h2><h2>C &amp; D</h2><h3>E</h3><h1>F</h1>")
    assert [(one.number, one.title) for one in outline] == [
        ("1", "A"),
        ("1.1", "B"),
        ("1.2", "C &amp; D"),
        ("1.2.1", "E"),
        ("2", "F"),
    ]
    assert '<h3 id="h-1-2-1"><span class="number">1.2.1</span>E</h3>' in html


def test_a_heading_of_its_own_kind_keeps_its_code():
    html = '<h1>A</h1><h2 class="name">INT-1</h2>'
    assert number_headings(html)[0].endswith('<h2 class="name">INT-1</h2>')


def test_a_skipped_level_is_a_mistake_in_the_template():
    with pytest.raises(ValueError, match="skips a level"):
        number_headings("<h1>A</h1><h3>B</h3>")


def test_a_citation_of_the_law_stays_on_one_line():
    assert keep_together("15 kap. 4 §") == "15\xa0kap.\xa04\xa0§"


def test_headings_in_a_requirement_do_not_become_chapters():
    assert text_html("### Rubrik\n\ntext") == "<p><strong>Rubrik</strong></p>\n<p>text</p>\n"


# ---------------------------------------------------------------- the content


def test_requirements_stand_under_their_lot_and_heading(procurement):
    groups = requirement_groups(read_package(procurement), level=2)
    assert [group.title for group in groups] == [
        "Krav för flera delkontrakt",
        "Krav för delkontrakt 1: Informationsplattform",
        "Krav för delkontrakt 2: Integrationsplattform",
    ]
    rows = [(row.level, row.code or row.title) for row in groups[1].rows]
    assert rows == [(3, "Område 1"), (4, "INT-0104"), (3, "Område 2"), (4, "INT-0204")]


def test_with_one_lot_there_are_no_groups(programme):
    procurement = make_procurement(programme)
    procurement.items.filter(role=ItemRole.DESIRABLE).delete()
    lot = procurement.lots.get(number=2)
    for item in procurement.items.all():
        item.lots.clear()
    lot.delete()
    (group,) = requirement_groups(read_package(procurement), level=2)
    assert (group.title, group.rows[0].level, group.rows[1].level) == ("", 2, 3)


def test_codes_are_listed_as_people_count(programme):
    procurement = ProcurementFactory(programme=programme)
    for code in ("INT-10", "INT-9", "ARK-2"):
        item = make_item(procurement)
        item.version.content["code"] = code
        type(item.version)._base_manager.filter(pk=item.version_id).update(
            content=item.version.content
        )
    groups = requirement_groups(read_package(procurement), level=2)
    assert [row.code for row in in_code_order(groups)] == ["ARK-2", "INT-9", "INT-10"]


def test_the_document_shows_the_frozen_text(procurement):
    item = procurement.items.in_order().exclude(role=ItemRole.HEADING).first()
    live = item.version.requirement
    live.title = "Ändrad efteråt"
    live.save()
    html = html_of(procurement)
    assert "Ändrad efteråt" not in html
    assert item.version.content["title"] in html


def test_the_seal_follows_every_requirement(procurement):
    before = read_package(procurement).digest
    assert read_package(procurement).digest == before
    item = procurement.items.filter(role=ItemRole.DESIRABLE).first()
    item.max_points = Decimal(6)
    item.save()
    assert read_package(procurement).digest != before


def test_reading_the_package_costs_the_same_for_any_size(programme, django_assert_num_queries):
    for each in (3, 9):
        procurement = make_procurement(programme, areas=1, each=each)
        with django_assert_num_queries(5):
            package = read_package(procurement)
            award_sections(package)
            requirement_groups(package, level=2)


def test_the_example_of_the_award_is_right(procurement):
    """Half worked by hand: 40 000 000 kr in deduction at most, three fifths of the points."""
    award = award_sections(read_package(procurement))[0]
    (row,) = award.criteria
    assert (row.requirement_count, row.max_points, row.example_points) == (2, 10, 6)
    assert row.example_amount == 24_000_000
    assert (award.example_price, award.example_value) == (200_000_000, 176_000_000)
    text = html_of(procurement)
    assert "200\xa0000\xa0000\xa0kr − 24\xa0000\xa0000\xa0kr" in text
    assert "<strong>176\xa0000\xa0000\xa0kr</strong>" in text


@pytest.mark.parametrize(
    ("model", "fields", "words"),
    [
        ("monetary_addition", {}, "216\xa0000\xa0000\xa0kr"),
        ("lowest_price", {}, "vinner det med lägst anbudspris"),
        (
            "weighted_points",
            {
                "price_weight": Decimal(60),
                "price_max_points": Decimal(100),
                "full_points_at": Decimal(0),
                "zero_points_at": Decimal(900_000_000),
            },
            "900\xa0000\xa0000\xa0kr eller mer ger noll",
        ),
    ],
)
def test_every_award_model_is_explained(procurement, model, fields, words):
    plan = procurement.lots.get(number=1).plan
    for name, value in {"model": model, **fields}.items():
        setattr(plan, name, value)
    plan.save()
    assert words in html_of(procurement)


def test_the_questions_of_the_rfi_follow_the_chapters(procurement):
    first, second = questions_by_area(read_package(procurement))
    assert (first.title, first.code_range) == ("Område 1", "INT-0101–INT-0104")
    assert first.mandatory_count == 1
    html = html_of(procurement, "rfi.html")
    assert re.search(r"B1\s+</span>Område 1", html)
    assert re.search(r"B2\s+</span>Område 2", html)
    assert second.title == "Område 2"


@pytest.mark.parametrize("template", ["rfi.html", "procurement_documents.html"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_placeholder_is_left_open(programme, template, language):
    """A procurement of which little is known yet gives sentences, not holes."""
    procurement = ProcurementFactory(programme=programme)
    make_item(procurement)
    text = re.sub(r"<[^>]+>", " ", html_of(procurement, template, language))
    assert not re.findall(r"\{\{|\{%|None|\bTODO\b|\(\)|,\s*,|:\s*\.", text)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_people_wrote_is_text_and_nothing_else(programme, language):
    html = html_of(make_procurement(programme, areas=1, each=3, text=HOSTILE), language=language)
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html
    assert "{{ secret }}" in html


def test_only_a_leaf_of_a_requirement_has_an_id(procurement):
    """Below an element with an id no computed style is shared: a fifth more time for the whole."""
    html = html_of(procurement)
    first = html[html.index("<article") : html.index("</article>")]
    assert re.findall(r' id="[^"]*">([^<]*)<(/?\w+)', first) == [("INT-0102 \t", "/span")]


# ---------------------------------------------------------------- the file


@pytest.mark.once
@pytest.mark.parametrize("kind", KINDS)
def test_structure_and_validity(procurement, kind, tmp_path, need):
    need("pango")
    document = issue_document(procurement=procurement, kind=kind, format="pdf", by=None)
    content = document.file.read()
    pdf = read_pdf(content)
    levels = headings(pdf)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    cover_and_contents = 2
    assert len(bookmarks(pdf)) == len(levels) - cover_and_contents
    assert all(fonts(pdf).values())
    assert str(pdf.Root.Lang) == "sv"
    for table in tables(pdf):
        heads = [element for element in table.walk() if element.tag == "TH"]
        assert heads
        assert all("/Scope" in element.node.A for element in heads)
    (tmp_path / "a.pdf").write_bytes(content)
    assert_valid(tmp_path / "a.pdf")


def test_the_contents_name_the_right_pages(procurement, tmp_path, need):
    need("pango")
    built = build_document(
        procurement=procurement, kind="procurement-documents", format="pdf", by=None
    )
    (tmp_path / "a.pdf").write_bytes(built.content)
    command = [need("pdftotext"), "-layout", tmp_path / "a.pdf", "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
    contents = "\n".join(page for page in pages[:4] if " . . . " in page)
    listed = re.findall(r"^\s*(\d)\s+(\S[^\n]*?)(?: \.)+ *(\d+)$", contents, re.MULTILINE)
    assert [number for number, _title, _page in listed] == list("12345678")
    for number, title, page in listed:
        assert re.search(rf"^\s*{number}\s+{re.escape(title)}$", pages[int(page) - 1], re.MULTILINE)
    assert all(page.strip() for page in pages[:-1]), "a blank page"
    assert f"av {len(pages) - 1}" in pages[-2]


@pytest.mark.once
def test_hostile_text_gives_a_valid_document(programme, tmp_path, need):
    need("pango")
    procurement = make_procurement(programme, areas=1, each=3, text=HOSTILE)
    document = issue_document(procurement=procurement, kind="rfi", format="pdf", by=None)
    (tmp_path / "a.pdf").write_bytes(document.file.read())
    assert_valid(tmp_path / "a.pdf")


def test_the_same_issue_is_the_same_bytes(procurement, need):
    need("pango")
    built = build_document(procurement=procurement, kind="rfi", format="pdf", by=None)
    with translation.override("sv"):
        again = document_registry.KINDS["rfi"].build(built.request)
    assert again == built.content


def test_terms_of_the_glossary_that_the_requirements_use_are_explained(procurement):
    terms = procurement.programme.terms
    for language, title in (("sv", "Programmets ordlista"), ("en", "Glossary of the programme")):
        assert title not in html_of(procurement, language=language)
    terms.create(term="gränssnitt", definition="Vad <ordet> betyder.", source="Kravrådet")
    terms.create(term="oanvändordet", definition="Står ingenstans.")
    for language, title in (("sv", "Programmets ordlista"), ("en", "Glossary of the programme")):
        html = html_of(procurement, language=language)
        assert title in html
        assert "Vad &lt;ordet&gt; betyder." in html
        assert "Står ingenstans." not in html
