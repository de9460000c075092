"""The database of a test run, made once from the models and copied for every process.

Migrating takes a minute of a processor; the tables of the models are there in seconds, and
``tests/architecture/test_migrations.py`` holds that migrating gives the very same. The first
process to come makes its own and copies it for the others.
"""

import fcntl
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

# What migrations make on PostgreSQL beside tables (contracts 0002).
COLLATION = "CREATE COLLATION IF NOT EXISTS sv_natural (provider = icu, locale = 'sv-u-kn-true')"


@contextmanager
def prepared_database(folder: Path, *, keep_old: bool, keep_new: bool):
    """This process's test database, for as long as the block lasts.

    ``folder`` is common to all processes of the run. With ``keep_old`` a database of an earlier run
    is used, with ``keep_new`` the database stays for later runs.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    alone = keep_old or not worker
    made = _make(keepdb=keep_old) if alone else _make_together(folder, worker)
    yield
    if not keep_new:
        teardown_databases(made, verbosity=0)


def _make(*, keepdb: bool) -> list:
    connection.settings_dict["TEST"]["MIGRATE"] = False
    made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, keepdb=keepdb)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(COLLATION)
    return made


def _make_together(folder: Path, worker: str) -> list:
    """Whoever comes first makes the databases of all; the others wait for it and take theirs."""
    copied = folder / "databases-are-copied"
    with (folder / "databases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if copied.exists():
            return _make(keepdb=True)
        made = _make(keepdb=False)
        _copy_for_others(worker, int(os.environ["PYTEST_XDIST_WORKER_COUNT"]))
        copied.touch()
        return made


def _copy_for_others(worker: str, count: int) -> None:
    own = str(connection.settings_dict["NAME"])
    assert own.endswith(worker), f"{own} is not named after its process {worker}"
    connection.close()  # neither kind of database is copied while somebody is connected to it
    copy = _copy_file if connection.vendor == "sqlite" else _copy_on_server
    for number in range(count):
        if (other := f"{own.removesuffix(worker)}gw{number}") != own:
            copy(own, other)


def _copy_file(source: str, target: str) -> None:
    for rest in ("-wal", "-shm"):
        Path(target + rest).unlink(missing_ok=True)
    shutil.copy(source, target)


def _copy_on_server(source: str, target: str) -> None:
    name, template = map(connection.ops.quote_name, (target, source))
    _on_server(
        f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} WITH TEMPLATE {template}"
    )


@contextmanager
def empty_database(name: str):
    """Inside the block the connection leads to a database without tables, called ``name``.

    On SQLite ``name`` is a file's path.
    """
    own = connection.settings_dict["NAME"]
    _drop(name)
    if connection.vendor != "sqlite":
        _on_server(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    _lead_to(name)
    try:
        yield
    finally:
        _lead_to(own)
        _drop(name)


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _drop(name: str) -> None:
    if connection.vendor == "sqlite":
        for rest in ("", "-wal", "-shm"):
            Path(name + rest).unlink(missing_ok=True)
    else:
        _on_server(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}")


def _on_server(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
