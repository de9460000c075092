"""Two people at the same time, on two connections of the database (PostgreSQL only)."""

import time
from collections.abc import Callable
from threading import Thread

from django.db import connection, connections, transaction

PATIENCE = 10.0


def both_at_once(first: Callable[[], object], second: Callable[[], object]) -> Exception | None:
    """Do ``second`` while the transaction of ``first`` is open; return what ``second`` raised.

    ``first`` is committed when ``second`` waits for one of its locks, or is through without one.
    The test needs ``django_db(transaction=True)`` and ``need("postgresql")``.
    """
    raised: list[Exception] = []

    def other() -> None:
        try:
            second()
        except Exception as error:  # handed to the test, whatever it is
            raised.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=other)
    with transaction.atomic():
        first()
        thread.start()
        end = time.monotonic() + PATIENCE
        while thread.is_alive() and not _somebody_waits() and time.monotonic() < end:
            time.sleep(0.02)
    thread.join(PATIENCE)
    assert not thread.is_alive(), "the second transaction is still waiting"
    return raised[0] if raised else None


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # Within a transaction the view goes on telling what it told first.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
