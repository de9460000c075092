"""What an open grid is told of what others do: rows, people, order, at a constant cost."""

import pytest
from django.urls import reverse

from common.history import save_with_reason
from requirements_catalog.actions.requirements import create_requirement, edit_requirement
from requirements_catalog.actions.structure import (
    move_requirement,
    restore_requirement,
    withdraw_requirement,
)
from requirements_catalog.models import Requirement
from tests.factories import CatalogueFactory, HeadingFactory, ModuleFactory, RequirementFactory

pytestmark = pytest.mark.django_db
GAP = 1 << 20
# Session, person, programme, roles, catalogue, and what was written.
QUERIES_OF_NO_NEWS = 6
# The same, and how the rows stood before.
QUERIES_OF_NEWS = 7


@pytest.fixture
def rows(programme):
    """Two chapters, and two requirements under the first."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    one, two = (
        HeadingFactory(catalogue=catalogue, title=f"Kapitel {number}", position=number * 10 * GAP)
        for number in (1, 2)
    )
    return [
        one,
        two,
        *(
            RequirementFactory(
                catalogue=catalogue, parent=one, depth=1, code=f"K-{number}",
                title=f"Krav {number}", text="Ska finnas.", position=(10 + number) * GAP,
            )
            for number in (1, 2)
        ),
    ]  # fmt: skip


def news_url(**query):
    path = reverse("requirements_catalog:requirement-grid-news", args=["prov", "karnan"])
    return f"{path}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def start(client):
    path = reverse("requirements_catalog:requirement-grid-rows", args=["prov", "karnan"])
    return client.get(path).json()["since"]


def news(client, since):
    response = client.get(news_url(since=since))
    assert response.status_code == 200
    return response.json()


def test_nothing_new_is_an_empty_answer(rows, author, django_assert_num_queries):
    since = start(author)
    with django_assert_num_queries(QUERIES_OF_NO_NEWS):
        response = author.get(news_url(since=since))
    assert (response.status_code, response.content) == (204, b"")


def test_each_row_comes_once_with_what_happened_and_who_did_it(
    rows, author, make_person, programme
):
    one, two, first, second = rows
    anna, bo = (make_person("author", programme, name=name) for name in ("Anna", "Bo"))
    since = start(author)
    edit_requirement(requirement=first, by=bo, title="Bos")
    edit_requirement(requirement=first, by=anna, title="Annas")
    edit_requirement(requirement=one, by=author.user, title="Min egen")
    module = ModuleFactory(programme=programme)
    edit_requirement(requirement=second, by=anna, modules=[module])
    new = create_requirement(
        catalogue=one.catalogue, parent=two, by=bo, title="Nytt", kind="mandatory"
    )
    answer = news(author, since)
    assert answer["people"] == ["Anna", "Bo"]
    assert answer["rows"] == [
        [first.pk, "changed", 0],
        [one.pk, "changed", None],
        [second.pk, "changed", 0],
        [new.pk, "added", 1],
    ]
    assert answer["tooMuch"] is False
    assert author.get(news_url(since=answer["since"])).status_code == 204


def test_rows_that_move_go_or_come_back_are_told(rows, author, make_person, programme):
    _one, two, first, second = rows
    anna = make_person("author", programme, name="Anna")
    since = start(author)
    move_requirement(requirement=first, parent=two, by=anna)
    withdraw_requirement(requirement=second, by=anna, reason="Dubblett")
    first_answer = news(author, since)
    assert first_answer["rows"] == [[first.pk, "moved", 0], [second.pk, "withdrawn", 0]]
    restore_requirement(requirement=second, by=anna)
    second.refresh_from_db()
    assert news(author, first_answer["since"])["rows"] == [[second.pk, "restored", 0]]
    # Gone and back since the start: all that is left of it is a change.
    assert news(author, since)["rows"][1] == [second.pk, "changed", 0]


def test_what_the_reader_wrote_over_is_told_as_the_others(rows, author, make_person, programme):
    first = rows[2]
    anna = make_person("author", programme, name="Anna")
    since = start(author)
    edit_requirement(requirement=first, by=anna, title="Annas")
    edit_requirement(requirement=first, by=author.user, motive="Mitt")
    assert news(author, since)["rows"] == [[first.pk, "changed", 0]]


def test_work_without_a_person_is_somebodys(rows, author):
    since = start(author)
    rows[2].title = "Nytt"
    save_with_reason(rows[2], by=None)
    assert news(author, since)["people"] == ["Någon"]


def test_news_cost_the_same_with_1_and_40_rows(
    rows, author, make_person, programme, django_assert_num_queries
):
    anna = make_person("author", programme, name="Anna")
    since = start(author)
    edit_requirement(requirement=rows[2], by=anna, title="Annas")
    with django_assert_num_queries(QUERIES_OF_NEWS):
        since = news(author, since)["since"]
    for number in range(40):
        create_requirement(
            catalogue=rows[0].catalogue, by=anna, title=f"Nytt {number}", kind="mandatory"
        )
    with django_assert_num_queries(QUERIES_OF_NEWS):
        assert len(news(author, since)["rows"]) == 40


def test_too_much_is_told_as_that(rows, author, make_person, programme, monkeypatch):
    monkeypatch.setattr("requirements_catalog.grid.news.MOST_RECORDS", 2)
    anna = make_person("author", programme, name="Anna")
    since = start(author)
    for number in range(3):
        edit_requirement(requirement=rows[2], by=anna, title=f"Namn {number}")
    answer = news(author, since)
    assert (answer["tooMuch"], answer["rows"], answer["people"]) == (True, [], [])
    assert author.get(news_url(since=answer["since"])).status_code == 204


def test_other_catalogues_and_programmes_are_not_told(rows, author, as_role):
    since = start(author)
    other = RequirementFactory(title="Annat")
    edit_requirement(requirement=other, by=author.user, title="Nytt")
    assert author.get(news_url(since=since)).status_code == 204
    assert as_role(None).get(news_url(since=0)).status_code == 404
    assert as_role("reader").get(news_url(since=0)).status_code == 200


@pytest.mark.parametrize("since", ["", "x", "-1", "1.5", "%00", "9" * 30, "²"])
def test_a_forged_point_in_time_is_refused(rows, author, since):
    response = author.get(news_url(since=since))
    assert response.status_code == 400
    assert response.json()["error"] == "Adressen säger inte sedan när."
    assert Requirement.objects.count() == 4
