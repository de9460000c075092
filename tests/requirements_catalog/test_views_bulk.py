"""A bulk change in its pages: who may, which rows, preview, writing, conflicts, undo."""

import json
from unittest.mock import patch

import pytest
from django.urls import reverse

from programmes.models import Job
from requirements_catalog.actions.undo import redo, undo
from requirements_catalog.models import ChangeSet, ExtraField, Requirement
from requirements_catalog.views import bulk as views_bulk
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    ProgrammeFactory,
    RequirementFactory,
)
from tests.requirements_catalog.approval import approve
from tests.requirements_catalog.bulk_steps import SET_MOTIVE, begin, chosen, url, values

pytestmark = [pytest.mark.once, pytest.mark.django_db]
GAP = 1 << 20


@pytest.fixture
def rows(catalogue):
    return [
        RequirementFactory(
            catalogue=catalogue, code=f"A-{number}", title=f"Krav {number}",
            text="Systemet ska finnas.", position=number * GAP,
        )
        for number in (1, 2, 3)
    ]  # fmt: skip


# ---------------------------------------------------------------- rows


def test_all_that_the_filter_finds_is_decided_on_the_server(author, catalogue, rows):
    HeadingFactory(catalogue=catalogue, title="Kapitel")
    Requirement.objects.filter(pk=rows[1].pk).update(kind="desirable")
    begin(author, scope="all", query="kind=mandatory&page=2&rows=999")
    with Job.objects.get().input_file.open() as file:
        assert json.load(file) == [rows[0].pk, rows[2].pk]


def test_rows_of_others_are_dropped(author, catalogue, rows):
    beside = RequirementFactory(catalogue=CatalogueFactory(programme=catalogue.programme))
    elsewhere = RequirementFactory(catalogue=CatalogueFactory(programme=ProgrammeFactory()))
    job = begin(author, rows[0], beside, elsewhere, keys=f"{rows[2].pk},x,-1,{2**70}")
    with job.input_file.open() as file:
        assert json.load(file) == [rows[0].pk, rows[2].pk]
    response = author.post(url("begin"), {"scope": "rows", "rows": [elsewhere.pk]}, follow=True)
    assert "Markera minst ett krav först." in response.content.decode()
    assert Job.objects.count() == 1


def test_too_many_rows_are_refused_in_words(author, rows):
    with patch.object(views_bulk, "MOST_ROWS", 2):
        response = author.post(url("begin"), {"scope": "all"}, follow=True)
    assert "högst 2 rader" in response.content.decode()
    assert not Job.objects.exists()


def test_marked_rows_of_the_tree_come_back_to_it(author, rows):
    data = {"rows": [rows[0].pk], "view": "tree", "open": "1", "withdrawn": "1", "query": "x=1"}
    response = author.post(url("begin"), data)
    page = author.get(response.url).content.decode()
    tree = reverse("requirements_catalog:requirement-tree", args=["prov", "karnan"])
    assert f'href="{tree}?open=1&amp;withdrawn=1"' in page


@pytest.mark.parametrize("role, status", [("reader", 403), ("evaluator", 403), (None, 404)])
def test_wrong_roles_and_strangers_begin_nothing(as_role, rows, role, status):
    assert as_role(role).post(url("begin"), {"scope": "all"}).status_code == status
    assert not Job.objects.exists()


def test_the_list_offers_boxes_only_to_those_who_write(as_role, author, rows):
    address = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    assert "data-select-row" in author.get(address).content.decode()
    page = as_role("reader").get(address).content.decode()
    assert "data-select-row" not in page
    assert "data-bulk-bar" not in page


def test_nobody_sees_anothers_change(as_role, author, rows):
    job = chosen(author, rows, {"value": "Skäl"})
    other = as_role("programme_lead")
    for name in ("change", "preview", "done"):
        assert other.get(url(name, job)).status_code == 404
    assert other.post(url("preview", job), {"reason": "Nej"}).status_code == 404
    assert values(rows) == ["", "", ""]


def test_one_who_no_longer_writes_writes_nothing(author, rows):
    job = chosen(author, rows, {"value": "Skäl"})
    author.user.memberships.update(role="reader")
    assert approve(author, url("preview", job), {"reason": "Nej"}).status_code == 403
    assert values(rows) == ["", "", ""]


# ---------------------------------------------------------------- what is done


def test_preview_writes_nothing_and_approval_is_one_set_with_its_reason(author, rows):
    Requirement.objects.filter(pk=rows[2].pk).update(motive="Skäl.")
    job = chosen(author, rows, {"value": "Skäl."})
    page = author.get(url("preview", job))
    assert [tile["value"] for tile in page.context["tiles"]] == [2, 0, 1]
    assert values(rows) == ["", "", "Skäl."]
    assert approve(author, url("preview", job), {"reason": " "}).status_code == 422
    assert values(rows) == ["", "", "Skäl."]
    response = approve(author, url("preview", job), {"reason": "Möte 3 mars"})
    assert response.url == url("done", job)
    assert values(rows) == ["Skäl."] * 3
    change_set = ChangeSet.objects.get()
    assert (change_set.kind, change_set.reason, change_set.row_count) == ("bulk", "Möte 3 mars", 2)
    record = Requirement.history.filter(id=rows[0].pk).first()
    assert (record.history_user, record.history_change_reason) == (author.user, "Möte 3 mars")
    page = author.get(url("done", job))
    assert [tile["value"] for tile in page.context["tiles"]] == [2, 1, 0]
    job.refresh_from_db()
    assert (job.state, job.result_file.name) == ("done", "")
    # Approved once more, as by a second click, nothing happens.
    approve(author, url("preview", job), {"reason": "Igen"})
    assert ChangeSet.objects.count() == 1


def test_undo_takes_all_of_it_back_and_keeps_what_others_did(author, rows):
    job = chosen(author, rows, {"value": "Skäl."})
    approve(author, url("preview", job), {"reason": "Prov"})
    Requirement.objects.filter(pk=rows[1].pk).update(motive="Annans")
    response = author.post(url("undo", job), {"act": "undo"})
    page = response.content.decode()
    assert values(rows) == ["", "Annans", ""]
    assert "Ändringen är ångrad: 2 rader är som förut." in page
    assert "1 cell står kvar" in page
    assert response.context["left"]["cells"] == [
        {
            "row": "A-2 Krav 2", "pk": rows[1].pk, "label": "Motiv", "current": "Annans",
            "message": "Cellen har ändrats av någon annan. Inget har skrivits över.",
        }
    ]  # fmt: skip
    # A second time there is nothing to take back.
    response = author.post(url("undo", job), {"act": "undo"}, follow=True)
    assert "Det var redan gjort." in response.content.decode()
    assert ChangeSet.objects.count() == 2


def test_what_is_undone_and_done_again_is_said_to_stand(author, catalogue, rows):
    """From its own page, and by undo and redo in the grid."""
    job = chosen(author, rows, {"value": "Skäl."})
    approve(author, url("preview", job), {"reason": "Prov"})
    page = author.get(url("done", job)).content.decode()
    assert "Ångra ändringen" in page
    response = author.post(url("undo", job), {"act": "undo"}, follow=True)
    page = response.content.decode()
    assert values(rows) == [""] * 3
    assert "Ändringen är ångrad: 3 rader är som förut." in page
    assert "Gör om ändringen" in page
    assert "Ångra ändringen" not in page
    response = author.post(url("undo", job), {"act": "redo"}, follow=True)
    page = response.content.decode()
    assert values(rows) == ["Skäl."] * 3
    assert "Ändringen är gjord igen: 3 rader ändrades." in page
    assert "Ändringen är genomförd" in page
    undo(catalogue=catalogue, by=author.user)
    assert "Ändringen är ångrad" in author.get(url("done", job)).content.decode()
    redo(catalogue=catalogue, by=author.user)
    page = author.get(url("done", job)).content.decode()
    assert "Ändringen är genomförd" in page
    assert "Ångra ändringen" in page


def test_a_change_is_taken_back_although_something_else_was_done_since(author, rows):
    """The button means this change; what was done since stays and is told."""
    first = chosen(author, rows, {"value": "Skäl."})
    approve(author, url("preview", first), {"reason": "Prov"})
    second = chosen(author, rows[:1], {"value": "Annat."})
    approve(author, url("preview", second), {"reason": "Prov"})
    response = author.post(url("undo", first), {"act": "undo"})
    assert values(rows) == ["Annat.", "", ""]
    assert response.context["left"]["count"] == 1


def test_a_change_that_changed_nothing_cannot_be_taken_back(author, rows):
    Requirement.objects.update(motive="Skäl.")
    job = chosen(author, rows, {"value": "Skäl."})
    approve(author, url("preview", job), {"reason": "Prov"})
    assert "Ångra ändringen" not in author.get(url("done", job)).content.decode()
    response = author.post(url("undo", job), {"act": "undo"}, follow=True)
    assert "Ändringen går inte att ångra i ett svep." in response.content.decode()


@pytest.mark.parametrize(
    ("query", "data", "field", "expected"),
    [
        ("?act=set&field=status", {"value": "in_review"}, "status", ["in_review"] * 3),
        ("?act=set&field=is_minimum_requirement", {"value": "True"}, "is_minimum_requirement",
         [True] * 3),
        ("?act=set&field=integrity", {"value": "3"}, "integrity", [3] * 3),
        ("?act=empty", {"field": "text"}, "text", [""] * 3),
        ("?act=replace", {"find": "SYSTEMET", "put": "Lösningen", "where": ["text"]}, "text",
         ["Lösningen ska finnas."] * 3),
        ("?act=renumber", {"pattern": "K-{n:02}", "start": "9", "skip": "on"}, "code",
         ["K-09", "K-10", "K-11"]),
    ],
)  # fmt: skip
def test_each_thing_that_can_be_done(author, rows, query, data, field, expected):
    job = chosen(author, rows, data, query)
    assert author.get(url("change", job)).status_code == 200
    assert author.get(url("preview", job)).status_code == 200
    approve(author, url("preview", job), {"reason": "Prov"})
    assert values(rows, field) == expected


@pytest.mark.parametrize(
    ("query", "data", "told"),
    [
        (SET_MOTIVE, {}, "#id_value"),
        (SET_MOTIVE, {"value": "  "}, "#id_value"),
        ("?act=empty", {"field": "kind"}, "kind"),
        ("?act=empty", {"field": "code"}, "code"),
        ("?act=set&field=status", {"value": "withdrawn"}, "withdrawn"),
        ("?act=set&field=owner", {"value": "999999"}, "999999"),
        ("?act=set&field=max_points", {"value": "1e99"}, "inte ett tal"),
        ("?act=set&field=motive", {"value": "nul\0"}, "Null"),
        ("?act=set&field=modules", {"value": ["999999"]}, "999999"),
        ("?act=set&field=code", {"value": "X"}, "Välj ett fält"),
        ("?act=add", {}, "Välj minst en modul"),
        ("?act=replace", {"find": "", "put": "x", "where": ["text"]}, "#id_find"),
        ("?act=replace", {"find": "a", "put": "a", "where": ["text"]}, "något annat"),
        ("?act=replace", {"find": "a", "put": "b", "where": ["code"]}, "code"),
        ("?act=replace", {"find": "a", "put": "b"}, "id_where"),
        ("?act=renumber", {"pattern": "K", "start": "1"}, "löpnummer"),
        ("?act=renumber", {"pattern": "K-{n}", "start": "-1"}, "#id_start"),
        ("?act=renumber", {"pattern": "K-{n}", "start": "9" * 30}, "#id_start"),
    ],
)
def test_bad_input_is_told_and_nothing_is_chosen(author, rows, query, data, told):
    job = begin(author, *rows)
    response = author.post(url("change", job, query), data)
    assert told in response.content.decode()
    job.refresh_from_db()
    assert "change" not in job.parameters


def test_unknown_act_and_field_show_the_choices(author, rows):
    job = begin(author, *rows)
    for query in ("?act=drop", "?act=set&field=finns_inte", "?act=set&field=extra.x"):
        response = author.get(url("change", job, query))
        assert response.status_code == 200
        assert response.context["form"] is None


def test_what_is_refused_is_said_and_the_rest_is_done(author, catalogue, rows):
    RequirementFactory(catalogue=catalogue, code="K-2")
    job = chosen(author, rows, {"pattern": "K-{n}", "start": "1"}, "?act=renumber")
    page = author.get(url("preview", job, "?outcome=refused"))
    assert "är eller har varit ett annat kravs" in page.content.decode()
    assert [tile["value"] for tile in page.context["tiles"]] == [2, 1, 0]
    approve(author, url("preview", job), {"reason": "Nya id"})
    assert values(rows, "code") == ["K-1", "A-2", "K-3"]


def test_hostile_text_is_shown_as_text(author, rows):
    job = chosen(author, rows, {"value": "<script>alert(1)</script>"})
    page = author.get(url("preview", job)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


# ---------------------------------------------------------------- meanwhile


def test_a_row_changed_since_the_preview_stops_all_and_is_shown_anew(author, rows):
    job = chosen(author, rows, {"value": "Skäl."})
    Requirement.objects.filter(pk=rows[1].pk).update(motive="Annans ord.")
    response = approve(author, url("preview", job), {"reason": "Prov"})
    page = response.content.decode()
    assert response.status_code == 409
    assert [row.pk for row in response.context["outdated"]] == [rows[1].pk]
    assert "Annans" in page
    assert 'value="Prov"' in page
    assert values(rows) == ["", "Annans ord.", ""]
    assert not ChangeSet.objects.exists()
    # Seen now, it is a choice to go on.
    approve(author, url("preview", job), {"reason": "Prov"})
    assert values(rows) == ["Skäl."] * 3
    assert [rows[1].pk, "motive", "Annans ord.", "Skäl."] in ChangeSet.objects.get().cells


def test_what_was_withdrawn_or_taken_away_meanwhile_is_told(author, catalogue, rows):
    job = chosen(author, rows, {"value": "Skäl."})
    Requirement.objects.filter(pk=rows[0].pk).update(status="withdrawn")
    response = approve(author, url("preview", job), {"reason": "Prov"})
    assert response.status_code == 409
    assert "har utgått och lämnas" in response.content.decode()
    module = ModuleFactory(programme=catalogue.programme)
    job = chosen(author, rows, {"modules": [module.pk]}, "?act=add")
    module.delete()
    response = approve(author, url("preview", job), {"reason": "Prov"})
    assert response.status_code == 409
    assert "tagits bort ur programmet" in response.content.decode()
    assert not response.context["writes"]
    extra = ExtraField.objects.create(catalogue=catalogue, key="x", label="X")
    job = chosen(author, rows, {"value": "1"}, "?act=set&field=extra.x")
    extra.delete()
    assert approve(author, url("preview", job), {"reason": "Prov"}).status_code == 409
    assert author.get(url("change", job)).status_code == 200
    assert not ChangeSet.objects.exists()


# ---------------------------------------------------------------- the queue


def test_many_rows_are_written_by_the_queue(author, rows):
    job = chosen(author, rows, {"value": "Skäl."})
    with patch.object(views_bulk, "MOST_AT_ONCE", 2):
        approve(author, url("preview", job), {"reason": "Prov"})
    job.refresh_from_db()
    assert (job.state, job.result["changed"], job.result_file.name) == ("done", 3, "")
    assert job.result_url == url("done", job)
    assert values(rows) == ["Skäl."] * 3
    assert author.get(url("done", job)).context["take_back"] == "undo"


def test_a_queued_change_that_is_outdated_leads_back_to_its_preview(author, rows):
    job = chosen(author, rows, {"value": "Skäl."})
    Requirement.objects.filter(pk=rows[1].pk).update(motive="Annans")
    with patch.object(views_bulk, "MOST_AT_ONCE", 2):
        approve(author, url("preview", job), {"reason": "Prov"})
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Inget har sparats" in job.error
    assert "Kör igen" in author.get(url("done", job)).content.decode()
    response = author.post(reverse("programmes:job-again", args=[job.uid]))
    again = Job.objects.exclude(pk=job.pk).get()
    assert response.url == url("preview", again)
    page = author.get(response.url).content.decode()
    assert "Annans" in page
    assert values(rows) == ["", "Annans", ""]


def test_a_change_that_was_cancelled_writes_nothing(author, rows):
    job = chosen(author, rows, {"value": "Skäl."})
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    with patch.object(views_bulk, "MOST_AT_ONCE", 2):
        approve(author, url("preview", job), {"reason": "Prov"})
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert values(rows) == ["", "", ""]
    assert "Kör igen" in author.get(url("done", job)).content.decode()
