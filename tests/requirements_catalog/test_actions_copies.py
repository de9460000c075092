"""Split, merge and copy: texts, codes, links, origins, refusals and undo."""

import pytest
from django.core.exceptions import ValidationError

from requirements_catalog.actions.copies import (
    copy_rows,
    merge_requirements,
    paragraphs_of,
    parts_of,
    split_requirement,
)
from requirements_catalog.actions.undo import redo, undo
from requirements_catalog.fields import BY_NAME, LINK_MODELS
from requirements_catalog.merging import Differing, differing_own_values, merged_preview
from requirements_catalog.models import ChangeSet, Requirement, RequirementRelation
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    return CatalogueFactory()


@pytest.fixture
def chapter(catalogue):
    # Before every row, whatever the factories have counted to.
    return HeadingFactory(catalogue=catalogue, title="Läkemedel", code="1", position=1 << 19)


@pytest.fixture
def rows(catalogue, chapter):
    """LM-01, LM-02 and LM-03 under a chapter, each with a module, the first with a need."""
    made = [
        RequirementFactory(
            catalogue=catalogue,
            parent=chapter,
            depth=1,
            code=f"LM-0{number}",
            title=f"Krav {number}",
            text=f"Systemet ska visa {number}.\n\nSystemet ska spara {number}.",
            motive="Patientsäkerhet.",
        )
        for number in (1, 2, 3)
    ]
    for row in made:
        row.modules.add(ModuleFactory(programme=catalogue.programme))
    made[0].needs.add(NeedFactory(programme=catalogue.programme))
    return made


def relations():
    return {
        (relation.source.code, relation.kind, relation.target.code)
        for relation in RequirementRelation.objects.select_related("source", "target")
    }


def everything():
    """How much there is of what the actions write."""
    models = (Requirement, Requirement.history, ChangeSet, RequirementRelation)
    return [getattr(model, "objects", model).count() for model in models]


def test_paragraphs():
    assert paragraphs_of("Ett.\nsamma\n\n \nTvå.\n\n- a\n- b\n") == [
        "Ett.\nsamma",
        "Två.",
        "- a\n- b",
    ]


@pytest.mark.parametrize(
    ("text", "parts", "between"),
    [
        ("Ett. Två.\n\nTre.", ["Ett. Två.", "Tre."], "\n\n"),
        ("Ska visa. Ska spara!  Även?", ["Ska visa.", "Ska spara!", "Även?"], " "),
        (
            "Ska stödja t.ex. HL7 och bl.a. SITHS. Ska svara inom ca. 2,5 s.",
            ["Ska stödja t.ex. HL7 och bl.a. SITHS.", "Ska svara inom ca. 2,5 s."],
            " ",
        ),
        ("Ska visa:\n- Ett.\n- Två.", ["Ska visa:\n- Ett.\n- Två."], "\n\n"),
        ("Enligt kap. 2.1.4 gäller", ["Enligt kap. 2.1.4 gäller"], " "),
        ("", [], "\n\n"),
    ],
)
def test_the_only_paragraph_is_parted_in_sentences(text, parts, between):
    assert parts_of(text) == (parts, between)


def test_split_between_sentences(rows, anna):
    text = "Systemet ska visa listan. Systemet ska spara den. Den ska gå att skriva ut."
    Requirement.objects.filter(pk=rows[0].pk).update(text=text)
    made = split_requirement(requirement=rows[0], at=1, by=anna, expected=text)
    rows[0].refresh_from_db()
    assert (rows[0].text, made.text) == (
        "Systemet ska visa listan.", "Systemet ska spara den. Den ska gå att skriva ut.",
    )  # fmt: skip


def test_split_makes_two_and_keeps_the_origin(catalogue, rows, anna):
    made = split_requirement(requirement=rows[0], at=1, by=anna, reason="Ett i taget")
    rows[0].refresh_from_db()
    assert (rows[0].text, made.text) == ("Systemet ska visa 1.", "Systemet ska spara 1.")
    assert (made.code, made.title, made.motive, made.status) == (
        "LM-04", "Krav 1", "Patientsäkerhet.", "draft",
    )  # fmt: skip
    assert list(made.modules.all()) == list(rows[0].modules.all())
    assert made.needs.count() == 1
    order = list(catalogue.requirements.order_by("position").values_list("code", flat=True))
    assert order == ["1", "LM-01", "LM-04", "LM-02", "LM-03"]
    assert relations() == {("LM-04", "derived_from", "LM-01")}
    assert made.history.get().history_change_reason == "Ett i taget"
    assert ChangeSet.objects.count() == 1


def test_split_undone_and_done_again(catalogue, rows, anna):
    made = split_requirement(requirement=rows[0], at=1, by=anna, code="LM-10")
    undo(catalogue=catalogue, by=anna)
    rows[0].refresh_from_db()
    made.refresh_from_db()
    assert rows[0].text == "Systemet ska visa 1.\n\nSystemet ska spara 1."
    assert (made.status, relations()) == ("withdrawn", set())
    redo(catalogue=catalogue, by=anna)
    rows[0].refresh_from_db()
    made.refresh_from_db()
    assert (rows[0].text, made.status) == ("Systemet ska visa 1.", "draft")
    assert relations() == {("LM-10", "derived_from", "LM-01")}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"at": 0}, "Välj var det nya"),
        ({"at": 2}, "Välj var det nya"),
        ({"at": 1, "code": "LM-02"}, "ett annat kravs"),
        ({"at": 1, "expected": "Äldre text"}, "någon annan"),
    ],
)
def test_split_refused(rows, anna, more, words):
    before = everything()
    with pytest.raises(ValidationError) as refused:
        split_requirement(requirement=rows[0], by=anna, **more)
    assert words in " ".join(refused.value.messages)
    assert everything() == before


def test_headings_and_withdrawn_rows_are_not_split_or_merged(catalogue, chapter, rows, anna):
    rows[1].status = "withdrawn"
    rows[1].save()
    before = everything()
    for row in (chapter, rows[1]):
        with pytest.raises(ValidationError):
            split_requirement(requirement=row, at=1, by=anna)
        with pytest.raises(ValidationError):
            merge_requirements(
                catalogue=catalogue, keys=[row.pk], into=rows[0], by=anna, reason="Samma"
            )
    assert everything() == before


def test_merge_joins_texts_and_links_and_withdraws_the_others(catalogue, rows, anna):
    keys = [row.pk for row in rows]
    kept = merge_requirements(
        catalogue=catalogue, keys=keys, into=rows[1], by=anna, reason="Samma sak"
    )
    assert kept.text == (
        "Systemet ska visa 1.\n\nSystemet ska spara 1.\n\nSystemet ska visa 2.\n\n"
        "Systemet ska spara 2.\n\nSystemet ska visa 3.\n\nSystemet ska spara 3."
    )
    assert (kept.code, kept.motive) == ("LM-02", "Patientsäkerhet.")
    assert (kept.modules.count(), kept.needs.count()) == (3, 1)
    statuses = catalogue.requirements.requirements().order_by("position")
    assert list(statuses.values_list("status", flat=True)) == ["withdrawn", "draft", "withdrawn"]
    assert rows[0].history.first().history_change_reason == "Samma sak"
    assert relations() == {
        ("LM-02", "derived_from", "LM-01"),
        ("LM-02", "derived_from", "LM-03"),
    }
    assert ChangeSet.objects.count() == 1
    undo(catalogue=catalogue, by=anna)
    kept.refresh_from_db()
    assert kept.text == "Systemet ska visa 2.\n\nSystemet ska spara 2."
    assert (kept.modules.count(), kept.needs.count(), relations()) == (1, 0, set())
    assert set(statuses.values_list("status", flat=True)) == {"draft"}


def test_merge_keeps_what_own_fields_say(catalogue, rows, anna):
    for key, kind in (("not", "text"), ("prio", "choice"), ("tid", "number"), ("tom", "text")):
        catalogue.extra_fields.create(key=key, label=key.title(), kind=kind, choice_list="hög\nlåg")
    first, second, third = rows
    first.extra = {"not": "Ett", "prio": "hög", "tid": "2.5"}
    second.extra = {"not": "Två", "prio": "låg"}
    third.extra = {"not": "Ett", "tid": "4", "borta": "kvar"}
    for row in rows:
        row.save()
    seen = differing_own_values(catalogue, rows)
    assert seen == [
        Differing("Not", True, [("LM-01", "Ett"), ("LM-02", "Två"), ("LM-03", "Ett")]),
        Differing("Prio", False, [("LM-01", "hög"), ("LM-02", "låg")]),
        Differing("Tid", False, [("LM-01", "2,5"), ("LM-03", "4")]),
    ]
    kept = merge_requirements(
        catalogue=catalogue, keys=[row.pk for row in rows], into=second, by=anna, reason="Samma"
    )
    assert kept.extra == {"not": "Ett\nTvå", "prio": "låg", "tid": "2.5"}
    undo(catalogue=catalogue, by=anna)
    kept.refresh_from_db()
    assert kept.extra == {"not": "Två", "prio": "låg"}


@pytest.mark.parametrize(
    ("names", "reason", "words"),
    [
        ([0, 1], " ", "varför"),
        ([0], "Samma", "minst två"),
        ([], "Samma", "minst två"),
    ],
)
def test_merge_refused(catalogue, rows, anna, names, reason, words):
    before = everything()
    keys = [rows[number].pk for number in names]
    with pytest.raises(ValidationError) as refused:
        merge_requirements(catalogue=catalogue, keys=keys, into=rows[0], by=anna, reason=reason)
    assert words in " ".join(refused.value.messages)
    assert everything() == before


def test_merge_refuses_a_text_that_grows_too_long(catalogue, rows, anna):
    for row in rows[:2]:
        row.text = f"{row.code} " + "x" * 20_000
        row.save()
    before = everything()
    with pytest.raises(ValidationError, match="för lång"):
        merge_requirements(
            catalogue=catalogue, keys=[rows[1].pk], into=rows[0], by=anna, reason="Samma"
        )
    assert everything() == before


def test_copy_of_a_branch_to_another_catalogue(catalogue, chapter, rows, anna):
    catalogue.extra_fields.create(key="prio", label="Prio")
    catalogue.extra_fields.create(key="egen", label="Bara här")
    rows[0].extra = {"prio": "1", "egen": "x"}
    rows[0].status, rows[0].owner = "approved", anna
    rows[0].save()
    rows[2].status = "withdrawn"
    rows[2].save()
    other = CatalogueFactory(programme=catalogue.programme)
    other.extra_fields.create(key="prio", label="Prioritet")
    place = HeadingFactory(catalogue=other, title="Hit", code="1")
    RequirementFactory(catalogue=other, parent=place, depth=1, code="HIT-009")
    made = copy_rows(source=catalogue, keys=[chapter.pk], target=other, by=anna, parent=place)
    copies = list(other.requirements.order_by("position"))[2:]
    assert [(row.code, row.title, row.depth) for row in copies] == [
        ("", "Läkemedel", 1), ("HIT-010", "Krav 1", 2), ("HIT-011", "Krav 2", 2),
    ]  # fmt: skip
    assert [row.parent for row in copies] == [place, copies[0], copies[0]]
    assert (copies[1].status, copies[1].owner, copies[1].extra) == ("draft", anna, {"prio": "1"})
    assert list(copies[1].modules.all()) == list(rows[0].modules.all())
    assert relations() == {
        ("HIT-010", "derived_from", "LM-01"),
        ("HIT-011", "derived_from", "LM-02"),
    }
    assert (made.catalogue, made.row_count) == (other, 3)
    undo(catalogue=other, by=anna)
    assert set(other.requirements.filter(pk__gt=copies[0].pk - 1).values_list("status")) == {
        ("withdrawn",)
    }
    assert relations() == set()
    redo(catalogue=other, by=anna)
    assert other.requirements.live().count() == 5


def test_copy_to_an_empty_catalogue_keeps_codes_that_are_free(catalogue, chapter, rows, anna):
    other = CatalogueFactory(programme=catalogue.programme)
    copy_rows(source=catalogue, keys=[rows[1].pk, rows[0].pk], target=other, by=anna)
    order = other.requirements.order_by("position")
    assert list(order.values_list("code", flat=True)) == ["LM-01", "LM-02"]


def test_copy_within_a_catalogue_under_the_branch_itself(catalogue, chapter, rows, anna):
    copy_rows(source=catalogue, keys=[chapter.pk], target=catalogue, by=anna, parent=chapter)
    order = catalogue.requirements.order_by("position")
    assert [(row.code, row.depth) for row in order] == [
        ("1", 0), ("LM-01", 1), ("LM-02", 1), ("LM-03", 1),
        ("", 1), ("LM-04", 2), ("LM-05", 2), ("LM-06", 2),
    ]  # fmt: skip


def test_copy_refused(catalogue, rows, anna):
    rows[2].status = "withdrawn"
    rows[2].save()
    stranger = CatalogueFactory()
    before = everything()
    for keys, target in (
        ([rows[0].pk], stranger), ([rows[2].pk], catalogue), ([], catalogue), ([0], catalogue),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            copy_rows(source=catalogue, keys=keys, target=target, by=anna)
    assert everything() == before


@pytest.mark.parametrize("more", [0, 20])
def test_a_copy_costs_the_same_however_many_rows(
    catalogue, chapter, rows, anna, more, django_assert_num_queries
):
    for _number in range(more):
        RequirementFactory(catalogue=catalogue, parent=chapter, depth=1)
    other = CatalogueFactory(programme=catalogue.programme)
    with django_assert_num_queries(39):
        copy_rows(source=catalogue, keys=[chapter.pk], target=other, by=anna)


def test_the_preview_of_a_merge_is_what_comes_of_it(catalogue, rows, anna):
    keys = [row.pk for row in rows[:2]]
    chosen = catalogue.requirements.filter(pk__in=keys).order_by("position")
    told = dict(merged_preview(list(chosen.prefetch_related(*LINK_MODELS))))
    kept = merge_requirements(
        catalogue=catalogue, keys=keys, into=rows[0], by=anna, reason="Samma sak"
    )
    assert told[str(BY_NAME["text"].label)] == kept.text
