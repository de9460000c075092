"""Rows that are written once: no way to change or delete them, one or many."""

import pytest

from common.append_only import AppendOnlyError
from requirements_catalog.models import RequirementVersion
from requirements_catalog.versions import capture_versions
from tests.factories import RequirementFactory

pytestmark = pytest.mark.django_db

WAYS = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update": lambda row: RequirementVersion.objects.update(digest="0"),
    "update of some": lambda row: RequirementVersion.objects.filter(pk=row.pk).update(digest="0"),
    "update of related": lambda row: row.requirement.versions.update(digest="0"),
    "delete of some": lambda row: RequirementVersion.objects.filter(pk=row.pk).delete(),
    "delete of related": lambda row: row.requirement.versions.all().delete(),
    "bulk_update": lambda row: RequirementVersion.objects.bulk_update([row], ["digest"]),
    "bulk_create over it": lambda row: RequirementVersion.objects.bulk_create(
        [row], update_conflicts=True, update_fields=["digest"], unique_fields=["id"]
    ),
    "update_or_create": lambda row: RequirementVersion.objects.update_or_create(
        pk=row.pk, defaults={"digest": "0"}
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_row_is_kept_as_it_was_written(way):
    requirement = RequirementFactory()
    row = capture_versions([requirement], by=None)[requirement.pk]
    digest = row.digest
    row.digest = "0"
    with pytest.raises(AppendOnlyError):
        WAYS[way](row)
    assert RequirementVersion.objects.get(pk=row.pk).digest == digest
