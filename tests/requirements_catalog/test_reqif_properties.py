"""Whatever a catalogue holds goes out to ReqIF and comes back the same, here and elsewhere."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from common.directions import straight
from requirements_catalog.choices import FieldKind, RelationKind
from requirements_catalog.exports.reqif import export_requirements_reqif
from requirements_catalog.fields import FIELDS, LINK_MODELS, LINKS
from requirements_catalog.imports.files import import_file
from requirements_catalog.models import Catalogue, Requirement, RequirementRelation
from tests import factories
from tests.requirements_catalog.reqif_elsewhere import by_library, by_schema, schema_errors

# As people write: no field keeps space at its end, and short ones none at their beginning.
ODD = [
    "", "=1+1", "@x", "-5", "- 5", "007", "2.10", "1e5", "TRUE", "#REF!", "2027-01-01", "'x",
    "_x000D_", "a\nb", "a\n\n\n\nb", "a\tb", "a  b", "\u2028x", "a\u200bb", "e\u0301", "𝔘",
    "x\x85y", "<b>&amp;", "]]>", "<!--", "&lt;", "rubrik", "ska", "1) a\n3) b", "* a\n* b",
    "_x_ **y** `z` ~~å~~", "    kod\n    mer", "```\n<x/>\n```", "|a|b|\n|---|---|\n|1|2|",
    "![b](x.png)", "[x]: http://y", "> a\n> b", "# Rubrik", "***", "a\\\nb", "[[a](b)](c)",
    "<a href='javascript:x'>y</a>", "[y](javascript:x)", "⁰²ₙ", "(bild)", "  indrag", '"title"',
]  # fmt: skip
# Signs that turn the direction of text are taken out, and a text of nothing that is seen is none
# (common/directions.py).
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
signs = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters=TURNS)
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(signs, max_size=60),
    st.text(st.one_of(signs, st.sampled_from("\n\n -*_`#|<>&")), max_size=200),
    st.builds(lambda sign, count: sign * count, signs, st.integers(2000, 16_000)),
).map(lambda text: straight(text.rstrip()))
lines = texts.map(lambda text: straight(" ".join(text.split("\n"))[:500].strip()))
CHOICES = "röd\ngrön  och blå\n=1\n007"
EXTRA = {
    FieldKind.TEXT: texts,
    FieldKind.NUMBER: st.sampled_from(["", "0", "5", "1.5", "0.125", "999999999999"]),
    FieldKind.DATE: st.dates().map(str),
    FieldKind.CHOICE: st.sampled_from(["", *CHOICES.split("\n")]),
    FieldKind.YES_NO: st.sampled_from(["", "yes", "no"]),
    FieldKind.PERSON: st.sampled_from(["", "0", "1"]),  # who, among the members
}
VALUES = {
    "text": texts, "long_text": texts, "yes_no": st.booleans(),
    "number": st.sampled_from([None, 0, 1, "2.5", "0.25", "999999.99"]),
    "level": st.sampled_from([None, 1, 2, 3, 4]), "person": st.sampled_from([None, 0, 1]),
}  # fmt: skip


def values_of(field):
    """What a field of a requirement may hold."""
    if field.choices and field.kind == "choice":
        empty = [] if field.is_required else [""]
        return st.sampled_from([*empty, *(value for value, _label in field.choices)])
    if field.kind == "text":
        return lines.map(lambda text: text[: field.limit].strip())
    return VALUES[field.kind]


rows = st.fixed_dictionaries(
    {
        "deeper": st.sampled_from([-2, -1, 0, 1]),
        "is_heading": st.booleans(),
        "extra": st.fixed_dictionaries({}, optional=dict(EXTRA)),
        "linked": st.sets(st.sampled_from(tuple(LINK_MODELS))),
        "related": st.sampled_from([None, *RelationKind.values]),
        "note": lines.map(lambda text: text[:300]),
        **{one.name: values_of(one) for one in FIELDS if one.kind != LINKS},
        # No file approves anything (approvals/test_paths.py), so approved does not come through.
        "status": st.sampled_from(["draft", "in_review"]),
    }
)


@pytest.fixture
def world(db):
    """A programme with a module, a need, a standard and two members, and two catalogues alike."""
    catalogue = factories.CatalogueFactory()
    programme = catalogue.programme
    people = [factories.MembershipFactory(programme=programme).user for _number in range(2)]
    linked = {
        "modules": factories.ModuleFactory(programme=programme, code="M-1"),
        "needs": factories.NeedFactory(programme=programme, code="B-1"),
        "standards": programme.standards.create(code="ISO 13606", name="ISO 13606"),
    }
    labels = ["Fritt", "Typ", "Ansvarig", "ReqIF.Text", "Å", "Ä"]
    for number, (kind, label) in enumerate(zip(EXTRA, labels, strict=True)):
        catalogue.extra_fields.create(
            key=f"f_{kind}", label=label, kind=kind, position=number,
            choice_list=CHOICES if kind == FieldKind.CHOICE else "",
        )  # fmt: skip
    return catalogue, factories.CatalogueFactory(programme=programme), people, linked


def make(catalogue, people, linked, generated):
    """The rows of a catalogue: each at most one deeper than the last, and related to the first."""
    above: list[Requirement] = []
    made: list[Requirement] = []
    for number, row in enumerate(generated, 1):
        if row["deeper"] < 1:
            del above[max(0, len(above) + row["deeper"] - 1) :]
        names = [one.name for one in FIELDS if one.kind != LINKS]
        if row["is_heading"]:
            names = ["title", "text"]
        values = {name: row[name] for name in names}
        for name in ("owner", "assignee"):
            if values.get(name) is not None:
                values[name] = people[values[name]]
        if not values["title"] and (row["is_heading"] or not values["text"].strip()):
            values["title"] = "T"
        extra = {f"f_{kind}": text for kind, text in row["extra"].items() if text}
        if person := extra.get("f_person"):
            extra["f_person"] = str(people[int(person)].pk)
        one = Requirement(
            catalogue=catalogue, parent=above[-1] if above else None, depth=len(above),
            position=number << 20, is_heading=row["is_heading"],
            **{**values, "code": f"{number}{row['code'][:60]}".strip(), "extra": extra},
        )  # fmt: skip
        one.save()
        if not one.is_heading:
            for name in row["linked"]:
                getattr(one, name).add(linked[name])
            if made and row["related"]:
                RequirementRelation.objects.create(
                    source=one, target=made[0], kind=row["related"], note=row["note"]
                )
            made.append(one)
        if one.is_heading:
            above.append(one)


def content_of(catalogue):
    """Everything that a catalogue says, but for keys."""
    keys = {field.key: field.label for field in catalogue.extra_fields.all()}
    plain = [one.name for one in FIELDS if one.kind != LINKS]
    found = catalogue.requirements.order_by("position").select_related("parent")
    return [
        {
            **{name: getattr(row, name) for name in plain},
            **{name: list(getattr(row, name).values_list("code", flat=True))
               for name in LINK_MODELS},
            "parent": row.parent and row.parent.code,
            "depth": row.depth,
            "is_heading": row.is_heading,
            "extra": {keys[key]: text for key, text in row.extra.items() if text},
            "relations": sorted(
                row.relations_out.values_list("kind", "target__code", "note")
            ),
        }
        for row in found
    ]  # fmt: skip


def bring_in(catalogue, content, by):
    """Import as a request would: with a catalogue read anew."""
    again = Catalogue.objects.get(pk=catalogue.pk)
    report = import_file(catalogue=again, path_or_bytes=content, filename="ut.reqif", by=by)
    assert report.refused == 0, report.rows
    return report


def exported(catalogue):
    """The whole catalogue as bytes."""
    again = Catalogue.objects.get(pk=catalogue.pk)
    return export_requirements_reqif(again.requirements.all(), again)


def row_of(**values):
    """A row as the strategy makes it, plain but for the values."""
    empty = {
        one.name: "" if one.kind in ("text", "long_text", "choice") else None
        for one in FIELDS
        if one.kind != LINKS
    }
    return {
        "deeper": 0, "is_heading": False, "extra": {}, "linked": set(), "related": None, "note": "",
        **empty, "is_minimum_requirement": False, "kind": "mandatory", "status": "draft", **values,
    }  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(rows, min_size=1, max_size=6))
@example([row_of(text=text, title=text.replace("\n", " ").strip()) for text in ODD])
@example([row_of(title="T", extra={FieldKind.TEXT: text}, motive=text) for text in ODD])
def test_export_and_import_is_the_identity(world, generated):
    """In the same catalogue nothing changes, in another everything is there; others can read it."""
    catalogue, other, people, linked = world
    by = people[0]
    with transaction.atomic():
        make(catalogue, people, linked, generated)
        content = exported(catalogue)
        before = Requirement.history.count()
        report = bring_in(catalogue, content, by)
        assert [row for row in report.rows if row["outcome"] != "unchanged"] == []
        assert Requirement.history.count() == before
        bring_in(other, content, by)
        assert content_of(other) == content_of(catalogue)
        fields = ("label", "kind", "choice_list")
        used = {keys for row in content_of(catalogue) for keys in row["extra"]}
        assert set(other.extra_fields.values_list(*fields)) == {
            one for one in catalogue.extra_fields.values_list(*fields) if one[0] in used
        }
        again = exported(other)
        bring_in(other, again, by)
        assert content_of(other) == content_of(catalogue)
        assert schema_errors(content) == schema_errors(again) == []
        assert by_schema(again)["objects"].keys() == by_schema(content)["objects"].keys()
        assert by_library(content)[:2] == (len(generated), len(by_schema(content)["relations"]))
        transaction.set_rollback(True)
