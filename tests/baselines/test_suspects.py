"""Requirements become suspect when what they depend on changes, and are gone through by people."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baselines import actions_suspects, suspect_history
from baselines.actions_suspects import (
    choose_fields,
    clear_suspicions,
    note_law_change,
    refresh_suspicions,
    scan_everything,
)
from baselines.models import SuspectChange, SuspectScan, Suspicion, SuspicionCleared
from baselines.suspects import changed_fields, distance_words
from common.append_only import AppendOnlyError
from requirements_catalog.actions.approvals import send_to_review
from requirements_catalog.actions.relations import add_relation, remove_relation
from requirements_catalog.actions.requirements import (
    create_need,
    create_standard,
    edit_requirement,
    save_need,
    save_standard,
)
from requirements_catalog.actions.structure import restore_requirement, withdraw_requirement
from tests.baselines.suspect_steps import add, found, refresh
from tests.factories import CatalogueFactory, ModuleFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_a_need_reaches_three_links_and_a_circle_ends(chain, programme, need, anna):
    assert refresh(programme) == []
    save_need(need=need, by=anna, target_state="Listan visas inom 1 sekund.")
    # By hand: K-1 answers to the need; K-2 refines K-1; K-3 depends on K-2; K-1 depends on K-3,
    # but has been reached; K-4 has no links.
    wanted = [
        ("BEH-1 Se läkemedel", "K-1", 1, []),
        ("BEH-1 Se läkemedel", "K-2", 2, ["K-1"]),
        ("BEH-1 Se läkemedel", "K-3", 3, ["K-1", "K-2"]),
    ]
    assert refresh(programme) == wanted
    change = SuspectChange.objects.get()
    assert change.fields == [
        ["target_state", "Listan visas inom 2 sekunder.", "Listan visas inom 1 sekund."]
    ]
    assert (change.kind, change.row, change.changed_by) == ("need", need.pk, anna)
    # Reading the same records again finds nothing more.
    assert refresh(programme) == wanted
    scan_everything(programme=programme)
    assert found(programme) == wanted


def test_a_requirement_in_a_circle_is_not_suspect_for_itself(chain, programme, anna):
    row = chain.requirements.get(code="K-2")
    edit_requirement(requirement=row, by=anna, text="Systemet ska klara mer.")
    # K-3 depends on K-2, K-1 on K-3; K-2 refines K-1 and is the one that changed.
    assert refresh(programme) == [
        ("K-2 Titel K-2", "K-3", 1, []),
        ("K-2 Titel K-2", "K-1", 2, ["K-3"]),
    ]


def test_directions_of_relations(catalogue, programme, anna):
    names = ("MÅL", "REF", "DEP", "DER", "COR", "CON")
    rows = {name: add(catalogue, anna, name) for name in names}
    kinds = {
        "REF": "refines", "DEP": "depends_on", "DER": "derived_from", "COR": "corresponds_to",
        "CON": "conflicts_with",
    }  # fmt: skip
    for name, kind in kinds.items():
        add_relation(source=rows[name], target=rows["MÅL"], kind=kind, by=anna)
    edit_requirement(requirement=rows["MÅL"], by=anna, title="Ny")
    assert [code for _c, code, _d, _v in refresh(programme)] == ["REF", "DEP", "DER", "COR"]
    Suspicion.objects.all()._raw_delete("default")
    edit_requirement(requirement=rows["REF"], by=anna, title="Ny")
    edit_requirement(requirement=rows["COR"], by=anna, title="Ny")
    # What is the same from both ends leads back to MÅL, and from there to what leans on it; the
    # change of MÅL itself is stored already and is not told twice.
    assert refresh(programme) == [
        ("COR Ny", "MÅL", 1, []),
        ("COR Ny", "REF", 2, ["MÅL"]),
        ("COR Ny", "DEP", 2, ["MÅL"]),
        ("COR Ny", "DER", 2, ["MÅL"]),
    ]


def test_a_long_chain_ends_after_five_links(catalogue, programme, anna):
    rows = [add(catalogue, anna, f"K-{number}") for number in range(8)]
    for before, after in pairwise(rows):
        add_relation(source=after, target=before, kind="depends_on", by=anna)
    edit_requirement(requirement=rows[0], by=anna, title="Ny")
    assert [(code, far) for _c, code, far, _v in refresh(programme)] == [
        ("K-1", 1), ("K-2", 2), ("K-3", 3), ("K-4", 4), ("K-5", 5),
    ]  # fmt: skip


def test_standards_and_modules_count_and_other_fields_do_not(catalogue, programme, anna):
    standard = create_standard(programme=programme, by=anna, code="FHIR", name="FHIR", version="4")
    module = ModuleFactory(programme=programme, code="LM", name="Läkemedel")
    add(catalogue, anna, "K-1", standards=[standard], modules=[module])
    save_standard(standard=standard, by=anna, publisher="HL7")  # is not watched
    assert refresh(programme) == []
    save_standard(standard=standard, by=anna, version="5", is_open=False)
    module.name = "Läkemedel och vaccin"
    module.save()
    assert refresh(programme) == [
        ("FHIR FHIR", "K-1", 1, []),
        ("LM Läkemedel och vaccin", "K-1", 1, []),
    ]
    first, second = SuspectChange.objects.order_by("pk")
    assert first.fields == [["version", "4", "5"], ["is_open", True, False]]
    assert (second.kind, second.changed_by) == ("module", None)


def test_what_is_linked_after_a_change_or_no_longer_is_not_suspect(
    catalogue, programme, need, anna
):
    gone, target = add(catalogue, anna, "K-1"), add(catalogue, anna, "K-2")
    relation = add_relation(source=gone, target=target, kind="refines", by=anna)
    remove_relation(relation=relation, by=anna)
    edit_requirement(requirement=target, by=anna, title="Ny")
    save_need(need=need, by=anna, title="Se alla läkemedel")
    add(catalogue, anna, "K-3", needs=[need])
    assert refresh(programme) == []


def test_another_programme_is_left_alone(chain, programme, need, anna):
    other = ProgrammeFactory()
    save_need(need=need, by=anna, title="Ny")
    assert refresh_suspicions(programme=other)
    assert found(other) == []
    assert not SuspectScan.objects.filter(programme=other).exists()
    assert len(refresh(programme)) == 3


def test_a_mark_is_moved_over_the_many_records_of_others(programme, need, anna, monkeypatch):
    monkeypatch.setattr(suspect_history, "OVERLAP", timedelta(0))
    save_need(need=need, by=anna, title="Ny")
    other = ProgrammeFactory()
    most = max(suspect_history.news_of(other).newest.values())
    monkeypatch.setattr(suspect_history, "MOST_BEHIND", most)
    assert refresh_suspicions(programme=other)
    assert not SuspectScan.objects.filter(programme=other).exists()
    monkeypatch.setattr(suspect_history, "MOST_BEHIND", most - 1)
    assert refresh_suspicions(programme=other)
    newest = need.history.latest("history_id").history_id
    assert SuspectScan.objects.get(programme=other).need == newest


def test_withdrawn_requirements_are_not_shown(chain, programme, need, anna):
    save_need(need=need, by=anna, title="Ny")
    withdraw_requirement(requirement=chain.requirements.get(code="K-3"), by=anna, reason="Nej")
    # K-1 depends on what was withdrawn, and K-2 refines K-1; K-3 itself is not shown.
    assert [(cause[:5], code, far) for cause, code, far, _v in refresh(programme)] == [
        ("BEH-1", "K-1", 1), ("BEH-1", "K-2", 2), ("K-3 T", "K-1", 1), ("K-3 T", "K-2", 2),
    ]  # fmt: skip


def test_nothing_new_is_one_query_and_marks_follow(chain, programme, need, anna, monkeypatch):
    save_need(need=need, by=anna, title="Ny")
    monkeypatch.setattr(suspect_history, "OVERLAP", timedelta(0))
    refresh(programme)
    last = need.history.latest("history_id").history_id
    assert SuspectScan.objects.get(programme=programme).need == last
    with CaptureQueriesContext(connection) as queries:
        refresh_suspicions(programme=programme)
    assert len(queries) == 1


def test_a_record_that_comes_late_is_found(chain, programme, need, anna):
    """A transaction that is committed after a younger one: its key is lower than what was read."""
    save_need(need=need, by=anna, title="Ett")
    save_need(need=need, by=anna, title="Två")
    late = need.history.order_by("history_id")[1]
    held = {field.attname: getattr(late, field.attname) for field in late._meta.concrete_fields}
    type(late).objects.filter(pk=late.pk)._raw_delete("default")
    assert len(refresh(programme)) == 3
    type(late).objects.create(**held)
    assert [label for label, _r, _d, _v in refresh(programme)] == (
        ["BEH-1 Två"] * 3 + ["BEH-1 Ett"] * 3
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_scan_costs_the_same_however_much_changed(
    count, catalogue, programme, anna, django_assert_num_queries
):
    for number in range(count):
        one = create_need(
            programme=programme, by=anna, code=f"B{number}", title="Ett", perspective="staff",
            dimension="information",
        )  # fmt: skip
        base = add(catalogue, anna, f"K{number}", needs=[one])
        add_relation(
            source=add(catalogue, anna, f"L{number}"), target=base, kind="refines", by=anna
        )
        save_need(need=one, by=anna, title="Två")
    refresh_suspicions(programme=ProgrammeFactory())
    SuspectScan.objects.create(programme=programme)
    # News, watched fields, records and what was before; savepoint, the programme's turn, what is
    # stored, relations, links of needs, codes between, changes and suspicions in, release.
    with django_assert_num_queries(13):
        refresh_suspicions(programme=programme)
    assert len(found(programme)) == 2 * count


def test_much_is_left_to_the_job(chain, programme, need, anna, monkeypatch):
    monkeypatch.setattr(actions_suspects, "MOST_AT_ONCE", 1)
    save_need(need=need, by=anna, title="Ett")
    save_need(need=need, by=anna, title="Två")
    assert not refresh_suspicions(programme=programme)
    assert found(programme) == []
    assert scan_everything(programme=programme) == 2
    assert len(found(programme)) == 6
    assert refresh_suspicions(programme=programme)


# ---------------------------------------------------------------- laws


def test_a_law_that_changed_marks_what_refers_to_it(catalogue, programme, anna):
    for code, law in (
        ("K-1", "PDL 4 kap. 2 §"), ("K-2", "PDL 14 kap. 2 §"), ("K-3", "pdl  4 kap."), ("K-4", ""),
    ):  # fmt: skip
        add(catalogue, anna, code, law_reference=law)
    leaning = add(catalogue, anna, "K-5")
    add_relation(
        source=leaning, target=catalogue.requirements.get(code="K-3"), kind="refines", by=anna
    )
    change, count = note_law_change(
        programme=programme, text=" PDL 4 kap. ", by=anna, note="SFS 2027:1"
    )
    assert (count, change.label) == (3, "PDL 4 kap.")
    assert found(programme) == [
        ("PDL 4 kap.", "K-1", 1, []),
        ("PDL 4 kap.", "K-3", 1, []),
        ("PDL 4 kap.", "K-5", 2, ["K-3"]),
    ]


@pytest.mark.parametrize("text", ["", "  ", "GDPR", "4 kap. 2"])
def test_a_law_that_nothing_refers_to_writes_nothing(text, catalogue, programme, anna):
    add(catalogue, anna, "K-1", law_reference="PDL 14 kap. 22 §")
    with pytest.raises(ValidationError):
        note_law_change(programme=programme, text=text, by=anna)
    assert not SuspectChange.objects.exists()


# ---------------------------------------------------------------- going through


def test_one_is_cleared_without_a_note_and_many_need_one(chain, programme, need, anna):
    save_need(need=need, by=anna, title="Ny")
    refresh(programme)
    keys = list(Suspicion.objects.order_by("distance").values_list("pk", flat=True))
    with pytest.raises(ValidationError, match="Skriv vad genomgången gav"):
        clear_suspicions(catalogue=chain, keys=keys, by=anna, note="  ")
    assert not SuspicionCleared.objects.exists()
    assert clear_suspicions(catalogue=chain, keys=keys[:1], by=anna) == 1
    assert clear_suspicions(catalogue=chain, keys=keys[1:], by=anna, note="Håller") == 2
    assert found(programme) == []
    # Cleared twice, by somebody with an old page: told, and nothing written.
    with pytest.raises(ValidationError, match="Någon annan"):
        clear_suspicions(catalogue=chain, keys=keys[:1], by=anna)
    assert SuspicionCleared.objects.count() == 3
    # What has been gone through stays so, and the next change is a new one.
    save_need(need=need, by=anna, title="Nyare")
    assert [label for label, _r, _d, _v in refresh(programme)] == ["BEH-1 Nyare"] * 3


def test_all_of_a_change_are_cleared_at_once_but_only_in_the_catalogue(
    chain, programme, need, anna
):
    other = CatalogueFactory(programme=programme, slug="annan")
    add(other, anna, "A-1", needs=[need])
    save_need(need=need, by=anna, title="Ny")
    refresh(programme)
    change = SuspectChange.objects.get()
    count = clear_suspicions(
        catalogue=chain, keys=[], changes=[change.pk], by=anna, note="Bara språk"
    )
    assert count == 3
    assert [code for _c, code, _d, _v in found(programme)] == ["A-1"]
    theirs = Suspicion.objects.standing().get()
    for keys in ([theirs.pk], [10**12], []):
        with pytest.raises(ValidationError):
            clear_suspicions(catalogue=chain, keys=keys, by=anna, note="x")
    assert SuspicionCleared.objects.count() == 3


def test_rows_are_kept_as_written(chain, programme, need, anna):
    save_need(need=need, by=anna, title="Ny")
    refresh(programme)
    one = Suspicion.objects.first()
    with pytest.raises(AppendOnlyError):
        one.save()
    with pytest.raises(AppendOnlyError):
        one.delete()
    with pytest.raises(AppendOnlyError):
        Suspicion.objects.all().delete()


def test_distance_in_words():
    assert distance_words(1, []) == "direkt"
    assert distance_words(3, ["KRV-7", "KRV-9"]) == "i 3 led via KRV-7, KRV-9"


# ---------------------------------------------------------------- the fields that are watched


def test_a_programme_chooses_its_fields(chain, programme, need, anna):
    choose_fields(programme=programme, chosen={"need": ["measure"]}, by=anna, reason="Åtgärden")
    save_need(need=need, by=anna, title="Ny")
    assert refresh(programme) == []
    save_need(need=need, by=anna, measure="Nya arbetssätt")
    assert len(refresh(programme)) == 3
    record = programme.suspect_fields.history.get()
    assert (record.history_user, record.history_change_reason) == (anna, "Åtgärden")
    with pytest.raises(ValidationError):
        choose_fields(programme=programme, chosen={"need": ["id"]}, by=anna)
    with pytest.raises(ValidationError):
        choose_fields(programme=programme, chosen={"law": []}, by=anna)
    assert programme.suspect_fields.history.count() == 1


def test_what_changed_before_a_choice_is_judged_by_the_old_one(chain, programme, need, anna):
    save_need(need=need, by=anna, title="Ny")
    choose_fields(programme=programme, chosen={"need": []}, by=anna)
    assert len(refresh(programme)) == 3


def test_a_withdrawn_requirement_makes_others_suspect_until_it_is_restored(chain, programme, anna):
    """K-2 refines K-1, K-3 depends on K-2: told with the reason, whatever fields are watched."""
    choose_fields(programme=programme, chosen={"requirement": []}, by=anna)
    withdraw_requirement(
        requirement=chain.requirements.get(code="K-1"), by=anna, reason="Köps nationellt"
    )
    assert refresh(programme) == [
        ("K-1 Titel K-1", "K-2", 1, []),
        ("K-1 Titel K-1", "K-3", 2, ["K-2"]),
    ]
    change = SuspectChange.objects.get()
    assert change.fields == [["status", "draft", "withdrawn"]]
    assert change.note == "Köps nationellt"
    [field] = changed_fields(change)
    assert [(piece.kind, piece.text) for piece in field.pieces] == [
        ("removed", "utkast"), ("added", "utgått"),
    ]  # fmt: skip
    back = chain.requirements.get(code="K-1")
    restore_requirement(requirement=back, by=anna, reason="Behövs ändå")
    assert refresh(programme) == []
    assert SuspectChange.objects.count() == 1
    clearings = SuspicionCleared.objects.all()
    assert {(one.cleared_by, one.note) for one in clearings} == {
        (anna, "Kravet är återställt. Behövs ändå")
    }
    assert len(clearings) == 2
    # Withdrawn anew: the restoring before it settles nothing of it, though it is read again.
    withdraw_requirement(requirement=back, by=anna, reason="Nej")
    assert len(refresh(programme)) == 2
    assert len(refresh(programme)) == 2


def test_withdrawn_and_restored_between_two_looks_leaves_nothing_standing(chain, programme, anna):
    row = chain.requirements.get(code="K-1")
    withdraw_requirement(requirement=row, by=anna, reason="Fel")
    restore_requirement(requirement=row, by=anna)
    assert refresh(programme) == []
    assert SuspicionCleared.objects.count() == 2


def test_other_steps_of_status_make_nothing_suspect(chain, programme, anna):
    send_to_review(requirement=chain.requirements.get(code="K-1"), by=anna)
    assert refresh(programme) == []
