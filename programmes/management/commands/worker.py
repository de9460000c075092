"""Run a worker: reports jobs that died with an earlier one, then takes jobs from the queue."""

import threading
from itertools import count

from django.core.management import BaseCommand, call_command
from django.db import OperationalError, close_old_connections

from programmes.job_runner import (
    forget_old_files,
    forget_prepared_jobs,
    note_worker,
    reap_dead_jobs,
)

BEAT_SECONDS = 20
# Once an hour old files are looked for.
BEATS_BETWEEN_CLEANING = 180


class Command(BaseCommand):
    """``manage.py worker``: one process that does the long work."""

    help = "Utför jobb ur kön tills processen stoppas."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--batch", action="store_true", help="utför det som väntar och sluta")

    def handle(self, *args, **options) -> None:
        reaped = reap_dead_jobs()
        if reaped:
            self.stdout.write(f"{reaped} avbrutna jobb har rapporterats.")
        threading.Thread(target=_beat, daemon=True).start()
        call_command(
            "db_worker",
            reload=False,
            batch=options["batch"],
            interval=0.5,
            verbosity=options["verbosity"],
        )


def _beat() -> None:
    stop = threading.Event()
    for beat in count():
        try:
            note_worker()
            reap_dead_jobs()
            if beat % BEATS_BETWEEN_CLEANING == 0:
                forget_prepared_jobs()
                forget_old_files()
        except OperationalError:
            pass  # the database is busy: the next beat tells
        finally:
            close_old_connections()
        stop.wait(BEAT_SECONDS)
