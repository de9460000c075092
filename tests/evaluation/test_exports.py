"""The workbook with live formulas equals the engine when LibreOffice recalculates it."""

import io
import subprocess
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from evaluation.exports import report_workbook
from evaluation.results import ResultNotReady, load_results

pytestmark = pytest.mark.once

MADE_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CLOSE = 1e-6


def workbook(scene):
    return report_workbook(scene.evaluation, made_at=MADE_AT)


def recalculated(content, soffice, folder):
    """The workbook's values after LibreOffice has computed every formula."""
    source = folder / "rapport.xlsx"
    source.write_bytes(content)
    command = [
        soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
        "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return load_workbook(folder / "out" / "rapport.xlsx", data_only=True)


def table(sheet):
    """The ranking of a lot's sheet: heads, and rows as dicts."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == "Plats")
    heads = [head for head in rows[start] if head]
    found = []
    for row in rows[start + 1 :]:
        if not isinstance(row[0], (int, float)):
            break
        found.append(dict(zip(heads, row, strict=False)))
    return found


def check_lot(sheet, lot):
    """Every cell of the ranking against the engine's figure."""
    rows = table(sheet)
    assert [row["Anbud"] for row in rows] == [str(ranked.tender) for ranked in lot.rows]
    for row, ranked in zip(rows, lot.rows, strict=True):
        assert row["Plats"] == ranked.rank
        assert row["Pris"] == pytest.approx(float(ranked.price.price), abs=CLOSE)
        assert row["Jämförelsetal"] == pytest.approx(float(ranked.value), abs=CLOSE)
        assert row["Kontroll"] == "lika"
        if ranked.price.points is not None:
            assert row["Prispoäng"] == pytest.approx(float(ranked.price.points), abs=CLOSE)
            assert row["Viktade prispoäng"] == pytest.approx(float(ranked.price.value), abs=CLOSE)
        for criterion in ranked.criteria:
            name, part = criterion.part.criterion.name, criterion.part
            assert row[f"Poäng, {name}"] == pytest.approx(float(part.points), abs=CLOSE)
            assert row[f"Värde, {name}"] == pytest.approx(float(part.value), abs=CLOSE)


PLANS = [
    {"model": "monetary_deduction"},
    {"model": "monetary_addition"},
    {
        "model": "weighted_points",
        "price_method": "lowest_over_price",
        "price_weight": Decimal(50),
        "price_max_points": Decimal(100),
    },
    {
        "model": "weighted_points",
        "price_method": "absolute_scale",
        "price_weight": Decimal(50),
        "price_max_points": Decimal(100),
        "full_points_at": Decimal(0),
        "zero_points_at": Decimal(1500),
    },
    {"model": "lowest_price"},
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: "-".join(map(str, plan.values()))[:40])
def test_the_formulas_equal_the_engine(make_scene, need, tmp_path, plan):
    soffice = need("soffice")
    scene = make_scene(evaluators=3, **plan)
    scene.tender("=Alfa & Söner", unit_prices=("100.37", 10))
    scene.tender("Beta*", unit_prices=("90.11", 12))
    scene.tender("Delta", unit_prices=("100.37", 10))  # the same as the first: a tie
    scene.tender("Gamma", answer="no")
    scene.start()
    for person, points in zip(scene.evaluators, (5, 4, 3), strict=True):
        scene.score("=Alfa & Söner", (points, 1, 2), person)
        scene.score("Delta", (points, 1, 2), person)
        scene.score("Beta*", (points - 1, points, 5), person)
    scene.evaluators[0].full_name = "=1+1"
    scene.evaluators[0].save()
    scene.lock()
    book = recalculated(workbook(scene), soffice, tmp_path)
    (lot,) = load_results(scene.evaluation)
    assert sorted(ranked.rank for ranked in lot.rows) in ([1, 1, 3], [1, 2, 2])
    check_lot(book["Del 1"], lot)
    assert book.sheetnames == ["Del 1", "Poäng", "Priser"]
    head = [cell.value for cell in book["Poäng"][1]]
    assert head[6:10] == ["=1+1", "Utvärderare 2", "Utvärderare 3", "Medel"]
    assert len(list(book["Poäng"].iter_rows(min_row=2))) == 9
    errors = [
        cell.coordinate
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("#")
    ]
    assert errors == []


def test_text_never_becomes_a_formula(make_scene):
    scene = make_scene(evaluators=1)
    scene.tender("=HYPERLINK(1)")
    scene.start()
    scene.score("=HYPERLINK(1)", (1, 1, 1))
    scene.lock()
    book = load_workbook(io.BytesIO(workbook(scene)))
    assert book["Poäng"]["B2"].data_type == "s"
    assert book["Poäng"]["H2"].value == "=AVERAGE(G2:G2)"


def test_the_same_scores_give_the_same_bytes(locked_scene):
    assert workbook(locked_scene) == workbook(locked_scene)


def test_there_is_no_workbook_before_the_lock(scene):
    with pytest.raises(ResultNotReady):
        workbook(scene)


def test_a_lot_that_cannot_be_ranked_says_why(make_scene):
    scene = make_scene(evaluators=1)
    scene.tender("Alfa", unit_prices=(100,))
    scene.start()
    scene.score("Alfa", (1, 1, 1))
    scene.lock()
    book = load_workbook(io.BytesIO(workbook(scene)))
    assert book["Del 1"]["A4"].value == "Alfa saknar pris för 2 Drift."
