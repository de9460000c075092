"""The line of apps, the layers inside an app and the pure core (docs/architecture.md)."""

import ast
import re
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.source import (
    LINE,
    ROOT,
    app_files,
    files_of,
    imports_of,
    module_of,
    name_of,
    parsed,
)

# Inside an app, a module imports only modules of layers before its own.
LAYERS = [
    ["choices", "roles"],
    ["querysets"],
    ["models"],
    ["json_document", "reqif"],
    ["access", "actions", "bulk"],
    ["forms", "filters", "imports", "exports", "look", "grid", "api"],
    ["views"],
    ["urls"],
]
# Pairs of (file, imported module) that may break the order of layers, each with its reason.
LAYER_EXCEPTIONS: dict[tuple[str, str], str] = {}

# What decides an award, what turns rows of a file into problems and what reads requirements as
# texts needs nothing but Python.
PURE = {
    "evaluation/scoring": "the mathematics of the award",
    "requirements_catalog/import_core": "rows of a workbook to requirements and problems",
    "quality/linter": "texts of requirements to remarks",
    "packages/seams": "ways to cut the architecture to their figures",
}


def pure_files():
    """Files of the pure core that exist."""
    for name in PURE:
        files = files_of(name)
        assert files, f"{name} has no files: rename it here as well"
        yield from files


def test_an_app_imports_only_apps_to_its_left():
    """Foreign keys and calls go one way; the right calls the left's actions, never the reverse."""
    wrong = []
    for path in app_files():
        own = LINE.index(name_of(path).split("/")[0])
        for line, imported in imports_of(path):
            first = imported.split(".")[0]
            if first in LINE and LINE.index(first) > own:
                wrong.append(f"{name_of(path)}:{line} imports {imported}")
    assert not wrong, "\n".join(wrong)


def test_no_app_imports_the_wiring():
    """Settings are read through django.conf; the wiring names the apps, not the other way."""
    wrong = [
        f"{name_of(path)}:{line} imports {imported}"
        for path in app_files()
        for line, imported in imports_of(path)
        if imported.split(".")[0] == "fvm_procurement"
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", LINE)
def test_layers_inside_an_app(app):
    """choices < querysets < models < access, actions < forms, … < views < urls.

    The folders of one subject, such as ``grid/``, stand beside the layer that they serve.
    """
    rank = {name: number for number, names in enumerate(LAYERS) for name in names}
    wrong = []
    for path in files_of(app):
        own = _layer(name_of(path), rank)
        if own is None:
            continue
        for line, imported in imports_of(path):
            parts = imported.split(".")
            if parts[0] != app or len(parts) < 2:
                continue
            other = rank.get(parts[1].removeprefix("_"), rank.get(parts[1].split("_")[0]))
            if other is None or other <= own:
                continue
            if (name_of(path), ".".join(parts[:2])) not in LAYER_EXCEPTIONS:
                wrong.append(f"{name_of(path)}:{line} imports {imported}")
    assert not wrong, "\n".join(wrong)


def test_no_files_import_each_other_in_a_circle():
    """Each file can be read with only those beneath it in mind, inside functions too."""
    modules = {module_of(path): path for path in app_files()}
    needs = {
        name: {_in(modules, far) for _line, far in imports_of(modules[name])} for name in modules
    }
    try:
        TopologicalSorter({name: found - {name, None} for name, found in needs.items()}).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def _in(modules, imported: str) -> str | None:
    """The module that an import reads: ``a.b.c`` is a name in ``a.b`` where it is no file."""
    while imported and imported not in modules:
        imported = imported.rpartition(".")[0]
    return imported or None


def _layer(name: str, rank: dict[str, int]) -> int | None:
    """The layer of ``app/views.py``, ``app/views/…`` and ``app/views_items.py`` alike."""
    second = name.split("/")[1].removesuffix(".py")
    return rank.get(second, rank.get(second.split("_")[0]))


def test_the_core_is_pure():
    """Scoring, the reading of rows and the linter import Python's library and themselves only."""
    wrong = []
    for path in pure_files():
        package = name_of(path).rsplit("/", 1)[0].replace("/", ".")
        for line, imported in imports_of(path):
            first = imported.split(".")[0]
            inside = imported.startswith(package + ".") and any(
                imported.startswith(name.replace("/", ".")) for name in PURE
            )
            if first not in sys.stdlib_module_names and not inside:
                wrong.append(f"{name_of(path)}:{line} imports {imported}")
    assert not wrong, "\n".join(wrong)


def test_scoring_uses_no_floats():
    """An award is decided by exact numbers: no float literal, no float()."""
    wrong = []
    for path in files_of("evaluation/scoring"):
        for node in ast.walk(parsed(path)):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_call = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "float"
            )
            if is_float or is_call:
                wrong.append(f"{name_of(path)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


def test_every_registry_stands_on_the_page():
    """What apps are asked for at start is one table, with where each of them registers."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `(\w+)\.py` \|.*\| `(\w+)/\w+\.py`(?:, `\2/\w+\.py`)* \|$", text)
    looked_for = [
        (argument.value, name_of(path).split("/")[0])
        for path in app_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "autodiscover_modules"
        for argument in node.args
    ]
    assert looked_for
    assert sorted(looked_for) == sorted(rows)
