"""The JSON document of a catalogue out and in against the bare parse of the same file."""

import json
import shutil
from pathlib import Path

from bench.data import write_workbook
from bench.harness import Ratio, Watch, fresh, in_turn, start_django

MODULE = "bench.documents"


def run(sizes: list[int], rounds: int, folder: Path) -> list[Ratio]:
    """Each size, and how much more memory the largest takes than the smallest."""
    found: list[Ratio] = []
    for count in sizes:
        (folder / str(count)).mkdir()
        found += run_size(count, rounds, folder / str(count))
    peaks = {ratio.name: ratio.facts["peak MB"] for ratio in found}
    small, large = f"{sizes[0]:,}", f"{sizes[-1]:,}"
    if small != large:
        for work in ("JSON export of %s", "JSON of %s brought back, unchanged"):
            ours, partner = peaks[work % large], peaks[work % small]
            found.append(Ratio(f"memory, {work % large}", small, ours, partner))
    return found


def run_size(count: int, rounds: int, folder: Path) -> list[Ratio]:
    """Export, the file brought back unchanged, and into an empty catalogue."""
    workbook, file = folder / f"krav-{count}.xlsx", str(folder / "krav.json")
    write_workbook(workbook, count)
    fresh("bench.imports", "prepare", folder=folder)
    empty, full = folder / "empty.sqlite3", folder / "full.sqlite3"
    shutil.copy(folder / "bench.sqlite3", empty)
    fresh("bench.imports", "import_file", str(workbook), folder=folder)
    shutil.copy(folder / "bench.sqlite3", full)

    def after(database: Path, function: str) -> dict:
        shutil.copy(database, folder / "bench.sqlite3")
        return fresh(MODULE, function, file, folder=folder)

    written = after(full, "export_file")
    bare, exported, returned, first = in_turn(
        rounds,
        lambda: fresh(MODULE, "parse", file, folder=folder),
        lambda: after(full, "export_file"),
        lambda: after(full, "import_file"),
        lambda: after(empty, "import_file"),
    )
    for report, outcome in ((returned, "unchanged"), (first, "created")):
        if report["outcome"][outcome] != count:
            raise RuntimeError(f"{count} rows were not {outcome}: {report['outcome']}")
    size = {"MB": round(written["bytes"] / 2**20, 1)}
    return [
        Ratio(
            name % f"{count:,}",
            "json's bare parse of the file",
            ours["seconds"],
            bare["seconds"],
            facts={"peak MB": ours["peak_mb"], **size},
        )
        for name, ours in (
            ("JSON export of %s", exported),
            ("JSON of %s brought back, unchanged", returned),
            ("JSON of %s, first import", first),
        )
    ]


# ---------------------------------------------------------------- each in a process of its own


def parse(path: str) -> dict:
    """The file as plain data."""
    content = Path(path).read_bytes()
    with Watch() as watch:
        document = json.loads(content)
    return {"seconds": watch.cpu, "rows": len(document["requirements"])}


def export_file(path: str) -> dict:
    """The whole catalogue as JSON."""
    start_django()
    from django.db import connection

    from requirements_catalog.exports.json import export_requirements_json
    from requirements_catalog.models import Catalogue

    connection.ensure_connection()
    catalogue = Catalogue.objects.get(slug="bench")
    with Watch() as watch:
        content = export_requirements_json(catalogue.requirements.all(), catalogue)
    Path(path).write_bytes(content)
    return {"seconds": watch.cpu, "bytes": len(content)}


def import_file(path: str) -> dict:
    """The file into the catalogue, within the usual limit of an upload."""
    start_django()
    from django.db import connection

    from accounts.models import User
    from requirements_catalog.imports.files import import_file as bring_in
    from requirements_catalog.models import Catalogue

    connection.ensure_connection()
    content = Path(path).read_bytes()
    catalogue, by = Catalogue.objects.get(slug="bench"), User.objects.get()
    with Watch() as watch:
        report = bring_in(catalogue=catalogue, path_or_bytes=content, filename="b.json", by=by)
    return {"seconds": watch.cpu, "outcome": report.counts}
