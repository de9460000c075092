"""A catalogue as ReqIF: what people did here is in it, and it comes back as it was."""

import io
import zipfile

import pytest

from common.reqif import simple_value, xhtml_value
from common.reqif_reader import read_reqif
from common.xhtml import xhtml_to_markdown
from requirements_catalog.actions.requirements import create_requirement
from requirements_catalog.actions.structure import move_requirement
from requirements_catalog.choices import FieldKind, RelationKind
from requirements_catalog.exports.reqif import export_requirements_reqif, export_requirements_reqifz
from requirements_catalog.imports.files import import_file
from requirements_catalog.models import Catalogue, Requirement, RequirementRelation
from tests.factories import (
    CatalogueFactory,
    MembershipFactory,
    ModuleFactory,
    RequirementFactory,
    UserFactory,
)
from tests.requirements_catalog.reqif_elsewhere import schema_errors
from tests.requirements_catalog.reqif_files import said
from tests.requirements_catalog.reqif_samples import obj, place, relation, reqif, reqifz, spec

FLAT = [spec("_s", place("_p1", "_1"), place("_p2", "_2", place("_p3", "_3")))]
OBJECTS = [
    obj("_1", id="A", text="<x:p>Ett <x:b>fett</x:b></x:p>", level="4", one=["_e-1"]),
    obj("_2", id="B", title="Två", text="två"),
    obj("_3", id="C", text="tre", many=["_e-1", "_e-2"]),
]


@pytest.fixture
def catalogue(db):
    return CatalogueFactory(slug="krav", name="Krav")


@pytest.fixture
def by(db):
    return UserFactory()


@pytest.fixture
def row(catalogue):
    return lambda key: Requirement.objects.get(
        reqif_object__identifier=key, reqif_object__catalogue=catalogue
    )


def bring_in(catalogue, content, by, filename="krav.reqif"):
    """Import as a request or a job would: with a catalogue read anew."""
    again = Catalogue.objects.get(pk=catalogue.pk)
    return import_file(catalogue=again, path_or_bytes=content, filename=filename, by=by)


def exported(catalogue, rows=None):
    """The document that the catalogue, or some rows of it, is written as."""
    again = Catalogue.objects.get(pk=catalogue.pk)
    content = export_requirements_reqif(again.requirements.all() if rows is None else rows, again)
    assert not schema_errors(content)
    return read_reqif(content, "ut.reqif").document


def change(requirement, **values):
    """Change a row as an action would: its time of change too."""
    for name, value in values.items():
        setattr(requirement, name, value)
    requirement.save()


def order(document):
    """(depth, object) of every place."""
    return [(place.depth, place.object) for place in document.places]


def test_only_what_was_changed_here_differs(catalogue, by, row):
    """A changed text is new XHTML in its own attribute; everything else is untouched."""
    content = reqif(OBJECTS, FLAT)
    bring_in(catalogue, content, by)
    change(row("_1"), text="Ett *kursivt*")
    change(row("_2"), title="Annan")
    before, after = said(read_reqif(content, "a").document), exported(catalogue)
    values = after.objects["_1"].values()
    assert xhtml_to_markdown(xhtml_value(values["_a-text"])) == "Ett *kursivt*"
    assert simple_value(after.objects["_2"].values()["_a-title"]) == "Annan"
    now = said(after)
    now["objects"]["_1"][2]["_a-text"] = before["objects"]["_1"][2]["_a-text"]
    now["objects"]["_2"][2]["_a-title"] = before["objects"]["_2"][2]["_a-title"]
    assert now == before
    assert after.objects["_1"].element.get("LAST-CHANGE") != "2026-01-02T03:04:05Z"
    assert after.objects["_3"].element.get("LAST-CHANGE") == "2026-01-02T03:04:05Z"


def test_extra_fields_go_back_in_their_kind(catalogue, by, row):
    """A number, a choice, several choices; one emptied; and what the kind cannot say."""
    bring_in(catalogue, reqif(OBJECTS, FLAT), by)
    change(row("_1"), extra={"tal": "9", "ett_val": "blå"})
    change(row("_3"), extra={"flera_val": "grön; blå", "ett_val": "lila"})
    document = exported(catalogue)
    found = said(document)["objects"]
    assert found["_1"][2]["_a-level"] == ("INTEGER", "9")
    assert found["_1"][2]["_a-one"] == ("ENUMERATION", ("_e-3",))
    assert found["_3"][2]["_a-many"] == ("ENUMERATION", ("_e-2", "_e-3"))
    assert ("STRING", "lila") in found["_3"][2].values()
    change(row("_1"), extra={})
    found = said(exported(catalogue))["objects"]
    assert "_a-level" not in found["_1"][2]


def test_rows_added_moved_and_taken_out_here(catalogue, by, row):
    """The tree is that of the catalogue, in the specification that the rows stand in."""
    bring_in(catalogue, reqif(OBJECTS, FLAT), by)
    new = RequirementFactory(
        catalogue=catalogue, parent=row("_2"), code="N", text="ny", title="", depth=1,
        position=row("_3").position + 1,
    )  # fmt: skip
    moved = row("_1")
    change(moved, parent=row("_2"), depth=1, position=new.position + 1)
    document = exported(catalogue)
    assert order(document) == [(0, "_2"), (1, "_3"), (1, f"_{new.uid}"), (1, "_1")]
    assert list(document.specifications) == ["_s"]
    assert bring_in(CatalogueFactory(slug="ny"), _bytes(catalogue), by).counts["created"] == 4
    rows = catalogue.requirements.exclude(pk=row("_2").pk)
    assert order(exported(catalogue, rows)) == [(0, "_3"), (0, f"_{new.uid}"), (0, "_1")]


def _bytes(catalogue):
    again = Catalogue.objects.get(pk=catalogue.pk)
    return export_requirements_reqif(again.requirements.all(), again)


def test_relations_made_and_removed_here(catalogue, by, row):
    """One that people took away is not written, one that they made is."""
    links = [relation("_r1", "_1", "_2"), relation("_r2", "_2", "_3")]
    bring_in(catalogue, reqif(OBJECTS, FLAT, links), by)
    RequirementRelation.objects.get(source=row("_1")).delete()
    RequirementRelation.objects.create(
        source=row("_3"), target=row("_1"), kind=RelationKind.CONFLICTS_WITH
    )
    document = exported(catalogue)
    kept, made = document.relations.values()
    assert (kept.identifier, kept.source, kept.target) == ("_r2", "_2", "_3")
    assert (made.source, made.target) == ("_3", "_1")
    assert document.types[made.type].get("LONG-NAME") == "står i strid med"


def test_a_catalogue_that_never_was_reqif_comes_back_whole(catalogue, by):
    """Every field of ours, extra fields with their kinds, the tree, the relations."""
    module = ModuleFactory(programme=catalogue.programme, code="M1")
    extra = [
        ("Antal", FieldKind.NUMBER, ""), ("Dag", FieldKind.DATE, ""), ("Ja", FieldKind.YES_NO, ""),
        ("Färg", FieldKind.CHOICE, "röd\ngrön"), ("Fritt", FieldKind.TEXT, ""),
    ]  # fmt: skip
    for number, (label, kind, words) in enumerate(extra):
        catalogue.extra_fields.create(
            key=label.lower(), label=label, kind=kind, choice_list=words, position=number
        )
    heading = RequirementFactory(
        catalogue=catalogue,
        is_heading=True,
        kind="",
        title="Kap",
        text="",
        position=10,
        code="1",
        answer_format="",
    )
    first = RequirementFactory(
        catalogue=catalogue, parent=heading, depth=1, position=20, code="A", title="Rubrik",
        text="**text**", kind="desirable", motive="- a\n- b", verification="prov",
        answer_format="choice", answer_choices="x; y", phase="contract", status="in_review",
        is_minimum_requirement=True, law_reference="OSL", standard_reference="ISO",
        extra={"antal": "1.5", "dag": "2026-03-01", "ja": "no", "färg": "grön", "fritt": "a\nb"},
    )  # fmt: skip
    first.modules.add(module)
    second = RequirementFactory(
        catalogue=catalogue, parent=heading, depth=1, position=30, code="B", title="Bara rubrik",
        text="", kind="information",
    )  # fmt: skip
    RequirementRelation.objects.create(source=first, target=second, kind="depends_on")
    content = _bytes(catalogue)
    assert not schema_errors(content)
    assert bring_in(catalogue, content, by).counts["unchanged"] == 3
    other = CatalogueFactory(slug="annan", programme=catalogue.programme)
    bring_in(other, content, by)
    names = [
        "code", "title", "text", "kind", "motive", "verification", "answer_format",
        "answer_choices", "phase", "status", "is_minimum_requirement", "law_reference",
        "standard_reference", "depth", "is_heading", "extra", "modules__code",
    ]  # fmt: skip
    mine, theirs = (c.requirements.order_by("position").values(*names) for c in (catalogue, other))
    for one, other_one in zip(mine, theirs, strict=True):
        assert {k: (v, other_one[k]) for k, v in one.items() if v != other_one[k]} == {}
    fields = ("label", "kind", "choice_list")
    assert set(other.extra_fields.values_list(*fields)) == set(
        catalogue.extra_fields.values_list(*fields)
    )
    made = RequirementRelation.objects.get(source__catalogue=other)
    assert (made.source.code, made.target.code, made.kind) == ("A", "B", "depends_on")


def test_objects_in_several_places_stay_in_them(catalogue, by):
    """Also an object that stands below another place of its parent."""
    specs = [
        spec("_s1", place("_p1", "_1", place("_p2", "_2")), place("_p3", "_1", place("_p4", "_3")),
             place("_p5", "_2"), name="Ett"),
        spec("_s2", place("_p6", "_3"), place("_p7", "_1"), name="Två"),
    ]  # fmt: skip
    content = reqif(OBJECTS, specs)
    bring_in(catalogue, content, by)
    assert said(exported(catalogue)) == said(read_reqif(content, "a").document)


def test_the_archive_holds_the_files(catalogue, by):
    """At the paths that the texts name."""
    text = '<x:object data="b/a.png" type="image/png">A</x:object>'
    content = reqifz({"k.reqif": reqif([obj("_1", text=text)]), "b/a.png": b"\x89PNG"})
    bring_in(catalogue, content, by, "k.reqifz")
    again = Catalogue.objects.get(pk=catalogue.pk)
    made = export_requirements_reqifz(again.requirements.all(), again)
    archive = zipfile.ZipFile(io.BytesIO(made))
    assert archive.namelist() == ["krav.reqif", "b/a.png"]
    assert archive.read("b/a.png") == b"\x89PNG"
    assert made == export_requirements_reqifz(again.requirements.all(), again)


def two_files(catalogue, by):
    """An archive of two files that share an object and a type, brought in."""
    first = reqif(
        [obj("_1", text="Ett"), obj("_x", text="Delat")],
        [spec("_s1", place("_p1", "_1"), place("_px", "_x"), name="Första")],
    )
    second = reqif(
        [obj("_2", text="Två"), obj("_x", text="Delat"), obj("_lös", text="Lös")],
        [spec("_s2", place("_p2", "_2"), name="Andra")],
        [relation("_r", "_2", "_x")],
    )
    bring_in(catalogue, reqifz({"a/ett.reqif": first, "två.reqif": second}), by, "k.reqifz")
    return Catalogue.objects.get(pk=catalogue.pk)


def archive_of(catalogue):
    """Name → document of each file of an export."""
    again = Catalogue.objects.get(pk=catalogue.pk)
    made = export_requirements_reqifz(again.requirements.all(), again)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: read_reqif(archive.read(name), name).document for name in archive.namelist()}


def test_what_is_made_here_goes_to_the_file_it_belongs_to(catalogue, by):
    """A new row under a specification, a relation from it, and a row that moves to the other."""
    catalogue = two_files(catalogue, by)
    found = archive_of(catalogue)
    assert {name: set(one.objects) for name, one in found.items()} == {
        "a/ett.reqif": {"_1", "_x"}, "två.reqif": {"_2", "_x", "_lös"},
    }  # fmt: skip
    heading = Requirement.objects.get(title="Andra")
    two = Requirement.objects.get(text="Två")
    made = create_requirement(
        catalogue=catalogue, by=by, parent=heading, code="N1", kind="mandatory", text="Nytt"
    )
    RequirementRelation.objects.create(source=made, target=two, kind="refines")
    move_requirement(requirement=Requirement.objects.get(text="Ett"), by=by, parent=heading)
    found = archive_of(catalogue)
    names = {name: set(one.objects) for name, one in found.items()}
    assert names == {"a/ett.reqif": {"_x"}, "två.reqif": {"_2", "_x", "_lös", f"_{made.uid}", "_1"}}
    assert [len(one.relations) for one in found.values()] == [0, 2]


def test_a_file_that_comes_alone_again_replaces_itself_in_the_archive(catalogue, by):
    """The other file of the archive stays what it was."""
    catalogue = two_files(catalogue, by)
    alone = reqif(
        [obj("_1", text="Ett igen"), obj("_3", text="Tre")],
        [spec("_s1", place("_p1", "_1"), place("_p3", "_3"), name="Första")],
    )
    bring_in(catalogue, alone, by, "annat-namn.reqif")
    found = archive_of(catalogue)
    assert list(found) == ["a/ett.reqif", "två.reqif"]
    assert "_3" in found["a/ett.reqif"].objects
    assert set(found["två.reqif"].objects) == {"_2", "_x", "_lös"}


def test_signs_that_no_xml_may_hold_are_left_out(catalogue, by):
    """They cannot be seen; everything else of the text, the label and the choice is there."""
    field = catalogue.extra_fields.create(
        key="val", label="V\x0bal", kind=FieldKind.CHOICE, choice_list="r\x1föd"
    )
    RequirementFactory(
        catalogue=catalogue, code="A\x01", title="T\x02", text="a\x0cb\ufffe", motive="\x0b",
        extra={field.key: "r\x1föd"},
    )  # fmt: skip
    Catalogue.objects.filter(pk=catalogue.pk).update(name="N\x03amn")
    content = _bytes(catalogue)
    assert not schema_errors(content)
    other = CatalogueFactory(slug="annan")
    bring_in(other, content, by)
    row = other.requirements.get()
    assert (row.code, row.title, row.text, row.motive) == ("A", "T", "ab", "")
    made = other.extra_fields.get()
    assert (made.label, made.choice_list, row.extra) == ("Val", "röd", {made.key: "röd"})


def test_relations_keep_their_notes(catalogue, by):
    """As the description of the relation, which other tools show."""
    first, second = (RequirementFactory(catalogue=catalogue, code=code) for code in "AB")
    RequirementRelation.objects.create(source=first, target=second, kind="refines", note="Del 2")
    content = _bytes(catalogue)
    (made,) = read_reqif(content, "ut.reqif").document.relations.values()
    assert made.element.get("DESC") == "Del 2"
    other = CatalogueFactory(slug="annan")
    bring_in(other, content.replace(b"Del 2", b"x" * 301), by)
    assert RequirementRelation.objects.get(source__catalogue=other).note == "x" * 300


def test_people_in_fields_of_the_catalogue_go_by_address(catalogue, by):
    """A member comes back as the same person; one who is no member stays as the file says."""
    member = MembershipFactory(programme=catalogue.programme).user
    catalogue.extra_fields.create(key="vem", label="Vem", kind=FieldKind.PERSON)
    row = RequirementFactory(catalogue=catalogue, code="A", extra={"vem": str(member.pk)})
    content = _bytes(catalogue)
    assert member.email.encode() in content
    elsewhere = CatalogueFactory(slug="annan")
    bring_in(elsewhere, content, by)
    assert elsewhere.extra_fields.get().kind == FieldKind.PERSON
    assert elsewhere.requirements.get().extra == {}
    assert member.email.encode() in _bytes(elsewhere)
    change(row, extra={})
    report = bring_in(catalogue, content, by)
    assert report.rows[0]["changes"][0]["new"] == member.email
    row.refresh_from_db()
    assert row.extra == {"vem": str(member.pk)}
