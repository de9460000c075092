"""From rows to outcomes: words, columns, rows, places in the tree. No database."""

from datetime import date

import pytest

from requirements_catalog.import_core.mapping import (
    ColumnMapping,
    guess_header_row,
    guess_sheet,
    guess_targets,
    mapping_problems,
    repeated_headers,
    table_columns,
)
from requirements_catalog.import_core.plan import make_plan, new_extra_keys
from requirements_catalog.import_core.rows import read_rows
from requirements_catalog.import_core.tree import place
from requirements_catalog.import_core.words import kind_of, normalise

HEADER = ["Id", "Rubrik", "Krav", "Typ"]


def parsed(*rows, header=HEADER, default_kind="mandatory", merges=()):
    sheet = [header, *map(list, rows)]
    columns = table_columns(sheet, 1)
    targets = guess_targets(columns)
    mapping = ColumnMapping("Blad", targets=targets, default_kind=default_kind)
    return read_rows(sheet, mapping, columns, merges=merges)


def problem(*rows, **options):
    (refused,) = parsed(*rows, **options).refused
    return refused.problem.cell, refused.problem.sentence()


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("ska", ("mandatory", False, False)),
        ("SHALL", ("mandatory", False, False)),
        ("Ska-krav", ("mandatory", False, False)),
        ("SHALL NOT", ("mandatory", False, False)),
        ("måste", ("mandatory", False, False)),
        ("Bör", ("desirable", False, False)),
        ("SHOULD NOT", ("desirable", False, False)),
        ("MAY", ("information", False, False)),
        ("Upplysning", ("information", False, False)),
        ("Rubrik", ("heading", False, False)),
        ("SHALL / MAY", ("mandatory", True, False)),
        ("MAY, SHOULD", ("desirable", True, False)),
        ("ska eller bör", ("mandatory", True, False)),
        ("DEPRECATED", ("information", False, True)),
        ("kanske", None),
        ("ska / kanske", None),
        ("ska / rubrik", None),
        ("", None),
    ],
)
def test_words_for_the_kind(word, meaning):
    assert kind_of(word) == meaning


def test_headers_are_compared_by_their_words():
    assert normalise(" Krav-ID* \n(obligatoriskt)") == "krav id"
    assert normalise("req_description") == "req description"
    assert normalise("#") == "#"


# ---------------------------------------------------------------- the table and its columns


def test_the_header_is_found_below_junk():
    rows = [["Region Norr"], [], ["Version", 3], ["Id", "Krav", "Typ"], ["A1", "x", "ska"]]
    assert guess_header_row(rows) == (4, 1)


def test_a_header_of_two_rows_is_one():
    rows = [
        ["Id", "Krav", None, "Svar", None],
        [None, "Rubrik", "Kravtext", "Svarsformat", "Bevis"],
        ["A1", "Listan", "Systemet ska visa listan.", "Ja/Nej", "Visning"],
    ]
    assert guess_header_row(rows) == (1, 2)
    columns = table_columns(rows, 1, 2)
    assert [column.name for column in columns] == [
        "Id", "Krav – Rubrik", "Krav – Kravtext", "Svar – Svarsformat", "Svar – Bevis",
    ]  # fmt: skip
    assert guess_targets(columns) == {
        "Id": "code", "Krav – Rubrik": "title", "Krav – Kravtext": "text",
        "Svar – Svarsformat": "answer_format", "Svar – Bevis": "verification",
    }  # fmt: skip


def test_columns_have_distinct_names():
    rows = [["id", "name", "id", None, None], ["1", "a", "2", "x", None]]
    columns = table_columns(rows, 1)
    assert [column.name for column in columns] == ["id", "name", "id (2)", "Kolumn D"]
    assert repeated_headers(columns) == ["id"]
    assert guess_targets(columns)["id (2)"] == "extra"


def test_a_column_whose_values_do_not_fit_stays_as_it_is():
    rows = [["Id", "Krav", "Typ", "Nivå", "Ansvarig"], ["A1", "Text", "funktionell", "hög", "Åsa"]]
    targets = guess_targets(table_columns(rows, 1))
    assert [targets[name] for name in ("Typ", "Nivå", "Ansvarig")] == ["extra"] * 3


def test_columns_without_known_names_are_told_by_their_values():
    long = "Systemet ska kunna visa patientens läkemedel på ett ställe."
    rows = [["x", "y", "z"], ["K-1", long, "SHALL"], ["K-2", long + "!", "SHOULD"]]
    assert guess_targets(table_columns(rows, 1)) == {"x": "code", "y": "text", "z": "kind"}


def test_the_sheet_with_requirements_is_chosen_and_a_hidden_one_is_not():
    rows = [["Id", "Krav"], ["A1", "Text"]]
    sheets = [("Info", True, [["Hej"]]), ("Dold", False, rows * 9), ("Krav", True, rows)]
    assert guess_sheet(sheets) == "Krav"
    assert guess_sheet([("Dold", False, rows)]) == "Dold"


def test_a_mapping_needs_a_code_and_a_text():
    assert mapping_problems({"A": "code", "B": "title"}) == []
    assert mapping_problems({"A": "code", "B": "code"}) == [("twice", "code"), ("missing", "text")]
    assert mapping_problems({"B": "text"}) == [("missing", "code")]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], "mapping"),
        ({"columns": []}, "columns"),
        ({"columns": {"A": "flyga"}}, "columns.A: flyga"),
        ({"columns": {"A": ["code"]}}, "columns.A"),
        ({"header_row": 0}, "header_row"),
        ({"header_row": True}, "header_row"),
        ({"default_kind": "x"}, "default_kind"),
    ],
)
def test_a_mapping_file_is_checked(data, where):
    with pytest.raises(ValueError, match=where):
        ColumnMapping.from_json(data)


def test_a_mapping_survives_as_json():
    mapping = ColumnMapping("Krav", 3, 2, {"Id": "code"}, "")
    assert ColumnMapping.from_json(mapping.as_json()) == mapping


# ---------------------------------------------------------------- rows


def test_an_id_that_excel_made_a_number_is_reported():
    (entry,) = parsed([7, "Rubrik", "Text", "ska"]).entries
    assert entry.code == "7"
    assert entry.notices[0].cell == "A2"
    cell, sentence = problem([2.1, "Rubrik", "Text", "ska"])
    assert cell == "A2"
    assert "2.10 till 2.1" in sentence
    assert "2026-02-01" in problem([date(2026, 2, 1), "Rubrik", "Text", "ska"])[1]


def test_ids_as_text_keep_every_sign():
    rows = [["2.10", "a", "b", "ska"], ["2.1", "a", "b", "ska"], ["007", "a", "b", "ska"]]
    assert [entry.code for entry in parsed(*rows).entries] == ["2.10", "2.1", "007"]


def test_a_row_without_id_is_refused_where_it_is_missing():
    assert problem([None, "Rubrik", "Text", "ska"]) == ("A2", "Raden saknar krav-id.")


def test_ids_that_occur_twice_are_refused_on_both_rows():
    result = parsed(["A", "a", "b", "ska"], ["B", "a", "b", "ska"], ["A", "c", "d", "ska"])
    assert [entry.code for entry in result.entries] == ["B"]
    assert [(r.row, r.problem.sentence()) for r in result.refused] == [
        (2, "Krav-id A står på flera rader: 2, 4."),
        (4, "Krav-id A står på flera rader: 2, 4."),
    ]


def test_ids_are_unique_within_their_group():
    header = ["Req Set", "ID", "Requirement", "Conformance"]
    rows = [["fhir", "1", "Text", "SHALL"], ["hooks", "1", "Text", "MAY"]]
    assert [entry.code for entry in parsed(*rows, header=header).entries] == ["fhir:1", "hooks:1"]


class Failed:
    """Stands for a cell whose formula failed."""

    def __str__(self):
        return "#REF!"


@pytest.mark.parametrize(("column", "cell"), [(0, "A2"), (1, "B2"), (2, "C2"), (3, "D2")])
def test_a_failed_formula_is_named(column, cell):
    row = ["A1", "Rubrik", "Text", "ska"]
    row[column] = Failed()
    assert problem(row) == (cell, "Cellen innehåller felet #REF! i stället för ett värde.")


def test_long_texts_and_invisible_signs_are_refused():
    assert problem(["A" * 81, "a", "b", "ska"])[0] == "A2"
    assert problem(["A1", "a" * 501, "b", "ska"])[0] == "B2"
    assert problem(["A1", "a", "b" * 32_768, "ska"])[0] == "C2"
    assert problem(["A1", "a", "b\x07", "ska"]) == (
        "C2", "Cellen innehåller ett osynligt styrtecken.",
    )  # fmt: skip


def test_a_row_that_says_nothing_of_its_kind():
    row = ["A1", None, "Text", None]
    assert parsed(row).entries[0].values["kind"] == "mandatory"
    assert problem(row, default_kind="") == ("D2", "Raden säger inte vilken typ kravet har.")


def test_combined_kinds_are_noticed():
    (entry,) = parsed(["A1", None, "Text", "SHALL / MAY"]).entries
    assert entry.values["kind"] == "mandatory"
    assert entry.notices[0].cell == "D2"


def test_withdrawn_words_withdraw():
    (entry,) = parsed(
        ["A1", None, "Text", "DEPRECATED"],
    ).entries
    assert (entry.values["kind"], entry.values["status"]) == ("information", "withdrawn")


def test_repeated_headers_empty_rows_and_notes_are_skipped():
    result = parsed(
        ["A1", "a", "b", "ska"],
        [],
        HEADER,
        ["A2", "a", "b", "ska"],
        [None, None, None, "ska"],
        ["Källa: en rapport"],
    )
    assert [entry.code for entry in result.entries] == ["A1", "A2"]
    assert result.skipped == [4, 6, 7]


def test_headings_in_all_their_forms():
    result = parsed(
        ["3 Säkerhet"],
        ["3.1", "Inloggning", None, None],
        ["3.1.1", "Lösenord", "Text", "ska"],
        ["3.2", None, "Spårbarhet", "rubrik"],
        ["3.2.1", "Logg", "Text", "ska"],
        ["Övrigt att tänka på"],
        ["4.1", "Drift", "Text", "ska"],
    )
    headings = [(e.code, e.values["title"]) for e in result.entries if e.is_heading]
    assert headings == [
        ("3", "Säkerhet"), ("3.1", "Inloggning"), ("3.2", "Spårbarhet"),
        ("", "Övrigt att tänka på"),
    ]  # fmt: skip
    nodes = make_plan(result, [], {}).nodes
    parents = {node.code or node.title: node.parent and node.parent.code for node in nodes}
    assert parents == {
        "3": None, "3.1": "3", "3.1.1": "3.1", "3.2": "3", "3.2.1": "3.2",
        "Övrigt att tänka på": None, "4.1": "",
    }  # fmt: skip


def test_a_level_column_places_rows():
    header = [*HEADER, "Nivå"]
    result = parsed(
        ["A", "Del", None, "rubrik", 1], ["A1", "a", "b", "ska", 2], ["A1a", "a", "b", "bör", 3],
        ["A2", "a", "b", "ska", 2], header=header,
    )  # fmt: skip
    nodes = make_plan(result, [], {}).nodes
    assert [node.parent and node.parent.code for node in nodes] == [None, "A", "A1", "A"]
    cell, sentence = problem(
        ["A", "Del", "x", "ska", 1], ["B", "Del", "x", "ska", "djup"], header=header
    )
    assert (cell, sentence[:17]) == ("E3", "Nivån ”djup” är i")


def test_chapter_columns_become_headings_once():
    header = ["chapter_id", "chapter_name", "section_id", "section_name", "req_id", "description"]
    result = parsed(
        ["V1", "Arkitektur", "V1.1", "Livscykel", "V1.1.1", "Text"],
        ["V1", "Arkitektur", "V1.1", "Livscykel", "V1.1.2", "Text"],
        ["V1", "Arkitektur", "V1.2", None, "V1.2.1", "Text"],
        header=header,
    )
    nodes = make_plan(result, [], {}).nodes
    assert [(n.code, n.title, n.parent and n.parent.code) for n in nodes if n.is_heading] == [
        ("V1", "Arkitektur", None), ("V1.1", "Livscykel", "V1"), ("V1.2", "V1.2", "V1"),
    ]  # fmt: skip


def test_a_requirement_over_merged_rows_is_one():
    result = parsed(
        ["A1", "Rubrik", "Första stycket.", "ska"],
        [None, None, "Andra stycket.", None],
        ["A2", "Rubrik", "Text", "ska"],
        merges=[(1, 0, 2, 0)],
    )
    assert [entry.values["text"] for entry in result.entries] == [
        "Första stycket.\nAndra stycket.", "Text",
    ]  # fmt: skip


def test_a_remedy_names_the_words_that_can_be_used():
    header = [*HEADER, "Svarsformat"]
    result = parsed(
        ["A1", "a", "b", "ska", "Ja/Nej"], ["A2", "a", "b", "ska", "muntligt"], header=header
    )
    assert result.entries[0].values["answer_format"] == "yes_no"
    assert "ja nej, fritext, tal, val, bilaga" in result.refused[0].problem.way_on()


def test_keys_of_extra_columns_collide_with_none():
    keys = new_extra_keys(["Prio", "prio!", "Åtgärd (kort)", "…", "Känd"], {"Känd": "prio"})
    assert keys == {
        "Prio": "prio_2", "prio!": "prio_3", "Åtgärd (kort)": "åtgärd_kort", "…": "kolumn",
        "Känd": "prio",
    }  # fmt: skip


# ---------------------------------------------------------------- places in the tree


def row(key, code, position, parent=None, depth=0, is_heading=False):
    return {
        "id": key, "code": code, "position": position, "parent_id": parent, "depth": depth,
        "is_heading": is_heading, "title": code if is_heading else "", "text": "Text",
        "kind": "" if is_heading else "mandatory", "extra": {},
    }  # fmt: skip


def placed(existing, *rows, gap=100):
    plan = make_plan(parsed(*rows, header=["Id", "Rubrik", "Krav"]), existing, {})
    return {
        node.code if not isinstance(node, int) else node: where
        for node, where in place(plan.nodes, existing, gap).places.items()
    }


def test_an_empty_catalogue_is_filled_in_order():
    assert placed([], ["1", "Del"], ["1.1", "", "Text"], ["1.2", "", "Text"]) == {
        "1": (100, 0), "1.1": (200, 1), "1.2": (300, 1),
    }  # fmt: skip


def test_new_rows_lie_between_their_neighbours():
    existing = [row(1, "A", 100), row(2, "C", 200)]
    assert placed(existing, ["A", "", "Text"], ["B", "", "Text"]) == {"B": (150, 0)}


def test_new_rows_of_another_table_go_last():
    existing = [row(1, "A", 100), row(2, "C", 200)]
    assert placed(existing, ["D", "", "Text"]) == {"D": (300, 0)}


def test_a_new_row_follows_everything_under_the_one_before_it():
    existing = [row(1, "1", 100, is_heading=True), row(2, "X", 200, parent=1, depth=1)]
    assert placed(existing, ["1", "1"], ["2", "Del två"], ["2.1", "", "Text"]) == {
        "2": (300, 0), "2.1": (400, 1),
    }  # fmt: skip


def test_a_full_gap_is_spread():
    existing = [row(1, "A", 1), row(2, "C", 2)]
    assert placed(existing, ["A", "", "Text"], ["B", "", "Text"], ["C", "", "Text"]) == {
        1: (100, 0), "B": (200, 0), 2: (300, 0),
    }  # fmt: skip


def test_what_lies_under_a_moved_heading_moves_along():
    existing = [
        row(1, "1", 100, is_heading=True), row(2, "1.1", 200, 1, 1, is_heading=True),
        row(3, "K", 300, parent=2, depth=2), row(4, "2", 400, is_heading=True),
    ]  # fmt: skip
    rows = [["1", "1"], ["2", "2"], ["2.1", "Ny"], ["K2", "", "Text"]]
    assert placed(existing, *rows) == {"2.1": (500, 1), "K2": (600, 2)}
