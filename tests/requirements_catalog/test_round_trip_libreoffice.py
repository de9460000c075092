"""Out, through LibreOffice, and in again: exactly what was edited, and nothing else."""

import io

import openpyxl
import pytest

from requirements_catalog.imports.files import import_file
from requirements_catalog.models import Requirement
from tests.factories import (
    MembershipFactory,
    RequirementFactory,
)
from tests.requirements_catalog.round_trip import (
    File,
    bring,
    order,
    through_libreoffice,
    told,
    two_chapters,
)
from tests.tools import need

pytestmark = pytest.mark.once


@pytest.fixture
def catalogue(db):
    return two_chapters()


@pytest.fixture
def by(catalogue):
    return MembershipFactory(programme=catalogue.programme, role="requirements_manager").user


def test_three_hundred_rows_through_libreoffice(catalogue, by, tmp_path):
    """7 cells edited, 2 rows inserted, 1 deleted, 1 moved: those 11 outcomes and no other."""
    need("soffice")
    top = catalogue.requirements.get(code="2")
    for number in range(1, 292):
        RequirementFactory(
            catalogue=catalogue, code=f"C{number:03}", title=f"Krav {number}", parent=top, depth=1,
            text=f"=SUM({number})\nrad två  med\tflik, 漢字 🙂 och ”citat”" * (number % 7 + 1),
            position=(number + 20) << 20, max_points=number % 3 or None,
        )  # fmt: skip
    assert catalogue.requirements.count() == 300
    file = File(catalogue)
    file.book = openpyxl.load_workbook(io.BytesIO(through_libreoffice(file.content(), tmp_path)))
    file.sheet = file.book["Krav"]
    edited = ["C003", "C050", "C099", "C100", "C150", "C200", "C290"]
    for code in edited:
        file.write(code, "Motiv", f"Motiv för {code}.")
    for before, code in (("C020", "N1"), ("C210", "N2")):
        file.insert(before, **{"Krav-id": code, "Rubrik": "Ny", "Kravtext": "Ny.", "Typ": "ska"})
    file.delete("C120")
    file.move("C010", before="C260")
    content = through_libreoffice(file.content(), tmp_path)
    before = Requirement.history.count()
    report = bring(catalogue, by, content)
    assert told(report) == sorted(
        [
            *(("updated", code) for code in edited),
            ("created", "N1"),
            ("created", "N2"),
            ("missing", "C120"),
            ("moved", "C010"),
        ]
    )
    assert len(report.rows) - 11 == 300 - 9
    # Nothing else in history: 7 changed, 2 new, 1 moved; the missing one waits for a person.
    assert Requirement.history.count() == before + 10
    now = order(catalogue)
    assert now[now.index("C019") + 1] == "N1"
    assert now[now.index("N2") + 1] == "C210"
    assert now[now.index("C259") + 1] == "C010"


def test_an_opendocument_copy_comes_back_unchanged(catalogue, by, tmp_path):
    need("soffice")
    content = through_libreoffice(File(catalogue).content(), tmp_path, "ods")
    report = import_file(
        catalogue=catalogue, path_or_bytes=content, filename="ut.ods", by=by
    )  # fmt: skip
    assert told(report) == []
    assert report.round_trip["missing"] == 0
