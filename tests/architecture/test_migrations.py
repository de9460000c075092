"""Migrations make the tables of the models, and bring along what was written before them."""

from importlib import import_module

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from common.collecting import collecting_afterwards
from joint_procurement.models import JoiningOption
from tests.prepared_database import empty_database

APP = "requirements_catalog"
# Django's own migration gives this table a wider key than its model (it takes the project's
# DEFAULT_AUTO_FIELD, the model that of its application).
OF_DJANGO = "auth_group_permissions"
NAMED_MOVE_OVER = "joint_procurement.migrations.0004_named_organisations_move_over"
BEFORE, AFTER = (APP, "0014_need_sources_and_changes"), (APP, "0015_sources_become_rows")
BOTH_THERE = ("joint_procurement", "0003_options_name_several")


class Steps(MigrationExecutor):
    """Migrates once, and calls what is asked for after some migrations with the models of then.

    To render every state of the models takes half a minute of a processor, and would be done anew
    for each stop.
    """

    def __init__(self, connection, after: dict) -> None:
        super().__init__(connection)
        self.after = after

    def apply_migration(self, state, migration, fake=False, fake_initial=False):
        state = super().apply_migration(state, migration, fake, fake_initial)
        if step := self.after.pop((migration.app_label, migration.name), None):
            step(state.apps)
        return state


def tables():
    """Every table with its columns, constraints and indexes, in an order of no meaning.

    On PostgreSQL also what stands beside the tables: collations of our own.
    """
    told = _told_by_postgresql if connection.vendor == "postgresql" else _told_by_sqlite
    with connection.cursor() as cursor:
        found = {name: told(cursor, name) for name in connection.introspection.table_names(cursor)}
        if connection.vendor == "postgresql":
            # As JSON, for the names of the columns differ between versions.
            cursor.execute(
                "SELECT collname, to_jsonb(c) - 'oid' FROM pg_collation c"
                " WHERE collnamespace = 'public'::regnamespace"
            )
            found |= dict(cursor.fetchall())
    return found


def _told_by_sqlite(cursor, table):
    # A description's second to last fields: type, sizes, null, default and so on.
    described = connection.introspection.get_table_description(cursor, table)
    # Unnamed constraints get a running number, so they are told by what they say.
    constraints = connection.introspection.get_constraints(cursor, table)
    return (
        {column.name: tuple(column)[1:] for column in described},
        sorted(repr(said) for said in constraints.values()),
    )


def _told_by_postgresql(cursor, table):
    """In the server's own words: the names of constraints and indexes say nothing of a table."""
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod), attnotnull, attidentity,"
        " (SELECT collname FROM pg_collation c WHERE c.oid = attcollation),"
        " pg_get_expr(adbin, adrelid) FROM pg_attribute"
        " LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname",
        [table],
    )
    columns = cursor.fetchall()
    cursor.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
        " UNION ALL"
        " SELECT replace(pg_get_indexdef(indexrelid), indexrelid::regclass::text, '')"
        " FROM pg_index WHERE indrelid = %s::regclass",
        [table, table],
    )
    return columns, sorted(said for (said,) in cursor.fetchall())


def test_migrating_makes_the_tables_of_the_models(transactional_db, tmp_path, worker_id):
    """On the way there the text that said where a need comes from becomes rows, and a text again.

    So does the one organisation of an option for those who may join become one of several.

    One test, as migrating takes most of a minute of a processor.
    """
    of_models, options = tables(), []
    name = "migrated" if connection.vendor != "sqlite" else str(tmp_path / "migrated")
    with empty_database(f"{name}_{worker_id}"):
        assert not tables()
        steps = {
            BEFORE: write_sources_as_texts,
            AFTER: source_texts_become_rows_with_their_history_and_texts_again,
            BOTH_THERE: lambda apps: options.append(
                the_organisation_of_an_option_is_one_of_several_and_one_again(apps)
            ),
        }
        executor = Steps(connection, steps)
        with collecting_afterwards():
            executor.migrate(executor.loader.graph.leaf_nodes())
        assert not steps
        [option] = options
        named = JoiningOption.objects.get(pk=option).organisations
        assert [one.name for one in named.all()] == ["Ett"]
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        call_command("createcachetable")
        migrated = tables()
    assert migrated.pop("django_migrations")
    of_models.pop("django_migrations", None)
    assert migrated.keys() == of_models.keys()
    other = {name: (migrated[name], of_models[name]) for name in of_models.keys() - {OF_DJANGO}}
    assert not {name: pair for name, pair in other.items() if pair[0] != pair[1]}


def programme_in(apps):
    return apps.get_model("programmes", "Programme").objects.get_or_create(slug="p")[0]


def write_sources_as_texts(apps):
    programme = programme_in(apps)
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


def source_texts_become_rows_with_their_history_and_texts_again(apps):
    need = apps.get_model(APP, "Need").objects.get(code="N1")
    source = apps.get_model(APP, "NeedSource").objects.get()
    assert (source.need_id, source.kind, source.name) == (
        need.pk, "workshop", "Akuten, workshop 2026",
    )  # fmt: skip
    kept = apps.get_model(APP, "HistoricalNeedSource").objects.order_by("history_id")
    told = kept.values_list("id", "history_type", "name", "history_date__day")
    assert list(told) == [
        (source.pk, "+", "Akuten", 2), (source.pk, "~", "Akuten, workshop 2026", 3),
    ]  # fmt: skip
    # The step itself: going back through the executor would render every state once more.
    import_module(f"{APP}.migrations.{AFTER[1]}").to_texts(apps, None)
    texts = apps.get_model(APP, "Need").objects.order_by("code").values_list("source", flat=True)
    assert list(texts) == ["Akuten, workshop 2026", ""]
    newest_record = apps.get_model(APP, "HistoricalNeed").objects.latest("history_id")
    assert newest_record.source == "Akuten, workshop 2026"


def the_organisation_of_an_option_is_one_of_several_and_one_again(apps) -> int:
    """The steps themselves, for both the old column and the new table are there between them."""
    steps = import_module(NAMED_MOVE_OVER)
    of = apps.get_model
    programme = programme_in(apps)
    procurement = of("procurements", "Procurement").objects.create(
        programme=programme, slug="u", title="U"
    )
    one, two = (of("programmes", "Organisation").objects.create(name=name) for name in ("Ett", "B"))
    options = of("joint_procurement", "JoiningOption").objects
    option = options.create(procurement=procurement, name="O", holder="H", organisation=one)
    options.create(procurement=procurement, name="Ingen", holder="H")
    records = of("joint_procurement", "HistoricalJoiningOption").objects
    kept = {"id": option.pk, "name": "O", "holder": "H", "history_type": "~"}
    for day, organisation in ((1, None), (2, one.pk)):
        records.create(**kept, organisation_id=organisation, history_date=f"2026-01-0{day}T00:00Z")
    steps.to_many(apps, None)
    links = of("joint_procurement", "JoiningOption_organisations").objects
    assert list(links.values_list("joiningoption", "organisation")) == [(option.pk, one.pk)]
    old = of("joint_procurement", "HistoricalJoiningOption_organisations").objects
    told = old.values_list("history__history_date__day", "joiningoption_id", "organisation_id")
    assert list(told) == [(2, option.pk, one.pk)]
    # Back again: of two the first that was named stays.
    option.organisations.add(two)
    options.update(organisation=None)
    records.update(organisation=None)
    steps.to_one(apps, None)
    named = options.order_by("pk").values_list("organisation", flat=True)
    assert list(named) == [one.pk, None]
    named = records.order_by("history_date").values_list("organisation", flat=True)
    assert list(named) == [None, one.pk]
    links.all().delete()
    old.all().delete()
    return option.pk
