"""Search by stems and inside compounds, the same on both databases, whatever wrote the rows."""

import pytest
from django.db import connection

from common.fulltext import ensure_text_index, stem
from requirements_catalog.apps import ensure_search
from requirements_catalog.models import Requirement
from requirements_catalog.querysets import SEARCHED
from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        # Snowball's published Swedish vocabulary (snowballstem.org, algorithms/swedish).
        ("jaktkarlarne", "jaktkarl"),
        ("Klostergården", "klostergård"),
        ("INT-014", "int-014"),
        ("vi", "vi"),
    ],
)
def test_words_are_reduced_to_their_stem(word, expected):
    assert stem(word) == expected


@pytest.fixture
def catalogue():
    return CatalogueFactory()


def found(text):
    return sorted(Requirement.objects.search(text).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("systemen", ["A-1"]),  # stem "system", inside "Vårdinformationssystemet"
        ("ÖPPNA", ["A-1"]),
        ("oppna", []),  # ö is a letter of its own
        ("journal", ["A-2"]),
        ("journalerna läsa", ["A-2"]),
        ("journal öppna", []),
        ("a-1", ["A-1"]),
        ("-1", ["A-1"]),  # too short for a trigram
        ('"', []),
        ("100%", ["A-3"]),
        ("under_score", ["A-3"]),
        ("back\\slash", ["A-3"]),
        ("motivord", ["A-3"]),
        ("intyg", ["A-3"]),
        ("OR", ["A-1", "A-3"]),  # no operator, but letters: they stand in "information" too
    ],
)
def test_search(catalogue, text, expected):
    RequirementFactory(
        catalogue=catalogue,
        code="A-1",
        title="",
        text="Vårdinformationssystemet har öppna gränssnitt",
    )
    RequirementFactory(catalogue=catalogue, code="A-2", title="Att läsa i journalen", text="Ja.")
    RequirementFactory(
        catalogue=catalogue, code="A-3", title="100% under_score", text="back\\slash OR",
        motive="Motivord", verification="Intyg",
    )  # fmt: skip
    assert found(text) == expected


def test_what_is_changed_in_bulk_is_found(catalogue):
    row = RequirementFactory(catalogue=catalogue, code="A-1", title="Gammalt", text="Ska.")
    Requirement._base_manager.filter(pk=row.pk).update(title="Nytt")
    assert (found("gammal"), found("nytt")) == ([], ["A-1"])
    row.delete()
    assert found("nytt") == []


def test_words_in_different_texts_of_a_row_are_found_together(catalogue):
    row = RequirementFactory(catalogue=catalogue, code="A-1", title="Remiss", text="Ska skickas.")
    RequirementFactory(catalogue=catalogue, code="A-2", title="Remiss", text="Ska läsas.")
    assert found("remiss skickas") == ["A-1"]
    Requirement._base_manager.filter(pk=row.pk).update(text="Ska tas emot.", motive="skickas")
    assert found("remiss skickas") == ["A-1"]
    Requirement._base_manager.filter(pk=row.pk).update(motive="")
    assert found("remiss skickas") == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="not here: only SQLite has triggers")
def test_an_index_of_an_earlier_make_is_replaced(catalogue):
    name, table = "requirements_catalog_requirement_text", "requirements_catalog_requirement"
    RequirementFactory(catalogue=catalogue, code="A-1", title="Gammalt", text="Ska.")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")
        cursor.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5(title, content='{table}', content_rowid='id')"
        )
        cursor.execute(
            f"CREATE TRIGGER {name}_changed AFTER UPDATE OF title ON {table} "  # noqa: S608
            f"BEGIN INSERT INTO {name}(rowid, title) VALUES (new.id, new.title); END"
        )
    ensure_text_index(Requirement, SEARCHED, "default")
    assert found("gammalt") == ["A-1"]
    Requirement.objects.update(title="Nytt")
    assert (found("gammalt"), found("nytt")) == ([], ["A-1"])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="not here: only SQLite has triggers")
def test_triggers_that_a_migration_dropped_come_back(catalogue):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER requirements_catalog_requirement_text_changed_title")
    row = RequirementFactory(catalogue=catalogue, code="A-1", title="Gammalt", text="Ska.")
    Requirement._base_manager.filter(pk=row.pk).update(title="Nytt")
    assert found("nytt") == []
    ensure_text_index(Requirement, SEARCHED, "default")
    assert found("nytt") == ["A-1"]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="not here: only PostgreSQL plans with these indexes"
)
def test_postgresql_has_both_indexes():
    ensure_search(using="default")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE indexname LIKE %s", ["%_requirement_text_%"]
        )
        names = {name for (name,) in cursor.fetchall()}
    assert names == {
        "requirements_catalog_requirement_text_stems",
        "requirements_catalog_requirement_text_trigrams",
    }
