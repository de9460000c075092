"""Numbers by place of some rows: those of the outline, at as many queries for one as for many."""

import pytest

from requirements_catalog.numbering import numbers_in_outline
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """A chapter with a withdrawn and two live rows and a heading below, and a second chapter."""
    catalogue = CatalogueFactory()
    made = {}

    def add(name, factory, parent=None, **fields):
        made[name] = factory(
            catalogue=catalogue,
            title=name,
            parent=made.get(parent),
            depth=made[parent].depth + 1 if parent else 0,
            position=(len(made) + 1) << 20,
            **fields,
        )

    add("ett", HeadingFactory)
    add("borta", RequirementFactory, "ett", status="withdrawn")
    add("a", RequirementFactory, "ett")
    add("b", RequirementFactory, "ett")
    add("under", HeadingFactory, "ett")
    add("c", RequirementFactory, "under")
    add("två", HeadingFactory)
    add("d", RequirementFactory, "två")
    add("fritt", RequirementFactory)
    return made


NUMBERS = {
    "ett": "1", "a": "1.1", "b": "1.2", "under": "1.3", "c": "1.3.1", "två": "2", "d": "2.1",
    "fritt": "3",
}  # fmt: skip


@pytest.mark.parametrize("names", [[name] for name in NUMBERS] + [list(NUMBERS), ["c", "d"]])
def test_numbers_are_those_of_the_outline(rows, names, django_assert_num_queries):
    catalogue = rows["ett"].catalogue
    with django_assert_num_queries(3):
        found = numbers_in_outline(catalogue, [rows[name].pk for name in names])
    assert found == {rows[name].pk: NUMBERS[name] for name in names}


def test_withdrawn_and_strange_rows_have_none(rows):
    keys = [rows["borta"].pk, RequirementFactory().pk, 10**9]
    assert numbers_in_outline(rows["ett"].catalogue, keys) == {}
