"""Publishing a baseline against bare inserts, and the difference of two at growing sizes."""

from pathlib import Path
from statistics import median

from bench.harness import Ratio, Watch, fresh

MODULE = "bench.baselines"
CHANGED = 40


def run(sizes: list[int], repeats: int, folder: Path) -> list[Ratio]:
    """Ratios at the smaller size, and of the larger one's difference to the smaller one's."""
    found: dict[int, dict] = {}
    for size in sizes:
        place = folder / f"baselines-{size}"
        place.mkdir()
        fresh("bench.imports", "prepare", folder=place)
        fresh("bench.lists", "fill", size, folder=place)
        found[size] = fresh(MODULE, "publish_and_compare", repeats, folder=place)
    small, large = sizes[0], sizes[-1]
    first = found[small]
    ratios = [
        Ratio(
            f"baseline of {small:,} with {CHANGED} changed",
            f"a bare insert of {first['rows']:,} entries",
            first["publish"],
            first["bare"],
            goal=3,
            facts={
                "queries": first["publish_queries"],
                "new versions": first["new_versions"],
                "s": round(first["publish"], 2),
            },
        ),
        Ratio(
            f"difference of two baselines of {small:,}",
            f"a bare insert of {first['rows']:,} entries",
            first["difference"],
            first["bare"],
            facts={"queries": first["difference_queries"], "s": round(first["difference"], 3)},
        ),
    ]
    if large != small:
        last = found[large]
        ratios += [
            Ratio(
                f"difference of two baselines of {large:,}",
                f"the same of {small:,}",
                last["difference"],
                first["difference"],
                goal=5,
                facts={"queries": last["difference_queries"], "s": round(last["difference"], 3)},
            ),
            Ratio(
                f"difference of a baseline and now, {large:,}",
                f"the same of {small:,}",
                last["live"],
                first["live"],
                goal=5,
                facts={"queries": last["live_queries"], "s": round(last["live"], 3)},
            ),
            Ratio(
                f"first baseline of {large:,}",
                f"the same of {small:,}",
                last["first"],
                first["first"],
                facts={"s": round(last["first"], 2)},
            ),
        ]
    return ratios


# ---------------------------------------------------------------- in a process of its own


def publish_and_compare(repeats: int) -> dict:
    """A first baseline, changes, a second; the difference of both, and of the second and now."""
    from bench.harness import start_django

    start_django()
    from datetime import timedelta

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from baselines import snapshot
    from baselines.actions import publish_baseline
    from baselines.difference import difference
    from requirements_catalog.models import Catalogue, RequirementVersion

    # Everything here is written within the time that is kept clear of a publishing.
    snapshot.MARGIN = timedelta(0)
    user, catalogue = User.objects.get(), Catalogue.objects.get()

    def publish():
        return publish_baseline(catalogue=catalogue, by=user, name="Mätning", override_reason="x")

    with Watch() as watch:
        before = publish()
    found = {"first": watch.cpu, "rows": before.row_count}
    _change(catalogue, user)
    count = RequirementVersion.objects.count()
    times: list[float] = []
    bare: list[float] = []
    with CaptureQueriesContext(connection) as queries:
        publish()
    found["publish_queries"] = len(queries)
    for _ in range(max(repeats, 3)):
        with Watch() as watch:
            after = publish()
        times.append(watch.cpu)
        bare.append(_insert_bare(before))
    found["new_versions"] = RequirementVersion.objects.count() - count
    found |= {"publish": median(times), "bare": median(bare)}
    _change(catalogue, user)
    readers = {
        "difference": lambda: snapshot.of_baseline(after),
        "live": lambda: snapshot.of_live(catalogue, known=after),
    }
    for name, newer in readers.items():
        older = before if name == "difference" else after
        times = []
        with CaptureQueriesContext(connection) as queries:
            difference(snapshot.of_baseline(older), newer())
        for _ in range(max(repeats, 3)):
            with Watch() as watch:
                changed = difference(snapshot.of_baseline(older), newer()).counts["changed"]
            if changed != CHANGED:
                raise RuntimeError(f"{name}: {changed} rows differ, not {CHANGED}")
            times.append(watch.cpu)
        found |= {name: median(times), f"{name}_queries": len(queries)}
    return {"seconds": found["publish"], **found}


def _change(catalogue, user) -> None:
    """Other words in some requirements, as a change of cells writes them."""
    from requirements_catalog.actions.cells import Cell, change_cells
    from requirements_catalog.choices import ChangeSetKind

    rows = catalogue.requirements.requirements().order_by("position")
    keys = list(rows.values_list("pk", flat=True))
    step = len(keys) // CHANGED
    texts = dict(rows.values_list("pk", "motive"))
    change_cells(
        catalogue=catalogue,
        cells=[Cell(key, "motive", f"{texts[key]} Mer.") for key in keys[::step][:CHANGED]],
        by=user,
        kind=ChangeSetKind.EDIT,
        label="Mätning",
        reason="Mätning",
    )


def _insert_bare(like) -> float:
    """As many entries as a baseline has, inserted by the library and taken back; seconds."""
    from django.db import transaction

    from baselines.models import BaselineEntry

    rows = list(
        like.entries.values_list(
            "place", "version_id", "number", "depth", "parent_id", "uid", "digest"
        )
    )
    with transaction.atomic():
        with Watch() as watch:
            made = [
                BaselineEntry(
                    baseline_id=like.pk,
                    place=1_000_000 + place,
                    version_id=version,
                    number=number,
                    depth=depth,
                    parent_id=parent,
                    uid=uid,
                    digest=sha,
                )
                for place, version, number, depth, parent, uid, sha in rows
            ]
            BaselineEntry.objects.bulk_create(made, batch_size=5000)
        transaction.set_rollback(True)
    return watch.cpu
