"""The published content of requirements: what counts as the same text, and what it costs."""

import hashlib
from decimal import Decimal

import pytest

from common.append_only import AppendOnlyError
from requirements_catalog.models import (
    Requirement,
    RequirementModule,
    RequirementNeed,
    RequirementVersion,
)
from requirements_catalog.versions import (
    CONTENT_LINKS,
    LATER_FIELDS,
    capture_versions,
    published_content,
)
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    NeedFactory,
    ProgrammeFactory,
    RequirementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

UID = "11111111-2222-4333-8444-555555555555"
# Written out by hand: keys in order, no space, å as itself. Its SHA-256 is what every database
# must come to.
CANONICAL = (
    '{"answer_choices":"","answer_format":"yes_no","code":"VIS-1","extra":{"Höjd":"3","prio":"å"},'
    '"is_heading":false,"is_minimum_requirement":true,"kind":"mandatory","law_reference":"PDL 6:1",'
    '"modules":["INT","VIS"],"motive":"Säkerhet","needs":["BEH-1","BEH-2"],"phase":"tender",'
    '"standard_reference":"HL7 FHIR","text":"Ska visas.","title":"Lista",'
    f'"uid":"{UID}","verification":"Prov"}}'
)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def row(programme):
    """A requirement with every published field filled, linked in the order of the alphabet."""
    requirement = RequirementFactory(
        catalogue=CatalogueFactory(programme=programme),
        uid=UID,
        code="VIS-1",
        title="Lista",
        text="Ska visas.",
        motive="Säkerhet",
        verification="Prov",
        phase="tender",
        is_minimum_requirement=True,
        standard_reference="HL7 FHIR",
        law_reference="PDL 6:1",
        extra={"prio": "å", "Höjd": 3},
    )
    for code in ("VIS", "INT"):
        module = ModuleFactory(programme=programme, code=code)
        RequirementModule.objects.create(requirement=requirement, module=module)
    for code in ("BEH-2", "BEH-1"):
        need = NeedFactory(programme=programme, code=code)
        RequirementNeed.objects.create(requirement=requirement, need=need)
    return requirement


def digest_of(requirement) -> str:
    """The digest of the row as the database holds it now."""
    fresh = Requirement.objects.get(pk=requirement.pk)
    return capture_versions([fresh], by=None)[fresh.pk].digest


def test_digest_is_that_of_the_canonical_text(row):
    assert digest_of(row) == hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_order_of_links_and_of_extra_keys_does_not_matter(row):
    before = digest_of(row)
    for through, name in ((RequirementModule, "module"), (RequirementNeed, "need")):
        linked = [getattr(link, name) for link in through.objects.filter(requirement=row)]
        through.objects.filter(requirement=row).delete()
        for other in reversed(linked):
            through.objects.create(requirement=row, **{name: other})
    Requirement.objects.filter(pk=row.pk).update(extra={"Höjd": 3, "prio": "å"})
    assert digest_of(row) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"uid": "99999999-2222-4333-8444-555555555555"},
        {"code": "VIS-2"},
        {"title": "Listan"},
        {"text": "Ska visas. "},
        {"kind": "desirable"},
        {"motive": ""},
        {"verification": "Provning"},
        {"answer_format": "text"},
        {"answer_choices": "a;b"},
        {"phase": "delivery"},
        {"standard_reference": ""},
        {"law_reference": "PDL 6:2"},
        {"is_minimum_requirement": False},
        {"is_heading": True, "kind": ""},
        {"extra": {"prio": "ä", "Höjd": 3}},
        {"extra": {"prio": "å"}},
        {"extra": {"prio": "å", "Höjd": 3, "ny": ""}},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_every_published_field_makes_a_new_version(row, changed):
    before = digest_of(row)
    Requirement.objects.filter(pk=row.pk).update(**changed)
    assert digest_of(row) != before
    assert row.versions.count() == 2


@pytest.mark.parametrize("links", ["module_links", "need_links"])
def test_a_link_less_makes_a_new_version(row, links):
    before = digest_of(row)
    getattr(row, links).first().delete()
    assert digest_of(row) != before


@pytest.mark.parametrize("changed", [{"status": "approved"}, {"position": 7}, {"depth": 3}])
def test_what_is_not_published_makes_none(row, changed):
    before = digest_of(row)
    owner = UserFactory()
    Requirement.objects.filter(pk=row.pk).update(owner=owner, **changed)
    assert digest_of(row) == before
    assert row.versions.count() == 1


def test_every_field_of_a_requirement_is_published_or_named_here():
    """A new field is put in one of the two lists by whoever adds it."""
    kept_apart = {
        "id", "catalogue", "parent", "position", "depth", "status", "owner", "assignee",
        "created_at", "changed_at",
    }  # fmt: skip
    fields = {
        field.name
        for field in [*Requirement._meta.concrete_fields, *Requirement._meta.many_to_many]
    }
    published = {*published_content(HeadingFactory()), *LATER_FIELDS, "standards"}
    assert fields - kept_apart == published


def test_a_later_field_is_published_when_it_holds_something(row):
    """An empty one is left out, so that what was frozen before the field came stays the same."""
    before = published_content(row)
    assert "max_points" not in before and "standards" not in before
    row.max_points = Decimal("12.500")
    row.integrity = 3
    after = published_content(row)
    assert after == {**before, "max_points": "12.5", "integrity": 3}


def test_unchanged_rows_share_their_version(row):
    anna, erik = UserFactory(), UserFactory()
    other = RequirementFactory(catalogue=row.catalogue)
    first = capture_versions([row, other], by=anna)
    Requirement.objects.filter(pk=other.pk).update(text="Ska döljas.")
    other.refresh_from_db()
    second = capture_versions([row, other], by=erik)
    assert second[row.pk].pk == first[row.pk].pk
    assert second[row.pk].captured_by == anna
    assert second[other.pk].pk != first[other.pk].pk
    assert second[other.pk].captured_by == erik
    assert second[other.pk].content["text"] == "Ska döljas."
    assert RequirementVersion.objects.count() == 3


def test_two_that_freeze_the_same_row_at_once_share_its_version(row, monkeypatch):
    anna, erik = UserFactory(), UserFactory()
    other = RequirementFactory(catalogue=row.catalogue)
    insert = RequirementVersion.objects.bulk_create

    def after_the_other(versions, **options):
        """Anna's procurement freezes the first row between Erik's look and his insert."""
        mine = next(version for version in versions if version.requirement_id == row.pk)
        RequirementVersion.objects.create(
            requirement=row, digest=mine.digest, content=mine.content, captured_by=anna
        )
        return insert(versions, **options)

    monkeypatch.setattr(RequirementVersion.objects, "bulk_create", after_the_other)
    got = capture_versions([row, other], by=erik)
    assert got[row.pk] == row.versions.get()
    assert got[row.pk].captured_by == anna
    assert got[other.pk] == other.versions.get()
    assert got[other.pk].captured_by == erik


def test_a_text_that_comes_back_gets_its_old_version(row):
    first = digest_of(row)
    Requirement.objects.filter(pk=row.pk).update(text="Ska döljas.")
    digest_of(row)
    Requirement.objects.filter(pk=row.pk).update(text="Ska visas.")
    assert digest_of(row) == first
    assert row.versions.count() == 2


def test_a_version_is_never_changed(row):
    version = capture_versions([row], by=None)[row.pk]
    version.digest = "0" * 64
    with pytest.raises(AppendOnlyError):
        version.save()
    assert RequirementVersion.objects.get().digest != "0" * 64


def test_nothing_to_capture(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert capture_versions([], by=None) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_capturing_costs_the_same_whatever_the_number(django_assert_num_queries, count):
    catalogue = CatalogueFactory()
    for _number in range(count):
        RequirementFactory(catalogue=catalogue)
    rows = list(Requirement.objects.prefetch_related(*CONTENT_LINKS))
    with django_assert_num_queries(3):  # those known, one insert, what is stored
        capture_versions(rows, by=None)
    with django_assert_num_queries(1):  # all known
        capture_versions(rows, by=None)
