"""Reads the project's own source for the architecture tests: files, imports, functions."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The line (docs/architecture.md): an app imports only apps to its left.
LINE = [
    "common",
    "accounts",
    "programmes",
    "requirements_catalog",
    "target_architecture",
    "steering",
    "baselines",
    "quality",
    "reviews",
    "procurements",
    "joint_procurement",
    "packages",
    "tenders",
    "evaluation",
    "contracts",
    "demo",
]

# Functions that import by a name given as text.
BY_NAME = {"import_module", "get_model", "import_string", "__import__"}


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def files_of(package: str, *, migrations: bool = False) -> list[Path]:
    """Python files of a package, without its migrations unless asked for."""
    return [
        path
        for path in sorted((ROOT / package).rglob("*.py"))
        if migrations or "migrations" not in path.parts
    ]


def app_files() -> list[Path]:
    """Python files of every app on the line."""
    return [path for app in LINE for path in files_of(app)]


def name_of(path: Path) -> str:
    """A path as people write it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, inside functions too, as (line, dotted name).

    ``from a import b`` gives ``a.b``, for b may be a module; relative names are made absolute.
    """
    package = module_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = [*base, *([node.module] if node.module else [])]
            yield from ((node.lineno, ".".join([*base, alias.name])) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in BY_NAME:
            yield from ((node.lineno, str(argument.value)) for argument in _constants(node)[:1])


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _constants(node: ast.Call) -> list[ast.Constant]:
    return [argument for argument in node.args if isinstance(argument, ast.Constant)]


def public_functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods of a file whose names do not begin with an underscore."""
    for node in parsed(path).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        if isinstance(node, ast.ClassDef) and node.name.startswith("_"):
            continue
        for item in inside:
            if isinstance(
                item, ast.FunctionDef | ast.AsyncFunctionDef
            ) and not item.name.startswith("_"):
                yield item
