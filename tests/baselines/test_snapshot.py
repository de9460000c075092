"""A catalogue read as a baseline and as it is now, and what differs between them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baselines import snapshot
from baselines.difference import ADDED, CHANGED, KIND, MOVED, REMOVED, RENUMBERED, difference
from baselines.seal import SealedRow, seal_of
from baselines.snapshot import of_baseline, of_live, touched_since
from requirements_catalog.actions.requirements import create_module, create_requirement
from requirements_catalog.actions.structure import move_requirement, withdraw_requirement
from requirements_catalog.fields import FIELDS
from requirements_catalog.models import Module, Requirement, RequirementVersion
from tests.baselines.steps import edit, make_catalogue, publish, row
from tests.factories import ModuleFactory, NeedFactory, StandardFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme, anna):
    return make_catalogue(programme, anna)


def seal(rows):
    return seal_of([SealedRow(one.uid, one.digest, one.number, one.parent) for one in rows])


def ways(before, after):
    """Code (title of headings) → how it differs."""
    found = {}
    for change in difference(before, after).changes:
        content = (after if change.after else before).contents([change.uid])[change.uid]
        found[content["code"] or content["title"]] = set(change.ways)
    return found


def test_a_baseline_and_the_catalogue_read_alike_until_something_is_done(catalogue, anna):
    baseline = publish(catalogue, anna)
    frozen, live = of_baseline(baseline), of_live(catalogue)
    assert [one[:6] for one in frozen.rows] == [one[:6] for one in live.rows]
    assert seal(frozen.rows) == seal(live.rows) == baseline.digest
    assert [(one.number, one.depth) for one in live.rows] == [
        ("1", 0), ("1.1", 1), ("1.2", 1), ("2", 0), ("2.1", 1), ("3", 0),
    ]  # fmt: skip
    uids = [one.uid for one in live.rows]
    assert frozen.contents(uids) == live.contents(uids)
    assert not difference(frozen, live)


def test_what_is_done_afterwards_is_found(catalogue, anna):
    baseline = publish(catalogue, anna)
    edit(catalogue, "D-1", anna, kind="desirable", text="Systemet bör klara D-1.")
    withdraw_requirement(requirement=row(catalogue, "D-2"), by=anna, reason="Onödigt")
    move_requirement(
        requirement=row(catalogue, "L-1"), by=anna, parent=catalogue.requirements.get(title="Drift")
    )
    create_requirement(
        catalogue=catalogue, by=anna, code="S-0", kind="mandatory", text="Nytt.", title="Nytt",
        parent=catalogue.requirements.get(title="Säkerhet"), first=True,
    )  # fmt: skip
    expected = {
        "D-1": {CHANGED, KIND}, "D-2": {REMOVED}, "L-1": {MOVED}, "S-0": {ADDED},
        "S-1": {RENUMBERED},
    }  # fmt: skip
    for live in (of_live(catalogue), of_live(catalogue, known=baseline)):
        assert ways(of_baseline(baseline), live) == expected
    second = publish(catalogue, anna)
    assert ways(of_baseline(baseline), of_baseline(second)) == expected
    assert second.digest == seal(of_live(catalogue).rows)


def test_every_published_field_is_in_the_seal(catalogue, anna, programme):
    """All but how a requirement stands and who has it; what is new in ``FIELDS`` is tried too."""
    values = {
        "kind": "information", "answer_format": "text", "phase": "contract", "max_points": "5",
        "max_value": "10", "verification_method": "demonstration", "is_minimum_requirement": True,
        "suitability_assessment": "suitable", "confidentiality": 2, "integrity": 2,
        "availability": 2, "traceability": 2, "modules": ModuleFactory(programme=programme),
        "needs": NeedFactory(programme=programme),
        "standards": StandardFactory(programme=programme),
    }  # fmt: skip
    seals = {seal(of_live(catalogue).rows)}
    names = [field.name for field in FIELDS if field.name not in ("status", "owner", "assignee")]
    for name in names:
        one = row(catalogue, "D-1") if name != "code" else row(catalogue, "S-1")
        value = values.get(name, f"ny {name}")
        if name in ("modules", "needs", "standards"):
            getattr(one, name).add(value)
        else:
            setattr(one, name, value)
            one.save()
        seals.add(seal(of_live(catalogue).rows))
    one = row(catalogue, "D-1")
    one.extra = {"region": "Norr"}
    one.save()
    seals.add(seal(of_live(catalogue).rows))
    # The first, one for each field, and one for the catalogue's own.
    assert len(seals) == 1 + len(names) + 1


def test_digests_do_not_depend_on_the_order_of_insertion(programme, anna):
    """Links and own fields written the other way round."""
    catalogue = make_catalogue(programme, anna)
    modules = [ModuleFactory(programme=programme, code=code) for code in ("A", "B")]
    one = row(catalogue, "D-1")
    one.modules.set(modules)
    one.extra = {"a": "1", "b": "2"}
    one.save()
    first = seal(of_live(catalogue).rows)
    one.modules.clear()
    for module in reversed(modules):
        one.modules.add(module)
    one.extra = {"b": "2", "a": "1"}
    one.save()
    assert seal(of_live(catalogue).rows) == first


def test_what_is_written_to_what_a_row_is_linked_to_is_noticed(catalogue, anna, monkeypatch):
    monkeypatch.setattr(snapshot, "MARGIN", timezone.timedelta(0))
    module = create_module(programme=catalogue.programme, by=anna, code="A", name="Ett")
    other = create_module(programme=catalogue.programme, by=anna, code="B", name="Två")
    edit(catalogue, "D-1", anna, modules=[module])
    edit(catalogue, "D-2", anna, modules=[other])
    baseline = publish(catalogue, anna)
    assert touched_since(catalogue, baseline.published_at) == set()
    renamed = Module.objects.get(pk=module.pk)
    renamed.code = "AA"
    renamed.save()
    assert touched_since(catalogue, baseline.published_at) == {row(catalogue, "D-1").pk}
    assert ways(of_baseline(baseline), of_live(catalogue, known=baseline)) == {"D-1": {CHANGED}}
    edit(catalogue, "S-1", anna, modules=[other])
    found = ways(of_baseline(baseline), of_live(catalogue, known=baseline))
    assert found == {"D-1": {CHANGED}, "S-1": {CHANGED}}


def test_a_selection_is_read_with_the_headings_above(catalogue, anna):
    baseline = publish(catalogue, anna, selection="kind=mandatory")
    live = of_live(catalogue, "kind=mandatory", by=anna, known=baseline)
    assert not difference(of_baseline(baseline), live)
    edit(catalogue, "S-1", anna, kind="mandatory")
    live = of_live(catalogue, "kind=mandatory", by=anna, known=baseline)
    assert ways(of_baseline(baseline), live) == {"Säkerhet": {ADDED}, "S-1": {ADDED}}
    with pytest.raises(ValidationError):
        of_live(catalogue, "kind=nonsense", by=anna)


def test_forty_changed_of_five_thousand_store_forty_versions(programme, anna):
    catalogue = make_catalogue(programme, anna)
    # Made in bulk, as an import does; with the six rows of the catalogue that is 5,000.
    Requirement.objects.bulk_create(
        Requirement(
            catalogue=catalogue, code=f"K-{number}", position=10_000_000 + number, kind="mandatory"
        )
        for number in range(4994)
    )
    first = publish(catalogue, anna)
    assert RequirementVersion.objects.count() == 5000
    for number in range(40):
        edit(catalogue, f"K-{number * 100}", anna, text=f"Ny lydelse {number}.")
    with CaptureQueriesContext(connection) as small:
        second = publish(catalogue, anna)
    assert RequirementVersion.objects.count() == 5040
    assert len(small) < 80  # SQLite takes the 5,000 entries in pieces
    found = difference(of_baseline(first), of_baseline(second))
    assert found.counts == {
        ADDED: 0, REMOVED: 0, CHANGED: 40, MOVED: 0, RENUMBERED: 0, KIND: 0,
    }  # fmt: skip


def test_reading_costs_the_same_for_any_number_of_changes(
    catalogue, anna, django_assert_num_queries
):
    baseline = publish(catalogue, anna)
    for codes in (["D-1"], ["D-1", "D-2", "S-1"]):
        for code in codes:
            edit(catalogue, code, anna, text=f"Nytt {len(codes)}.")
        second = publish(catalogue, anna)
        # Rows of each, and contents of what changed from each.
        with django_assert_num_queries(4):
            difference(of_baseline(baseline), of_baseline(second))
        # Rows of the baseline; of now: rows, digests, what was written to, contents with three
        # sorts of link; contents of the baseline.
        with django_assert_num_queries(9):
            difference(of_baseline(baseline), of_live(catalogue, known=baseline))
