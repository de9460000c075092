"""A catalogue out as JSON and in again: nothing lost, and only what the file changes is changed."""

import json

import pytest
from django.core.management import CommandError, call_command

from common.workbooks import WorkbookRefused
from requirements_catalog.actions import requirements as actions
from requirements_catalog.choices import RelationKind
from requirements_catalog.exports.json import export_requirements_json, requirements_document
from requirements_catalog.imports.json import import_document
from requirements_catalog.imports.json_file import read_json_workbook
from requirements_catalog.models import ExtraField, Requirement, RequirementRelation, Standard
from tests import factories

from .api_client import Program

pytestmark = pytest.mark.django_db
ODD = "rad 1\nrad 2\t»å̊ 🦊 \u200bx\u2028y |=cmd|' 0001"


@pytest.fixture
def person(make_person, programme):
    """A requirements manager."""
    return make_person("requirements_manager", programme, name="Kim")


@pytest.fixture
def full(programme, person):
    """A catalogue with something in every field, link and relation; a heading in a heading."""
    catalogue = factories.CatalogueFactory(programme=programme, slug="journal", name="Journal")
    for key, kind in (("klar", "yes_no"), ("vem", "person"), ("tal", "number")):
        ExtraField.objects.create(catalogue=catalogue, key=key, label=key.title(), kind=kind)
    ExtraField.objects.create(
        catalogue=catalogue, key="våg", label="Våg", kind="choice", choice_list="1\n2", position=9
    )
    module = factories.ModuleFactory(programme=programme, code="JRN")
    need = factories.NeedFactory(programme=programme, code="N1")
    standard = Standard.objects.create(programme=programme, code="FHIR", name="FHIR")

    def make(**fields):
        return actions.create_requirement(catalogue=catalogue, by=person, **fields)

    chapter = make(is_heading=True, title="Kapitel", code="1")
    inner = make(is_heading=True, title="Avsnitt", parent=chapter)
    first = make(
        parent=inner,
        code="0001",
        title="Läsa",
        text=ODD,
        kind="mandatory",
        motive="Därför",
        verification="Visas",
        verification_method="demo",
        verification_delivery="Vid leverans",
        verification_contract="Varje år",
        answer_format="choice",
        answer_choices="a;b",
        phase="tender",
        is_minimum_requirement=True,
        max_points="12.5",
        max_value="1000000.00",
        scale="0–5",
        confidentiality=3,
        integrity=2,
        availability=4,
        traceability=1,
        suitability_assessment="done",
        status="in_review",
        owner=person,
        assignee=person,
        standard_reference="SS-EN 13606",
        law_reference="PDL 4 kap.",
        extra={"klar": "no", "vem": str(person.pk), "tal": "-1.5", "våg": "2", "fri": "text"},
        modules=[module],
        needs=[need],
        standards=[standard],
    )
    second = make(code="0002", text="Utan rubrik", kind="information")
    third = make(code="0003", text="Bort", kind="desirable")
    RequirementRelation.objects.create(
        source=second, target=first, kind=RelationKind.REFINES, note="Se"
    )
    actions_withdraw(third, person)
    return catalogue


def actions_withdraw(row, person):
    """Withdraw with a reason."""
    from requirements_catalog.actions.structure import withdraw_requirement

    withdraw_requirement(requirement=row, by=person, reason="Dubblett")


def exported(catalogue):
    """The document as plain data, from its bytes."""
    return json.loads(export_requirements_json(catalogue.requirements.all(), catalogue))


def without_catalogue(document):
    """What is to be the same in another catalogue."""
    return {name: part for name, part in document.items() if name != "catalogue"}


def test_every_part_is_in_the_document(full, person):
    """Worked out by hand for the row that has everything."""
    document = exported(full)
    assert (document["format"], document["version"]) == ("fvm-requirements", 1)
    assert document["catalogue"] == {"slug": "journal", "name": "Journal", "description": ""}
    chapter, inner, first, second, third = document["requirements"]
    assert (chapter["parent"], inner["parent"]) == (None, chapter["uid"])
    assert (first["parent"], first["code"], first["text"]) == (inner["uid"], "0001", ODD)
    assert (first["max_points"], first["max_value"]) == ("12.5", "1000000")
    assert (first["owner"], first["modules"]) == (person.email, ["JRN"])
    assert first["extra"] == {
        "klar": False, "vem": person.email, "tal": "-1.5", "våg": "2", "fri": "text"
    }  # fmt: skip
    assert second["relations"] == [{"kind": "refines", "target": first["uid"], "note": "Se"}]
    assert third["status"] == "withdrawn"


def test_the_round_trip_is_the_identity(full, person):
    """Out, everything gone, in again: the same document, to the letter and in the same order."""
    document = exported(full)
    history = set(Requirement.history.values_list("pk", flat=True))
    RequirementRelation.objects.all().delete()
    for name in ("module_links", "need_links", "standard_links"):
        for row in full.requirements.all():
            getattr(row, name).all().delete()
    for row in full.requirements.order_by("-depth"):
        row.delete()
    Requirement.history.all().delete()
    assert history and not full.requirements.exists()
    report = import_document(catalogue=full, document=document, by=person, reason="Åter")
    assert report.counts == {"created": 5, "updated": 0, "unchanged": 0, "refused": 0}
    # The key that no field described has one now: text is all that is known of it.
    again = exported(full)
    assert again["requirements"] == document["requirements"]
    assert [extra["key"] for extra in again["extra_fields"]] == ["klar", "vem", "tal", "fri", "våg"]
    made = Requirement.objects.get(code="0001").history.get()
    assert (made.history_user, made.history_change_reason) == (person, "Åter")


def test_reading_in_the_same_changes_nothing(full, person):
    """Every row unchanged, and not a row of history."""
    before = Requirement.history.count()
    report = import_document(catalogue=full, document=exported(full), by=person)
    assert report.counts == {"created": 0, "updated": 0, "unchanged": 5, "refused": 0}
    assert Requirement.history.count() == before
    assert full.extra_fields.count() == 4


def test_a_copy_in_another_catalogue_gets_identities_of_its_own(full, person, programme):
    """The rows of the first are left alone."""
    other = factories.CatalogueFactory(programme=programme)
    document = exported(full)
    report = import_document(catalogue=other, document=document, by=person)
    assert report.counts["created"] == 5
    again = exported(other)
    for old, new in zip(document["requirements"], again["requirements"], strict=True):
        assert old["uid"] != new["uid"]
        assert (old["code"], old["text"], old["modules"]) == (
            new["code"], new["text"], new["modules"]
        )  # fmt: skip
    assert [row.depth for row in other.requirements.order_by("position")] == [0, 1, 2, 0, 0]
    assert exported(full) == document


def test_only_what_the_file_changes_is_changed(full, person):
    """One cell edited, one row moved to the top, one new between others; the rest unchanged."""
    document = exported(full)
    chapter, inner, first, second, third = document["requirements"]
    first["title"] = "Läsa allt"
    second["parent"] = chapter["uid"]
    new = {"code": "0009", "kind": "desirable", "text": "Nytt", "parent": inner["uid"]}
    document["requirements"] = [chapter, inner, new, first, second, third]
    before = Requirement.history.count()
    report = import_document(catalogue=full, document=document, by=person)
    assert [row["outcome"] for row in report.rows] == [
        "unchanged", "unchanged", "created", "updated", "updated", "unchanged"
    ]  # fmt: skip
    again = exported(full)["requirements"]
    assert [row["code"] or row["title"] for row in again] == [
        "1", "Avsnitt", "0009", "0001", "0002", "0003"
    ]  # fmt: skip
    assert again[4]["parent"] == chapter["uid"]
    assert again[3] == first
    assert Requirement.history.count() == before + 3
    assert [row.depth for row in full.requirements.order_by("position")] == [0, 1, 2, 2, 1, 0]


def test_rows_change_order_with_the_fewest_moves(full, person):
    """The last of three comes first: one row moved, two unchanged."""
    chapter = full.requirements.get(code="1")
    for code in ("a", "b", "c"):
        actions.create_requirement(
            catalogue=full, by=person, parent=chapter, code=code, text=code, kind="mandatory"
        )
    document = exported(full)
    rows = {row["code"]: row for row in document["requirements"]}
    document["requirements"] = [rows["1"], rows["c"], rows["a"], rows["b"]]
    report = import_document(catalogue=full, document=document, by=person)
    assert [row["outcome"] for row in report.rows] == ["unchanged", "updated"] + ["unchanged"] * 2
    shown = [row["code"] for row in exported(full)["requirements"]]
    assert [code for code in shown if code in "abc" and code] == ["c", "a", "b"]


@pytest.mark.parametrize("count", [3, 20])
def test_moves_and_new_rows_cost_the_same_whatever_their_number(
    full, person, count, django_assert_num_queries
):
    """All put first under another heading in turn, and as many new ones between them."""
    chapter = actions.create_requirement(catalogue=full, by=person, is_heading=True, title="Ny")
    for number in range(count):
        actions.create_requirement(
            catalogue=full, by=person, code=f"a{number}", text="x", kind="mandatory"
        )
    document = exported(full)
    moved = [row for row in document["requirements"] if row["code"].startswith("a")]
    rest = [row for row in document["requirements"] if row not in moved]
    for number, row in enumerate(moved):
        row["parent"] = str(chapter.uid)
        new = {"code": f"n{number}", "kind": "mandatory", "text": "y", "parent": row["parent"]}
        rest += [row, new]
    document["requirements"] = rest
    with django_assert_num_queries(32):
        import_document(catalogue=full, document=document, by=person)
    under = chapter.children.order_by("position").values_list("code", flat=True)
    assert list(under)[:4] == ["a0", "n0", "a1", "n1"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "okänd"}, "kind"),
        ({"code": "0002"}, "code"),
        ({"uid": "x"}, "uid"),
        ({"parent": "0b6a1f0e-0000-4000-8000-000000000000"}, "parent"),
        ({"modules": ["FINNS-INTE"]}, "modules"),
        ({"owner": "ingen@exempel.test"}, "owner"),
        ({"is_heading": True}, "is_heading"),
        ({"status": "withdrawn"}, "status"),
        ({"relations": [{"kind": "x"}]}, "relations"),
        ({"påhitt": 1}, "påhitt"),
        ({"extra": {"tal": "x"}}, "extra.tal"),
        ({"text": "", "title": ""}, "text"),
    ],
)
def test_a_refused_row_stops_everything(change, field, full, person):
    """Told with its field, and nothing is written."""
    document = exported(full)
    before = Requirement.history.count()
    document["requirements"][2] |= change
    document["requirements"][3]["text"] = "Ändrad"
    report = import_document(catalogue=full, document=document, by=person)
    refused = [row for row in report.rows if row["outcome"] == "refused"]
    assert field in {problem["field"] for problem in refused[0]["problems"]}
    assert not report.is_applied
    assert Requirement.history.count() == before
    assert full.requirements.get(code="0002").text == "Utan rubrik"


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"{", b"\xff", b'{"format": "fvm-requirements", "version": 2}',
     b'{"format": "fvm-requirements", "version": 1, "requirements": {}}',
     b'{"format": "fvm-requirements", "version": 1, "requirements": [], "extra_fields": [1]}',
     b'{"format": "fvm-requirements", "version": 1, "requirements": ["\\u0000"]}',
     b"[" * 200_000],
)  # fmt: skip
def test_a_file_that_cannot_be_read(content):
    """Refused as a whole, in words."""
    with pytest.raises(WorkbookRefused):
        read_json_workbook(content, "krav.json")


def test_from_the_command_line(full, person, tmp_path, capsys):
    """Out with one command and in with the other; exit codes as for workbooks."""
    path = tmp_path / "krav.json"
    call_command(
        "export_requirements", catalogue="journal", format="json", output=str(path), verbosity=0
    )
    call_command("import_requirements", str(path), catalogue="journal", by=person.email)
    assert "0 nya, 0 ändrade, 3 oförändrade, 0 avvisade." in capsys.readouterr().out
    document = json.loads(path.read_text(encoding="utf-8"))
    document["requirements"][3]["kind"] = "x"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CommandError) as stopped:
        call_command("import_requirements", str(path), catalogue="journal", by=person.email)
    assert stopped.value.returncode == 1
    assert "Rad 4, Typ 0002:" in capsys.readouterr().err


def test_by_the_api(full, person, make_person, programme):
    """The same document; a dry run writes nothing, and one who may edit may not import."""
    program = Program(person)
    document = program.get("catalogues/journal/document/").json()
    assert document == json.loads(json.dumps(requirements_document(full.requirements.all(), full)))
    document["requirements"][3]["text"] = "Ändrad"
    path = "catalogues/journal/document/"
    dry = program.post(path + "?dry_run=yes", document).json()
    assert (dry["updated"], dry["unchanged"], dry["applied"]) == (1, 4, False)
    assert full.requirements.get(code="0002").text == "Utan rubrik"
    for role in ("author", "reader"):
        other = Program(make_person(role, programme))
        assert other.get(path).status_code == 200
        assert other.post(path, document).status_code == 403
    assert full.requirements.get(code="0002").text == "Utan rubrik"
    assert program.post(path, document).json()["applied"] is True
    assert full.requirements.get(code="0002").text == "Ändrad"
    assert program.post(path, {"format": "x"}).status_code == 422


def test_from_the_list(full, as_role):
    """The menu's file: the rows of the list with the same filters."""
    client = as_role("reader")
    url = "/p/prov/requirements/journal/export/?kind=mandatory"
    answer = client.post(url, {"format": "json"})
    assert answer["Content-Type"] == "application/json"
    content = b"".join(answer.streaming_content)
    assert [row["code"] for row in json.loads(content)["requirements"]] == ["0001"]
