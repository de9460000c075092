"""An import is one set of changes: taken back as one, done again as one, whatever it came from."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programmes.models import Job
from requirements_catalog.actions.undo import NothingToTakeBack, redo, undo, undo_stacks
from requirements_catalog.exports.json import requirements_document
from requirements_catalog.import_core import outcomes
from requirements_catalog.imports.files import import_file
from requirements_catalog.imports.json import import_document
from requirements_catalog.models import ChangeSet, Requirement, RequirementRelation
from tests.factories import MembershipFactory, ModuleFactory, UserFactory
from tests.requirements_catalog.approval import approve
from tests.requirements_catalog.reqif_samples import obj, place, relation, reqif, spec
from tests.requirements_catalog.round_trip import File, bring, change_here, order, two_chapters
from tests.requirements_catalog.test_imports import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    return two_chapters()


@pytest.fixture
def by(catalogue):
    return MembershipFactory(programme=catalogue.programme, role="requirements_manager").user


def document(catalogue):
    """Everything in the catalogue, in order, to the letter."""
    return requirements_document(catalogue.requirements.all(), catalogue)["requirements"]


def live(catalogue):
    """The codes that are in the catalogue, in order."""
    rows = catalogue.requirements.live().order_by("position")
    return list(rows.values_list("code", flat=True))


def changed_file(catalogue):
    """A file with an edited cell, a new row, a moved row and a row that is gone."""
    file = File(catalogue)
    file.write("A2", "Kravtext", "Systemet ska något annat.")
    file.write("A2", "Högsta poäng", 12.5)
    file.insert("A3", Krav_id="N1", Kravtext="Nytt krav.", Typ="ska-krav")
    file.move("B1", before="A2")
    file.delete("B3")
    return file.content()


@pytest.fixture(autouse=True)
def heads(monkeypatch):
    """Let ``File.insert`` name the column of codes."""
    plain = File.column
    monkeypatch.setattr(
        File, "column", lambda self, head: plain(self, {"Krav id": "Krav-id"}.get(head, head))
    )


def test_everything_that_a_file_changes_is_taken_back_and_done_again(catalogue, by):
    before = document(catalogue)
    report = bring(catalogue, by, changed_file(catalogue), choices={"withdraw": "all"})
    after = document(catalogue)
    assert live(catalogue) == ["1", "A1", "B1", "A2", "N1", "A3", "A4", "2", "B2"]
    change_set = ChangeSet.objects.get()
    assert (change_set.kind, change_set.label) == ("import", "Import av ut.xlsx")
    assert report.change_set == change_set
    changed = undo(catalogue=catalogue, by=by)
    assert changed.problems == []
    again = document(catalogue)
    # The new row has gone but keeps its code; everything else is as it was, place and all.
    assert [row for row in again if row["code"] != "N1"] == before
    assert catalogue.requirements.get(code="N1").status == "withdrawn"
    changed = redo(catalogue=catalogue, by=by)
    assert changed.problems == []
    assert document(catalogue) == after
    undo(catalogue=catalogue, by=by)
    assert live(catalogue) == ["1", "A1", "A2", "A3", "A4", "2", "B1", "B2", "B3"]


def test_what_others_have_changed_since_stays_and_is_told_cell_by_cell(catalogue, by):
    bring(catalogue, by, changed_file(catalogue))
    change_here(catalogue, UserFactory(), "A2", "text", "Bos text.")
    changed = undo(catalogue=catalogue, by=by)
    row = catalogue.requirements.get(code="A2")
    assert (row.text, row.max_points) == ("Bos text.", None)
    assert [(p.row, p.field, p.current) for p in changed.problems] == [
        (row.pk, "text", "Bos text.")
    ]
    assert order(catalogue)[:3] == ["1", "A1", "A2"]


def test_a_heading_that_the_file_emptied_comes_back_before_its_rows(catalogue, by):
    """Chapter 2 goes with its last row; the other two moved to chapter 1."""
    file = File(catalogue)
    file.move("B1", before="A1")
    file.move("B2", before="A1")
    file.delete("B3")
    file.delete("2")
    before = document(catalogue)
    bring(catalogue, by, file, choices={"withdraw": "all"})
    after = document(catalogue)
    assert live(catalogue) == ["1", "B1", "B2", "A1", "A2", "A3", "A4"]
    assert undo(catalogue=catalogue, by=by).problems == []
    assert document(catalogue) == before
    assert redo(catalogue=catalogue, by=by).problems == []
    assert document(catalogue) == after


def test_every_sort_of_cell_goes_back(catalogue, by):
    """Numbers, levels, yes and no, people, links, status and fields of the catalogue's own."""
    ModuleFactory(programme=catalogue.programme, code="VIS")
    heads = ["Krav-id", "Rubrik", "Kravtext", "Typ", "Högsta poäng", "Konfidentialitet",
             "Minimikrav", "Ansvarig", "Moduler", "Status", "Prio"]  # fmt: skip
    rows = [["A1", "Krav A1", "Systemet ska A1.", "bör", 3.5, 2, "ja", by.email, "VIS",
             "Godkänt", "hög"]]  # fmt: skip
    before = document(catalogue)
    report = import_file(
        catalogue=catalogue, path_or_bytes=workbook(heads, *rows), filename="krav.xlsx", by=by
    )
    assert report.counts["updated"] == 1, report.rows
    fields = {name for _key, name, _old, _new in ChangeSet.objects.get().cells}
    assert fields == {
        "kind", "max_points", "confidentiality", "is_minimum_requirement", "owner", "modules",
        "status", "extra.prio",
    }  # fmt: skip
    after = document(catalogue)
    assert undo(catalogue=catalogue, by=by).problems == []
    assert document(catalogue) == before
    assert redo(catalogue=catalogue, by=by).problems == []
    assert document(catalogue) == after


def test_an_import_that_changes_nothing_leaves_no_set(catalogue, by):
    bring(catalogue, by, File(catalogue))
    assert undo_stacks(catalogue, by) == ([], [])


def test_an_import_by_nobody_leaves_no_set(catalogue):
    report = bring(catalogue, None, changed_file(catalogue))
    assert report.is_applied
    assert not ChangeSet.objects.exists()


def test_rows_of_a_reqif_file_go_with_their_relations(catalogue, by):
    """A row without a text too: it is taken back though nobody could write such a one by hand."""
    content = reqif(
        [obj("_1", title="Kapitel"), obj("_2", text="Ett"), obj("_3", id="X-3")],
        [spec("_s", place("_p1", "_1", place("_p2", "_2"), place("_p3", "_3")))],
        [relation("_r", "_2", "_3")],
    )
    import_file(catalogue=catalogue, path_or_bytes=content, filename="krav.reqif", by=by)
    assert RequirementRelation.objects.count() == 1
    before = live(catalogue)
    assert undo(catalogue=catalogue, by=by).problems == []
    assert live(catalogue) == ["1", "A1", "A2", "A3", "A4", "2", "B1", "B2", "B3"]
    assert not RequirementRelation.objects.exists()
    assert redo(catalogue=catalogue, by=by).problems == []
    assert live(catalogue) == before
    assert RequirementRelation.objects.count() == 1


def test_a_json_document_is_one_set(catalogue, by):
    """A changed cell, a new row, a move and relations: one step back, one forward."""
    full = requirements_document(catalogue.requirements.all(), catalogue)
    before = full["requirements"]
    rows = [dict(row) for row in before]
    by_code = {row["code"]: row for row in rows}
    by_code["A1"]["title"] = "Ny rubrik"
    by_code["A1"]["relations"] = [{"kind": "refines", "target": by_code["B1"]["uid"], "note": ""}]
    new = {"code": "N1", "kind": "desirable", "text": "Nytt", "parent": by_code["1"]["uid"]}
    rows.insert(2, new)
    rows.remove(by_code["B3"])
    rows.insert(1, {**by_code["B3"], "parent": by_code["1"]["uid"]})
    import_document(catalogue=catalogue, document={**full, "requirements": rows}, by=by)
    assert ChangeSet.objects.get().kind == "import"
    after = document(catalogue)
    assert [row["code"] for row in after] == [
        "1", "B3", "A1", "N1", "A2", "A3", "A4", "2", "B1", "B2",
    ]  # fmt: skip
    assert undo(catalogue=catalogue, by=by).problems == []
    assert [row for row in document(catalogue) if row["code"] != "N1"] == before
    assert redo(catalogue=catalogue, by=by).problems == []
    assert document(catalogue) == after


def test_an_import_too_large_to_be_kept_says_so_and_is_written(catalogue, by, monkeypatch):
    """Twenty-five letters there and sixteen before are more than forty."""
    file = File(catalogue)
    file.write("A2", "Kravtext", "Systemet ska något annat.")
    content = file.content()
    monkeypatch.setattr(outcomes, "MOST_LETTERS", 41)
    assert bring(catalogue, by, content, dry_run=True).can_be_undone
    monkeypatch.setattr(outcomes, "MOST_LETTERS", 40)
    assert not bring(catalogue, by, content, dry_run=True).can_be_undone
    report = bring(catalogue, by, content)
    assert (report.is_applied, report.change_set) == (True, None)
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("count", [20, 200])
def test_undo_costs_the_same_whatever_the_rows(catalogue, by, count, django_assert_num_queries):
    """New rows, changed rows and moved rows, few or many."""
    head = ["Nivå", "Krav-id", "Kravtext", "Typ"]
    rows = [[2, f"X{number}", f"Systemet ska {number}.", "ska"] for number in range(count)]
    chapter = [[1, "9", "Kapitel nio", "rubrik"]]

    def run(content):
        import_file(catalogue=catalogue, path_or_bytes=content, filename="krav.xlsx", by=by)

    run(workbook(head, *chapter, *rows))
    with django_assert_num_queries(16):
        undo(catalogue=catalogue, by=by)
    redo(catalogue=catalogue, by=by)
    changed = [[2, code, text + " Nu.", kind] for _level, code, text, kind in rows]
    run(workbook(head, [1, "8", "Kapitel åtta", "rubrik"], *changed))
    with django_assert_num_queries(23):
        undo(catalogue=catalogue, by=by)


def test_the_same_file_after_an_undo_says_that_its_rows_have_gone(catalogue, by):
    """Its new rows have been withdrawn; they come back by a redo or by hand, not silently."""
    content = workbook(["Id", "Krav", "Typ"], ["N1", "Ett.", "ska"], ["N2", "Två.", "ska"])

    def run():
        return import_file(catalogue=catalogue, path_or_bytes=content, filename="krav.xlsx", by=by)

    assert run().notices == []
    undo(catalogue=catalogue, by=by)
    assert run().notices == [
        "2 rader i filen har utgått i katalogen och förblir det. Återställ dem i dispositionen om "
        "de ska gälla."
    ]


# ---------------------------------------------------------------- in the browser


@pytest.fixture
def manager(as_role, programme):
    return as_role("requirements_manager")


@pytest.fixture
def own(programme, catalogue):
    """The catalogue in the programme of the person who is signed in."""
    catalogue.programme = programme
    catalogue.save()
    return catalogue


def address(name, catalogue, job):
    return reverse(
        f"requirements_catalog:requirement-import-{name}",
        args=[catalogue.programme.slug, catalogue.slug, job.uid],
    )


def imported(client, catalogue, content):
    url = reverse(
        "requirements_catalog:requirement-import", args=[catalogue.programme.slug, catalogue.slug]
    )
    client.post(url, {"file": SimpleUploadedFile("ut.xlsx", content)})
    job = Job.objects.get()
    approve(client, address("preview", catalogue, job), {"withdraw_all": "yes"})
    return Job.objects.get()


def test_the_last_step_takes_the_import_back_and_does_it_again(manager, own):
    before = document(own)
    job = imported(manager, own, changed_file(own))
    done = address("done", own, job)
    assert "Ångra importen" in manager.get(done).content.decode()
    response = manager.post(address("undo", own, job), {"act": "undo"}, follow=True)
    page = response.content.decode()
    assert "Importen är ångrad: 4 rader är som förut." in page
    assert "Gör om importen" in page
    assert "Ångra importen" not in page
    assert [row for row in document(own) if row["code"] != "N1"] == before
    again = manager.post(address("undo", own, job), {"act": "undo"}, follow=True)
    assert "Det var redan gjort." in again.content.decode()
    response = manager.post(address("undo", own, job), {"act": "redo"}, follow=True)
    assert "Importen är gjord igen: 4 rader ändrades." in response.content.decode()
    assert live(own) == ["1", "A1", "B1", "A2", "N1", "A3", "A4", "2", "B2"]


def test_taking_an_import_back_is_asked_about_first(manager, own):
    before = document(own)
    job = imported(manager, own, changed_file(own))
    after = document(own)
    page = manager.get(address("done", own, job)).text
    assert f'href="{address("undo", own, job)}"' in page
    assert 'value="undo"' not in page
    page = manager.get(address("undo", own, job)).text
    assert "1 nytt krav utgår, och dess krav-id används aldrig igen." in page
    assert "1 rad som importen lät utgå gäller igen." in page
    assert document(own) == after != before
    # Nothing to ask about where it cannot be done.
    job = Job.objects.get()
    job.result["change_set"] = ""
    job.save()
    assert manager.get(address("undo", own, job)).status_code == 302


def test_an_import_is_taken_back_although_something_else_was_done_since(manager, own):
    """The button means this import, not the last thing done; what was done since stays."""
    job = imported(manager, own, changed_file(own))
    person = job.started_by
    change_here(own, person, "A4", "title", "Senare")
    response = manager.post(address("undo", own, job), {"act": "undo"}, follow=True)
    assert "Importen är ångrad" in response.content.decode()
    assert own.requirements.get(code="A4").title == "Senare"
    assert own.requirements.get(code="A2").text == "Systemet ska A2."
    done, undone = undo_stacks(own, person)
    assert [s.label for s in done] == ["x"]
    assert [s.label for s in undone] == ["Import av ut.xlsx"]


def test_cells_that_stay_are_listed(manager, own):
    job = imported(manager, own, changed_file(own))
    change_here(own, UserFactory(), "A2", "text", "Bos text.")
    response = manager.post(address("undo", own, job), {"act": "undo"})
    page = response.content.decode()
    assert "1 cell står kvar" in page
    assert response.context["left"]["cells"][0] | {"pk": 0} == {
        "row": "A2 Krav A2", "pk": 0, "label": "Kravtext", "current": "Bos text.",
        "message": "Cellen har ändrats av någon annan. Inget har skrivits över.",
    }  # fmt: skip


def test_a_preview_says_when_it_could_not_be_undone(manager, own, monkeypatch):
    monkeypatch.setattr(outcomes, "MOST_LETTERS", 3)
    job = imported(manager, own, changed_file(own))
    assert job.result["change_set"] == ""
    page = manager.get(address("done", own, job)).content.decode()
    assert "för mycket text för att kunna ångras" in page
    assert "Ångra importen" not in page
    response = manager.post(address("undo", own, job), {"act": "undo"}, follow=True)
    assert "Importen går inte att ångra i ett svep." in response.content.decode()


def test_nothing_is_taken_back_twice(catalogue, by):
    bring(catalogue, by, changed_file(catalogue))
    change_set = ChangeSet.objects.get()
    with pytest.raises(NothingToTakeBack):
        redo(catalogue=catalogue, by=by, change_set=change_set)
    undo(catalogue=catalogue, by=by, change_set=change_set)
    with pytest.raises(NothingToTakeBack):
        undo(catalogue=catalogue, by=by, change_set=change_set)
    assert json.loads(json.dumps(change_set.cells)) == change_set.cells
    assert Requirement.objects.get(code="N1").status == "withdrawn"


def test_rows_that_only_make_room_are_not_said_to_have_changed(catalogue, by):
    """Their order is the same: no history. What stands under a moved heading has moved with it."""
    rows = list(catalogue.requirements.order_by("position"))
    for number, row in enumerate(rows, 1):
        Requirement.objects.filter(pk=row.pk).update(position=number)
    latest = Requirement.history.latest("history_id").history_id
    file = File(catalogue)
    file.insert("A3", Krav_id="N1", Kravtext="Nytt krav.", Typ="ska-krav")
    bring(catalogue, by, file)
    assert order(catalogue) == ["1", "A1", "A2", "N1", "A3", "A4", "2", "B1", "B2", "B3"]
    written = Requirement.history.filter(history_id__gt=latest)
    assert list(written.values_list("code", "history_type")) == [("N1", "+")]
