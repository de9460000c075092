"""``python -m bench [--quick] [--only PART]``: print ratios, write var/bench.json."""

import argparse
import json
import os
import platform
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from bench import baselines, bulk, documents, exports, imports, likeness, lists, reqif
from bench.harness import ROOT, Ratio, environment

PARTS = (
    "imports", "exports", "reqif", "lists", "bulk", "pdf", "baselines", "json", "likeness",
)  # fmt: skip
RESULTS = ROOT / "var" / "bench.json"


def main() -> int:
    """Measure, print and write; a goal that is missed is told, but is no error."""
    parser = argparse.ArgumentParser(prog="./fvm bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one round")
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    found: list[Ratio] = []
    with tempfile.TemporaryDirectory(prefix="fvm-bench-") as name:
        for part in (options.only,) if options.only else PARTS:
            folder = Path(name) / part
            folder.mkdir()
            for ratio in measure(part, options.quick, folder):
                print(ratio.line(), flush=True)
                found.append(ratio)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(_report(found, options.quick), indent=2, ensure_ascii=False))
    missed = [ratio for ratio in found if ratio.goal and ratio.ratio > ratio.goal]
    print(f"{len(found)} ratios, {len(missed)} beyond their goal; written to {RESULTS}")
    return 0


def measure(part: str, quick: bool, folder: Path) -> list[Ratio]:
    """The ratios of one part."""
    if part == "imports":
        return imports.run([1000] if quick else [5000, 20_000], 1 if quick else 3, folder)
    if part == "exports":
        return exports.run([1000, 5000] if quick else [5000, 20_000], 1 if quick else 3, folder)
    if part == "reqif":
        return reqif.run(1000 if quick else 5000, 1 if quick else 3, folder)
    if part == "lists":
        sizes = [1000, 20_000] if quick else [1000, 8000, 20_000, 100_000]
        return lists.run(sizes, 5 if quick else 15, folder)
    if part == "bulk":
        return bulk.run(500 if quick else 5000, 1 if quick else 5, folder)
    if part == "baselines":
        return baselines.run([1000] if quick else [5000, 20_000], 1 if quick else 5, folder)
    if part == "json":
        return documents.run([1000] if quick else [5000, 20_000], 1 if quick else 3, folder)
    if part == "likeness":
        return likeness.run(1000 if quick else 20_000, 1 if quick else 3, folder)
    os.environ.update(environment(folder))
    from bench import pdf

    return pdf.run([100] if quick else [300, 1000])


def _report(found: list[Ratio], quick: bool) -> dict:
    return {
        "measured_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "quick": quick,
        "ratios": [ratio.as_dict() for ratio in found],
    }


if __name__ == "__main__":
    sys.exit(main())
