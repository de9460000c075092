"""The evaluation report in Swedish and English: the same figures, no word of the other tongue."""

import html
import io
import re
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from common.document_layout import compose_html
from evaluation import actions, report
from procurements.document_registry import DocumentRequest

pytestmark = pytest.mark.once

PLANS = [
    {"model": "monetary_deduction", "minimum_total_points": Decimal(7)},
    {"model": "monetary_addition"},
    {
        "model": "weighted_points",
        "price_method": "lowest_over_price",
        "price_weight": Decimal(40),
        "price_max_points": Decimal(100),
    },
    {
        "model": "weighted_points",
        "price_method": "absolute_scale",
        "price_weight": Decimal(50),
        "price_max_points": Decimal(100),
        "full_points_at": Decimal(100),
        "zero_points_at": Decimal(1000),
    },
    {"model": "lowest_price"},
]
# Spelt alike in both: the currency, the name of a case and of a file, and three words.
SHARED = {"kr", "kronor", "sek", "hfd", "ref", "docs", "scoring", "md", "in", "full", "under"}


@pytest.fixture(params=PLANS, ids=lambda plan: "-".join(map(str, plan.values()))[:40])
def scene(request, make_scene):
    """Tied, rejected and low-scoring tenders, and a lock that was broken once."""
    scene = make_scene(**request.param)
    scene.tender("Alfa", unit_prices=(100, 10))
    scene.tender("Beta", unit_prices=(100, 10))
    scene.tender("Delta", unit_prices=(90, 12))
    scene.tender("Gamma", answer="no")
    scene.tender("Omega", answer=None)
    scene.start()
    for person, points in zip(scene.evaluators, (5, 4), strict=True):
        scene.score("Alfa", (points, 1, 2), person)
        scene.score("Beta", (points, 1, 2), person)
        scene.score("Delta", (points - 3, 1, 1), person)
    scene.lock()
    actions.unlock_scores(evaluation=scene.evaluation, by=scene.officer, reason="Felräkning.")
    scene.lock()
    return scene


def build(scene, form, language):
    """The bytes of the report; asked for as the job asks."""
    request = DocumentRequest(
        procurement=scene.procurement,
        format=form,
        language=language,
        number=1,
        issued_at=timezone.now(),
        issued_by=scene.officer,
    )
    with translation.override(language):
        return report.build_report(request)


def words(text):
    """Its words in lower case."""
    return {word.lower() for word in re.findall(r"[^\W\d_]+", text)}


def written_by_people(scene):
    """The words that somebody typed in: they stand in both languages as they are."""
    lot = scene.lot
    texts = [scene.procurement.title, scene.programme.name, lot.title, scene.officer.full_name]
    texts += [person.full_name for person in scene.evaluators] + ["Felräkning."]
    texts += [f"{person} om {name}" for person in scene.evaluators for name in scene.tenders]
    texts += [*scene.tenders, *(criterion.title for criterion in lot.criteria.all())]
    texts += [f"{item} {item.unit}" for item in scene.price_items]
    for item in [*scene.items, scene.mandatory]:
        texts += [item.version.content["code"], item.version.content["title"]]
    return words(" ".join(texts))


def page_text(source):
    """What a reader sees of the page, running headers and the words for "page 1 of 2" included."""
    body = source[source.index("<title>") :]
    spoken = " ".join(re.findall(r'data-[a-z-]+="([^"]*)"', body))
    return html.unescape(re.sub(r"<[^>]+>", " ", body) + " " + spoken)


def test_the_english_page_has_the_same_figures_and_no_swedish(scene, monkeypatch):
    monkeypatch.setattr(report, "compose_pdf", compose_html)
    swedish, english = (page_text(build(scene, "pdf", tongue)) for tongue in ("sv", "en"))
    shared = words(swedish) & words(english)
    assert sorted(shared - written_by_people(scene) - SHARED) == []
    assert "Lås som har hävts" in swedish and "Locks that were broken" in english
    assert "(svar: Nej)" in swedish and "(answer: No)" in english
    money = re.compile(r"[−\d][\d\xa0,]*\xa0kr|\d+,\d+")
    assert money.findall(swedish) == money.findall(english) != []


def cells(content):
    """Sheet names and every text of a workbook; formulas apart."""
    book = load_workbook(io.BytesIO(content))
    texts, formulas = [*book.sheetnames, book.properties.title], []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                kind = formulas if cell.data_type == "f" else texts
                if cell.value is not None and cell.data_type in "sf":
                    kind.append(str(cell.value))
    numbers = [
        cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "n"
    ]
    return texts, formulas, numbers


def test_the_english_workbook_has_the_same_figures_and_no_swedish(scene):
    swedish, english = (cells(build(scene, "xlsx", tongue)) for tongue in ("sv", "en"))
    shared = words(" ".join(swedish[0])) & words(" ".join(english[0]))
    assert sorted(shared - written_by_people(scene) - SHARED) == []
    assert english[0][:3] == ["Lot 1", "Score", "Prices"]
    for text, other in (("Poäng", "Score"), ("Priser", "Prices"), ("lika", "same")):
        swedish_formulas = [formula.replace(text, other) for formula in swedish[1]]
        swedish = (swedish[0], swedish_formulas, swedish[2])
    swedish_formulas = [formula.replace("AVVIKER", "DIFFERS") for formula in swedish[1]]
    assert swedish_formulas == english[1] != []
    assert swedish[2] == english[2] != []
