#!/usr/bin/env python3
"""Renew static/vendor from node_modules, or check it against its lock.

    npm ci && python3 scripts/vendor.py      copy the listed files and their licences
    python3 scripts/vendor.py --check        compare every file with LOCK.json (no network, no Node)

Hospital networks are closed: nothing is loaded from other sites, so every style sheet, script and
font is kept here with its version and its SHA-256. Only the standard library is used.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
LOCK = VENDOR / "LOCK.json"
EDITOR_SOURCE = ROOT / "static" / "js" / "src" / "editor.js"

# (package, file in the package, file in static/vendor)
FONT = "@fontsource-variable/source-sans-3"
COPIES = [
    ("bootstrap", "dist/css/bootstrap.min.css", "bootstrap/bootstrap.min.css"),
    ("bootstrap-icons", "font/bootstrap-icons.min.css", "bootstrap-icons/bootstrap-icons.min.css"),
    # Both fonts: the style sheet names both, and hashed static files stop on a missing one.
    (
        "bootstrap-icons",
        "font/fonts/bootstrap-icons.woff2",
        "bootstrap-icons/fonts/bootstrap-icons.woff2",
    ),
    (
        "bootstrap-icons",
        "font/fonts/bootstrap-icons.woff",
        "bootstrap-icons/fonts/bootstrap-icons.woff",
    ),
    ("sortablejs", "Sortable.min.js", "sortablejs/Sortable.min.js"),
    ("tabulator-tables", "dist/js/tabulator.min.js", "tabulator/tabulator.min.js"),
    ("tabulator-tables", "dist/css/tabulator_simple.min.css", "tabulator/tabulator.min.css"),
    *(
        (FONT, f"files/source-sans-3-{subset}-wght-{style}.woff2", f"source-sans-3/{name}.woff2")
        for subset in ("latin", "latin-ext")
        for style in ("normal", "italic")
        for name in [f"source-sans-3-{subset}-{style}"]
    ),
]
# Everything that ends up in the editor's bundle, so that each licence is kept.
BUNDLED = [
    "@tiptap/core",
    "@tiptap/extension-table",
    "@tiptap/markdown",
    "@tiptap/pm",
    "@tiptap/starter-kit",
]
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def editor_source() -> str:
    """SHA-256 of what the editor's bundle is made from, every file of it."""
    sources = sorted(EDITOR_SOURCE.parent.glob("*.js"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def version_of(package: str) -> str:
    """The version of a package as it lies in node_modules."""
    return json.loads((MODULES / package / "package.json").read_text())["version"]


def dependencies_of(packages: list[str]) -> list[str]:
    """The packages and everything they depend on that is installed, sorted."""
    found: set[str] = set()
    queue = list(packages)
    while queue:
        package = queue.pop()
        described = MODULES / package / "package.json"
        if package in found or not described.exists():
            continue
        found.add(package)
        data = json.loads(described.read_text())
        queue += [*data.get("dependencies", {}), *data.get("peerDependencies", {})]
    return sorted(found)


def font_styles() -> str:
    """The font faces of the two subsets that Swedish and its neighbours need."""
    faces = []
    for sheet, style in (("wght.css", "normal"), ("wght-italic.css", "italic")):
        text = (MODULES / FONT / sheet).read_text()
        for subset in ("latin-ext", "latin"):
            block = re.search(
                rf"/\* source-sans-3-{subset}-wght-{style} \*/\n(@font-face {{.*?\n}})", text, re.S
            )
            assert block, f"{sheet}: {subset} is missing"
            faces.append(
                re.sub(r"url\([^)]*\)", f"url(source-sans-3-{subset}-{style}.woff2)", block[1])
            )
    return "\n".join(faces) + "\n"


def copy_licence(package: str) -> None:
    """Keep the licence of a package beside what was taken from it."""
    licences = sorted((MODULES / package).glob("LICEN[SC]E*"))
    if not licences:
        sys.exit(f"{package} has no licence file")
    name = package.replace("@", "").replace("/", "-")
    (VENDOR / "licences" / f"{name}.txt").write_bytes(licences[0].read_bytes())


def bundle_editor() -> None:
    """Bundle the Markdown editor into one classic script."""
    subprocess.run(
        [
            str(MODULES / ".bin" / "esbuild"),
            str(EDITOR_SOURCE),
            "--bundle",
            "--minify",
            "--format=iife",
            "--target=es2020",
            "--charset=utf8",
            "--legal-comments=none",
            f"--outfile={VENDOR / 'editor' / 'editor.js'}",
        ],
        check=True,
    )


def renew() -> None:
    """Fill static/vendor afresh and write LOCK.json."""
    if not MODULES.exists():
        sys.exit("node_modules is missing: run `npm ci` first")
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "licences").mkdir(parents=True)
    packages = {package for package, _, _ in COPIES}
    for package, source, target in COPIES:
        content = (MODULES / package / source).read_bytes()
        path = VENDOR / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            SOURCE_MAP.sub(b"", content) if path.suffix in (".css", ".js") else content
        )
    (VENDOR / "source-sans-3" / "source-sans-3.css").write_text(font_styles())
    bundle_editor()
    packages |= set(dependencies_of(BUNDLED))
    for package in sorted(packages):
        copy_licence(package)
    lock = {
        "packages": {package: version_of(package) for package in sorted(packages)},
        "editor_source": editor_source(),
        "files": {name: digest(VENDOR / name) for name in vendored_files()},
    }
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")
    print(f"{len(lock['files'])} files from {len(packages)} packages in static/vendor")


def vendored_files() -> list[str]:
    """Every file of static/vendor except the lock, as paths relative to it."""
    return sorted(
        str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path != LOCK
    )


def problems() -> list[str]:
    """What differs between static/vendor and its lock; empty when nothing does."""
    lock = json.loads(LOCK.read_text())
    expected, present = lock["files"], vendored_files()
    found = [f"missing: {name}" for name in expected if name not in present]
    found += [f"not in the lock: {name}" for name in present if name not in expected]
    found += [
        f"changed: {name}"
        for name in present
        if name in expected and digest(VENDOR / name) != expected[name]
    ]
    if editor_source() != lock["editor_source"]:
        found.append("static/js/src is newer than the editor's bundle: run scripts/vendor.py")
    found += [
        f"source map named in: {name}"
        for name in present
        if name.endswith((".css", ".js")) and SOURCE_MAP.search((VENDOR / name).read_bytes())
    ]
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    found += [
        f"package.json wants {package} {version}, vendored is {lock['packages'][package]}"
        for package, version in wanted.items()
        if lock["packages"].get(package, version) != version
    ]
    return found


def main() -> int:
    """Renew, or check with --check; 0 when all is well, 1 when something differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with LOCK.json only")
    if not parser.parse_args().check:
        renew()
        return 0
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print("static/vendor agrees with its lock")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
