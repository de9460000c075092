"""A copy keeps which words of its origin it has taken account of, and is told of newer ones."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from baselines.actions_origins import (
    OriginMoved,
    adopt_origin,
    decline_origin,
    merge_origin,
)
from baselines.models import Origin
from baselines.origins import copy_relations, read_copies
from common.append_only import AppendOnlyError
from requirements_catalog.actions.copies import copy_rows
from requirements_catalog.actions.fields import add_field
from requirements_catalog.actions.relations import add_relation
from requirements_catalog.actions.requirements import create_requirement, edit_requirement
from requirements_catalog.actions.structure import withdraw_requirement
from requirements_catalog.models import Requirement
from tests.baselines.steps import publish
from tests.factories import CatalogueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def common(programme):
    return CatalogueFactory(programme=programme, slug="bas", name="Gemensamma krav")


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="krav", name="Våra krav")


def add(catalogue, by, code, **more):
    return create_requirement(
        catalogue=catalogue, by=by, code=code, kind="mandatory", title="Svarstid",
        text="Systemet ska svara inom 2 sekunder.", motive="Vården väntar.", **more,
    )  # fmt: skip


@pytest.fixture
def origin(common, anna):
    return add(common, anna, "BAS-1", owner=anna)


@pytest.fixture
def copied(origin, common, catalogue, anna):
    copy_rows(source=common, keys=[origin.pk], target=catalogue, by=anna)
    return catalogue.requirements.get(title="Svarstid")


def look(catalogue):
    return read_copies(catalogue, copy_relations(catalogue))


def edit(row, by, **values):
    row.refresh_from_db()
    return edit_requirement(requirement=row, by=by, **values)


def test_a_copy_keeps_what_it_was_made_of(copied, origin, catalogue, anna):
    # Nobody has looked before the origin changes: history tells what was copied.
    edit(origin, anna, text="Systemet ska svara inom 1 sekund.")
    (copy,) = look(catalogue)
    kept = copy.accounted
    assert (kept.requirement, kept.origin, kept.outcome) == (copied, origin, "copied")
    assert kept.decided_by == anna
    # By hand: all that a copy takes that holds something; not code, status, owner or links.
    assert kept.content == {
        "title": "Svarstid",
        "text": "Systemet ska svara inom 2 sekunder.",
        "kind": "mandatory",
        "motive": "Vården väntar.",
        "is_minimum_requirement": False,
    }
    assert copy.changed == ["text"]
    # To look writes nothing; with the first decision it is kept.
    assert not Origin.objects.exists()
    decline_origin(relation=copy.relation, seen=copy.seen, by=anna, note="Nej")
    rows = Origin.objects.order_by("pk")
    assert [row.outcome for row in rows] == ["copied", "declined"]
    assert rows[0].content == kept.content
    look(catalogue)
    assert Origin.objects.count() == 2


def test_what_was_decided_on_is_never_changed(copied, origin, catalogue, anna):
    edit(origin, anna, text="Ett")
    (copy,) = look(catalogue)
    decline_origin(relation=copy.relation, seen=copy.seen, by=anna, note="Nej")
    for row in Origin.objects.all():
        with pytest.raises(AppendOnlyError):
            row.save()


def test_what_a_copy_does_not_take_flags_nothing(copied, origin, catalogue, anna, common):
    edit(origin, anna, code="BAS-9", owner=None, status="in_review")
    (copy,) = look(catalogue)
    assert not copy.is_flagged
    assert look(common) == []  # the origin is no copy


def test_only_what_is_published_counts_where_there_are_baselines(
    copied, origin, common, catalogue, anna
):
    look(catalogue)
    edit(origin, anna, text="Ett")
    first = publish(common, anna)
    edit(origin, anna, text="Två")  # not published
    (copy,) = look(catalogue)
    assert (copy.published["text"], copy.baseline) == ("Ett", first)
    adopt_origin(relation=copy.relation, seen=copy.seen, by=anna)
    (copy,) = look(catalogue)
    assert not copy.is_flagged
    second = publish(common, anna)
    (copy,) = look(catalogue)
    assert (copy.changed, copy.baseline) == (["text"], second)


def test_a_baseline_from_before_the_copy_is_nothing_new(origin, common, catalogue, anna):
    publish(common, anna)
    edit(origin, anna, text="Nyare än baslinjen.")
    copy_rows(source=common, keys=[origin.pk], target=catalogue, by=anna)
    (copy,) = look(catalogue)
    assert not copy.is_flagged


def test_adopting_writes_the_origins_words(copied, origin, catalogue, anna):
    look(catalogue)
    edit(origin, anna, text="Systemet ska svara inom 1 sekund.", kind="desirable", motive="")
    edit(copied, anna, title="Vår titel", text="Vår text.")
    (copy,) = look(catalogue)
    assert set(copy.changed) == {"text", "kind", "motive"}
    decided = adopt_origin(relation=copy.relation, seen=copy.seen, by=anna, reason="Rättelse")
    copied.refresh_from_db()
    assert (copied.text, copied.kind, copied.motive, copied.title) == (
        "Systemet ska svara inom 1 sekund.", "desirable", "", "Vår titel",
    )  # fmt: skip
    record = copied.history.latest("history_id")
    assert (record.history_user, record.history_change_reason) == (anna, "Rättelse")
    assert (decided.outcome, decided.note) == ("adopted", "Rättelse")
    assert not look(catalogue)[0].is_flagged


def test_declining_leaves_the_copy_and_the_next_change_is_told(copied, origin, catalogue, anna):
    look(catalogue)
    edit(origin, anna, text="Ett")
    (copy,) = look(catalogue)
    records = copied.history.count()
    with pytest.raises(ValidationError):
        decline_origin(relation=copy.relation, seen=copy.seen, by=anna, note=" ")
    decline_origin(relation=copy.relation, seen=copy.seen, by=anna, note="Gäller inte oss")
    assert copied.history.count() == records
    assert not look(catalogue)[0].is_flagged
    edit(origin, anna, text="Två")
    (copy,) = look(catalogue)
    assert copy.accounted.content["text"] == "Ett"
    assert copy.changed == ["text"]


def test_merging_is_three_way(copied, origin, catalogue, anna):
    look(catalogue)
    edit(origin, anna, text="Nytt i ursprunget.", motive="Nytt motiv.")
    edit(copied, anna, text="Vår egen text.")
    (copy,) = look(catalogue)
    # The copy has changed the text itself, not the motive.
    assert copy.proposed("text") == "Vår egen text."
    assert copy.proposed("motive") == "Nytt motiv."
    with pytest.raises(ValidationError):
        merge_origin(relation=copy.relation, seen=copy.seen, values={"title": "X"}, by=anna)
    merge_origin(
        relation=copy.relation, seen=copy.seen, by=anna,
        values={"text": "Båda.", "motive": "Nytt motiv."},
    )  # fmt: skip
    copied.refresh_from_db()
    assert (copied.text, copied.motive, copied.title) == ("Båda.", "Nytt motiv.", "Svarstid")
    assert Origin.objects.latest("pk").outcome == "merged"
    assert not look(catalogue)[0].is_flagged


def test_what_was_changed_meanwhile_is_not_decided_about(copied, origin, catalogue, anna):
    look(catalogue)
    edit(origin, anna, text="Ett")
    (copy,) = look(catalogue)
    edit(origin, anna, text="Två")
    for act in (
        lambda: adopt_origin(relation=copy.relation, seen=copy.seen, by=anna),
        lambda: decline_origin(relation=copy.relation, seen=copy.seen, by=anna, note="Nej"),
        lambda: merge_origin(relation=copy.relation, seen=copy.seen, values={}, by=anna),
    ):
        with pytest.raises(OriginMoved):
            act()
    copied.refresh_from_db()
    assert copied.text == "Systemet ska svara inom 2 sekunder."
    assert not Origin.objects.exists()


def test_an_approval_of_the_copy_falls(copied, origin, catalogue, anna, make_person, programme):
    other = make_person("reviewer", programme)
    look(catalogue)
    edit(copied, anna, status="in_review")
    edit(copied, other, status="approved")
    edit(origin, anna, text="Ett")
    (copy,) = look(catalogue)
    adopt_origin(relation=copy.relation, seen=copy.seen, by=anna)
    copied.refresh_from_db()
    assert copied.status == "draft"


def test_own_fields_that_both_catalogues_have_come_along(origin, common, catalogue, anna):
    for one in (common, catalogue):
        add_field(catalogue=one, by=anna, label="Område", kind="text")
    add_field(catalogue=common, by=anna, label="Bara där", kind="text")
    shared, alone = common.extra_fields.order_by("pk").values_list("key", flat=True)
    copy_rows(source=common, keys=[origin.pk], target=catalogue, by=anna)
    look(catalogue)
    edit(origin, anna, extra={shared: "Läkemedel", alone: "x"})
    (copy,) = look(catalogue)
    assert copy.changed == [f"extra.{shared}"]
    adopt_origin(relation=copy.relation, seen=copy.seen, by=anna)
    assert catalogue.requirements.get(title="Svarstid").extra == {shared: "Läkemedel"}


def test_a_relation_made_by_hand_and_what_is_withdrawn(origin, catalogue, anna):
    own = add(catalogue, anna, "V-1")
    add_relation(source=own, target=origin, kind="derived_from", by=anna)
    add_relation(source=own, target=add(catalogue, anna, "V-2"), kind="derived_from", by=anna)
    (copy,) = look(catalogue)  # the same catalogue is no other origin
    assert copy.origin == origin
    withdraw_requirement(requirement=origin, by=anna, reason="Utgår")
    (copy,) = look(catalogue)
    assert copy.is_withdrawn and not copy.is_flagged
    withdraw_requirement(requirement=own, by=anna, reason="Utgår")
    assert look(catalogue) == []


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_with_more_copies(
    count, common, catalogue, anna, django_assert_num_queries
):
    keys = [add(common, anna, f"BAS-{number}").pk for number in range(count)]
    copy_rows(source=common, keys=keys, target=catalogue, by=anna)
    edit(Requirement.objects.get(pk=keys[0]), anna, text="Ett")
    publish(common, anna)
    # Own fields, relations, both catalogues' own fields, what counts, what they were made of and
    # its records, rows of baselines.
    with django_assert_num_queries(7):
        copies = look(catalogue)
    assert len(copies) == count
    (copy,) = (one for one in copies if one.is_flagged)
    decline_origin(relation=copy.relation, seen=copy.seen, by=anna, note="Nej")
    # When all are decided about, history is not asked.
    with django_assert_num_queries(5 if count == 1 else 7):
        assert len(look(catalogue)) == count


# ---------------------------------------------------------------- pages


def address(copy, name="origin-detail"):
    catalogue = copy.requirement.catalogue
    keys = [catalogue.programme.slug, catalogue.slug]
    return reverse(
        f"baselines:{name}", args=keys + ([copy.relation.pk] if "detail" in name else [])
    )


@pytest.fixture
def flagged(copied, origin, catalogue, anna):
    look(catalogue)
    edit(origin, anna, text="Systemet ska svara inom 1 sekund.", motive="Nytt motiv.")
    edit(copied, anna, motive="Eget motiv.")
    return look(catalogue)[0]


def test_the_pages_show_the_difference(flagged, anna, client):
    client.force_login(anna)
    page = client.get(address(flagged, "origin-list"))
    assert "<del>2 sekunder</del><ins>1 sekund</ins>" in page.text
    assert "Kravets egen lydelse" in page.text
    detail = client.get(address(flagged))
    assert "<strong>Kopierat</strong>" in detail.text
    assert not Origin.objects.exists()  # to read writes nothing
    form = detail.context["merge_form"]
    assert form["field-text"].value() == "Systemet ska svara inom 1 sekund."
    assert form["field-motive"].value() == "Eget motiv."
    row = flagged.requirement
    reading = client.get(
        reverse("requirements_catalog:requirement-detail", args=["prov", row.pk])
    ).text
    assert "ursprunget har ändrats" in reading


@pytest.mark.parametrize("act", ["adopt", "decline", "merge"])
def test_the_forms_decide(act, flagged, anna, client):
    client.force_login(anna)
    sent = {
        "act": act, "seen": flagged.seen, "note": "Nej", "reason": "Ja",
        "field-text": "Båda", "field-motive": "Eget motiv.",
    }  # fmt: skip
    assert client.post(address(flagged), sent).status_code == 302
    row = flagged.requirement
    row.refresh_from_db()
    assert (row.text, row.motive) == {
        "adopt": ("Systemet ska svara inom 1 sekund.", "Nytt motiv."),
        "decline": ("Systemet ska svara inom 2 sekunder.", "Eget motiv."),
        "merge": ("Båda", "Eget motiv."),
    }[act]
    assert "Alla kopior är i takt" in client.get(address(flagged, "origin-list")).text
    assert "i takt med ursprunget" in client.get(address(flagged, "origin-list") + "?show=all").text


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "decline", "note": ""},
        {"act": "decline", "note": "x" * 301},
        {"act": "adopt", "seen": "gammalt"},
        {"act": "adopt", "seen": ""},
        {"act": "adopt", "reason": "x" * 101},
        {"act": "merge", "field-text": "x" * 33_000, "field-motive": ""},
        {"act": "merge", "field-text": "a\0b", "field-motive": ""},
        {"act": "nonsens"},
        {},
    ],
)
def test_bad_input_changes_nothing(sent, flagged, anna, client):
    client.force_login(anna)
    answer = client.post(address(flagged), {"seen": flagged.seen, **sent})
    assert answer.status_code == 422
    row = flagged.requirement
    row.refresh_from_db()
    assert row.text == "Systemet ska svara inom 2 sekunder."
    assert not Origin.objects.exists()


def test_who_may_not_write_reads_only(flagged, as_role):
    client = as_role("reader")
    assert "Ta över" not in client.get(address(flagged)).text
    sent = {"act": "adopt", "seen": flagged.seen}
    assert client.post(address(flagged), sent).status_code == 403
    assert as_role(None).get(address(flagged)).status_code == 404
    assert not Origin.objects.exists()
