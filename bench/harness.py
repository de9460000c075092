"""Runs measurements in turn, each in a fresh process, and compares medians."""

import json
import os
import resource
import secrets
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, sleep

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Ratio:
    """Our work beside its partner's: seconds of medians, what the ratio should be at most."""

    name: str
    against: str
    ours: float
    partner: float
    goal: float | None = None
    facts: dict = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times the partner's time ours is."""
        return self.ours / self.partner if self.partner else float("nan")

    def as_dict(self) -> dict:
        """What is written to the results file."""
        return {**asdict(self), "ratio": round(self.ratio, 3)}

    def line(self) -> str:
        """One line of the printed table."""
        goal = f"(goal {self.goal:g})" if self.goal else ""
        facts = ", ".join(f"{key} {value}" for key, value in self.facts.items())
        return f"{self.name:<46} {self.ratio:6.2f} × {self.against:<44} {goal:<12} {facts}"


def fresh(module: str, function: str, *arguments: str | int, folder: Path) -> dict:
    """Call ``module.function(*arguments)`` in a new process; what it returns, and its memory.

    The function returns a dict with ``seconds``; ``peak_mb`` is added: the memory of its own, as
    ``own_mb`` tells it, without the pages of the database's file that SQLite maps.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.harness", module, function, json.dumps(arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment(folder)},
    )
    with ThreadPoolExecutor(1) as beside:
        peak = beside.submit(_highest, process)
        out, error = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{module}.{function}{arguments}: {error[-3000:]}")
    result = json.loads(out.splitlines()[-1])
    return {**result, "peak_mb": peak.result() or result["peak_mb"]}


def _highest(process: subprocess.Popen) -> int:
    """The most memory of its own that a process was seen to hold; 0 where that is not told."""
    most = 0
    while process.returncode is None:
        most = max(most, own_mb(process.pid))
        sleep(0.02)
    return most


def own_mb(pid: int) -> int:
    """The memory of a process in megabytes, without files that it maps; 0 where nobody tells."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("RssAnon")), 0)


def environment(folder: Path) -> dict[str, str]:
    """Settings of a measurement: a database and files of its own, production's other settings."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "ERROR",
        "DEBUG": "false",
        "HTTPS": "false",
        "ALLOWED_HOSTS": "testserver",
        "STATIC_FROM_SOURCE": "true",
    }


def in_turn(rounds: int, *measure: Callable[[], dict]) -> list[dict]:
    """Call the measurements one after the other, ``rounds`` times; the median run of each."""
    runs: list[list[dict]] = [[] for _ in measure]
    for _ in range(rounds):
        for kept, run in zip(runs, measure, strict=True):
            kept.append(run())
    return [_middle(kept) for kept in runs]


def _middle(runs: list[dict]) -> dict:
    wanted = median(run["seconds"] for run in runs)
    return min(runs, key=lambda run: abs(run["seconds"] - wanted))


class Watch:
    """Seconds and processor seconds of a block: ``with Watch() as watch: …``."""

    def __enter__(self) -> "Watch":
        self._wall, self._cpu = perf_counter(), process_time()
        return self

    def __exit__(self, *exception) -> None:
        self.seconds = perf_counter() - self._wall
        self.cpu = process_time() - self._cpu


def peak_mb() -> int:
    """The most memory this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def start_django() -> None:
    """Settings and apps, for a measurement that uses them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fvm_procurement.settings")
    import django

    django.setup()


def _main(module: str, function: str, arguments: str) -> None:
    from importlib import import_module

    result = getattr(import_module(module), function)(*json.loads(arguments))
    print(json.dumps({**result, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
