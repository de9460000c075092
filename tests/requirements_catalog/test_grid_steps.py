"""The grid's steps: a new row, and an undo of just what the person was told of."""

import json
import re

import pytest

from requirements_catalog.models import Requirement
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory
from tests.requirements_catalog.grid_calls import save, send, url

pytestmark = pytest.mark.django_db
GAP = 1 << 20


@pytest.fixture
def rows(catalogue):
    """A chapter and two requirements under it."""
    chapter = HeadingFactory(catalogue=catalogue, code="1", title="Kapitel", position=GAP)
    return [
        chapter,
        *(
            RequirementFactory(
                catalogue=catalogue, parent=chapter, depth=1, code=f"K-{number}",
                title=f"Krav {number}", text="Ska finnas.", position=(number + 1) * GAP,
            )
            for number in (1, 2)
        ),
    ]  # fmt: skip


def test_a_new_row_follows_its_neighbour_and_is_one_step_to_undo(rows, author):
    answer = send(author, "-add", {"after": rows[1].pk})
    made = Requirement.objects.get(pk=answer["key"])
    assert (made.code, made.title, made.status, made.parent) == (
        "K-3", "Nytt krav", "draft", rows[0],
    )  # fmt: skip
    assert rows[1].position < made.position < rows[2].position
    assert answer["undo"].startswith("Skapade K-3")
    first = Requirement.objects.get(pk=send(author, "-add", {"after": rows[0].pk})["key"])
    assert (first.code, first.parent) == ("K-4", rows[0])
    assert rows[0].position < first.position < rows[1].position
    assert send(author, "-undo", {})["moved"]
    first.refresh_from_db()
    assert first.status == "withdrawn"


def test_a_new_row_in_an_empty_catalogue(author, catalogue):
    made = Requirement.objects.get(pk=send(author, "-add", {"after": None})["key"])
    assert (made.code, made.kind, made.parent) == ("", "mandatory", None)


def test_a_new_row_beside_nothing_of_the_catalogue_is_refused(as_role, rows, author, programme):
    other = RequirementFactory(catalogue=CatalogueFactory(programme=programme))
    for after in (other.pk, 2**70, "x", True, [1], {}):
        assert "finns inte" in send(author, "-add", {"after": after}, 400)["error"]
    assert Requirement.objects.count() == 4
    content = json.dumps({"after": rows[1].pk})
    response = as_role("reader").post(url("-add"), content, content_type="application/json")
    assert response.status_code == 403


def test_a_step_that_was_not_told_of_is_not_taken_back(rows, author):
    row = rows[1]
    told = save(author, [row.pk, "title", "Nytt", "Krav 1"])["steps"]["undo"]
    assert re.fullmatch(r"Gjordes \d{4}-\d\d-\d\d kl. \d\d.\d\d och rör en rad.", told["told"])
    save(author, [row.pk, "title", "Nyare", "Nytt"])
    answer = send(author, "-undo", {"step": told["id"]})
    assert answer["isOther"] and answer["undo"] == "Ändrade Rubrik"
    row.refresh_from_db()
    assert row.title == "Nyare"
    for step in (None, "x", [1]):
        assert send(author, "-undo", {"step": step})["isOther"]
    send(author, "-undo", {"step": answer["steps"]["undo"]["id"]})
    row.refresh_from_db()
    assert row.title == "Nytt"
    send(author, "-undo", "[]", 400)
