"""ReqIF in and out against a bare parse of the same file by lxml."""

import shutil
from pathlib import Path

from bench.data import write_workbook
from bench.harness import Ratio, Watch, fresh, in_turn, start_django

MODULE = "bench.reqif"


def run(count: int, rounds: int, folder: Path) -> list[Ratio]:
    """Export of ``count`` requirements, and the file brought into an empty catalogue and back."""
    workbook, file = folder / f"krav-{count}.xlsx", str(folder / f"krav-{count}.reqif")
    write_workbook(workbook, count)
    fresh("bench.imports", "prepare", folder=folder)
    empty, full = folder / "empty.sqlite3", folder / "full.sqlite3"
    shutil.copy(folder / "bench.sqlite3", empty)
    fresh("bench.imports", "import_file", str(workbook), folder=folder)
    fresh(MODULE, "settle", folder=folder)
    shutil.copy(folder / "bench.sqlite3", full)

    def after(database: Path, function: str) -> dict:
        shutil.copy(database, folder / "bench.sqlite3")
        return fresh(MODULE, function, file, folder=folder)

    written = after(full, "export_file")
    bare, exported, returned, first, second = in_turn(
        rounds,
        lambda: fresh(MODULE, "parse", file, folder=folder),
        lambda: after(full, "export_file"),
        lambda: after(full, "import_file"),
        lambda: after(empty, "import_file"),
        lambda: fresh(MODULE, "import_file", file, folder=folder),
    )
    objects = written["objects"]
    for report, outcome in ((returned, "unchanged"), (first, "created"), (second, "unchanged")):
        if report["outcome"][outcome] != objects:
            raise RuntimeError(f"{objects} objects were not {outcome}: {report['outcome']}")
    size = {"MB": round(Path(file).stat().st_size / 1e6, 1)}
    return [
        Ratio(
            f"{name} {objects:,} objects",
            "lxml's bare parse of the file",
            ours["seconds"],
            bare["seconds"],
            facts={"peak MB": ours["peak_mb"], **size},
        )
        for name, ours in (
            ("ReqIF export", exported),
            ("ReqIF import", first),
            ("ReqIF import again", second),
            ("ReqIF import of our own export", returned),
        )
    ]


# ---------------------------------------------------------------- each in a process of its own


def settle() -> dict:
    """Everything into the main file, so that the file alone can be copied."""
    start_django()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {"seconds": 0}


def parse(path: str) -> dict:
    """The file as a tree, as lxml reads it when nothing is asked of it."""
    from lxml import etree

    content = Path(path).read_bytes()
    with Watch() as watch:
        root = etree.fromstring(content)
    return {"seconds": watch.seconds, "elements": sum(1 for _ in root.iter())}


def export_file(path: str) -> dict:
    """The whole catalogue as .reqif."""
    start_django()
    from requirements_catalog.exports.reqif import export_requirements_reqif
    from requirements_catalog.models import Catalogue

    catalogue = Catalogue.objects.get(slug="bench")
    with Watch() as watch:
        content = export_requirements_reqif(catalogue.requirements.all(), catalogue)
    Path(path).write_bytes(content)
    return {"seconds": watch.seconds, "objects": catalogue.requirements.count()}


def import_file(path: str) -> dict:
    """The file into the catalogue: read, check, compare, write with history."""
    start_django()
    from accounts.models import User
    from requirements_catalog.imports.files import import_file as bring_in
    from requirements_catalog.models import Catalogue

    content = Path(path).read_bytes()
    catalogue, by = Catalogue.objects.get(slug="bench"), User.objects.get()
    with Watch() as watch:
        report = bring_in(catalogue=catalogue, path_or_bytes=content, filename="b.reqif", by=by)
    settle()
    return {"seconds": watch.seconds, "outcome": report.counts}
