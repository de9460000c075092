"""The text that said where a need comes from became rows, and becomes a text again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

APP = "requirements_catalog"
BEFORE, AFTER = (APP, "0014_need_sources_and_changes"), (APP, "0016_source_texts_are_gone")


def migrate(*targets):
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


@pytest.fixture
def newest():
    """Everything is as it was when the test is done."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield
    migrate(*leaves)


@pytest.mark.django_db(transaction=True)
def test_source_texts_become_rows_with_their_history_and_texts_again(newest):
    apps = migrate(BEFORE)
    programme = apps.get_model("programmes", "Programme").objects.create(slug="p", name="P")
    needs = apps.get_model(APP, "Need").objects
    row = {"programme": programme, "perspective": "staff", "dimension": "information"}
    need = needs.create(code="N1", title="Ett", source="Akuten, workshop 2026", **row)
    needs.create(code="N2", title="Två", **row)
    records = apps.get_model(APP, "HistoricalNeed").objects
    for day, source in ((1, ""), (2, "Akuten"), (3, "Akuten, workshop 2026"), (4, need.source)):
        records.create(
            id=need.pk, programme_id=programme.pk, code="N1", title=f"Ett {day}", source=source,
            perspective="staff", dimension="information", history_type="~",
            history_date=f"2026-01-0{day}T00:00:00Z",
        )  # fmt: skip
    apps = migrate(AFTER)
    source = apps.get_model(APP, "NeedSource").objects.get()
    assert (source.need_id, source.kind, source.name) == (
        need.pk, "workshop", "Akuten, workshop 2026",
    )  # fmt: skip
    kept = apps.get_model(APP, "HistoricalNeedSource").objects.order_by("history_id")
    told = kept.values_list("id", "history_type", "name", "history_date__day")
    assert list(told) == [
        (source.pk, "+", "Akuten", 2), (source.pk, "~", "Akuten, workshop 2026", 3),
    ]  # fmt: skip
    apps = migrate(BEFORE)
    texts = apps.get_model(APP, "Need").objects.order_by("code").values_list("source", flat=True)
    assert list(texts) == ["Akuten, workshop 2026", ""]
    newest_record = apps.get_model(APP, "HistoricalNeed").objects.latest("history_id")
    assert newest_record.source == "Akuten, workshop 2026"
