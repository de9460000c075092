"""The report of an import as JSON and as a fingerprint, written a row at a time."""

import hashlib
import json

from requirements_catalog.imports.report import ImportReport, report_pieces

ROWS = [
    {"row": 2, "code": "A-1", "outcome": "created", "title": "Läsa"},
    {"row": 3, "code": "A-2", "outcome": "refused", "problem": "Fel.", "cell": "B3"},
]


def report(rows):
    counts = {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    return ImportReport("krav.xlsx", "Krav", counts, {"created": 0}, rows, [], ["Ett råd."])


def test_the_pieces_are_the_json_of_the_report():
    for rows in ([], ROWS[:1], ROWS):
        plain = report(rows).as_json()
        assert json.loads("".join(report_pieces(plain))) == plain
    assert "Läsa" in "".join(report_pieces(report(ROWS).as_json()))


def test_the_fingerprint_is_that_of_counts_and_rows():
    # As it was made before it was made a row at a time: previews that wait still hold.
    content = (
        '[{"created": 1, "refused": 1, "unchanged": 0, "updated": 0}, {"created": 0}, '
        '[{"code": "A-1", "outcome": "created", "row": 2, "title": "L\\u00e4sa"}, '
        '{"cell": "B3", "code": "A-2", "outcome": "refused", "problem": "Fel.", "row": 3}]]'
    )
    assert report(ROWS).digest == hashlib.sha256(content.encode()).hexdigest()
