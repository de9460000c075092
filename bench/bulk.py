"""A bulk change with history against the library's own bulk update of the same rows."""

import shutil
from functools import partial
from pathlib import Path

from bench.harness import Ratio, Watch, fresh, in_turn

MODULE = "bench.bulk"
FIND, PUT = "Systemet", "Lösningen"
WORDS = {"find": FIND, "put": PUT, "match_case": True, "whole_word": True}
# A field that is only kept, one that is searched (its index is written too), and other words in
# every long text.
CHANGES: dict[str, dict] = {
    "law_reference": {"act": "set", "field": "law_reference", "value": "4 kap. 1 §"},
    "motive": {"act": "set", "field": "motive", "value": "Lagen kräver det."},
    "text": {"act": "replace", "fields": ["text"], **WORDS},
}


def run(count: int, rounds: int, folder: Path) -> list[Ratio]:
    """Ratios of an approved bulk change of ``count`` requirements, with its set for undo."""
    fresh("bench.imports", "prepare", folder=folder)
    fresh("bench.lists", "fill", count, folder=folder)
    filled = folder / "filled.sqlite3"
    shutil.copy(folder / "bench.sqlite3", filled)

    def restored(function: str, field: str) -> dict:
        shutil.copy(filled, folder / "bench.sqlite3")
        return fresh(MODULE, function, field, folder=folder)

    ratios = []
    for field in CHANGES:
        bare, ours = in_turn(
            rounds,
            partial(restored, "update_bare", field),
            partial(restored, "change_in_bulk", field),
        )
        if bare["changed"] != ours["changed"]:
            raise RuntimeError(f"not the same work: {bare['changed']} and {ours['changed']} rows")
        ratios.append(
            Ratio(
                f"bulk change of {ours['changed']:,}, {field}",
                "the library's bulk_update_with_history",
                ours["seconds"],
                bare["seconds"],
                goal=0.15,
                facts={"queries": ours["queries"], "peak MB": ours["peak_mb"]},
            )
        )
    return ratios


# ---------------------------------------------------------------- each in a process of its own


def update_bare(field: str) -> dict:
    """One field of every requirement by the library, which checks nothing and keeps no set."""
    from bench.harness import start_django

    start_django()
    from simple_history.utils import bulk_update_with_history

    from accounts.models import User
    from requirements_catalog.models import Requirement

    rows = list(Requirement.objects.filter(is_heading=False))
    user, change = User.objects.get(), CHANGES[field]
    for row in rows:
        value = change.get("value") or row.text.replace(FIND, PUT)
        setattr(row, field, value)
    with Watch() as watch:
        bulk_update_with_history(
            rows, Requirement, [field], default_user=user, default_change_reason="Mätning"
        )
    return {"seconds": watch.cpu, "changed": len(rows)}


def change_in_bulk(field: str) -> dict:
    """The same by the action that an approved preview is written with."""
    from bench.harness import start_django

    start_django()
    from django.db import connection

    from accounts.models import User
    from requirements_catalog.actions.bulk import begin_bulk, choose_change, write_bulk_now
    from requirements_catalog.models import Catalogue, Requirement

    user, catalogue = User.objects.get(), Catalogue.objects.get()
    rows = Requirement.objects.filter(is_heading=False)
    keys = list(rows.values_list("pk", flat=True))
    job = begin_bulk(catalogue=catalogue, keys=keys, by=user)
    job = choose_change(job=job, catalogue=catalogue, change=CHANGES[field])
    seen = job.parameters["digest"]
    asked = []

    def note(execute, *call):
        asked.append(call[0])
        return execute(*call)

    # Django's own log of queries writes out every parameter, which took a fifth of the time.
    with connection.execute_wrapper(note), Watch() as watch:
        job = write_bulk_now(job=job, catalogue=catalogue, by=user, reason="Mätning", seen=seen)
    return {
        "seconds": watch.cpu,
        "changed": job.result["changed"],
        "queries": len(asked),
    }
