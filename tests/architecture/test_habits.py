"""Habits that keep the code readable: short files, words where they are needed."""

import ast
import re
import tomllib

import pytest

from tests.architecture.source import (
    LINE,
    ROOT,
    app_files,
    files_of,
    name_of,
    public_functions,
)

MAX_LINES = 400
# File -> why it may be longer.
LONG_FILES: dict[str, str] = {}
# Django's own hooks mean what Django's documentation says.
DJANGO_CALLS = {"ready"}


def test_files_stay_short():
    """A file that passes about 400 lines is split by noun, or says here why not."""
    folders = ["fvm_procurement", *LINE, "bench", "scripts", "tests"]
    long = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for folder in folders
        for path in files_of(folder)
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_LINES
    }
    assert {name: lines for name, lines in long.items() if name not in LONG_FILES} == {}
    assert not set(LONG_FILES) - set(long), "an exception that is no longer needed"


def documented_files():
    """Files whose public functions others call: actions, access, scoring, querysets, common."""
    return [
        path
        for path in app_files()
        if re.search(r"/(actions|access|querysets|imports|exports)(_\w+)?(\.py|/)", name_of(path))
        or name_of(path).startswith(("evaluation/scoring/", "quality/linter/", "common/"))
    ]


@pytest.mark.parametrize("path", documented_files(), ids=name_of)
def test_public_functions_say_what_they_do(path):
    """Meaning, shapes, units, errors, source: at least one sentence on each."""
    silent = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for function in public_functions(path)
        if not ast.get_docstring(function) and function.name not in DJANGO_CALLS
    ]
    assert not silent, "\n".join(silent)


def test_every_dependency_has_its_reason():
    """Above each dependency, or the group it stands in, a comment says what it is for."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tomllib.loads(text)
    without = []
    explained = False
    for line in text.split("[tool.", 1)[0].splitlines():
        stripped = line.strip()
        if stripped.startswith("#"):
            explained = True
        elif stripped.startswith('"') or re.match(r"\w+ = \[\"", stripped):
            if not explained:
                without.append(stripped)
        elif not stripped or stripped.endswith("[") or stripped == "]":
            explained = False
    assert not without, without


def test_dependencies_are_locked_with_hashes():
    """Every package of both lock files is pinned, and its files are known by hash."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"(?m)^#.*\n", "", text).strip())
        loose = [
            entry.split()[0]
            for entry in entries
            if "==" not in entry.split()[0] or "--hash=sha256:" not in entry
        ]
        assert not loose, f"{name}: {loose}"


def test_actions_take_their_arguments_by_name():
    """What somebody does is called by keyword, so that a call reads as a sentence."""
    wrong = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in app_files()
        if re.search(r"/actions(_\w+)?(\.py|/)", name_of(path))
        for function in public_functions(path)
        if "by" in [argument.arg for argument in function.args.args]
        or ("by" in [argument.arg for argument in function.args.kwonlyargs] and function.args.args)
    ]
    assert not wrong, "\n".join(wrong)
