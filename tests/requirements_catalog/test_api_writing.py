"""What the API writes, held to the revision that was read, and what it refuses."""

import uuid

import pytest
from django.utils import translation

from requirements_catalog.actions import api as actions_api
from requirements_catalog.actions import requirements as actions
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.models import ChangeSet, ExtraField, Requirement, Standard
from tests import factories

from .api_client import problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme):
    """The catalogue "journal"."""
    return factories.CatalogueFactory(programme=programme, slug="journal", name="Journal")


@pytest.fixture
def row(catalogue, program):
    """A requirement with history, made by the action."""
    return actions.create_requirement(
        catalogue=catalogue,
        by=program.person,
        code="J-1",
        title="Läsa",
        text="Systemet ska visa journalen.",
        kind="mandatory",
    )


# ---------------------------------------------------------------- writing


def test_a_change_is_written_once_with_its_reason(program, row):
    """PATCH with the ETag that was read: one change set, one row of history, a new ETag."""
    read = program.get(f"requirements/{row.uid}/").json()
    answer = program.patch(
        f"requirements/{row.uid}/",
        {"title": "Läsa journalen", "max_points": 2.5, "reason": "Tydligare"},
        match=read["revision"],
    )
    assert answer.status_code == 200, answer.content
    assert (answer.json()["title"], answer.json()["max_points"]) == ("Läsa journalen", "2.5")
    assert answer["ETag"] == f'"{actions_api.full_revision_of(Requirement.objects.get())}"'
    assert answer.json()["revision"] != read["revision"]
    newest = row.history.first()
    assert (newest.history_user, newest.history_change_reason) == (program.person, "Tydligare")
    assert row.history.count() == 2
    made = ChangeSet.objects.filter(kind=ChangeSetKind.EDIT).get()
    assert made.cells == [
        [row.pk, "title", "Läsa", "Läsa journalen"],
        [row.pk, "max_points", None, "2.5"],
    ]
    entry = program.get(f"requirements/{row.uid}/history/").json()["results"][0]
    assert (entry["by"], entry["reason"]) == ("Kim", "Tydligare")
    changed = {field["name"]: (field["old"], field["new"]) for field in entry["fields_changed"]}
    assert changed["title"] == ("Läsa", "Läsa journalen")


def test_a_change_of_something_changed_meanwhile_is_refused(program, row):
    """412, and what the other wrote stands."""
    read = program.get(f"requirements/{row.uid}/").json()["revision"]
    actions.edit_requirement(requirement=row, by=program.person, title="Någon annans")
    for method, path, data in (
        ("PATCH", "", {"title": "Min"}),
        ("PUT", "links/", {"modules": []}),
        ("POST", "move/", {"first": True}),
        ("POST", "withdraw/", {"reason": "Bort"}),
        ("POST", "restore/", {}),
    ):
        answer = program.ask(method, f"requirements/{row.uid}/{path}", data, match=read)
        assert answer.status_code == 412, answer.content
        assert answer.json()["type"] == "urn:fvm:problem:changed-meanwhile"
    found = Requirement.objects.get()
    assert (found.title, found.status, found.history.count()) == ("Någon annans", "draft", 2)


def test_a_change_without_if_match_is_refused(program, row):
    """428: nothing is written by one who does not say what was read."""
    for method, path, data in (
        ("PATCH", "", {"title": "Min"}),
        ("PUT", "links/", {"modules": []}),
        ("POST", "move/", {"first": True}),
        ("POST", "withdraw/", {"reason": "Bort"}),
        ("POST", "restore/", {}),
    ):
        answer = program.ask(method, f"requirements/{row.uid}/{path}", data)
        assert answer.status_code == 428, answer.content
    assert (Requirement.objects.get().title, row.history.count()) == ("Läsa", 1)


def test_a_weak_mark_never_matches(program, row):
    """RFC 9110 13.1.1: If-Match compares strongly. One of several marks is enough."""
    revision = program.get(f"requirements/{row.uid}/").json()["revision"]
    path, data = f"requirements/{row.uid}/", {"title": "Min"}
    weak = {"If-Match": f'W/"{revision}"'}
    assert program.ask("PATCH", path, data, **weak).status_code == 412
    several = {"If-Match": f'"annan", "{revision}"'}
    assert program.ask("PATCH", path, data, **several).status_code == 200


def test_every_problem_of_a_body_is_told_and_nothing_written(program, row, catalogue):
    """All at once, by field."""
    ExtraField.objects.create(catalogue=catalogue, key="tal", label="Tal", kind="number")
    found = problems(
        program.patch(
            f"requirements/{row.uid}/",
            {
                "title": "Ny",
                "kind": "Ska",
                "status": "withdrawn",
                "owner": "ingen@exempel.test",
                "modules": ["FINNS-INTE"],
                "is_minimum_requirement": "ja",
                "max_points": "mycket",
                "confidentiality": 5,
                "text": 7,
                "code": "x" * 81,
                "uid": str(uuid.uuid4()),
                "position": 1,
                "extra": {"tal": True, "okänd": "x"},
            },
            match="*",
        )
    )
    assert set(found) == {
        "kind", "status", "owner", "modules", "is_minimum_requirement", "max_points",
        "confidentiality", "text", "code", "uid", "position", "extra.tal", "extra.okänd",
    }  # fmt: skip
    assert (Requirement.objects.get().title, row.history.count()) == ("Läsa", 1)


def test_what_the_rules_refuse_is_told(program, row, catalogue):
    """A used code, an empty requirement, a withdrawn row: in the actions' own words."""
    factories.RequirementFactory(catalogue=catalogue, code="J-2")
    path = f"requirements/{row.uid}/"
    answer = program.patch(path, {"title": "Ny", "code": "J-2"}, match="*")
    assert "annat kravs" in problems(answer)["code"]
    answer = program.patch(path, {"title": "", "text": ""}, match="*")
    assert problems(answer)["title"] == "Skriv kravets text eller rubrik."
    found = Requirement.objects.get(pk=row.pk)
    assert (found.title, found.code, found.history.count()) == ("Läsa", "J-1", 1)
    assert program.post(path + "withdraw/", {"reason": "Bort"}, match="*").status_code == 200
    assert "utgått" in problems(program.patch(path, {"title": "Ny"}, match="*"))["title"]


def test_own_fields_are_merged_key_by_key(program, row, catalogue):
    """What is left out stays; null empties."""
    for key, kind in (("a", "text"), ("b", "yes_no"), ("c", "date"), ("d", "number")):
        ExtraField.objects.create(catalogue=catalogue, key=key, label=key, kind=kind)
    path = f"requirements/{row.uid}/"
    values = {"a": "ett", "b": False, "c": "2027-03-01", "d": "1.50"}
    answer = program.patch(path, {"extra": values}, match="*")
    assert answer.json()["extra"] == {"a": "ett", "b": False, "c": "2027-03-01", "d": "1.5"}
    answer = program.patch(path, {"extra": {"a": None, "c": "2027-04-01"}}, match="*")
    assert answer.json()["extra"] == {"b": False, "c": "2027-04-01", "d": "1.5"}


def test_a_new_requirement_at_its_place(program, row, catalogue, programme):
    """201 with its address; under a heading, after a row, with links and fields."""
    factories.ModuleFactory(programme=programme, code="JRN")
    Standard.objects.create(programme=programme, code="FHIR", name="FHIR R4")
    heading = program.post(
        "catalogues/journal/requirements/", {"is_heading": True, "title": "Kapitel"}
    ).json()
    answer = program.post(
        "catalogues/journal/requirements/",
        {
            "parent": heading["uid"],
            "code": "J-9",
            "kind": "desirable",
            "text": "Systemet bör skriva.",
            "modules": ["JRN"],
            "standards": ["FHIR"],
            "owner": program.person.email,
            "max_points": "4",
            "reason": "Nytt behov",
        },
    )
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer["Location"] == f"/api/v1/requirements/{made['uid']}/"
    assert (made["parent"], made["depth"], made["status"]) == (heading["uid"], 1, "draft")
    assert (made["modules"], made["standards"]) == (["JRN"], ["FHIR"])
    assert (made["owner"], made["max_points"]) == (program.person.email, "4")
    assert program.get(answer["Location"]).json() == made
    newest = Requirement.objects.get(uid=made["uid"]).history.get()
    assert (newest.history_user, newest.history_change_reason) == (program.person, "Nytt behov")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "mandatory"}, "text"),
        ({"text": "Utan typ"}, ""),
        ({"is_heading": True}, ""),
        ({"is_heading": True, "title": "R", "kind": "mandatory"}, ""),
        ({"kind": "mandatory", "text": "x", "code": "J-1"}, "code"),
        ({"kind": "mandatory", "text": "x", "parent": "x"}, "parent"),
        ({"kind": "mandatory", "text": "x", "after": str(uuid.uuid4())}, "after"),
        ({"kind": "mandatory", "text": "x", "first": 1}, "first"),
        ({"kind": "mandatory", "text": "x", "reason": ["x"]}, "reason"),
    ],
)
def test_a_new_requirement_that_cannot_be(data, field, program, row):
    """Refused with the field, and nothing is made."""
    answer = program.post("catalogues/journal/requirements/", data)
    assert field in problems(answer)
    assert Requirement.objects.count() == 1


def test_a_place_in_another_catalogue_is_refused(program, row, programme):
    """Even of the same programme; of another one it is not told apart from nothing."""
    other = factories.HeadingFactory(catalogue__programme=programme)
    answer = program.post(f"requirements/{row.uid}/move/", {"parent": str(other.uid)}, match="*")
    assert problems(answer) == {"parent": "Raden finns inte i katalogen."}
    assert Requirement.objects.get(pk=row.pk).parent is None


def test_links_are_set(program, row, programme):
    """The lists that are sent are set, the others stay; the row has a new revision."""
    for code in ("A", "B"):
        factories.ModuleFactory(programme=programme, code=code)
    need = factories.NeedFactory(programme=programme, code="N")
    row.need_links.create(need=need)
    path = f"requirements/{row.uid}/links/"
    revision = program.get(path)["ETag"].strip('"')
    answer = program.put(path, {"modules": ["B", "A"]}, match=revision)
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert [one["code"] for one in shown["modules"]] == ["A", "B"]
    assert [one["code"] for one in shown["needs"]] == ["N"]
    assert answer["ETag"].strip('"') != revision
    assert program.put(path, {"modules": []}, match=revision).status_code == 412
    assert problems(program.put(path, {"title": "x"}, match="*")).keys() == {"title"}
    assert row.module_links.count() == 2


def test_moved_withdrawn_and_restored(program, row, catalogue):
    """The same actions as on the pages, and their rules."""
    heading = factories.HeadingFactory(catalogue=catalogue, title="Kapitel", position=1 << 40)
    path = f"requirements/{row.uid}/"
    moved = program.post(path + "move/", {"parent": str(heading.uid)}, match="*").json()
    assert (moved["parent"], moved["depth"]) == (str(heading.uid), 1)
    assert "reason" in problems(program.post(path + "withdraw/", {}, match="*"))
    gone = program.post(path + "withdraw/", {"reason": "Dubblett"}, match="*").json()
    assert gone["status"] == "withdrawn"
    back = program.post(path + "restore/", {}, match="*").json()
    assert back["status"] == "draft"
    reasons = row.history.values_list("history_change_reason", flat=True)
    assert "Dubblett" in reasons
    assert ChangeSet.objects.filter(kind=ChangeSetKind.STRUCTURE).count() == 4


# ---------------------------------------------------------------- bodies


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b'"text"', b"null", b"NaN", b'{"title": NaN}', b"\xff\xfe",
        b"[" * 100_000,
        b'{"title": "\\u0000"}', b'{"title": "\\ud800"}', b'{"\\u0000": 1}',
        b'{"max_points": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read(body, program, row):
    """400 in the one form, and nothing is written."""
    for method, path in (
        ("PATCH", f"requirements/{row.uid}/"),
        ("POST", "catalogues/journal/requirements/"),
    ):
        answer = program.ask(method, path, body=body, match="*")
        assert answer.status_code == 400, (answer.status_code, answer.content[:300])
        assert answer["Content-Type"] == "application/problem+json"
    assert (Requirement.objects.get().title, row.history.count()) == ("Läsa", 1)


@pytest.mark.parametrize("number", ["1e400", "-1", "1e15", "0.0001", "1e-300", "123456789012345"])
def test_numbers_that_do_not_fit(number, program, row):
    """Too large, too small and negative ones are refused in words."""
    body = b'{"max_points": ' + number.encode() + b"}"
    answer = program.ask("PATCH", f"requirements/{row.uid}/", body=body, match="*")
    assert answer.status_code in {400, 422}, answer.content
    assert Requirement.objects.get().max_points is None


def test_a_body_that_is_too_large(program, row, settings):
    """413 before it is read as JSON."""
    settings.API_MAX_BYTES = 1000
    body = b'{"title": "' + b"x" * 1000 + b'"}'
    answer = program.ask("PATCH", f"requirements/{row.uid}/", body=body, match="*")
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:fvm:problem:too-large")
    assert Requirement.objects.get().title == "Läsa"


def test_a_body_that_is_not_json(program, row):
    """415: forms and files are not taken, so no form of another site can send anything."""
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = program.client.generic(
            "PATCH",
            f"/api/v1/requirements/{row.uid}/",
            b'{"title": "x"}',
            content_type=kind,
            headers={"Authorization": f"Bearer {program.secret}", "If-Match": "*"},
        )
        assert answer.status_code == 415, answer.content
    answer = program.ask("DELETE", f"requirements/{row.uid}/")
    assert (answer.status_code, answer.json()["status"]) == (405, 405)
    assert Requirement.objects.get().title == "Läsa"


def test_refusals_are_in_the_language_asked_for(program, row):
    """Swedish unless English is preferred."""
    path = f"requirements/{row.uid}/"
    swedish = program.patch(path, {"title": "x"}).json()
    with translation.override("sv"):  # the language of the request stays in the thread
        english = program.patch(path, {"title": "x"}, **{"Accept-Language": "en"}).json()
        answer = program.patch(path, {"kind": "x"}, match="*", **{"Accept-Language": "en"})
    assert swedish["title"] == "Säg vilken version som ändras"
    assert english["title"] == "Say which version is changed"
    assert problems(answer)["kind"].startswith("Must be one of:")
