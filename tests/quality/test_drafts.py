"""What is remarked on the texts of a file before it is imported."""

import json

import pytest

from quality.actions_findings import accept_findings, refresh_findings, set_rule
from quality.models import Finding
from requirements_catalog.imports.files import import_file
from requirements_catalog.imports.report import ImportReport
from requirements_catalog.registered_parts import TextRemarks
from tests.factories import CatalogueFactory, UserFactory
from tests.requirements_catalog.test_import_wizard import MANAGER, address, to_preview
from tests.requirements_catalog.test_imports import workbook

pytestmark = pytest.mark.django_db
HEADS = ("Krav-id", "Rubrik", "Kravtext", "Typ", "Motiv", "Verifiering")
WHOLE = ("ska", "Vården behöver det.", "Anbud: beskrivning.")
GOOD = "Systemet ska visa listan inom 2 sekunder."


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="vis", name="Kravkatalogen")


def looked_at(catalogue, *rows, dry_run=True):
    return import_file(
        catalogue=catalogue,
        path_or_bytes=workbook(HEADS, *rows),
        filename="krav.xlsx",
        by=UserFactory(),
        dry_run=dry_run,
    )


def test_new_rows_are_read_as_they_would_be(catalogue):
    report = looked_at(
        catalogue,
        ("A1", "Bra", GOOD, *WHOLE),
        ("A2", "Vagt", "Systemet ska vara användarvänligt och modernt.", *WHOLE),
        ("A3", "Tomt", GOOD.replace("listan", "kartan"), "ska", "", "Anbud: beskrivning."),
        ("A4", "Hänvisar", "Systemet ska visa felet enligt krav A1 inom 2 sekunder.", *WHOLE),
    )
    assert report.remarks == TextRemarks(
        count=3, rows=2, kinds=[("Vagt ord", 2), ("Motiv saknas", 1)]
    )
    assert not Finding.objects.exists()
    # It is kept with the outcome, and the outcome is the same one with and without it.
    again = ImportReport.from_json(json.loads(json.dumps(report.as_json())))
    assert (again.remarks.count, again.remarks.rows) == (3, 2)
    digest = report.digest
    report.remarks = None
    assert report.digest == digest


def test_a_changed_row_is_read_with_what_it_keeps_and_an_unchanged_one_is_not_read(catalogue):
    vague = ("A2", "Vagt", "Systemet ska vara modernt.", *WHOLE)
    looked_at(catalogue, ("A1", "Bra", GOOD, *WHOLE), vague, dry_run=False)
    assert looked_at(catalogue, ("A1", "Bra", GOOD, *WHOLE), vague).remarks is None
    # A1 is emptied of its motive and keeps its good text; A2 is left as it was.
    report = looked_at(catalogue, ("A1", "Bra", GOOD, "ska", "", "Anbud: beskrivning."), vague)
    assert report.remarks == TextRemarks(count=1, rows=1, kinds=[("Motiv saknas", 1)])


def test_the_rules_are_those_of_the_catalogue(catalogue):
    row = ("A2", "Vagt", "Systemet ska vara modernt.", *WHOLE)
    assert looked_at(catalogue, row).remarks.count == 1
    set_rule(catalogue=catalogue, rule="vague-word", by=UserFactory(), reason="Prov", is_muted=True)
    assert looked_at(catalogue, row).remarks == TextRemarks(count=0, rows=0)


def test_a_remark_that_was_accepted_is_not_counted_while_its_sentence_stands(catalogue):
    vague = "Systemet ska vara modernt."
    looked_at(catalogue, ("A2", "Vagt", vague, *WHOLE), dry_run=False)
    refresh_findings(catalogue=catalogue)
    found = Finding.objects.values_list("pk", flat=True)
    accept_findings(catalogue=catalogue, findings=found, reason="Förklaras", by=UserFactory())
    assert looked_at(catalogue, ("A2", "Nytt", vague, *WHOLE)).remarks.count == 0
    vaguer = "Systemet ska vara helt modernt."
    assert looked_at(catalogue, ("A2", "Nytt", vaguer, *WHOLE)).remarks.count == 1


def test_the_preview_counts_them(as_role, catalogue):
    client = as_role(MANAGER)
    sheets = {
        "Krav": [
            list(HEADS),
            ["A1", "Vagt", "Systemet ska vara modernt.", *WHOLE],
            ["A2", "Bra", GOOD, *WHOLE],
        ]
    }
    page = client.get(address("import-preview", catalogue, to_preview(client, catalogue, sheets)))
    assert "En anmärkning på texten i en rad" in page.text
    assert "Vagt ord" in page.text
