"""The texts about the project speak of things that exist."""

import os
import re
import signal
import subprocess

import pytest

from tests.architecture.source import ROOT, name_of

PLACES = re.compile(r"`([\w.\-]+(?:/[\w.\-]+)*/?)`")
LINKS = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMANDS = re.compile(r"\./fvm ([a-z_]+)")
# Made when the project runs, not kept in it.
MADE = ("demo-output/", "var/", ".venv/", "bench.json")


def texts():
    """README, changelog and everything in docs/."""
    return [
        path
        for path in [
            ROOT / "README.md",
            ROOT / "CHANGELOG.md",
            *sorted((ROOT / "docs").rglob("*.md")),
        ]
        if path.exists()
    ]


@pytest.mark.parametrize("path", texts(), ids=name_of)
def test_paths_exist(path):
    """Every link and every `path/in/backticks` leads somewhere."""
    text = path.read_text(encoding="utf-8")
    lost = []
    for target in LINKS.findall(text):
        target = target.split("#")[0]
        if target and "://" not in target and not (path.parent / target).exists():
            lost.append(target)
    for target in PLACES.findall(re.sub(r"(?s)```.*?```", "", text)):
        looks_like_a_file = re.search(r"\.(py|md|toml|lock|css|js|json|sh)$", target) or (
            "/" in target and (ROOT / target.split("/")[0]).is_dir()
        )
        made = target.startswith(MADE) or target.endswith(MADE)
        if looks_like_a_file and not made and not _exists(target, path):
            lost.append(target)
    assert not lost, f"{name_of(path)}: {lost}"


def _exists(target: str, text) -> bool:
    return (
        (ROOT / target).exists()
        or (text.parent / target).exists()
        or ("/" not in target and any(_tracked_names(target)))
    )


def _tracked_names(name: str):
    for folder in [ROOT, *(p for p in ROOT.iterdir() if p.is_dir() and p.name[0] not in "._v")]:
        if folder.name not in {"node_modules"}:
            yield from (folder.rglob(name) if folder != ROOT else folder.glob(name))


def test_the_commands_named_exist():
    """Every ``./fvm word`` in the texts is a word that ``./fvm help`` lists."""
    words = subprocess.run(
        [ROOT / "fvm", "help"], capture_output=True, text=True, check=True
    ).stdout
    known = set(re.findall(r"(?m)^  ([a-z]+)\b", words))
    assert {"demo", "test", "check", "bench", "serve", "worker", "manage", "help"} <= known
    for path in texts():
        named = set(COMMANDS.findall(path.read_text(encoding="utf-8")))
        assert not named - known, f"{name_of(path)}: {named - known}"


def test_readme_has_the_two_commands():
    """What a newcomer types first stands in the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "./fvm demo" in text
    assert "./fvm test" in text


def test_decision_records_are_short_and_numbered():
    """ADRs: 0001 onwards without a gap, under 400 words."""
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    long = [path.name for path in records if len(path.read_text(encoding="utf-8").split()) > 400]
    assert not long


def test_the_start_script_is_posix():
    """A minimal Debian has only sh: the script parses there and is executable."""
    script = ROOT / "fvm"
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert script.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", script], check=True)


def test_an_unknown_command_is_wrong_use():
    """Exit code 2, the word and the help on standard error."""
    answer = subprocess.run([ROOT / "fvm", "danse"], capture_output=True, text=True)
    assert answer.returncode == 2
    assert "danse" in answer.stderr
    assert "./fvm COMMAND" in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["demo", "--port"], "--port needs a number"),
        (["demo", "--port="], "--port needs a number"),
        (["demo", "--port", "abc"], "--port needs a number from 1 to 65535, not abc"),
        (["demo", "--port", "0"], "--port needs a number from 1 to 65535, not 0"),
        (["demo", "--port=65536"], "--port needs a number from 1 to 65535, not 65536"),
        (["serve", "--port", "8000000"], "--port needs a number from 1 to 65535, not 8000000"),
        (["demo", "--host"], "--host needs an address"),
        (["demo", "--port", "8000", "dansa"], "unknown word: dansa (./fvm help)"),
        (["serve", "--reset"], "serve takes no --reset (./fvm help)"),
        (["serve", "--no-serve"], "serve takes no --no-serve (./fvm help)"),
        (["check", "--fast"], "unknown word: --fast (./fvm help)"),
    ],
)
def test_wrong_words_are_told_before_anything_is_done(words, told):
    """One line of the script's own, exit code 2, and nothing begun."""
    answer = subprocess.run([ROOT / "fvm", *words], capture_output=True, text=True)
    assert answer.returncode == 2
    assert answer.stderr == f"fvm: {told}\n"
    assert answer.stdout == ""


@pytest.mark.parametrize("words", [["demo", "--help"], ["serve", "-h"]])
def test_help_may_stand_after_a_command(words):
    """It is the same help, and nothing is begun."""
    answer = subprocess.run([ROOT / "fvm", *words], capture_output=True, text=True)
    assert answer.returncode == 0
    assert answer.stdout.startswith("./fvm COMMAND")


def test_the_server_keeps_to_the_projects_folder():
    """gunicorn would otherwise make a socket in the home folder, the same for every site."""
    script = (ROOT / "fvm").read_text(encoding="utf-8")
    assert script.count("-m gunicorn") == script.count("--no-control-socket") == 2


@pytest.mark.parametrize("name", ["INT", "TERM", "HUP"])
def test_whatever_ends_the_demo_stops_what_it_started(name):
    """Site and worker run apart from the terminal; closing it must not leave them behind."""
    script = (ROOT / "fvm").read_text(encoding="utf-8")
    parts = [
        re.search(rf"(?ms)^{part}\(\) {{\n.*?^}}\n", script) for part in ("apart", "stop_both")
    ]
    traps = re.findall(r"(?m)^ +(trap '?stop_both.*)$", script)
    assert len(traps) == 2
    # Each says that it is up: a signal that comes while sh is still making it is lost.
    running = "sh -c 'echo up; exec sleep 60'"
    stand_in = "".join(part.group() for part in parts if part) + "\n".join(
        [
            *traps,
            f"apart {running} & web=$!",
            f"apart {running} & worker=$!",
            "echo $web $worker >&2",
            "wait",
        ]
    )
    number = getattr(signal, f"SIG{name}")
    # A run of the tests that does not hear the signal itself would hand its deafness on.
    process = subprocess.Popen(
        ["sh", "-c", stand_in],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    assert [process.stdout.readline() for _ in range(2)] == ["up\n", "up\n"]
    started = [int(one) for one in process.stderr.readline().split()]
    process.send_signal(number)
    process.wait(timeout=10)
    assert len(started) == 2
    for one in started:
        with pytest.raises(ProcessLookupError):
            os.kill(one, 0)


def test_every_page_of_the_documentation_is_found_from_the_readme():
    """A page that the README does not name is read by nobody."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages - {target.split("#")[0] for target in LINKS.findall(text)} == set()


def test_operations_name_every_setting():
    """docs/operations.md lists exactly the variables that the settings read."""
    sources = [ROOT / "fvm_procurement" / name for name in ("settings.py", "oidc.py")]
    settings = "".join(source.read_text(encoding="utf-8") for source in sources)
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings))
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}
    assert read - listed == set(), "read by the settings, not in the table"
    assert listed - read == set(), "in the table, not read by the settings"
