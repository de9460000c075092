"""Excel exports of a catalogue against openpyxl, and the memory they take as catalogues grow."""

import shutil
from pathlib import Path

from bench.data import write_workbook
from bench.harness import Ratio, Watch, fresh, in_turn, start_django

MODULE = "bench.exports"
# Columns of a view, in an order of its own.
COLUMNS = ("kind", "title", "text", "modules", "status", "owner")


def run(sizes: list[int], rounds: int, folder: Path) -> list[Ratio]:
    """Whole catalogues and views of them; the largest size beside the smallest for memory."""
    found: list[Ratio] = []
    peaks: dict[int, int] = {}
    for count in sizes:
        _fill(count, folder)
        found.append(_beside_floor(f"Excel export {count:,}", "export_file", rounds, folder))
        peaks[count] = found[-1].facts["peak MB"]
        found.append(_beside_floor(f"Excel view of {count:,}", "export_view", rounds, folder))
    least, most = min(peaks), max(peaks)
    if least < most:
        found.append(
            Ratio(
                f"memory of an Excel export of {most:,} (MB)",
                f"that of {least:,}",
                peaks[most],
                peaks[least],
                goal=1.5,
            )
        )
    return found


def _beside_floor(name: str, function: str, rounds: int, folder: Path) -> Ratio:
    """Our export, and the same cells written by openpyxl."""
    path = str(folder / "ut.xlsx")
    ours, floor = in_turn(
        rounds,
        lambda: fresh(MODULE, function, path, folder=folder),
        lambda: fresh("bench.imports", "write_with_shared_styles", path, folder=folder),
    )
    return Ratio(
        name,
        "openpyxl, shared styles, the same cells",
        ours["seconds"],
        floor["seconds"],
        goal=1.3,
        facts={"peak MB": ours["peak_mb"], "partner's": floor["peak_mb"]},
    )


def _fill(count: int, folder: Path) -> None:
    """A database with one catalogue of ``count`` requirements, brought in by our import."""
    workbook = folder / f"krav-{count}.xlsx"
    write_workbook(workbook, count)
    for name in folder.glob("bench.sqlite3*"):
        name.unlink()
    shutil.rmtree(folder / "media", ignore_errors=True)
    fresh("bench.imports", "prepare", folder=folder)
    fresh("bench.imports", "import_file", str(workbook), folder=folder)


# ---------------------------------------------------------------- each in a process of its own


def export_file(path: str) -> dict:
    """The whole catalogue with every field."""
    return _export(path, None)


def export_view(path: str) -> dict:
    """Requirements in an order of their own, under chosen columns."""
    return _export(path, COLUMNS)


def _export(path: str, columns) -> dict:
    start_django()
    from django.db import connection

    from requirements_catalog.exports.tables import export_requirements_workbook
    from requirements_catalog.models import Catalogue

    connection.ensure_connection()
    catalogue = Catalogue.objects.get(slug="bench")
    rows = catalogue.requirements.all()
    if columns:
        rows = rows.requirements().order_by("-changed_at", "-pk")
    with Watch() as watch:
        content = export_requirements_workbook(rows, catalogue, columns)
    Path(path).write_bytes(content)
    return {"seconds": watch.cpu, "bytes": len(content)}
