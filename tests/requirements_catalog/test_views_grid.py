"""The grid's addresses: rows in blocks, cells written, undo, columns; cost and refusals."""

import json

import pytest

from requirements_catalog.models import ChangeSet, ColumnLayout, Requirement, RequirementModule
from tests.factories import (
    HeadingFactory,
    MembershipFactory,
    ModuleFactory,
    RequirementFactory,
)
from tests.requirements_catalog.grid_calls import GAP, problem_of, save, send, url

pytestmark = pytest.mark.django_db

# Session, person, programme, roles, catalogue, own fields, the rows with three kinds of links,
# members, and the modules, needs and standards whose codes are shown.
QUERIES_OF_ROWS = 14
# The same with where news begin and the keys of what the filter found; its choices are three more
# when it is used.
QUERIES_OF_OPENING = 16
# The page itself reads no row: columns with their choices, and what can be undone.
QUERIES_OF_PAGE = 15
# Session, person, programme, roles, catalogue; own fields twice; three savepoints and their ends,
# the catalogue's lock, the rows' lock, the update and its history, the set, what can be undone.
QUERIES_OF_SAVING = 19


# ---------------------------------------------------------------- what is read


def test_opening_gives_every_key_in_order_and_the_first_rows(rows, author):
    chapter, first, second = rows
    found = author.get(url("-rows")).json()
    assert found["keys"] == [chapter.pk, [2]]
    assert (first.pk, second.pk) == (chapter.pk + 1, chapter.pk + 2)
    assert found["rows"][0] == {
        "key": chapter.pk, "heading": True, "depth": 0, "withdrawn": False,
        "cells": {"code": "1", "title": "Kapitel"}, "stored": {},
    }  # fmt: skip
    assert found["rows"][1]["cells"] == {
        "code": "K-1", "title": "Krav 1", "text": "Ska finnas.", "kind": "ska-krav",
        "status": "utkast", "answer_format": "Ja/Nej", "is_minimum_requirement": "nej",
    }  # fmt: skip
    assert found["rows"][1]["stored"] == {
        "kind": "mandatory", "status": "draft", "answer_format": "yes_no",
        "is_minimum_requirement": False,
    }  # fmt: skip


def test_a_selection_and_another_order_hold_requirements_only(rows, author):
    chapter, first, second = rows
    assert author.get(url("-rows", q="krav 2")).json()["keys"] == [second.pk]
    assert author.get(url("-rows", sort="code")).json()["keys"] == [first.pk, [1]]
    below = HeadingFactory(
        catalogue=chapter.catalogue, parent=chapter, depth=1, title="Under", position=9 * GAP
    )
    assert author.get(url("-rows", heading=chapter.pk)).json()["keys"] == [first.pk, [2]]
    assert below.pk == second.pk + 1


def test_rows_by_key_keep_to_the_catalogue(rows, author):
    stranger = RequirementFactory()
    asked = f"{rows[2].pk},{stranger.pk},{rows[1].pk},x,{2**80}"
    found = author.get(url("-rows", keys=asked)).json()["rows"]
    assert [row["key"] for row in found] == [rows[2].pk, rows[1].pk]


def test_what_is_withdrawn_is_shown_so(rows, author):
    Requirement.objects.filter(pk=rows[1].pk).update(status="withdrawn")
    found = author.get(url("-rows", status="all")).json()["rows"][0]
    assert (found["withdrawn"], found["cells"]["status"]) == (True, "utgått")
    answer = save(author, [rows[1].pk, "title", "Nytt", "Krav 1"])
    assert problem_of(answer)["message"].startswith("Ett krav som har utgått ändras inte.")


def test_links_people_and_own_fields_are_shown_as_words(rows, author, programme):
    row = rows[1]
    first, second = (ModuleFactory(programme=programme, code=code) for code in ("B", "A"))
    for module in (first, second):
        RequirementModule.objects.create(requirement=row, module=module)
    row.catalogue.extra_fields.create(key="pris", label="Pris", kind="number")
    row.catalogue.extra_fields.create(key="vem", label="Vem", kind="person")
    gone = MembershipFactory().user
    row.owner, row.extra = author.user, {"pris": "12.5", "vem": str(gone.pk)}
    row.save()
    (found,) = author.get(url("-rows", keys=row.pk)).json()["rows"]
    assert found["cells"]["modules"] == "A; B"
    assert found["stored"]["modules"] == [first.pk, second.pk]
    assert (found["cells"]["owner"], found["stored"]["owner"]) == ("author", author.user.pk)
    assert (found["cells"]["extra.pris"], found["stored"]["extra.pris"]) == ("12,5", "12.5")
    assert found["cells"]["extra.vem"] == str(gone)


def test_reading_costs_the_same_with_1_and_40_rows(
    rows, author, programme, django_assert_num_queries
):
    module = ModuleFactory(programme=programme)
    row = rows[1]
    row.owner = author.user
    row.save()
    RequirementModule.objects.create(requirement=row, module=module)
    with django_assert_num_queries(QUERIES_OF_ROWS):
        author.get(url("-rows", keys=row.pk))
    with django_assert_num_queries(QUERIES_OF_OPENING):
        author.get(url("-rows"))
    with django_assert_num_queries(QUERIES_OF_OPENING):
        author.get(url("-rows", kind="mandatory", q="finnas"))
    with django_assert_num_queries(QUERIES_OF_PAGE):
        author.get(url())
    made = [
        RequirementFactory(catalogue=row.catalogue, owner=author.user, position=(9 + n) * GAP)
        for n in range(40)
    ]
    for one in made:
        RequirementModule.objects.create(requirement=one, module=module)
    with django_assert_num_queries(QUERIES_OF_ROWS):
        author.get(url("-rows", keys=",".join(str(one.pk) for one in made)))
    with django_assert_num_queries(QUERIES_OF_OPENING):
        author.get(url("-rows"))
    with django_assert_num_queries(QUERIES_OF_OPENING):
        author.get(url("-rows", kind="mandatory", q="visa"))
    with django_assert_num_queries(QUERIES_OF_PAGE):
        author.get(url())


# ---------------------------------------------------------------- what is written


def test_cells_are_saved_as_one_set_and_answered_as_they_stand(rows, author):
    first, second = rows[1:]
    answer = save(
        author,
        [first.pk, "kind", "BÖR", "mandatory"],
        [second.pk, "title", "  Nytt   namn ", "Krav 2"],
    )
    assert answer["problems"] == []
    assert answer["cells"] == [
        [first.pk, "kind", "bör-krav", "desirable"],
        [second.pk, "title", "Nytt namn", "Nytt namn"],
    ]
    assert answer["undo"] == "Ändrade 2 celler"
    first.refresh_from_db()
    assert first.kind == "desirable"
    assert first.history.first().history_user == author.user
    assert ChangeSet.objects.get().row_count == 2


def test_a_refused_cell_writes_nothing_and_does_not_stop_the_others(rows, author):
    first, second = rows[1:]
    answer = save(
        author,
        [first.pk, "kind", "kanske", "mandatory"],
        [first.pk, "code", "K-2", "K-1"],
        [rows[0].pk, "motive", "Skäl", ""],
        [second.pk, "motive", "Skäl", ""],
        [second.pk, "hittepå", "x", ""],
    )
    assert [(problem["row"], problem["field"]) for problem in answer["problems"]] == [
        (first.pk, "kind"), (second.pk, "hittepå"), (first.pk, "code"), (rows[0].pk, "motive"),
    ]  # fmt: skip
    assert answer["problems"][0]["message"].startswith("”kanske” är inget av de svar")
    assert answer["cells"] == [[second.pk, "motive", "Skäl", "Skäl"]]
    first.refresh_from_db()
    assert (first.kind, first.code, first.history.count()) == ("mandatory", "K-1", 1)


def test_a_cell_that_somebody_else_changed_is_told_with_both_values(rows, author):
    row = rows[1]
    row.phase = "delivery"
    row.save()
    answer = save(author, [row.pk, "phase", "under avtalet", ""])
    assert problem_of(answer)["current"] == ["vid leverans", "delivery"]
    assert answer["cells"] == []
    row.refresh_from_db()
    assert row.phase == "delivery"
    assert not ChangeSet.objects.exists()
    # Taking mine: what now stands there is what is expected.
    save(author, [row.pk, "phase", "under avtalet", "delivery"], action="mine")
    row.refresh_from_db()
    assert row.phase == "contract"


def test_500_rows_are_pasted_in_one_request_as_one_set(
    catalogue, author, django_assert_num_queries
):
    made = [
        RequirementFactory(catalogue=catalogue, motive="", position=(n + 1) * GAP)
        for n in range(500)
    ]
    one, rest = made[0], made[1:]
    # Which rows are headings, and two to try which approvals would fall.
    of_pasting = QUERIES_OF_SAVING + 3
    with django_assert_num_queries(of_pasting):
        save(author, [one.pk, "motive", "Skäl", ""], action="paste")
    cells = [[row.pk, "motive", f"Skäl {n}", ""] for n, row in enumerate(rest)]
    with django_assert_num_queries(of_pasting):
        answer = save(author, *cells, action="paste")
    assert (len(answer["cells"]), answer["problems"]) == (499, [])
    assert ChangeSet.objects.order_by("pk").last().row_count == 499
    assert answer["undo"] == "Inklistring i 499 rader"
    assert Requirement.objects.filter(motive__startswith="Skäl").count() == 500


def test_a_paste_passes_over_headings_and_says_which(catalogue, author):
    heading = HeadingFactory(catalogue=catalogue, title="Läkemedel", position=GAP)
    row = RequirementFactory(catalogue=catalogue, title="Förut", position=2 * GAP)
    answer = save(
        author,
        [heading.pk, "title", "Inklistrat", "Läkemedel"],
        [row.pk, "title", "Inklistrat", "Förut"],
        action="paste",
    )
    [problem] = answer["problems"]
    assert (problem["row"], problem["field"]) == (heading.pk, "title")
    assert problem["message"] == "Rubriken ”Läkemedel” ändras inte av en inklistring."
    titles = catalogue.requirements.values_list("title", flat=True)
    assert set(titles) >= {"Läkemedel", "Inklistrat"} and "Förut" not in set(titles)


def test_a_paste_over_approved_requirements_is_asked_about_first(catalogue, author):
    """Two of three would fall; the third is a draft. Nothing is written before the reason."""
    rows = [
        RequirementFactory(catalogue=catalogue, motive="", status=status, position=(n + 1) * GAP)
        for n, status in enumerate(("approved", "approved", "draft"))
    ]
    cells = [[row.pk, "motive", "Skäl", ""] for row in rows]
    assert save(author, *cells, action="paste") == {"asks": 2}
    assert not ChangeSet.objects.exists()
    assert not Requirement.objects.filter(motive="Skäl").exists()
    answer = save(author, *cells, action="paste", reason="Rättat efter mötet")
    assert answer["fallen"] == 2
    assert ChangeSet.objects.get().reason == "Rättat efter mötet"
    assert set(catalogue.requirements.values_list("status", flat=True)) == {"draft"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"inte json",
        b"[]",
        b"\xff\xfe",
        b'{"action": "edit"}',
        b'{"action": "drop", "cells": []}',
        b'{"action": ["edit"], "cells": []}',
        b'{"action": "edit", "cells": [[1, "title", "x"]]}',
        b'{"action": "edit", "cells": [["1", "title", "x", ""]]}',
        b'{"action": "edit", "cells": [[true, "title", "x", ""]]}',
        b'{"action": "edit", "cells": [[1, "title", 5, ""]]}',
        b'{"action": "edit", "cells": [[-1, "title", "x", ""]]}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_the_grids_form_is_told(rows, author, body):
    assert send(author, "-save", body, status=400)["error"]
    assert not ChangeSet.objects.exists()


def test_too_much_at_once_is_refused(rows, author, monkeypatch):
    monkeypatch.setattr("requirements_catalog.grid.input.MOST_CELLS", 1)
    cells = [[row.pk, "motive", "Skäl", ""] for row in rows[1:]]
    assert "2 celler" in save(author, *cells, status=400)["error"]
    monkeypatch.setattr("requirements_catalog.grid.input.MOST_BYTES", 50)
    assert "Dela upp" in save(author, *cells, status=400)["error"]
    assert Requirement.objects.exclude(motive="").count() == 0


def test_a_key_of_another_catalogue_is_refused(rows, author):
    other = RequirementFactory(title="Annat")
    answer = save(author, [other.pk, "title", "Mitt", "Annat"])
    assert problem_of(answer)["message"] == "Raden finns inte i katalogen."
    other.refresh_from_db()
    assert other.title == "Annat"


def test_readers_read_but_do_not_write(rows, as_role):
    reader = as_role("reader")
    assert reader.get(url("-rows")).status_code == 200
    page = reader.get(url())
    assert (page.status_code, page.context["setup"]["canEdit"]) == (200, False)
    assert b"data-grid-undo" not in page.content
    for name in ("-save", "-undo", "-redo"):
        answer = reader.post(
            url(name),
            json.dumps({"action": "edit", "cells": [[rows[1].pk, "title", "Mitt", "Krav 1"]]}),
            content_type="application/json",
        )
        assert answer.status_code == 403
    rows[1].refresh_from_db()
    assert rows[1].title == "Krav 1"


def test_forged_requests_are_stopped(rows, author):
    author.handler.enforce_csrf_checks = True
    body = json.dumps({"action": "edit", "cells": [[rows[1].pk, "title", "Mitt", "Krav 1"]]})
    assert author.post(url("-save"), body, content_type="application/json").status_code == 403
    rows[1].refresh_from_db()
    assert rows[1].title == "Krav 1"


# ---------------------------------------------------------------- undo and redo


def test_undo_and_redo_answer_with_the_cells_as_they_stand(rows, author):
    row = rows[1]
    save(author, [row.pk, "title", "Nytt", "Krav 1"])
    undone = send(author, "-undo", {})
    assert undone["cells"] == [[row.pk, "title", "Krav 1", "Krav 1"]]
    assert (undone["label"], undone["moved"]) == ("Ändrade Rubrik", False)
    assert (undone["undo"], undone["redo"]) == (None, "Ändrade Rubrik")
    redone = send(author, "-redo", {})
    assert redone["cells"] == [[row.pk, "title", "Nytt", "Nytt"]]
    row.refresh_from_db()
    assert row.title == "Nytt"


def test_with_nothing_to_undo_nothing_is_done(rows, author):
    answer = send(author, "-undo", {})
    assert (answer["label"], answer["cells"]) == (None, [])
    assert not ChangeSet.objects.exists()


def test_undo_leaves_what_somebody_else_has_changed(rows, author):
    row = rows[1]
    save(author, [row.pk, "title", "Mitt", "Krav 1"])
    Requirement.objects.filter(pk=row.pk).update(title="Deras")
    answer = send(author, "-undo", {})
    assert problem_of(answer)["current"] == ["Deras", "Deras"]
    row.refresh_from_db()
    assert row.title == "Deras"


def test_the_page_knows_what_can_be_undone_after_a_reload(rows, author):
    save(author, [rows[1].pk, "title", "Nytt", "Krav 1"])
    assert author.get(url()).context["setup"]["undo"] == "Ändrade Rubrik"


# ---------------------------------------------------------------- columns


def test_columns_are_remembered_for_the_person(rows, author, as_role):
    rows[0].catalogue.extra_fields.create(key="prio", label="Prioritet", kind="choice",
                                          choice_list="hög\nlåg")  # fmt: skip
    body = {"columns": [["extra.prio", 90, True], ["title", 5000, False], ["borta", 90, True]]}
    assert send(author, "-layout", body, status=204) is None
    assert ColumnLayout.objects.get().columns == {
        "grid": [["extra.prio", 90, True], ["title", 1200, False]]
    }
    first, second, third = author.get(url()).context["setup"]["columns"][:3]
    assert (first["name"], first["label"], first["width"]) == ("extra.prio", "Prioritet", 90)
    assert first["options"] == [["hög", ""], ["låg", ""]]
    assert (second["name"], second["shown"]) == ("title", False)
    assert (third["name"], third["shown"]) == ("code", False)
    other = as_role("reader").get(url()).context["setup"]["columns"]
    assert [column["name"] for column in other if column["shown"]] == [
        "title", "text", "kind", "status", "owner", "modules", "motive", "verification",
        "extra.prio",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [None, {}, [["title"]], [["title", "90", True]], [[1, 2, 3]]])
def test_a_choice_of_columns_that_is_none_is_refused(rows, author, columns):
    assert send(author, "-layout", {"columns": columns}, status=400)["error"]
    assert not ColumnLayout.objects.exists()


def test_the_filter_renews_only_its_own_line(rows, author):
    found = author.get(url("", q="krav 2"), headers={"HX-Request": "true"})
    assert b"1 rad" in found.content
    assert b"<html" not in found.content
