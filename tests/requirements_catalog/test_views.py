"""The pages of the catalogue as the roles concerned see them."""

import pytest
from django.urls import reverse

from tests.factories import (
    HeadingFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db


def address(name, *args):
    """The address of a page of the programme ``prov``."""
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


@pytest.mark.parametrize(
    "name, args",
    [
        ("catalogue-list", []),
        ("requirement-list", ["karnan"]),
        ("need-list", []),
        ("module-list", []),
    ],
)
def test_empty_lists_say_what_belongs_there(as_role, catalogue, name, args):
    response = as_role("author").get(address(name, *args))
    assert response.status_code == 200
    assert "empty-state" in response.content.decode() or name == "catalogue-list"


@pytest.mark.parametrize(
    "name", ["requirement-detail", "requirement-edit", "requirement-move", "requirement-withdraw"]
)
def test_pages_of_a_requirement(as_role, catalogue, name):
    heading = HeadingFactory(catalogue=catalogue)
    row = RequirementFactory(catalogue=catalogue, parent=heading, depth=1)
    for subject in (heading, row):
        assert as_role("author").get(address(name, subject.pk)).status_code == 200


@pytest.mark.parametrize("tab", ["text", "links", "history", "nonsense"])
def test_tabs(as_role, catalogue, tab):
    row = RequirementFactory(catalogue=catalogue)
    assert (
        as_role("reader").get(address("requirement-detail", row.pk) + f"?tab={tab}").status_code
        == 200
    )


def test_pages_of_needs_and_modules(as_role, programme):
    module, need = ModuleFactory(programme=programme), NeedFactory(programme=programme)
    client = as_role("author")
    for name, args in [
        ("need-detail", [need.pk]),
        ("need-edit", [need.pk]),
        ("need-create", []),
        ("need-list", []),
        ("module-detail", [module.pk]),
        ("module-edit", [module.pk]),
        ("module-create", []),
        ("module-list", []),
        ("catalogue-create", []),
    ]:
        assert client.get(address(name, *args)).status_code == 200, name
