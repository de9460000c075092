"""Characters that no database keeps are refused in the cell, whatever field it is."""

import pytest

from requirements_catalog.models import ChangeSet, ExtraField

from .grid_calls import problem_of, save, send

pytestmark = pytest.mark.django_db
TOLD = "Texten innehåller ett tecken som inte kan sparas."


@pytest.mark.parametrize("text", ["bad\ud800", "\udfff", "a\x00b"])
@pytest.mark.parametrize("field", ["title", "code", "text", "max_points", "modules", "extra.eget"])
def test_half_a_pair_or_a_nul_is_refused_in_the_cell(catalogue, rows, author, field, text):
    ExtraField.objects.create(catalogue=catalogue, key="eget", label="Eget", kind="text")
    row = rows[1]
    seen = {"title": row.title, "code": row.code, "text": row.text}.get(field, "")
    answer = save(author, [row.pk, field, text, seen], [row.pk, "motive", "Skäl", ""])
    assert problem_of(answer)["message"] == TOLD
    assert answer["cells"] == [[row.pk, "motive", "Skäl", "Skäl"]]
    before = row.extra
    row.refresh_from_db()
    assert (row.extra, row.title, row.code) == (before, "Krav 1", "K-1")


@pytest.mark.parametrize("name", ["\ud800", "extra.\ud800"])
def test_a_field_or_a_seen_value_of_that_kind_is_told(rows, author, name):
    answer = save(author, [rows[1].pk, name, "x", ""])
    assert problem_of(answer)["message"] == "Fältet finns inte i katalogen."
    assert save(author, [rows[1].pk, "motive", "x", "\ud800"])["problems"]
    send(author, "-layout", {"columns": [[name, 100, True]]}, 204)
    assert not ChangeSet.objects.exists()
