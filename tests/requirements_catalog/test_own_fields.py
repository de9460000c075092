"""A catalogue's own fields: added, changed, ordered, removed, and what becomes of their values."""

import pytest
from django.urls import reverse

from requirements_catalog.actions import fields as actions_fields
from requirements_catalog.actions.undo import undo_stacks
from requirements_catalog.cell_values import Directory
from requirements_catalog.exports.json import export_requirements_json
from requirements_catalog.exports.reqif import export_requirements_reqif
from requirements_catalog.fields import fields_of
from requirements_catalog.models import ExtraField, Requirement
from tests.factories import (
    CatalogueFactory,
    MembershipFactory,
    ProgrammeFactory,
    RequirementFactory,
)
from tests.requirements_catalog.round_trip import File, bring, told, two_chapters

pytestmark = pytest.mark.django_db
# Session, person, programme, roles, catalogue; own fields, values, members by their names, and
# what was removed; the frame's three.
QUERIES_OF_LIST = 12


@pytest.fixture
def make(catalogue):
    """``make("tal", "number", "a\\nb")``: a field of the catalogue's own."""

    def build(key, kind="text", words=""):
        return ExtraField.objects.create(
            catalogue=catalogue, key=key, label=key.capitalize(), kind=kind, choice_list=words,
            position=catalogue.extra_fields.count(),
        )  # fmt: skip

    return build


@pytest.fixture
def hold(catalogue):
    """``hold(tal="1", dag="2027-03-01")``: a requirement with these values."""

    def build(**extra):
        return RequirementFactory(catalogue=catalogue, extra=extra)

    return build


def url(name, extra=None):
    arguments = ["prov", "karnan"] + ([extra.pk] if extra else [])
    return reverse(f"requirements_catalog:field-{name}", args=arguments)


def sent(**changes):
    return {"label": "Prioritet", "kind": "text", "choice_list": "", "help_text": ""} | changes


def value(row, key):
    return Requirement.objects.get(pk=row.pk).extra.get(key)


def test_a_field_is_added_last_with_a_key_of_its_own(author, make):
    make("prioritet").label = "Annan"
    ExtraField.objects.update(label="Annan")
    data = sent(label=" Prioritet ", kind="choice", choice_list="hög\r\n\r\n låg\r\nhög\r\n",
                help_text="Enligt styrgruppen")  # fmt: skip
    response = author.post(url("create"), data)
    assert response.url == url("list")
    extra = ExtraField.objects.get(label="Prioritet")
    assert (extra.key, extra.position, extra.choice_list) == ("prioritet_2", 1, "hög\nlåg")
    assert extra.history.get().history_user == author.user
    form = reverse("requirements_catalog:requirement-create", args=["prov", "karnan"])
    assert "Enligt styrgruppen" in author.get(form).content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"label": "kravtext"}, "redan ett fält"),
        ({"label": "URSPRUNG"}, "redan ett fält"),
        ({"label": "  "}, "#id_label"),
        ({"label": "x" * 201}, "#id_label"),
        ({"label": "nul\0"}, "#id_label"),
        ({"kind": "choice"}, "minst ett alternativ"),
        ({"kind": "choice", "choice_list": "x" * 201}, "högst 200 tecken"),
        ({"kind": "choice", "choice_list": "\n".join(map(str, range(201)))}, "Högst 200"),
        ({"kind": "formula"}, "#id_kind"),
    ],
)
def test_bad_fields_are_refused_in_words(author, make, changes, told):
    make("ursprung")
    response = author.post(url("create"), sent(**changes))
    assert response.status_code == 422
    assert told in response.content.decode()
    assert ExtraField.objects.count() == 1


def test_no_more_than_a_hundred(author, catalogue):
    ExtraField.objects.bulk_create(
        ExtraField(catalogue=catalogue, key=f"k{number}", label=f"Fält {number}")
        for number in range(actions_fields.MOST_FIELDS)
    )
    response = author.post(url("create"), sent())
    assert "högst 100 egna fält" in response.content.decode()


@pytest.mark.parametrize("role, status", [("reader", 403), ("reviewer", 403), (None, 404)])
def test_wrong_roles_and_strangers_change_nothing(as_role, make, role, status):
    extra = make("ursprung")
    client = as_role(role)
    assert client.get(url("list")).status_code == status
    assert client.post(url("create"), sent()).status_code == status
    assert client.post(url("edit", extra), sent()).status_code == status
    assert client.post(url("remove", extra), {"reason": "x"}).status_code == status
    assert client.post(url("move", extra), {"to": "up"}).status_code == status
    assert list(ExtraField.objects.values_list("label", flat=True)) == ["Ursprung"]


def test_a_field_of_another_catalogue_is_not_found(author, catalogue):
    other = CatalogueFactory(programme=ProgrammeFactory())
    extra = ExtraField.objects.create(catalogue=other, key="x", label="X")
    for name in ("edit", "remove"):
        assert author.post(url(name, extra), sent(reason="x")).status_code == 404
    assert ExtraField.objects.filter(pk=extra.pk, label="X").exists()


def test_renaming_keeps_key_and_values_and_is_told_in_history(author, make, hold):
    extra, row = make("ursprung"), hold(ursprung="RFI")
    author.post(url("edit", extra), sent(label="Källa", reason="Tydligare"))
    extra.refresh_from_db()
    assert (extra.key, extra.label, value(row, "ursprung")) == ("ursprung", "Källa", "RFI")
    assert row.history.count() == 1
    page = author.get(url("edit", extra)).content.decode()
    assert "Tydligare" in page
    assert "<del>Ursprung</del><ins>Källa</ins>" in page


def test_order_is_changed_one_step_at_a_time(author, make):
    first, second, third = make("a"), make("b"), make("c")
    author.post(url("move", third), {"to": "up"})
    author.post(url("move", first), {"to": "up"})
    assert list(ExtraField.objects.values_list("key", flat=True)) == ["a", "c", "b"]
    author.post(url("move", first), {"to": "down"})
    assert list(ExtraField.objects.values_list("key", flat=True)) == ["c", "a", "b"]
    assert second.history.first().history_user == author.user


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("text", "number", "1 200,50", "1200.5"),
        ("number", "text", "1200.5", "1200,5"),
        ("text", "yes_no", "Ja", "yes"),
        ("yes_no", "text", "no", "nej"),
        ("text", "date", "2027-03-01", "2027-03-01"),
        ("text", "choice", "HÖG", "hög"),
    ],
)
def test_values_are_rewritten_as_the_new_kind(author, make, hold, old, new, before, after):
    extra, row = make("falt", old), hold(falt=before)
    gone = hold(falt=before)
    Requirement.objects.filter(pk=gone.pk).update(status="withdrawn")
    data = sent(label="Fält", kind=new, choice_list="hög\nlåg", reason="Rätt slag")
    assert author.post(url("edit", extra), data).status_code == 302
    assert (value(row, "falt"), value(gone, "falt")) == (after, after)
    if before != after:
        assert row.history.first().history_change_reason == "Rätt slag"


def test_people_become_names_and_names_people(author, make, hold):
    extra = make("vem")
    row = hold(vem=author.user.full_name)
    author.post(url("edit", extra), sent(label="Vem", kind="person"))
    assert value(row, "vem") == str(author.user.pk)
    author.post(url("edit", extra), sent(label="Vem", kind="text"))
    assert value(row, "vem") == author.user.full_name


@pytest.mark.parametrize(
    ("kind", "words"), [("number", ""), ("date", ""), ("yes_no", ""), ("person", ""),
                        ("choice", "hög\nlåg")]
)  # fmt: skip
def test_values_that_cannot_be_read_are_shown_and_stay(author, make, hold, kind, words):
    extra, row = make("falt"), hold(falt="ca 1.5 st")
    other = hold(falt="²3")
    data = sent(label="Fält", kind=kind, choice_list=words)
    response = author.post(url("edit", extra), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "2 värden går inte att läsa" in page
    assert "ca 1.5 st" in page
    extra.refresh_from_db()
    assert extra.kind == "text"
    author.post(url("edit", extra), data | {"although_unfit": "1"})
    extra.refresh_from_db()
    assert (extra.kind, value(row, "falt"), value(other, "falt")) == (kind, "ca 1.5 st", "²3")
    listed = author.get(url("list"))
    assert [(one.value_count, one.unfit_count) for one in listed.context["extras"]] == [(2, 2)]
    for name, arguments in (
        ("requirement-detail", ["prov", row.pk]), ("requirement-edit", ["prov", row.pk]),
        ("requirement-grid-rows", ["prov", "karnan"]),
    ):  # fmt: skip
        page = author.get(reverse(f"requirements_catalog:{name}", args=arguments))
        assert "ca 1.5 st" in page.content.decode(), name
    known = fields_of(extra.catalogue)["extra.falt"]
    assert Directory(extra.catalogue).show(known, "ca 1.5 st") == "ca 1.5 st"


def test_removal_says_how_many_and_empties_them_with_history(author, make, hold):
    extra, row = make("ursprung"), hold(ursprung="RFI", kvar="x")
    gone = hold(ursprung="Möte")
    Requirement.objects.filter(pk=gone.pk).update(status="withdrawn")
    hold(annat="y")
    page = author.get(url("remove", extra)).content.decode()
    assert "ifyllt i 2 krav" in page
    assert author.post(url("remove", extra), {"reason": ""}).status_code == 422
    assert author.post(url("remove", extra), {"reason": "Används inte"}).status_code == 302
    assert (Requirement.objects.get(pk=row.pk).extra, value(gone, "ursprung")) == (
        {"kvar": "x"}, None,
    )  # fmt: skip
    assert row.history.first().history_change_reason == "Används inte"
    assert row.history.first().prev_record.extra["ursprung"] == "RFI"
    page = author.get(url("list")).content.decode()
    assert "Borttagna fält" in page
    assert "Används inte" in page
    # It is nothing that undo could bring back.
    assert undo_stacks(extra.catalogue, author.user) == ([], [])


@pytest.mark.parametrize("count", [2, 40])
def test_cost_of_the_list(author, make, hold, count, django_assert_num_queries):
    make("tal", "number")
    make("vem", "person")
    for number in range(count):
        hold(tal=str(number), vem=str(author.user.pk))
    author.get(url("list"))
    with django_assert_num_queries(QUERIES_OF_LIST):
        author.get(url("list"))


@pytest.mark.parametrize("kind", ["number", "date", "yes_no", "person", "choice"])
def test_a_value_that_does_not_fit_goes_out_to_excel_and_comes_back_unchanged(db, kind):
    catalogue = two_chapters()
    by = MembershipFactory(programme=catalogue.programme, role="requirements_manager").user
    ExtraField.objects.create(
        catalogue=catalogue, key="falt", label="Fält", kind=kind, choice_list="hög\nlåg"
    )
    catalogue.requirements.filter(code__in=["A1", "A2"]).update(extra={"falt": "ca 10"})
    file = File(catalogue)
    file.write("A1", "Motiv", "Nytt motiv.")
    assert told(bring(catalogue, by, file)) == [("updated", "A1")]
    row = catalogue.requirements.get(code="A1")
    assert (row.motive, row.extra) == ("Nytt motiv.", {"falt": "ca 10"})
    for export in (export_requirements_json, export_requirements_reqif):
        assert "ca 10" in export(catalogue.requirements.all(), catalogue).decode()


def test_what_an_import_writes_in_an_own_field_must_fit(db):
    catalogue = two_chapters()
    by = MembershipFactory(programme=catalogue.programme, role="requirements_manager").user
    ExtraField.objects.create(catalogue=catalogue, key="tal", label="Tal", kind="number")
    catalogue.requirements.filter(code="A1").update(extra={"tal": "1"})
    file = File(catalogue)
    file.write("A1", "Tal", "tolv")
    (row,) = [row for row in bring(catalogue, by, file).rows if row["outcome"] == "refused"]
    assert "inte ett tal" in row["problem"]
    assert catalogue.requirements.get(code="A1").extra == {"tal": "1"}
