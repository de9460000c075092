"""Publishing a baseline: what goes in, what it is sealed with, what is refused."""

import pytest
from django.core.exceptions import ValidationError

from baselines.actions import publish_baseline
from baselines.preview import Selection, preview_of
from requirements_catalog.actions.requirements import create_requirement
from requirements_catalog.models import (
    Approval,
    ApprovalRecall,
    Requirement,
    RequirementVersion,
)
from requirements_catalog.versions import capture_versions
from tests.factories import CatalogueFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return UserFactory()


@pytest.fixture
def catalogue(programme, anna):
    """1 Drift (heading), 1.1 D-1, 1.2 D-2; 2 L-1 at the top."""
    catalogue = CatalogueFactory(programme=programme)
    drift = create_requirement(catalogue=catalogue, by=anna, is_heading=True, title="Drift")
    for code in ("D-1", "D-2"):
        create_requirement(
            catalogue=catalogue, by=anna, parent=drift, code=code, text=f"{code} ska finnas.",
            kind="mandatory",
        )  # fmt: skip
    create_requirement(
        catalogue=catalogue, by=anna, code="L-1", text="Bör finnas.", kind="desirable"
    )
    return catalogue


def approve(*codes, by):
    """As the approving action leaves it: status and an approval of the version."""
    rows = list(Requirement.objects.filter(code__in=codes))
    versions = capture_versions(rows, by=by)
    for row in rows:
        Approval.objects.create(requirement=row, version=versions[row.pk], approved_by=by)
    Requirement.objects.filter(code__in=codes).update(status="approved")


def test_rows_stand_in_order_with_number_and_heading(catalogue, anna):
    baseline = publish_baseline(
        catalogue=catalogue, by=anna, name="Till remiss", override_reason="Utkast till remissen"
    )
    found = [
        (row.number, row.version.content["code"], row.parent and row.parent.content["title"])
        for row in baseline.entries.select_related("version", "parent")
    ]
    assert found == [
        ("1", "", None), ("1.1", "D-1", "Drift"), ("1.2", "D-2", "Drift"), ("2", "L-1", None),
    ]  # fmt: skip
    assert (baseline.code, baseline.row_count, baseline.requirement_count) == ("B1", 4, 3)
    assert baseline.override_count == 3


def test_what_is_not_approved_needs_a_reason(catalogue, anna):
    approve("D-1", "D-2", by=anna)
    with pytest.raises(ValidationError, match="inte är godkända"):
        publish_baseline(catalogue=catalogue, by=anna, name="Fel")
    assert not catalogue.baselines.exists()
    approve("L-1", by=anna)
    baseline = publish_baseline(catalogue=catalogue, by=anna, name="Rätt", override_reason="onödig")
    assert (baseline.override_count, baseline.override_reason) == (0, "")
    assert baseline.entries.filter(approval__isnull=False).count() == 3


def test_an_approval_of_an_earlier_wording_does_not_count(catalogue, anna):
    approve("D-1", "D-2", "L-1", by=anna)
    Requirement.objects.filter(code="D-1").update(text="Ska finnas dygnet runt.")
    with pytest.raises(ValidationError):
        publish_baseline(catalogue=catalogue, by=anna, name="Fel")


def test_a_selection_brings_the_headings_above(catalogue, anna):
    baseline = publish_baseline(
        catalogue=catalogue, by=anna, name="Ska", override_reason="x", selection="kind=mandatory"
    )
    codes = [entry.version.content["code"] for entry in baseline.entries.select_related("version")]
    assert codes == ["", "D-1", "D-2"]
    with pytest.raises(ValidationError, match="inga krav"):
        publish_baseline(
            catalogue=catalogue, by=anna, name="Tom", override_reason="x", selection="q=finnsinte"
        )


def test_unchanged_rows_share_versions_and_numbers_go_on(catalogue, anna):
    first = publish_baseline(catalogue=catalogue, by=anna, name="Ett", override_reason="x")
    count = RequirementVersion.objects.count()
    Requirement.objects.filter(code="D-2").update(motive="Lagen kräver det.")
    second = publish_baseline(catalogue=catalogue, by=anna, name="Två", override_reason="x")
    assert RequirementVersion.objects.count() == count + 1
    assert (first.number, second.number) == (1, 2)
    assert first.digest != second.digest
    third = publish_baseline(catalogue=catalogue, by=anna, name="Tre", override_reason="x")
    assert third.digest == second.digest


def test_an_approval_that_was_taken_back_does_not_count(catalogue, anna):
    approve("D-1", "D-2", "L-1", by=anna)
    taken_back = Approval.objects.get(requirement__code="D-2")
    ApprovalRecall.objects.create(approval=taken_back, recalled_by=anna)
    preview = preview_of(catalogue, Selection(), by=anna)
    assert [row.code for row in preview.unapproved] == ["D-2"]
    baseline = publish_baseline(catalogue=catalogue, by=anna, name="Ett", override_reason="x")
    assert baseline.override_count == 1
