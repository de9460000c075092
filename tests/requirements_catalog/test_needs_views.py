"""Needs in the browser: the list and its files, capture, paste, merging and undo."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programmes.models import Job
from requirements_catalog.models import Need, NeedChange
from tests.factories import (
    GoalFactory,
    ModuleFactory,
    NeedFactory,
    NeedSourceFactory,
    ProgrammeFactory,
    RequirementFactory,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


def address(name, *args):
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


def codes():
    return list(Need.objects.live().order_by("code").values_list("code", flat=True))


def undo(client, **more):
    change = NeedChange.objects.first()
    return client.post(address("need-undo", change.uid), more, follow=True)


# ---------------------------------------------------------------- the list and its files


def test_the_list_is_narrowed_by_source_goal_and_state(as_role, programme):
    first, second, third = (NeedFactory(programme=programme, code=f"N{n}") for n in (1, 2, 3))
    goal = GoalFactory(programme=programme)
    first.goals.add(goal)
    NeedSourceFactory(need=first, kind="law")
    NeedSourceFactory(need=second, kind="workshop")
    Need.objects.filter(pk=third.pk).update(withdrawn_at="2026-01-01T00:00:00Z", priority="high")
    client = as_role("reader")
    for query, expected in {
        "": ["N1", "N2"],
        "?source=law": ["N1"],
        "?source=none": [],
        f"?goal={goal.pk}": ["N1"],
        "?state=withdrawn": ["N3"],
        "?state=all": ["N1", "N2", "N3"],
        "?state=all&sort=priority": ["N3", "N1", "N2"],
    }.items():
        page = client.get(address("need-list") + query).context["page"]
        assert [need.code for need in page] == expected, query


def test_the_file_holds_just_what_the_list_shows(as_role, programme):
    NeedFactory(programme=programme, code="N1", priority="high")
    NeedFactory(programme=programme, code="N2")
    client = as_role("reader")
    book = client.get(address("need-export", "xlsx") + "?priority=high").content
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Behovs-id", "N1"]
    found = json.loads(client.get(address("need-export", "json") + "?sort=newest").content)
    assert [need["code"] for need in found["needs"]] == ["N2", "N1"]
    assert client.get(address("need-export", "pdf")).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_pages_cost_the_same_whatever_they_show(
    as_role, programme, catalogue, django_assert_num_queries, count
):
    """More needs, sources, links and requirements, and not one query more."""
    for _number in range(count):
        need = NeedFactory(programme=programme)
        need.modules.add(ModuleFactory(programme=programme))
        need.goals.add(GoalFactory(programme=programme))
        NeedSourceFactory(need=need)
        RequirementFactory(catalogue=catalogue).need_links.create(need=need)
    client = as_role("requirements_manager")
    own = [("need-detail", need.pk), ("module-detail", need.modules.first().pk)]
    for number in range(count):  # the last need, its module, goal and requirements have many too
        other = NeedFactory(programme=programme)
        other.modules.set(need.modules.all())
        need.goals.add(GoalFactory(programme=programme))
        NeedSourceFactory(need=need, name=f"Tillfälle {number}")
        row = RequirementFactory(catalogue=catalogue)
        row.need_links.create(need=need)
        row.module_links.create(module=need.modules.first())
    for (name, key), queries in zip(own, (27, 43), strict=True):
        with django_assert_num_queries(queries):
            assert client.get(address(name, key)).status_code == 200
    for name, queries in {"need-list": 12, "need-matrix": 7, "need-export": 8}.items():
        arguments = ["xlsx"] if name == "need-export" else []
        with django_assert_num_queries(queries):
            client.get(address(name, *arguments))


# ---------------------------------------------------------------- capture

NEED = {
    "title": "Se listan", "perspective": "staff", "dimension": "information",
    "priority": "high", "current_state": "", "target_state": "Allt på ett ställe",
}  # fmt: skip
OCCASION = {
    "occasion": "1", "kind": "workshop", "name": "Akuten", "held_on": "2026-03-12",
    "participants": "Ada, Bo",
}  # fmt: skip


@pytest.fixture
def capturing(as_role, programme):
    """An author who has told the occasion."""
    client = as_role("author")
    client.post(address("need-capture"), OCCASION)
    return client


def test_needs_are_asked_for_once_the_occasion_is_told(as_role, programme):
    client = as_role("author")
    page = client.get(address("need-capture")).content.decode()
    assert "data-capture" not in page
    assert client.post(address("need-capture"), NEED).status_code == 200
    assert client.post(address("need-capture"), {**OCCASION, "name": ""}).status_code == 422
    assert not Need.objects.exists()


def test_a_plain_form_returns_to_itself_with_what_the_next_has_in_common(capturing):
    answer = capturing.post(address("need-capture"), NEED, follow=True)
    need = Need.objects.get()
    assert (need.code, need.title, str(need.sources.get())) == (
        "BEH-001", "Se listan", "Akuten 2026-03-12",
    )  # fmt: skip
    assert answer.redirect_chain and answer.context["form"]["priority"].value() == "high"
    assert not answer.context["form"]["title"].value()


def test_what_is_refused_keeps_what_was_typed_beside_the_error(capturing):
    wrong = capturing.post(address("need-capture"), {**NEED, "perspective": ""})
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "<html" in text
    assert "Se listan" in text and "Allt på ett ställe" in text and "invalid-feedback" in text
    assert not Need.objects.exists()


def test_a_script_gets_the_errors_or_what_is_written_at_the_occasion(capturing, as_role):
    wrong = capturing.post(address("need-capture"), {**NEED, "perspective": ""}, **HTMX)
    assert (wrong.status_code, list(wrong.json())) == (422, ["perspective"])
    assert not Need.objects.exists()
    done = capturing.post(address("need-capture"), NEED, **HTMX)
    text = done.content.decode()
    assert done.status_code == 200 and "BEH-001 är sparat." in text and "<form class" not in text
    undo(capturing, back="capture")
    assert codes() == []
    # Signed in anew, with no occasion told: refused in words, and not taken for saved.
    lost = as_role("author").post(address("need-capture"), NEED, **HTMX)
    assert (lost.status_code, list(lost.json())) == (422, ["occasion"])


def test_a_need_that_is_sent_again_is_answered_with_what_was_saved(capturing, as_role, programme):
    sent = {**NEED, "token": "1,2,3,4"}
    first = capturing.post(address("need-capture"), sent, **HTMX)
    capturing.post(address("need-capture"), {**OCCASION, "name": "Barnkliniken"})
    again = capturing.post(address("need-capture"), {**sent, "perspective": ""}, **HTMX)
    assert [one.status_code for one in (first, again)] == [200, 200]
    assert "BEH-001 är sparat." in first.content.decode()
    assert "BEH-001 är sparat." in again.content.decode()
    assert codes() == ["BEH-001"]
    # Another person's token is another one, and without a token the same need is another need.
    other = as_role("author")
    other.post(address("need-capture"), OCCASION)
    other.post(address("need-capture"), sent)
    capturing.post(address("need-capture"), NEED)
    capturing.post(address("need-capture"), NEED)
    assert codes() == ["BEH-001", "BEH-002", "BEH-003", "BEH-004"]


PASTED = "Visa svar\tmedarbetare\tInformation\tPå papper\tI listan\thög\nBara rubrik\n\nFel\tingen"


def test_pasted_rows_are_looked_at_then_saved_and_taken_back(capturing):
    data = {"text": PASTED, "perspective": "patients", "dimension": "technology", "priority": "low"}
    seen = capturing.post(address("need-paste"), data)
    outcomes = [(row["row"], row["outcome"]) for row in seen.context["report"].rows]
    assert outcomes == [(1, "created"), (2, "created"), (4, "refused")]
    page = seen.content.decode()
    assert "B4" in page and "<strong>patienter</strong>" in page and "<strong>låg</strong>" in page
    assert capturing.post(address("need-paste"), {**data, "save": "1"}).status_code == 422
    assert not Need.objects.exists()
    capturing.post(address("need-paste"), {**data, "save": "1", "apply_rest": "yes"})
    found = Need.objects.order_by("code").values_list("title", "perspective", "priority")
    assert list(found) == [("Visa svar", "staff", "high"), ("Bara rubrik", "patients", "low")]
    assert all(need.sources.get().name == "Akuten" for need in Need.objects.all())
    undo(capturing)
    assert codes() == []


def test_a_pasted_head_says_what_the_columns_are(capturing):
    text = "Prioritet\tBehov\tVem\tDimension\nhög\tSe listan\tForskning\tTeknik"
    seen = capturing.post(address("need-paste"), {"text": text})
    assert seen.context["report"].new == [
        {"priority": "high", "title": "Se listan", "perspective": "research",
         "dimension": "technology"},
    ]  # fmt: skip


def test_what_was_written_at_another_occasion_is_not_offered_to_be_undone(as_role, programme):
    client = as_role("author")
    for name in ("Första", "Andra"):
        client.post(address("need-capture"), {"occasion": "1", "kind": "workshop", "name": name})
        page = client.get(address("need-capture")).content.decode()
        assert "Ångra:" not in page
        written = {"title": f"Vid {name}", "perspective": "staff", "dimension": "technology",
                   "priority": "medium"}  # fmt: skip
        page = client.post(address("need-capture"), written, follow=True).content.decode()
        assert "Ångra:" in page


# ---------------------------------------------------------------- marked needs


def test_marked_needs_are_merged_and_come_apart_again(as_role, programme):
    keep, other = (NeedFactory(programme=programme, code=f"N{n}") for n in (1, 2))
    client = as_role("author")
    marked = {"need": [keep.pk, other.pk]}
    shown = client.post(address("need-merge"), marked)
    assert shown.status_code == 200 and codes() == ["N1", "N2"]
    chosen = {**marked, "keep": keep.pk, "title": other.pk}
    after = client.post(address("need-merge"), chosen, follow=True)
    keep.refresh_from_db()
    assert (codes(), keep.title) == (["N1"], other.title)
    assert "Ångra" in after.content.decode()
    gone = client.get(address("need-detail", other.pk)).content.decode()
    assert address("need-detail", keep.pk) in gone
    assert client.get(address("need-edit", other.pk)).status_code == 302
    undo(client)
    assert codes() == ["N1", "N2"]


def test_marked_needs_go_and_come_back(as_role, programme):
    need = NeedFactory(programme=programme, code="N1")
    client = as_role("author")
    page = client.post(address("need-withdraw"), {"need": [need.pk]}).content.decode()
    assert codes() == ["N1"] and "Inget i programmet bygger på det." in page
    client.post(address("need-withdraw"), {"need": [need.pk], "confirm": "1"})
    assert codes() == []
    client.post(address("need-restore", need.pk))
    assert codes() == ["N1"]


@pytest.mark.parametrize("name", ["need-merge", "need-withdraw"])
def test_forged_keys_and_other_programmes_are_not_found(as_role, programme, name):
    own, strange = NeedFactory(programme=programme), NeedFactory(programme=ProgrammeFactory())
    client = as_role("author")
    for keys in ([own.pk, strange.pk], [own.pk, "1 or 1"], [own.pk, "9" * 30], [own.pk, "²"]):
        assert client.post(address(name), {"need": keys}).status_code == 404
    assert Need.objects.live().count() == 2


def test_only_who_did_it_takes_it_back(as_role, programme):
    need = NeedFactory(programme=programme)
    as_role("author").post(address("need-withdraw"), {"need": [need.pk], "confirm": "1"})
    change = NeedChange.objects.get()
    assert as_role("author").post(address("need-undo", change.uid)).status_code == 404
    assert codes() == []


# ---------------------------------------------------------------- files in


def upload(client, rows, name="behov.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return send(client, buffer.getvalue(), name)


def test_the_preview_counts_the_fields_that_empty_cells_would_empty(as_role, programme):
    """Of three texts one is emptied and one has another text; one column is not in the file."""
    NeedFactory(programme=programme, code="N1", title="T", current_state="Nu", target_state="Sen",
                consequence="Annars")  # fmt: skip
    client = as_role("requirements_manager")
    upload(client, [["Behovs-id", "Rubrik", "Nuläge", "Målbild"], ["N1", "T", "", "Snart"]])
    page = " ".join(preview(client).content.decode().split())
    assert "1 fält töms, för cellen är tom." in page
    upload(client, [["Behovs-id", "Rubrik", "Målbild"], ["N1", "T", "Snart"]])
    assert "töms" not in preview(client).content.decode()


def send(client, content, name):
    return client.post(address("need-import"), {"file": SimpleUploadedFile(name, content)})


def preview(client):
    return client.get(address("need-import-preview", Job.objects.latest("pk").uid))


def save(client, **more):
    shown = preview(client)
    data = {"seen": shown.context["report"].digest, **more}
    return client.post(address("need-import-preview", Job.objects.latest("pk").uid), data)


@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_an_own_export_comes_back_unchanged(as_role, programme, fmt):
    need = NeedFactory(programme=programme, current_state="Rad ett\nRad två", consequence="=1+1")
    need.goals.add(GoalFactory(programme=programme, code="EM-1"))
    need.modules.add(ModuleFactory(programme=programme), ModuleFactory(programme=programme))
    NeedSourceFactory(need=need, kind="law", name="PDL 4 kap.")
    NeedSourceFactory(need=need, held_on="2026-03-12", participants="Ada, Bo")
    client = as_role("requirements_manager")
    send(client, client.get(address("need-export", fmt)).content, f"behov.{fmt}")
    report = preview(client).context["report"]
    assert report.counts == {"created": 0, "updated": 0, "unchanged": 1, "refused": 0}, report.rows


def test_a_strangers_workbook_is_mapped_read_and_taken_back(as_role, programme):
    goal = GoalFactory(programme=programme, code="EM-1")
    kept = NeedFactory(programme=programme, code="N1", title="Gammal", priority="low")
    client = as_role("requirements_manager")
    upload(client, [
        ["Behov i regionen"],
        ["Nr", "Vad", "Vem", "Dimension", "Mål", "Källa"],
        ["N1", "Ny rubrik", "medarbetare", "information", "", ""],
        ["", "Helt nytt", "Patienter", "teknik", "EM-1", "workshop | Akuten | 2026-03-12"],
        ["", "Okänt mål", "Patienter", "teknik", "EM-9", ""],
        ["", "Utan dimension", "Patienter", "", "", ""],
    ])  # fmt: skip
    job = Job.objects.get()
    columns = address("need-import-columns", job.uid)
    assert client.post(columns, {"column-0": "code"}).status_code == 422
    names = ("code", "title", "perspective", "dimension", "goals", "sources")
    client.post(columns, {f"column-{number}": name for number, name in enumerate(names)})
    report = preview(client).context["report"]
    assert report.counts == {"created": 1, "updated": 1, "unchanged": 0, "refused": 2}
    refused = [(row["row"], row["cell"]) for row in report.rows if row["outcome"] == "refused"]
    assert refused == [(5, "E5"), (6, "")]
    assert save(client).status_code == 422 and Need.objects.count() == 1
    done = address("need-import-done", job.uid)
    assert client.get(done).url == address("need-import-preview", job.uid)
    assert save(client, apply_rest="yes").url == done
    job.refresh_from_db()
    assert (job.state, job.result["created"], job.result["refused"]) == ("done", 1, 2)
    told = client.get(done)
    assert [row["row"] for row in told.context["page"]] == [5, 6]
    assert address("need-undo", NeedChange.objects.get().uid) in told.content.decode()
    kept.refresh_from_db()
    new = Need.objects.get(title="Helt nytt")
    assert (kept.title, kept.priority, new.code) == ("Ny rubrik", "low", "N2")
    assert (list(new.goals.all()), str(new.sources.get())) == ([goal], "Akuten 2026-03-12")
    undo(client)
    kept.refresh_from_db()
    assert (kept.title, codes()) == ("Gammal", ["N1"])
    page = client.get(done).content.decode()
    assert "Importen är ångrad" in page and "/undo/" not in page


def test_what_was_not_shown_is_not_written(as_role, programme):
    need = NeedFactory(programme=programme, code="N1", title="Före")
    client = as_role("requirements_manager")
    upload(client, [["Behovs-id", "Rubrik"], ["N1", "Efter"]])
    seen = preview(client).context["report"].digest
    Need.objects.filter(pk=need.pk).update(title="Någon annans")
    address_of = address("need-import-preview", Job.objects.get().uid)
    for digest in (seen, "", "x"):
        answer = client.post(address_of, {"seen": digest})
        assert answer.status_code == 422
    need.refresh_from_db()
    assert need.title == "Någon annans"


def test_a_code_that_was_another_needs_and_a_withdrawn_need_are_refused(as_role, programme):
    gone = NeedFactory(programme=programme, code="N1", withdrawn_at="2026-01-01T00:00:00Z")
    renamed = NeedFactory(programme=programme, code="N2")
    renamed.code = "N3"
    renamed.save()
    client = as_role("requirements_manager")
    upload(client, [
        ["Behovs-id", "Rubrik", "Perspektiv", "Dimension"],
        [gone.code, "Annat", "patienter", "teknik"],
        ["N2", "Nytt", "patienter", "teknik"],
        ["N3", "Ett", "patienter", "teknik"],
        ["N3", "Två", "patienter", "teknik"],
    ])  # fmt: skip
    outcomes = [row["outcome"] for row in preview(client).context["report"].rows]
    assert sorted(outcomes) == ["refused", "refused", "refused", "updated"]


def test_a_file_that_is_no_table_is_refused(as_role, programme):
    client = as_role("requirements_manager")
    assert send(client, b"{}", "behov.json").status_code == 422
    assert send(client, b"PK\x03\x04trasig", "behov.xlsx").status_code == 422
    assert not Job.objects.exists()
