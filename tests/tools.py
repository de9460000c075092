"""Programs and data that some tests need and a small machine may lack."""

import ctypes
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

# What a test asks for -> names of the program, and how to get it on Debian.
PROGRAMS = {
    "chromium": (
        ("chromium-headless-shell", "chromium", "chromium-browser"),
        "apt-get install chromium-headless-shell",
    ),
    "java": (("java",), "apt-get install default-jre-headless libjaxb-java"),
    "soffice": (("soffice", "libreoffice"), "apt-get install libreoffice-calc libreoffice-writer"),
    "pdftotext": (("pdftotext",), "apt-get install poppler-utils"),
    "pdftoppm": (("pdftoppm",), "apt-get install poppler-utils"),
    "qpdf": (("qpdf",), "apt-get install qpdf"),
}

# Reasons that stand even where everything is required: the other database has its own run, and
# the public example files are not part of this repository.
NOT_HERE = "not here: "


def everything_is_required() -> bool:
    """Whether a missing program is an error (``.ci/run`` says so) instead of a skip."""
    return os.environ.get("FVM_REQUIRE_ALL") == "1"


def need(name: str) -> str:
    """The path of a program; skips the test, or fails it in ``.ci/run``, where it is absent.

    Names: those of ``PROGRAMS``, and ``"pango"`` (drawing of PDF) and ``"postgresql"`` (the test
    runs on that database), which give ``""``.
    """
    if name == "postgresql":
        from django.db import connection

        if connection.vendor != "postgresql":
            pytest.skip(NOT_HERE + "the test is about PostgreSQL, this run uses another database")
        return ""
    if name == "pango":
        try:
            ctypes.CDLL("libpangoft2-1.0.so.0")
        except OSError:
            _absent(name, "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
        return ""
    names, remedy = PROGRAMS[name]
    for program in names:
        if path := shutil.which(program):
            return path
    return _absent(name, remedy)


def need_shared_data() -> Path:
    """The folder of public example files beside the project; skips the test where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(NOT_HERE + f"the public example files are not at {SHARED_DATA}")
    return SHARED_DATA


def _absent(name: str, remedy: str) -> str:
    message = f"{name} is not on this machine ({remedy})"
    if everything_is_required():
        pytest.fail(message)
    pytest.skip(message)
