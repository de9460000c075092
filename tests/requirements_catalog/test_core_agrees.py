"""The pure core imports nothing of the application; what it says again is what that says."""

from datetime import date, datetime, time

import pytest

from common.workbooks import CellError, cell_text
from requirements_catalog import approval
from requirements_catalog.choices import RequirementKind, RequirementStatus
from requirements_catalog.fields import BY_NAME, LINK_MODELS, LINKS, NUMBER
from requirements_catalog.import_core import outcomes, statuses, value_reader, words
from requirements_catalog.import_core.cells import text_of


def named(kind):
    """Names of the fields of a kind, in the order of the table of fields."""
    return tuple(name for name, field in BY_NAME.items() if field.kind == kind)


def test_statuses_and_kinds_have_the_same_names():
    known = (statuses.DRAFT, statuses.IN_REVIEW, statuses.APPROVED, statuses.WITHDRAWN)
    assert known == (
        RequirementStatus.DRAFT,
        RequirementStatus.IN_REVIEW,
        RequirementStatus.APPROVED,
        RequirementStatus.WITHDRAWN,
    )
    assert set(words.KINDS) == {*RequirementKind.values, words.HEADING}


def test_the_same_fields_are_links_and_numbers():
    assert named(LINKS) == outcomes.LINKS == tuple(LINK_MODELS)
    assert named(NUMBER) == value_reader.NUMBERS


@pytest.mark.parametrize("name", BY_NAME)
def test_the_same_fields_are_content_that_an_approval_stands_on(name):
    """A file that changes one must let the approval fall, as writing it here does."""
    assert statuses.is_content(name) == approval.is_content(name)


@pytest.mark.parametrize(
    "value",
    [
        None, "a ", 7, 0.1 + 0.2, True, date(2026, 11, 22), datetime(2026, 11, 22),
        datetime(2026, 11, 22, 9, 30), time(9, 30), CellError("#REF!"),
    ],
)  # fmt: skip
def test_a_cell_has_the_same_text(value):
    assert text_of(value) == cell_text(value)
