"""Damaged ids, words for the kind, ids that begin anew, requirements over merged rows."""

from datetime import date

import pytest

from requirements_catalog.import_core.mapping import ColumnMapping, guess_targets, table_columns
from requirements_catalog.import_core.rows import read_rows
from tests.requirements_catalog.test_import_core import HEADER, parsed


@pytest.mark.parametrize(
    ("codes", "likely"),
    [
        (["2.9", 2.1, "2.11"], "2.10"),
        ([2.9, 2.1, 2.11], "2.10"),
        (["2.19", 2.2, "2.21"], "2.20"),
        (["K-1", 2.1, "K-3"], ""),
        (["1.1", date(2027, 2, 1), "1.3"], "1.2"),
        (["1.1", date(2027, 2, 1), "1.9"], ""),
    ],
)
def test_a_damaged_id_is_told_with_what_it_likely_was(codes, likely):
    rows = [[code, "T", f"Krav {n}.", "ska"] for n, code in enumerate(codes)]
    refused = next(r for r in parsed(*rows).refused if r.row == 3)
    words = refused.problem.sentence()
    assert (f"tyder på att det var {likely}." in words) == bool(likely)
    if not likely:
        assert "tyder" not in words


def test_an_id_that_was_likely_the_same_is_not_told_as_another():
    rows = [["2", "T", "Krav.", "ska"], [2.1, "T", "Krav.", "ska"], ["2.2", "T", "Krav.", "ska"]]
    (refused,) = parsed(*rows).refused
    words = refused.problem.sentence()
    assert "är lagrat som talet 2.1. Raderna intill tyder på att det ska vara så" in words
    assert "har blivit" not in words


def test_the_words_of_a_catalogue_come_before_the_usual_ones():
    sheet = [HEADER, ["A", "T", "X", "Krav 1"], ["B", "T", "X", "ska"], ["C", "T", "X", "bör"]]
    columns = table_columns(sheet, 1)
    targets = {"Id": "code", "Rubrik": "title", "Krav": "text", "Typ": "kind"}
    mapping = ColumnMapping(
        "Blad", targets=targets, kind_words={"krav 1": "mandatory", "ska": "desirable", "bör": ""}
    )
    result = read_rows(sheet, mapping, columns)
    assert [entry.values["kind"] for entry in result.entries] == ["mandatory", "desirable"]
    assert [refused.code for refused in result.refused] == ["C"]
    assert ColumnMapping.from_json(mapping.as_json()) == mapping
    with pytest.raises(ValueError, match="kind_words"):
        ColumnMapping.from_json({"kind_words": {"x": "maybe"}})


def test_ids_that_begin_anew_under_each_heading():
    sheet = [
        HEADER, ["3.2", "Säkerhet"], ["1", "T", "X", "ska"], ["2", "T", "X", "ska"],
        ["Drift och förvaltning"], ["1", "T", "X", "ska"],
    ]  # fmt: skip
    columns = table_columns(sheet, 1)
    targets = guess_targets(columns)
    plain = read_rows(sheet, ColumnMapping("Blad", targets=targets), columns)
    assert sorted(refused.code for refused in plain.refused) == ["1", "1"]
    assert "börjar om under varje rubrik" in plain.refused[0].problem.way_on()
    grouped = read_rows(
        sheet, ColumnMapping("Blad", targets=targets, codes_in_headings=True), columns
    )
    assert grouped.refused == []
    assert [entry.code for entry in grouped.entries if not entry.is_heading] == [
        "3.2:1", "3.2:2", "Drift och förvaltning:1",
    ]  # fmt: skip


def test_a_requirement_over_several_merged_rows_keeps_all_its_texts():
    rows = [["A1", "T", "Ett.", "ska"], [None, None, "Två."], [None, None, "Tre."],
            ["A2", "T", "Fyra.", "ska"]]  # fmt: skip
    result = parsed(*rows, merges=[(1, 0, 3, 0), (1, 1, 3, 1)])
    assert [entry.values["text"] for entry in result.entries] == ["Ett.\nTvå.\nTre.", "Fyra."]
