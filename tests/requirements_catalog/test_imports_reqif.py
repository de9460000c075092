"""ReqIF into a catalogue: what each thing becomes, what a new version changes, what stays."""

import pytest
from lxml import etree

from requirements_catalog.actions.structure import move_requirement
from requirements_catalog.actions.undo import undo
from requirements_catalog.choices import FieldKind, RelationKind
from requirements_catalog.exports.reqif import export_requirements_reqif
from requirements_catalog.imports.files import import_file
from requirements_catalog.models import Attachment, Requirement, RequirementRelation
from tests.factories import CatalogueFactory, RequirementFactory, UserFactory
from tests.requirements_catalog.reqif_samples import obj, place, relation, reqif, reqifz, spec

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def catalogue(db):
    return CatalogueFactory(slug="krav")


@pytest.fixture
def by(db):
    return UserFactory()


@pytest.fixture
def bring_in(catalogue, by):
    """``bring_in(bytes)`` imports a file and returns the report."""

    def run(content, filename="krav.reqif", **options):
        # Read anew each time, as a request or a job would.
        again = type(catalogue).objects.get(pk=catalogue.pk)
        options.setdefault("by", by)
        return import_file(catalogue=again, path_or_bytes=content, filename=filename, **options)

    return run


@pytest.fixture
def row(catalogue):
    """``row("_1")``: the row that an object became."""

    def get(identifier):
        return Requirement.objects.get(reqif_object__identifier=identifier, catalogue=catalogue)

    return get


def test_objects_become_rows_in_the_order_of_the_tree(bring_in, catalogue, row):
    """A chapter is a heading, nesting is kept, and the file's order of objects does not matter."""
    content = reqif(
        [
            obj("_3", id="B", text="Tredje"),
            obj("_1", title="Kapitel"),
            obj("_2", id="A", title="Namn", text="<x:p>Ett <x:b>fett</x:b> ord</x:p>"),
        ],
        [spec("_s", place("_p1", "_1", place("_p2", "_2", place("_p3", "_3"))))],
    )
    report = bring_in(content)
    assert report.counts == {"created": 3, "updated": 0, "unchanged": 0, "refused": 0}
    rows = list(catalogue.requirements.order_by("position"))
    assert [(r.code, r.title, r.text, r.depth, r.is_heading) for r in rows] == [
        ("", "Kapitel", "", 0, True),
        ("A", "Namn", "Ett **fett** ord", 1, False),
        ("B", "", "Tredje", 2, False),
    ]
    assert row("_2").history.first().history_change_reason == "Import av krav.reqif"


def test_every_kind_of_value_is_kept_with_its_type(bring_in, catalogue, row):
    """What has no field of its own becomes an extra field of the right kind."""
    bring_in(
        reqif(
            [
                obj("_1", text="a", level="7", weight="1.50", safe="true",
                    due="2026-03-01T00:00:00", one=["_e-2"], many=["_e-1", "_e-3"]),
            ]
        )
    )  # fmt: skip
    kinds = dict(catalogue.extra_fields.values_list("label", "kind"))
    assert kinds == {
        "Tal": FieldKind.NUMBER, "Vikt": FieldKind.NUMBER, "Säker": FieldKind.YES_NO,
        "Klart": FieldKind.DATE, "Ett val": FieldKind.CHOICE, "Flera val": FieldKind.TEXT,
    }  # fmt: skip
    assert row("_1").extra == {
        "tal": "7", "vikt": "1.5", "säker": "yes", "klart": "2026-03-01", "ett_val": "grön",
        "flera_val": "röd; blå",
    }  # fmt: skip
    assert catalogue.extra_fields.get(label="Ett val").choice_list == "röd\ngrön\nblå"


def test_a_time_of_day_is_not_lost_and_a_missing_zone_is_not_invented(bring_in, row):
    """A field that holds a time of day is text, as it was written."""
    bring_in(
        reqif(
            [
                obj("_1", text="a", due="2026-03-01T14:30:00"),
                obj("_2", text="b", due="2026-03-01T14:30:15.123+02:00"),
            ]
        )
    )
    assert row("_1").extra == {"klart": "2026-03-01 14:30"}
    assert row("_2").extra == {"klart": "2026-03-01 14:30:15 +02:00"}


def test_defaults_hold_where_a_value_is_left_out(bring_in, row):
    """And a value that is given wins."""
    bring_in(
        reqif(
            [obj("_1", text="a"), obj("_2", text="b", level="9", one=["_e-3"])],
            defaults={"level": "4", "one": ["_e-1"]},
        )
    )
    assert row("_1").extra == {"tal": "4", "ett_val": "röd"}
    assert row("_2").extra == {"tal": "9", "ett_val": "blå"}


def test_objects_in_several_places_or_none(bring_in, catalogue, row):
    """The first place counts and the others are told; what stands nowhere comes last."""
    content = reqif(
        [obj("_0", text="lös"), obj("_1", title="K1"), obj("_2", title="K2"), obj("_3", text="c")],
        [
            spec(
                "_s", place("_p1", "_1", place("_p2", "_3")), place("_p3", "_2", place("_p4", "_3"))
            )
        ],
    )
    report = bring_in(content)
    assert row("_3").parent == row("_1")
    order = list(catalogue.requirements.order_by("position").values_list("title", "text"))
    assert order == [("K1", ""), ("", "c"), ("K2", ""), ("", "lös")]
    assert report.notices == [
        "1 objekt står på flera platser; här står det på den första: _3",
        "1 objekt står inte i någon specifikation och läggs sist: _0",
    ]


def test_several_specifications_become_headings(bring_in, catalogue, row):
    """Each with its own; they are counted as headings, not as objects."""
    content = reqif(
        [obj("_1", text="a"), obj("_2", text="b")],
        [spec("_s1", place("_p1", "_1"), name="Ett"), spec("_s2", place("_p2", "_2"), name="Två")],
    )
    report = bring_in(content)
    assert (report.counts["created"], report.headings["created"]) == (2, 2)
    assert (row("_1").parent.title, row("_2").parent.title) == ("Ett", "Två")
    assert bring_in(content).counts["unchanged"] == 2


def test_relations_become_ours_by_the_name_of_their_type(bring_in, row):
    """One that leads nowhere is told and kept in the source alone."""
    content = reqif(
        [obj("_1", text="a"), obj("_2", text="b")],
        relations=[relation("_r1", "_1", "_2"), relation("_r2", "_1", "_borta")],
        relation_type="Refines",
    )
    report = bring_in(content)
    made = RequirementRelation.objects.get()
    assert (made.source, made.target, made.kind) == (row("_1"), row("_2"), RelationKind.REFINES)
    assert report.notices == [
        "1 relationer saknar en ände eller pekar på objekt som inte finns i filen: _r2"
    ]
    bring_in(content)
    assert RequirementRelation.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Contradicts", "conflicts_with"), ("is derived from", "derived_from"),
     ("Depends on", "depends_on"), ("Förutsätter", "depends_on"), ("Länk", "corresponds_to")],
)  # fmt: skip
def test_types_of_relations(name, kind, bring_in):
    """What no word tells corresponds."""
    objects = [obj("_1", text="a"), obj("_2", text="b")]
    bring_in(reqif(objects, relations=[relation("_r", "_1", "_2")], relation_type=name))
    assert RequirementRelation.objects.get().kind == kind


def test_pictures_become_attachments(bring_in, row):
    """From the archive with a back-slashed path, and from the text itself."""
    data = "data:image/png;base64,iVBORw0KGgo="
    text = (
        'Se <x:object data="bilder\\en%20bild.png" type="image/png">Skiss</x:object> och '
        f'<x:object data="{data}" type="image/png"/>'
    )
    archive = reqifz({"krav.reqif": reqif([obj("_1", text=text)]), "bilder/en bild.png": PNG})
    bring_in(archive, "krav.reqifz")
    found = {one.name: one.file.read() for one in row("_1").attachments.all()}
    assert found == {"en bild.png": PNG, "bild-2.png": b"\x89PNG\r\n\x1a\n"}
    assert row("_1").text == "Se (bild: en%20bild.png – Skiss) och (bild)"
    bring_in(archive, "krav.reqifz")
    assert Attachment.objects.count() == 2


def test_missing_and_unwanted_files_are_told(bring_in):
    """A page is not taken in, whatever it is called; the words stay."""
    text = (
        '<x:object data="a.html" type="text/html">A</x:object><x:object data="b.png">B</x:object>'
    )
    archive = reqifz({"k.reqif": reqif([obj("_1", text=text)]), "a.html": b"<script>"})
    report = bring_in(archive, "k.reqifz")
    assert report.notices[-2:] == [
        "1 filer som texten visar följde inte med: b.png",
        "1 filer är av ett slag som inte tas emot som bilaga: a.html",
    ]
    assert not Attachment.objects.exists()


def test_scripts_are_dropped_and_words_are_kept(bring_in, row):
    """The clean text is shown, the original is kept as it was."""
    text = (
        '<x:script>alert(1)</x:script><x:p onclick="x()">Säker <x:a href="javascript:x()">länk'
        "</x:a></x:p>"
    )
    bring_in(reqif([obj("_1", text=text)]))
    assert row("_1").text == "Säker länk"
    assert "javascript" in row("_1").reqif_object.xml


# ---------------------------------------------------------------- codes


def test_codes_that_are_missing_or_taken(bring_in, catalogue, row):
    """Every requirement has a code of its own: the file's where it can be used."""
    RequirementFactory(catalogue=catalogue, code="K-0001")
    report = bring_in(
        reqif([obj("_1", id="X", text="a"), obj("_2", id="X", text="b"), obj("_3", text="c")])
    )
    assert [row(key).code for key in ("_1", "_2", "_3")] == ["X", "K-0002", "K-0003"]
    (told,) = (line["notices"] for line in report.rows if "notices" in line)
    assert told == [
        "_2: Krav-id X används redan eller har använts tidigare; kravet heter K-0002 här."
    ]
    assert bring_in(
        reqif([obj("_1", id="X", text="a"), obj("_2", id="X", text="b"), obj("_3", text="c")])
    ).counts["unchanged"] == 3  # fmt: skip


def test_a_row_that_came_from_a_workbook_is_known_by_its_code(bring_in, catalogue, row):
    """The object takes the row over instead of standing beside it."""
    old = RequirementFactory(catalogue=catalogue, code="A1", text="förr", title="")
    report = bring_in(reqif([obj("_1", id="A1", text="nu")]))
    assert report.counts == {"created": 0, "updated": 1, "unchanged": 0, "refused": 0}
    assert row("_1").pk == old.pk
    assert row("_1").text == "nu"


# ---------------------------------------------------------------- a new version


def test_what_people_wrote_here_stays_where_the_file_has_not_changed(bring_in, row):
    """Only what the file says differently than last time is a change."""
    bring_in(reqif([obj("_1", text="a", level="1"), obj("_2", text="b")]))
    Requirement.objects.filter(pk=row("_1").pk).update(text="skrivet här", motive="varför")
    report = bring_in(reqif([obj("_1", text="a", level="2"), obj("_2", text="b2")]))
    assert report.counts == {"created": 0, "updated": 2, "unchanged": 0, "refused": 0}
    assert (row("_1").text, row("_1").motive) == ("skrivet här", "varför")
    assert row("_1").extra == {"tal": "2"}
    assert row("_2").text == "b2"


def test_a_row_that_people_moved_stays_unless_the_file_moves_it(bring_in, catalogue, row):
    """And a move of both sides never puts a row below itself."""
    objects = [obj("_1", title="K1"), obj("_2", title="K2"), obj("_3", text="c")]
    flat = spec("_s", place("_p1", "_1", place("_p3", "_3")), place("_p2", "_2"))
    bring_in(reqif(objects, [flat]))
    moved = row("_1")
    Requirement.objects.filter(pk=moved.pk).update(parent=row("_2"), depth=1)
    bring_in(reqif(objects, [flat]))
    assert row("_1").parent == row("_2")
    below = spec("_s", place("_p1", "_1", place("_p3", "_3"), place("_p2", "_2")))
    report = bring_in(reqif(objects, [below]))
    assert report.counts["refused"] == 0
    assert row("_1").parent == row("_2")
    assert row("_2").parent is None


def test_what_is_gone_from_the_file_is_told_and_left(bring_in, catalogue):
    """Nothing is taken away; objects of another specification are not missed."""
    bring_in(reqif([obj("_9", text="annan")], [spec("_annan", place("_p9", "_9"))]))
    both = [obj("_1", text="a"), obj("_2", text="b")]
    bring_in(reqif(both, [spec("_s", place("_p1", "_1"), place("_p2", "_2"))]))
    report = bring_in(reqif(both[:1], [spec("_s", place("_p1", "_1"))]))
    assert report.reqif["removed"] == 1
    assert report.notices == [
        "1 objekt finns i katalogen men inte längre i filen; de lämnas som de är: _2"
    ]
    assert catalogue.requirements.count() == 3


def test_a_dry_run_writes_nothing(bring_in, catalogue):
    """Not even what is remembered of the file."""
    report = bring_in(reqif([obj("_1", text="a")]), dry_run=True)
    assert (report.counts["created"], report.is_applied) == (1, False)
    assert not catalogue.requirements.exists()
    assert not catalogue.reqif_objects.exists()


def test_a_text_too_long_refuses_its_object_and_the_rest_can_be_brought_in(bring_in, catalogue):
    """The refusal names the attribute; nothing is written unless the person asks for the rest."""
    content = reqif([obj("_1", text="a" * 33_000), obj("_2", text="b")])
    report = bring_in(content)
    assert not report.is_applied
    assert not catalogue.requirements.exists()
    (refused,) = (line for line in report.rows if line["outcome"] == "refused")
    assert (refused["cell"], refused["problem"]) == (
        "ReqIF.Text", "Texten är 33000 tecken lång; högst 32767 får plats.",
    )  # fmt: skip
    assert bring_in(content, apply_rest=True).is_applied
    assert catalogue.requirements.get().text == "b"


# ---------------------------------------------------------------- order among siblings


def chapter(*keys):
    """A file with a chapter and objects under it in an order."""
    objects = [obj("_1", title="Kapitel"), *(obj(key, text=key.strip("_")) for key in keys)]
    places = [place(f"_p{key}", key) for key in keys]
    return reqif(objects, [spec("_s", place("_p1", "_1", *places))])


def texts(catalogue):
    rows = catalogue.requirements.filter(is_heading=False).order_by("position")
    return [f"_{row.text}" for row in rows]


def test_a_new_order_of_siblings_lands_as_the_fewest_moves(bring_in, catalogue):
    """The last comes first and one is new; three of four stay where they are."""
    bring_in(chapter("_a", "_b", "_c", "_d"))
    history = Requirement.history.count()
    report = bring_in(chapter("_d", "_a", "_n", "_b", "_c"))
    assert texts(catalogue) == ["_d", "_a", "_n", "_b", "_c"]
    assert report.counts == {"created": 1, "updated": 1, "unchanged": 4, "refused": 0}
    moved = [row for row in report.rows if row["outcome"] == "updated"]
    assert moved[0]["changes"] == [
        {"field": "order", "label": "Ordning: efter", "old": "K-0003", "new": ""}
    ]
    assert Requirement.history.count() == history + 2
    assert bring_in(chapter("_d", "_a", "_n", "_b", "_c")).counts["unchanged"] == 6


def test_an_order_made_here_stays_when_the_file_keeps_its_own(bring_in, catalogue, row, by):
    bring_in(chapter("_a", "_b", "_c"))
    move_requirement(requirement=row("_c"), by=by, parent=row("_1"), first=True)
    assert bring_in(chapter("_a", "_b", "_c")).counts["updated"] == 0
    assert texts(catalogue) == ["_c", "_a", "_b"]
    # The file moves another row: that one moves, and what was moved here stays.
    assert bring_in(chapter("_b", "_a", "_c")).counts["updated"] == 1
    assert texts(catalogue) == ["_c", "_b", "_a"]


def test_an_order_that_was_made_here_as_well_is_no_change(bring_in, catalogue, row, by):
    bring_in(chapter("_a", "_b", "_c"))
    move_requirement(requirement=row("_c"), by=by, parent=row("_1"), first=True)
    assert bring_in(chapter("_c", "_a", "_b")).counts["updated"] == 0


def test_a_moved_chapter_takes_its_rows_along(bring_in, catalogue):
    def two(*order):
        own = {
            "_1": place("_p1", "_1", place("_pa", "_a")),
            "_2": place("_p2", "_2", place("_pb", "_b")),
        }
        objects = [
            obj("_1", title="Ett"), obj("_2", title="Två"), obj("_a", text="a"),
            obj("_b", text="b"),
        ]  # fmt: skip
        return reqif(objects, [spec("_s", *(own[key] for key in order))])

    bring_in(two("_1", "_2"))
    report = bring_in(two("_2", "_1"))
    assert report.counts["updated"] == 1
    rows = catalogue.requirements.order_by("position")
    assert [row.title or row.text for row in rows] == ["Två", "b", "Ett", "a"]


def test_a_new_order_can_be_taken_back(bring_in, catalogue, by):
    bring_in(chapter("_a", "_b", "_c"))
    bring_in(chapter("_c", "_b", "_a"))
    assert texts(catalogue) == ["_c", "_b", "_a"]
    assert undo(catalogue=catalogue, by=by).problems == []
    assert texts(catalogue) == ["_a", "_b", "_c"]


def test_an_export_of_ours_that_was_ordered_anew_elsewhere(catalogue, by, bring_in):
    """Rows that came from no file are known by our own identifiers."""
    for number, code in enumerate("abc", 1):
        RequirementFactory(catalogue=catalogue, code=code, text=code, position=number << 20)
    content = export_requirements_reqif(catalogue.requirements.all(), catalogue)
    root = etree.fromstring(content)
    tree = next(root.iter("{*}SPECIFICATION")).find("{*}CHILDREN")
    tree.insert(0, tree[2])
    report = bring_in(etree.tostring(root))
    assert report.counts["updated"] == 1
    rows = catalogue.requirements.order_by("position")
    assert [row.code for row in rows] == ["c", "a", "b"]
