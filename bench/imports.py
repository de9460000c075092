"""The import of a requirement workbook against bare reading and bare writing, in processor time:
nothing here waits for anything but the disk."""

import json
import shutil
from pathlib import Path

from bench.data import write_workbook
from bench.harness import Ratio, Watch, fresh, in_turn, start_django

MODULE = "bench.imports"
# One requirement of so many is edited in the export that is brought back.
EDITED_OF = 50


def run(sizes: list[int], rounds: int, folder: Path) -> list[Ratio]:
    """Imports of each size, and how much more memory the largest takes than the smallest."""
    found: list[Ratio] = []
    for count in sizes:
        (folder / str(count)).mkdir()
        found += run_size(count, rounds, folder / str(count))
    peaks = {ratio.name: ratio.facts["peak MB"] for ratio in found if "peak MB" in ratio.facts}
    small, large = f"{sizes[0]:,}", f"{sizes[-1]:,}"
    if small != large:
        for work in ("import %s", "export of %s brought back, unchanged"):
            ours, partner = peaks[work % large], peaks[work % small]
            found.append(Ratio(f"memory, {work % large}", small, ours, partner, goal=1.5))
    return found


def run_size(count: int, rounds: int, folder: Path) -> list[Ratio]:
    """First import, second, unchanged import, and an export brought back, as it was and edited."""
    workbook = folder / f"krav-{count}.xlsx"
    write_workbook(workbook, count)
    fresh(MODULE, "prepare", folder=folder)
    empty = folder / "empty.sqlite3"
    shutil.copy(folder / "bench.sqlite3", empty)

    def restored(function: str) -> dict:
        shutil.copy(empty, folder / "bench.sqlite3")
        return fresh(MODULE, function, str(workbook), folder=folder)

    openpyxl, calamine, insert, first = in_turn(
        rounds,
        lambda: fresh(MODULE, "read_with_openpyxl", str(workbook), folder=folder),
        lambda: fresh(MODULE, "read_with_calamine", str(workbook), folder=folder),
        lambda: restored("read_and_insert"),
        lambda: restored("import_file"),
    )
    calamine_again, second = in_turn(
        rounds,
        lambda: fresh(MODULE, "read_with_calamine", str(workbook), folder=folder),
        lambda: fresh(MODULE, "import_file", str(workbook), folder=folder),
    )
    fresh(MODULE, "export_file", str(folder / "ut.xlsx"), folder=folder)
    calamine_own, returned = in_turn(
        rounds,
        lambda: fresh(MODULE, "read_with_calamine", str(folder / "ut.xlsx"), folder=folder),
        lambda: fresh(MODULE, "import_file", str(folder / "ut.xlsx"), folder=folder),
    )
    paths = str(folder / "ut.xlsx"), str(folder / "edited.xlsx")
    fresh(MODULE, "edit_export", *paths, folder=folder)
    full = folder / "full.sqlite3"
    shutil.copy(folder / "bench.sqlite3", full)

    def filled(function: str, *arguments: str) -> dict:
        shutil.copy(full, folder / "bench.sqlite3")
        return fresh(MODULE, function, *arguments, folder=folder)

    calamine_edited, edited = in_turn(
        rounds,
        lambda: fresh(MODULE, "read_with_calamine", str(folder / "edited.xlsx"), folder=folder),
        lambda: filled("import_file", str(folder / "edited.xlsx")),
    )
    undone = filled("import_and_undo", str(workbook))
    if edited["outcome"]["updated"] != -(-count // EDITED_OF):
        raise RuntimeError(f"the edited export was not read right: {edited['outcome']}")
    if returned["outcome"]["unchanged"] != first["outcome"]["created"]:
        raise RuntimeError(f"the export did not come back unchanged: {returned['outcome']}")
    if second["outcome"]["unchanged"] != first["outcome"]["created"]:
        raise RuntimeError(f"the second import was not unchanged: {second['outcome']}")
    memory = {"peak MB": first["peak_mb"], "partner's": insert["peak_mb"]}
    named = f"import {count:,}"
    return [
        Ratio(named, "openpyxl's bare read (read-only)", first["seconds"], openpyxl["seconds"]),
        Ratio(
            named,
            "calamine read + bare inserts with history",
            first["seconds"],
            insert["seconds"],
            goal=5,
            facts=memory,
        ),
        Ratio(
            f"{named} again, unchanged",
            "calamine read",
            second["seconds"],
            calamine_again["seconds"],
            goal=6,
            facts={"peak MB": second["peak_mb"]},
        ),
        Ratio(
            f"{named} again, unchanged",
            "openpyxl's bare read (read-only)",
            second["seconds"],
            openpyxl["seconds"],
        ),
        Ratio(
            f"export of {count:,} brought back, unchanged",
            "calamine read",
            returned["seconds"],
            calamine_own["seconds"],
            goal=6,
            facts={"peak MB": returned["peak_mb"]},
        ),
        Ratio(
            f"edited export of {count:,} brought back",
            "calamine read",
            edited["seconds"],
            calamine_edited["seconds"],
            goal=6,
            facts={"peak MB": edited["peak_mb"], "changed": edited["outcome"]["updated"]},
        ),
        Ratio(
            f"undo of import {count:,}",
            "the import itself",
            undone["seconds"],
            first["seconds"],
            facts={"peak MB": undone["peak_mb"]},
        ),
        Ratio("calamine read", "openpyxl's bare read", calamine["seconds"], openpyxl["seconds"]),
    ]


# ---------------------------------------------------------------- each in a process of its own


def prepare() -> dict:
    """A new database with one programme, one catalogue and the modules that the file names."""
    start_django()
    from django.core.management import call_command

    from accounts.models import User
    from bench.data import MODULES
    from programmes.models import Membership, Programme
    from requirements_catalog.models import Catalogue, Module

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    programme = Programme.objects.create(slug="bench", name="Mätning")
    Catalogue.objects.create(programme=programme, slug="bench", name="Mätning")
    for position, code in enumerate(MODULES):
        Module.objects.create(programme=programme, code=code, name=code, position=position)
    user = User.objects.create_user("bench@exempel.test", full_name="Mätaren")
    Membership.objects.create(programme=programme, user=user, role="programme_lead")
    _checkpoint()
    return {"seconds": 0}


def _checkpoint() -> None:
    """Everything into the main file, so that the file alone can be copied."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def read_with_openpyxl(path: str) -> dict:
    """Every value of the sheet by openpyxl's fastest way of reading."""
    from openpyxl import load_workbook

    with Watch() as watch:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    return {"seconds": watch.cpu, "rows": len(rows)}


def read_with_calamine(path: str) -> dict:
    """Every value of the sheet by calamine."""
    from python_calamine import CalamineWorkbook

    with Watch() as watch:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return {"seconds": watch.cpu, "rows": len(rows)}


def read_and_insert(path: str) -> dict:
    """The least that could be called an import: values read, rows and history inserted.

    No checks, no comparison with what is there, no tree, no report.
    """
    start_django()
    from django.db import connection, transaction
    from python_calamine import CalamineWorkbook

    from requirements_catalog.models import Catalogue, Module, Requirement, RequirementModule

    connection.ensure_connection()
    with Watch() as watch:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
        catalogue = Catalogue.objects.get(slug="bench")
        modules = dict(Module.objects.values_list("code", "pk"))
        requirements, links = [], []
        for place, row in enumerate(rows, 1):
            values = _bare_values(row, place, catalogue.pk)
            requirements.append(values)
            if row[5]:
                links.append(
                    {"id": place, "requirement_id": place, "module_id": modules[str(row[5])]}
                )
        with transaction.atomic(), connection.cursor() as cursor:
            for model, made in ((Requirement, requirements), (RequirementModule, links)):
                _insert(cursor, model._meta.db_table, made)
                _insert(cursor, model.history.model._meta.db_table, [_as_history(v) for v in made])
    return {"seconds": watch.cpu, "rows": len(rows)}


def _bare_values(row: list, place: int, catalogue: int) -> dict:
    from uuid import uuid4

    return {
        "id": place,
        "catalogue_id": catalogue,
        "uid": uuid4().hex,
        "position": place << 20,
        "depth": 0 if row[0] else 1,
        "is_heading": bool(row[0]),
        "code": row[1],
        "title": row[2],
        "text": row[3],
        "kind": "" if row[0] else "mandatory",
        "motive": row[6],
        "verification": row[7],
        "verification_method": "",
        "verification_delivery": "",
        "verification_contract": "",
        "scale": "",
        "suitability_assessment": "",
        "answer_format": row[8],
        "answer_choices": "",
        "phase": row[9],
        "is_minimum_requirement": False,
        "status": "draft",
        "standard_reference": row[11],
        "law_reference": "",
        "extra": "{}",
        "created_at": "2026-01-01 00:00:00",
        "changed_at": "2026-01-01 00:00:00",
    }


def _as_history(values: dict) -> dict:
    kept = {k: v for k, v in values.items() if k not in {"created_at", "changed_at"}}
    return {**kept, "history_date": "2026-01-01 00:00:00", "history_type": "+"}


def _insert(cursor, table: str, rows: list[dict]) -> None:
    columns = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(
        f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608
        [tuple(row.values()) for row in rows],
    )


def import_file(path: str) -> dict:
    """Our import by its command: read, map, check, compare, write, history, report."""
    start_django()
    from io import StringIO

    from django.core.management import call_command
    from django.db import connection

    connection.ensure_connection()
    report = Path(path).with_suffix(".json")
    with Watch() as watch:
        call_command(
            "import_requirements", path, catalogue="bench", report=str(report), stdout=StringIO()
        )
    _checkpoint()
    outcome = json.loads(report.read_text(encoding="utf-8"))
    counts = {key: outcome[key] for key in ("created", "updated", "unchanged", "refused")}
    return {"seconds": watch.cpu, "outcome": counts}


def export_file(path: str) -> dict:
    """Our export of the catalogue, as the list page makes it."""
    start_django()
    from django.db import connection

    from requirements_catalog.exports.tables import export_requirements_workbook
    from requirements_catalog.models import Catalogue

    connection.ensure_connection()
    catalogue = Catalogue.objects.get(slug="bench")
    with Watch() as watch:
        content = export_requirements_workbook(catalogue.requirements.all(), catalogue)
    Path(path).write_bytes(content)
    return {"seconds": watch.cpu, "bytes": len(content)}


def edit_export(path: str, to: str) -> dict:
    """Give every fiftieth requirement of an export another title, as a person would in Excel."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book["Krav"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    kinds = (row[heads["Typ"] - 1].value for row in sheet.iter_rows(min_row=2))
    rows = [number for number, kind in enumerate(kinds, 2) if kind != "rubrik"]
    for number in rows[::EDITED_OF]:
        sheet.cell(number, heads["Rubrik"]).value = f"Ny rubrik {number}"
    book.save(to)
    return {"seconds": 0}


def import_and_undo(path: str) -> dict:
    """The undo of everything that a first import brought, timed without the import."""
    start_django()
    from accounts.models import User
    from requirements_catalog.actions.undo import undo
    from requirements_catalog.imports.files import import_file as bring_in
    from requirements_catalog.models import Catalogue

    by = User.objects.get()
    programme = Catalogue.objects.get(slug="bench").programme
    other = Catalogue.objects.create(programme=programme, slug="undo", name="Ångra")
    bring_in(catalogue=other, path_or_bytes=path, filename="krav.xlsx", by=by)
    with Watch() as watch:
        changed = undo(catalogue=other, by=by)
    if changed.problems or other.requirements.live().exists():
        raise RuntimeError("the import was not taken back")
    return {"seconds": watch.cpu}


def write_with_shared_styles(path: str) -> dict:
    """The cells of an export that is already there, written by openpyxl with one style a kind."""
    from openpyxl import Workbook, load_workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    book = load_workbook(path, read_only=True)
    sheets = [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
    with Watch() as watch:
        made = Workbook(write_only=True)
        for name, rows in sheets:
            sheet = made.create_sheet(name)
            model = WriteOnlyCell(sheet)
            model.alignment = Alignment(wrap_text=True, vertical="top")
            for row in rows:
                cells: list = []
                for value in row:
                    if value is None:
                        cells.append(None)
                        continue
                    cell = WriteOnlyCell(sheet)
                    cell._value = value
                    cell.data_type = "s" if isinstance(value, str) else "n"
                    cell._style = model._style
                    cells.append(cell)
                sheet.append(cells)
        made.save(str(Path(path).with_suffix(".floor.xlsx")))
    return {"seconds": watch.cpu}
